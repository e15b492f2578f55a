"""Names of tabs on one line, the open one lit."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from shopcard.tui.widgets.figure_row import HERE
from shopcard.tui.widgets.fit import Part, clipped


class TabLine(Widget):
    """Shows where one is; a click goes elsewhere."""

    can_focus = False

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._tabs: Sequence[str] = ()
        self._here = 0

    def show(self, tabs: Sequence[str], here: int) -> None:
        self._tabs, self._here = tabs, here
        self.refresh()

    def _fitting(self) -> tuple[int, list[str]]:
        """The gap, and the names with a space on either side; where they are too many for that
        the longest are cut."""
        room, names = self.size.width, list(self._tabs)
        for gap in (2, 1, 0):
            if sum(map(cell_len, names)) + len(names) * 2 + gap * (len(names) - 1) <= room:
                return gap, [f" {name} " for name in names]
        most = max(map(cell_len, names), default=0)
        while most > 1 and sum(min(cell_len(n), most) + 2 for n in names) > room:
            most -= 1
        return 0, [f" {clipped(name, most)} " for name in names]

    def render(self) -> Content:
        gap, names = self._fitting()
        parts: list[Part] = []
        for index, name in enumerate(names):
            parts += [" " * gap] if parts else []
            parts.append((name, HERE if index == self._here else "$foreground"))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        gap, names = self._fitting()
        edge = 0
        for index, name in enumerate(names):
            edge += cell_len(name) + gap
            if at is not None and at.x < edge:
                self.post_message(self.Chosen(index))
                return
