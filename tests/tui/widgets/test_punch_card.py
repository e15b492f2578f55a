"""The drawn card: every place tells what it is without colour, and it fits its room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from shopcard.tui.widgets.punch_card import Face, draw, small_card

TEN = Face(10, 7, rewards=frozenset({5, 10}))


def inside(face: Face, width: int, height: int) -> list[str]:
    """What stands on the places, frames left out."""
    drawn = draw(face, width, height).plain
    for frame in "╭╮╰╯─│╔╗╚╝═║":
        drawn = drawn.replace(frame, " ")
    return drawn.split()


def test_places_are_stamps_numbers_and_rewards() -> None:
    assert inside(TEN, 43, 6) == ["●"] * 7 + ["8", "9", "★"]
    assert inside(Face(10, 4, rewards=frozenset({5, 10})), 43, 6)[4] == "★"


def test_new_stamps_are_ticked() -> None:
    assert inside(Face(10, 7, fresh=2), 43, 6) == ["●"] * 5 + ["✓"] * 2 + ["8", "9", "10"]


def test_a_waiting_reward_has_a_double_frame() -> None:
    assert draw(TEN, 43, 6).plain.count("╔") == 1
    assert "╔" not in draw(Face(10, 10, rewards=frozenset({10})), 43, 6).plain


@pytest.mark.parametrize(
    ("size", "rows"), [(1, [1]), (5, [5]), (6, [3, 3]), (7, [4, 3]), (8, [4, 4]), (10, [5, 5])]
)
def test_rows_are_of_like_length(size: int, rows: list[int]) -> None:
    lines = draw(Face(size), 43, 6).plain.split("\n")
    assert [line.count("╭") for line in lines if "╭" in line] == rows


@pytest.mark.parametrize(
    ("face", "width", "height", "lines", "across"),
    [
        (Face(10), 55, 10, 10, 53),
        (Face(10), 43, 6, 6, 43),
        (Face(10), 39, 6, 6, 39),
        (Face(10), 38, 6, 2, 24),
        (Face(10), 43, 5, 2, 24),
        (Face(12), 55, 10, 6, 47),
        (Face(12), 43, 6, 2, 29),
        (Face(30), 55, 10, 3, 49),
        (Face(100), 55, 10, 10, 49),
        (Face(100), 50, 6, 4, 50),
    ],
)
def test_the_largest_form_that_fits_is_drawn(
    face: Face, width: int, height: int, lines: int, across: int
) -> None:
    drawn = draw(face, width, height).plain.split("\n")
    assert (len(drawn), max(map(cell_len, drawn))) == (lines, across)


@given(
    size=st.integers(1, 100),
    stamps=st.integers(0, 100),
    width=st.integers(20, 120),
    height=st.integers(6, 30),
)
def test_a_card_never_leaves_its_width_and_shows_every_stamp(
    size: int, stamps: int, width: int, height: int
) -> None:
    drawn = draw(Face(size, min(stamps, size), rewards=frozenset({size})), width, height)
    assert all(cell_len(line) <= width for line in drawn.plain.split("\n"))
    assert drawn.plain.count("●") == min(stamps, size)


def test_a_card_on_one_line() -> None:
    assert small_card(Face(6, 3, rewards=frozenset({6}))) == "●●●○○★"
