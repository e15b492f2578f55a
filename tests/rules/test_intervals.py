"""The Jeffreys range against tables that others worked out."""

from math import atan2, comb, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules.intervals import beta_quantile, incomplete_beta, jeffreys


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        # scipy.stats.beta.ppf((0.025, 0.975), x + 1/2, n - x + 1/2)
        (10, 30, 0.18597875024779506, 0.5111481492171623),
        (1, 10, 0.011011673763161133, 0.3813147710666164),
        (5, 10, 0.22352867025270517, 0.7764713297472947),
        (20, 100, 0.13079041541868477, 0.28627957282731764),
        (3.3, 10, 0.10967894408493778, 0.6341458383161714),
    ],
)
def test_the_range_is_the_one_of_reference_programs(x, n, low, high):
    assert jeffreys(x / n, n) == pytest.approx((low, high), abs=1e-12)


def test_an_interval_reaches_the_end_where_nobody_or_everybody_was_seen():
    assert jeffreys(0, 10) == (0, pytest.approx(0.21719626750921053))
    assert jeffreys(1, 10) == (pytest.approx(0.7828037324907894), 1)


@pytest.mark.parametrize(
    ("t", "freedom"), [(12.706, 1), (2.571, 5), (2.228, 10), (2.042, 30), (1.980, 120)]
)
def test_student_s_table_at_two_and_a_half_percent(t, freedom):
    both_tails = incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)
    assert both_tails == pytest.approx(0.05, abs=5e-5)


@pytest.mark.parametrize(("f", "above", "below"), [(3.33, 5, 10), (4.10, 2, 10), (161.4, 1, 1)])
def test_fisher_s_table_at_five_percent(f, above, below):
    x = beta_quantile(0.95, above / 2, below / 2)
    assert below * x / (above * (1 - x)) == pytest.approx(f, rel=2e-3)


def test_whole_numbers_are_sums_of_binomial_chances():
    for x in (0.01, 0.3, 0.5, 0.77, 0.99):
        sums = sum(comb(30, k) * x**k * (1 - x) ** (30 - k) for k in range(10, 31))
        assert incomplete_beta(x, 10, 21) == pytest.approx(sums, abs=1e-13)


@given(st.floats(0, 1))
def test_the_arcsine_law(x):
    assert incomplete_beta(x, 0.5, 0.5) == pytest.approx(
        2 / pi * atan2(sqrt(x), sqrt(1 - x)), abs=1e-12
    )


@given(st.floats(0.01, 0.99), st.floats(0.5, 5000), st.floats(0.5, 5000))
def test_the_quantile_undoes_the_function(p, a, b):
    x = beta_quantile(p, a, b)
    assert 0 <= x <= 1
    assert incomplete_beta(x, a, b) == pytest.approx(p, abs=1e-9)


@given(st.integers(10, 400), st.data())
def test_the_range_holds_the_share_and_narrows_with_more_cases(n, data):
    share = data.draw(st.integers(0, n)) / n
    low, high = jeffreys(share, n)
    assert 0 <= low <= share <= high <= 1
    wider = jeffreys(share, n / 3)
    assert wider[1] - wider[0] > high - low
