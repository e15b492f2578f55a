"""A clock that cannot be right is a sentence; one that has leapt is noticed."""

from datetime import UTC, datetime, timedelta

import pytest

from shopcard.errors import Refused
from shopcard.rules.clock import A_LITTLE, FAR, is_behind, is_far, possible

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("year", [1, 1970, 1999, 2200, 9999])
def test_case_95_a_year_that_cannot_be_is_a_sentence(year):
    with pytest.raises(Refused, match=f"the year {year}"):
        possible(NOW.replace(year=year))


@pytest.mark.parametrize("year", [2000, 2026, 2199])
def test_a_year_that_may_be_is_taken(year):
    assert possible(NOW.replace(year=year)).year == year


def test_case_95_a_leap_is_one_of_more_than_sixty_days():
    assert not is_far(NOW + FAR, NOW)
    assert is_far(NOW + FAR + timedelta(seconds=1), NOW)
    assert not is_far(NOW - FAR * 9, NOW)


def test_case_95_a_clock_is_behind_from_five_minutes_on():
    assert not is_behind(NOW, NOW + A_LITTLE)
    assert is_behind(NOW, NOW + A_LITTLE + timedelta(seconds=1))
    assert not is_behind(NOW, NOW - FAR)
