"""Programmes, their terms, and the rewards on them."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.identity import clean_text, fold

MOST_STAMPS_ON_A_CARD = 100
MOST_EXPIRY_MONTHS = 120
MOST_EXPIRY_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Promise:
    """A reward as the programme offers it: earned each time a card reaches `count` stamps."""

    count: int
    name: str
    cost: int | None = None
    """What giving it costs the shop, in minor units; None when the owner has not said."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The conditions a card runs under, from its first stamp to its last.

    `promises` are in rising order of count, and the last count is the card's size.
    """

    promises: tuple[Promise, ...]
    per: int | None = None
    """Minor units of spend that earn one stamp; None: stamps are keyed in."""
    stamps_expire: int | None = None
    """Months after its last stamp at which a card in progress expires whole."""
    reward_expires: int | None = None
    """Days after it was earned at which a reward expires."""
    per_day: int | None = None
    """Most acts a card a business day; None: the shop's setting."""
    pause: int | None = None
    """Minutes that must pass between two acts on a card."""
    most: int | None = None
    """Most stamps in one purchase; None: the shop's setting."""

    @property
    def size(self) -> int:
        return self.promises[-1].count

    def to_dict(self) -> dict[str, Any]:
        """Plain values for storage; what is None is left out."""
        kept = {k: v for k, v in asdict(self).items() if v is not None}
        kept["promises"] = [[p.count, p.name, p.cost] for p in self.promises]
        return kept

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Terms":
        promises = tuple(Promise(*p) for p in kept["promises"])
        return cls(**{**kept, "promises": promises})


def make_terms(
    rewards: Iterable[tuple[int | None, str]],
    *,
    stamps: int = 10,
    costs: dict[str, int] | None = None,
    per: int | None = None,
    stamps_expire: int | None = None,
    reward_expires: int | None = None,
    per_day: int | None = None,
    pause: int | None = None,
    most: int | None = None,
) -> Terms:
    """Checked terms. A reward without a count stands at the card's size, `stamps`.

    Refused with a sentence for counts, expiries or caps outside what a shop could mean, for two
    rewards of one name, and for the cost of a reward that is not there.
    """
    if not 1 <= stamps <= MOST_STAMPS_ON_A_CARD:
        raise Refused(
            _("A card takes 1 to {most} stamps, not {n}.").format(
                most=MOST_STAMPS_ON_A_CARD, n=stamps
            )
        )
    costs = costs or {}
    cost_of = {fold(name): cost for name, cost in costs.items()}
    promises = []
    for count, raw_name in rewards:
        name = clean_text(raw_name, most=60)
        if not name:
            raise Refused(_("Name the reward, for example “Free cone”."))
        at = stamps if count is None else count
        if not 1 <= at <= stamps:
            raise Refused(
                _("“{reward}” at {n} stamps does not fit a card of {size}.").format(
                    reward=name, n=at, size=stamps
                )
            )
        promises.append(Promise(at, name, cost_of.get(fold(name))))
    _check_promises(promises, stamps, costs)
    _within(per, 1, 10**9, _("Stamps by spend need an amount above zero."))
    _within(stamps_expire, 1, MOST_EXPIRY_MONTHS, _("Stamps may expire after 1 to 120 months."))
    _within(reward_expires, 1, MOST_EXPIRY_DAYS, _("Rewards may expire after 1 to 3650 days."))
    _within(per_day, 1, 1000, _("The most acts a card a day is 1 to 1000."))
    _within(pause, 1, 1440, _("The pause between stamps is 1 to 1440 minutes."))
    _within(most, 1, 1000, _("The most stamps in one purchase is 1 to 1000."))
    return Terms(
        promises=tuple(sorted(promises, key=lambda p: p.count)),
        per=per,
        stamps_expire=stamps_expire,
        reward_expires=reward_expires,
        per_day=per_day,
        pause=pause,
        most=most,
    )


def _check_promises(promises: list[Promise], size: int, costs: dict[str, int]) -> None:
    if not any(p.count == size for p in promises):
        raise Refused(
            _("A card needs a reward at its end: name the one at {n} stamps.").format(n=size)
        )
    names = [fold(p.name) for p in promises]
    if len(set(names)) < len(names):
        raise Refused(_("Two rewards have the same name: give each its own."))
    for name in costs:
        if fold(name) not in names:
            raise Refused(_("There is no reward “{reward}” to set a cost for.").format(reward=name))
    if any(p.cost is not None and p.cost < 0 for p in promises):
        raise Refused(_("A reward cannot cost less than zero."))


def _within(value: int | None, low: int, high: int, sentence: str) -> None:
    if value is not None and not low <= value <= high:
        raise Refused(sentence)


def read_months(text: str) -> int:
    """`12m`, `12` or `1y` as months."""
    return _span(text, {"": 1, "m": 1, "y": 12}, _("Type the months like 12m."))


def read_days(text: str) -> int:
    """`90d`, `90`, `6w` as days."""
    return _span(text, {"": 1, "d": 1, "w": 7}, _("Type the days like 90d."))


def _span(text: str, units: dict[str, int], sentence: str) -> int:
    found = re.fullmatch(r"(\d{1,4})\s*([a-z]?)", text.strip().lower())
    if not found or found[2] not in units:
        raise Refused(sentence)
    return int(found[1]) * units[found[2]]


def read_promise(text: str) -> tuple[int | None, str]:
    """`5=Cookie` is a cookie at five stamps; `Cookie` is one at the card's size."""
    counted = re.fullmatch(r"\s*(\d{1,9})\s*=(.*)", text, re.DOTALL)
    return (int(counted[1]), counted[2]) if counted else (None, text)
