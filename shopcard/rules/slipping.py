"""Who may be slipping away: each customer's own rhythm against the days since they were seen.

RETENTION.md, "Who may be slipping away". Nothing here looks past the day it is asked about.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import sub
from statistics import median, quantiles
from typing import NamedTuple

from shopcard.rules.intervals import jeffreys

LEAST_VISITS = 3
"""Whoever came less often has no rhythm yet."""
LONGEST_AWAY = 365
"""Days after which a customer is no longer slipping away but gone."""
SHOP_WEIGHT = 3
"""A customer's own rhythm is drawn towards the shop's as if this many of their gaps were the
shop's."""
PAST_DAYS = (240, 210, 180, 150, 120, 90)
"""How many days ago the past lists are that tell how many come back."""
CHANCE_DAYS = 90
"""A listed customer came back when they visited in so many days; and in the shop's first so many
days nobody is judged."""
LEAST_CUSTOMERS = 30
"""From fewer different customers no share is told."""
CASES_PER_PERSON = 3
"""One customer's cases on several days are alike: the range is as wide as for a third of them."""


@dataclass(frozen=True, slots=True)
class Story:
    """A customer's days at the shop, as ordinals, ascending and without repeats."""

    customer: str
    visits: Sequence[int]
    seen: Sequence[int] = ()
    """Days of other acts at the till, a reward given for instance."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """How many of the customers with such a score came back within 90 days, in percent, with the
    95 % range of what is known (Jeffreys)."""

    pct: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Slipping:
    """A customer on the list."""

    customer: str
    visits: int
    last_seen: date
    days_since: int
    usual_gap: float
    """The shrunk gap, in days."""
    score: float
    came_back: CameBack | None


@dataclass(frozen=True, slots=True)
class Lateness:
    """The list as of the close of a day, in no order."""

    shop_gap: float | None
    """None before any customer came twice."""
    customers: tuple[Slipping, ...]


def lateness(stories: Sequence[Story], day: date) -> Lateness:
    """Who may be slipping away as of a day's close, and how many such customers came back.

    Takes 2 to 3 s for 100,000 customers with 2,000,000 visits.
    """
    today = day.toordinal()
    opened = min((story.visits[0] for story in stories if story.visits), default=today)
    past = [today - ago for ago in PAST_DAYS if today - ago >= opened + CHANCE_DAYS]
    *before, now = _looks(stories, [*past, today])
    history = _History.of(
        _Case(at, late.score, _visited_after(stories[at].visits, look.day))
        for look in before
        for at, late in look.late()
    )
    return Lateness(
        now.shop_gap(),
        tuple(
            Slipping(
                customer=stories[at].customer,
                visits=late.visits,
                last_seen=date.fromordinal(late.last_seen),
                days_since=today - late.last_seen,
                usual_gap=late.usual_gap,
                score=late.score,
                came_back=history.came_back(late.score),
            )
            for at, late in now.late()
        ),
    )


def scores(stories: Sequence[Story], day: date) -> dict[str, float]:
    """The score of every customer who had visited by a day's close; of none before any customer
    came twice."""
    (now,) = _looks(stories, [day.toordinal()])
    shop_gap = now.shop_gap()
    if shop_gap is None:
        return {}
    return {
        stories[at].customer: score(visits, now.day - last_seen, shop_gap)
        for at, visits, last_seen, _gap in now.customers
    }


def score(visits: int, days_since: float, shop_gap: float) -> float:
    """visits / (days since last seen + shop gap): the higher, the likelier to come back."""
    return visits / (days_since + shop_gap)


def usual_month(spent: float, first: date, last: date) -> float:
    """What a customer's visits from `first` to `last` came to per 30 days; the span counts as 90
    days at least."""
    return spent / max(90, (last - first).days) * 30


def at_stake(usual: float, came_back: CameBack | None) -> float:
    """usual month × came-back share; where nothing is known yet of who comes back, the usual month
    itself."""
    return usual if came_back is None else usual * (came_back.pct / 100)


class _Late(NamedTuple):
    """A customer who is late on the day of a look."""

    visits: int
    last_seen: int
    usual_gap: float
    score: float


@dataclass(slots=True)
class _Look:
    """What was known at the close of a day, from entries up to that day only."""

    day: int
    customers: list[tuple[int, int, int, float | None]] = field(default_factory=list)
    """Place among the stories, visits, last seen, own median gap (None before a second visit)."""

    def shop_gap(self) -> float | None:
        """The median of the customers' median gaps."""
        gaps = [gap for *_rest, gap in self.customers if gap is not None]
        return median(gaps) if gaps else None

    def late(self) -> Iterator[tuple[int, _Late]]:
        """Those who stay away longer than they use to, each with their place among the stories."""
        shop_gap = self.shop_gap()
        for at, visits, last_seen, gap in self.customers:
            since = self.day - last_seen
            if visits < LEAST_VISITS or since > LONGEST_AWAY or gap is None or shop_gap is None:
                continue
            n = visits - 1
            usual = (n * gap + SHOP_WEIGHT * shop_gap) / (n + SHOP_WEIGHT)
            if since > 2 * usual:
                yield at, _Late(visits, last_seen, usual, score(visits, since, shop_gap))


def _looks(stories: Sequence[Story], days: Sequence[int]) -> list[_Look]:
    """A look at each of some days, ascending, in one walk through every customer's visits."""
    looks = [_Look(day) for day in days]
    for at, story in enumerate(stories):
        visits, seen = story.visits, story.seen
        gaps: list[int] = []
        gap: float | None = None
        known = 0
        for look in looks:
            until = bisect_right(visits, look.day, known)
            if not until:
                continue
            if until > known:
                start = max(known, 1)
                gaps.extend(map(sub, visits[start:until], visits[start - 1 : until - 1]))
                gaps.sort()
                gap = (gaps[(until - 2) // 2] + gaps[(until - 1) // 2]) / 2 if gaps else None
                known = until
            last = visits[until - 1]
            if seen and (acts := bisect_right(seen, look.day)):
                last = max(last, seen[acts - 1])
            look.customers.append((at, until, last, gap))
    return looks


def _visited_after(visits: Sequence[int], day: int) -> bool:
    return bisect_right(visits, day + CHANCE_DAYS) > bisect_right(visits, day)


class _Case(NamedTuple):
    """A customer on a past list."""

    customer: int
    score: float
    returned: bool


@dataclass(frozen=True, slots=True)
class _History:
    """What became of the customers on past lists, by the quarter their score lies in."""

    cuts: Sequence[float]
    """The quartiles of the scores; a score on a cut lies in the quarter below."""
    quarters: Sequence[CameBack | None]

    @classmethod
    def of(cls, cases: Iterable[_Case]) -> "_History":
        pool = list(cases)
        whole = _came_back(pool)
        if whole is None:
            return cls((), (None,))
        cuts = quantiles((case.score for case in pool), n=4, method="inclusive")
        quarters: list[list[_Case]] = [[], [], [], []]
        for case in pool:
            quarters[bisect_left(cuts, case.score)].append(case)
        return cls(cuts, [_came_back(quarter) or whole for quarter in quarters])

    def came_back(self, of_score: float) -> CameBack | None:
        return self.quarters[bisect_left(self.cuts, of_score)]


def _came_back(cases: Sequence[_Case]) -> CameBack | None:
    """None from too few different customers."""
    customers = len({case.customer for case in cases})
    if customers < LEAST_CUSTOMERS:
        return None
    share = sum(case.returned for case in cases) / len(cases)
    low, high = jeffreys(share, customers / CASES_PER_PERSON)
    return CameBack(share * 100, low * 100, high * 100)
