"""A clock that cannot be right is a sentence; one that has leapt is noticed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shopcard.errors import Refused
from shopcard.rules.clock import A_LITTLE, FAR, is_behind, is_far, possible
from shopcard.words.clock import say_behind, say_far, why_clock

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


def test_case_95_an_act_ahead_of_the_clock_is_told_by_its_day_or_by_its_time():
    zone = ZoneInfo("Europe/Paris")
    assert "dated 23 Nov 2028, this machine says 24 Nov 2026." in say_behind(
        NOW, NOW + timedelta(days=730), zone
    )
    assert "dated 14:00, this machine says 13:00." in say_behind(
        NOW, NOW + timedelta(hours=1), zone
    )


def test_case_95_a_leap_is_told_with_both_days_and_why_it_matters():
    told = say_far(NOW + timedelta(days=730), NOW, ZoneInfo("Europe/Paris"))
    assert told == "This machine says it is 23 Nov 2028; the last action was on 24 Nov 2026."
    assert "before their time" in why_clock()
