"""Dates and amounts as people and programs write them in a table.

Whether 03/04 is in April or in March, and whether 1.234 is one unit or a thousand, no single cell
can tell: a whole column is looked at first, then every cell is read the same way.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.calendar import noon
from shopcard.rules.money import MOST

YMD, DMY, MDY = "YMD", "DMY", "MDY"
DATE_FORMS = (YMD, DMY, MDY)

_CLOCK = (
    r"(?:(?:[ T]+|,\s*)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*([ap]m)?\s*(z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})" + _CLOCK, re.I | re.A)
_YEAR_FIRST_LOOSE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _CLOCK, re.I | re.A)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _CLOCK, re.I | re.A)


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

    def look(self, text: str) -> None:
        if not (found := _YEAR_LAST.fullmatch(text)):
            return
        first, second = int(found[1]), int(found[3])
        if first > 12:
            self.day_first = self.day_first or text
        elif second > 12:
            self.month_first = self.month_first or text
        elif first != second:
            self.either = self.either or text

    def settle(self, said: str = "") -> str:
        """One of DATE_FORMS: as said, else as found. Refused when the cells leave it open."""
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
        if self.either:
            raise Refused(
                _(
                    "Dates like “{text}” may put the day or the month first: add "
                    "--map date_form=DMY for the day, or --map date_form=MDY for the month."
                ).format(text=self.either)
            )
        return YMD


def read_moment(text: str, form: str, zone: ZoneInfo) -> Moment | None:
    """The moment a cell says, in the shop's zone unless it names an offset; None when it is no
    date."""
    if found := _YEAR_FIRST.fullmatch(text) or _YEAR_FIRST_LOOSE.fullmatch(text):
        year, month, day = found[1], found[3], found[4]
    elif found := _YEAR_LAST.fullmatch(text):
        year = found[4]
        day, month = (found[3], found[1]) if form == MDY else (found[1], found[3])
    else:
        return None
    try:
        on = date(int(year), int(month), int(day))
        if found[5] is None:
            return Moment(on, noon(on, zone), timed=False)
        wall = time(_hour(int(found[5]), found[8]), int(found[6]), int(found[7] or 0))
        at = datetime.combine(on, wall, tzinfo=_offset(found[9]) or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Moment(on, at, timed=True)


def is_day(text: str) -> bool:
    """Whether a cell is a date of our time, in any order of day and month."""
    forms = (read_moment(text, form, ZoneInfo("UTC")) for form in (DMY, MDY))
    return text[:1].isdigit() and any(m and 1900 <= m.day.year <= 2100 for m in forms)


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
