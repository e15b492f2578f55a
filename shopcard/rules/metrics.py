"""The figures of a month, from plain counts.

Every formula and every empty case is RETENTION.md's, said again beside it. Percentages run from 0
to 100 and averages of money are in minor units, neither rounded. All days are business days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from shopcard.rules import feedback as said
from shopcard.rules.calendar import add_months, first_of_month, last_of_month
from shopcard.rules.feedback import Voices

RIPE_DAYS = 90
"""A first visit this long before the close has had its chance to be followed by another."""
MOST_MONTHS, LEAST_MONTHS, LEAST_LOST = 12, 3, 10
"""Lifetime value pools this many judged months at most and at least, and needs so many lost."""
LONGEST_LIFE = 60
"""Months that a customer is taken to stay at most."""
LEAST_BASKETS = 30
"""Under so many purchases on either side two average baskets are not compared."""
MOST_POINTS = 5.0
"""The points of retention of which it is told what they would bring."""
WARNING_PCT = 15
"""A published rule of thumb says to act when so few come again."""
SILENCE = Voices()
"""Nobody has said anything."""

Span = tuple[date, date]
"""The first and the last of some business days, both included."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the ledger counts to over the business days `first` to `through`, both included.

    "Active" is a visit in the `window` days that end with a day's close.
    """

    first: date
    through: date
    window: int
    opened: date | None
    """The shop's first purchase; None before there is one."""
    active_start: int = 0
    """Active at the close of the day before `first`: S."""
    active_end: int = 0
    """Active at the close of `through`: E, which is retained + reactivated + new."""
    new: int = 0
    """First purchase ever in the span, and no opening balance: N."""
    retained: int = 0
    reactivated: int = 0
    lost: int = 0
    retained_seen: int = 0
    """Of the retained, those with a visit in the span."""
    active_earlier: int = 0
    """Active `window` days before the close."""
    came_again: int = 0
    """Of these, those with a visit in the `window` days up to the close."""
    in_month: int = 0
    """Customers with a visit in the span."""
    in_month_before: int = 0
    """Customers with a visit in the month before `first`."""
    in_both_months: int = 0
    repeat_purchasers: int = 0
    """Customers with two purchases or more in the span."""
    repeat_visitors: int = 0
    """Customers with two visits or more in the span."""
    ever: int = 0
    """All who ever bought, up to the close."""
    ever_repeat: int = 0
    """Of these, those with two visits or more."""
    ripe: int = 0
    """All whose first visit is 90 days or more before the close."""
    ripe_repeat: int = 0
    visits: int = 0
    purchases: int = 0
    priced: int = 0
    """Purchases that carry an amount."""
    revenue: int = 0
    stamps: int = 0
    """Those that spend earned included."""
    days_open: int = 0
    """Days with a purchase."""
    median_gap: float | None = None
    """Days between a customer's visits, over the gaps that end in the span."""
    rewards_ready: int = 0
    """Ready at the close of the day before `first`."""
    rewards_earned: int = 0
    rewards_redeemed: int = 0
    rewards_left: int = 0
    """Ready at the close of `through`."""
    rewards_owed: int = 0
    """What those would cost the shop, in minor units; those whose cost is not said left out."""
    rewards_uncosted: int = 0
    """How many of them those are."""
    baskets_ready: int = 0
    """Purchases with an amount made while a reward was ready already."""
    spent_ready: int = 0
    """What those came to."""

    @property
    def judged(self) -> bool:
        """Whether the shop is old enough for retention not to be 100 % by construction."""
        return self.opened is not None and (self.first - self.opened).days >= self.window


@dataclass(frozen=True, slots=True)
class Visitor:
    """A customer who bought today: how they stood until then, and what today brought."""

    active_start: bool
    """Active at the close of the day before the month."""
    active: bool
    """Still active today without today's visit."""
    active_earlier: bool
    """Active `window` days ago."""
    in_month_before: bool
    visits: int
    """Of the month, before today."""
    purchases: int
    """Of the month, before today."""
    first_visit: date
    """Ever; today's, of one who never came before."""
    second_visit: date | None
    opening: bool
    """Came with an opening balance."""
    gap: int | None
    """Days since the visit before; None without one."""
    bought: int
    """Purchases of today."""
    priced: int
    revenue: int


def with_today(morning: Counts, visitors: Sequence[Visitor]) -> Counts:
    """A running month's counts, from those that pass over its last day, `through`, and the
    customers who bought on that day. The usual gap, stamps and rewards stay as they were."""
    today, ripe = morning.through, morning.through - timedelta(days=RIPE_DAYS)

    def more(of: Callable[[Visitor], int]) -> int:
        return sum(map(of, visitors))

    came = more(lambda v: not v.active)
    new = more(lambda v: v.first_visit == today and not v.opening)
    retained = more(lambda v: v.active_start and not v.active)
    return replace(
        morning,
        opened=morning.opened or (today if visitors else None),
        active_end=morning.active_end + came,
        new=morning.new + new,
        retained=morning.retained + retained,
        reactivated=morning.reactivated + came - new - retained,
        lost=morning.lost - retained,
        retained_seen=morning.retained_seen + more(lambda v: v.active_start and not v.visits),
        came_again=morning.came_again + more(lambda v: v.active_earlier and not v.active),
        in_month=morning.in_month + more(lambda v: not v.visits),
        in_both_months=morning.in_both_months + more(lambda v: v.in_month_before and not v.visits),
        repeat_purchasers=morning.repeat_purchasers
        + more(lambda v: v.purchases < 2 <= v.purchases + v.bought),
        repeat_visitors=morning.repeat_visitors + more(lambda v: v.visits == 1),
        ever=morning.ever + more(lambda v: v.first_visit == today),
        ever_repeat=morning.ever_repeat + more(lambda v: v.second_visit == today),
        ripe_repeat=morning.ripe_repeat
        + more(lambda v: v.second_visit == today and v.first_visit <= ripe),
        visits=morning.visits + len(visitors),
        purchases=morning.purchases + more(lambda v: v.bought),
        priced=morning.priced + more(lambda v: v.priced),
        revenue=morning.revenue + more(lambda v: v.revenue),
        days_open=morning.days_open + bool(visitors),
    )


class Group(StrEnum):
    """The customers behind a count of the same name."""

    ACTIVE_START = "active_start"
    ACTIVE_END = "active_end"
    RETAINED = "retained"
    RETAINED_SEEN = "retained_seen"
    LOST = "lost"
    REACTIVATED = "reactivated"
    NEW = "new"
    ACTIVE_EARLIER = "active_earlier"
    CAME_AGAIN = "came_again"
    IN_MONTH = "in_month"
    IN_MONTH_BEFORE = "in_month_before"
    IN_BOTH_MONTHS = "in_both_months"
    REPEAT_PURCHASERS = "repeat_purchasers"
    REPEAT_VISITORS = "repeat_visitors"
    EVER = "ever"
    EVER_REPEAT = "ever_repeat"
    REWARDED = "rewarded"
    """Those given a reward in the month."""
    PROMOTERS = "promoters"
    PASSIVES = "passives"
    DETRACTORS = "detractors"
    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    REFERRED = "referred"
    """New in the month, and brought by another customer."""
    AMBASSADORS = "ambassadors"
    """Those who brought them."""


class Why(StrEnum):
    """Why a figure is not there."""

    NOT_JUDGED = "not judged"
    NOBODY_ACTIVE_BEFORE = "nobody active before"
    NOBODY_ACTIVE_EARLIER = "nobody active earlier"
    NOBODY_IN_MONTH = "nobody in the month"
    NOBODY_IN_MONTH_BEFORE = "nobody in the month before"
    NOBODY_EVER = "nobody ever"
    NO_AMOUNTS = "no amounts"
    NO_GAPS = "no gaps"
    FEW_MONTHS = "few months"
    FEW_LOST = "few lost"
    NONE_EARNED = "none earned"
    NONE_AVAILABLE = "none available"
    NO_ANSWERS = "no answers"
    NO_COSTS = "no costs"


Figure = float | Why
"""A number, or why there is none."""


def share(part: float, whole: float, empty: Why) -> Figure:
    """Percent, 0 to 100 for a part of the whole."""
    return 100 * part / whole if whole else empty


def mean(total: float, n: int, empty: Why) -> Figure:
    return total / n if n else empty


def judged_from(opened: date, window: int) -> date:
    """The first day of the first month that is judged."""
    ready = opened + timedelta(days=window)
    month = first_of_month(ready)
    return month if month == ready else add_months(month, 1)


def retention(c: Counts) -> Figure:
    """retained / S × 100."""
    return _judged(c, c.retained)


def _judged(c: Counts, part: float) -> Figure:
    return share(part, c.active_start, Why.NOBODY_ACTIVE_BEFORE) if c.judged else Why.NOT_JUDGED


def figures(
    c: Counts, months: Sequence[Counts], margin: int | None, voices: Voices = SILENCE
) -> dict[str, Figure]:
    """Every figure of RETENTION.md's table by its key.

    `months` are complete months, oldest first, of which lifetime value pools the latest; `margin`
    is the gross margin in percent, and without one the value is lifetime turnover; `voices` are
    those of the month.
    """
    kept = retention(c)
    score, satisfaction = said.score(voices), said.satisfaction(voices)
    return {
        "retention_pct": kept,
        "churn_pct": kept if isinstance(kept, Why) else 100 - kept,
        "loyalty_pct": kept,
        "came_again_pct": share(c.came_again, c.active_earlier, Why.NOBODY_ACTIVE_EARLIER),
        "crr_formula_pct": _judged(c, c.active_end - c.new),
        "active_growth_pct": _judged(c, c.active_end),
        "month_to_month_pct": share(
            c.in_both_months, c.in_month_before, Why.NOBODY_IN_MONTH_BEFORE
        ),
        "repeat_purchase_pct": share(c.repeat_purchasers, c.in_month, Why.NOBODY_IN_MONTH),
        "repeat_visit_pct": share(c.repeat_visitors, c.in_month, Why.NOBODY_IN_MONTH),
        "ever_repeat_pct": share(c.ever_repeat, c.ever, Why.NOBODY_EVER),
        "frequency": mean(c.purchases, c.in_month, Why.NOBODY_IN_MONTH),
        "average_basket": mean(c.revenue, c.priced, Why.NO_AMOUNTS),
        "median_gap_days": Why.NO_GAPS if c.median_gap is None else c.median_gap,
        "clv": lifetime_value(months, margin),
        "nps": Why.NO_ANSWERS if score is None else score,
        "satisfaction_pct": Why.NO_ANSWERS if satisfaction is None else satisfaction,
        "referrals": voices.referred,
        "rewards_earned": c.rewards_earned,
        "rewards_redeemed": c.rewards_redeemed,
        "redemption_pct": share(c.rewards_redeemed, c.rewards_earned, Why.NONE_EARNED),
        "redeemed_of_available_pct": share(
            c.rewards_redeemed, c.rewards_ready + c.rewards_earned, Why.NONE_AVAILABLE
        ),
        "liability": Why.NO_COSTS
        if c.rewards_left and c.rewards_uncosted == c.rewards_left
        else c.rewards_owed,
        "average_stamps_per_purchase": mean(c.stamps, c.purchases, Why.NOBODY_IN_MONTH),
    }


def pooled(months: Sequence[Counts]) -> Sequence[Counts]:
    """The months that lifetime value is worked out from: the latest judged ones, 12 at most."""
    return [c for c in months if c.judged][-MOST_MONTHS:]


def lifetime_value(months: Sequence[Counts], margin: int | None) -> Figure:
    """(Σ revenue / Σ E) × min(60, Σ S / Σ lost) × margin, in minor units: what one spell as an
    active customer is worth."""
    pool = pooled(months)
    if len(pool) < LEAST_MONTHS:
        return Why.FEW_MONTHS
    lost = sum(c.lost for c in pool)
    if lost < LEAST_LOST:
        return Why.FEW_LOST
    if not any(c.priced for c in pool):
        return Why.NO_AMOUNTS
    monthly = sum(c.revenue for c in pool) / sum(c.active_end for c in pool)
    return monthly * months_stayed(pool) * (100 if margin is None else margin) / 100


def months_stayed(pool: Sequence[Counts]) -> float:
    """min(60, Σ S / Σ lost), where anybody was lost."""
    return min(LONGEST_LIFE, sum(c.active_start for c in pool) / sum(c.lost for c in pool))


def points_to_gain(c: Counts) -> float:
    """The points by which retention can still rise: five, or what is missing to 100."""
    kept = retention(c)
    return MOST_POINTS if isinstance(kept, Why) else min(MOST_POINTS, 100 - kept)


def five_points(c: Counts) -> Figure:
    """What five more points of retention would bring a month, in minor units:
    min(5, 100 − retention) % of S × revenue / E."""
    kept = retention(c)
    if isinstance(kept, Why):
        return kept
    if not c.priced:
        return Why.NO_AMOUNTS
    # Whoever paid in the month is active at its end: it is no longer than any window.
    return points_to_gain(c) / 100 * c.active_start * c.revenue / c.active_end


def few_come_again(c: Counts) -> bool:
    """The 15 % warning; it stands on the figure that has no floor."""
    again = share(c.came_again, c.active_earlier, Why.NOBODY_ACTIVE_EARLIER)
    return not isinstance(again, Why) and again <= WARNING_PCT


class Unit(StrEnum):
    """What a change is counted in."""

    POINTS = "points"
    PERCENT = "percent"
    COUNT = "count"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved against the span it is compared with."""

    by: float
    unit: Unit


FLOWS = ("new", "visits", "purchases", "revenue")
"""What adds up over days."""
_RATES = ("retention_pct", "came_again_pct", "repeat_purchase_pct", "repeat_visit_pct")
COMPARED = (*_RATES, "average_basket", *FLOWS, "active_end")
"""What is told with its change."""


def changes(
    now: Counts,
    before: Counts,
    *,
    complete: bool,
    voices: tuple[Voices, Voices] = (SILENCE, SILENCE),
) -> Mapping[str, Change]:
    """The changes that can be told fairly, by figure; `voices` are those of now and of before.

    In complete months what adds up over days is compared per day open (a day with a purchase), so
    that a 31st day or a week's holiday moves nothing by itself; spans so far are of one length.
    """
    told: dict[str, Change] = {}
    current, earlier = figures(now, (), None), figures(before, (), None)
    for key in (*_RATES, "average_basket"):
        new, old = current[key], earlier[key]
        if not isinstance(new, Why) and not isinstance(old, Why):
            told[key] = Change(new - old, Unit.MONEY if key == "average_basket" else Unit.POINTS)
    for key in FLOWS:
        old = getattr(before, key)
        if old and (now.days_open or not complete):
            days = now.days_open / before.days_open if complete else 1
            told[key] = Change((getattr(now, key) / old / days - 1) * 100, Unit.PERCENT)
    if before.opened is not None and before.opened <= before.through:
        told["active_end"] = Change(now.active_end - before.active_end, Unit.COUNT)
    if (points := said.moved(*voices)) is not None:
        told["nps"] = Change(points, Unit.POINTS)
    return told


@dataclass(frozen=True, slots=True)
class Figures:
    """A month's figures with all that explains them."""

    counts: Counts
    complete: bool
    """Whether the month is over; else it is told so far."""
    values: Mapping[str, Figure]
    """Every key of RETENTION.md's table."""
    changes: Mapping[str, Change]
    """Against the month before, or so far against the same weekdays four weeks before; what cannot
    be compared is left out."""
    compared: tuple[Span, Span] | None
    """The spans compared, this month's first; None when nothing is."""
    basis: Counts
    """The month that `five_points` and `few_come_again` speak of: this one, or the last complete
    one while it is running."""
    five_points: Figure
    few_come_again: bool
    pooled: Sequence[Counts]
    """The months that lifetime value was worked out from."""
    margin: int | None
    voices: Voices = SILENCE

    @property
    def judged_from(self) -> date | None:
        """The first day of the first month in which retention is judged; None before the shop's
        first purchase."""
        opened = self.counts.opened
        return None if opened is None else judged_from(opened, self.counts.window)


def spans_so_far(month: date, today: date) -> tuple[Span, Span] | None:
    """A running month's days 1 to yesterday, and the same weekdays four weeks before (five when
    yesterday is past the 28th). None on day 1."""
    first, yesterday = first_of_month(month), today - timedelta(days=1)
    if yesterday < first:
        return None
    back = timedelta(days=35 if yesterday.day > 28 else 28)
    return (first, yesterday), (first - back, yesterday - back)


def month_before(first: date) -> Span:
    """The calendar month before a span's first day."""
    start = add_months(first_of_month(first), -1)
    return start, last_of_month(start)
