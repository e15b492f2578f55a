"""What a programme's terms would have come to on purchases that were made without them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shopcard.rules.acts import OCCASION_DAYS, tier_by
from shopcard.rules.calendar import near_birthday
from shopcard.rules.card import Effect, Entry, Kind, Running
from shopcard.rules.program import Terms


class Bought(NamedTuple):
    """A purchase as it was; the stamps are those keyed in, one where none were."""

    entry: Entry
    stamps: int


class History(NamedTuple):
    """A customer's purchases, oldest first."""

    birthday: str
    """Empty where it is not known."""
    purchases: Sequence[Bought]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What terms would have come to on the shop's own purchases of the last 12 months, everybody
    beginning with an empty card."""

    purchases: int
    """Of those months."""
    given: tuple[tuple[str, int], ...]
    """Each reward's name with how many would have been earned."""
    cost: int | None
    """What those would have cost, in minor units; None where a reward's cost is not said."""
    customers: int
    """Who would have earned at least one."""


def simulate(histories: Iterable[History], terms: Terms) -> Simulated:
    """Caps are left out: they are judged at the till."""
    earned: Counter[str] = Counter()
    purchases = customers = 0
    for history in histories:
        theirs = _earned(history, terms)
        earned.update(theirs)
        purchases += len(history.purchases)
        customers += bool(theirs)
    costs = [
        None if promise.cost is None else earned[promise.name] * promise.cost
        for promise in terms.rewards
        if earned[promise.name]
    ]
    known = [cost for cost in costs if cost is not None]
    return Simulated(
        purchases,
        tuple((promise.name, earned[promise.name]) for promise in terms.rewards),
        sum(known) if len(known) == len(costs) else None,
        customers,
    )


def _earned(history: History, terms: Terms) -> list[str]:
    running, days = Running(), list[date]()
    last: dict[str, date] = {}
    occasions: list[str] = []

    def occasion(name: str, day: date) -> None:
        if name not in last or (day - last[name]).days >= OCCASION_DAYS:
            last[name] = day
            occasions.append(name)

    for bought in history.purchases:
        entry, day = bought.entry, bought.entry.day
        tier = tier_by(days, terms, day)
        keyed = 0 if terms.per else bought.stamps
        effect = Effect(0, terms, keyed, times=tier.times if tier else 1)
        running.take(Entry(entry.id, entry.at, day, Kind.PURCHASE, (effect,), entry.amount))
        if tier and tier.reward:
            occasion(tier.reward.name, day)
        if terms.birthday and history.birthday and near_birthday(history.birthday, day):
            occasion(terms.birthday.name, day)
        if not days or days[-1] != day:
            days.append(day)
    latest = days[-1] if days else date.min
    return [*(r.name for r in running.standing(latest).card(0).rewards), *occasions]
