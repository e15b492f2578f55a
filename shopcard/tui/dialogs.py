"""Questions in a box in the middle of the screen. No scan ever answers one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from shopcard.errors import Refused, ShopcardError
from shopcard.language import _
from shopcard.rules.money import no_amount, parse_amount
from shopcard.rules.scanner import Scan, cannot_be_read
from shopcard.tui.form import MOST_CHARACTERS, Entry, Field, Form
from shopcard.tui.scanner import ENTER, judged

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """What the dialogs share: the box, Esc, and a deaf ear for scanners.

    Enter reaches `action_accept` only when a person pressed it: never the Enter of a scan, nor
    one that follows it closely.
    """

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > .box {
        width: 68; max-width: 100%; height: auto; max-height: 100%;
        border: round $accent; border-title-color: $text; border-title-style: bold;
        border-subtitle-color: $text-muted;
        background: $surface; padding: 1 2; scrollbar-size-vertical: 1;
    }
    Dialog .question { text-style: bold; }
    Dialog .detail { color: $text-muted; margin: 1 0 0 0; }
    Dialog .notice { color: $text-warning; margin: 1 0 0 0; display: none; }
    Dialog .notice.-on { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    @property
    def nothing(self) -> T | None:
        """What the dialog answers when it is left by Esc."""
        return None

    @property
    def touched(self) -> bool:
        """Whether leaving would lose something that was typed here."""
        return False

    @property
    def kept_as(self) -> str:
        """The name under which what is half typed here is put away when the counter is left alone;
        empty: it is not, as a PIN is not."""
        return ""

    @property
    def left_in_the_box(self) -> str:
        """What of it is put away as a text in the counter's box instead."""
        return ""

    def half_typed(self) -> dict[str, str]:
        """What was typed here, by its field."""
        return {}

    def take_up(self) -> None:
        """Fill in again what was put away. To be called once the form stands as it begins."""
        take = getattr(self.app, "take_draft", None)
        if take is not None and self.kept_as:
            for key, value in take(self.kept_as).items():
                self.query_one(Form)[key].value = value

    def heard(self, scan: Scan) -> None:
        """A card was scanned. It opens at the counter, unless something typed would be lost."""
        open_scanned = getattr(self.app, "open_scanned", None)
        stack = self.app.screen_stack
        if open_scanned and not any(isinstance(s, Dialog) and s.touched for s in stack):
            open_scanned(scan)
        else:
            self.tell(_("A card was scanned. Finish this first, then scan it again."))

    def forget(self, keys: int) -> None:
        """Take back what a scan's keys did on their way."""

    def tell(self, sentence: str) -> None:
        """Say something at the foot of the box; an empty sentence takes it away."""
        notice = self.query_one(".notice", Static)
        notice.update(Content(sentence))
        notice.set_class(bool(sentence), "-on")

    def action_accept(self) -> None:
        """Enter, pressed by a person."""

    def action_leave(self) -> None:
        self.dismiss(self.nothing)

    def on_key(self, event: events.Key) -> None:
        if event.key in ENTER:
            verdict = judged(self.app, event)
            if verdict.scan:
                self.forget(len(verdict.scanned))
                self.heard(verdict.scan)
            elif not (verdict.scanned or verdict.too_soon):
                self.action_accept()

    def on_form_finished(self) -> None:
        self.action_accept()

    def heard_in(self, field: Field, scan: Scan) -> None:
        """A card was scanned while a field had the focus."""
        self.heard(scan)

    def on_form_scanned(self, message: Form.Scanned) -> None:
        self.heard_in(message.field, message.scan)


async def number_scanned(shop: "Shop", scan: Scan) -> str:
    """The card number that a scan brings into a field: where it can be several, the one that is a
    card of the shop. Refused where none is, where two are, or where the only one was replaced."""
    if scan.code:
        return scan.code
    held = await asyncio.to_thread(shop.customers.card_scanned, scan.readings)
    if held is None:
        raise Refused(cannot_be_read())
    return held.number


class Confirm(Dialog[bool]):
    """A question with two answers: Enter is yes, Esc is no."""

    DEFAULT_CSS = """
    Confirm .answers { margin: 1 0 0 0; align-horizontal: right; }
    Confirm Button { margin: 0 0 0 2; }
    """

    def __init__(self, question: str, *, yes: str, no: str, detail: str = "") -> None:
        super().__init__()
        self._question = question
        self._yes, self._no = yes, no
        self._detail = detail

    @property
    def nothing(self) -> bool:
        return False

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="box", can_focus=False):
            yield Static(Content(self._question), classes="question")
            if self._detail:
                yield Static(Content(self._detail), classes="detail")
            yield Static(classes="notice")
            with HorizontalGroup(classes="answers"):
                yield answer(f"⏎ {self._yes}", "yes", primary=True)
                yield answer(f"Esc {self._no}", "no")

    def action_accept(self) -> None:
        self.dismiss(True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")


def answer(words: str, key: str, *, primary: bool = False) -> Button:
    """A button for the mouse only: the keyboard's answers are the same whatever has the focus."""
    button = Button(
        Content(words), variant="primary" if primary else "default", id=key, compact=True
    )
    button.can_focus = False
    return button


class Choose(Dialog[int | None]):
    """One of several: arrows or a digit point at it, Enter takes it."""

    DEFAULT_CSS = """
    Choose .question { margin: 0 0 1 0; }
    Choose .option { padding: 0 1; }
    Choose .option.-here { background: $accent; color: $background; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
    ]

    here: reactive[int] = reactive(0)

    def __init__(self, question: str, options: Sequence[str]) -> None:
        super().__init__()
        self._question = question
        self._options = tuple(options)
        self._before: deque[int] = deque(maxlen=MOST_CHARACTERS)

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_subtitle = Content(_("↑↓ or a digit choose · ⏎ take it · Esc back"))
        with box:
            yield Static(Content(self._question), classes="question")
            for index in range(len(self._options)):
                yield Static(classes="option", id=f"option-{index}")
            yield Static(classes="notice")

    def watch_here(self) -> None:
        for index, option in enumerate(self._options):
            here = index == self.here
            number = str(index + 1) if index < 9 else " "
            row = self.query_one(f"#option-{index}", Static)
            row.update(Content(f"{'▸' if here else ' '} {number}  {option}"))
            row.set_class(here, "-here")
            if here:
                row.scroll_visible(animate=False)

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if event.is_printable:
            self._before.append(self.here)
            if character in "123456789"[: len(self._options)]:
                self.here = int(character) - 1
        elif event.key not in ENTER:
            self._before.clear()

    def forget(self, keys: int) -> None:
        # The digits of a scan pointed at things on their way.
        if self._before:
            self.here = self._before[-min(keys, len(self._before))]

    def action_step(self, by: int) -> None:
        self.here = (self.here + by) % len(self._options)

    def action_accept(self) -> None:
        self.dismiss(self.here)

    @on(events.Click, ".option")
    def _clicked(self, event: events.Click) -> None:
        if event.widget and event.widget.id:
            self.dismiss(int(event.widget.id.removeprefix("option-")))


class AskAmount(Dialog[int | None]):
    """Asks for an amount of money; the answer is in minor units."""

    DEFAULT_CSS = """
    AskAmount .question { margin: 0 0 1 0; }
    """

    def __init__(self, question: str, currency: str) -> None:
        super().__init__()
        self._question = question
        self._currency = currency

    @property
    def touched(self) -> bool:
        return bool(self.form["amount"].value)

    @property
    def left_in_the_box(self) -> str:
        return self.form["amount"].value

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_subtitle = Content(_("⏎ record it · Esc back"))
        with box:
            yield Static(Content(self._question), classes="question")
            self.form = Form(Field("amount", self._currency, Entry(most=20)))
            yield self.form
            yield Static(classes="notice")

    def action_accept(self) -> None:
        typed = self.form["amount"].value
        try:
            amount = parse_amount(typed, self._currency)
            if not amount:
                raise no_amount(typed, self._currency)
        except Refused as refused:
            self.form.say({"amount": refused.sentence})
        else:
            self.dismiss(amount)


class FormDialog(Dialog[T]):
    """A form, saved once at a time and left with a question."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,ctrl+s", "save", show=False)]
    AUTO_FOCUS = ""
    own_keys = (*ENTER, "f2", "ctrl+s")

    form: Form

    def __init__(self, shop: "Shop") -> None:
        super().__init__()
        self.shop = shop
        self._country = shop.opened.settings.country
        self._busy = False
        self._untouched: dict[str, str] = {}

    def changed(self) -> dict[str, str]:
        """The values that are no longer as they were."""
        return {k: v for k, v in self.form.values.items() if v != self._untouched.get(k, "")}

    @property
    def touched(self) -> bool:
        return bool(self.changed())

    @property
    def kept_as(self) -> str:
        return type(self).__name__

    def half_typed(self) -> dict[str, str]:
        return self.changed()

    @property
    def opening(self) -> bool:
        """Whether it is being filled or saved: a question, or the screen beneath, may follow."""
        return self._busy

    async def save(self) -> None:
        """Write what the form holds. What the shop refuses is said in the dialog."""

    @work
    async def action_save(self) -> None:
        await self.once(self.save)

    async def once(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do an act unless one is under way or has left the dialog; what goes wrong becomes a
        sentence."""
        if self._busy or not self.is_current:
            return
        self._busy = True
        self.tell("")
        try:
            await act()
        except ShopcardError as error:
            self.tell(error.sentence)
        finally:
            self._busy = False

    def action_accept(self) -> None:
        self.action_save()

    @work
    async def put_number(self, field: Field, scan: Scan) -> None:
        """Put the card number that a scan brought into a field."""

        async def put() -> None:
            field.value = await number_scanned(self.shop, scan)

        await self.once(put)

    def action_leave(self) -> None:
        self.run_worker(self.once(self._leave))

    async def _leave(self) -> None:
        question = Confirm(
            _("Leave without saving?"),
            detail=_("What you typed here will be gone."),
            yes=_("Leave"),
            no=_("Go on typing"),
        )
        if not self.touched or await self.app.push_screen_wait(question):
            self.dismiss(self.nothing)
