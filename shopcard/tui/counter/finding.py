"""Who a scan or a typed text means, and what is done with a card number that nobody has."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from shopcard.errors import Ambiguous, Refused
from shopcard.language import _
from shopcard.rules.counter_box import Purchase, Search
from shopcard.rules.identity import could_be_phone, say_card
from shopcard.rules.scanner import Scan, cannot_be_read
from shopcard.tui.counter import sure
from shopcard.tui.counter.hint import new_customer
from shopcard.tui.counter.state import Said
from shopcard.tui.dialogs import Confirm

if TYPE_CHECKING:
    from shopcard.store.answers.counter import CardHeld, Match
    from shopcard.tui.counter.screen import Counter


class Finding:
    """Opens whom a text or a scan means. Each act here has its turn."""

    def __init__(self, counter: "Counter") -> None:
        self._counter = counter
        self._state = counter.state

    async def find_scanned(self, scan: Scan) -> None:
        """Open the card of a scan. Nobody is looked up by name; where it cannot be read, or two
        cards could be meant, nobody stays open, as the next Enter would be for them."""
        self._state.said = None
        held = await self._held(scan.readings)
        if held is not None and held.number not in scan.doubtful:
            await self.arrive(held.customer_id, scanned=True)
        elif scan.code:
            if not await self._open_by_phone(scan.code):
                await self._place(scan.code, held)
        else:
            await self._counter.leave()
            self._counter.say(Said(cannot_be_read(), pairs=()))

    async def find_in_one_piece(self, text: str, readings: tuple[str, ...]) -> None:
        """A text as quick as a scan that reads as a name: only a card of the shop opens by it.
        Else it stays in the box, looked up, for a person's Enter."""
        self._state.said = None
        held = await self._held(readings)
        if held is not None:
            await self.arrive(held.customer_id, scanned=True)
        else:
            self._leave_to_a_person(text)

    def _leave_to_a_person(self, text: str) -> None:
        """Put a text into the box and look it up; a person's Enter opens whom it finds."""
        self._counter.put_back(text)
        if isinstance(search := self._counter.read(), Search):
            self._counter.look_up(search.text)

    async def _held(self, readings: tuple[str, ...]) -> "CardHeld | None":
        """The only card of the shop among what a scan can be; None where none is one. Refused
        where two can be meant or it was replaced: whoever else stood here goes."""
        try:
            return await asyncio.to_thread(self._counter.shop.customers.card_scanned, readings)
        except Refused as refused:
            here = self._state.opened.customer.card_numbers if self._state.opened else ()
            if isinstance(refused, Ambiguous) or not set(readings) & set(here):
                await self._counter.leave()
            raise

    async def _open_by_phone(self, code: str) -> bool:
        """Open who has the phone that quick keys were: a number typed in a hurry, or the code that
        a telephone shows. Where several have it, a person chooses. False where it is nobody's."""
        if not could_be_phone(code, self._counter.shop.opened.settings.country):
            return False
        found = await asyncio.to_thread(self._counter.shop.customers.find, code, 2)
        if not any(match.exact for match in found):
            return False
        if len(found) == 1:
            await self.arrive(found[0].id)
        else:
            await self._counter.leave()
            self._leave_to_a_person(code)
        return True

    async def find(self, search: Search, text: str, chosen: "Match | None", moved: bool) -> None:
        """Open whom a text means, or offer what can be done with a number nobody has."""
        self._state.said = None
        self._counter.pass_by()
        found = None
        if search.card is not None and not moved:
            found = await self._holder(search.card)
        if found is None and chosen is not None:
            found = chosen.id
        if found is None or (search.amount and not moved):
            matches = await asyncio.to_thread(self._counter.shop.customers.find, search.text)
            first = chosen or next(iter(matches), None)
            if await self._was_an_amount(search.amount, text, first):
                return
            found = found or (first.id if first else None)
        if found is not None:
            await self.arrive(found)
        elif search.card is None:
            self._counter.put_back(text)
            self._counter.say(Said(_("No customer found"), pairs=[new_customer(search.text)]))
        elif could_be_phone(search.text, self._counter.shop.opened.settings.country):
            await self.add(typed=search.text)
        else:
            await self._place(search.card)

    async def _was_an_amount(self, amount: int | None, text: str, first: "Match | None") -> bool:
        """Whether figures that can be an amount were one, or nothing: all that was to be done."""
        currency = self._counter.shop.opened.settings.currency
        meant = await sure.amount_or(self._counter.app, self._state.opened, amount, currency, first)
        if meant is sure.Meant.AMOUNT:
            await self._counter.purchases.stamp(Purchase(amount=amount), text)
        elif meant is None:
            self._counter.put_back(text)
        return meant is not sure.Meant.CUSTOMER

    async def _holder(self, card: str) -> str | None:
        """Who holds a card. An old number opens nothing, and whoever stood here before its card
        was read goes: the next Enter is not for them."""
        try:
            return await asyncio.to_thread(self._counter.shop.customers.holder, card)
        except Refused:
            if self._state.opened and card not in self._state.opened.customer.card_numbers:
                await self._counter.leave()
            raise

    async def _place(self, card: str, perhaps: "CardHeld | None" = None) -> None:
        """A number nobody has: it is for who is open, a new customer or another; or it is the card
        `perhaps`, through another keyboard."""
        here = self._state.opened.customer if self._state.opened else None
        meant = None
        if perhaps:
            holder = await asyncio.to_thread(self._counter.shop.customers.get, perhaps.customer_id)
            meant = holder.name, perhaps.number
        whose = await sure.whose_card(self._counter.app, card, here, meant)
        if whose is sure.Whose.MEANT and perhaps:
            await self.arrive(perhaps.customer_id, scanned=True)
        elif whose is sure.Whose.HERE and here:
            await self._give(here.id, card)
        elif whose is sure.Whose.NEW:
            await self.add(card=card)
        elif whose is sure.Whose.ANOTHER:
            self._state.leave()
            self._state.giving = card
            self._counter.view.all()

    async def arrive(self, customer_id: str, *, scanned: bool = False) -> None:
        if self._state.giving:
            await self._give(customer_id, self._state.giving)
        else:
            await self._counter.open(customer_id)
            if scanned and self._state.opened is not None:
                self._state.again_soon = sure.stamped_ago(
                    self._state.opened,
                    self._counter.shop.opened.till,
                    self._counter.shop.opened.clock(),
                )
                self._counter.view.hint()

    async def _give(self, customer_id: str, card: str) -> None:
        """Give a card number to a customer who has another."""
        customer = await asyncio.to_thread(self._counter.shop.customers.get, customer_id)
        question = Confirm(
            _("Give card {number} to {name}?").format(number=say_card(card), name=customer.name),
            yes=_("Give it"),
            no=_("Back"),
            detail=_("Their card {number} will open nothing any more.").format(
                number=say_card(customer.card)
            ),
        )
        if await self._counter.ask(question):

            async def given(_customer: object) -> None:
                self._state.leave()
                await self._counter.open(customer_id)
                self._counter.say(
                    Said(_("Card {number} is theirs.").format(number=say_card(card)), good=True)
                )

            await self._counter.writes.do(
                partial(self._counter.shop.customers.give_card, customer_id, card), given
            )

    async def add(self, *, typed: str = "", card: str = "") -> None:
        """A new customer; the form may find that they are here already, without the card."""
        from shopcard.tui.customer.new import NewCustomer

        card = card or self._state.giving
        made = await self._counter.ask(NewCustomer(self._counter.shop, typed=typed, card=card))
        if made is None:
            self._counter.put_back(typed)
            return
        self._counter.box.value = ""
        if card and await asyncio.to_thread(self._counter.shop.customers.holder, card) is None:
            await self._give(made, card)
        else:
            self._state.leave()
            await self._counter.open(made)
