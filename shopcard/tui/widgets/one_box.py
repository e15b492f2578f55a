"""The counter's one box."""

from collections.abc import Callable

from textual import events
from textual.message import Message
from textual.widgets import Input

from shopcard.rules.text import as_typed
from shopcard.tui.scanner import ENTER, Verdict


class TypedLine(Input):
    """A line that never holds what a terminal would obey: controls, marks that turn text round."""

    def validate_value(self, value: str) -> str:
        return as_typed(value)


class OneBox(TypedLine):
    """A line of text that gives itself away whole at Enter.

    Enter, Esc and the arrows are taken here as keys. As bindings they would bubble, and the next
    digits of a scanner would overtake them and join the text they were meant to end.
    """

    class Entered(Message):
        """Enter: the box's text as it stood, now cleared."""

        def __init__(self, text: str, verdict: Verdict) -> None:
            super().__init__()
            self.text = text
            self.verdict = verdict

    class Escaped(Message):
        """Esc: the box is now empty."""

    class Moved(Message):
        """An arrow: up (-1) or down (+1) the list."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, judge: Callable[[events.Key], Verdict], *, id: str) -> None:  # noqa: A002
        """`judge` says who pressed an Enter."""
        super().__init__(id=id, max_length=120, select_on_focus=False)
        self._judge = judge

    @property
    def content_width(self) -> int:
        """As wide as the box at least: each change of it lays the whole screen out anew, which
        would cost every key half its time."""
        return max(super().content_width, self.scrollable_content_region.width)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ENTER:
            self._take(event, self.Entered(self.value, self._judge(event)))
            self.value = ""
        elif event.key == "escape":
            self._take(event, self.Escaped())
            self.value = ""
        elif event.key in ("up", "down"):
            self._take(event, self.Moved(-1 if event.key == "up" else 1))

    def _take(self, event: events.Key, said: Message) -> None:
        event.stop()
        event.prevent_default()
        self.post_message(said)
