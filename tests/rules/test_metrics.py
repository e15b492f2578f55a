"""The figures of a month from counts that fit on paper."""

from dataclasses import replace
from datetime import date

import pytest

from shopcard.rules.metrics import (
    Change,
    Counts,
    Figures,
    Unit,
    Why,
    changes,
    few_come_again,
    figures,
    five_points,
    judged_from,
    lifetime_value,
    month_before,
    pooled,
    retention,
    spans_so_far,
)

OPENED = date(2026, 1, 1)
EMPTY = Counts(date(2026, 10, 1), date(2026, 10, 31), 90, OPENED)
MONTH = replace(
    EMPTY, active_start=40, active_end=50, new=10, retained=30, reactivated=10, lost=10,
    active_earlier=20, came_again=3, in_month=25, in_month_before=16, in_both_months=8,
    repeat_purchasers=10, repeat_visitors=5, ever=200, ever_repeat=90, visits=40, purchases=50,
    priced=40, revenue=20_000, stamps=75, days_open=20, median_gap=8.5, rewards_ready=6,
    rewards_earned=4, rewards_redeemed=5,
)  # fmt: skip


def test_each_figure_is_its_formula():
    assert figures(MONTH, [], None) == {
        "retention_pct": 75,
        "churn_pct": 25,
        "loyalty_pct": 75,
        "came_again_pct": 15,
        "crr_formula_pct": 100,
        "active_growth_pct": 125,
        "month_to_month_pct": 50,
        "repeat_purchase_pct": 40,
        "repeat_visit_pct": 20,
        "ever_repeat_pct": 45,
        "frequency": 2,
        "average_basket": 500,
        "median_gap_days": 8.5,
        "clv": Why.FEW_MONTHS,
        "nps": Why.NO_ANSWERS,
        "satisfaction_pct": Why.NO_ANSWERS,
        "referrals": Why.NO_REFERRERS,
        "rewards_earned": 4,
        "rewards_redeemed": 5,
        "redemption_pct": 125,
        "redeemed_of_available_pct": 50,
        "liability": Why.NO_COSTS,
        "average_stamps_per_purchase": 1.5,
    }


def test_an_empty_denominator_is_no_figure_and_says_why():
    told = figures(EMPTY, [], None)
    assert told["retention_pct"] is Why.NOBODY_ACTIVE_BEFORE
    assert told["churn_pct"] is Why.NOBODY_ACTIVE_BEFORE
    assert told["came_again_pct"] is Why.NOBODY_ACTIVE_EARLIER
    assert told["month_to_month_pct"] is Why.NOBODY_IN_MONTH_BEFORE
    assert told["frequency"] is Why.NOBODY_IN_MONTH
    assert told["ever_repeat_pct"] is Why.NOBODY_EVER
    assert told["average_basket"] is Why.NO_AMOUNTS
    assert told["median_gap_days"] is Why.NO_GAPS
    assert told["redemption_pct"] is Why.NONE_EARNED
    assert told["redeemed_of_available_pct"] is Why.NONE_AVAILABLE
    assert not few_come_again(EMPTY)


@pytest.mark.parametrize(("day", "judged"), [(date(2026, 7, 3), True), (date(2026, 7, 4), False)])
def test_retention_is_judged_once_the_shop_is_as_old_as_the_window(day, judged):
    month = replace(MONTH, opened=day)
    assert month.judged is judged
    assert retention(month) == (75 if judged else Why.NOT_JUDGED)
    assert judged_from(day, 90) == (date(2026, 10, 1) if judged else date(2026, 11, 1))


def test_a_shop_without_a_purchase_is_never_judged():
    month = replace(EMPTY, opened=None)
    assert retention(month) is Why.NOT_JUDGED
    told = Figures(month, True, {}, {}, None, month, Why.NOT_JUDGED, False, (), None)
    assert told.judged_from is None
    assert replace(told, counts=MONTH).judged_from == date(2026, 4, 1)


def test_lifetime_value_pools_three_to_twelve_judged_months():
    assert lifetime_value([MONTH] * 2, None) is Why.FEW_MONTHS
    # 20,000 / 50 a month, for 40 / 10 months
    assert lifetime_value([MONTH] * 3, None) == 1600
    assert lifetime_value([MONTH] * 3, 40) == 640
    young = replace(MONTH, opened=date(2026, 9, 1))
    assert lifetime_value([young] * 3, None) is Why.FEW_MONTHS
    assert len(pooled([MONTH] * 20)) == 12


def test_lifetime_value_needs_ten_lost_and_some_amounts_and_ends_at_sixty_months():
    few = replace(MONTH, lost=3)
    assert lifetime_value([few] * 3, None) is Why.FEW_LOST
    assert lifetime_value([few, few, replace(few, lost=4)], None) == 400 * 12
    assert lifetime_value([replace(MONTH, priced=0)] * 3, None) is Why.NO_AMOUNTS
    loyal = replace(MONTH, active_start=1000, lost=4)
    assert lifetime_value([loyal] * 3, None) == 400 * 60


def test_five_points_more_bring_at_most_what_is_left_to_a_hundred():
    # 5 % of 40 customers at 20,000 / 50 each
    assert five_points(MONTH) == 800
    assert five_points(replace(MONTH, retained=39)) == 400
    assert five_points(replace(MONTH, opened=None)) is Why.NOT_JUDGED
    assert five_points(replace(MONTH, priced=0)) is Why.NO_AMOUNTS
    assert five_points(replace(MONTH, active_end=0)) is Why.NOBODY_IN_MONTH


def test_the_warning_stands_on_the_figure_without_a_floor():
    assert few_come_again(MONTH)
    assert not few_come_again(replace(MONTH, came_again=4))


BEFORE = replace(
    MONTH, retained=20, repeat_purchasers=15, new=5, visits=20, purchases=25, revenue=10_000,
    priced=25, days_open=10, active_end=45,
)  # fmt: skip


def test_complete_months_are_compared_per_day_open():
    told = changes(MONTH, BEFORE, complete=True)
    assert told["retention_pct"] == Change(25, Unit.POINTS)
    assert told["repeat_purchase_pct"] == Change(-20, Unit.POINTS)
    assert told["average_basket"] == Change(100, Unit.MONEY)
    assert told["visits"] == Change(0, Unit.PERCENT)
    assert told["active_end"] == Change(5, Unit.COUNT)


def test_spans_so_far_are_compared_as_they_are():
    assert changes(MONTH, BEFORE, complete=False)["visits"] == Change(100, Unit.PERCENT)
    nothing = replace(EMPTY, days_open=0)
    assert changes(nothing, BEFORE, complete=False)["visits"] == Change(-100, Unit.PERCENT)


def test_what_cannot_be_compared_is_left_out():
    assert "visits" not in changes(EMPTY, BEFORE, complete=True)
    assert "average_basket" not in changes(MONTH, EMPTY, complete=True)
    assert changes(MONTH, replace(EMPTY, opened=None), complete=True) == {}


@pytest.mark.parametrize(
    ("today", "spans"),
    [
        ("2026-11-01", None),
        ("2026-11-02", ("2026-11-01", "2026-11-01", "2026-10-04", "2026-10-04")),
        ("2026-11-29", ("2026-11-01", "2026-11-28", "2026-10-04", "2026-10-31")),
        ("2026-11-30", ("2026-11-01", "2026-11-29", "2026-09-27", "2026-10-25")),
        ("2026-10-31", ("2026-10-01", "2026-10-30", "2026-08-27", "2026-09-25")),
        ("2028-02-29", ("2028-02-01", "2028-02-28", "2028-01-04", "2028-01-31")),
    ],
)
def test_a_running_month_is_compared_with_the_same_weekdays(today, spans):
    day = date.fromisoformat(today)
    wanted = spans and tuple(date.fromisoformat(text) for text in spans)
    told = spans_so_far(day, day)
    assert (told and (*told[0], *told[1])) == wanted


def test_the_month_before_is_a_whole_one():
    assert month_before(date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert month_before(date(2026, 1, 15)) == (date(2025, 12, 1), date(2025, 12, 31))
