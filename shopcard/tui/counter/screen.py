"""The counter: one box that has the focus at all times, and the customer it opened.

The screen hears keys and scans and gives each its turn. What it knows is `CounterState`, what does
one act at a time is `Turns`, what draws is `CounterView`; the acts are in the files beside it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from shopcard.error_log import written_down
from shopcard.errors import Moved, ShopcardError
from shopcard.language import _
from shopcard.rules.counter_box import Intent, Search, Unreadable
from shopcard.rules.feedback import Answer, Ask
from shopcard.rules.scanner import Scan, all_readings, slow_scan
from shopcard.tui.commands import ShopScreen, bindings
from shopcard.tui.counter.card_panel import CardPanel
from shopcard.tui.counter.commands import COUNTER
from shopcard.tui.counter.feedback import CounterFeedback, QuestionLine
from shopcard.tui.counter.finding import Finding
from shopcard.tui.counter.gate import Gate
from shopcard.tui.counter.owner import Owner, Place
from shopcard.tui.counter.purchases import Purchases
from shopcard.tui.counter.rest import Rest
from shopcard.tui.counter.state import CounterState, Said, Turn, Values
from shopcard.tui.counter.turns import Turns, Writes
from shopcard.tui.counter.view import CounterView
from shopcard.tui.counter.watch import ACTS, Watch
from shopcard.tui.help import Help
from shopcard.tui.scanner import Verdict
from shopcard.tui.widgets.head_and_foot import FootLine, HeadLine
from shopcard.tui.widgets.match_list import MatchList
from shopcard.tui.widgets.one_box import OneBox
from shopcard.tui.widgets.today_panel import TodayPanel

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Match
    from shopcard.store.shop.shop import Shop

T = TypeVar("T")


class Counter(ShopScreen[None]):
    """What each key and each scan does."""

    ACTIONS = COUNTER
    BINDINGS: ClassVar[list[BindingType]] = bindings(COUNTER)

    class FileMissed(Message):
        """An act found that the shop's file is gone: it stands until it is back."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class SettingsChanged(Message):
        """The shop's settings are others than those last drawn."""

    class TidiedUp(Message):
        """The owner has looked at what the shop proposes: it may be done."""

    def __init__(self, judge: Callable[[events.Key], Verdict], clock: Callable[[], float]) -> None:
        """`judge` says who pressed an Enter; `clock` counts the seconds that nobody touches the
        counter."""
        super().__init__()
        self._judge = judge
        self._shop: Shop | None = None
        self.demo = False
        self.gate = Gate()
        self.state = CounterState()
        self.turns = Turns(self._failed)
        self.writes = Writes(self)
        self.view = CounterView(self)
        self.finding = Finding(self)
        self.purchases = Purchases(self)
        self.feedback = CounterFeedback(self)
        self.owner = Owner(self)
        self.place = Place(self)
        self.rest = Rest(self, clock)
        self.watching = Watch(self)

    def compose(self) -> ComposeResult:
        yield HeadLine(id="head")
        yield OneBox(self._judge, id="box")
        yield Static(id="hint")
        yield QuestionLine(id="question")
        yield Static(id="warning")
        with Horizontal(id="body"):
            yield MatchList(id="matches")
            yield CardPanel(id="card")
            yield TodayPanel(id="today")
        yield FootLine(id="foot")

    def on_mount(self) -> None:
        self.set_interval(1, self.view.head)
        self.set_interval(0.5, self.rest.look)
        self.query_one("#warning").display = False
        self.view.all()
        self._take_turns()
        self._watch()

    @work(exit_on_error=False)
    async def _take_turns(self) -> None:
        await self.turns.work()

    @work(exit_on_error=False, group="watch")
    async def _watch(self) -> None:
        await self.watching.look()

    @work(exclusive=True, group="today", exit_on_error=False)
    async def draw_day(self) -> None:
        """Show the day so far, counted anew."""
        await self.view.day()

    def on_resize(self) -> None:
        self.view.hint()

    def begin(self, shop: "Shop", *, demo: bool) -> None:
        """The shop is open: what was typed meanwhile is served now."""
        self._shop, self.demo = shop, demo
        self.turns.begin()
        self.view.all()
        self.draw_day()
        self.turns.put(self.place.stand)
        self.turns.put(self.owner.greet)
        if self.box.value:
            self.look_up(self.box.value)

    # What others ask of the counter

    @property
    def box(self) -> OneBox:
        return self.query_one(OneBox)

    @property
    def is_open(self) -> bool:
        """Whether the shop is open already."""
        return self._shop is not None

    @property
    def shop(self) -> "Shop":
        """The shop, once it is open."""
        assert self._shop is not None
        return self._shop

    @property
    def currency(self) -> str | None:
        """The shop's, once it is open."""
        return self._shop.opened.settings.currency if self._shop else None

    @property
    def occupied(self) -> bool:
        """Whether an act is under way, or waits for its turn or for an answer."""
        return self.turns.occupied

    @property
    def opening(self) -> bool:
        """Whether a screen may yet open of what was pressed: a write has asked all it had to, but
        not what waits behind it."""
        return self.turns.waiting or (self.occupied and not self.writes.under_way)

    @property
    def half_typed(self) -> bool:
        """Whether a form holds something that closing shopcard would lose."""
        return bool(self.state.waiting) or any(
            getattr(screen, "touched", False) for screen in self.app.screen_stack
        )

    def take_draft(self, kept_as: str) -> Values:
        """What was typed in the form of this name when it was put away; nothing, if it was not."""
        return self.state.take_values(kept_as)

    def warn(self, sentence: str) -> None:
        """A sentence that stands until it is replaced; empty takes it away."""
        self.view.warn(sentence)

    def say(self, said: Said | None) -> None:
        """A sentence under the box, until the next act."""
        self.state.said = said
        self.view.hint()

    async def ask(self, dialog: Screen[T]) -> T:
        """The answer of a dialog or a screen, once it is left."""
        return await self.app.push_screen_wait(dialog)

    def read(self, text: str | None = None) -> Intent | Answer:
        """What Enter would mean with a text, or with what stands in the box."""
        return self.state.read(self.box.value if text is None else text, self.currency)

    def put_question(self, ask: Ask) -> None:
        """Ask the open customer this, until it is answered or passed by."""
        if ask is not self.state.asking:
            self.state.asking = ask
            self.view.question()
            self.view.hint()

    def pass_by(self) -> None:
        """Whatever comes next passes the question by, and leaves the answer noted as it is."""
        self.state.noted = None
        self.put_question(Ask.NO)

    async def open(self, customer_id: str) -> None:
        """Show a customer as they stand now. NotFound where they are not there any more."""
        opened = await asyncio.to_thread(self.shop.counter.open_card, customer_id, ACTS)
        self.state.show(opened)
        self.view.all()

    async def leave(self) -> None:
        """Nobody is open any more: the day so far."""
        self.state.leave()
        self.view.matches.rest_on(None)
        self.view.all()
        self.draw_day()

    async def clear_dialogs(self) -> None:
        """Close whatever stands over the counter, as Esc would."""
        while self.app.screen is not self:
            await self.app.screen.dismiss(None)

    def touch(self) -> None:
        """Somebody is here."""
        self.rest.touch()

    # What an act ended with

    async def _failed(self, error: Exception) -> None:
        if isinstance(error, Moved):
            self.post_message(self.FileMissed(error.sentence))
        elif isinstance(error, ShopcardError):
            self.say(Said(error.sentence))
        else:
            self.log(repr(error))
            await self._own_up(error)

    async def _own_up(self, error: Exception) -> None:
        """An unforeseen error: show what stands in the ledger, whatever was meant to be done."""
        await asyncio.to_thread(written_down, error)
        try:
            if self.state.opened is not None:
                await self.open(self.state.opened.customer.id)
        except Exception as second:
            self.log(repr(second))
        self.say(Said(_("Something went wrong. See what the card shows now.")))

    # The box

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value:
            self.state.typed()
        self.view.arrange()
        self.view.hint()
        if self.is_open and isinstance(search := self.read(event.value), Search):
            self.look_up(search.text)

    @work(exclusive=True, group="search", exit_on_error=False)
    async def look_up(self, text: str) -> None:
        """Show who a text finds; a later text takes over."""
        try:
            found = await asyncio.to_thread(self.shop.customers.find, text)
        except ShopcardError as error:
            self.say(Said(error.sentence))
        else:
            self.view.matches.show(text, found)
            self.view.hint()

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
        search = self.read() if points else None
        return isinstance(search, Search) and self.view.matches.text != search.text

    def on_one_box_moved(self, event: OneBox.Moved) -> None:
        self.view.matches.move(event.step)
        self.view.hint()

    def on_one_box_escaped(self) -> None:
        self.action_next()

    def on_match_list_picked(self, event: MatchList.Picked) -> None:
        self.box.value = ""
        self.turns.put(partial(self.finding.arrive, event.match.id))

    def on_question_line_declined(self, event: QuestionLine.Declined) -> None:
        event.stop()
        if not self.occupied:
            self.turns.put(partial(self.feedback.note, Answer()))

    def on_one_box_entered(self, event: OneBox.Entered) -> None:
        text, verdict = event.text, event.verdict
        intent = self.read(text)
        if scan := verdict.scan or slow_scan(text):
            # What stood in the box before may be the beginning of the code, come late.
            self.scan(replace(scan, readings=_readings(text, verdict)))
        elif verdict.scanned:
            readings = _readings(text, verdict)
            self.turns.put(partial(self.finding.find_in_one_piece, text, readings))
        elif isinstance(intent, Search) and verdict.too_soon:
            self.put_back(text)
        elif isinstance(intent, Search):
            self.turns.put(partial(self.finding.find, intent, text, *self._chosen(intent.text)))
        elif self.occupied or verdict.too_soon:
            self.put_back(text)
        elif isinstance(intent, Unreadable):
            self.put_back(text)
            self.say(Said(intent.sentence, pairs=()))
        elif isinstance(intent, Answer):
            self.turns.put(partial(self.feedback.note, intent))
        else:
            self.turns.put(partial(self.purchases.press, text))

    def scan(self, scan: Scan) -> None:
        """A card was scanned, here or elsewhere: it opens."""
        self.turns.put(partial(self.finding.find_scanned, scan))

    def _chosen(self, text: str) -> "tuple[Match | None, bool]":
        """The one highlighted in the list, when the list is of this very text, and whether a
        person moved the highlight there."""
        matches = self.view.matches
        if matches.text != text:
            return None, False
        return matches.highlighted, matches.was_moved

    def put_back(self, text: str) -> None:
        """What Enter could do nothing with stays in the box, unless more was typed since."""
        if text and not self.box.value:
            with self.box.prevent(Input.Changed):
                self.box.value = text
            self.box.cursor_position = len(text)
            self.view.arrange()
            self.view.hint()

    # What the keys do

    def action_new_customer(self) -> None:
        self.turns.put(lambda: self.finding.add(typed=self.box.value.strip()))

    def action_redeem(self) -> None:
        self.turns.put(self.purchases.redeem)

    def action_undo(self) -> None:
        self.turns.put(self.purchases.undo)

    def action_comment(self) -> None:
        self.turns.put(self.feedback.comment)

    def action_details(self) -> None:
        self.turns.put(self._details)

    async def _details(self) -> None:
        from shopcard.tui.customer.details import CustomerDetails

        if self.state.opened is None:
            self.say(Said(_("Open a customer first.")))
            return
        customer_id = self.state.opened.customer.id
        details = CustomerDetails(self.shop, customer_id, owner_agrees=self.owner.ask)
        if await self.ask(details):
            if details.erased:
                await self.leave()
                self.say(Said(details.erased, good=True))
            else:
                await self.open(customer_id)

    def action_help(self) -> None:
        self.app.push_screen(Help(COUNTER, self.currency or "EUR"))

    def action_program(self, step: int) -> None:
        """Another programme is the one that Enter stamps."""
        if not self.occupied and self.state.next_program(step):
            self.view.all()

    def action_next(self) -> None:
        self.box.value = ""
        self.turns.put(self.leave)

    def _when_open(self, turn: Turn) -> None:
        """Have an act done that there is nothing to do for before the shop is open."""
        if self.is_open:
            self.turns.put(turn)

    def action_staff(self) -> None:
        self._when_open(self.owner.change_staff)

    def action_place(self) -> None:
        self._when_open(self.place.change_place)

    def action_month(self) -> None:
        self._when_open(self.owner.show_month)

    def action_owner(self) -> None:
        self._when_open(self.owner.show_owner)

    def action_duplicates(self) -> None:
        self._when_open(self.owner.show_duplicates)

    def action_tidy_up(self) -> None:
        self._when_open(self.owner.tidy_up)


def _readings(text: str, verdict: Verdict) -> tuple[str, ...]:
    """All that an Enter can mean as a card: its burst, and the box with what stood there before."""
    if text == verdict.scanned:
        return verdict.readings
    return (*verdict.readings, *all_readings(text))
