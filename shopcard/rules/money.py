"""Amounts as people type them, in minor units."""

import re
from decimal import Decimal

from shopcard.errors import Refused
from shopcard.language import _, babel_locale, minor_digits
from shopcard.rules.identity import clean_text

MOST = 1_000_000_000
"""The largest amount a purchase can have, in whole units of the currency."""


def parse_amount(text: str, currency: str) -> int:
    """Minor units from `12,50`, `12.50`, `1 234,50`, `€12.50`.

    Refused with an example when it is no amount, negative, finer than the currency, absurdly large
    or could be read in two ways (1,234 of a currency with cents).
    """
    digits = minor_digits(currency)
    signs = r"[^\W\d_]{1,3}|[€$£¥₣₹₺₩]"
    plain = re.sub(r"\s", " ", text.strip()).replace("’", "'")
    typed = re.sub(rf"^({signs}) ?| ?({signs})$", "", plain)
    found = re.fullmatch(r"(\d+(?:([.,' ])\d{3}(?:\2\d{3})*)?)(?:([.,])(\d+))?", typed, re.ASCII)
    if not found or (found[2] and found[2] == found[3]):
        raise no_amount(text, currency)
    whole, group, cents = found[1], found[2], found[4] or ""
    if group and group in ".," and not cents and whole.count(group) == 1 and digits:
        if digits != 3:
            raise no_amount(text, currency)
        whole, cents = whole.split(group)
    if len(cents) > digits:
        raise no_amount(text, currency)
    value = Decimal(re.sub(r"\D", "", whole) + "." + (cents or "0"))
    if value > MOST:
        raise Refused(_("This amount is too large. Check it and type it again."))
    return int(value.scaleb(digits))


def write_amount(minor_units: int, currency: str) -> str:
    """1250 of EUR as 12.50, the form that `parse_amount` and files read back."""
    digits = minor_digits(currency)
    return str(Decimal(minor_units).scaleb(-digits))


def no_amount(text: str, currency: str) -> Refused:
    """The refusal of a text that is no amount, with an example as the language writes it."""
    from babel.numbers import get_decimal_symbol

    point = get_decimal_symbol(babel_locale())
    decimals = "50".ljust(minor_digits(currency), "0")[: minor_digits(currency)]
    return Refused(
        _("“{text}” is no amount. Type it like {example}.").format(
            text=clean_text(text[:40]), example="12" + (point + decimals if decimals else "")
        )
    )
