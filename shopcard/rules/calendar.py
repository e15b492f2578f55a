"""Business days and months in the shop's own time zone."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shopcard.errors import Refused
from shopcard.language import _


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. A naive datetime says no instant: ValueError."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)


def business_day(instant: datetime, zone: ZoneInfo, day_start: time) -> date:
    """The business day an instant falls in.

    A day begins the first time the shop's wall clock reads `day_start` on that date, or passes it
    when the clocks go forward; once begun it does not end early when the clocks go back.
    """
    wall = local(instant, zone)
    day = wall.date() - timedelta(days=wall.time() < day_start)
    # Clocks gone back read a time from before the start of a day that has begun.
    following = day + timedelta(days=1)
    return following if utc(instant) >= _first_reading(following, zone, day_start) else day


def _first_reading(day: date, zone: ZoneInfo, wall: time) -> datetime:
    """The first instant at which the wall clock reads `wall` on `day` (UTC)."""
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)


def noon(day: date, zone: ZoneInfo) -> datetime:
    """Local noon of a day, in UTC: where a purchase known only by its date is kept."""
    return _first_reading(day, zone, time(12))


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the shop's wall clock reads at an instant."""
    return utc(instant).astimezone(zone)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day number some months on, or the month's last day where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def birthday_in(birthday: str, year: int) -> date:
    """A birthday (1980-11-24 or --11-24) in a year; the 29th of February is the 28th in others."""
    month, of_month = int(birthday[-5:-3]), int(birthday[-2:])
    return date(year, month, min(of_month, monthrange(year, month)[1]))


def near_birthday(birthday: str, day: date, around: int = 3) -> bool:
    """Whether a birthday lies within some days of a day, in any year."""
    years = (day.year - 1, day.year, day.year + 1)
    return any(abs((birthday_in(birthday, year) - day).days) <= around for year in years)


def next_birthday(birthday: str, today: date) -> date:
    """When a birthday is next, today included."""
    here = birthday_in(birthday, today.year)
    return here if here >= today else birthday_in(birthday, today.year + 1)


def months_between(first: date, last: date) -> Iterator[date]:
    """The first day of every month from `first`'s to `last`'s, both included."""
    month = first_of_month(first)
    while month <= last:
        yield month
        month = add_months(month, 1)


def read_instant(text: str, zone: ZoneInfo) -> datetime:
    """An ISO 8601 date or date-time as a UTC instant.

    Without an offset it is the shop's wall clock; a bare date is its local noon. Refused when it
    is no date.
    """
    typed = text.strip()
    try:
        with suppress(ValueError):
            return noon(date.fromisoformat(typed), zone)
        moment = datetime.fromisoformat(typed)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(
            _("“{text}” is no date and time. Type it like 2026-11-24T14:30.").format(text=text)
        ) from None
