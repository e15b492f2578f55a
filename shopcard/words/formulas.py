"""How the figures of a month were worked out: arithmetic over counts that say what they count."""

from collections.abc import Mapping

from shopcard.language import _, ngettext, say_decimal, say_money, say_number, say_percent
from shopcard.rules.metrics import Counts, Figures, Group, Why, months_stayed, points_to_gain
from shopcard.words import feedback

GROUPS: Mapping[str, tuple[Group, ...]] = {
    "retention_pct": (Group.RETAINED, Group.RETAINED_SEEN, Group.LOST, Group.ACTIVE_START),
    "churn_pct": (Group.LOST, Group.ACTIVE_START),
    "loyalty_pct": (Group.RETAINED, Group.LOST, Group.ACTIVE_START),
    "came_again_pct": (Group.CAME_AGAIN, Group.ACTIVE_EARLIER),
    "crr_formula_pct": (Group.ACTIVE_END, Group.NEW, Group.ACTIVE_START),
    "active_growth_pct": (Group.ACTIVE_END, Group.NEW, Group.ACTIVE_START),
    "month_to_month_pct": (Group.IN_BOTH_MONTHS, Group.IN_MONTH_BEFORE),
    "repeat_purchase_pct": (Group.REPEAT_PURCHASERS, Group.IN_MONTH),
    "repeat_visit_pct": (Group.REPEAT_VISITORS, Group.IN_MONTH),
    "ever_repeat_pct": (Group.EVER_REPEAT, Group.EVER),
    "frequency": (Group.IN_MONTH, Group.REPEAT_PURCHASERS),
    "average_basket": (Group.IN_MONTH,),
    "median_gap_days": (Group.IN_MONTH,),
    "nps": (Group.DETRACTORS, Group.PASSIVES, Group.PROMOTERS),
    "satisfaction_pct": (Group.NOT_SATISFIED, Group.SATISFIED),
    "referrals": (Group.REFERRED, Group.AMBASSADORS),
    "rewards_redeemed": (Group.REWARDED,),
    "redemption_pct": (Group.REWARDED,),
    "redeemed_of_available_pct": (Group.REWARDED,),
    "average_stamps_per_purchase": (Group.IN_MONTH,),
    "new": (Group.NEW,),
    "active_start": (Group.ACTIVE_START, Group.RETAINED, Group.LOST),
    "active_end": (Group.ACTIVE_END, Group.RETAINED, Group.REACTIVATED, Group.NEW),
    "retained": (Group.RETAINED, Group.RETAINED_SEEN),
    "reactivated": (Group.REACTIVATED,),
    "lost": (Group.LOST,),
    "visits": (Group.IN_MONTH,),
    "purchases": (Group.IN_MONTH,),
    "revenue": (Group.IN_MONTH,),
}
"""The customers behind each figure, those it is about first."""


_SHARES: Mapping[str, tuple[str, str]] = {
    "retention_pct": ("retained", "active_start"),
    "churn_pct": ("lost", "active_start"),
    "came_again_pct": ("came_again", "active_earlier"),
    "active_growth_pct": ("active_end", "active_start"),
    "month_to_month_pct": ("in_both_months", "in_month_before"),
    "repeat_purchase_pct": ("repeat_purchasers", "in_month"),
    "repeat_visit_pct": ("repeat_visitors", "in_month"),
    "ever_repeat_pct": ("ever_repeat", "ever"),
    "redemption_pct": ("rewards_redeemed", "rewards_earned"),
}
"""What is divided by what, × 100."""


def part(name: str, c: Counts) -> str:
    """A count with what it counts: 312 retained. `name` is a Group or a field of Counts."""
    if name == Group.REWARDED:
        return _("given a reward")
    n: int = getattr(c, name)
    said = {
        "active_start": ngettext("{n} active at the start", "{n} active at the start", n),
        "active_end": ngettext("{n} active at the end", "{n} active at the end", n),
        "retained": ngettext("{n} retained", "{n} retained", n),
        "retained_seen": ngettext("{n} retained and seen", "{n} retained and seen", n),
        "lost": ngettext("{n} lost", "{n} lost", n),
        "reactivated": ngettext("{n} came back", "{n} came back", n),
        "new": ngettext("{n} new", "{n} new", n),
        "active_earlier": ngettext(
            "{n} active {window} days before", "{n} active {window} days before", n
        ),
        "came_again": ngettext("{n} came again", "{n} came again", n),
        "in_month": ngettext("{n} customer", "{n} customers", n),
        "in_month_before": ngettext(
            "{n} customer the month before", "{n} customers the month before", n
        ),
        "in_both_months": ngettext("{n} in both months", "{n} in both months", n),
        "repeat_purchasers": ngettext(
            "{n} with 2 purchases or more", "{n} with 2 purchases or more", n
        ),
        "repeat_visitors": ngettext("{n} with 2 visits or more", "{n} with 2 visits or more", n),
        "ever": ngettext("{n} ever bought", "{n} ever bought", n),
        "ever_repeat": ngettext("{n} with 2 visits or more", "{n} with 2 visits or more", n),
        "visits": ngettext("{n} visit", "{n} visits", n),
        "purchases": ngettext("{n} purchase", "{n} purchases", n),
        "priced": ngettext("{n} purchase with an amount", "{n} purchases with an amount", n),
        "stamps": ngettext("{n} stamp", "{n} stamps", n),
        "rewards_ready": ngettext("{n} ready at the start", "{n} ready at the start", n),
        "rewards_earned": ngettext("{n} earned", "{n} earned", n),
        "rewards_redeemed": ngettext("{n} given", "{n} given", n),
    }[name]
    return said.format(n=say_number(n), window=c.window)


def formula(key: str, figures: Figures, currency: str) -> str:
    """How a figure was worked out, with the month's numbers in place, up to the equals sign.

    In words alone where it has no numbers yet.
    """
    c = figures.counts
    if key in _SHARES:
        top, bottom = _SHARES[key]
        return f"{part(top, c)} / {part(bottom, c)} × 100"
    start, end, new = part("active_start", c), part("active_end", c), part("new", c)
    kept, back, lost = part("retained", c), part("reactivated", c), part("lost", c)
    given, earned = part("rewards_redeemed", c), part("rewards_earned", c)
    return {
        "loyalty_pct": f"100 − {lost} / {start} × 100",
        "crr_formula_pct": f"({end} − {new}) / {start} × 100",
        "frequency": f"{part('purchases', c)} / {part('in_month', c)}",
        "average_basket": f"{say_money(c.revenue, currency)} / {part('priced', c)}",
        "average_stamps_per_purchase": f"{part('stamps', c)} / {part('purchases', c)}",
        "redeemed_of_available_pct": f"{given} / ({part('rewards_ready', c)} + {earned}) × 100",
        "new": f"{end} − {kept} − {back}",
        "active_start": f"{kept} + {lost}",
        "active_end": f"{kept} + {back} + {new}",
        "retained": f"{start} − {lost}",
        "reactivated": f"{end} − {kept} − {new}",
        "lost": f"{start} − {kept}",
        "clv": _lifetime(figures, currency),
        "five_points": _five_points(figures.basis, currency),
        "median_gap_days": _("the middle one of the gaps between two visits that end in the month"),
        "nps": feedback.score_formula(figures.voices),
        "satisfaction_pct": feedback.satisfaction_formula(figures.voices),
        "referrals": _("new customers of the month who name a referrer"),
        "liability": _("rewards ready × what each costs the shop"),
        "rewards_earned": _("rewards that customers' cards earned in the month"),
        "rewards_redeemed": _("rewards given at the till in the month"),
        "visits": _("each customer once a day"),
        "purchases": _("each purchase that was not undone"),
        "revenue": _("the amounts of all purchases that were not undone"),
    }[key]


def _lifetime(figures: Figures, currency: str) -> str:
    pool = figures.pooled
    if isinstance(figures.values["clv"], Why):
        words = _("revenue / active customers × months that a customer stays")
        return words if figures.margin is None else f"{words} × {say_percent(figures.margin)}"
    active = sum(c.active_end for c in pool)
    return " ".join(
        (
            f"{say_money(sum(c.revenue for c in pool), currency)} /",
            ngettext("{n} active at a month's end", "{n} active at months' ends", active).format(
                n=say_number(active)
            ),
            "×",
            _("{n} months").format(n=say_decimal(months_stayed(pool))),
            *(() if figures.margin is None else ("×", say_percent(figures.margin))),
        )
    )


def _five_points(c: Counts, currency: str) -> str:
    points = say_percent(points_to_gain(c), places=1)
    revenue = say_money(c.revenue, currency)
    return f"{points} × {part('active_start', c)} × {revenue} / {part('active_end', c)}"
