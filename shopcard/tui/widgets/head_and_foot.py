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
        """The gap, and all keys; where even the narrow gap leaves too little room, those that fit
        and the last one."""
        if not self._keys:
            return WIDE, []
        *others, last = self._keys
        room = self.size.width - sum(map(_width, self._keys))
        gap = WIDE if room >= WIDE * len(others) else NARROW
        kept, room = [], self.size.width - _width(last)
        for key in others:
            room -= _width(key) + gap
            if room < 0:
                break
            kept.append(key)
        return gap, [*kept, last]

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


def _width(key: Key) -> int:
    return cell_len(key.cap) + 1 + cell_len(key.words)


Pairs = Sequence[tuple[str, str]]
"""Keys, and what each does."""


ENTER = "⏎"
