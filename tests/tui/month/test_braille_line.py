"""A line in braille dots: two across and four down in a cell."""

from shopcard.tui.month.braille_line import line


def test_one_point_is_two_dots_side_by_side() -> None:
    assert line([(0, 0)], 2, 1) == ["⠉⠀"]
    assert line([(2, 3)], 2, 1) == ["⠀⣀"]


def test_a_level_line_fills_its_row_of_dots() -> None:
    assert line([(0, 1), (4, 1)], 3, 1) == ["⠒⠒⠒"]


def test_a_line_falls_through_rows_of_cells() -> None:
    assert line([(0, 0), (0, 7)], 1, 2) == ["⡏", "⣇"]


def test_a_gap_parts_the_line() -> None:
    assert line([(0, 0), None, (4, 0)], 3, 1) == ["⠉⠀⠉"]


def test_no_points_draw_nothing() -> None:
    assert line([], 2, 2) == ["⠀⠀", "⠀⠀"]
