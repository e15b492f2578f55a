"""The hours in which a shop serves, and where they lie in UTC."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.calendar import local, utc

DAY = 24 * 60
"""Minutes."""


class Hours(NamedTuple):
    """On the shop's wall clock, from the first minute to the one before the last; hours that close
    before they open pass midnight."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    def in_utc(self, offset: int) -> tuple[int, int]:
        """The minutes of the UTC day at which the shop opens and closes while its clock is
        `offset` minutes ahead of UTC."""
        opens, closes = (
            (wall.hour * 60 + wall.minute - offset) % DAY for wall in (self.opens, self.closes)
        )
        return opens, closes


def read_hours(text: str) -> Hours | None:
    """From 09:00-19:30, 9-19, 9h-19h30; None from an empty text. Refused for what is no hours."""
    if not text:
        return None
    wall = r"(\d{1,2})(?:[:h.]([0-5]\d)?)?"
    typed = re.fullmatch(rf"{wall}\s*[-–]\s*{wall}", text.lower(), re.ASCII)
    if typed and int(typed[1]) < 24 and int(typed[3]) < 24:
        opens = time(int(typed[1]), int(typed[2] or 0))
        closes = time(int(typed[3]), int(typed[4] or 0))
        if opens != closes:
            return Hours(opens, closes)
    raise Refused(_("Type when the shop opens and closes, like 09:00-19:30."))


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
