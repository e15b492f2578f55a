"""What a figure of the month means to a shopkeeper, and what it does not say."""

from collections.abc import Iterator
from datetime import timedelta

from shopcard.language import (
    _,
    ngettext,
    say_day,
    say_decimal,
    say_money,
    say_month,
    say_number,
    say_percent,
)
from shopcard.rules.metrics import (
    LEAST_BASKETS,
    LONGEST_LIFE,
    RIPE_DAYS,
    Counts,
    Figures,
    Why,
    mean,
    months_stayed,
    share,
)
from shopcard.words import feedback

MISSING = "—"
"""What stands for a figure that is not there."""


def remarks(key: str, figures: Figures, currency: str) -> tuple[str, ...]:
    """A few sentences on a figure, those that carry this month's numbers among them."""
    c = figures.counts
    return {
        "retention_pct": (
            _("Of those who were active at the start, how many still are at the end."),
            _active(c),
            *_floor(c),
            _seen(c),
            _("The loyalty rate is the same number by another name."),
        ),
        "churn_pct": (
            _("What retention leaves of 100: active at the start, and no longer at the end."),
            _active(c),
            _("Lost is not for ever: whoever returns later counts as came back."),
        ),
        "loyalty_pct": (
            _("The retention rate by another name: 100 less churn."),
            *_floor(c),
        ),
        "came_again_pct": (
            _(
                "Of those who were active {window} days before the end, how many have come since. "
                "Without a return it falls to 0: it has no floor."
            ).format(window=c.window),
            _(
                "What is usual depends on the trade: on real logs the middle was 16 in 100 at a "
                "coffee machine, 43 at a record shop on the web, 60 at a wholesaler and 71 at a "
                "grocery."
            ),
        ),
        "crr_formula_pct": (
            _("The formula that textbooks give, which asks only how many are active."),
            ngettext(
                "It counts the {n} customer who came back after an absence as kept, so it can pass "
                "100. The retention rate does not.",
                "It counts the {n} customers who came back after an absence as kept, so it can "
                "pass 100. The retention rate does not.",
                c.reactivated,
            ).format(n=say_number(c.reactivated)),
        ),
        "active_growth_pct": (
            _("The simplest figure: over 100 the shop has more active customers than before."),
            ngettext(
                "It hides how many were lost, for it counts the new: {n} of them here. A shop that "
                "loses its regulars and finds as many new customers reads 100.",
                "It hides how many were lost, for it counts the new: {n} of them here. A shop that "
                "loses its regulars and finds as many new customers reads 100.",
                c.new,
            ).format(n=say_number(c.new)),
        ),
        "month_to_month_pct": (
            _("Of last month's customers, how many came this month too."),
            _("Whoever comes every other month looks lost here, and is not."),
            *_so_far(figures),
        ),
        "repeat_purchase_pct": (
            _("How many of the month's customers bought more than once."),
            _("Two purchases on one day are enough; the repeat-visit rate asks for two days."),
            *_so_far(figures),
        ),
        "repeat_visit_pct": (
            _("How many of the month's customers came on more than one day."),
            *_so_far(figures),
        ),
        "ever_repeat_pct": (
            _("Of all who bought up to the end of the month, how many came on another day."),
            _ripe(c),
        ),
        "frequency": (
            _("How often a customer of the month bought."),
            _("Visits per customer: {visits}. Purchases on one day are one visit.").format(
                visits=_decimal(mean(c.visits, c.in_month, Why.NOBODY_IN_MONTH))
            ),
        ),
        "average_basket": (
            _("What a purchase comes to."),
            *_unpriced(c),
            _("A few large purchases can lift it while most are small."),
        ),
        "median_gap_days": (
            _("Half of the gaps are shorter, half are longer."),
            _("It tells of those who return: a customer who came once has no gap."),
            *_young(figures),
        ),
        "clv": (*_lifetime(figures),),
        "nps": feedback.about_score(figures.voices, c.in_month),
        "satisfaction_pct": feedback.about_satisfaction(figures.voices, c.in_month),
        "referrals": feedback.about_referrals(c.new),
        "rewards_earned": (_("A reward may be given in a later month than it was earned in."),),
        "rewards_redeemed": (_("A reward may be given in a later month than it was earned in."),),
        "redemption_pct": (
            _("How many rewards were given for those earned in the same month."),
            _("It may pass 100, when rewards of earlier months are given."),
        ),
        "redeemed_of_available_pct": (
            _("How many of the rewards that could be given were: 100 would be all of them."),
        ),
        "liability": (
            _("What it would cost the shop if every reward ready at the close were asked for."),
            *_uncosted(c),
        ),
        "average_stamps_per_purchase": (
            _("How much goes over the counter at once, counted in stamps."),
            *_baskets(c, currency),
        ),
        "new": (
            _(
                "Those whose first purchase ever fell in the month. Whoever brought a balance from "
                "an older card is not among them."
            ),
        ),
        "active_start": (_active(c),),
        "active_end": (_active(c),),
        "retained": (
            _("Active at the start, and still active at the end."),
            _seen(c),
        ),
        "reactivated": (
            _("Active at the end and not at the start, though they were customers before."),
        ),
        "lost": (
            _("Active at the start and no longer at the end."),
            _("Lost is not for ever: whoever returns later counts as came back."),
        ),
        "visits": (
            _("A customer who buys three times on one day has come once."),
            _open(c),
        ),
        "purchases": (
            _("Giving a reward is no purchase."),
            _open(c),
        ),
        "revenue": (
            *_unpriced(c),
            _open(c),
        ),
        "five_points": (*_five_points(figures),),
    }[key]


def _active(c: Counts) -> str:
    return _(
        "Active: at least one visit in {window} days. The start is the close of {start}, the end "
        "the close of {end}."
    ).format(
        window=c.window,
        start=say_day(c.first - timedelta(days=1)),
        end=say_day(c.through),
    )


def _floor(c: Counts) -> Iterator[str]:
    """What retention reads in a steady shop where nobody returns: most visits of the window lie
    in it still when a month has gone by."""
    days = (c.through - c.first).days + 1
    if days >= c.window:
        return
    yield _(
        "It has a floor: in a steady shop where nobody ever returns it still reads {floor}, as "
        "({window} − {days}) / {window}. “Came again” has none."
    ).format(floor=say_percent((c.window - days) / c.window * 100), window=c.window, days=days)


def _seen(c: Counts) -> str:
    return ngettext(
        "Of the {n} retained, {seen} visited this month.",
        "Of the {n} retained, {seen} visited this month.",
        c.retained,
    ).format(n=say_number(c.retained), seen=say_number(c.retained_seen))


def _so_far(figures: Figures) -> Iterator[str]:
    if not figures.complete:
        yield _("The month is not over: it can still rise.")


def _ripe(c: Counts) -> str:
    return _(
        "Some have hardly had the time. Of those who first came {days} days or more before the "
        "end: {repeat} of {ripe}, {pct}."
    ).format(
        days=RIPE_DAYS,
        repeat=say_number(c.ripe_repeat),
        ripe=say_number(c.ripe),
        pct=_percent(share(c.ripe_repeat, c.ripe, Why.NOBODY_EVER)),
    )


def _unpriced(c: Counts) -> Iterator[str]:
    if n := c.purchases - c.priced:
        yield ngettext(
            "{n} purchase carries no amount and is left out; an amount of 0 counts.",
            "{n} purchases carry no amount and are left out; an amount of 0 counts.",
            n,
        ).format(n=say_number(n))


def _uncosted(c: Counts) -> Iterator[str]:
    if n := c.rewards_uncosted:
        yield ngettext(
            "{n} of them is left out: what it costs is not said in its programme.",
            "{n} of them are left out: what they cost is not said in their programmes.",
            n,
        ).format(n=say_number(n))


def _open(c: Counts) -> str:
    return ngettext(
        "The shop was open on {n} day (a day with a purchase).",
        "The shop was open on {n} days (a day with a purchase).",
        c.days_open,
    ).format(n=c.days_open)


def _young(figures: Figures) -> Iterator[str]:
    if not figures.counts.judged and figures.judged_from:
        yield _(
            "The shop is too young for long gaps: until {month} it reads shorter than it is."
        ).format(month=say_month(figures.judged_from))


def _lifetime(figures: Figures) -> Iterator[str]:
    pool = figures.pooled
    yield _(
        "It values one spell as an active customer: whoever was lost and returns begins another."
    )
    if figures.margin is None:
        yield _(
            "It is what such a customer spends, not what the shop keeps of it: set the gross "
            "margin and it will be the value."
        )
    if isinstance(figures.values["clv"], Why):
        return
    yield ngettext(
        "Worked out over {n} complete month, {first} to {last}.",
        "Worked out over {n} complete months, {first} to {last}.",
        len(pool),
    ).format(n=len(pool), first=say_month(pool[0].first), last=say_month(pool[-1].first))
    yield _(
        "A customer stays {months} months: {start} active at months' starts / {lost} lost, {most} "
        "at most."
    ).format(
        months=say_decimal(months_stayed(pool)),
        start=say_number(sum(c.active_start for c in pool)),
        lost=say_number(sum(c.lost for c in pool)),
        most=LONGEST_LIFE,
    )


def _baskets(c: Counts, currency: str) -> Iterator[str]:
    others = c.priced - c.baskets_ready
    enough = min(c.baskets_ready, others) >= LEAST_BASKETS
    yield _("Average basket while a reward was ready: {ready}; of all others: {others}.").format(
        ready=say_money(c.spent_ready / c.baskets_ready, currency) if enough else MISSING,
        others=say_money((c.revenue - c.spent_ready) / others, currency) if enough else MISSING,
    )
    if not enough:
        yield _("To compare them takes {least} purchases with an amount on either side.").format(
            least=LEAST_BASKETS
        )
    yield _("It proves nothing: those who buy much are those who have a reward ready.")


def _five_points(figures: Figures) -> Iterator[str]:
    yield _("Had so many more of the active customers been kept, at what each spends a month.")
    if figures.basis.first != figures.counts.first:
        yield _("Worked out from the last complete month, {month}.").format(
            month=say_month(figures.basis.first)
        )
    yield _("It is an estimate from this shop's own figures, and no promise.")


def _percent(figure: float | Why) -> str:
    return MISSING if isinstance(figure, Why) else say_percent(figure)


def _decimal(figure: float | Why) -> str:
    return MISSING if isinstance(figure, Why) else say_decimal(figure)
