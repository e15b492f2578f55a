"""Thirteen months of active customers, as bars of retained, came back and new."""

from collections.abc import Sequence
from itertools import pairwise

from rich.cells import cell_len
from textual.content import Content

from shopcard.language import _, babel_locale, say_month, say_number, say_percent
from shopcard.rules.metrics import Counts, Why, retention
from shopcard.tui.month.braille_line import line
from shopcard.tui.widgets.figure_row import HERE
from shopcard.tui.widgets.fit import Part, clipped, fit, lines
from shopcard.tui.widgets.pointed import Place, Pointed

MONTHS = 13
EIGHTHS = " ▁▂▃▄▅▆▇█"
SOLID, STRIPED, FAINT = range(3)
"""The parts of a bar from its foot up, told apart without colour as well: retained is solid, came
back is striped, new is faint."""
TALL, LINE = 12, 3
"""Cells from which on there is room for the retention line, and how many it takes."""
WIDEST = 8
"""Cells that a month takes at most, gap included."""

Stack = tuple[int, int, int]
"""How much of a bar is retained, came back, new: from the foot up."""


def stack(c: Counts, top: int, height: int) -> Stack:
    """A month's bar in eighths of a cell where `height` cells are `top` customers. Each edge is
    rounded by itself, so the whole is as tall as the month's active customers say."""
    sums = (c.retained, c.retained + c.reactivated, c.retained + c.reactivated + c.new)
    edges = [0, *(round(n * height * 8 / top) for n in sums)]
    if sums[-1] and not edges[-1]:
        edges[-1] = 1
    one, two, three = (high - low for low, high in pairwise(edges))
    return one, two, three


def cell(bar: Stack, level: int) -> list[tuple[int, int]]:
    """What a cell of a bar shows, from its foot up: which part and how many eighths, two parts at
    most as a cell has two colours; -1 is the empty rest. The thinnest gives way."""
    foot, shown = level * 8, []
    edge = 0
    for part, tall in enumerate((*bar, (level + 1) * 8)):
        low, high = max(edge, foot), min(edge + tall, foot + 8)
        edge += tall
        if high > low:
            shown.append((part if part < len(bar) else -1, high - low))
    while len(shown) > 2:
        solid = [i for i, (part, _n) in enumerate(shown) if part >= 0]
        least = min(solid, key=lambda i: shown[i][1])
        _part, eighths = shown.pop(least)
        heir = max(least - 1, 0)
        shown[heir] = (shown[heir][0], shown[heir][1] + eighths)
    return shown


def whole(part: int, column: int) -> tuple[str, str]:
    """A cell that is all of one part, in some column of its bar."""
    if part == SOLID:
        return "█", "$retained"
    if part == STRIPED:
        return ("▒", "$returned") if column % 2 else ("█", "$returned")
    return "░", "$new on $new-dim"


def colour(part: int, column: int) -> str:
    """The same where a part has to share its cell: as deep as its texture is."""
    if part == SOLID:
        return "$retained"
    if part == STRIPED:
        return "$returned-dim" if column % 2 else "$returned"
    return "$new-mid"


def ceiling(most: int) -> int:
    """A round number not below `most`, for the top of the scale."""
    step = 1
    while True:
        for times in (1, 2, 3, 4, 5, 6, 8):
            if most <= times * step:
                return times * step
        step *= 10


class MonthBars(Pointed):
    """Stacked bars, the retention rate under each, and beside them what the bars are made of: of
    the month pointed at, else of the last."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._told: Sequence[Counts] = ()
        self._measure()

    def show(self, months: Sequence[Counts]) -> None:
        """The months up to the one shown, oldest first."""
        self._told = months[-MONTHS:]
        self._measure()
        self.put([self._told] if self._told else [])
        self._point(0, len(self._told) - 1)

    # Measures

    def _measure(self) -> None:
        """What the months take, whatever the room."""
        self._scale = ceiling(max((c.active_end for c in self._told), default=0) or 1)
        """How many customers the highest cell stands for."""
        most = cell_len(say_number(self._scale))
        self._left = max(most, cell_len(say_percent(100)) - 1) + 2
        """Cells of the scale's numbers, its line included."""
        self._legend_width = 4 + max(cell_len(word) for word, _n in _parts(None)) + 1 + most

    @property
    def _pitch(self) -> int:
        """Cells of a month, gap included."""
        room = self.size.width - self._left
        roomy = (room - self._legend_width - 2) // MONTHS
        return max(min(roomy if roomy >= 3 else room // MONTHS, WIDEST), 2)

    @property
    def _bar(self) -> int:
        return self._pitch - (2 if self._pitch >= 7 else 1)

    # Drawing

    def render(self) -> Content:
        if not self._told or self.size.height < 4:
            return Content("")
        rates = self._line() if self.size.height >= TALL else []
        high = self.size.height - 2 - len(rates)
        top = self._scale
        bars = [stack(c, top, high) for c in self._told]
        rows = [*rates, *(self._level(bars, level, high) for level in reversed(range(high)))]
        rows += [self._names(), self._rates()]
        legend = self._legend()
        indent = self.size.width - self._left - self._pitch * MONTHS - self._legend_width
        if indent < 1:
            return lines(rows)
        blank = [Content("")] * max(high - len(legend), 0)
        legend = [*blank[: len(blank) // 2], *legend]
        legend += [Content("")] * (len(rows) - len(legend))
        filler = " " * (self._pitch * (MONTHS - len(self._told)) + indent)
        return lines(
            Content.assemble(row, filler, beside) for row, beside in zip(rows, legend, strict=True)
        )

    def _line(self) -> list[Content]:
        """The retention rate as a line above the bars, on a scale of its own."""
        kept = [retention(c) for c in self._told]
        known = [rate for rate in kept if not isinstance(rate, Why)]
        if not known:
            return []
        low = max(0, min(90, int(min(known) // 10) * 10))
        deepest = LINE * 4 - 1
        points = [
            None
            if isinstance(rate, Why)
            else (
                2 * (column * self._pitch) + self._bar - 1,
                round((100 - rate) / (100 - low) * deepest),
            )
            for column, rate in enumerate(kept)
        ]
        marks = [say_percent(100), *[""] * (LINE - 2), say_percent(low)]
        width = self._pitch * len(self._told)
        return [
            Content.assemble(
                (fit(mark, self._left - 1, right=True) + " ", "$quiet"), (row, "$foreground")
            )
            for mark, row in zip(marks, line(points, width, LINE), strict=True)
        ]

    def _level(self, bars: Sequence[Stack], level: int, high: int) -> Content:
        """One line of cells, and the scale beside it."""
        mark = ""
        if level == high - 1:
            mark = say_number(self._scale)
        elif not self._scale % 2 and high % 2 == 0 and level == high // 2 - 1:
            mark = say_number(self._scale // 2)
        parts: list[Part] = [
            (fit(mark, self._left - 2, right=True), "$quiet"),
            (" ┤" if mark else " │", "$faint"),
        ]
        gap = " " * (self._pitch - self._bar)
        for bar in bars:
            parts += [*self._cell(bar, level), gap]
        return Content.assemble(*parts)

    def _cell(self, bar: Stack, level: int) -> list[Part]:
        (part, eighths), *above = cell(bar, level)
        if part < 0:
            return [" " * self._bar]
        if not above:
            return [whole(part, column) for column in range(self._bar)]
        over = above[0][0]
        return [
            (
                EIGHTHS[eighths],
                colour(part, column) + (f" on {colour(over, column)}" if over >= 0 else ""),
            )
            for column in range(self._bar)
        ]

    def _names(self) -> Content:
        """The months under their bars: by a letter where there is no room for more."""
        from babel.dates import format_date

        form = "LLL" if self._bar >= 5 else "LLLLL"
        parts: list[Part] = [(" " * (self._left - 1) + "└", "$faint")]
        for column, c in enumerate(self._told):
            name = format_date(c.first, form, locale=babel_locale()).rstrip(".")
            here = self.points_at(0, column)
            last = column == len(self._told) - 1
            parts += [
                (
                    f"{clipped(name, self._bar):^{self._bar}}",
                    HERE if here else "bold" if last else "",
                ),
                " " * (self._pitch - self._bar),
            ]
        return Content.assemble(*parts)

    def _rates(self) -> Content:
        parts: list[Part] = [(fit("%", self._left - 2, right=True) + "  ", "$quiet")]
        for column, c in enumerate(self._told):
            kept = retention(c)
            said = "—" if isinstance(kept, Why) else f"{kept:.0f}"
            last = column == len(self._told) - 1
            style = "bold" if last or self.points_at(0, column) else "$quiet"
            parts += [(f"{said:^{self._bar}}", style), " " * (self._pitch - self._bar)]
        return Content.assemble(*parts)

    @property
    def _pointed(self) -> Counts:
        return self._told[self.at.column if self.lit else -1]

    def _legend(self) -> list[Content]:
        """The parts by name and number, from the top of a bar down."""
        width, c = self._legend_width, self._pointed
        rows = [Content.styled(fit(say_month(c.first), width), "bold")]
        for part, (word, n) in zip((FAINT, STRIPED, SOLID, None), _parts(c), strict=True):
            number = say_number(n)
            sample: list[Part] = (
                ["   "] if part is None else [whole(part, column) for column in range(3)]
            )
            named = " " + fit(word, width - 4 - cell_len(number))
            rows.append(Content.assemble(*sample, (named, "$quiet"), (number, "bold")))
        return rows

    def place_at(self, x: int, y: int) -> Place | None:
        column = (x - self._left) // self._pitch
        return Place(0, column) if 0 <= column < len(self._told) else None


def _parts(c: Counts | None) -> list[tuple[str, int]]:
    """What a bar is made of and what it comes to."""
    return [
        (_("new"), c.new if c else 0),
        (_("came back"), c.reactivated if c else 0),
        (_("retained"), c.retained if c else 0),
        (_("active"), c.active_end if c else 0),
    ]
