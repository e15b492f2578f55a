"""The hours in which a shop serves: several spans a day, closed days, dates of their own; and where
they lie in UTC.

    Mon-Fri 09:00-12:30 14:00-19:00, Sat 10:00-17:00, Sun closed, 25/12 closed
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.calendar import local, utc
from shopcard.rules.text import fold

DAY = 24 * 60
"""Minutes."""
WEEK = 7 * DAY

MOST_DATES = 60
"""Dates with hours of their own, each of them alone or many in a row."""
MOST_SPANS = 6
"""A day."""
MOST_IN_A_ROW = 366
MOST_CHARACTERS = 2000

Span = tuple[int, int]
"""Minutes of the wall clock after midnight, the first of them and the one after the last; beyond
DAY on the day after."""
Spans = tuple[Span, ...]

_Says = Callable[["Dates"], str]

_KEPT_AS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NAMES = (
    ("monday", "lundi"), ("tuesday", "mardi"), ("wednesday", "mercredi"), ("thursday", "jeudi"),
    ("friday", "vendredi"), ("saturday", "samedi"), ("sunday", "dimanche"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dates:
    """Days of their own: from one to another, both included; of every year where it is 0."""

    year: int
    month: int
    day: int
    last: date | None = None

    def hold(self, on: date) -> bool:
        if self.last is not None:
            return date(self.year, self.month, self.day) <= on <= self.last
        return (self.month, self.day) == (on.month, on.day) and self.year in (0, on.year)

    def __str__(self) -> str:
        if not self.year:
            return f"{self.day:02}/{self.month:02}"
        first = date(self.year, self.month, self.day)
        return f"{first}" if self.last is None else f"{first}..{self.last}"


@dataclass(frozen=True, slots=True)
class Hours:
    """A week from Monday on, and the dates that have hours of their own, the later rule first where
    two hold."""

    week: tuple[Spans, ...]
    dates: tuple[tuple[Dates, Spans], ...] = ()

    def __str__(self) -> str:
        """As it is kept, and read back by `read_hours`."""
        return self._told(_KEPT_AS, "closed", str)

    def said(self) -> str:
        """The same in the language spoken, which `read_hours` reads as well."""
        days = tuple(_("Mon Tue Wed Thu Fri Sat Sun").split())

        def on(dates: Dates) -> str:
            if not dates.year:
                return str(dates)
            first = date(dates.year, dates.month, dates.day)
            return "–".join(f"{day:%d/%m/%Y}" for day in (first, dates.last) if day)

        return self._told(days, _("closed"), on)

    def _told(self, days: tuple[str, ...], closed: str, on: _Says) -> str:
        def spans(of: Spans) -> str:
            return " ".join(f"{say_wall(a)}-{say_wall(b)}" for a, b in of) or closed

        parts, first = [], 0
        for n in range(1, 8):
            if n == 7 or self.week[n] != self.week[first]:
                name = days[first] + (f"-{days[n - 1]}" if n - 1 > first else "")
                told = spans(self.week[first])
                parts.append(told if n - first == 7 else f"{name} {told}")
                first = n
        parts += [f"{on(dates)} {spans(of)}" for dates, of in reversed(self.dates)]
        return ", ".join(parts)

    @property
    def alike(self) -> Span | None:
        """The one span of every day; None where days differ or have several."""
        same = len(set(self.week)) == 1 and len(self.week[0]) == 1 and not self.dates
        return self.week[0][0] if same else None

    def on(self, day: date) -> Spans:
        """When the shop opens on a day of the calendar."""
        return next((of for dates, of in self.dates if dates.hold(day)), self.week[day.weekday()])

    def are_open(self, wall: datetime) -> bool:
        """Whether the shop serves at a moment of its wall clock."""
        minute = wall.hour * 60 + wall.minute
        day = wall.date()
        return any(a <= minute < b for a, b in self.on(day)) or any(
            a <= minute + DAY < b for a, b in self.on(day - timedelta(days=1))
        )

    def minutes_of_the_week(self) -> str:
        """A 1 for every minute of a week without dates of their own in which the shop serves, from
        Monday's first on, else a 0."""
        minutes = bytearray(b"0" * WEEK)
        for n, spans in enumerate(self.week):
            for a, b in spans:
                for minute in range(n * DAY + a, n * DAY + b):
                    minutes[minute % WEEK] = 0x31
        return minutes.decode()

    def apart(self, first: date, last: date) -> Iterator[tuple[datetime, datetime, list[Span]]]:
        """The stretches of days, of those given, in which the week alone does not say when the shop
        serves: their first midnight by the wall clock, the one after them, and the minutes after
        the first in which it does."""
        day, since = first, None
        while day <= last + timedelta(days=1):
            before = day - timedelta(days=1)
            own = day <= last and any(d.hold(day) or d.hold(before) for d, _of in self.dates)
            if own and since is None:
                since = day
            elif not own and since is not None:
                yield (
                    datetime.combine(since, time()),
                    datetime.combine(day, time()),
                    (self._minutes(since, day)),
                )
                since = None
            day += timedelta(days=1)

    def _minutes(self, first: date, until: date) -> list[Span]:
        """The minutes after the first day's midnight in which the shop serves."""
        length = (until - first).days
        found = []
        for n in range(-1, length):
            for a, b in self.on(first + timedelta(days=n)):
                start, end = max(n * DAY + a, 0), min(n * DAY + b, length * DAY)
                if start < end:
                    found.append((start, end))
        return found


def say_wall(minute: int) -> str:
    """A minute after midnight on the clock; the day's end is 24:00."""
    at = minute if minute == DAY else minute % DAY
    return f"{at // 60:02}:{at % 60:02}"


# Reading


def _beginnings(name: str) -> str:
    """A pattern for the first two letters of a name, or more of them."""
    rest = "".join(f"(?:{letter}" for letter in name[2:])
    return name[:2] + rest + ")?" * len(name[2:])


_WALL = r"\d{1,2}(?:[:h.](?:[0-5]\d)?)?"
_TO = r"\s*(?:-|–|—|\bto\b|\ba\b|\bau\b)\s*"
_DATE = r"(?:\d{4}-\d\d?-\d\d?|\d\d?/\d\d?(?:/\d{4})?)"
_DAY = rf"(?:{'|'.join(_beginnings(f'{day}s') for both in _NAMES for day in both)})(?![a-z])\.?"
_TOKEN = re.compile(
    rf"(?P<dates>{_DATE}(?:(?:\.\.|{_TO}){_DATE})?)(?![\d/])"
    rf"|(?P<span>{_WALL}{_TO}{_WALL})"
    rf"|(?P<days>{_DAY}(?:{_TO}{_DAY})?)"
    r"|(?P<closed>closed|off|fermee?s?)(?![a-z])"
    r"|(?P<end>[,;])"
    r"|(?:[:+&]|(?:and|et|from|de|du|le|les|on|the)(?![a-z]))|\s+",
    re.ASCII,
)
"""What hours are typed with; the last are words and signs that only stand between."""


def read_hours(text: str) -> Hours | None:
    """From 09:00-19:30, 9h-12h30 14h-19h, Mon-Fri 9-19, Sat 10-17, 25/12 closed, in English and in
    French; None from an empty text. Refused for what is no hours.

    Days that are not named are closed where others are. What is said later of a day holds.
    """
    if not text:
        return None
    reading, folded, at = _Reading(), fold(text), 0
    while at < len(folded) <= MOST_CHARACTERS:
        found = _TOKEN.match(folded, at)
        if found is None:
            raise _no_hours()
        reading.take(found)
        at = found.end()
    return reading.done()


def _no_hours() -> Refused:
    return Refused(
        _(
            "Type when the shop opens and closes, like 09:00-19:30, or day by day, like "
            "Mon-Fri 9:00-12:30 14:00-19:00, Sat 10:00-17:00, 25/12 closed."
        )
    )


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self._days: list[int] = []
        self._dates: list[Dates] = []
        self._spans: list[Span] = []
        self._said = False
        """Whether hours, or that it is closed, were said of the days before."""
        self._before: tuple[Sequence[int], Sequence[Dates]] = ((), ())
        """The days of the last part, which the next goes on with where it names none."""
        self._week: dict[int, tuple[Sequence[int], Spans]] = {}
        """By weekday: the days it was named with, and its hours."""
        self._own: dict[Dates, Spans] = {}

    def take(self, found: re.Match[str]) -> None:
        match found.lastgroup:
            case "dates":
                self._begin()
                self._dates.append(_read_dates(re.findall(_DATE, found[0])))
            case "days":
                self._begin()
                self._days += _read_days(re.findall(_DAY, found[0]))
            case "span":
                self._spans.append(_read_span(re.findall(_WALL, found[0])))
                self._said = True
            case "closed":
                self._said = True
            case "end":
                self._begin()

    def _begin(self) -> None:
        """Others may be named from here on. In “Mon, Wed 9-12” nothing is said of Monday yet."""
        if not self._said:
            return
        goes_on = not (self._days or self._dates)
        days, dates = self._before if goes_on else (self._days, self._dates)
        self._before = days, dates
        for one in dates:
            earlier = self._own.pop(one, ())
            self._own[one] = _merged([*(earlier if goes_on else ()), *self._spans])
        if days or not dates:
            named = tuple(days or range(7))
            for day in named:
                with_days, earlier = self._week.get(day, ((), ()))
                # Mon 9-12, Mon 14-18 adds; Mon-Sat 9-18, Sat 10-17 replaces.
                adds = tuple(with_days) == named and bool(self._spans)
                self._week[day] = named, _merged([*(earlier if adds else ()), *self._spans])
        self._days, self._dates, self._spans, self._said = [], [], [], False

    def done(self) -> Hours:
        if (self._days or self._dates) and not self._said:
            raise _no_hours()
        self._begin()
        week = tuple(self._week.get(day, ((), ()))[1] for day in range(7))
        if not any(week) or len(self._own) > MOST_DATES:
            raise _no_hours()
        if any(len(spans) > MOST_SPANS for spans in (*week, *self._own.values())):
            raise _no_hours()
        return Hours(week, tuple(reversed(self._own.items())))


def _read_days(names: list[str]) -> list[int]:
    first, last = (
        next(n for n, both in enumerate(_NAMES) if any(f"{day}s".startswith(name) for day in both))
        for name in (names[0].strip("."), names[-1].strip("."))
    )
    return [(first + n) % 7 for n in range((last - first) % 7 + 1)]


def _read_span(walls: list[str]) -> Span:
    opens, closes = (
        int(hour) * 60 + int(minute or 0)
        for hour, minute in (re.split("[:h.]", f"{wall}:")[:2] for wall in walls)
    )
    if opens >= DAY or closes > DAY or opens == closes:
        raise _no_hours()
    return opens, closes if closes > opens else closes + DAY


def _read_dates(dates: list[str]) -> Dates:
    first, *rest = map(_read_date, dates)
    if not rest:
        return Dates(*first)
    try:
        since, until = date(*first), date(*rest[0])
    except ValueError:  # of no year
        raise _no_hours() from None
    if not 0 < (until - since).days < MOST_IN_A_ROW:
        raise _no_hours()
    return Dates(*first, last=until)


def _read_date(text: str) -> tuple[int, int, int]:
    """Year, 0 for every year, month and day."""
    parts = [int(part) for part in re.split("[-/]", text)]
    if "/" in text:
        parts = [*parts, 0][2::-1]
    year, month, day = parts
    try:
        date(year or 2000, month, day)
    except ValueError:
        raise _no_hours() from None
    return year, month, day


def _merged(spans: list[Span]) -> Spans:
    """In order, those that meet as one, unless that would be longer than a day can be told."""
    found: list[Span] = []
    for a, b in sorted(set(spans)):
        first, last = found[-1] if found else (a, -1)
        together = (first, max(b, last))
        if a <= last and (together[1] - first < DAY or together == (0, DAY)):
            found[-1] = together
        else:
            found.append((a, b))
    return tuple(found)


def offsets(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[tuple[datetime, int]]:
    """How many minutes a zone's clock is ahead of UTC from each instant on, `first` being the
    first of them, until `last`; all in UTC. Seconds, which clocks went by long ago, are cut."""

    def ahead(instant: datetime) -> int:
        offset = local(instant, zone).utcoffset()
        assert offset is not None
        return int(offset.total_seconds() // 60)

    instant, last = utc(first), utc(last)
    so_far = ahead(instant)
    yield instant, so_far
    while instant < last:
        # No clock is put back and on again within a day.
        following = instant + timedelta(days=1)
        if ahead(following) != so_far:
            early, late = instant, following
            while late - early > timedelta(seconds=1):
                middle = early + (late - early) / 2
                early, late = (early, middle) if ahead(middle) != so_far else (middle, late)
            so_far = ahead(following)
            yield late.replace(microsecond=0), so_far
        instant = following
