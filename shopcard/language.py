"""The user's language: sentences through gettext, days and money through Babel.

One process speaks one language, chosen by `speak` before the first sentence is built.
"""

import gettext as _gettext
import os
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

_CATALOGUES = Path(__file__).parent / "locale"

LANGUAGES = ("en", *sorted(found.parent.name for found in _CATALOGUES.glob("*/LC_MESSAGES")))
"""The interface's languages: English, that of the source, and each that has a catalogue."""


class _Speaker:
    """Which language is spoken now."""

    def __init__(self) -> None:
        self.code = "en"
        self.catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


_speaker = _Speaker()


def short_code(code: str) -> str:
    """The language of a code: fr for `fr`, `fr_FR.UTF-8` and `fr-CA`."""
    return code.replace("-", "_").split("_")[0].split(".")[0].lower()


def speak(code: str) -> None:
    """Switch to a language: `fr`, `fr_FR.UTF-8` and `fr-CA` are all French; unknown is English."""
    short = short_code(code)
    _speaker.code = short if short in LANGUAGES else "en"
    _speaker.catalogue = _gettext.translation(
        "shopcard", _CATALOGUES, languages=[_speaker.code], fallback=True
    )


def spoken() -> str:
    """The code of the language now spoken, one of LANGUAGES."""
    return _speaker.code


def system_language() -> str:
    """The language the machine is set to, from the usual environment variables."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value
    return "en"


def N_(sentence: str) -> str:  # noqa: N802
    """Mark a sentence for the catalogue; it is translated by `_` when it is shown."""
    return sentence


def _(sentence: str) -> str:
    return _speaker.catalogue.gettext(sentence)


def ngettext(one: str, many: str, n: int) -> str:
    return _speaker.catalogue.ngettext(one, many, n)


def pgettext(context: str, sentence: str) -> str:
    return _speaker.catalogue.pgettext(context, sentence)


def name_of_language(code: str) -> str:
    """A language as those who speak it write it: English, Français."""
    from babel import Locale

    return (Locale.parse(code).get_display_name() or code).capitalize()


def babel_locale() -> str:
    """The Babel locale behind dates and money: en means British order and 24-hour clock."""
    return {"en": "en_GB"}.get(_speaker.code, _speaker.code)


def say_day(day: date, *, weekday: bool = False, year: bool = True) -> str:
    """24 Nov 2026 · Tue 24 Nov 2026 · 24 nov. 2026, short enough for a table."""
    from babel.dates import format_date

    pattern = ("EEE " if weekday else "") + "d MMM" + (" y" if year else "")
    return format_date(day, pattern, locale=babel_locale())


def say_month(day: date) -> str:
    """October 2026 · octobre 2026."""
    from babel.dates import format_date

    return format_date(day, "LLLL y", locale=babel_locale())


def say_short_month(day: date) -> str:
    """Oct 26 · oct. 26."""
    from babel.dates import format_date

    return format_date(day, "LLL yy", locale=babel_locale())


def say_time(moment: datetime | time) -> str:
    """14:32, on the wall clock of the value given (convert to the shop's zone first)."""
    return f"{moment:%H:%M}"


def say_number(n: int) -> str:
    """1,204 · 1 204."""
    from babel.numbers import format_decimal

    return format_decimal(n, locale=babel_locale())


def say_decimal(n: float, places: int = 1) -> str:
    """1.5 · 1,5: with so many decimal places, halves rounded up."""
    from babel.numbers import format_decimal

    return format_decimal(_rounded(n, places), "#,##0." + "0" * places, locale=babel_locale())


def say_percent(n: float, places: int = 0) -> str:
    """73% · 73 % from 72.5; with so many decimal places at most, halves rounded up."""
    from babel.numbers import format_percent

    return format_percent(
        _rounded(n, places).scaleb(-2), locale=babel_locale(), decimal_quantization=False
    )


def say_estimate(minor_units: float, currency: str) -> str:
    """€12 · 12 €: an amount without false cents, which it has only below 10."""
    from babel import Locale
    from babel.numbers import format_currency

    value = Decimal(str(minor_units)).scaleb(-minor_digits(currency))
    if value < 10:
        return say_money(minor_units, currency)
    pattern = Locale.parse(babel_locale()).currency_formats["standard"].pattern
    whole = pattern.replace(".00", "")
    return format_currency(value, currency, whole, locale=babel_locale(), currency_digits=False)


def _rounded(n: float, places: int) -> Decimal:
    # Through the text, in which 0.35 is what it says.
    return Decimal(str(n)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@cache
def minor_digits(currency: str) -> int:
    """How many decimal places a currency has: 2 for EUR, 0 for JPY, 3 for TND."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


def round_money(minor_units: float) -> int:
    """Whole minor units, halves up as money is rounded: an average of 100.5 cents is €1.01."""
    return int(_rounded(minor_units, 0))


def say_money(minor_units: float, currency: str) -> str:
    """€12.50 · 12,50 € from 1250 minor units of EUR; parts of one are rounded."""
    from babel.numbers import format_currency

    value = Decimal(round_money(minor_units)).scaleb(-minor_digits(currency))
    return format_currency(value, currency, locale=babel_locale())
