"""What customers say, on the month: its figures, who brings others, and the comments."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content

from shopcard.language import _, say_day, say_number
from shopcard.store.answers.month import Ambassador, Voice
from shopcard.tui.widgets.figure_row import HERE, Item, change_style
from shopcard.tui.widgets.fit import Part, clipped, fit, lines
from shopcard.tui.widgets.pointed import Place, Pointed
from shopcard.words.feedback import say_answer, say_satisfied

GAP = 2
"""Cells between columns."""
_NAME, _ANSWER, _LEAST = 20, 14, 12
"""The most cells of a name and of an answer; the fewest of a comment."""
_AMBASSADORS = 3


class VoicesPanel(Pointed):
    """From the top: the figures, the best ambassadors, the comments newest first, and beneath them
    the whole of the one pointed at."""

    twice: ClassVar[bool] = True

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._items: Sequence[Item] = ()
        self._ambassadors: Sequence[Ambassador] = ()
        self._comments: Sequence[Voice] = ()
        self._caption = ""
        self._answers = 0
        """Cells of the widest answer."""

    def show(
        self,
        items: Sequence[Item],
        ambassadors: Sequence[Ambassador],
        comments: Sequence[Voice],
        caption: str,
    ) -> None:
        """`caption` stands above the comments and says which they are."""
        self._items, self._comments, self._caption = items, comments, caption
        self._answers = min(max((cell_len(_briefly(v)) for v in comments), default=0), _ANSWER)
        self._ambassadors = ambassadors[:_AMBASSADORS]
        above = [list(part) for part in (self._items, self._ambassadors) if part]
        self.put([*above, *([voice] for voice in comments)])

    # Where things stand

    @property
    def _lead(self) -> int:
        """Rows of things above the comments."""
        return len(self.things) - len(self._comments)

    @property
    def _above(self) -> int:
        """Lines above the comments: the figures have two, the caption its own."""
        return self._lead + 2

    @property
    def _foot(self) -> list[Content]:
        """All of the comment that is pointed at, as far as one line is left for the list."""
        voice = self.thing
        if not isinstance(voice, Voice):
            return []
        told = [say_day(voice.day), say_answer(voice.recommend, voice.satisfied)]
        if voice.staff:
            told.append(_("noted by {staff}").format(staff=voice.staff))
        if voice.acted_on:
            told.append(_("acted upon {day}").format(day=say_day(voice.acted_on)))
        about = " · ".join(part for part in told if part)
        wrapped = Text(voice.comment).wrap(self.app.console, max(self.size.width, 1))
        whole = [Content.styled(line.plain.rstrip(), "$foreground") for line in wrapped]
        most = max(self.size.height - self._above - 2, 1)
        return [Content.styled(clipped(about, self.size.width), "$quiet"), *whole[:most]]

    def _rows(self, foot: int) -> range:
        """The comments in view, always with the one pointed at."""
        room = max(self.size.height - self._above - foot, 1)
        at, last = max(self.at.row - self._lead, 0), max(len(self._comments) - room, 0)
        self._top = min(max(at - room + 1, min(self._top, at)), last)
        return range(self._top, min(self._top + room, len(self._comments)))

    # Drawing

    def render(self) -> Content:
        if not self._items:
            return Content("")
        foot = self._foot
        rows = self._rows(len(foot))
        drawn = [*self._figures(), *self._brought(), self._head(rows)]
        drawn += [self._line(row) for row in rows]
        if foot:
            drawn += [Content("")] * (self.size.height - len(foot) - len(drawn))
        return lines([*drawn, *foot])

    def _widths(self) -> list[int]:
        """Of each figure's column: what it needs, and its share of what is left."""
        needs = [max(cell_len(i.name), cell_len(_valued(i))) + GAP for i in self._items]
        left = max(self.size.width - sum(needs), 0)
        return [need + left // len(needs) for need in needs]

    def _figures(self) -> list[Content]:
        names: list[Part] = []
        values: list[Part] = []
        for column, (item, width) in enumerate(zip(self._items, self._widths(), strict=True)):
            here = self.points_at(0, column)
            name = clipped(item.name, width - 1)
            names += [(name, HERE if here else "$quiet"), " " * (width - cell_len(name))]
            change = f"  {item.change}" if item.change else ""
            values += [
                (item.value, "bold"),
                (change, change_style(item.change)),
                " " * max(width - cell_len(_valued(item)), 0),
            ]
        return [Content.assemble(*names), Content.assemble(*values)]

    def _brought(self) -> list[Content]:
        if not self._ambassadors:
            return []
        parts: list[Part] = [(self._ambassadors_label(), "$quiet")]
        for column, words in enumerate(self._ambassador_words()):
            parts += [" " * GAP, (words, HERE if self.points_at(1, column) else "$foreground")]
        return [Content.assemble(*parts)]

    def _ambassadors_label(self) -> str:
        return _("Best ambassadors")

    def _ambassador_words(self) -> list[str]:
        room = self.size.width - cell_len(self._ambassadors_label())
        most = max(room // len(self._ambassadors) - GAP, _LEAST)
        told = []
        for one in self._ambassadors:
            count = f" {say_number(one.brought)}"
            told.append(clipped(one.name, most - cell_len(count)) + count)
        return told

    def _head(self, rows: range) -> Content:
        part = ""
        if len(rows) < len(self._comments):
            part = _("{first}–{last} of {all}").format(
                first=say_number(rows[0] + 1),
                last=say_number(rows[-1] + 1),
                all=say_number(len(self._comments)),
            )
        room = self.size.width - cell_len(part)
        return Content.styled(fit(clipped(self._caption, room - 1), room) + part, "$quiet")

    def _line(self, row: int) -> Content:
        voice, here = self._comments[row], self.points_at(self._lead + row)
        day = say_day(voice.day, year=False)
        answer = clipped(_briefly(voice), self._answers)
        mark = "✓ " if voice.acted_on else "  "
        told = f"{mark}{fit(voice.name, _NAME)}  {fit(day, 7)}  {fit(answer, self._answers)}  "
        told += " ".join(voice.comment.split())
        return Content.styled(
            clipped(("▸ " if here else "  ") + told, self.size.width), HERE if here else ""
        )

    # The mouse

    def place_at(self, x: int, y: int) -> Place | None:
        if not self.things:
            return None
        if y < 2:
            return _column(0, self._widths(), x)
        if y == 2 and self._ambassadors:
            start = cell_len(self._ambassadors_label()) + GAP
            widths = [cell_len(words) + GAP for words in self._ambassador_words()]
            return _column(1, widths, x - start)
        rows = self._rows(len(self._foot))
        line = y - self._above
        return Place(self._lead + rows[line]) if 0 <= line < len(rows) else None


def _valued(item: Item) -> str:
    return f"{item.value}  {item.change}" if item.change else item.value


def _briefly(voice: Voice) -> str:
    """9/10; else whether they are satisfied."""
    if voice.recommend is not None:
        return f"{voice.recommend}/10"
    return "" if voice.satisfied is None else say_satisfied(voice.satisfied)


def _column(row: int, widths: Sequence[int], x: int) -> Place | None:
    edge = 0
    for column, width in enumerate(widths):
        edge += width
        if 0 <= x < edge:
            return Place(row, column)
    return None
