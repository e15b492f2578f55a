"""What of a month's acts is worth the owner's look: which cards and cashiers stand out, and why.

Nobody is accused: a sign says what was counted and beside what, and every one may have a good
reason. Where there is little to count, nothing is said.

- A card stands out that one cashier stamps far more than any other is stamped. Counted is what
  goes beyond the first of each day, once as purchases and once as stamps keyed in: whoever comes
  every day for one coffee has none of it, however often they come. Of either at most MOST_CARDS
  cards stand out: as many of the highest as have each more than FAR times what the first card below
  them has, and at least LEAST_AGAIN purchases, or LEAST_EXTRA stamps. So several such cards do not
  hide each other, and further cards never make one stand out that did not.
- Purchases without an amount: of a cashier who made LEAST_SERVED purchases, LEAST_WITHOUT of them
  without, while the rest of the team, with LEAST_SERVED purchases too, names an amount in RECORDS
  percent of theirs. The cashier's share without is more than FAR times that of the rest, and at
  least POINTS points above it.
- Acts undone by whoever made them: the same, from LEAST_UNDONE on; an owner who undoes what others
  did is not counted.
- A card of a member of the team that was stamped, whoever did it.
- Acts outside the hours in which the shop serves, where it says which these are.
- Acts that are dated on a day to come: a clock was wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shopcard.rules.hours import Hours

FAR = 3
MOST_CARDS = 3
LEAST_AGAIN, LEAST_EXTRA = 8, 20
LEAST_SERVED, LEAST_WITHOUT, LEAST_UNDONE = 20, 10, 8
RECORDS = 80
POINTS = 10


@dataclass(frozen=True, slots=True)
class OnCard:
    """What one cashier keyed in on one card in a month, and stands."""

    staff: str
    customer: str
    purchases: int
    stamps: int
    days: int
    """Business days with one of these purchases."""

    @property
    def again(self) -> int:
        return self.purchases - self.days

    @property
    def extra(self) -> int:
        return max(self.stamps - self.days, 0)


@dataclass(frozen=True, slots=True)
class Served:
    """What one cashier did in a month."""

    staff: str
    purchases: int
    """Those that stand."""
    without: int
    """Of these, those that carry no amount."""
    acts: int
    """Purchases and rewards given, those undone since included."""
    undone: int
    """Of these, those that the same cashier undid."""


@dataclass(frozen=True, slots=True)
class FarAhead:
    """A card that one cashier stamps far more than any other is stamped."""

    kind: ClassVar[str] = "card"
    on: OnCard
    following: int
    """What the next card has of what is counted here."""
    by_purchases: bool
    """Whether purchases beyond the first of each day are counted, or stamps."""

    @property
    def staff(self) -> str:
        return self.on.staff

    @property
    def customer(self) -> str:
        return self.on.customer

    @property
    def beyond(self) -> int:
        return self.on.again if self.by_purchases else self.on.extra


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A card of a member of the team that was stamped."""

    kind: ClassVar[str] = "own_card"
    staff: str
    customer: str
    by: tuple[tuple[str, int], ...]
    """Who stamped it, and how often: the holder first, then the busiest."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A cashier whose share is far above that of the rest of the team."""

    staff: str
    n: int
    of: int
    rest: int
    rest_of: int
    customer: ClassVar[str | None] = None


class NoAmount(Apart):
    """Purchases without an amount."""

    kind: ClassVar[str] = "no_amount"
    __slots__ = ()


class Undone(Apart):
    """Acts undone by who made them."""

    kind: ClassVar[str] = "undone"
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class OutOfHours:
    """Acts outside the shop's hours."""

    kind: ClassVar[str] = "out_of_hours"
    staff: str
    acts: int
    hours: Hours
    customer: ClassVar[str | None] = None


@dataclass(frozen=True, slots=True)
class ToCome:
    """Acts dated on days to come."""

    kind: ClassVar[str] = "to_come"
    staff: str
    acts: int
    day: date
    """The last of these days."""
    customer: ClassVar[str | None] = None


Sign = FarAhead | OwnCard | NoAmount | Undone | OutOfHours | ToCome


# Judging


def cards_that_stand_out(on_cards: Iterable[OnCard]) -> list[FarAhead]:
    """The cards one cashier stamps far more than any other is stamped, the furthest first. A card
    that stands out both ways is named once, by its purchases."""
    counted = list(on_cards)
    found: dict[tuple[str, str], FarAhead] = {}
    for by_purchases, least in ((True, LEAST_AGAIN), (False, LEAST_EXTRA)):
        signs = [FarAhead(on, 0, by_purchases) for on in counted]
        most: dict[str, int] = {}
        for sign in signs:
            most[sign.on.customer] = max(most.get(sign.on.customer, 0), sign.beyond)
        following = _first_below(sorted(most.values(), reverse=True), least)
        for sign in signs:
            if following is not None and sign.beyond >= least and sign.beyond > FAR * following:
                found.setdefault(
                    (sign.on.staff, sign.on.customer), FarAhead(sign.on, following, by_purchases)
                )
    return sorted(found.values(), key=lambda sign: (-sign.beyond, sign.on.staff, sign.on.customer))


def _first_below(ranked: Sequence[int], least: int) -> int | None:
    """What the first card has that does not stand out; None where none does. `ranked` is what each
    card has, the most first."""
    for many in range(min(MOST_CARDS, len(ranked)), 0, -1):
        following = ranked[many] if many < len(ranked) else 0
        if ranked[many - 1] >= least and ranked[many - 1] > FAR * following:
            return following
    return None


def own_cards(stamped: Mapping[tuple[str, str], int], holders: Mapping[str, str]) -> list[OwnCard]:
    """`stamped` is how often each (cashier, card) was, `holders` whose card each is."""
    found = []
    for customer, holder in sorted(holders.items(), key=lambda one: (one[1], one[0])):
        by = [(staff, n) for (staff, card), n in stamped.items() if card == customer and n]
        if by:
            by.sort(key=lambda one: (one[0] != holder, -one[1], one[0]))
            found.append(OwnCard(holder, customer, tuple(by)))
    return found


def without_amounts(team: Sequence[Served]) -> list[NoAmount]:
    found = []
    for one in team:
        rest = [other for other in team if other is not one]
        sign = NoAmount(
            one.staff, one.without, one.purchases,
            sum(other.without for other in rest), sum(other.purchases for other in rest),
        )  # fmt: skip
        amounts_are_kept = 100 * (sign.rest_of - sign.rest) >= RECORDS * sign.rest_of
        if sign.n >= LEAST_WITHOUT and amounts_are_kept and _is_apart(sign):
            found.append(sign)
    return found


def undone_acts(team: Sequence[Served]) -> list[Undone]:
    found = []
    for one in team:
        rest = [other for other in team if other is not one]
        sign = Undone(
            one.staff, one.undone, one.acts,
            sum(other.undone for other in rest), sum(other.acts for other in rest),
        )  # fmt: skip
        if sign.n >= LEAST_UNDONE and _is_apart(sign):
            found.append(sign)
    return found


def _is_apart(sign: Apart) -> bool:
    enough = min(sign.of, sign.rest_of) >= LEAST_SERVED
    mine, rest = sign.n * sign.rest_of, sign.rest * sign.of
    return enough and mine > FAR * rest and 100 * (mine - rest) >= POINTS * sign.of * sign.rest_of


# Saying
