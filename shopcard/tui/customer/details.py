"""Everything about a customer who is known: seen, corrected, merged, erased."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import DataTable, Static

from shopcard.errors import NotFound, Refused
from shopcard.language import _, ngettext, say_day, say_money, say_number, say_time
from shopcard.rules.calendar import local
from shopcard.rules.identity import say_card, say_phone
from shopcard.rules.scanner import Scan
from shopcard.store.answers.counter import CustomerDraft
from shopcard.tui.customer.brought_by import BroughtBy
from shopcard.tui.customer.form import customer_form, faults, say_birthday, say_keys, split_phones
from shopcard.tui.dialogs import Confirm, FormDialog
from shopcard.tui.form import Field
from shopcard.words.acts import say_act

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Act, Consent, Customer
    from shopcard.store.shop.shop import Shop

Agrees = Callable[[], Awaitable[bool]]
"""Asks whether the owner agrees to what only an owner may do."""


async def anybody() -> bool:
    """Where there is no owner to ask."""
    return True


class CustomerDetails(FormDialog[bool]):
    """Shows and corrects everything about a customer; answers whether anything was changed."""

    DEFAULT_CSS = """
    CustomerDetails > .box { width: 100%; height: 100%; padding: 0 2; }
    CustomerDetails .since { color: $text-muted; margin: 0 0 1 1; }
    CustomerDetails Form { max-height: 60%; overflow-y: auto; scrollbar-size-vertical: 1; }
    CustomerDetails .heading { text-style: bold; margin: 1 0 0 1; }
    CustomerDetails DataTable {
        height: 1fr; min-height: 4; margin: 0 0 0 1; background: $surface;
        scrollbar-size-vertical: 1; scrollbar-background: $surface; scrollbar-color: $panel;
    }
    CustomerDetails DataTable > .datatable--cursor { background: $surface; color: $text; }
    CustomerDetails DataTable:focus > .datatable--cursor { background: $accent; color: $panel; }
    CustomerDetails DataTable > .datatable--header {
        background: $surface; color: $text-muted; text-style: none;
    }
    CustomerDetails .notice { margin: 0 0 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "merge", show=False),
        Binding("f4", "part", show=False),
        Binding("f5", "comment", show=False),
        Binding("f7", "new_number", show=False),
        Binding("f9", "erase", show=False),
    ]

    def __init__(self, shop: "Shop", customer_id: str, *, owner_agrees: Agrees = anybody) -> None:
        super().__init__(shop)
        self._customer_id = customer_id
        self._owner_agrees = owner_agrees
        self._customer: Customer | None = None
        self._consents: tuple[Consent, ...] = ()
        self._written = False
        self.erased = ""
        """What there is to say once the customer was erased here; empty: they were not."""

    @property
    def nothing(self) -> bool:
        return self._written

    def compose(self) -> ComposeResult:
        box = Vertical(classes="box")
        box.border_subtitle = Content(self.keys())
        with box:
            yield Static(classes="since")
            self._brought_by = BroughtBy(self.shop, besides=self._customer_id)
            self.form = customer_form({}, self._brought_by, phone=_("Phones"))
            yield self.form
            yield Static(classes="notice")
            yield Static(Content(_("History")), classes="heading")
            yield DataTable[Text](cursor_type="row", cell_padding=1)

    @property
    def kept_as(self) -> str:
        return f"{super().kept_as} {self._customer_id}"

    def keys(self) -> str:
        return _("F2 save · F3 merge · F5 comment · F7 card · F9 erase · Esc")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        say_keys(self, event.widget, self.keys())

    @work
    async def on_mount(self) -> None:
        await self.once(self._load)

    async def _load(self) -> None:
        customer = await asyncio.to_thread(self.shop.customers.get, self._customer_id)
        acts = await asyncio.to_thread(self.shop.counter.history, self._customer_id)
        self._consents = await asyncio.to_thread(self.shop.customers.consents, self._customer_id)
        self._show(customer)
        await self._show_referrer(customer)
        self._tell_history(acts)
        self.form["name"].control.focus()
        self.take_up()

    def _show(self, customer: "Customer") -> None:
        """Bring the whole form to what the shop holds."""
        self._customer = customer
        phones = ", ".join(say_phone(phone, self._country) for phone in customer.phones)
        self._untouched = {
            "name": customer.name,
            "phone": phones,
            "card": say_card(customer.card),
            "note": customer.note,
            "birthday": say_birthday(customer.birthday),
            "email": customer.email,
            "contact": "yes" if customer.contact_ok else "",
        }
        for key, value in self._untouched.items():
            self.form[key].value = value
        self._show_numbers(customer)

    async def _show_referrer(self, customer: "Customer") -> None:
        """Who brought them, and whether that can still be said."""
        hint = _("cannot change after the first purchase") if customer.visits else None
        brought_by = None
        if customer.referred_by:
            try:
                brought_by = await asyncio.to_thread(self.shop.customers.get, customer.referred_by)
            except NotFound as gone:  # erased: only the counts are left
                hint = gone.sentence
        self._brought_by.put(brought_by, hint)
        self._untouched["brought_by"] = self._brought_by.value

    def _show_numbers(self, customer: "Customer") -> None:
        if self._consents:
            self.form["contact"].hint = _say_consents(self._consents)
            self.form["contact"].say("")
        self._untouched["card"] = say_card(customer.card)
        self.form["card"].value = self._untouched["card"]
        if old := [say_card(number) for number in customer.replaced_cards]:
            self.form["card"].hint = _("replaced: {numbers}").format(numbers=", ".join(old))
            self.form["card"].say("")
        self.query_one(".box").border_title = Content(customer.name)
        self.query_one(".since", Static).update(Content(_since(customer)))

    def _tell_history(self, acts: "tuple[Act, ...]") -> None:
        table = self.query_one(DataTable)
        labels = (_("Day"), _("Time"), _("What"), _("Amount"), _("By"))
        by_id = {act.id: act for act in acts}
        rows = [self._history_row(act, by_id.get(act.voids or 0)) for act in acts]
        widths = [max(map(cell_len, column)) for column in zip(labels, *rows, strict=True)]
        # What was done has whatever the rest leaves, as far as the eye still follows a row.
        room = table.size.width - 2 * len(labels) - 2 - sum(widths) + widths[2]
        widths[2] = min(max(12, room), 48)
        for label, width in zip(labels, widths, strict=True):
            table.add_column(Text(label), width=width)
        for act, (day, time, what, amount, by) in zip(acts, rows, strict=True):
            style = "dim" if act.voided else ""
            money = Text(amount, style, justify="right")
            done = Text(what, style, overflow="ellipsis", no_wrap=True)
            table.add_row(Text(day, style), Text(time, style), done, money, Text(by, style))

    def _history_row(self, act: "Act", undone: "Act | None") -> tuple[str, str, str, str, str]:
        settings = self.shop.opened.settings
        what = say_act(replace(act, amount=None), settings.currency, undone)
        return (
            say_day(act.business_day),
            say_time(local(act.at, settings.zone)),
            _("{what} (undone)").format(what=what) if act.voided else what,
            "" if act.amount is None else say_money(act.amount, settings.currency),
            act.staff,
        )

    def heard_in(self, field: Field, scan: Scan) -> None:
        if field.key == "card":
            self.put_number(field, scan)
        elif field is self._brought_by:
            self._heard_friend(scan)
        else:
            # The next customer's card, most likely: it is not to become this one's.
            self.heard(scan)

    @work
    async def _heard_friend(self, scan: Scan) -> None:
        if not await self._brought_by.heard(scan):
            self.heard(scan)

    async def save(self) -> None:
        customer, new = self._customer, self.changed()
        if customer is None:
            return
        wrong = faults(new, self._country, self.shop.opened.today_day())
        if "card" in new and not new["card"].strip():
            wrong["card"] = _("Type or scan the new number, or press F7 to make one.")
        self.form.say(wrong)
        if wrong or not await self._agreed(customer, new):
            return
        brought_by = await self._brought_by.settle() if "brought_by" in new else None
        if brought_by is None and "brought_by" in new:
            return
        if new.keys() - {"card"} and not await self._correct(new, brought_by):
            return
        if "card" in new:
            try:
                await asyncio.to_thread(
                    self.shop.customers.give_card, self._customer_id, new["card"]
                )
            except Refused as refused:
                self.form.say({"card": refused.sentence})
                return
            self._written = True
        self.dismiss(self._written)

    async def _correct(self, new: Mapping[str, str], brought_by: str | None) -> bool:
        """Write all but the card, together; False when who brought them cannot be said."""
        try:
            await asyncio.to_thread(
                self.shop.customers.edit,
                self._customer_id,
                name=new.get("name"),
                phones=split_phones(new["phone"]) if "phone" in new else None,
                email=new.get("email"),
                birthday=new.get("birthday"),
                note=new.get("note"),
                contact_ok=bool(new["contact"]) if "contact" in new else None,
                referred_by=brought_by,
            )
        except Refused as refused:
            if brought_by is None:
                raise
            self.form.say({"brought_by": refused.sentence})
            return False
        self._written = True
        self._untouched |= {k: v for k, v in new.items() if k != "card"}
        return True

    async def _agreed(self, customer: "Customer", new: Mapping[str, str]) -> bool:
        """Ask about what ought not to happen by a slip."""
        for phone in split_phones(new.get("phone", "")):
            draft = CustomerDraft("", phone)
            others = await asyncio.to_thread(
                self.shop.customers.likely_duplicates, draft, besides=customer.id
            )
            if others and not await self._ask(
                _("{name} has the phone {phone} too.").format(name=others[0].name, phone=phone),
                "",
                _("Save it all the same"),
            ):
                return False
        return "card" not in new or await self._ask_about_card(customer, new["card"])

    async def _ask_about_card(self, customer: "Customer", number: str) -> bool:
        if not customer.card:
            return True
        question = _("Give {name} the card {number}?").format(name=customer.name, number=number)
        return await self._ask(
            question,
            _("The card {number} will be marked as replaced and open nothing any more.").format(
                number=say_card(customer.card)
            ),
            _("Replace it"),
        )

    @work
    async def action_merge(self) -> None:
        await self.once(self._merge)

    async def _merge(self) -> None:
        from shopcard.tui.customer.merge import merge_with

        if self.touched:
            self.tell(_("Save what you typed first (F2), or leave it."))
        elif await self._owner_agrees() and await merge_with(
            self.app, self.shop, self._customer_id
        ):
            self.dismiss(True)

    @work
    async def action_part(self) -> None:
        await self.once(self._part)

    async def _part(self) -> None:
        from shopcard.tui.customer.merge import part

        if self._customer is None or not self._customer.merged:
            self.tell(_("This customer is merged with nobody. F3 merges two."))
        elif self.touched:
            self.tell(_("Save what you typed first (F2), or leave it."))
        elif await self._owner_agrees() and await part(self.app, self.shop, self._customer):
            self.dismiss(True)

    async def _ask(self, question: str, detail: str, yes: str) -> bool:
        asked = Confirm(question, detail=detail, yes=yes, no=_("Back"))
        return await self.app.push_screen_wait(asked)

    @work
    async def action_comment(self) -> None:
        await self.once(self._comment)

    async def _comment(self) -> None:
        from shopcard.tui.customer.feedback import NoteVoice

        customer = self._customer
        if customer is not None and await self.app.push_screen_wait(
            NoteVoice(self.shop, customer.id, customer.name)
        ):
            self.tell(_("What {name} says is noted.").format(name=customer.name))

    @work
    async def action_new_number(self) -> None:
        await self.once(self._new_number)

    async def _new_number(self) -> None:
        from shopcard.tui.customer.replace_card import ReplaceCard

        if self._customer is None:
            return
        typed = self.changed().get("card", "")
        replaced = await self.app.push_screen_wait(ReplaceCard(self.shop, self._customer, typed))
        if replaced is not None:
            self._written = True
            self._customer = replaced
            self._show_numbers(replaced)

    @work
    async def action_erase(self) -> None:
        await self.once(self._erase)

    async def _erase(self) -> None:
        from shopcard.files.backup import erased_list
        from shopcard.tui.customer.erase import AskErase

        erasure = await asyncio.to_thread(self.shop.privacy.erasure, self._customer_id)
        question = _("Erase {name} for good?").format(name=erasure.customer.name)
        asked = AskErase(question, erased_list.say_erasure(erasure, self.shop.opened.where))
        if not (await self._owner_agrees() and await self.app.push_screen_wait(asked)):
            return
        _erased, unkept = await asyncio.to_thread(erased_list.erase, self.shop, self._customer_id)
        self.erased = unkept or _("The customer is erased. The totals stay.")
        self.dismiss(True)


def _say_consents(said: "Sequence[Consent]") -> str:
    """When they agreed to be contacted, or no longer: the latest answers, the last first."""
    told = [
        (_("agreed on {day}") if one.agreed else _("withdrawn on {day}")).format(
            day=say_day(one.day)
        )
        for one in reversed(said)
    ]
    return "\n".join(told[:3]) + (" …" if len(told) > 3 else "")


def _since(customer: "Customer") -> str:
    """Since when, how often, and when last."""
    told = [_("customer since {day}").format(day=say_day(customer.joined))]
    told.append(
        ngettext("{n} visit", "{n} visits", customer.visits).format(n=say_number(customer.visits))
    )
    if customer.last_visit:
        told.append(_("last on {day}").format(day=say_day(customer.last_visit)))
    said = " · ".join(told)
    if customer.merged:
        names = ", ".join(other.name for other in customer.merged)
        said += "\n" + _("merged with {names} · F4 parts them again").format(names=names)
    return said
