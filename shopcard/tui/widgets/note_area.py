"""A note of several lines in a form: Enter goes on as in every field, Ctrl+N begins a line."""

from collections import deque
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from shopcard.rules.text import clean_note
from shopcard.tui.form import MOST_CHARACTERS, Entry
from shopcard.tui.scanner import ENTER, judged

NEW_LINE = "ctrl+n"
_OURS = {"up", "down", "f6", "f7"}
"""Keys that mean the same in the whole program: these are not the text's own."""


def _kept() -> list[BindingType]:
    return [
        binding
        for binding in TextArea.BINDINGS
        if not (isinstance(binding, Binding) and _OURS & set(binding.key.split(",")))
    ]


class NoteArea(TextArea, inherit_bindings=False):
    """Text over several lines, none of them lost. Up and down leave it at its ends; a scan in it
    leaves the text as it was and is announced by itself, as in an `Entry`."""

    DEFAULT_CSS = """
    NoteArea, NoteArea:focus {
        width: 1fr; height: auto; max-height: 4; border: none; padding: 0 1;
        background: $panel; scrollbar-size-vertical: 1;
    }
    NoteArea:focus { background-tint: $foreground 8%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = _kept()

    def __init__(self, value: str = "") -> None:
        super().__init__(value, compact=True, highlight_cursor_line=False)
        self._before: deque[tuple[str, Selection]] = deque(maxlen=MOST_CHARACTERS)

    @property
    def value(self) -> str:
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        if text != self.text:
            self.load_text(text)
            self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ENTER:
            verdict = judged(self.app, event)
            if verdict.card:
                self._forget(len(verdict.scanned))
                self.post_message(Entry.Scanned(self, verdict.card))
            elif not verdict.too_soon:
                self.post_message(Entry.Entered(self, sure=not verdict.scanned))
            self._before.clear()
        elif event.key == NEW_LINE:
            self._take(event)
            self.insert("\n", maintain_selection_offset=False)
        elif event.key == "up" and not self.cursor_at_first_line:
            self._take(event)
            self.action_cursor_up()
        elif event.key == "down" and not self.cursor_at_last_line:
            self._take(event)
            self.action_cursor_down()
        elif event.is_printable:
            self._before.append((self.text, self.selection))
        else:
            self._before.clear()

    def _take(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self._before.clear()

    def _forget(self, keys: int) -> None:
        """Bring back what stood here before the last keys; a scan may have begun elsewhere."""
        if self._before:
            text, selection = self._before[-min(keys, len(self._before))]
            self.value = text
            self.selection = selection

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.text = clean_note(event.text, most=4 * len(event.text) + 1)
