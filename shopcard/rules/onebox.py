"""What Enter will do, from the text in the counter's one box; and when an Enter is a scanner's."""

import re
from dataclasses import dataclass

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.identity import card_key, from_azerty, looks_like_card
from shopcard.rules.money import no_amount, parse_amount


@dataclass(frozen=True, slots=True)
class Nothing:
    """The box is empty and nobody is open."""


@dataclass(frozen=True, slots=True)
class Next:
    """Go on to the next customer."""


@dataclass(frozen=True, slots=True)
class AskAmount:
    """The card runs by spend: ask for the amount of the purchase."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """Record a purchase. `stamps` None: what the amount earns; `amount` in minor units."""

    stamps: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Open a customer. `card` is the number meant when the text can be a card's."""

    text: str
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing that could be meant; the sentence says what to type."""

    sentence: str


Intent = Nothing | Next | AskAmount | Purchase | Search | Unreadable


def read_box(
    text: str, *, customer_open: bool, just_stamped: bool, by_spend: bool, currency: str
) -> Intent:
    """What Enter means. Never raises."""
    typed = from_azerty(text).strip()
    if not typed:
        if not customer_open:
            return Nothing()
        if just_stamped:
            return Next()
        return AskAmount() if by_spend else Purchase(stamps=1)
    if customer_open and (act := _purchase(typed, by_spend, currency)):
        return act
    return Search(typed, _card(typed))


def _purchase(typed: str, by_spend: bool, currency: str) -> Intent | None:
    """The purchase that a text keys in, None when it is something to look up."""
    both = re.fullmatch(r"([1-9][0-9]?)\s+([0-9]+(?:[.,][0-9]+)?)", typed)
    amount = re.fullmatch(r"[0-9]{1,6}[.,][0-9]{1,3}", typed)
    count = re.fullmatch(r"[0-9]{1,2}", typed)
    phone_end = re.fullmatch(r"[0-9]{2}\s+[0-9]{2}", typed)
    try:
        if both and not phone_end:
            return Purchase(int(both[1]), parse_amount(both[2], currency))
        if amount or (count and by_spend):
            if minor_units := parse_amount(typed, currency):
                return Purchase(amount=minor_units)
            raise no_amount(typed, currency)
    except Refused as refused:
        return Unreadable(refused.sentence)
    if count:
        return Purchase(int(typed)) if int(typed) else Unreadable(_("Type 1 or more stamps."))
    return None


def _card(typed: str) -> str | None:
    return card_key(typed) if looks_like_card(typed) else None


class ScanGuard:
    """Tells a scanner's Enter from a person's, by the instants of the keys (seconds).

    A scan is at least four characters, each within 35 ms of the one before, ended by an Enter as
    quick. For 300 ms after a scan's Enter no other Enter may stamp or confirm anything: scanners
    that end with CR CR send two.
    """

    LEAST = 4
    BETWEEN = 0.035
    AFTER = 0.300

    def __init__(self) -> None:
        self._run = 0
        self._last = float("-inf")
        self._scanned = float("-inf")

    def key(self, at: float) -> int:
        """A printable key arrived; how many characters the burst it belongs to has by now."""
        self._run = self._run + 1 if at - self._last <= self.BETWEEN else 1
        self._last = at
        return self._run

    def enter(self, at: float) -> bool:
        """An Enter arrived; whether it ends a scan."""
        ends = self._run >= self.LEAST and at - self._last <= self.BETWEEN
        self._run = 0
        if ends:
            self._scanned = at
        return ends

    def too_soon(self, at: float) -> bool:
        """Whether an Enter at this instant is a scanner's own and must do nothing."""
        return at - self._scanned < self.AFTER
