"""The bars of the month, cell by cell."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from shopcard.rules.metrics import Counts
from shopcard.tui.month.braille_line import BLANK, line
from shopcard.tui.month.month_bars import MonthBars, ceiling, cell, stack
from tests.tui.stage import words

PARTS = st.integers(0, 10_000)


def counts(retained: int, back: int, new: int) -> Counts:
    return Counts(
        date(2026, 10, 1), date(2026, 10, 31), 90, date(2024, 1, 1),
        retained=retained, reactivated=back, new=new, active_end=retained + back + new,
    )  # fmt: skip


@given(PARTS, PARTS, PARTS, st.integers(2, 12))
def test_a_bar_is_as_tall_as_its_customers_say(retained, back, new, height):
    whole = retained + back + new
    top = ceiling(whole)
    bar = stack(counts(retained, back, new), top, height)
    assert all(part >= 0 for part in bar)
    assert abs(sum(bar) - whole * height * 8 / top) <= 1
    assert sum(bar) <= height * 8


def test_38_and_33_of_a_hundred_look_different_in_four_cells():
    assert stack(counts(38, 0, 0), 100, 4) != stack(counts(33, 0, 0), 100, 4)


def test_a_single_customer_is_seen_in_the_largest_shop():
    assert sum(stack(counts(0, 0, 1), 100_000, 4)) == 1


@given(PARTS, PARTS, PARTS, st.integers(2, 12))
def test_every_cell_is_filled_and_shows_two_parts_at_most(retained, back, new, height):
    bar = stack(counts(retained, back, new), ceiling(retained + back + new), height)
    for level in range(height):
        shown = cell(bar, level)
        assert sum(eighths for _part, eighths in shown) == 8
        assert 1 <= len(shown) <= 2
        assert all(eighths > 0 for _part, eighths in shown)


@given(PARTS, PARTS, PARTS, st.integers(2, 12))
def test_the_top_of_a_bar_never_moves_for_the_parts_in_it(retained, back, new, height):
    bar = stack(counts(retained, back, new), ceiling(retained + back + new), height)
    filled = sum(
        eighths for level in range(height) for part, eighths in cell(bar, level) if part >= 0
    )
    assert filled == sum(bar)


@pytest.mark.parametrize(
    ("most", "top"), [(0, 1), (1, 1), (7, 8), (9, 10), (38, 40), (412, 500), (99_000, 100_000)]
)
def test_the_scale_ends_at_a_round_number(most, top):
    assert ceiling(most) == top


@given(st.integers(0, 10**7))
def test_the_scale_holds_the_highest_bar_and_wastes_less_than_half(most):
    assert most <= ceiling(most) <= max(2 * most, 1)


# The line


def test_a_line_joins_its_points_and_leaves_gaps():
    rows = line([(0, 0), (8, 7), None, (16, 3)], 10, 2)
    assert [len(row) for row in rows] == [10, 10]
    dots = {
        (column, row) for row, text in enumerate(rows)
        for column, sign in enumerate(text) if ord(sign) > BLANK
    }  # fmt: skip
    assert {(0, 0), (4, 1), (8, 0)} <= dots
    assert not {column for column, _row in dots} & {5, 6, 7}


POINTS = st.lists(
    st.one_of(st.none(), st.tuples(st.integers(0, 38), st.integers(0, 11))), max_size=13
)


@given(POINTS)
def test_a_line_stays_in_its_cells_and_shows_every_point(points):
    rows = line(points, 20, 3)
    assert all(len(row) == 20 and set(map(ord, row)) <= set(range(BLANK, BLANK + 256))
               for row in rows)  # fmt: skip
    for point in filter(None, points):
        assert ord(rows[point[1] // 4][point[0] // 2]) > BLANK
    if not any(points):
        assert {sign for row in rows for sign in row} == {chr(BLANK)}
    for start, end in pairwise(points):
        if start and end and start[1] // 4 == end[1] // 4:
            row = rows[start[1] // 4]
            low, high = sorted((start[0] // 2, end[0] // 2))
            assert all(ord(sign) > BLANK for sign in row[low : high + 1])


async def test_the_scale_beside_the_bars_ends_at_a_round_number() -> None:
    class Bars(App[None]):
        def compose(self) -> ComposeResult:
            yield MonthBars()

    app = Bars()
    async with app.run_test(size=(80, 6)) as pilot:
        app.query_one(MonthBars).show([counts(100, 7, 6)])
        await pilot.pause()
        shown = words(app).splitlines()
    assert shown[0].split()[0] == "200"
    assert any(line.split()[:1] == ["100"] for line in shown[1:4])
