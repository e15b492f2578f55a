"""How long wrong PINs hold up the next try, whatever clocks do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules.lockout import FREE, WAITS, say_wait, seconds_left, wait_after

TRIES = st.integers(0, 60)
PASSED = st.floats(-1e9, 1e9)


def test_three_slips_are_free_and_then_the_wait_grows_to_a_quarter_of_an_hour():
    waits = [wait_after(tries) for tries in range(10)]
    assert waits == [0, 0, 0, 5, 15, 60, 300, 900, 900, 900]


def test_the_wait_runs_down_with_the_clock():
    left = [seconds_left(4, by_clock=passed) for passed in (0, 5, 14.5, 15, 3600)]
    assert left == [15, 10, 0.5, 0, 0]


def test_a_clock_set_back_makes_it_begin_anew_and_no_longer():
    assert seconds_left(7, by_clock=-40_000_000) == 900


def test_a_steady_clock_is_believed_before_the_one_on_the_wall():
    assert seconds_left(7, by_clock=40_000_000, steadily=10) == 890
    assert seconds_left(7, by_clock=-40_000_000, steadily=10) == 890


@given(TRIES, PASSED, st.none() | st.floats(0, 1e9))
def test_a_wait_is_never_longer_than_the_whole_wait_nor_less_than_none(tries, by_clock, steadily):
    assert 0 <= seconds_left(tries, by_clock=by_clock, steadily=steadily) <= wait_after(tries)


@given(TRIES)
def test_another_wrong_try_never_shortens_it(tries):
    assert wait_after(tries) <= wait_after(tries + 1) <= WAITS[-1]
    assert (wait_after(tries) == 0) == (tries < FREE)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 second,"), (5, "5 seconds"), (90, "90 seconds"), (91, "2 minutes"), (899, "15 min")],
)
def test_the_sentence_says_how_long(seconds, said):
    assert said in say_wait(seconds)
