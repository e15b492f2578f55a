"""The team's month: a line for each who served, and beneath what is worth a look."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from shopcard.language import _
from shopcard.tui.widgets.figure_row import HERE
from shopcard.tui.widgets.fit import clipped, lines
from shopcard.tui.widgets.pointed import Place
from shopcard.tui.widgets.row_list import RowList
from shopcard.words.fair_play import say

if TYPE_CHECKING:
    from shopcard.store.answers.month import Finding

_KEPT = str.maketrans("\u00a0\u202f", "\ue000\ue001")
_AGAIN = str.maketrans("\ue000\ue001", "\u00a0\u202f")
"""No-break spaces, at which Textual would break a line, and what stands for them meanwhile."""

Line = tuple[int | None, Content]
"""What stands in a line of the screen, and which thing it belongs to."""


class TeamList(RowList):
    """The table, then each finding's sentence over as many lines as it needs."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._findings: Sequence[Finding] | None = None
        self._scrolled = 0

    def find(self, findings: "Sequence[Finding] | None") -> None:
        """What stands beneath the table with the next `show`; None: it is being worked out."""
        self._findings = findings

    def put(self, things: Sequence[Sequence[object]]) -> None:
        self._served = len(things)
        found = self._findings if things else ()
        super().put([*things, *((finding,) for finding in found or ())])

    def render(self) -> Content:
        if not self.things:
            return super().render()
        return lines(content for _row, content in self._in_view())

    def _in_view(self) -> list[Line]:
        """The lines there is room for, always with all of what is pointed at."""
        drawn, room = self._drawn_lines(), max(self.size.height, 1)
        mine = [n for n, (row, _content) in enumerate(drawn) if row == self.at.row]
        first = 0 if self.at.row == 0 else mine[0]
        last = len(drawn) - 1 if self.at.row == len(self.things) - 1 else mine[-1]
        top = min(max(self._scrolled, last - room + 1), first, len(drawn) - room)
        self._scrolled = max(top, 0)
        return drawn[self._scrolled : self._scrolled + room]

    def _drawn_lines(self) -> list[Line]:
        heading = clipped("  " + self._set(self._titles), self.size.width)
        drawn: list[Line] = [(None, Content.styled(heading, "$quiet"))]
        drawn += [(row, self._line(row)) for row in range(self._served)]
        drawn += [(None, Content("")), (None, Content.styled(_("Worth a look"), "bold"))]
        if not self._findings:
            said = (
                _("working it out…")
                if self._findings is None
                else _("Nothing stands out: no card and nobody in the team.")
            )
            drawn += self._wrapped(None, said)
        for row, finding in enumerate(self._findings or (), self._served):
            drawn += self._wrapped(row, say(finding.sign, finding.name))
        return drawn

    def _wrapped(self, row: int | None, sentence: str) -> list[Line]:
        here = row is not None and self.points_at(row)
        told = Content(sentence.translate(_KEPT)).wrap(max(self.size.width - 2, 1))
        style = HERE if here else "$quiet" if row is None else ""
        return [
            (row, Content.styled(("▸ " if here and n == 0 else "  ") + part, style))
            for n, part in enumerate(line.plain.rstrip().translate(_AGAIN) for line in told)
        ]

    def place_at(self, x: int, y: int) -> Place | None:
        shown = self._in_view() if self.things else []
        row = shown[y][0] if 0 <= y < len(shown) else None
        return None if row is None else Place(row)
