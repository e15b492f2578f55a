"""Counts that say what they count, and the formulas that are longer than a line."""

from shopcard.language import _, ngettext, say_decimal, say_money, say_number, say_percent
from shopcard.rules.metrics import Counts, Figures, Group, Why, months_stayed, points_to_gain


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


def lifetime(figures: Figures, currency: str) -> str:
    """Up to the equals sign; in words alone where it has no numbers yet."""
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


def five_points(c: Counts, currency: str) -> str:
    """Up to the equals sign."""
    points = say_percent(points_to_gain(c), places=1)
    revenue = say_money(c.revenue, currency)
    return f"{points} × {part('active_start', c)} × {revenue} / {part('active_end', c)}"
