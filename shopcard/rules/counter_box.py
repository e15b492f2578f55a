"""What Enter will do, from the text in the counter's one box."""

import re
from dataclasses import dataclass

from shopcard.errors import Refused
from shopcard.language import _, minor_digits
from shopcard.rules.identity import card_key, looks_like_card
from shopcard.rules.money import no_amount, parse_amount, says_its_currency
from shopcard.rules.scanner import unshifted
from shopcard.rules.text import digits


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
class Either:
    """A purchase that can be meant in two ways, to be asked: `1 234,50` is an amount, or one stamp
    and an amount."""

    one: Purchase
    other: Purchase


@dataclass(frozen=True, slots=True)
class Search:
    """Open a customer. `card` is the number meant when the text can be a card's; `amount` is what
    it comes to, in minor units, where it can be an amount too."""

    text: str
    card: str | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing that could be meant; the sentence says what to type."""

    sentence: str


Intent = Nothing | Next | AskAmount | Purchase | Either | Search | Unreadable


def read_box(
    text: str, *, customer_open: bool, just_stamped: bool, by_spend: bool, currency: str
) -> Intent:
    """What Enter means. Never raises."""
    typed = unshifted(text).strip()
    if not typed:
        if not customer_open:
            return Nothing()
        if just_stamped:
            return Next()
        return AskAmount() if by_spend else Purchase(stamps=1)
    if customer_open and (act := _purchase(typed, by_spend, currency)):
        return act
    return Search(typed, _card(typed), _also_an_amount(typed, currency) if customer_open else None)


def _purchase(typed: str, by_spend: bool, currency: str) -> Intent | None:
    """The purchase that a text keys in, None when it is something to look up."""
    if re.fullmatch(r"[0-9]{2}\s+[0-9]{2}", typed):  # the end of a phone
        return None
    if not by_spend and re.fullmatch(r"[0-9]{1,2}", typed):
        return Purchase(int(typed)) if int(typed) else Unreadable(_("Type 1 or more stamps."))
    try:
        amount = _amount(typed, by_spend, currency)
        both = _stamps_and_amount(typed, currency)
    except Refused as refused:
        return Unreadable(refused.sentence)
    if amount is None:
        return both
    if both and not by_spend:
        return Either(Purchase(amount=amount), both)
    return Purchase(amount=amount) if amount else Unreadable(no_amount(typed, currency).sentence)


def _amount(typed: str, by_spend: bool, currency: str) -> int | None:
    """Minor units of a text that is written as an amount: by a decimal point, by groups of
    thousands, by a sign of money; by its figures alone where the card runs by spend.

    Refused for one that is meant so and cannot be read.
    """
    if typed.isascii() and typed.isdecimal():
        whole = by_spend and len(typed) <= _longest(currency)
        return parse_amount(typed, currency) if whole and _begins_well(typed) else None
    try:
        minor_units = parse_amount(typed, currency)
    except Refused:
        if says_its_currency(typed) or re.fullmatch(r"[0-9]{1,6}[.,][0-9]+", typed):
            raise
        return None
    grouped = re.fullmatch(r"[0-9' \u00a0\u202f]+", typed)
    # Nine figures in threes are a phone in Spain.
    return None if grouped and len(digits(typed)) > _longest(currency) else minor_units


def _longest(currency: str) -> int:
    """The most figures of an amount without decimals or a sign: longer ones are card numbers and
    phones."""
    return 6 if minor_digits(currency) else 8


def _begins_well(number: str) -> bool:
    """Whether figures begin as an amount does: 0612 is the beginning of a phone."""
    return number[0] != "0" or not number.strip("0")


def _stamps_and_amount(typed: str, currency: str) -> Purchase | None:
    """`3 7,50`: so many stamps, and the amount."""
    both = re.fullmatch(r"([1-9][0-9]?) +(\S.*)", typed)
    if both is None or re.match(r"0[0-9]", both[2]):
        return None
    try:
        return Purchase(int(both[1]), parse_amount(both[2], currency))
    except Refused:
        if re.fullmatch(r"[0-9]+[.,][0-9]+", both[2]):
            raise
        return None


def _also_an_amount(typed: str, currency: str) -> int | None:
    """What figures that are looked up come to, should they be an amount."""
    if not re.fullmatch(r"[1-9][0-9]{2,7}", typed) or len(typed) > _longest(currency) + 1:
        return None
    return parse_amount(typed, currency)


def _card(typed: str) -> str | None:
    return card_key(typed) if looks_like_card(typed) else None
