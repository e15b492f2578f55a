"""The report's picture of the months, worked out in the units of its own frame.

Above, the retention line; beneath it, on the same months, the active customers as stacked bars.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from shopcard.rules.metrics import Counts, Why, retention

WIDTH, HEIGHT = 760, 276
LEFT, RIGHT = 40, 752
"""Between these the months stand; the axes' labels are left of them."""
LINE_TOP, LINE_FOOT = 20, 66
BAR_TOP, BAR_FOOT = 108, 240
_FEWEST = 7
"""So few months still share the width as if there were as many as this."""
_FILL = 0.62
"""How much of a month's room its bar takes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar; `kind` is retained, reactivated or new."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A month of the picture."""

    month: date
    x: float
    """Its middle."""
    total: int
    top: float
    """The upper end of its bar."""
    pieces: tuple[Piece, ...]
    retention: float | None
    """Percent; None where the month is not judged."""
    point: float | None
    """The height at which the retention stands."""
    so_far: bool


@dataclass(frozen=True, slots=True)
class Tick:
    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    columns: tuple[Column, ...]
    bar_width: float
    line_ticks: tuple[Tick, ...]
    bar_ticks: tuple[Tick, ...]
    strokes: tuple[str, ...]
    """The retention line, in one piece for each run of judged months: the points of a polyline."""


def chart(history: Sequence[Counts], *, complete: bool) -> Chart:
    """`history` oldest first; without `complete` its last month is still running."""
    most = _round_top(max((counts.active_end for counts in history), default=0))
    kept = [retention(counts) for counts in history]
    rates = [None if isinstance(rate, Why) else rate for rate in kept]
    floor = _round_floor([rate for rate in rates if rate is not None])
    room = (RIGHT - LEFT) / max(len(history), _FEWEST)

    def bar_y(n: float) -> float:
        return BAR_FOOT - n / most * (BAR_FOOT - BAR_TOP)

    def line_y(rate: float) -> float:
        return LINE_FOOT - (rate - floor) / (100 - floor) * (LINE_FOOT - LINE_TOP)

    columns = tuple(
        Column(
            month=counts.first,
            x=round(LEFT + room * (n + 0.5), 1),
            total=counts.active_end,
            top=round(bar_y(counts.active_end), 1),
            pieces=tuple(_pieces(counts, bar_y)),
            retention=rate,
            point=None if rate is None else round(line_y(rate), 1),
            so_far=not complete and n == len(history) - 1,
        )
        for n, (counts, rate) in enumerate(zip(history, rates, strict=True))
    )
    return Chart(
        columns=columns,
        bar_width=round(room * _FILL, 1),
        line_ticks=tuple(Tick(rate, round(line_y(rate), 1)) for rate in (floor, 100)),
        bar_ticks=tuple(Tick(n, round(bar_y(n), 1)) for n in (0, most // 2, most)),
        strokes=tuple(_strokes(columns)),
    )


def _pieces(counts: Counts, y: Callable[[float], float]) -> list[Piece]:
    pieces, below = [], 0
    for kind in ("retained", "reactivated", "new"):
        if n := getattr(counts, kind):
            top = y(below + n)
            pieces.append(Piece(kind, round(top, 1), round(y(below) - top, 1)))
            below += n
    return pieces


def _strokes(columns: Sequence[Column]) -> list[str]:
    runs: list[list[str]] = [[]]
    for column in columns:
        if column.point is None:
            runs.append([])
        else:
            runs[-1].append(f"{column.x},{column.point}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _round_top(n: int) -> int:
    """The end of the axis: an even number at or a little above `n`."""
    step = 1
    while n > 20 * step:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return max(2, -(-n // (2 * step)) * 2 * step)


def _round_floor(rates: Sequence[float]) -> int:
    """The foot of the retention axis: full tens, with room under the lowest."""
    return max(0, int(min(rates, default=0) // 10 - 1) * 10)
