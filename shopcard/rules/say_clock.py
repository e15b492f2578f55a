"""A clock that may be wrong, in sentences."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shopcard.language import _, say_day, say_time
from shopcard.rules.calendar import local


def say_far(now: datetime, last: datetime, zone: ZoneInfo) -> str:
    """That the clock has gone on a long way since the last act."""
    return _("This machine says it is {today}; the last action was on {last}.").format(
        today=say_day(local(now, zone).date()), last=say_day(local(last, zone).date())
    )


def say_behind(now: datetime, last: datetime, zone: ZoneInfo) -> str:
    """That an act lies ahead of the clock."""
    then, here = local(last, zone), local(now, zone)
    return _(
        "An action is dated {last}, {time}, and this machine says {today}, {now}: one clock was "
        "wrong. Set the clock; if it is right, undo that action."
    ).format(
        last=say_day(then.date()), time=say_time(then), today=say_day(here.date()),
        now=say_time(here),
    )  # fmt: skip


def why_clock() -> str:
    """What a wrong clock does."""
    return _("With a wrong date cards and rewards end before their time.")
