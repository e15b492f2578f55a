"""Who brought a customer: looked up as one types, and settled by name before it is saved."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from textual import work
from textual.widgets import Input

from shopcard.errors import NotFound, Refused, ShopcardError
from shopcard.language import _
from shopcard.rules.identity import card_key, say_card
from shopcard.rules.scanner import Scan
from shopcard.tui.dialogs import Choose
from shopcard.tui.form import Entry, Field

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Customer, Match
    from shopcard.store.shop.shop import Shop

MOST_OFFERED = 9
"""How many are offered to choose from: each has a digit."""
_NAMED = 2
"""How many are named beneath the field as one types."""


class BroughtBy(Field):
    """A name, a phone or a card number in; the id of the customer meant out (`settle`)."""

    def __init__(self, shop: "Shop", *, besides: str = "") -> None:
        """`besides`: the id of the customer who was brought, whom the look-up leaves out."""
        self._entry = Entry(most=160, select_on_focus=False)
        self._plain = _("name, phone or card of the customer who told them")
        super().__init__("brought_by", _("Brought by"), self._entry, self._plain)
        self._shop = shop
        self._besides = besides
        self._settled = ("", "")
        """A text and the id that it stands for."""

    def put(self, customer: "Customer | None", hint: str | None = None) -> None:
        """Show who is known to have brought them; `hint` stands beneath from now on."""
        self._plain = self._plain if hint is None else hint
        self._take(customer.id if customer else "", _say(customer) if customer else "")

    def _take(self, customer_id: str, text: str) -> None:
        self._settled = (text, customer_id)
        # What is said beneath must not be taken for an answer to what stood here before.
        with self._entry.prevent(Input.Changed):
            self.value = text
        self._tell(self._plain)

    def _tell(self, hint: str) -> None:
        self.hint = hint
        self.say("")

    async def heard(self, scan: Scan) -> bool:
        """Take the card that was scanned here; False when nobody has it."""
        return await self._take_card(set(scan.readings) - scan.doubtful)

    async def _take_card(self, numbers: Collection[str]) -> bool:
        """Take the holder of the one of these numbers that is a card; False when nobody has it."""
        try:
            held = await asyncio.to_thread(self._shop.customers.card_scanned, tuple(numbers))
        except Refused:  # it was replaced, or two can be meant
            return False
        if held is None or held.customer_id == self._besides:
            return False
        self.put(await asyncio.to_thread(self._shop.customers.get, held.customer_id))
        return True

    async def settle(self) -> str | None:
        """The id of the one meant, empty for nobody. Asks where several may be; None when it is
        not settled, which the field then says."""
        text = self.value.strip()
        if not text:
            return ""
        if text == self._settled[0]:
            return self._settled[1]
        # A text that was put away names its card: that is whom it means.
        number = card_key(text.rpartition(" · ")[2]) if " · " in text else None
        if number and await self._take_card([number]):
            return self._settled[1]
        found = await self._found(text)
        if not found:
            self._refuse(_("No customer found"))
            return None
        chosen: int | None = 0
        if len(found) > 1 and not found[0].exact:
            lines = [_who(match) for match in found]
            chosen = await self.app.push_screen_wait(Choose(_("Who brought them?"), lines))
        if chosen is None:
            self._refuse(_("Choose who it was, or leave it empty."))
            return None
        try:
            self.put(await asyncio.to_thread(self._shop.customers.get, found[chosen].id))
        except NotFound as gone:
            self._refuse(gone.sentence)
            return None
        return self._settled[1]

    def _refuse(self, sentence: str) -> None:
        self.say(sentence)
        self.control.focus()

    async def _found(self, text: str) -> "list[Match]":
        found = await asyncio.to_thread(self._shop.customers.find, text, MOST_OFFERED + 1)
        return [match for match in found if match.id != self._besides][:MOST_OFFERED]

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value.strip() not in ("", self._settled[0]):
            self._look_up(event.value.strip())

    @work(exclusive=True, group="brought", exit_on_error=False)
    async def _look_up(self, text: str) -> None:
        """Name beneath the field whom the text finds."""
        try:
            found = await self._found(text)
        except ShopcardError:
            return  # said when it is saved
        if self.value.strip() == text:
            more = len(found) - _NAMED
            named = [_who(match) for match in found[:_NAMED]]
            told = " · ".join([*named, *([f"+{more}"] if more > 0 else [])])
            self._tell(told or _("No customer found"))

    def on_entry_entered(self, message: Entry.Entered) -> None:
        """Enter settles who is meant before it goes on to the next field."""
        if self.value.strip() not in ("", self._settled[0]):
            message.stop()
            self._enter()

    @work(exit_on_error=False)
    async def _enter(self) -> None:
        try:
            settled = await self.settle()
        except ShopcardError as error:
            self._refuse(error.sentence)
        else:
            if settled is not None:
                self._entry.post_message(Entry.Entered(self._entry, sure=False))


def _say(customer: "Customer") -> str:
    return " · ".join(filter(None, (customer.name, say_card(customer.card))))


def _who(match: "Match") -> str:
    tail = f"…{match.phone_tail}" if match.phone_tail else say_card(match.card)
    return " ".join(filter(None, (match.name, tail)))
