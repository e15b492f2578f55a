"""A line through points, in braille dots: two across and four down in a cell."""

from collections.abc import Sequence
from itertools import pairwise

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Which bit of a braille sign each of its dots is, by row and column."""
BLANK = 0x2800

Point = tuple[int, int]
"""Dots from the left, dots from the top."""


def line(points: Sequence[Point | None], width: int, height: int) -> list[str]:
    """Rows of `width` cells, `height` of them. None is a gap, from which the line begins again; a
    point alone is a dot. Points lie within the cells, the last column of dots left free."""
    cells = [[0] * width for _row in range(height)]

    def dot(x: int, y: int) -> None:
        cells[y // 4][x // 2] |= DOTS[y % 4][x % 2]

    for point in points:
        if point:
            dot(*point)
            dot(point[0] + 1, point[1])
    for start, end in pairwise(points):
        if start and end:
            across, down = end[0] - start[0], end[1] - start[1]
            steps = max(abs(across), abs(down), 1)
            for step in range(steps + 1):
                dot(
                    start[0] + round(across * step / steps),
                    start[1] + round(down * step / steps),
                )
    return ["".join(chr(BLANK + cell) for cell in row) for row in cells]
