"""Forms: labelled fields that say what is wrong in place, and tell a scan from typing."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from shopcard.language import ngettext
from shopcard.rules.scanner import Scan
from shopcard.rules.text import clean_text
from shopcard.tui.scanner import ENTER, judged
from shopcard.tui.widgets.one_box import TypedLine

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from shopcard.tui.widgets.note_area import NoteArea

MOST_CHARACTERS = 64
"""How far back an entry remembers what stood in it before a scan."""


class Entry(TypedLine):
    """One line of text. A scan in it leaves the text as it was and is announced by itself."""

    DEFAULT_CSS = """
    Entry, Entry:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
    }
    Entry:focus { background-tint: $foreground 8%; }
    """

    class Scanned(Message):
        """A card was scanned while this entry had the focus."""

        def __init__(self, entry: Widget, scan: Scan) -> None:
            super().__init__()
            self.entry = entry
            self.scan = scan

    class Full(Message):
        """A key was left out: no more characters go in here."""

        def __init__(self, most: int) -> None:
            super().__init__()
            self.most = most

    class Entered(Message):
        """Enter. `sure` when a person pressed it: only then may it confirm anything."""

        def __init__(self, entry: Widget, *, sure: bool) -> None:
            super().__init__()
            self.entry = entry
            self.sure = sure

    def __init__(self, value: str = "", *, most: int = 200, **options: Any) -> None:
        super().__init__(_one_line(value, most), max_length=most, **options)
        self._before: deque[tuple[str, Selection]] = deque(maxlen=MOST_CHARACTERS)

    def _on_key(self, event: events.Key) -> None:  # type: ignore[override]
        # Enter is taken here, in the order of the keys: as a binding it would be overtaken by the
        # digits of a second scan.
        if event.key in ENTER:
            verdict = judged(self.app, event)
            if verdict.card:
                self._forget(len(verdict.scanned))
                self.post_message(self.Scanned(self, verdict.card))
            elif not verdict.too_soon:
                self.post_message(self.Entered(self, sure=not verdict.scanned))
            self._before.clear()
        elif event.is_printable:
            self._before.append((self.value, self.selection))
            if self.max_length and len(self.value) >= self.max_length and self.selection.is_empty:
                self.post_message(self.Full(self.max_length))
        else:
            self._before.clear()

    def _forget(self, keys: int) -> None:
        """Bring back what stood here before the last keys; a scan may have begun elsewhere."""
        if self._before:
            self.value, self.selection = self._before[-min(keys, len(self._before))]

    def _on_paste(self, event: events.Paste) -> None:
        event.text = _one_line(event.text, self.max_length or 200)


def _one_line(text: str, most: int) -> str:
    """A text fit for one line of a terminal, cut to `most` characters."""
    return clean_text(text, most=len(text) * 4 + 1)[:most]


class Pick(Static, can_focus=True):
    """One of a few words, changed with the arrows, the space bar or a click."""

    DEFAULT_CSS = """
    Pick { height: 1; padding: 0 1; background: $panel; width: 1fr; }
    Pick:focus { background-tint: $foreground 8%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
    ]

    class Changed(Message):
        """Another word was picked."""

        def __init__(self, pick: "Pick") -> None:
            super().__init__()
            self.pick = pick

    index: reactive[int] = reactive(0)

    def __init__(self, options: Sequence[tuple[str, str]], value: str, **given: Any) -> None:
        """`options` are (value, word shown)."""
        super().__init__(**given)
        self.options = tuple(options)
        self.set_reactive(Pick.index, [v for v, _word in self.options].index(value))

    @property
    def value(self) -> str:
        return self.options[self.index][0]

    @value.setter
    def value(self, value: str) -> None:
        self.index = [v for v, _word in self.options].index(value)

    def render(self) -> Content:
        word = Content(self.options[self.index][1])
        return Content.assemble(("‹ ", "$text-muted"), word, (" ›", "$text-muted"))

    def action_turn(self, by: int) -> None:
        self.index = (self.index + by) % len(self.options)
        self.post_message(self.Changed(self))

    def on_click(self) -> None:
        self.action_turn(1)


class Field(Widget):
    """A label, what is typed, and beneath it a hint or what is wrong."""

    DEFAULT_CSS = """
    Field { height: auto; border-left: blank; padding: 0 1 0 0; }
    Field:focus-within { border-left: thick $accent; }
    Field .label { width: 18; padding: 0 2 0 1; color: $text-muted; }
    Field:focus-within .label { color: $text; text-style: bold; }
    Field Entry { width: 1fr; }
    Field .says { padding: 0 0 0 1; color: $text-muted; }
    Field.-wrong .says { color: $text-error; }
    Field .says.-empty { display: none; }
    """

    def __init__(
        self, key: str, label: str, control: "Entry | Pick | NoteArea", hint: str = ""
    ) -> None:
        super().__init__(id=f"field-{key}")
        self.key = key
        self.label = label
        self.control = control
        self.hint = hint
        self._full = False
        """Whether what is said is only that no more characters go in."""

    def compose(self) -> ComposeResult:
        with HorizontalGroup():
            yield Static(Content(self.label), classes="label")
            yield self.control
        yield Static(classes="says")

    def on_mount(self) -> None:
        self.say("")

    @property
    def value(self) -> str:
        return self.control.value

    @value.setter
    def value(self, text: str) -> None:
        self.control.value = text
        if isinstance(self.control, Entry):
            self.control.cursor_position = len(self.control.value)

    def on_entry_full(self, message: Entry.Full) -> None:
        message.stop()
        self.say(
            ngettext(
                "Full: at most {n} character.",
                "Full: at most {n} characters.",
                message.most,
            ).format(n=message.most)
        )
        self._full = True

    def on_descendant_blur(self) -> None:
        """That it is full was said of a key that is long past; what is wrong stands on."""
        if self._full:
            self.say("")

    def indent(self, cells: int) -> None:
        """Give the label its column."""
        self.query_one(".label").styles.width = cells
        self.query_one(".says").styles.margin = (0, 0, 0, cells)

    def say(self, wrong: str) -> None:
        """Show what is wrong; nothing brings the hint back."""
        self._full = False
        says = self.query_one(".says", Static)
        says.update(Content(f"✗ {wrong}" if wrong else self.hint))
        says.set_class(not (wrong or self.hint), "-empty")
        self.set_class(bool(wrong), "-wrong")
        if (wrong or self.hint) and self.has_focus_within:
            # A form may be higher than its room: what is said is to be read.
            self.call_after_refresh(self.scroll_visible, animate=False)


class Form(VerticalGroup):
    """Fields one under another. Enter and the arrows move between them."""

    DEFAULT_CSS = """
    Form.-airy Field { margin-bottom: 1; }
    """

    class Finished(Message):
        """A person pressed Enter on the last field."""

    class Scanned(Message):
        """A card was scanned somewhere in the form."""

        def __init__(self, field: Field, scan: Scan) -> None:
            super().__init__()
            self.field = field
            self.scan = scan

    def __init__(self, *fields: Field, **given: Any) -> None:
        super().__init__(*fields, **given)
        self.fields = {field.key: field for field in fields}

    def on_mount(self) -> None:
        widest = max(cell_len(field.label) for field in self.fields.values())
        for field in self.fields.values():
            field.indent(widest + 3)

    def __getitem__(self, key: str) -> Field:
        return self.fields[key]

    @property
    def values(self) -> dict[str, str]:
        """What stands in every field, by its key."""
        return {key: field.value for key, field in self.fields.items()}

    def say(self, wrong: Mapping[str, str]) -> None:
        """Say what is wrong, field by field, and go to the first of them."""
        for key, field in self.fields.items():
            field.say(wrong.get(key, ""))
        for key, field in self.fields.items():
            if key in wrong:
                field.control.focus()
                break

    def _field_of(self, widget: Widget | None) -> Field | None:
        return next((f for f in self.fields.values() if f.control is widget), None)

    def _move(self, by: int) -> bool:
        """Focus a neighbour of the focused field; False at either end."""
        fields = list(self.fields.values())
        here = self._field_of(self.screen.focused)
        there = fields.index(here) + by if here else -1
        if not 0 <= there < len(fields):
            return False
        fields[there].control.focus()
        return True

    def _enter(self, *, sure: bool) -> None:
        if not self._move(1) and sure:
            self.post_message(self.Finished())

    def on_entry_entered(self, message: Entry.Entered) -> None:
        message.stop()
        self._enter(sure=message.sure)

    def on_entry_scanned(self, message: Entry.Scanned) -> None:
        message.stop()
        self._scanned(message.entry, message.scan)

    def _scanned(self, control: Widget | None, scan: Scan) -> None:
        if field := self._field_of(control):
            self.post_message(self.Scanned(field, scan))

    def on_input_changed(self, message: Input.Changed) -> None:
        self._judge_later(message.input)

    def on_text_area_changed(self, message: "TextArea.Changed") -> None:
        self._judge_later(message.text_area)

    def _judge_later(self, control: Widget) -> None:
        """What was wrong may be right now; it is judged again when the form is saved."""
        field = self._field_of(control)
        if field and field.has_class("-wrong"):
            field.say("")

    def on_key(self, event: events.Key) -> None:
        # What the entries leave: the arrows, and all keys of a pick.
        moves = {"down": 1, "up": -1}
        if event.key in ENTER:
            verdict = judged(self.app, event)
            if verdict.card:
                self._scanned(self.screen.focused, verdict.card)
            elif not verdict.too_soon:
                self._enter(sure=not verdict.scanned)
        elif event.key in moves and self._move(moves[event.key]):
            event.stop()
            event.prevent_default()
