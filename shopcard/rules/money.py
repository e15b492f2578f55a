"""Amounts as people type them, in minor units."""

import re
import unicodedata
from decimal import Decimal
from functools import cache

from shopcard.errors import Refused
from shopcard.language import _, babel_locale, minor_digits, say_money
from shopcard.rules.text import clean_text

MOST = 1_000_000_000
"""The largest amount a purchase can have, in whole units of the currency."""

_ALSO = {
    "EUR": ("euro", "euros"),
    "CHF": ("fr", "fr.", "sfr", "sfr.", "franc", "francs"),
    "GBP": ("pound", "pounds"),
    "USD": ("us$", "dollar", "dollars"),
    "CAD": ("$", "ca$"),
    "JPY": ("yen", "yens", "円"),
    "XOF": ("f", "cfa", "fcfa", "f cfa"),
    "XAF": ("f", "cfa", "fcfa", "f cfa"),
    "XPF": ("f", "fcfp", "f cfp"),
    "TND": ("dt",),
    "MAD": ("dh", "dhs"),
}
"""What people write for a currency besides its code and its sign."""

_NUMBER = re.compile(
    r"(\d{1,3}([ ',.])\d{3}(?:\2\d{3})*|\d+)(?:([.,])(\d+))?(?:[.,] ?[-–—−]{1,2})?", re.ASCII
)

_BESIDE = re.compile(r"([^\d\-–—−]*?) ?(\d.*?) ?([^\d\-–—−.,]*\.?)")
"""What stands before a number, the number, what stands after it."""
_BETWEEN = re.compile(r"(\d+) ?([^\d .,']+) ?(\d+)")
"""Units, a sign, cents."""


def parse_amount(text: str, currency: str) -> int:
    """Minor units from `12,50`, `12.50 €`, `€12`, `12€50`, `1 234,50`, `1'234.50`, `CHF 12.-`.

    Refused with an example when it is no amount, negative, finer than the currency, absurdly large,
    in another currency, or could be read in two ways (1,234 of a currency with cents).
    """
    places = minor_digits(currency)
    typed = _without_sign(_plain(text), text, currency)
    found = _NUMBER.fullmatch(typed)
    if not found or (found[2] and found[2] == found[3]):
        raise no_amount(text, currency)
    whole, group, cents = found[1], found[2], found[4] or ""
    once = group and group in ".," and not cents and whole.count(group) == 1
    if once and places == 3:
        whole, cents = whole.split(group)
    elif group and whole.startswith("0"):
        raise no_amount(text, currency)
    elif once and places:
        raise _two_ways(text, whole, group)
    if len(cents) > places and cents.strip("0"):
        raise no_amount(text, currency)
    value = Decimal(re.sub(r"\D", "", whole) + "." + (cents or "0"))
    if value > MOST:
        raise Refused(_("This amount is too large. Check it and type it again."))
    return int(value.scaleb(places))


def says_its_currency(text: str) -> bool:
    """Whether a text has a digit and a sign of money, so that it can only be meant as an amount."""
    return any(c.isdigit() for c in text) and any(unicodedata.category(c) == "Sc" for c in text)


def write_amount(minor_units: int, currency: str) -> str:
    """1250 of EUR as 12.50, the form that `parse_amount` and files read back."""
    digits = minor_digits(currency)
    return str(Decimal(minor_units).scaleb(-digits))


def no_amount(text: str, currency: str) -> Refused:
    """The refusal of a text that is no amount, with an example as the language writes it."""
    if not text.strip():
        return Refused(
            _("Type an amount, like {example}.").format(example=_write(12, 50, currency))
        )
    return Refused(
        _("“{text}” is no amount. Type it like {example}.").format(
            text=clean_text(text[:40]), example=_write(12, 50, currency)
        )
    )


def amount_examples(currency: str) -> tuple[tuple[str, int], ...]:
    """What can be typed in this currency, as its language writes it, and what is understood."""
    places, sign = minor_digits(currency), _sign(currency)
    scale, half = 10**places, 10**places // 2
    if not places:
        return (
            ("1200", 1200), (f"1200 {sign}", 1200), (f"{sign}1200", 1200),
            ("1 200", 1200), ("1,200", 1200), ("1'200", 1200),
        )  # fmt: skip
    return (
        (_write(12, 50, currency), 12 * scale + half),
        (f"{_write(12, 50, currency)} {sign}", 12 * scale + half),
        (f"{sign}12", 12 * scale),
        ("12.-", 12 * scale),
        (f"1 {_write(234, 50, currency)}", 1234 * scale + half),
        (f"1'234{_dotted(50, places)}", 1234 * scale + half),
    )


def say_examples(currency: str) -> list[str]:
    """The examples as the help shows them: `1 234,50 = 1 234,50 €`."""
    return [f"{text} = {say_money(value, currency)}" for text, value in amount_examples(currency)]


def _plain(text: str) -> str:
    """Spaces, apostrophes and full-width digits of any kind as the plain ones."""
    folded = unicodedata.normalize("NFKC", text.replace("´", "'")).strip()
    return re.sub(r"[’ʼ‘`′]", "'", re.sub(r"\s", " ", folded))


def _without_sign(typed: str, text: str, currency: str) -> str:
    """The bare number; a sign between units and cents (12€50) becomes the decimal point."""
    signs = _signs(currency)
    found = _BESIDE.fullmatch(typed)
    if not found:
        return typed
    before, number, after = found[1].casefold(), found[2], found[3].casefold()
    inner = _BETWEEN.fullmatch(number)
    if inner and inner[2].casefold() in signs and len(inner[3]) == minor_digits(currency):
        number = f"{inner[1]}.{inner[3]}"
    for sign in (before, after):
        if sign and sign not in signs:
            raise _other_currency(sign, text, currency)
    return typed if before and after else number


def _other_currency(sign: str, text: str, currency: str) -> Refused:
    from babel.core import get_global

    money = any(unicodedata.category(c) == "Sc" for c in sign)
    if money or sign.upper() in get_global("all_currencies"):
        return Refused(
            _("This shop counts in {currency}. Type an amount like {example}.").format(
                currency=currency, example=_write(12, 50, currency)
            )
        )
    return no_amount(text, currency)


def _two_ways(text: str, whole: str, group: str) -> Refused:
    thousands, cents = whole.replace(group, ""), whole[:-1]
    return Refused(
        _("“{text}” can be read in two ways. Type {one} or {other}.").format(
            text=clean_text(text[:40]), one=thousands, other=cents
        )
    )


@cache
def _signs(currency: str) -> frozenset[str]:
    """All that may stand beside an amount of a currency, casefolded."""
    from babel.numbers import get_currency_symbol

    said = {
        get_currency_symbol(currency, locale) for locale in ("en", "en_GB", "fr", "de_CH", "fr_CA")
    }
    spaced = {re.sub(r"\s", " ", sign) for sign in said}
    # In Australia A$ is written $.
    short = {sign[-1] for sign in spaced if unicodedata.category(sign[-1]) == "Sc"}
    return frozenset(s.casefold() for s in {currency, *spaced, *short, *_ALSO.get(currency, ())})


def _sign(currency: str) -> str:
    from babel.numbers import get_currency_symbol

    return re.sub(r"\s", " ", str(get_currency_symbol(currency, babel_locale())))


def _write(units: int, cents: int, currency: str) -> str:
    """An example as the language writes it; without cents, a hundred times as much."""
    from babel.numbers import get_decimal_symbol

    places = minor_digits(currency)
    if not places:
        return str(units * 100)
    return str(units) + _dotted(cents, places).replace(".", get_decimal_symbol(babel_locale()))


def _dotted(cents: int, places: int) -> str:
    return "." + str(cents).ljust(places, "0")[:places] if places else ""
