"""What a till's clock may say: one that is wrong ends cards and rewards before their time."""

from datetime import datetime, timedelta

from shopcard.errors import Refused
from shopcard.language import _

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Between these a clock may be right."""

FAR = timedelta(days=60)
"""After so long without an act it is worth a question whether the clock is right."""

A_LITTLE = timedelta(minutes=5)
"""By so much two tills' clocks differ without harm."""


def possible(now: datetime) -> datetime:
    """The instant that a clock tells. Refused where no clock can be right that tells it."""
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        raise Refused(
            _("The clock of this machine says the year {year}. Set it right, then go on.").format(
                year=now.year
            )
        )
    return now


def is_far(now: datetime, last: datetime) -> bool:
    """Whether the clock has gone on so far since the last act that it may have leapt."""
    return now - last > FAR


def is_behind(now: datetime, last: datetime) -> bool:
    """Whether an act was recorded later than the clock says it is."""
    return last - now > A_LITTLE
