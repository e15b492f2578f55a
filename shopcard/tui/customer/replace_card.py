"""A lost card: the number that takes its place."""

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.identity import clean_card, say_card
from shopcard.rules.scanner import Scan
from shopcard.tui.dialogs import FormDialog
from shopcard.tui.form import Entry, Field, Form

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Customer
    from shopcard.store.shop.shop import Shop


class ReplaceCard(FormDialog["Customer | None"]):
    """Asks for the new number: scanned or typed, and left empty a number is chosen. Answers with
    the customer who has it; None when nothing was replaced."""

    AUTO_FOCUS = "Entry"
    DEFAULT_CSS = """
    ReplaceCard .question { margin: 0 0 1 0; }
    """

    def __init__(self, shop: "Shop", customer: "Customer", typed: str = "") -> None:
        """`typed` is a number that was typed beforehand."""
        super().__init__(shop)
        self._customer = customer
        self._typed = typed

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_subtitle = Content(_("⏎ replace the card · Esc back"))
        question = _("A new card for {name}").format(name=self._customer.name)
        with box:
            yield Static(Content(question), classes="question")
            hint = _("scan it or type it; left empty: a number is chosen")
            self.form = Form(Field("card", _("Card number"), Entry(self._typed, most=80), hint))
            yield self.form
            if self._customer.card:
                gone = _("The card {number} no longer works after that.").format(
                    number=say_card(self._customer.card)
                )
                yield Static(Content(gone), classes="detail")
            yield Static(classes="notice")

    def on_mount(self) -> None:
        self._untouched = self.form.values

    def heard(self, scan: Scan) -> None:
        self.put_number(self.form["card"], scan)

    async def save(self) -> None:
        number = self.form["card"].value.strip()
        try:
            if number:
                clean_card(number)
            replaced = await asyncio.to_thread(
                self.shop.customers.give_card, self._customer.id, number
            )
        except Refused as refused:
            self.form.say({"card": refused.sentence})
        else:
            self.dismiss(replaced)
