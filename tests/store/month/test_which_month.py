"""Which month is asked for: how far it is counted, and the close that its lists go by."""

from datetime import date

import pytest

from shopcard.errors import Refused
from shopcard.store.month.which_month import asked

TODAY = date(2026, 11, 24)


def test_no_month_is_the_running_one_which_is_counted_through_today() -> None:
    month = asked(None, TODAY, 31)
    assert (month.first, month.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (month.through, month.close) == (TODAY, date(2026, 11, 23))
    assert not month.complete


def test_a_past_month_is_complete_and_closes_on_its_last_day() -> None:
    month = asked(date(2026, 2, 14), TODAY, 31)
    assert month.through == month.close == date(2026, 2, 28)
    assert month.complete


def test_a_month_is_complete_only_once_its_last_day_is_over() -> None:
    assert not asked(None, date(2026, 11, 30), 31).complete
    assert asked(date(2026, 11, 1), date(2026, 12, 1), 31).complete


def test_a_month_to_come_is_refused_by_its_name() -> None:
    assert asked(date(2026, 11, 30), TODAY, 31).first == date(2026, 11, 1)
    with pytest.raises(Refused, match="December 2026 is still to come"):
        asked(date(2026, 12, 1), TODAY, 31)
