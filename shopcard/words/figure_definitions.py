"""The figures of a month, an entry each: what it is called, how it is said and worked out, what it
means and does not say, who is behind it, and where it stands.

Screen, command, JSON, file and report read from here. What a figure comes to is
`rules/metrics.py`'s.
"""

from collections.abc import Mapping

from shopcard.language import _, ngettext, pgettext, say_number
from shopcard.rules.metrics import Group
from shopcard.words import feedback, formulas, remarks
from shopcard.words.definition import Definition, Measure, Place


def _later() -> str:
    return _("A reward may be given in a later month than it was earned in.")


def _not_for_ever() -> str:
    return _("Lost is not for ever: whoever returns later counts as came back.")


DEFINITIONS: Mapping[str, Definition] = {
    "retention_pct": Definition(
        name=lambda: _("Retention rate"),
        short=lambda: _("Retention"),
        measure=Measure.PERCENT,
        place=Place.HEADLINE,
        formula=lambda m: m.divided("retained", "active_start"),
        about=lambda m: (
            _("Of those who were active at the start, how many still are at the end."),
            remarks.active(m.counts),
            *remarks.floor(m.counts),
            remarks.seen(m.counts),
            _("The loyalty rate is the same number by another name."),
        ),
        groups=(Group.RETAINED, Group.RETAINED_SEEN, Group.LOST, Group.ACTIVE_START),
    ),
    "repeat_purchase_pct": Definition(
        name=lambda: _("Repeat-purchase rate"),
        short=lambda: _("Repeat purchase"),
        measure=Measure.PERCENT,
        place=Place.HEADLINE,
        formula=lambda m: m.divided("repeat_purchasers", "in_month"),
        about=lambda m: (
            _("How many of the month's customers bought more than once."),
            _("Two purchases on one day are enough; the repeat-visit rate asks for two days."),
            *remarks.so_far(m.figures),
        ),
        groups=(Group.REPEAT_PURCHASERS, Group.IN_MONTH),
    ),
    "new": Definition(
        name=lambda: _("New customers"),
        short=lambda: pgettext("customers", "New"),
        place=Place.HEADLINE,
        formula=lambda m: (
            f"{m.part('active_end')} − {m.part('retained')} − {m.part('reactivated')}"
        ),
        about=lambda _m: (
            _(
                "Those whose first purchase ever fell in the month. Whoever brought a balance from "
                "an older card is not among them."
            ),
        ),
        groups=(Group.NEW,),
    ),
    "active_end": Definition(
        name=lambda: _("Active customers"),
        short=lambda: _("Active"),
        place=Place.HEADLINE,
        formula=lambda m: f"{m.part('retained')} + {m.part('reactivated')} + {m.part('new')}",
        about=lambda m: (remarks.active(m.counts),),
        groups=(Group.ACTIVE_END, Group.RETAINED, Group.REACTIVATED, Group.NEW),
    ),
    "visits": Definition(
        name=lambda: _("Visits"),
        place=Place.HEADLINE,
        formula=lambda _m: _("each customer once a day"),
        about=lambda m: (
            _("A customer who buys three times on one day has come once."),
            remarks.days_open(m.counts),
        ),
        groups=(Group.IN_MONTH,),
    ),
    "average_basket": Definition(
        name=lambda: _("Average basket"),
        short=lambda: _("Basket"),
        measure=Measure.MONEY,
        place=Place.HEADLINE,
        formula=lambda m: f"{m.money(m.counts.revenue)} / {m.part('priced')}",
        about=lambda m: (
            _("What a purchase comes to."),
            *remarks.unpriced(m.counts),
            _("A few large purchases can lift it while most are small."),
        ),
        groups=(Group.IN_MONTH,),
    ),
    "churn_pct": Definition(
        name=lambda: _("Churn"),
        measure=Measure.PERCENT,
        formula=lambda m: m.divided("lost", "active_start"),
        about=lambda m: (
            _("What retention leaves of 100: active at the start, and no longer at the end."),
            remarks.active(m.counts),
            _not_for_ever(),
        ),
        groups=(Group.LOST, Group.ACTIVE_START),
    ),
    "came_again_pct": Definition(
        name=lambda: _("Came again"),
        measure=Measure.PERCENT,
        formula=lambda m: m.divided("came_again", "active_earlier"),
        about=lambda m: (
            *filter(None, (remarks.warning(m.figures),)),
            _(
                "Of those who were active {window} days before the end, how many have come since. "
                "Without a return it falls to 0: it has no floor."
            ).format(window=m.counts.window),
            _(
                "What is usual depends on the trade: on real logs the middle was 16 in 100 at a "
                "coffee machine, 43 at a record shop on the web, 60 at a wholesaler and 71 at a "
                "grocery."
            ),
        ),
        groups=(Group.CAME_AGAIN, Group.ACTIVE_EARLIER),
    ),
    "month_to_month_pct": Definition(
        name=lambda: _("Came back from last month"),
        measure=Measure.PERCENT,
        formula=lambda m: m.divided("in_both_months", "in_month_before"),
        about=lambda m: (
            _("Of last month's customers, how many came this month too."),
            _("Whoever comes every other month looks lost here, and is not."),
            *remarks.so_far(m.figures),
        ),
        groups=(Group.IN_BOTH_MONTHS, Group.IN_MONTH_BEFORE),
    ),
    "repeat_visit_pct": Definition(
        name=lambda: _("Repeat-visit rate"),
        measure=Measure.PERCENT,
        formula=lambda m: m.divided("repeat_visitors", "in_month"),
        about=lambda m: (
            _("How many of the month's customers came on more than one day."),
            *remarks.so_far(m.figures),
        ),
        groups=(Group.REPEAT_VISITORS, Group.IN_MONTH),
    ),
    "ever_repeat_pct": Definition(
        name=lambda: _("Came back at least once"),
        measure=Measure.PERCENT,
        formula=lambda m: m.divided("ever_repeat", "ever"),
        about=lambda m: (
            _("Of all who bought up to the end of the month, how many came on another day."),
            remarks.ripe(m.counts),
        ),
        groups=(Group.EVER_REPEAT, Group.EVER),
    ),
    "active_growth_pct": Definition(
        name=lambda: _("End over start"),
        measure=Measure.PERCENT,
        formula=lambda m: m.divided("active_end", "active_start"),
        about=lambda m: (
            _("The simplest figure: over 100 the shop has more active customers than before."),
            ngettext(
                "It hides how many were lost, for it counts the new: {n} of them here. A shop that "
                "loses its regulars and finds as many new customers reads 100.",
                "It hides how many were lost, for it counts the new: {n} of them here. A shop that "
                "loses its regulars and finds as many new customers reads 100.",
                m.counts.new,
            ).format(n=say_number(m.counts.new)),
        ),
        groups=(Group.ACTIVE_END, Group.NEW, Group.ACTIVE_START),
    ),
    "crr_formula_pct": Definition(
        name=lambda: _("Retention, textbook formula"),
        measure=Measure.PERCENT,
        formula=lambda m: (
            f"({m.part('active_end')} − {m.part('new')}) / {m.part('active_start')} × 100"
        ),
        about=lambda m: (
            _("The formula that textbooks give, which asks only how many are active."),
            ngettext(
                "It counts the {n} customer who came back after an absence as kept, so it can pass "
                "100. The retention rate does not.",
                "It counts the {n} customers who came back after an absence as kept, so it can "
                "pass 100. The retention rate does not.",
                m.counts.reactivated,
            ).format(n=say_number(m.counts.reactivated)),
        ),
        groups=(Group.ACTIVE_END, Group.NEW, Group.ACTIVE_START),
    ),
    "frequency": Definition(
        name=lambda: _("Purchase frequency"),
        measure=Measure.DECIMAL,
        formula=lambda m: f"{m.part('purchases')} / {m.part('in_month')}",
        about=lambda m: (
            _("How often a customer of the month bought."),
            remarks.visits_each(m.counts),
        ),
        groups=(Group.IN_MONTH, Group.REPEAT_PURCHASERS),
    ),
    "median_gap_days": Definition(
        name=lambda: _("Usual gap between visits"),
        measure=Measure.DAYS,
        formula=lambda _m: _("the middle one of the gaps between two visits that end in the month"),
        about=lambda m: (
            _("Half of the gaps are shorter, half are longer."),
            _("It tells of those who return: a customer who came once has no gap."),
            *remarks.young(m.figures),
        ),
        groups=(Group.IN_MONTH,),
    ),
    "clv": Definition(
        name=lambda: _("Customer lifetime value"),
        without_margin=lambda: _("Lifetime turnover"),
        measure=Measure.MONEY,
        formula=lambda m: formulas.lifetime(m.figures, m.currency),
        about=lambda m: remarks.lifetime(m.figures),
    ),
    "average_stamps_per_purchase": Definition(
        name=lambda: _("Upselling: stamps per purchase"),
        measure=Measure.DECIMAL,
        formula=lambda m: f"{m.part('stamps')} / {m.part('purchases')}",
        about=lambda m: (
            _("How much goes over the counter at once, counted in stamps."),
            *remarks.baskets(m.counts, m.currency),
        ),
        groups=(Group.IN_MONTH,),
    ),
    "rewards_earned": Definition(
        name=lambda: _("Rewards earned"),
        formula=lambda _m: _("rewards that customers' cards earned in the month"),
        about=lambda _m: (_later(),),
    ),
    "rewards_redeemed": Definition(
        name=lambda: _("Rewards given"),
        formula=lambda _m: _("rewards given at the till in the month"),
        about=lambda _m: (_later(),),
        groups=(Group.REWARDED,),
    ),
    "redemption_pct": Definition(
        name=lambda: _("Rewards given of those earned"),
        measure=Measure.PERCENT,
        formula=lambda m: m.divided("rewards_redeemed", "rewards_earned"),
        about=lambda _m: (
            _("How many rewards were given for those earned in the same month."),
            _("It may pass 100, when rewards of earlier months are given."),
        ),
        groups=(Group.REWARDED,),
    ),
    "redeemed_of_available_pct": Definition(
        name=lambda: _("Rewards given of those to be had"),
        measure=Measure.PERCENT,
        formula=lambda m: (
            f"{m.part('rewards_redeemed')} / "
            f"({m.part('rewards_ready')} + {m.part('rewards_earned')}) × 100"
        ),
        about=lambda _m: (
            _("How many of the rewards that could be given were: 100 would be all of them."),
        ),
        groups=(Group.REWARDED,),
    ),
    "liability": Definition(
        name=lambda: _("Cost of rewards not yet given"),
        measure=Measure.MONEY,
        formula=lambda _m: _("rewards ready × what each costs the shop"),
        about=lambda m: (
            _("What it would cost the shop if every reward ready at the close were asked for."),
            *remarks.uncosted(m.counts),
        ),
    ),
    "nps": Definition(
        name=lambda: _("Net Promoter Score"),
        place=Place.VOICES,
        formula=lambda m: feedback.score_formula(m.voices),
        about=lambda m: feedback.about_score(m.voices, m.counts.in_month),
        groups=(Group.DETRACTORS, Group.PASSIVES, Group.PROMOTERS),
        say=feedback.say_score,
    ),
    "satisfaction_pct": Definition(
        name=lambda: _("Satisfaction"),
        measure=Measure.PERCENT,
        place=Place.VOICES,
        formula=lambda m: feedback.satisfaction_formula(m.voices),
        about=lambda m: feedback.about_satisfaction(m.voices, m.counts.in_month),
        groups=(Group.NOT_SATISFIED, Group.SATISFIED),
        say=feedback.say_satisfaction,
    ),
    "referrals": Definition(
        name=lambda: _("Referrals"),
        place=Place.VOICES,
        formula=lambda _m: _("new customers of the month who name a referrer"),
        about=lambda m: feedback.about_referrals(m.counts.new),
        groups=(Group.REFERRED, Group.AMBASSADORS),
    ),
    "loyalty_pct": Definition(
        name=lambda: _("Loyalty rate"),
        measure=Measure.PERCENT,
        place=Place.JSON,
        formula=lambda m: f"100 − {m.part('lost')} / {m.part('active_start')} × 100",
        about=lambda m: (
            _("The retention rate by another name: 100 less churn."),
            *remarks.floor(m.counts),
        ),
        groups=(Group.RETAINED, Group.LOST, Group.ACTIVE_START),
    ),
    "active_start": Definition(
        name=lambda: _("Active customers at the start"),
        place=Place.BEHIND,
        formula=lambda m: f"{m.part('retained')} + {m.part('lost')}",
        about=lambda m: (remarks.active(m.counts),),
        groups=(Group.ACTIVE_START, Group.RETAINED, Group.LOST),
    ),
    "retained": Definition(
        name=lambda: _("Retained customers"),
        place=Place.BEHIND,
        formula=lambda m: f"{m.part('active_start')} − {m.part('lost')}",
        about=lambda m: (
            _("Active at the start, and still active at the end."),
            remarks.seen(m.counts),
        ),
        groups=(Group.RETAINED, Group.RETAINED_SEEN),
    ),
    "reactivated": Definition(
        name=lambda: _("Customers who came back"),
        place=Place.BEHIND,
        formula=lambda m: f"{m.part('active_end')} − {m.part('retained')} − {m.part('new')}",
        about=lambda _m: (
            _("Active at the end and not at the start, though they were customers before."),
        ),
        groups=(Group.REACTIVATED,),
    ),
    "lost": Definition(
        name=lambda: _("Lost customers"),
        place=Place.BEHIND,
        formula=lambda m: f"{m.part('active_start')} − {m.part('retained')}",
        about=lambda _m: (
            _("Active at the start and no longer at the end."),
            _not_for_ever(),
        ),
        groups=(Group.LOST,),
    ),
    "purchases": Definition(
        name=lambda: _("Purchases"),
        place=Place.BEHIND,
        formula=lambda _m: _("each purchase that was not undone"),
        about=lambda m: (_("Giving a reward is no purchase."), remarks.days_open(m.counts)),
        groups=(Group.IN_MONTH,),
    ),
    "revenue": Definition(
        name=lambda: _("Revenue"),
        measure=Measure.MONEY,
        place=Place.BEHIND,
        formula=lambda _m: _("the amounts of all purchases that were not undone"),
        about=lambda m: (*remarks.unpriced(m.counts), remarks.days_open(m.counts)),
        groups=(Group.IN_MONTH,),
    ),
    "five_points": Definition(
        name=lambda: _("What 5 more points would bring"),
        measure=Measure.MONEY,
        place=Place.BEHIND,
        formula=lambda m: formulas.five_points(m.figures.basis, m.currency),
        about=lambda m: remarks.five_points(m.figures),
    ),
}
"""Every figure that can be explained, by its key, in the order of the screen: those of
RETENTION.md's table, then the counts they are made of."""


def standing(*places: Place) -> list[str]:
    """The keys of the figures that stand in one of these places, in order."""
    return [key for key, definition in DEFINITIONS.items() if definition.place in places]
