"""Parts of a screen whose things one points at, by arrows or by mouse."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.message import Message
from textual.widget import Widget


class Place(NamedTuple):
    """Where a thing stands: its row, and its place in the row."""

    row: int = 0
    column: int = 0


class Pointed(Widget):
    """Things in rows; one is pointed at while the part is lit.

    A click points at a thing and picks it; where `twice` is set, only a click on the thing that is
    pointed at already picks it.
    """

    can_focus = False
    twice: ClassVar[bool] = False

    class Picked(Message):
        """A thing was clicked: to be opened, or only (`thing` None) to be pointed at."""

        def __init__(self, part: "Pointed", thing: object | None) -> None:
            super().__init__()
            self.part = part
            self.thing = thing

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.things: Sequence[Sequence[object]] = ()
        self.at = Place()
        self.lit = False
        self._top = 0

    def put(self, things: Sequence[Sequence[object]]) -> None:
        """Other things; what is pointed at stays where it was as far as it can."""
        self.things = things
        self._point(*self.at)

    @property
    def thing(self) -> object | None:
        """What is pointed at, lit or not; None where there is nothing."""
        return self.things[self.at.row][self.at.column] if self.things else None

    def light(self, lit: bool) -> None:
        self.lit = lit
        self.refresh()

    def points_at(self, row: int, column: int = 0) -> bool:
        return self.lit and self.at == (row, column)

    def move(self, down: int, across: int = 0) -> bool:
        """Point elsewhere; False when there is nothing further that way."""
        before = self.at
        self._point(before.row + down, before.column + across)
        return self.at != before

    def _point(self, row: int, column: int) -> None:
        row = min(max(row, 0), max(len(self.things) - 1, 0))
        width = len(self.things[row]) if self.things else 1
        self.at = Place(row, min(max(column, 0), width - 1))
        self.refresh()

    def window(self, room: int) -> range:
        """The rows in view where there is room for so many: always with the one pointed at."""
        room = max(room, 1)
        last = max(len(self.things) - room, 0)
        self._top = min(max(self.at.row - room + 1, min(self._top, self.at.row)), last)
        return range(self._top, min(self._top + room, len(self.things)))

    def place_at(self, x: int, y: int) -> Place | None:
        """What stands in a cell of the part; None where nothing does."""
        raise NotImplementedError

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        place = offset and self.place_at(offset.x, offset.y)
        if place is None:
            return
        already = self.lit and self.at == place
        self._point(*place)
        picked = None if self.twice and not already else self.thing
        self.post_message(self.Picked(self, picked))

    def on_mouse_scroll_down(self) -> None:
        self.move(1)

    def on_mouse_scroll_up(self) -> None:
        self.move(-1)
