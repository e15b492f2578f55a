"""Who is at the till, and what only an owner may do: a name is chosen, then their PIN if they have
one."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from shopcard.errors import ShopcardError
from shopcard.language import _
from shopcard.rules.staff import Role, say_role
from shopcard.rules.text import clean_text, fold
from shopcard.tui.dialogs import Dialog
from shopcard.tui.form import Entry, Field, Form
from shopcard.tui.scanner import ENTER

if TYPE_CHECKING:
    from textual.app import App

    from shopcard.store.answers.counter import Staff
    from shopcard.store.shop.shop import Shop


class StaffDialog(Dialog["Staff | None"]):
    """Arrows or the first letters point at a name; Enter takes it, or begins the PIN, as its first
    digit does. Answers with who proved to be it; a scan leaves it for the card.
    """

    DEFAULT_CSS = """
    StaffDialog .question { margin: 0 0 1 0; }
    StaffDialog .who { padding: 0 1; }
    StaffDialog .who.-here { background: $accent; color: $background; text-style: bold; }
    StaffDialog Entry { margin: 1 0 0 2; width: 34; }
    """
    AUTO_FOCUS = ""
    own_keys = ENTER
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
    ]

    here: reactive[int] = reactive(0)

    def __init__(self, shop: "Shop", staff: Sequence["Staff"], question: str) -> None:
        """`staff` are those to choose from, one at least. Where there is only one, their
        PIN is asked for at once."""
        super().__init__()
        self._shop = shop
        self._staff = tuple(staff)
        self._question = question
        self._letters = ""
        self._busy = False

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_subtitle = Content(_("↑↓ or first letters choose · ⏎ take it · Esc back"))
        with box:
            yield Static(Content(self._question), classes="question")
            for index in range(len(self._staff)):
                yield Static(classes="who", id=f"who-{index}")
            pin = Entry(
                most=200,
                password=True,
                select_on_focus=False,
                placeholder=_("PIN or passphrase"),
            )
            pin.display = False
            yield pin
            yield Static(classes="notice")

    def on_mount(self) -> None:
        self.watch_here()
        if len(self._staff) == 1 and self.pointed.has_pin:
            self._begin_pin()

    @property
    def pointed(self) -> "Staff":
        return self._staff[self.here]

    @property
    def opening(self) -> bool:
        """Whether a PIN is being looked at: what follows is meant for the screen beneath."""
        return self._busy

    @property
    def pin(self) -> Entry:
        return self.query_one(Entry)

    def watch_here(self) -> None:
        for index, one in enumerate(self._staff):
            here = index == self.here
            row = self.query_one(f"#who-{index}", Static)
            lock = " ••••" if one.has_pin else ""
            told = f"{'▸' if here else ' '} {one.name} · {say_role(one.role)}{lock}"
            row.update(Content(told))
            row.set_class(here, "-here")
            if here:
                row.scroll_visible(animate=False)

    def _point(self, index: int) -> None:
        """At another name; a PIN begun for the one before is nobody else's."""
        if index == self.here:
            return
        self.here = index
        self.pin.value = ""
        self.tell("")
        self.pin.display = False
        self.set_focus(None)

    def _begin_pin(self, first: str = "") -> None:
        # At once: the next digit may be on its way already.
        self.pin.display = True
        self.set_focus(self.pin)
        self.pin.value = first
        self.pin.cursor_position = len(first)

    def on_key(self, event: events.Key) -> None:
        letter = event.character if event.is_printable else None
        if self.focused is None and letter:
            event.stop()
            if letter.isdecimal() and self.pointed.has_pin:
                self._begin_pin(letter)
            else:
                self._jump(letter)
        elif event.key not in ENTER:
            self._letters = ""

    def _jump(self, letter: str) -> None:
        """To the first whose name begins with what is typed, or with this letter alone."""
        for typed in (self._letters + letter, letter):
            for index, one in enumerate(self._staff):
                if fold(one.name).startswith(fold(typed)):
                    self._letters = typed
                    self._point(index)
                    return

    def action_step(self, by: int) -> None:
        self._point((self.here + by) % len(self._staff))

    def on_entry_entered(self, message: Entry.Entered) -> None:
        message.stop()
        if message.sure:
            self.action_accept()

    def on_entry_scanned(self, message: Entry.Scanned) -> None:
        message.stop()
        self.heard(message.scan)

    def action_accept(self) -> None:
        if self.pointed.has_pin and not self.pin.display:
            self._begin_pin()
        elif self.pin.value or not self.pointed.has_pin:
            self._prove()

    @work
    async def _prove(self) -> None:
        if self._busy:
            return
        self._busy = True
        chosen, typed = self.pointed, self.pin.value
        self.pin.value = ""
        try:
            proven = await asyncio.to_thread(self._shop.staff.prove, chosen.id, typed)
        except ShopcardError as error:
            lost = (
                _("Forgotten? The owner finds what to do in the guide, under “Staff”.")
                if chosen.role is Role.OWNER
                else _("Forgotten? The owner gives a new one: F9, Staff.")
            )
            self.tell(f"{error.sentence}\n{lost}" if chosen.has_pin else error.sentence)
        else:
            if self.is_current:
                self.dismiss(proven)
        finally:
            self._busy = False

    @on(events.Click, ".who")
    def _clicked(self, event: events.Click) -> None:
        if event.widget and event.widget.id:
            self._point(int(event.widget.id.removeprefix("who-")))
            self.action_accept()


class Gate:
    """Stays open while the owner who gave their PIN is the one at the till; until the counter is
    left alone. At another's till an owner agrees to one thing at a time.
    """

    def __init__(self) -> None:
        self.open = False
        self.guarded = False
        """Whether an owner had a PIN when it was last looked."""

    async def ask(self, app: "App[Any]", shop: "Shop") -> bool:
        """Whether the owner agrees: at once where it is open or nobody guards it."""
        owners = self.see(await asyncio.to_thread(shop.staff.members))
        if self.open or not owners:
            return True
        owners.sort(key=lambda one: one.name != shop.opened.staff)
        dialog = StaffDialog(shop, owners, _("This is the owner's. Their PIN or passphrase?"))
        proven = await app.push_screen_wait(dialog)
        if proven is None:
            return False
        self.open = proven.name == shop.opened.staff
        return True

    def see(self, members: "Sequence[Staff]") -> "list[Staff]":
        """The owners who guard it, of all who work here."""
        owners = [one for one in members if one.guards]
        self.guarded = bool(owners)
        return owners

    def take(self, proven: "Staff") -> None:
        """Another is at the till, and gave their PIN if they have one."""
        self.open = proven.guards
        self.guarded = self.guarded or proven.guards

    def lock(self) -> None:
        self.open = False


class AskReason(Dialog[str | None]):
    """Asks why an older act, or another's, is undone."""

    DEFAULT_CSS = """
    AskReason .question { margin: 0 0 1 0; }
    AskReason .detail { margin: 0 0 1 0; }
    """

    def __init__(self, question: str, detail: str) -> None:
        super().__init__()
        self._question, self._detail = question, detail

    @property
    def touched(self) -> bool:
        return bool(self.form["reason"].value)

    @property
    def kept_as(self) -> str:
        return type(self).__name__

    def half_typed(self) -> dict[str, str]:
        return self.form.values if self.touched else {}

    def on_mount(self) -> None:
        self.take_up()

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_subtitle = Content(_("⏎ undo it · Esc back"))
        with box:
            yield Static(Content(self._question), classes="question")
            yield Static(Content(self._detail), classes="detail")
            self.form = Form(Field("reason", _("Why"), Entry(most=400)))
            yield self.form
            yield Static(classes="notice")

    def action_accept(self) -> None:
        reason = clean_text(self.form["reason"].value, most=400)
        if reason:
            self.dismiss(reason)
        else:
            self.form.say({"reason": _("Say why in a few words.")})
