"""A clock that is told to go on."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    """Noon of 24 November 2026 until it is told to go on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time_passed: float) -> None:
        self.now += timedelta(**time_passed)
