"""A new customer: the form, and who it may be already."""

import asyncio
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.identity import could_be_phone, say_card, say_phone
from shopcard.rules.scanner import Scan
from shopcard.store.answers.counter import CustomerDraft
from shopcard.tui.customer.brought_by import BroughtBy
from shopcard.tui.customer.form import customer_form, faults, say_keys
from shopcard.tui.dialogs import Choose, FormDialog
from shopcard.tui.form import Field

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Customer
    from shopcard.store.shop.shop import Shop

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
        box.border_subtitle = Content(self.keys())
        with box:
            self._brought_by = BroughtBy(self.shop)
            self.form = customer_form(
                self._given,
                self._brought_by,
                phone=_("Phone"),
                card_hint=_("scan it; left empty: a new number"),
            )
            yield self.form
            yield Static(classes="notice")

    def keys(self) -> str:
        return _("⏎ next · F2 save · Esc back")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        say_keys(self, event.widget, self.keys())

    def on_mount(self) -> None:
        self._untouched = {"card": self.form["card"].value}
        empty = "phone" if self.form["name"].value else "name"
        self.form[empty].control.focus()
        self.take_up()

    def heard_in(self, field: Field, scan: Scan) -> None:
        if field is self._brought_by:
            self._heard_friend(scan)
        else:
            self.put_number(self.form["card"], scan)

    @work
    async def _heard_friend(self, scan: Scan) -> None:
        if not await self._brought_by.heard(scan):
            self.put_number(self.form["card"], scan)

    async def save(self) -> None:
        values = self.form.values
        wrong = faults(values, self._country, self.shop.opened.today_day())
        self.form.say(wrong)
        if wrong:
            return
        brought_by = await self._brought_by.settle()
        if brought_by is None:
            return
        draft = CustomerDraft(
            name=values["name"],
            phone=values["phone"],
            card=values["card"],
            email=values["email"],
            birthday=values["birthday"],
            note=values["note"],
            contact_ok=bool(values["contact"]),
            referred_by=brought_by or None,
        )
        known = await asyncio.to_thread(self.shop.customers.likely_duplicates, draft)
        if known:
            chosen = await self.app.push_screen_wait(self._ask_about(known, draft))
            if chosen is None:
                return
            if chosen < len(known[:MOST_DUPLICATES]):
                self.dismiss(known[chosen].id)
                return
        try:
            added = await asyncio.to_thread(self.shop.customers.add, draft)
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
