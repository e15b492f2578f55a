"""Which month is asked for, and what it is compared with."""

from dataclasses import dataclass
from datetime import date, timedelta

from shopcard.errors import Refused
from shopcard.language import _, say_month
from shopcard.rules.calendar import first_of_month, last_of_month


@dataclass(frozen=True, slots=True)
class Asked:
    """Which month, seen on which day."""

    first: date
    today: date
    window: int

    @property
    def complete(self) -> bool:
        return self.last < self.today

    @property
    def last(self) -> date:
        return last_of_month(self.first)

    @property
    def through(self) -> date:
        """The last day counted."""
        return min(self.last, self.today)

    @property
    def close(self) -> date:
        """The close as of which lists are made: the month's, or yesterday's."""
        return min(self.last, self.today - timedelta(days=1))


def asked(month: date | None, today: date, window: int) -> Asked:
    """Refused for a month that is still to come."""
    first = first_of_month(month or today)
    if first > today:
        raise Refused(
            _("{month} is still to come. Choose a month that has begun.").format(
                month=say_month(first)
            )
        )
    return Asked(first, today, window)
