"""Who may be slipping away: each customer's own rhythm against the days since they were seen.

RETENTION.md, "Who may be slipping away". Nothing here looks past the day it is asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


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
    raise NotImplementedError


def score(visits: int, days_since: float, shop_gap: float) -> float:
    """visits / (days since the last visit + shop gap): the higher, the likelier to come back."""
    return visits / (days_since + shop_gap)


def usual_month(spent: float, first: date, last: date) -> float:
    """What a customer's visits from `first` to `last` came to per 30 days; the span counts as 90
    days at least."""
    return spent / max(90, (last - first).days) * 30
