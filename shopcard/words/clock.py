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
    if then.date() == here.date():
        dated, says = say_time(then), say_time(here)
    else:
        dated, says = say_day(then.date()), say_day(here.date())
    # Two lines of the counter, in the longer language.
    return _(
        "An action is dated {dated}, this machine says {says}. Set the clock, or undo that action."
    ).format(dated=dated, says=says)


def why_clock() -> str:
    """What a wrong clock does."""
    return _("With a wrong date cards and rewards end before their time.")
