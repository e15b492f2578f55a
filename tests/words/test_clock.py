"""A clock that may be wrong, in sentences: days and hours are the shop's."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from shopcard.words.clock import say_behind, say_far

PARIS = ZoneInfo("Europe/Paris")
LAST = datetime(2026, 11, 24, 23, 15, tzinfo=UTC)
"""A quarter past midnight of the 25th in Paris."""


def test_a_clock_far_ahead_is_said_with_its_day_and_the_last_acts() -> None:
    said = say_far(datetime(2027, 2, 1, 9, tzinfo=UTC), LAST, PARIS)
    assert said == "This machine says it is 1 Feb 2027; the last action was on 25 Nov 2026."


def test_a_clock_behind_on_the_same_day_is_said_with_hours() -> None:
    said = say_behind(datetime(2026, 11, 24, 23, 5, tzinfo=UTC), LAST, PARIS)
    assert said.startswith("An action is dated 00:15, this machine says 00:05.")


def test_a_clock_behind_on_another_day_is_said_with_days() -> None:
    said = say_behind(datetime(2026, 11, 24, 22, 55, tzinfo=UTC), LAST, PARIS)
    assert said.startswith("An action is dated 25 Nov 2026, this machine says 24 Nov 2026.")
