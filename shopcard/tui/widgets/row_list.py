"""A list of lines in columns, as long as it may be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content

from shopcard.language import _, say_number
from shopcard.tui.widgets.figure_row import HERE
from shopcard.tui.widgets.fit import clipped, fit, lines
from shopcard.tui.widgets.pointed import Place, Pointed

MEASURED = 200
"""Lines that are looked at for how wide a column must be."""
GAP, LEAST = 2, 8
"""Cells between columns; those that the first column keeps."""
STEPS: list[BindingType] = [
    Binding("up", "step(-1)", show=False),
    Binding("down", "step(1)", show=False),
    Binding("pageup", "step(-10)", show=False),
    Binding("pagedown", "step(10)", show=False),
    Binding("home", "step(-1000000)", show=False),
    Binding("end", "step(1000000)", show=False),
]
"""The keys of a screen whose list one walks through, by its action `step`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its cells, and what more there is to say when it is pointed at."""

    cells: tuple[str, ...]
    about: str = ""


class RowList(Pointed):
    """Columns of text: the first is cut where room is short.

    Only what is in view is worked out, so a list of many thousands costs no more than a short one.
    """

    twice: ClassVar[bool] = True

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._titles: Sequence[str] = ()
        self._drawn: Callable[[Any], Row] = Row
        self._widths: list[int] = []
        self._abouts = False
        self._instead = ""
        self._caption = ""
        self._words = 1

    def say(self, sentence: str) -> None:
        """A sentence instead of the list."""
        self._instead = sentence
        self.put([])

    def show(
        self,
        titles: Sequence[str],
        things: Sequence[Any],
        drawn: Callable[[Any], Row],
        *,
        empty: str,
        caption: str = "",
        words: int = 1,
    ) -> None:
        """`titles` of the columns; `drawn` makes a thing's line; `empty` is said of none;
        `caption` says above them what they are. The first columns, as many as hold `words`, stand
        to the left, the others to the right as figures do."""
        self._titles, self._drawn, self._instead = titles, drawn, empty
        self._caption, self._words = caption, words
        measured = [drawn(thing) for thing in islice(things, MEASURED)]
        self._abouts = any(row.about for row in measured)
        self._widths = [
            max(map(cell_len, column))
            for column in zip(titles, *(row.cells for row in measured), strict=True)
        ]
        self.put([(thing,) for thing in things])

    @property
    def _above(self) -> int:
        """Lines above the things: the caption, the titles."""
        return 2 if self._caption else 1

    @property
    def _room(self) -> int:
        """Lines for things: without those above, and the last line where it is needed."""
        room = max(self.size.height - self._above, 1)
        return max(room - 1, 1) if self._abouts or len(self.things) > room else room

    def render(self) -> Content:
        if not self.things:
            return Content.styled(self._instead, "$quiet")
        rows = self.window(self._room)
        heading = clipped("  " + self._set(self._titles), self.size.width)
        drawn = [Content.styled(heading, "$quiet"), *(self._line(row) for row in rows)]
        if self._caption:
            drawn.insert(0, Content.styled(clipped(self._caption, self.size.width), "$foreground"))
        if self._abouts or len(rows) < len(self.things):
            drawn += [Content("")] * (self.size.height - 1 - len(drawn))
            drawn.append(self._last(rows))
        return lines(drawn)

    def _last(self, rows: range) -> Content:
        """About the one pointed at, and which part of a long list is in view."""
        part = ""
        if len(rows) < len(self.things):
            part = _("{first}–{last} of {all}").format(
                first=say_number(rows[0] + 1),
                last=say_number(rows[-1] + 1),
                all=say_number(len(self.things)),
            )
        room = self.size.width - cell_len(part)
        about = clipped(self._drawn(self.thing).about, room - 2)
        return Content.assemble((fit(about, room), "$foreground"), (part, "$quiet"))

    def _first(self) -> int:
        """Cells of the first column."""
        others = sum(self._widths[1:]) + GAP * (len(self._widths) - 1)
        roomy = max(self._widths[0], LEAST)
        return max(min(roomy, self.size.width - 2 - others), LEAST)

    def _set(self, cells: Sequence[str]) -> str:
        first, *others = cells
        told = [fit(first, self._first())]
        told += [
            fit(cell, self._widths[n], right=n >= self._words) for n, cell in enumerate(others, 1)
        ]
        return (" " * GAP).join(told)

    def _line(self, row: int) -> Content:
        here = self.points_at(row)
        told = self._set(self._drawn(self.things[row][0]).cells)
        return Content.styled(
            clipped(("▸ " if here else "  ") + told, self.size.width), HERE if here else ""
        )

    def place_at(self, x: int, y: int) -> Place | None:
        rows = self.window(self._room)
        line = y - self._above
        return Place(rows[line]) if self.things and 0 <= line < len(rows) else None
