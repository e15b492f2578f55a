"""The month's headline figures, side by side, and all the others in two columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from shopcard.tui.widgets.fit import Part, clipped, fit, lines
from shopcard.tui.widgets.pointed import Place, Pointed

HERE = "bold $background on $primary"
"""What is pointed at."""
GAP = 4
"""Cells between the two columns of figures."""


@dataclass(frozen=True, slots=True)
class Item:
    """A figure as it is shown; one without a value is a sentence."""

    key: str
    name: str
    value: str = ""
    change: str = ""
    """Begins with ▲, ▼ or =; empty where nothing is compared."""
    loud: bool = False
    """Whether it asks to be looked at."""


def change_style(change: str) -> str:
    return {"▲": "$success", "▼": "$error"}.get(change[:1], "$quiet")


class FigureRow(Pointed):
    """Name, value and change of a few figures."""

    def show(self, items: Sequence[Item]) -> None:
        self.put([list(items)])

    @property
    def _items(self) -> list[Item]:
        return [item for item in self.things[0] if isinstance(item, Item)] if self.things else []

    def _widths(self) -> list[int]:
        """Of each figure's column: what it needs, and its share of what is left."""
        items = self._items
        needs = [max(map(cell_len, (i.name, i.value, i.change))) for i in items]
        left = self.size.width - sum(needs)
        if left >= len(items):
            return [need + left // len(items) for need in needs]
        return [self.size.width // len(items)] * len(items)

    def render(self) -> Content:
        if not self._items:
            return Content("")
        names: list[Part] = []
        values: list[Part] = []
        changes: list[Part] = []
        for column, (item, width) in enumerate(zip(self._items, self._widths(), strict=True)):
            here = self.points_at(0, column)
            name = clipped(item.name, width - 1)
            names += [(name, HERE if here else "$quiet"), " " * (width - cell_len(name))]
            values.append((fit(clipped(item.value, width - 1), width), "bold"))
            changes.append((fit(clipped(item.change, width - 1), width), change_style(item.change)))
        return lines(Content.assemble(*row) for row in (names, values, changes))

    def place_at(self, x: int, y: int) -> Place | None:
        edge = 0
        for column, width in enumerate(self._widths()):
            edge += width
            if x < edge:
                return Place(0, column)
        return None


class FigureList(Pointed):
    """Sentences a line each, then figures in two columns that are read downwards."""

    def show(self, items: Sequence[Item]) -> None:
        said = [[item] for item in items if not item.value]
        figures = [item for item in items if item.value]
        half = -(-len(figures) // 2)
        pairs = [figures[row::half] for row in range(half)]
        self.put([*said, *pairs])

    @property
    def _width(self) -> int:
        return (self.size.width - GAP) // 2

    def render(self) -> Content:
        return lines(self._line(row) for row in self.window(self.size.height))

    def _line(self, row: int) -> Content:
        items = [item for item in self.things[row] if isinstance(item, Item)]
        if not items[0].value:
            words = clipped(("! " if items[0].loud else "") + items[0].name, self.size.width)
            style = "bold $warning" if items[0].loud else "$foreground"
            return Content.styled(words, HERE if self.points_at(row) else style)
        parts: list[Part] = []
        for column, item in enumerate(items):
            parts += [" " * GAP] if parts else []
            parts += self._figure(item, here=self.points_at(row, column))
        return Content.assemble(*parts)

    def _figure(self, item: Item, *, here: bool) -> list[Part]:
        change = f"  {item.change}" if item.change else ""
        told = cell_len(item.value) + cell_len(change)
        if told + cell_len(item.name) + 1 > self._width:
            change, told = "", cell_len(item.value)
        name = clipped(item.name, self._width - told - 1)
        dots = " " * (self._width - told - cell_len(name))
        return [
            (name, HERE if here else "$quiet"),
            dots,
            (change.strip(), change_style(item.change)),
            "  " if change else "",
            (item.value, "bold"),
        ]

    def place_at(self, x: int, y: int) -> Place | None:
        rows = self.window(self.size.height)
        if y >= len(rows):
            return None
        columns = len(self.things[rows[y]])
        return Place(rows[y], min(x // (self._width + GAP), columns - 1))
