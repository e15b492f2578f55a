"""When customers are asked, and what their answers come to."""

from collections import Counter
from datetime import date, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.rules.feedback import (
    LEAST_SCORED,
    QUARTER,
    Answer,
    Ask,
    Voices,
    checked,
    due,
    margin,
    moved,
    satisfaction,
    satisfaction_range,
    score,
    typed_answer,
    voices,
)

TODAY = date(2026, 11, 24)
counts = st.integers(0, 400)
answered = st.builds(Voices, promoters=counts, passives=counts, detractors=counts)


# When to ask


@pytest.mark.parametrize(
    ("days", "asked"),
    [(None, True), (0, False), (QUARTER - 1, False), (QUARTER, True), (400, True), (-1, False)],
)
def test_a_customer_is_asked_once_in_ninety_days(days, asked):
    last = None if days is None else TODAY - timedelta(days=days)
    assert due(Ask.RECOMMEND, last, TODAY, 2) == (Ask.RECOMMEND if asked else Ask.NO)
    assert due(Ask.NO, last, TODAY, 2) is Ask.NO


def test_case_42_nobody_is_asked_on_the_first_visit():
    assert [due(Ask.SATISFIED, None, TODAY, n) for n in range(4)] == [
        Ask.NO,
        Ask.NO,
        Ask.SATISFIED,
        Ask.SATISFIED,
    ]


@given(st.integers(0, 10))
def test_case_42_every_answer_from_0_to_10_can_be_typed(n):
    assert typed_answer(Ask.RECOMMEND, f"{n}") == Answer(recommend=n)


@pytest.mark.parametrize(
    ("ask", "typed", "answer"),
    [
        (Ask.SATISFIED, "1", Answer(satisfied=True)),
        (Ask.SATISFIED, " 2 ", Answer(satisfied=False)),
        (Ask.SATISFIED, "/", Answer()),
        (Ask.RECOMMEND, "/", Answer()),
        (Ask.NO, "9", None),
        (Ask.NO, "/", None),
        (Ask.RECOMMEND, "", None),
        (Ask.RECOMMEND, "marie", None),
        (Ask.RECOMMEND, "7,50", None),
        (Ask.RECOMMEND, "0612", None),
        (Ask.RECOMMEND, "٣", None),
    ],
)
def test_case_42_names_amounts_and_numbers_are_no_answers(ask, typed, answer):
    assert typed_answer(ask, typed) == answer


@pytest.mark.parametrize(("ask", "typed"), [(Ask.RECOMMEND, "11"), (Ask.SATISFIED, "3")])
def test_case_42_a_figure_out_of_range_is_refused_and_stamps_nothing(ask, typed):
    with pytest.raises(Refused):
        typed_answer(ask, typed)


@pytest.mark.parametrize("answer", [None, 0, 10])
def test_answers_run_from_0_to_10(answer):
    assert checked(answer) == answer


@pytest.mark.parametrize("answer", [-1, 11, 10**9])
def test_any_other_number_is_refused_with_a_sentence(answer):
    with pytest.raises(Refused) as refusal:
        checked(answer)
    assert refusal.value.sentence == "The answer is a whole number from 0 to 10."


# Counting


def test_promoters_answer_9_or_10_and_detractors_0_to_6():
    every = voices(Counter(range(11)), {True: 3, False: 1}, 2)
    assert every == Voices(2, 2, 7, satisfied=3, not_satisfied=1, referred=2)
    assert (every.scored, every.judged) == (11, 4)


def test_nobody_asked_is_no_score():
    nobody = voices({}, {})
    assert (score(nobody), satisfaction(nobody), satisfaction_range(nobody)) == (None, None, None)


def test_the_score_by_hand():
    assert score(Voices(7, 2, 1)) == 60
    assert score(Voices(1, 0, 2)) == pytest.approx(-100 / 3)


def test_the_margin_by_hand():
    # 33 · 12 · 5: p = 33.75 / 53, d = 5.75 / 53, p + d = .745283, p − d = .528302
    assert margin(Voices(33, 12, 5)) == pytest.approx(
        196 * sqrt((0.745283 - 0.528302**2) / 53), rel=1e-5
    )
    assert margin(Voices(33, 12, 5)) == pytest.approx(18.4, abs=0.05)


@given(answered)
def test_a_score_lies_between_its_ends_and_its_margin_is_never_nothing(v):
    assert margin(v) > 0
    if (found := score(v)) is not None:
        assert -100 <= found <= 100


@given(answered)
def test_a_score_turned_round_is_its_opposite(v):
    turned = Voices(v.detractors, v.passives, v.promoters)
    assert margin(turned) == pytest.approx(margin(v))
    if (found := score(v)) is not None:
        assert score(turned) == pytest.approx(-found)


@given(answered, st.integers(2, 20))
def test_more_of_the_same_answers_are_surer(v, times):
    more = Voices(v.promoters * times, v.passives * times, v.detractors * times)
    if v.promoters and v.detractors and v.passives:
        assert margin(more) < margin(v)


# Whether it moved


@given(answered, answered)
def test_a_move_is_told_only_where_it_passes_the_margin_of_either(now, before):
    by = moved(now, before)
    if by is None:
        return
    assert min(now.scored, before.scored) >= LEAST_SCORED
    assert abs(by) > max(margin(now), margin(before))
    assert by == pytest.approx((score(now) or 0) - (score(before) or 0))
    assert moved(before, now) == pytest.approx(-by)


def test_thirty_answers_are_enough_and_twenty_nine_are_not():
    assert moved(Voices(30, 0, 0), Voices(0, 0, 30)) == 200
    assert moved(Voices(29, 0, 0), Voices(0, 0, 30)) is None
    assert moved(Voices(30, 0, 0), Voices(0, 0, 29)) is None
    assert moved(Voices(), Voices(30, 0, 0)) is None


def test_a_move_within_chance_is_no_move():
    # 56 and 36, give or take 18.4 and 21: the difference of 20 is within their 28.
    assert moved(Voices(33, 12, 5), Voices(27, 14, 9)) is None
    assert moved(Voices(330, 120, 50), Voices(270, 140, 90)) == pytest.approx(20)


# Satisfaction


@given(counts, counts)
def test_the_share_of_the_satisfied_lies_in_its_range(yes, no):
    v = Voices(satisfied=yes, not_satisfied=no)
    share, between = satisfaction(v), satisfaction_range(v)
    if share is None or between is None:
        assert not v.judged
        return
    assert 0 <= between[0] <= share + 1e-9
    assert share - 1e-9 <= between[1] <= 100


def test_the_range_by_the_published_table():
    # Brown, Cai and DasGupta's Jeffreys interval for 9 of 10
    low, high = satisfaction_range(Voices(satisfied=9, not_satisfied=1)) or (0, 0)
    assert (low, high) == (pytest.approx(61.9, abs=0.1), pytest.approx(98.9, abs=0.1))
