"""The owner's gate: what only an owner may do asks for their PIN, once one has a PIN."""

import asyncio
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcard.language import _
from shopcard.rules.text import clean_text
from shopcard.tui.counter.who_is_here import StaffDialog
from shopcard.tui.dialogs import Dialog
from shopcard.tui.form import Entry, Field, Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App

    from shopcard.store.answers.counter import Staff
    from shopcard.store.shop.shop import Shop


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
