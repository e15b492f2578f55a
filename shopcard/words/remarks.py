"""Sentences with the month's numbers, from which the definitions of figures are put together."""

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
    WARNING_PCT,
    Counts,
    Figures,
    Why,
    mean,
    months_stayed,
    share,
)

MISSING = "—"
"""What stands for a figure that is not there."""


def warning(figures: Figures) -> str | None:
    """What to say when few customers come again; None while enough do."""
    if not figures.few_come_again:
        return None
    c = figures.basis
    return _(
        "Few customers come again: of {earlier} active {window} days before, {again} had come "
        "again by the end of {month}. A rule of thumb says to act near {limit}."
    ).format(
        earlier=say_number(c.active_earlier),
        again=say_number(c.came_again),
        window=c.window,
        month=say_month(c.first),
        limit=say_percent(WARNING_PCT),
    )


def active(c: Counts) -> str:
    """What “active” means, and from which close to which."""
    return _(
        "Active: at least one visit in {window} days. The start is the close of {start}, the end "
        "the close of {end}."
    ).format(
        window=c.window,
        start=say_day(c.first - timedelta(days=1)),
        end=say_day(c.through),
    )


def floor(c: Counts) -> Iterator[str]:
    """What retention reads in a steady shop where nobody returns: most visits of the window lie
    in it still when a month has gone by."""
    days = (c.through - c.first).days + 1
    if days >= c.window:
        return
    yield _(
        "It has a floor: in a steady shop where nobody ever returns it still reads {floor}, as "
        "({window} − {days}) / {window}. “Came again” has none."
    ).format(floor=say_percent((c.window - days) / c.window * 100), window=c.window, days=days)


def seen(c: Counts) -> str:
    """How many of the retained visited in the month itself."""
    return ngettext(
        "Of the {n} retained, {seen} visited this month.",
        "Of the {n} retained, {seen} visited this month.",
        c.retained,
    ).format(n=say_number(c.retained), seen=say_number(c.retained_seen))


def so_far(figures: Figures) -> Iterator[str]:
    """That a running month's figure can still rise."""
    if not figures.complete:
        yield _("The month is not over: it can still rise.")


def ripe(c: Counts) -> str:
    """The share among those whose first visit is long enough ago."""
    return _(
        "Some have hardly had the time. Of those who first came {days} days or more before the "
        "end: {repeat} of {ripe}, {pct}."
    ).format(
        days=RIPE_DAYS,
        repeat=say_number(c.ripe_repeat),
        ripe=say_number(c.ripe),
        pct=_percent(share(c.ripe_repeat, c.ripe, Why.NOBODY_EVER)),
    )


def unpriced(c: Counts) -> Iterator[str]:
    """How many purchases carry no amount, where any do not."""
    if n := c.purchases - c.priced:
        yield ngettext(
            "{n} purchase carries no amount and is left out; an amount of 0 counts.",
            "{n} purchases carry no amount and are left out; an amount of 0 counts.",
            n,
        ).format(n=say_number(n))


def uncosted(c: Counts) -> Iterator[str]:
    """How many ready rewards have no cost, where any have none."""
    if n := c.rewards_uncosted:
        yield ngettext(
            "{n} of them is left out: what it costs is not said in its programme.",
            "{n} of them are left out: what they cost is not said in their programmes.",
            n,
        ).format(n=say_number(n))


def days_open(c: Counts) -> str:
    """On how many days the shop was open."""
    return ngettext(
        "The shop was open on {n} day (a day with a purchase).",
        "The shop was open on {n} days (a day with a purchase).",
        c.days_open,
    ).format(n=c.days_open)


def young(figures: Figures) -> Iterator[str]:
    """From which month on the usual gap is not cut short by the shop's age."""
    if not figures.counts.judged and figures.judged_from:
        yield _(
            "The shop is too young for long gaps: until {month} it reads shorter than it is."
        ).format(month=say_month(figures.judged_from))


def lifetime(figures: Figures) -> Iterator[str]:
    """Over which months lifetime value was worked out, and how long a customer stays."""
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


def baskets(c: Counts, currency: str) -> Iterator[str]:
    """The average basket while a reward was ready beside all others."""
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


def five_points(figures: Figures) -> Iterator[str]:
    """What the worth of five more points rests on."""
    yield _("Had so many more of the active customers been kept, at what each spends a month.")
    if figures.basis.first != figures.counts.first:
        yield _("Worked out from the last complete month, {month}.").format(
            month=say_month(figures.basis.first)
        )
    yield _("It is an estimate from this shop's own figures, and no promise.")


def visits_each(c: Counts) -> str:
    """How many visits a customer of the month made."""
    return _("Visits per customer: {visits}. Purchases on one day are one visit.").format(
        visits=_decimal(mean(c.visits, c.in_month, Why.NOBODY_IN_MONTH))
    )


def _percent(figure: float | Why) -> str:
    return MISSING if isinstance(figure, Why) else say_percent(figure)


def _decimal(figure: float | Why) -> str:
    return MISSING if isinstance(figure, Why) else say_decimal(figure)
