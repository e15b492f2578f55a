"""The line at the top of the counter and the line of keys at its foot."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from shopcard.tui.widgets.fit import clipped, fit

WIDE, NARROW = 2, 1
"""Cells between two keys, the second where room is short."""


class HeadLine(Widget):
    """The shop on the left, who serves and when on the right."""

    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._said = ("", "")

    def show(self, shop: str, right: str) -> None:
        if (shop, right) != self._said:
            self._said = (shop, right)
            self.refresh()

    def render(self) -> Content:
        shop, right = self._said
        right = clipped(right, self.size.width)
        room = self.size.width - cell_len(right) - 1
        return Content.assemble((fit(shop, max(room, 0)), "bold"), " ", (right, "$foreground"))


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the foot line: what is printed on it, what it does in a word, and the action."""

    cap: str
    words: str
    action: str
    usable: bool = True
    always: bool = False
    """Whether it is shown however short the room is."""


class FootLine(Widget):
    """The keys that do something here; each can be clicked."""

    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._keys: tuple[Key, ...] = ()

    def show(self, keys: Sequence[Key]) -> None:
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.refresh()

    def render(self) -> Content:
        gap, keys = self._fitting()
        return Content(" " * gap).join(self._drawn(key) for key in keys)

    def _fitting(self) -> tuple[int, list[Key]]:
        """The gap, and all keys. Where even the narrow gap leaves too little room, some go: those
        of no use now first, then from the right; those shown always and the last one stay."""
        keys = list(self._keys)
        if _length(keys, WIDE) <= self.size.width:
            return WIDE, keys
        spare = [key for key in keys[-2::-1] if not key.always]
        for key in sorted(spare, key=lambda key: key.usable):
            if _length(keys, NARROW) <= self.size.width:
                break
            keys.remove(key)
        return NARROW, keys

    def _drawn(self, key: Key) -> Content:
        cap, words = ("bold $primary", "$foreground") if key.usable else ("$faint", "$faint")
        return Content.assemble((key.cap, cap), " ", (key.words, words))

    async def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is None:
            return
        left, (gap, keys) = 0, self._fitting()
        for key in keys:
            if left <= at.x < left + _width(key):
                await self.run_action(key.action)
            left += _width(key) + gap


def _length(keys: Sequence[Key], gap: int) -> int:
    return sum(map(_width, keys)) + gap * (len(keys) - 1)


def _width(key: Key) -> int:
    return cell_len(key.cap) + 1 + cell_len(key.words)


Pairs = Sequence[tuple[str, str]]
"""Keys, and what each does."""


ENTER = "⏎"
