"""The counter at work: what each key and each scan does."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.widgets import Input

from shopcard.errors import Ambiguous, Refused, ShopcardError
from shopcard.language import _, say_day
from shopcard.rules.counter_box import (
    AskAmount,
    Either,
    Next,
    Nothing,
    Purchase,
    Search,
    Unreadable,
)
from shopcard.rules.feedback import Answer
from shopcard.rules.identity import could_be_phone, say_card
from shopcard.rules.scanner import all_readings, cannot_be_read, slow_scan
from shopcard.tui.counter import sure
from shopcard.tui.counter.card_panel import Fresh, say_standing
from shopcard.tui.counter.drafts import CounterDrafts
from shopcard.tui.counter.feedback import CounterVoices
from shopcard.tui.counter.gate import AskReason
from shopcard.tui.counter.hint import new_customer
from shopcard.tui.counter.one_box import OneBox
from shopcard.tui.counter.place import CounterPlace
from shopcard.tui.counter.view import Said
from shopcard.tui.counter.watch import CounterWatch
from shopcard.tui.dialogs import AskAmount as AskForAmount
from shopcard.tui.dialogs import Choose, Confirm
from shopcard.tui.help import Help
from shopcard.tui.scanner import Verdict
from shopcard.tui.widgets.match_list import MatchList
from shopcard.words.acts import say_act, say_act_fully

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Act, CardView, Done, Match, OpenCard
    from shopcard.store.shop.shop import Shop


class Counter(CounterVoices, CounterWatch, CounterPlace, CounterDrafts):
    """One box that has the focus at all times, and the customer it opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "new_customer", show=False),
        Binding("f3", "redeem", show=False),
        Binding("f4", "undo", show=False),
        Binding("f5", "details", show=False),
        Binding("f6", "help", show=False),
        Binding("f7", "staff", show=False),
        Binding("f8", "month", show=False),
        Binding("f9", "owner", show=False),
        Binding("tab", "program(1)", show=False),
        Binding("shift+tab", "program(-1)", show=False),
        Binding("escape", "next", show=False),
    ]

    def begin(self, shop: "Shop", *, demo: bool) -> None:
        """The shop is open: what was typed meanwhile is served now."""
        self.set_shop(shop, demo=demo)
        self._turn(self.stand)
        self._turn(self._greet)
        if self.box.value:
            self._look_up(self.box.value)

    # The box

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value:
            self._said, self._again = None, None
        self._arrange()
        self._draw_hint()
        if self._shop is not None and isinstance(search := self.read(event.value), Search):
            self._look_up(search.text)

    @work(exclusive=True, group="search", exit_on_error=False)
    async def _look_up(self, text: str) -> None:
        """Show who a text finds; a later text takes over."""
        try:
            found = await asyncio.to_thread(self.shop.customers.find, text)
        except ShopcardError as error:
            self.say(Said(error.sentence))
        else:
            self.query_one(MatchList).show(text, found)
            self._draw_hint()

    def on_key(self, event: events.Key) -> None:
        """A key that the box did not get: it has lost the focus, and takes it back."""
        if self.focused is not self.box:
            self.set_focus(self.box)
            if event.is_printable and event.character:
                event.stop()
                self.box.insert_text_at_cursor(event.character)

    def not_yet(self, event: events.Key | events.Paste) -> bool:
        """Whether an arrow points at a list that is still being looked up."""
        points = isinstance(event, events.Key) and event.key in ("up", "down")
        search = self.read(self.box.value) if points else None
        return isinstance(search, Search) and self.query_one(MatchList).text != search.text

    def on_one_box_moved(self, event: OneBox.Moved) -> None:
        self.query_one(MatchList).move(event.step)
        self._draw_hint()

    def on_one_box_escaped(self) -> None:
        self.action_next()

    def on_match_list_picked(self, event: MatchList.Picked) -> None:
        self.box.value = ""
        self._turn(partial(self._arrive, event.match.id))

    def on_one_box_entered(self, event: OneBox.Entered) -> None:
        text, verdict = event.text, event.verdict
        intent = self.read(text)
        if scan := verdict.scan or slow_scan(text):
            self.scan(scan.code, _readings(text, verdict))
        elif verdict.scanned:
            self._turn(partial(self._find_in_one_piece, text, _readings(text, verdict)))
        elif isinstance(intent, Search) and verdict.too_soon:
            self._put_back(text)
        elif isinstance(intent, Search):
            self._turn(partial(self._find, intent, text, *self._chosen(intent.text)))
        elif self.occupied or verdict.too_soon:
            self._put_back(text)
        elif isinstance(intent, Unreadable):
            self._put_back(text)
            self.say(Said(intent.sentence, pairs=()))
        elif isinstance(intent, Answer):
            self._turn(partial(self._note_answer, intent))
        else:
            self._turn(partial(self._press, text))

    def scan(self, code: str, readings: tuple[str, ...] = ()) -> None:
        """A card was scanned, here or elsewhere: it opens. An empty code could not be read.
        `readings` are all that can be meant, with what stood in the box before too: that may be
        the beginning of the code, come late."""
        self._turn(partial(self._find_scanned, code, readings or all_readings(code)))

    async def _find_scanned(self, code: str, readings: tuple[str, ...]) -> None:
        """Open the card of a scan. Nobody is looked up by name; where it cannot be read, or two
        cards could be meant, nobody stays open, as the next Enter would be for them."""
        self._said = None
        if await self._open_only_card(readings):
            return
        if code:
            await self._place(code)
        else:
            await self._next()
            self.say(Said(cannot_be_read(), pairs=()))

    async def _find_in_one_piece(self, text: str, readings: tuple[str, ...]) -> None:
        """A text as quick as a scan that reads as a name: only a card of the shop opens by it.
        Else it stays in the box, looked up, for a person's Enter."""
        self._said = None
        if not await self._open_only_card(readings):
            self._put_back(text)
            if isinstance(search := self.read(self.box.value), Search):
                self._look_up(search.text)

    async def _open_only_card(self, readings: tuple[str, ...]) -> bool:
        """Open the only card of the shop among what a scan can be. False where none is one."""
        try:
            held = await asyncio.to_thread(self.shop.customers.holder_of_any, readings)
        except Ambiguous as two:
            await self._next()
            self.say(Said(two.sentence, pairs=()))
            return True
        except Refused:
            here = self._opened.customer.card_numbers if self._opened else ()
            if self._opened and not set(readings) & set(here):
                await self._next()
            raise
        if held is not None:
            await self._arrive(held, scanned=True)
        return held is not None

    def _chosen(self, text: str) -> "tuple[Match | None, bool]":
        """The one highlighted in the list, when the list is of this very text, and whether a
        person moved the highlight there."""
        matches = self.query_one(MatchList)
        if matches.text != text:
            return None, False
        return matches.highlighted, matches.was_moved

    def _put_back(self, text: str) -> None:
        """What Enter could do nothing with stays in the box, unless more was typed since."""
        if text and not self.box.value:
            with self.box.prevent(Input.Changed):
                self.box.value = text
            self.box.cursor_position = len(text)
            self._arrange()
            self._draw_hint()

    # Finding

    async def _find(self, search: Search, text: str, chosen: "Match | None", moved: bool) -> None:
        """Open whom a text means, or offer what can be done with a number nobody has."""
        self._said = None
        self.pass_by()
        found = None
        if search.card is not None and not moved:
            found = await self._holder(search.card)
        if found is None and chosen is not None:
            found = chosen.id
        if found is None or (search.amount and not moved):
            matches = await asyncio.to_thread(self.shop.customers.find, search.text)
            first = chosen or next(iter(matches), None)
            if await self._was_an_amount(search.amount, text, first):
                return
            found = found or (first.id if first else None)
        if found is not None:
            await self._arrive(found)
        elif search.card is None:
            self._put_back(text)
            self.say(Said(_("No customer found"), pairs=[new_customer(search.text)]))
        elif could_be_phone(search.text, self.shop.opened.preferences.country):
            await self._add(typed=search.text)
        else:
            await self._place(search.card)

    async def _was_an_amount(self, amount: int | None, text: str, first: "Match | None") -> bool:
        """Whether figures that can be an amount were one, or nothing: all that was to be done."""
        currency = self.shop.opened.preferences.currency
        meant = await sure.amount_or(self.app, self._opened, amount, currency, first)
        if meant is sure.Meant.AMOUNT:
            await self._stamp(Purchase(amount=amount), text)
        elif meant is None:
            self._put_back(text)
        return meant is not sure.Meant.CUSTOMER

    async def _holder(self, card: str) -> str | None:
        """Who holds a card. An old number opens nothing, and whoever stood here before its card
        was read goes: the next Enter is not for them."""
        try:
            return await asyncio.to_thread(self.shop.customers.holder, card)
        except Refused:
            if self._opened and card not in self._opened.customer.card_numbers:
                await self._next()
            raise

    async def _place(self, card: str) -> None:
        """A number nobody has: it is for who is open, a new customer or another."""
        here = self._opened.customer if self._opened else None
        whose = await sure.whose_card(self.app, card, here)
        if whose is sure.Whose.HERE and here:
            await self._give(here.id, card)
        elif whose is sure.Whose.NEW:
            await self._add(card=card)
        elif whose is sure.Whose.ANOTHER:
            self._leave()
            self._giving = card
            self.draw()

    async def _arrive(self, customer_id: str, *, scanned: bool = False) -> None:
        if self._giving:
            await self._give(customer_id, self._giving)
        else:
            await self._open(customer_id)
            if scanned and self._opened is not None:
                self._again_soon = sure.stamped_ago(
                    self._opened, self.shop.opened.till, self.shop.opened.clock()
                )
                self._draw_hint()

    async def _give(self, customer_id: str, card: str) -> None:
        """Give a card number to a customer who has another."""
        customer = await asyncio.to_thread(self.shop.customers.get, customer_id)
        question = Confirm(
            _("Give card {number} to {name}?").format(number=say_card(card), name=customer.name),
            yes=_("Give it"),
            no=_("Back"),
            detail=_("Their card {number} will open nothing any more.").format(
                number=say_card(customer.card)
            ),
        )
        if await self.app.push_screen_wait(question):

            async def given(_customer: object) -> None:
                self._leave()
                await self._open(customer_id)
                self.say(
                    Said(_("Card {number} is theirs.").format(number=say_card(card)), good=True)
                )

            await self._write(partial(self.shop.customers.give_card, customer_id, card), given)

    async def _add(self, *, typed: str = "", card: str = "") -> None:
        """A new customer; the form may find that they are here already, without the card."""
        from shopcard.tui.customer.new import NewCustomer

        card = card or self._giving
        made = await self.app.push_screen_wait(NewCustomer(self.shop, typed=typed, card=card))
        if made is None:
            self._put_back(typed)
            return
        self.box.value = ""
        if card and await asyncio.to_thread(self.shop.customers.holder, card) is None:
            await self._give(made, card)
        else:
            self._leave()
            await self._open(made)

    # Purchases

    async def _press(self, text: str) -> None:
        """Enter, on an empty box or on figures for the open customer."""
        if not text and self._again is not None:
            await self._again()
            return
        self._said = None
        self.pass_by()
        if self.no_stamps and not isinstance(self.read(text), Next):
            self._put_back(text)
            self.say(Said(self.no_stamps))
            return
        intent = self.read(text)
        if not text and not await sure.again(self.app, self._opened, self._again_soon):
            return
        if isinstance(intent, Either):
            intent = (
                await sure.which(self.app, intent, self.shop.opened.preferences.currency) or intent
            )
        match intent:
            case Nothing():
                await self.bring_back()
            case Next():
                await self._next()
            case AskAmount():
                await self._ask_amount()
            case Purchase() as purchase:
                await self._stamp(purchase, text)
            case _:
                self._put_back(text)

    async def _ask_amount(self) -> None:
        assert self._opened is not None
        amount = await self.app.push_screen_wait(
            AskForAmount(
                _("How much did {name} spend?").format(name=self._opened.customer.name),
                self.shop.opened.preferences.currency,
            )
        )
        if amount is not None:
            await self._stamp(Purchase(amount=amount))

    async def _stamp(self, purchase: Purchase, text: str = "") -> None:
        from shopcard.store.shop.open_shop import new_key

        view = self.view
        if self._opened is None or view is None:
            return
        opened = self._opened
        if not await sure.so_many(self.app, self.shop, view, purchase):
            self._put_back(text)
            return
        act = partial(
            self.shop.counter.stamp,
            opened.customer.id,
            stamps=purchase.stamps,
            program=view.program.id,
            amount=purchase.amount,
            key=new_key(),
        )
        await self._write(act, partial(self._stamped, opened, view))

    async def _stamped(self, opened: "OpenCard", before: "CardView", done: "Done") -> None:
        gained = sum(e.stamps for e in done.act.programs if e.program == before.program.name)
        filled = before.card.stamps + gained >= before.terms.size
        self._fresh[before.program.id] = Fresh(
            gained, before.terms.size if filled else 0, done.act.id
        )
        self._again_soon = ""
        await self._open(done.act.customer)
        standing = say_standing(self.view, self.fresh) if self.view else ""
        said = sure.say_stamped(opened, done, standing, self.shop.opened.preferences.currency)
        self.say(Said(said, good=True))
        self.ask_in_turn(done.act.customer)

    # What the keys do

    def action_new_customer(self) -> None:
        self._turn(lambda: self._add(typed=self.box.value.strip()))

    def action_redeem(self) -> None:
        self._turn(self._redeem)

    async def _redeem(self) -> None:
        from shopcard.store.shop.open_shop import new_key

        if self._opened is None:
            self.say(Said(_("Open a customer first.")))
            return
        name = self._opened.customer.name
        gifts = [(program.id, reward, program.name) for program, reward in self._opened.gifts]
        copies = [(program.id, r.name, program.name) for program, r in self._opened.ready]
        ready = list(dict.fromkeys([*gifts, *copies]))
        if not ready:
            self.say(Said(_("No reward is ready for {name}.").format(name=name)))
            return
        if len(ready) == 1:
            question = _("Give “{reward}” to {name}?").format(reward=ready[0][1], name=name)
            yes = await self.app.push_screen_wait(Confirm(question, yes=_("Give it"), no=_("Back")))
            chosen = 0 if yes else None
        else:
            chosen = await self.app.push_screen_wait(
                Choose(
                    _("Which reward for {name}?").format(name=name),
                    [f"{reward} · {program}" for _id, reward, program in ready],
                )
            )
        if chosen is None:
            return
        program, reward, _name = ready[chosen]
        act = partial(
            self.shop.counter.redeem,
            self._opened.customer.id,
            program=program,
            reward=reward,
            key=new_key(),
        )
        await self._write(act, partial(self._acted, _("{what} given").format(what=f"★ {reward}")))

    async def _acted(self, said: str, done: "Done") -> None:
        if self._opened is not None and self._opened.customer.id == done.act.customer:
            await self._open(done.act.customer)
        self.draw_today()
        self.say(Said(said, good=True))

    def action_undo(self) -> None:
        self._turn(self._undo)

    async def _undo(self) -> None:
        from shopcard.store.shop.open_shop import new_key

        if self._noted is not None:
            await self._take_back_answer(self._noted)
            return
        whose = self._opened.customer.id if self._opened else None
        act = await asyncio.to_thread(self.shop.counter.last_act, whose)
        if act is None:
            self.say(Said(_("There is nothing to undo.")))
            return
        preferences = self.shop.opened.preferences
        what = say_act_fully(act, preferences.currency, preferences.zone)
        question = _("Undo {what}?").format(what=what)
        reason: str | None = ""
        if free := await asyncio.to_thread(self.shop.counter.may_undo, act.id):
            asked = Confirm(question, yes=_("Undo"), no=_("Back"), detail=act.name)
            agreed = await self.app.push_screen_wait(asked)
        else:
            reason = await self.app.push_screen_wait(AskReason(question, _whose(act)))
            agreed = bool(reason) and await self.ask_owner()
        if agreed:
            said = _("undone: {what}").format(what=say_act(act, preferences.currency))

            async def undone(done: "Done") -> None:
                self._fresh = {k: f for k, f in self._fresh.items() if f.entry != act.id}
                self.pass_by()
                await self._acted(said, done)

            undo = partial(
                self.shop.counter.undo, act.id, reason=reason or "", owner=not free, key=new_key()
            )
            await self._write(undo, undone)

    def action_details(self) -> None:
        self._turn(self._details)

    async def _details(self) -> None:
        from shopcard.tui.customer.details import CustomerDetails

        if self._opened is None:
            self.say(Said(_("Open a customer first.")))
            return
        customer_id = self._opened.customer.id
        details = CustomerDetails(self.shop, customer_id, owner_agrees=self.ask_owner)
        if await self.app.push_screen_wait(details):
            if details.erased:
                await self._next()
                self.say(Said(details.erased, good=True))
            else:
                await self._open(customer_id)

    def action_help(self) -> None:
        self.app.push_screen(Help(self._shop.opened.preferences.currency if self._shop else "EUR"))

    def action_program(self, step: int) -> None:
        """Another programme is the one that Enter stamps."""
        if self._opened is None or self.occupied:
            return
        several = sum(view.takes_stamps for view in self._opened.cards)
        if several > 1:
            self._active = (self._active + step) % several
            self._said = None
            self.draw()


def _readings(text: str, verdict: Verdict) -> tuple[str, ...]:
    """All that an Enter can mean as a card: its burst, and the box with what stood there before."""
    if text == verdict.scanned:
        return verdict.readings
    return (*verdict.readings, *all_readings(text))


def _whose(act: "Act") -> str:
    """Why undoing this asks for more."""
    who = act.staff or _("nobody in particular")
    return _("{customer} · by {who}, {day}: it needs the owner, and a reason.").format(
        customer=act.name, who=who, day=say_day(act.business_day, year=False)
    )
