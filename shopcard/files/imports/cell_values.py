"""Dates and amounts as people and programs write them in a table.

Whether 03/04 is in April or in March, and whether 1.234 is one unit or a thousand, no single cell
can tell: a whole column is looked at first, then every cell is read the same way.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from shopcard.errors import Refused
from shopcard.language import LANGUAGES, _
from shopcard.rules.calendar import noon
from shopcard.rules.identity import birth_date
from shopcard.rules.money import MOST
from shopcard.rules.text import fold

YMD, DMY, MDY = "YMD", "DMY", "MDY"
DATE_FORMS = (YMD, DMY, MDY)

_CLOCK = (
    r"(?:(?:[ T]+|,\s*)(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*([ap]m)?\s*(z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})" + _CLOCK, re.I | re.A)
_YEAR_FIRST_LOOSE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _CLOCK, re.I | re.A)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _CLOCK, re.I | re.A)
_IN_WORDS = re.compile(
    r"(?:[^\W\d_]{2,9}\.?,?\s+)?(?:"
    r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[.\s-]\s*(?P<month>[^\W\d_]{3,9})\.?,?[\s-]\s*"
    r"|(?P<first>[^\W\d_]{3,9})\.?\s+(?P<then>\d{1,2})(?:st|nd|rd|th)?,?\s+"
    r")(?P<year>\d{4}|\d{2})(?P<rest>\D.*)?"
)
"""24 nov. 2026 · mardi 24 novembre 2026 · Nov 24, 2026"""
_DAY_NUMBER = re.compile(r"(\d{5})(?:[.,](\d{1,12}))?", re.A)
_DAY_ZERO = date(1899, 12, 30)
"""From which spreadsheets count days."""
_TURN = 70
"""Two digits of a year from here on are of the last century: what is bought is not to come."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a cell says: a day, and the instant (UTC) it stands for."""

    day: date
    at: datetime
    timed: bool
    """Whether the cell gave a time; without one the instant is the day's local noon."""


@dataclass(slots=True)
class DateForm:
    """The order of day and month in a column, found by looking at its cells."""

    day_first: str = ""
    """The first cell that can only be day/month."""
    month_first: str = ""
    either: str = ""
    """The first cell that can be both, and would be two different days."""
    assumed: str = ""
    """The order that was taken as the country's, where the cells leave it open."""
    short: bool = False
    """Whether a year has two digits."""
    clocks: bool = False
    """Whether a cell has a time other than midnight."""

    def look(self, text: str) -> None:
        text = _numeric(text)
        found = _YEAR_LAST.fullmatch(text)
        if day := found or _YEAR_FIRST.fullmatch(text) or _YEAR_FIRST_LOOSE.fullmatch(text):
            self.clocks = self.clocks or any(part and int(part) for part in day.group(5, 6, 7))
        if not found:
            return
        self.short = self.short or len(found[4]) == 2
        first, second = int(found[1]), int(found[3])
        if first > 12:
            self.day_first = self.day_first or text
        elif second > 12:
            self.month_first = self.month_first or text
        elif first != second:
            self.either = self.either or text

    def settle(self, said: str = "", usual: str = "") -> str:
        """One of DATE_FORMS: as said, else as found, else as is `usual`. Refused when two cells
        contradict each other, or all leave it open and nothing is usual."""
        if said:
            if said.upper() not in DATE_FORMS:
                raise Refused(
                    _(
                        "“{text}” is no date form. Give DMY (day first), MDY (month first) or YMD."
                    ).format(text=said)
                )
            return said.upper()
        if self.day_first and self.month_first:
            raise Refused(
                _(
                    "“{one}” puts the day first and “{other}” the month: add "
                    "--map date_form=DMY or --map date_form=MDY, and correct the others."
                ).format(one=self.day_first, other=self.month_first)
            )
        if self.day_first or self.month_first:
            return DMY if self.day_first else MDY
        if self.either and usual:
            self.assumed = usual
            return usual
        if self.either:
            raise Refused(
                _(
                    "Dates like “{text}” may put the day or the month first: add "
                    "--map date_form=DMY for the day, or --map date_form=MDY for the month."
                ).format(text=self.either)
            )
        return DMY if self.short else YMD

    def note(self) -> str:
        """A sentence on what was assumed, or nothing."""
        if not self.assumed:
            return ""
        return (
            _("Dates like “{text}” were read with the month first: else add --map date_form=DMY.")
            if self.assumed == MDY
            else _(
                "Dates like “{text}” were read with the day first: else add --map date_form=MDY."
            )
        ).format(text=self.either)


def usual_form(country: str) -> str:
    """Which of day and month people of a country write first."""
    from babel import Locale, UnknownLocaleError

    try:
        pattern = str(Locale.parse(f"und_{country}").date_formats["short"].pattern)
    except (UnknownLocaleError, ValueError):
        return DMY
    return MDY if pattern.startswith("M") else DMY


def read_moment(text: str, form: str, zone: ZoneInfo, *, days: bool = False) -> Moment | None:
    """The moment a cell says, in the shop's zone unless it names an offset; None when it is no
    date. Of a column of `days` no time counts. A year of two digits is of our time."""
    text = _numeric(text)
    if (parts := _day_parts(text, form)) is None:
        return _counted(text, zone)
    found, year, month, day = parts
    try:
        if len(year) == 2:
            year = f"{19 if int(year) >= _TURN else 20}{year}"
        on = date(int(year), int(month), int(day))
        if found[5] is None or days:
            return Moment(on, noon(on, zone), timed=False)
        wall = time(_hour(int(found[5]), found[8]), int(found[6]), int(found[7] or 0))
        at = datetime.combine(on, wall, tzinfo=_offset(found[9]) or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Moment(on, at, timed=True)


def read_birth(text: str, form: str, today: date) -> date | None:
    """The day of birth a cell says, None when it is none with a year. A year of two digits is the
    latest that is not to come."""
    text = _numeric(text)
    if (parts := _day_parts(text, form)) is None:
        counted = _counted(text, ZoneInfo("UTC"))
        return counted.day if counted else None
    _found, year, month, day = parts
    try:
        return birth_date(int(year), len(year) == 2, int(month), int(day), today)
    except ValueError:
        return None


def _day_parts(text: str, form: str) -> tuple[re.Match[str], str, str, str] | None:
    """Year, month and day as a cell writes them."""
    if found := _YEAR_FIRST.fullmatch(text) or _YEAR_FIRST_LOOSE.fullmatch(text):
        return found, found[1], found[3], found[4]
    if found := _YEAR_LAST.fullmatch(text):
        day, month = (found[3], found[1]) if form == MDY else (found[1], found[3])
        return found, found[4], month, day
    return None


def _numeric(text: str) -> str:
    """A date whose month is a word, in digits; any other text as it is."""
    if not 8 <= len(text) <= 60 or not (found := _IN_WORDS.fullmatch(text)):
        return text
    month = _months().get(fold(found["month"] or found["first"]))
    if month is None:
        return text
    year = found["year"]
    century = "" if len(year) == 4 else "19" if int(year) >= _TURN else "20"
    day = int(found["day"] or found["then"])
    return f"{century}{year}-{month:02}-{day:02}{found['rest'] or ''}"


@cache
def _months() -> Mapping[str, int]:
    """The names of the months in the languages of the interface, whole and short."""
    from babel.dates import get_month_names

    return {
        fold(name).rstrip("."): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    } | {"sept": 9, "fev": 2, "avr": 4, "juil": 7}


def _counted(text: str, zone: ZoneInfo) -> Moment | None:
    """The moment that a spreadsheet counted as days: 45992, or 45992.5 at noon."""
    if not (found := _DAY_NUMBER.fullmatch(text)):
        return None
    on = _DAY_ZERO + timedelta(days=int(found[1]))
    minutes = round(float(f"0.{found[2] or 0}") * 1440)
    if not 0 < minutes < 1440:
        return Moment(on, noon(on, zone), timed=False)
    wall = time(minutes // 60, minutes % 60)
    return Moment(on, datetime.combine(on, wall, tzinfo=zone).astimezone(UTC), timed=True)


def is_day(text: str) -> bool:
    """Whether a cell is a date of our time, in any order of day and month."""
    forms = (read_moment(text, form, ZoneInfo("UTC")) for form in (DMY, MDY))
    return not _DAY_NUMBER.fullmatch(text) and any(m and 1900 <= m.day.year <= 2100 for m in forms)


def is_amount(text: str) -> bool:
    """Whether a cell is a number, with or without a currency."""
    return _parts(text) is not None


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of a half day")
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def _offset(text: str | None) -> tzinfo | None:
    """`Z` or `+01:00`; None where there is none."""
    return datetime.fromisoformat(f"2000-01-01T00:00{text.upper()}").tzinfo if text else None


_MARK = r"[^\W\d_]{1,3}\.?|[$¢£¤¥\u20a0-\u20cf]"
"""What stands for a currency beside a number: some letters or a sign."""
_AMOUNT = re.compile(
    rf"(\()?([-+]?)\s*(?:{_MARK})?\s*([-+]?)"
    rf"(\d(?:[\d.,'’\s]*\d)?[.,]?|[.,]\d+)"
    rf"\s*(?:{_MARK})?\s*(-?)(?(1)\))"
)
_WHOLE = re.compile(r"\d*|\d{1,3}(?:([.,'’\s])\d{3})(?:\1\d{3})*")
"""The part before the decimal mark, in groups of three or in none."""


def _parts(text: str) -> tuple[bool, str] | None:
    """Whether an amount is below zero, and its digits with their marks; None when it is none."""
    # 12.- and 12,- are twelve, and no minus
    found = _AMOUNT.fullmatch(text.replace("−", "-").replace(".-", ".").replace(",-", ","))
    if not found:
        return None
    return bool(found[1]) or "-" in (found[2], found[3], found[5]), found[4]


@dataclass(slots=True)
class DecimalMark:
    """Whether a column's decimals follow a point or a comma, found by looking at its cells."""

    seen: dict[str, str] = field(default_factory=dict)
    """The first cell whose decimal mark is certain, for each mark."""
    either: str = ""
    """The first cell that could be in thousands or have three decimals."""

    def look(self, text: str) -> None:
        parts = _parts(text)
        if parts is None:
            return
        number = parts[1]
        marks = [c for c in number if c in ".,"]
        if not marks:
            return
        last = marks[-1]
        other = "." if last == "," else ","
        before, _mark, after = number.rpartition(last)
        if other in marks:
            self.seen.setdefault(last, text)
        elif len(marks) > 1:
            self.seen.setdefault(other, text)
        elif len(after) == 3 and 1 <= len(before) <= 3 and before != "0":
            self.either = self.either or text
        else:
            self.seen.setdefault(last, text)

    def settle(self, said: str = "") -> str:
        """`.` or `,`: as said, else as found. Refused when the cells leave it open."""
        if said:
            mark = {"point": ".", "dot": ".", "comma": ","}.get(said.lower(), said)
            if mark not in (".", ","):
                raise Refused(
                    _("“{text}” is no decimal mark. Give point or comma.").format(text=said)
                )
            return mark
        if len(self.seen) > 1:
            raise Refused(
                _(
                    "Amounts are written both ways, “{one}” and “{other}”: add --map decimal=point "
                    "or --map decimal=comma, and correct the others."
                ).format(one=self.seen["."], other=self.seen[","])
            )
        if self.seen:
            return next(iter(self.seen))
        if self.either:
            raise Refused(
                _(
                    "Amounts like “{text}” may be thousands or have three decimals: add "
                    "--map decimal=point or --map decimal=comma."
                ).format(text=self.either)
            )
        return "."


def read_amount(text: str, mark: str, digits: int) -> int | None:
    """An amount in minor units of a currency with so many digits, below zero where it says so.

    None when it is no amount, has more decimals than the currency, or passes money.MOST.
    """
    parts = _parts(text)
    if parts is None:
        return None
    below, number = parts
    whole, _mark, decimals = number.partition(mark)
    if not _WHOLE.fullmatch(whole) or len(number) > 40 or not (decimals or "0").isdecimal():
        return None
    value = int("".join(c for c in whole + decimals if c.isdecimal()))
    spare = len(decimals) - digits
    if spare <= 0:
        value = int(value * 10**-spare)
    else:
        unit = 10**spare
        exact, value = value, (value + unit // 2) // unit
        # what binary fractions leave behind, 22.200000000000003, is no extra decimal
        dust = unit // 10_000 if len(decimals) >= 9 else 0
        if abs(exact - value * unit) > dust:
            return None
    if value > MOST * 10**digits:
        return None
    return -value if below else value
