"""A new customer: the form, and who it may be already."""

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.identity import could_be_phone, say_card, say_phone
from shopcard.store.answers import CustomerDraft
from shopcard.tui.customer_form import (
    customer_form,
    faults,
)
from shopcard.tui.dialogs import Choose, FormDialog
from shopcard.tui.form import Field

if TYPE_CHECKING:
    from shopcard.store.answers import Customer
    from shopcard.store.shop import Shop

MOST_DUPLICATES = 5
"""How many likely duplicates are offered to choose from."""


class NewCustomer(FormDialog[str | None]):
    """Adds a customer and answers with their id, or with that of the one who was there already."""

    DEFAULT_CSS = """
    NewCustomer > .box { width: 78; }
    NewCustomer Field { margin: 0 0 1 0; }
    NewCustomer .notice { margin: 0; }
    """

    def __init__(self, shop: "Shop", *, typed: str = "", card: str = "") -> None:
        super().__init__(shop)
        self._given = {"card": card}
        if could_be_phone(typed, self._country):
            self._given["phone"] = typed
        elif any(c.isalpha() for c in typed):
            self._given["name"] = typed

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_title = Content(_("New customer"))
        box.border_subtitle = Content(_("⏎ next · F2 save · Esc back"))
        with box:
            self.form = customer_form(
                self._given,
                phone=_("Phone"),
                card_hint=_("scan it; left empty: a new number"),
            )
            yield self.form
            yield Static(classes="notice")

    def on_mount(self) -> None:
        self._untouched = {"card": self.form["card"].value}
        empty = "phone" if self.form["name"].value else "name"
        self.form[empty].control.focus()

    def heard_in(self, field: Field, code: str) -> None:
        self.form["card"].value = code

    async def save(self) -> None:
        values = self.form.values
        wrong = faults(values, self._country, self.shop.today_day())
        self.form.say(wrong)
        if wrong:
            return
        draft = CustomerDraft(
            name=values["name"],
            phone=values["phone"],
            card=values["card"],
            email=values["email"],
            birthday=values["birthday"],
            note=values["note"],
            contact_ok=bool(values["contact"]),
        )
        known = await asyncio.to_thread(self.shop.likely_duplicates, draft)
        if known:
            chosen = await self.app.push_screen_wait(self._ask_about(known, draft))
            if chosen is None:
                return
            if chosen < len(known[:MOST_DUPLICATES]):
                self.dismiss(known[chosen].id)
                return
        try:
            added = await asyncio.to_thread(self.shop.add_customer, draft)
        except Refused as refused:
            # Everything else was looked at before: what is left is a number that is in use.
            self.form.say({"card": refused.sentence})
        else:
            self.dismiss(added.customer.id)

    def _ask_about(self, known: "tuple[Customer, ...]", draft: CustomerDraft) -> Choose:
        shown = known[:MOST_DUPLICATES]
        return Choose(
            _("{name} may be here already.").format(name=shown[0].name),
            [
                *(_("Open {who}").format(who=self._who(customer)) for customer in shown),
                _("Add {name} as a new customer").format(name=draft.name.strip()),
            ],
        )

    def _who(self, customer: "Customer") -> str:
        phones = [say_phone(phone, self._country) for phone in customer.phones]
        told = next(iter([*phones, say_card(customer.card)]), "")
        return f"{customer.name} · {told}" if told else customer.name
