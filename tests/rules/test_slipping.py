"""Who may be slipping away: worked out on paper, by a naive program, and on a real log."""

import csv
import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from statistics import median, quantiles

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcard.rules.intervals import jeffreys
from shopcard.rules.slipping import (
    CameBack,
    Lateness,
    Story,
    at_stake,
    lateness,
    score,
    scores,
    usual_month,
)

TODAY = date(2026, 10, 31)
NOW = TODAY.toordinal()


def ago(*days: int) -> tuple[int, ...]:
    return tuple(NOW - day for day in days)


def listed(*stories: Story, day: date = TODAY) -> dict:
    return {late.customer: late for late in lateness(stories, day).customers}


# The gate. Visits 70, 60 and 50 days ago make a shop gap of 10 and, alone, a shrunk gap of 10.

REGULAR = Story("regular", ago(70, 60, 50))


def test_a_customer_is_late_after_more_than_twice_their_gap():
    (late,) = lateness([REGULAR], date.fromordinal(NOW - 50 + 21)).customers
    assert (late.visits, late.days_since, late.usual_gap) == (3, 21, 10)
    assert late.last_seen == TODAY - timedelta(days=50)
    assert late.score == 3 / (21 + 10)
    assert late.came_back is None


def test_exactly_twice_the_gap_is_not_late():
    assert listed(REGULAR, day=date.fromordinal(NOW - 50 + 20)) == {}


def test_a_gap_is_drawn_towards_the_shop_s_as_if_three_more_were_the_shop_s():
    # Own gaps 2 and 4: median 3. The others' are 20 and 21, so the shop's is 20. With n = 2:
    # (2 × 3 + 3 × 20) / 5 = 13.2, so late after 26.4 days.
    others = (Story("a", ago(30, 10)), Story("b", ago(31, 10)))
    quick = Story("quick", ago(36, 34, 30))
    for since, late in ((26, False), (27, True)):
        story = replace(quick, visits=tuple(day + 30 - since for day in quick.visits))
        found = listed(story, *others)
        assert ("quick" in found) == late
    assert found["quick"].usual_gap == pytest.approx(13.2)


def test_the_own_gap_of_an_even_number_of_gaps_is_the_mean_of_the_two_in_the_middle():
    # Gaps 1, 9, 4, 30: the median is 6.5; alone it is the shop's too.
    answer = lateness([Story("x", ago(144, 143, 134, 130, 100))], TODAY)
    assert answer.shop_gap == 6.5
    assert answer.customers[0].usual_gap == 6.5


@pytest.mark.parametrize(("last", "late"), [(364, True), (365, True), (366, False)])
def test_within_365_days_holds_the_365th(last, late):
    assert ("x" in listed(Story("x", ago(last + 20, last + 10, last)))) == late


def test_two_visits_make_no_rhythm_but_count_for_the_shop_s():
    answer = lateness([Story("x", ago(300, 290))], TODAY)
    assert answer == Lateness(10, ())


def test_whoever_was_given_a_reward_was_seen():
    late = Story("x", ago(70, 60, 50))
    assert "x" in listed(late)
    assert "x" not in listed(replace(late, seen=ago(20)))
    seen = listed(replace(late, seen=ago(80, 21)))["x"]
    assert (seen.days_since, seen.score) == (21, 3 / (21 + 10))
    assert listed(replace(late, seen=ago(55)))["x"].days_since == 50


def test_an_act_after_the_day_was_not_seen_yet():
    story = Story("x", ago(70, 60, 50), seen=ago(-3))
    assert listed(story)["x"].days_since == 50


def test_being_seen_is_no_visit_and_makes_no_gap():
    story = Story("x", ago(70, 60), seen=ago(50, 40))
    assert lateness([story], TODAY) == Lateness(10, ())


def test_nobody_and_nothing():
    assert lateness([], TODAY) == Lateness(None, ())
    assert lateness([Story("x", (), ago(3))], TODAY) == Lateness(None, ())
    assert lateness([Story("x", ago(-1, -2, -3))], TODAY) == Lateness(None, ())
    assert lateness([Story("x", ago(100))], TODAY) == Lateness(None, ())


def test_scores_are_everybody_s_who_had_come():
    stories = [Story("once", ago(12)), Story("twice", ago(20, 10)), Story("later", ago(-1))]
    assert scores(stories, TODAY) == {"once": 1 / (12 + 10), "twice": 2 / (10 + 10)}
    assert scores(stories[:1], TODAY) == {}


def test_the_score_rises_with_visits_and_falls_with_days():
    assert score(6, 20, 10) == 0.2
    assert score(7, 20, 10) > score(6, 20, 10) > score(6, 21, 10)


def test_a_usual_month_is_per_30_days_of_90_at_least():
    assert usual_month(9000, date(2026, 1, 1), date(2026, 1, 1)) == 3000
    assert usual_month(9000, date(2026, 1, 1), date(2026, 4, 1)) == 3000  # 90 days
    assert usual_month(9000, date(2026, 1, 1), date(2026, 6, 30)) == 1500  # 180 days


# How many came back. Everybody comes every 10 days, so the shop gap is 10 throughout, and is late
# from the 21st day on.

OPENED = NOW - 240 - 90
"""The latest first day that lets the oldest past day count."""


def every_ten_days(name: str, visits: int, last: int, *then: int) -> Story:
    """`visits` visits ten days apart, the last of them `last` days ago, and some more."""
    days = [last + 10 * n for n in range(visits - 1, -1, -1)]
    return Story(name, ago(*days, *then))


def opening(*, on: int = OPENED) -> Story:
    """Somebody who came once, when the shop opened."""
    return Story("first", (on,))


def crowd(returned: int, stayed_away: int, *, visits: int = 4) -> list[Story]:
    """Customers of whom each is late on the day 90 days ago, seen 21 days before it, and on no
    other past day."""
    back = [every_ten_days(f"back {n}", visits, 111, 80) for n in range(returned)]
    return back + [every_ten_days(f"away {n}", visits, 111) for n in range(stayed_away)]


def came_back(stories: list[Story], name: str) -> CameBack | None:
    return listed(*stories, opening())[name].came_back


def test_thirty_different_customers_tell_a_share():
    found = came_back(crowd(12, 18), "away 0")
    low, high = jeffreys(0.4, 10)
    assert found == CameBack(pytest.approx(40), pytest.approx(low * 100), pytest.approx(high * 100))


def test_twenty_nine_tell_nothing():
    assert came_back(crowd(12, 17), "away 0") is None


def test_a_customer_gets_the_share_of_their_quarter():
    # 40 different customers in each quarter: 3, 5, 8 and 12 visits, of whom 4, 8, 16, 32 returned.
    stories = []
    for visits, returned in ((3, 4), (5, 8), (8, 16), (12, 32)):
        group = crowd(returned, 40 - returned, visits=visits)
        stories += [replace(s, customer=f"{visits} {s.customer}") for s in group]
    late = [every_ten_days(f"late {visits}", visits, 21) for visits in (3, 5, 8, 12)]
    found = listed(*stories, *late, opening())
    for visits, pct in ((3, 10), (5, 20), (8, 40), (12, 80)):
        low, high = jeffreys(pct / 100, 40 / 3)
        assert found[f"late {visits}"].came_back == CameBack(
            pytest.approx(pct), pytest.approx(low * 100), pytest.approx(high * 100)
        )


def test_a_quarter_of_fewer_than_thirty_customers_gets_the_whole_list_s_share():
    # 30 with 3 visits, all of one score, fill the first quarter and what lies on its cut; the
    # 20 others are too few for a quarter of their own.
    few = [replace(s, customer="few " + s.customer) for s in crowd(20, 0, visits=9)]
    stories = [*crowd(0, 30, visits=3), *few]
    late = every_ten_days("late", 9, 21)
    found = listed(*stories, late, opening())
    assert found["away 0"].came_back.pct == 0
    assert found["late"].came_back.pct == pytest.approx(40)
    assert found["late"].came_back.low == pytest.approx(jeffreys(0.4, 50 / 3)[0] * 100)


def test_one_customer_s_cases_on_several_days_are_one_different_customer():
    # Late on all six past days, never back: 29 such are 174 cases and still too few.
    gone = [every_ten_days(f"gone {n}", 3, 262) for n in range(30)]
    assert came_back(gone[:29], "gone 0") is None
    assert came_back(gone, "gone 0") == CameBack(0, 0, pytest.approx(jeffreys(0, 10)[1] * 100))


@pytest.mark.parametrize(("then", "pct"), [(90, 0), (89, 100), (0, 100), (-1, 0)])
def test_back_is_a_visit_in_the_90_days_that_follow(then, pct):
    # Seen 111 days ago and late 90 days ago; a visit on that very day would not be late.
    stories = crowd(0, 30)
    stories = [replace(s, visits=(*s.visits, NOW - then)) for s in stories]
    late = every_ten_days("late", 4, 40)
    found = listed(*stories, late, opening())["late"].came_back
    assert found is None if then == 90 else found.pct == pct


def test_a_reward_given_is_no_return():
    stories = [replace(s, seen=ago(80)) for s in crowd(0, 30)]
    assert came_back(stories, "away 0").pct == 0


@pytest.mark.parametrize(("opened", "told"), [(180, True), (179, False)])
def test_no_past_day_lies_in_the_shop_s_first_90_days(opened, told):
    # Only the day 90 days ago can count; it does when the shop had been open for 90 days.
    stories = [*crowd(10, 20), opening(on=NOW - opened)]
    assert (listed(*stories)["away 0"].came_back is not None) == told


@pytest.mark.parametrize(
    ("past", "counts"),
    [(day, day in range(90, 241, 30)) for day in (60, 75, 90, 105, 120, 150, 180, 210, 240, 270)],
)
def test_the_past_days_are_six_from_240_to_90_days_ago(past, counts):
    # Late on that day alone, and back ten days later to come every ten days.
    back = range(past - 10, -1, -10)
    stories = [every_ten_days(f"x{n}", 3, past + 21, *back) for n in range(30)]
    late = every_ten_days("late", 3, 40)
    found = listed(*stories, late, opening(on=NOW - 500))["late"].came_back
    assert (found and found.pct) == (100 if counts else None)


# No look-ahead


@st.composite
def shops(draw) -> list[Story]:
    """Shops of up to 120 customers and three years, busy enough for lists and quarters."""
    pick = random.Random(draw(st.integers(0, 2**32)))
    usual = draw(st.integers(2, 40))
    stories = []
    for n in range(draw(st.integers(0, 120))):
        day = NOW - pick.randrange(0, draw(st.sampled_from([200, 500, 900])) + 1)
        visits = []
        for _ in range(min(1 + int(pick.expovariate(0.1)), 60)):
            visits.append(day)
            day += 1 + int(pick.expovariate(1 / usual))
        seen = {pick.randrange(visits[0], NOW + 50) for _ in range(pick.randrange(3))}
        stories.append(Story(f"c{n}", tuple(visits), tuple(sorted(seen))))
    return stories


def known_by(stories: list[Story], day: int) -> list[Story]:
    return [
        Story(s.customer, [d for d in s.visits if d <= day], [d for d in s.seen if d <= day])
        for s in stories
    ]


@settings(max_examples=40, deadline=None)
@given(shops())
def test_what_comes_after_the_day_changes_nothing(stories):
    assert lateness(stories, TODAY) == lateness(known_by(stories, NOW), TODAY)
    assert scores(stories, TODAY) == scores(known_by(stories, NOW), TODAY)


# The same by a naive program


def naive_list(stories: list[Story], day: int) -> dict[str, tuple[int, int, float, float]]:
    known = [s for s in known_by(stories, day) if s.visits]
    own = {
        s.customer: median(b - a for a, b in zip(s.visits, s.visits[1:], strict=False))
        for s in known
        if len(s.visits) > 1
    }
    found = {}
    for s in known:
        if len(s.visits) < 3:
            continue
        shop = median(own.values())
        last = max([*s.visits, *s.seen])
        x = len(s.visits) - 1
        shrunk = (x * own[s.customer] + 3 * shop) / (x + 3)
        if day - last > 2 * shrunk and day - last <= 365:
            found[s.customer] = len(s.visits), last, shrunk, len(s.visits) / (day - last + shop)
    return found


def naive_came_back(stories: list[Story], day: int) -> list[tuple[str, float, bool]]:
    visits = {s.customer: s.visits for s in stories}
    first = min((v for s in known_by(stories, day) for v in s.visits), default=day)
    return [
        (name, late[3], any(past < v <= past + 90 for v in visits[name]))
        for past in range(day - 90, day - 241, -30)
        if past - first >= 90
        for name, late in naive_list(stories, past).items()
    ]


def naive_share(cases, of_score: float) -> float | None:
    if len({name for name, *_rest in cases}) < 30:
        return None
    a, b, c = quantiles([case[1] for case in cases], n=4, method="inclusive")

    def quarter(s: float) -> int:
        return (s > a) + (s > b) + (s > c)

    mine = [case for case in cases if quarter(case[1]) == quarter(of_score)]
    if len({name for name, *_rest in mine}) < 30:
        mine = cases
    return 100 * sum(back for *_rest, back in mine) / len(mine)


@settings(max_examples=60, deadline=None)
@given(shops())
def test_a_naive_program_finds_the_same(stories):
    found = {late.customer: late for late in lateness(stories, TODAY).customers}
    naive, cases = naive_list(stories, NOW), naive_came_back(stories, NOW)
    assert found.keys() == naive.keys()
    for name, (visits, last, shrunk, its_score) in naive.items():
        late = found[name]
        assert (late.visits, late.last_seen.toordinal()) == (visits, last)
        assert (late.usual_gap, late.score) == pytest.approx((shrunk, its_score))
        share = naive_share(cases, late.score)
        assert (late.came_back and late.came_back.pct) == pytest.approx(share)
        if late.came_back:
            assert late.came_back.low <= late.came_back.pct <= late.came_back.high


# A real log


def auc(pairs: list[tuple[float, bool]]) -> float:
    """The chance that one who came back ranks before one who did not; ties count half."""
    by_score: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for of_score, back in pairs:
        by_score[of_score][back] += 1
    below, won = 0, 0.0
    for of_score in sorted(by_score):
        away, back = by_score[of_score]
        won += back * (below + away / 2)
        below += away
    back = sum(back for _score, back in pairs)
    return won / (below * back)


def test_the_area_under_a_curve_of_five_by_hand():
    # Back: 3 and 1; away: 2, 1, 0. Won: 3 beats all three; 1 beats 0 and ties with 1: 4.5 of 6.
    pairs = [(3, True), (1, True), (2, False), (1, False), (0, False)]
    assert auc(pairs) == 0.75


def test_the_score_ranks_a_real_log_as_measured(shared_data):
    days = defaultdict(set)
    with (shared_data / "cdnow_sample.csv").open() as file:
        for row in csv.DictReader(file):
            days[row["customer"]].add(date.fromisoformat(row["date"]).toordinal())
    stories = [Story(name, tuple(sorted(visits))) for name, visits in days.items()]
    end = date(1997, 1, 1) + timedelta(days=272)
    close = end.toordinal()
    ours = scores(stories, end)

    def measured(group: list[Story]) -> tuple[float, float]:
        outcome = {s.customer: any(close < d <= close + 273 for d in s.visits) for s in group}
        last = {s.customer: max(d for d in s.visits if d <= close) for s in group}
        return (
            auc([(ours[name], back) for name, back in outcome.items()]),
            auc([(last[name], back) for name, back in outcome.items()]),
        )

    repeaters = [s for s in stories if sum(d <= close for d in s.visits) > 1]
    assert (len(stories), len(repeaters)) == (2357, 946)
    everybody, recency = measured(stories)
    of_repeaters, recency_of_repeaters = measured(repeaters)
    print(
        f"\nAUC over all {everybody:.3f} (recency {recency:.3f}), "
        f"over repeaters {of_repeaters:.3f} (recency {recency_of_repeaters:.3f})"
    )
    assert everybody >= max(0.77, recency)
    assert of_repeaters >= max(0.72, recency_of_repeaters)


def test_what_is_at_stake_is_the_usual_month_times_the_share_that_comes_back():
    assert at_stake(1200, CameBack(25, 10, 40)) == 300
    assert at_stake(1200, None) == 1200
