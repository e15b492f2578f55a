"""What a purchase is about to do to each card it counts on, told before it is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from shopcard.rules.card import Card, Effect, Entry, Kind, taken
from shopcard.rules.program import Terms


@dataclass(frozen=True, slots=True)
class Fed:
    """A card that a purchase may count on."""

    name: str
    """The programme's."""
    card: Card
    terms: Terms
    """Those that a new card would start under."""
    times: int = 1
    """As how many each stamp counts, by the customer's tier."""


@dataclass(frozen=True, slots=True)
class Gain:
    """The stamps of one card before and after a purchase."""

    name: str
    before: int
    after: int
    """Of the card in progress: 0 where it was filled exactly."""
    gained: int
    size: int
    """Of the card that the stamps go on."""

    @property
    def fills(self) -> int:
        """How many cards become full on the way."""
        return (self.before + self.gained) // self.size


def gains(
    cards: Sequence[Fed], active: int, *, stamps: int | None, amount: int | None, day: date
) -> list[Gain]:
    """The cards that a purchase would stamp, the active one first; caps are left out, as they are
    judged when it is recorded.

    `stamps` None: one, unless the active card runs by spend. An amount counts on every card that
    does.
    """
    found = []
    for index in sorted(range(len(cards)), key=lambda i: i != active):
        fed = cards[index]
        under = fed.card.terms or fed.terms
        keyed = stamps if stamps is not None else int(under.per is None)
        effect = Effect(
            fed.card.program, fed.terms, keyed if index == active else 0, times=fed.times
        )
        at = datetime.combine(day, time(), UTC)
        entry = Entry(0, at, day, Kind.PURCHASE, (effect,), amount if under.per else None)
        card, gained = taken(fed.card, entry, effect)
        if gained:
            found.append(Gain(fed.name, fed.card.stamps, card.stamps, gained, under.size))
    return found


def in_channel(channel: str, terms: Sequence[Terms]) -> list[int]:
    """The places of the programmes that run in a channel: its own, else those of no channel."""
    own = [i for i, t in enumerate(terms) if channel and _same(t.channel or "", channel)]
    return own or [i for i, t in enumerate(terms) if not t.channel]


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
