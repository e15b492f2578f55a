"""How many of each month's first-time customers came again, month after month."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.color import Color
from textual.content import Content

from shopcard.language import _, babel_locale, say_number
from shopcard.tui.widgets.figure_row import HERE
from shopcard.tui.widgets.fit import Part, fit, lines
from shopcard.tui.widgets.pointed import Place, Pointed

if TYPE_CHECKING:
    from shopcard.store.answers.month import Cohort

CELL = 5
"""Cells of a month's share, gap included."""
DEEPEST = 0.55
"""How far a cell of 100 % is from the ground to its full colour: light ink stays readable."""
HEADING = 2


@dataclass(frozen=True, slots=True)
class Share:
    """The customers of a cohort who came so many months later."""

    cohort: "Cohort"
    months: int
    running: bool
    """Whether that month is not over yet."""

    @property
    def n(self) -> int:
        return self.cohort.active[self.months]

    @property
    def pct(self) -> float:
        return self.n / self.cohort.size * 100


class CohortGrid(Pointed):
    """The number is in every cell, with a shade as deep; a month not over yet has none, and dots
    after its number."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._first = 1
        self._unended = False
        """Whether the latest month is not over."""

    def show(self, cohorts: "Sequence[Cohort]", *, running: bool) -> None:
        """Oldest first; `running`: the latest month is not over."""
        self._unended = running
        self.put(
            [
                [Share(c, k, running and k == len(c.active) - 1) for k in range(len(c.active))]
                for c in cohorts
                if c.size
            ]
        )
        # the latest are asked about
        self._point(len(self.things) - 1, 0)

    def render(self) -> Content:
        if not self.things:
            return Content.styled(_("Nobody has bought anything yet."), "$quiet")
        label, columns = self._label, self._columns()
        heads: list[Part] = [
            (fit(_("first purchase"), label), "$quiet"),
            *((f"{k:>{CELL - 1}} ", "$quiet") for k in columns),
        ]
        words = (
            _("% of them with a visit so many months later (…: so far)")
            if self._unended
            else _("% of them with a visit so many months later")
        )
        title = Content.styled(" " * label + fit(words, self.size.width - label), "$quiet")
        rows = self.window(self.size.height - HEADING)
        return lines([title, Content.assemble(*heads), *(self._line(r, columns) for r in rows)])

    @property
    def _label(self) -> int:
        """Cells of a row's name and of how many it is about."""
        shares = [row[0] for row in self.things]
        most = max((s.cohort.size for s in shares if isinstance(s, Share)), default=0)
        return max(cell_len(_("first purchase")) + 1, 10 + cell_len(say_number(most)) + 1)

    def _columns(self) -> range:
        """The months later that are in view: always with the one pointed at."""
        room = max((self.size.width - self._label) // CELL, 1)
        most = max(len(self.things[row]) for row in self.window(self.size.height - HEADING)) - 1
        here = max(self.at.column, 1)
        self._first = max(here - room + 1, min(self._first, here), 1)
        return range(self._first, min(self._first + room, most + 1))

    def _line(self, row: int, columns: range) -> Content:
        from babel.dates import format_date

        shares = [share for share in self.things[row] if isinstance(share, Share)]
        cohort = shares[0].cohort
        name = fit(format_date(cohort.month, "LLL y", locale=babel_locale()), 10)
        size = fit(say_number(cohort.size), self._label - cell_len(name) - 1, right=True)
        parts: list[Part] = [
            (name, "$quiet"),
            (size, HERE if self.points_at(row) else "bold"),
            " ",
        ]
        for share in shares:
            if share.months in columns:
                parts += self._cell(share, here=self.points_at(row, share.months))
        return Content.assemble(*parts)

    def _cell(self, share: Share, *, here: bool) -> list[Part]:
        number = f"{share.pct:.0f}"
        said = fit(number + "…" if share.running else number + " ", CELL - 1, right=True)
        if here:
            return [(said, HERE), " "]
        if share.running:
            return [(said, "$quiet"), " "]
        colours = self.app.theme_variables
        ground = Color.parse(colours["background"])
        deep = ground.blend(Color.parse(colours["secondary"]), DEEPEST * min(share.pct, 100) / 100)
        return [(said, f"$foreground on {deep.hex6}"), " "]

    def place_at(self, x: int, y: int) -> Place | None:
        rows = self.window(self.size.height - HEADING)
        if not self.things or not 0 <= y - HEADING < len(rows):
            return None
        row, columns = rows[y - HEADING], self._columns()
        column = 0 if x < self._label else columns[0] + (x - self._label) // CELL
        return Place(row, column) if column < len(self.things[row]) else None
