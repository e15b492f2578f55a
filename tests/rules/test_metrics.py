"""The figures of a month, worked out on paper from plain counts."""

from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules import metrics
from shopcard.rules.calendar import first_of_month
from shopcard.rules.metrics import (
    COMPARED,
    Change,
    Counts,
    Figures,
    Unit,
    Visitor,
    Why,
    changes,
    few_come_again,
    figures,
    five_points,
    judged_from,
    lifetime_value,
    month_before,
    months_stayed,
    points_to_gain,
    pooled,
    retention,
    spans_so_far,
)

OCTOBER = Counts(
    first=date(2026, 10, 1),
    through=date(2026, 10, 31),
    window=90,
    opened=date(2024, 5, 1),
    active_start=200,
    active_end=190,
    new=30,
    retained=150,
    reactivated=10,
    lost=50,
    retained_seen=90,
    active_earlier=160,
    came_again=64,
    in_month=120,
    in_month_before=125,
    in_both_months=75,
    repeat_purchasers=48,
    repeat_visitors=42,
    ever=800,
    ever_repeat=500,
    ripe=640,
    ripe_repeat=480,
    visits=300,
    purchases=324,
    priced=320,
    revenue=256_000,
    stamps=486,
    days_open=26,
    median_gap=12.5,
    rewards_ready=40,
    rewards_earned=32,
    rewards_redeemed=36,
    baskets_ready=60,
    spent_ready=60_000,
)
SEPTEMBER = replace(
    OCTOBER,
    first=date(2026, 9, 1),
    through=date(2026, 9, 30),
    active_start=180,
    active_end=200,
    retained=126,
    lost=54,
    reactivated=34,
    new=40,
    came_again=40,
    in_month=125,
    repeat_purchasers=55,
    repeat_visitors=50,
    visits=280,
    purchases=300,
    priced=300,
    revenue=210_000,
    days_open=25,
)
NOTHING = Counts(date(2026, 10, 1), date(2026, 10, 31), 90, None)


@pytest.mark.parametrize(
    ("key", "worth"),
    [
        ("retention_pct", 75),  # 150 / 200
        ("churn_pct", 25),
        ("loyalty_pct", 75),
        ("came_again_pct", 40),  # 64 / 160
        ("crr_formula_pct", 80),  # (190 − 30) / 200
        ("active_growth_pct", 95),  # 190 / 200
        ("month_to_month_pct", 60),  # 75 / 125
        ("repeat_purchase_pct", 40),  # 48 / 120
        ("repeat_visit_pct", 35),  # 42 / 120
        ("ever_repeat_pct", 62.5),  # 500 / 800
        ("frequency", 2.7),  # 324 / 120
        ("average_basket", 800),  # 256 000 / 320: the 4 without an amount are left out
        ("median_gap_days", 12.5),
        ("rewards_earned", 32),
        ("rewards_redeemed", 36),
        ("redemption_pct", 112.5),  # 36 / 32: rewards earned before are given too
        ("redeemed_of_available_pct", 50),  # 36 / (40 + 32)
        ("average_stamps_per_purchase", 1.5),  # 486 / 324
    ],
)
def test_a_figure_by_hand(key, worth):
    assert figures(OCTOBER, (), None)[key] == pytest.approx(worth)


def test_an_empty_shop_has_a_reason_for_every_figure_that_is_no_count():
    assert figures(NOTHING, (), 60) == {
        "retention_pct": Why.NOT_JUDGED,
        "churn_pct": Why.NOT_JUDGED,
        "loyalty_pct": Why.NOT_JUDGED,
        "came_again_pct": Why.NOBODY_ACTIVE_EARLIER,
        "crr_formula_pct": Why.NOT_JUDGED,
        "active_growth_pct": Why.NOT_JUDGED,
        "month_to_month_pct": Why.NOBODY_IN_MONTH_BEFORE,
        "repeat_purchase_pct": Why.NOBODY_IN_MONTH,
        "repeat_visit_pct": Why.NOBODY_IN_MONTH,
        "ever_repeat_pct": Why.NOBODY_EVER,
        "frequency": Why.NOBODY_IN_MONTH,
        "average_basket": Why.NO_AMOUNTS,
        "median_gap_days": Why.NO_GAPS,
        "clv": Why.FEW_MONTHS,
        "nps": Why.NO_ANSWERS,
        "satisfaction_pct": Why.NO_ANSWERS,
        "referrals": 0,
        "rewards_earned": 0,
        "rewards_redeemed": 0,
        "redemption_pct": Why.NONE_EARNED,
        "redeemed_of_available_pct": Why.NONE_AVAILABLE,
        "liability": 0,
        "average_stamps_per_purchase": Why.NOBODY_IN_MONTH,
    }


@pytest.mark.parametrize(
    ("left", "owed", "uncosted", "told"),
    [(0, 0, 0, 0), (3, 390, 0, 390), (3, 130, 2, 130), (3, 0, 3, Why.NO_COSTS), (2, 0, 0, 0)],
)
def test_unredeemed_rewards_cost_what_is_said_of_them(left, owed, uncosted, told):
    month = replace(OCTOBER, rewards_left=left, rewards_owed=owed, rewards_uncosted=uncosted)
    assert figures(month, (), None)["liability"] == told


def test_a_judged_month_that_nobody_was_active_before_has_no_share():
    asleep = replace(OCTOBER, active_start=0, retained=0, lost=0)
    found = figures(asleep, (), None)
    for key in ("retention_pct", "churn_pct", "loyalty_pct", "crr_formula_pct"):
        assert found[key] is Why.NOBODY_ACTIVE_BEFORE
    assert found["active_growth_pct"] is Why.NOBODY_ACTIVE_BEFORE
    assert five_points(asleep) is Why.NOBODY_ACTIVE_BEFORE


def test_a_shop_that_lost_everybody_keeps_nothing():
    empty = replace(OCTOBER, retained=0, lost=200, active_end=0, reactivated=0, new=0)
    found = figures(empty, (), None)
    assert (found["retention_pct"], found["churn_pct"]) == (0, 100)
    assert (found["crr_formula_pct"], found["active_growth_pct"]) == (0, 0)


def test_the_textbook_formula_may_pass_100():
    returned = replace(OCTOBER, retained=190, lost=10, reactivated=30, new=5, active_end=225)
    found = figures(returned, (), None)
    assert (found["retention_pct"], found["crr_formula_pct"]) == (95, 110)


# Judged


@pytest.mark.parametrize(
    ("opened", "window", "judged"),
    [
        (date(2026, 7, 3), 90, True),  # 90 days before 1 October
        (date(2026, 7, 4), 90, False),
        (date(2026, 8, 31), 31, True),
        (date(2026, 9, 1), 31, False),
        (date(2025, 10, 1), 365, True),
        (date(2025, 10, 2), 365, False),
    ],
)
def test_a_month_is_judged_from_a_first_purchase_one_window_before_it(opened, window, judged):
    month = replace(OCTOBER, opened=opened, window=window)
    assert month.judged == judged
    assert (retention(month) is Why.NOT_JUDGED) != judged
    expected = date(2026, 10, 1) if judged else date(2026, 11, 1)
    assert judged_from(opened, window) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(31, 730))
def test_the_first_judged_month_is_judged_and_the_one_before_is_not(opened, window):
    first = judged_from(opened, window)
    assert first == first_of_month(first)
    judged = Counts(first, first, window, opened)
    assert judged.judged
    assert not replace(judged, first=month_before(first)[0]).judged


def test_before_a_first_purchase_no_month_is_known_to_be_judged():
    told = Figures(NOTHING, True, {}, {}, None, NOTHING, Why.NOT_JUDGED, False, (), None)
    assert told.judged_from is None
    later = replace(told, counts=replace(NOTHING, opened=date(2026, 9, 15)))
    assert later.judged_from == date(2027, 1, 1)  # 90 days on is 14 December


# Lifetime value. A month: 200 active at the start, 190 at the end, 50 lost, €2,560.00.


def test_lifetime_value_pools_three_months_at_least():
    assert lifetime_value([OCTOBER] * 2, None) is Why.FEW_MONTHS
    # 768 000 / 570 × min(60, 600 / 150)
    assert lifetime_value([OCTOBER] * 3, None) == pytest.approx(768_000 / 570 * 4)
    assert months_stayed([OCTOBER] * 3) == 4


def test_months_are_pooled_before_they_are_divided():
    small = replace(OCTOBER, active_start=100, active_end=95, lost=10, revenue=10_000)
    # (256 000 + 256 000 + 10 000) / (190 + 190 + 95) × (200 + 200 + 100) / (50 + 50 + 10)
    expected = 522_000 / 475 * 500 / 110
    assert lifetime_value([OCTOBER, OCTOBER, small], None) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("margin", "part"), [(None, 1), (100, 1), (60, 0.6), (1, 0.01), (0, 0)]
)  # fmt: skip
def test_lifetime_value_takes_the_shop_s_margin(margin, part):
    whole = 768_000 / 570 * 4
    assert lifetime_value([OCTOBER] * 3, margin) == pytest.approx(whole * part)
    assert figures(OCTOBER, [OCTOBER] * 3, margin)["clv"] == pytest.approx(whole * part)


def test_ten_lost_are_enough_and_nine_are_not():
    few = replace(OCTOBER, lost=3, retained=197)
    assert lifetime_value([few, few, few], None) is Why.FEW_LOST
    enough = replace(few, lost=4, retained=196)
    # 600 / 10 is the longest life there is.
    assert lifetime_value([few, few, enough], None) == pytest.approx(768_000 / 570 * 60)


def test_a_life_lasts_60_months_at_most():
    faithful = replace(OCTOBER, active_start=1000, lost=4)
    assert months_stayed([faithful] * 3) == 60
    assert months_stayed([replace(faithful, lost=20)] * 3) == 50


def test_only_the_latest_twelve_judged_months_count():
    early = replace(OCTOBER, opened=date(2026, 9, 1), revenue=1)
    old = replace(OCTOBER, revenue=999_999_999)
    months = [early, old, *[OCTOBER] * 12]
    assert pooled(months) == [OCTOBER] * 12
    assert lifetime_value(months, None) == pytest.approx(256_000 / 190 * 4)
    assert pooled([early] * 5) == []
    assert lifetime_value([early] * 5, None) is Why.FEW_MONTHS


def test_without_amounts_there_is_no_lifetime_value():
    bare = replace(OCTOBER, priced=0, revenue=0)
    assert lifetime_value([bare] * 3, 60) is Why.NO_AMOUNTS
    free = replace(OCTOBER, revenue=0)
    assert lifetime_value([free] * 3, 60) == 0


# Five points, the warning


def test_five_more_points_by_hand():
    # 5 % of 200 × 256 000 / 190
    assert points_to_gain(OCTOBER) == 5
    assert five_points(OCTOBER) == pytest.approx(10 * 256_000 / 190)


def test_no_more_points_can_be_had_than_are_missing():
    near = replace(OCTOBER, retained=194, lost=6)
    assert points_to_gain(near) == pytest.approx(3)
    assert five_points(near) == pytest.approx(6 * 256_000 / 190)
    full = replace(OCTOBER, retained=200, lost=0)
    assert (points_to_gain(full), five_points(full)) == (0, 0)


def test_five_points_are_not_told_where_they_mean_nothing():
    young = replace(OCTOBER, opened=date(2026, 9, 1))
    assert (five_points(young), points_to_gain(young)) == (Why.NOT_JUDGED, 5)
    assert five_points(replace(OCTOBER, priced=0, revenue=0)) is Why.NO_AMOUNTS


@pytest.mark.parametrize(("again", "few"), [(0, True), (30, True), (31, False), (200, False)])
def test_the_warning_is_given_up_to_fifteen_in_a_hundred(again, few):
    assert few_come_again(replace(OCTOBER, active_earlier=200, came_again=again)) == few


def test_there_is_no_warning_where_nobody_could_come_again():
    assert not few_come_again(replace(OCTOBER, active_earlier=0, came_again=0))


# Changes


def test_complete_months_are_compared_per_day_open():
    told = changes(OCTOBER, SEPTEMBER, complete=True)
    assert set(told) == set(COMPARED)
    assert told["retention_pct"] == Change(pytest.approx(5), Unit.POINTS)  # 75 − 70
    assert told["came_again_pct"] == Change(pytest.approx(15), Unit.POINTS)  # 40 − 25
    assert told["repeat_purchase_pct"] == Change(pytest.approx(-4), Unit.POINTS)  # 40 − 44
    assert told["repeat_visit_pct"] == Change(pytest.approx(-5), Unit.POINTS)  # 35 − 40
    assert told["average_basket"] == Change(pytest.approx(100), Unit.MONEY)  # 800 − 700
    assert told["active_end"] == Change(-10, Unit.COUNT)
    # 324 / 26 against 300 / 25, and so on
    assert told["purchases"] == Change(pytest.approx((324 / 26) / 12 * 100 - 100), Unit.PERCENT)
    assert told["visits"].by == pytest.approx((300 / 26) / (280 / 25) * 100 - 100)
    assert told["revenue"].by == pytest.approx((256_000 / 26) / (210_000 / 25) * 100 - 100)
    assert told["new"].by == pytest.approx((30 / 26) / (40 / 25) * 100 - 100)


def test_a_week_s_holiday_moves_nothing_by_itself():
    week_off = replace(OCTOBER, days_open=20, visits=240, purchases=260, new=25)
    full = replace(SEPTEMBER, days_open=24, visits=288, purchases=312, new=30)
    told = changes(week_off, full, complete=True)
    assert [told[key].by for key in ("visits", "purchases", "new")] == pytest.approx([0, 0, 0])


def test_spans_so_far_are_of_one_length_and_compared_as_they_are():
    told = changes(OCTOBER, SEPTEMBER, complete=False)
    assert told["purchases"].by == pytest.approx(8)  # 324 against 300
    assert told["new"].by == pytest.approx(-25)
    assert told["retention_pct"].by == pytest.approx(5)


def test_what_was_not_there_before_is_not_compared():
    before = Counts(date(2026, 9, 1), date(2026, 9, 30), 90, date(2024, 5, 1))
    assert changes(OCTOBER, before, complete=True) == {"active_end": Change(190, Unit.COUNT)}
    none_yet = replace(before, opened=date(2026, 10, 1))
    assert changes(OCTOBER, none_yet, complete=True) == {}
    assert changes(OCTOBER, replace(before, opened=None), complete=True) == {}
    on_the_last_day = replace(before, opened=date(2026, 9, 30))
    assert "active_end" in changes(OCTOBER, on_the_last_day, complete=True)


def test_a_figure_that_is_gone_is_not_compared():
    asleep = replace(
        OCTOBER, in_month=0, visits=0, purchases=0, priced=0, revenue=0, new=0, days_open=0
    )
    told = changes(asleep, SEPTEMBER, complete=True)
    assert set(told) == {"retention_pct", "came_again_pct", "active_end"}
    so_far = changes(asleep, SEPTEMBER, complete=False)
    assert so_far["purchases"] == so_far["revenue"] == Change(-100, Unit.PERCENT)


# Spans


@pytest.mark.parametrize(
    ("today", "spans"),
    [
        ("2026-10-01", None),
        ("2026-10-02", ("2026-10-01", "2026-10-01", "2026-09-03", "2026-09-03")),
        ("2026-10-29", ("2026-10-01", "2026-10-28", "2026-09-03", "2026-09-30")),
        ("2026-10-30", ("2026-10-01", "2026-10-29", "2026-08-27", "2026-09-24")),
        ("2026-10-31", ("2026-10-01", "2026-10-30", "2026-08-27", "2026-09-25")),
        ("2028-02-29", ("2028-02-01", "2028-02-28", "2028-01-04", "2028-01-31")),
        ("2028-03-01", None),
        ("2028-03-30", ("2028-03-01", "2028-03-29", "2028-01-26", "2028-02-23")),
        ("2027-03-29", ("2027-03-01", "2027-03-28", "2027-02-01", "2027-02-28")),
        ("2027-01-05", ("2027-01-01", "2027-01-04", "2026-12-04", "2026-12-07")),
    ],
)
def test_a_month_so_far_against_the_same_weekdays(today, spans):
    day = date.fromisoformat(today)
    found = spans_so_far(day, day)
    if spans is None:
        assert found is None
    else:
        a, b, c, d = (date.fromisoformat(one) for one in spans)
        assert found == ((a, b), (c, d))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_the_spans_so_far_never_overlap_and_match_day_by_day(today):
    found = spans_so_far(today, today)
    if today.day == 1:
        assert found is None
        return
    (first, yesterday), (first_before, last_before) = found
    assert (first.day, (today - yesterday).days) == (1, 1)
    assert yesterday - first == last_before - first_before
    assert first.weekday() == first_before.weekday()
    assert last_before < first


@pytest.mark.parametrize(
    ("first", "before"),
    [
        ("2028-03-01", ("2028-02-01", "2028-02-29")),
        ("2027-03-01", ("2027-02-01", "2027-02-28")),
        ("2027-01-01", ("2026-12-01", "2026-12-31")),
        ("2026-09-03", ("2026-08-01", "2026-08-31")),
    ],
)
def test_the_month_before_a_span(first, before):
    expected = tuple(date.fromisoformat(day) for day in before)
    assert month_before(date.fromisoformat(first)) == expected


# A running month and its last day

MORNING = Counts(
    date(2026, 11, 1), date(2026, 11, 24), 90, date(2025, 3, 2),
    active_start=10, active_end=9, new=1, retained=7, reactivated=1, lost=3, retained_seen=4,
    active_earlier=8, came_again=5, in_month=6, in_month_before=7, in_both_months=3,
    repeat_purchasers=2, repeat_visitors=1, ever=30, ever_repeat=20, ripe=25, ripe_repeat=18,
    visits=9, purchases=11, priced=10, revenue=5000, stamps=14, days_open=5,
)  # fmt: skip
REGULAR = Visitor(
    active_start=True, active=True, active_earlier=True, in_month_before=True, visits=1,
    purchases=1, first_visit=date(2025, 3, 2), second_visit=date(2025, 3, 9), opening=False,
    gap=7, bought=1, priced=1, revenue=640,
)  # fmt: skip


def moved(*visitors: Visitor) -> dict[str, int]:
    """What a day's visitors change."""
    before, after = asdict(MORNING), asdict(metrics.with_today(MORNING, visitors))
    return {key: n - before[key] for key, n in after.items() if n != before[key]}


def test_a_regular_s_second_visit_of_the_month():
    assert moved(REGULAR) == {
        "repeat_purchasers": 1, "repeat_visitors": 1, "visits": 1, "purchases": 1, "priced": 1,
        "revenue": 640, "days_open": 1,
    }  # fmt: skip


def test_somebody_given_up_for_lost_comes_again():
    back = replace(REGULAR, active=False, visits=0, purchases=0, bought=3, priced=0, revenue=0)
    assert moved(back) == {
        "active_end": 1, "retained": 1, "lost": -1, "retained_seen": 1, "came_again": 1,
        "in_month": 1, "in_both_months": 1, "repeat_purchasers": 1, "visits": 1, "purchases": 3,
        "days_open": 1,
    }  # fmt: skip


def test_somebody_back_after_a_year_and_a_newcomer():
    gone = replace(
        REGULAR, active_start=False, active=False, active_earlier=False, in_month_before=False,
        visits=0, purchases=0,
    )  # fmt: skip
    new = replace(gone, first_visit=date(2026, 11, 24), second_visit=None, gap=None)
    sums = {"purchases": 1, "priced": 1, "revenue": 640, "visits": 1, "in_month": 1, "days_open": 1}
    assert moved(gone) == {"active_end": 1, "reactivated": 1, **sums}
    assert moved(new) == {"active_end": 1, "new": 1, "ever": 1, **sums}
    # A balance from an older card makes nobody new.
    assert moved(replace(new, opening=True)) == {
        "active_end": 1, "reactivated": 1, "ever": 1, **sums
    }  # fmt: skip


def test_a_second_visit_ever_is_ripe_only_of_those_who_had_their_time():
    second = replace(REGULAR, second_visit=date(2026, 11, 24))
    young = replace(second, first_visit=date(2026, 9, 1))
    assert (moved(second)["ever_repeat"], moved(second)["ripe_repeat"]) == (1, 1)
    assert (moved(young)["ever_repeat"], "ripe_repeat" in moved(young)) == (1, False)


def test_without_visitors_the_morning_stands_and_the_first_of_all_opens_the_shop():
    assert metrics.with_today(MORNING, []) == MORNING
    unopened = replace(MORNING, opened=None)
    assert metrics.with_today(unopened, [REGULAR]).opened == date(2026, 11, 24)
    assert metrics.with_today(unopened, []).opened is None


# Whatever is counted


@given(
    st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)
)  # fmt: skip
def test_retention_lies_between_0_and_100_and_churn_is_the_rest(retained, lost, reactivated, new):
    month = replace(
        OCTOBER,
        retained=retained,
        lost=lost,
        reactivated=reactivated,
        new=new,
        active_start=retained + lost,
        active_end=retained + reactivated + new,
        priced=retained + new,
    )
    found = figures(month, (), None)
    if not retained + lost:
        assert found["retention_pct"] is Why.NOBODY_ACTIVE_BEFORE
    else:
        assert 0 <= found["retention_pct"] <= 100
        assert found["retention_pct"] + found["churn_pct"] == pytest.approx(100)
        assert found["crr_formula_pct"] >= found["retention_pct"]
        bring = five_points(month)
        if isinstance(bring, Why):
            assert not month.priced
        else:
            assert bring >= 0
