"""The counter does its acts in turns, one after another, and puts everything away at rest.

A scan that arrives while a stamp is being written opens its card when the stamp is done.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import events, work
from textual.message import Message

from shopcard.errors import Busy, DiskFailed, DiskFull, Moved, ShopcardError
from shopcard.language import _
from shopcard.rules.feedback import Ask
from shopcard.tui.counter.gate import Gate
from shopcard.tui.counter.view import CounterView, Said
from shopcard.tui.dialogs import Confirm
from shopcard.tui.scanner import Verdict
from shopcard.tui.widgets.head_and_foot import ENTER
from shopcard.tui.widgets.match_list import MatchList
from shopcard.words.clock import say_far, why_clock

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop
    from shopcard.tui.counter.drafts import Draft

Turn = Callable[[], Awaitable[None]]
T = TypeVar("T")

ACTS = 30
"""How many of a customer's latest acts are shown."""
LEAP = timedelta(days=1)
"""A clock that went on, or back, by more than this between two acts is looked at again."""
SAY_WAITING_AFTER = 0.4
"""Seconds that a write may last before the counter says what it waits for."""


class CounterTurns(CounterView):
    """Takes turns: nothing here waits on the screen's own loop."""

    def __init__(self, judge: Callable[[events.Key], Verdict], clock: Callable[[], float]) -> None:
        """`clock` counts the seconds that nobody touches the counter."""
        super().__init__(judge)
        self._clock = clock
        self._touched = clock()
        self._begun = asyncio.Event()
        self._turns: asyncio.Queue[Turn] = asyncio.Queue()
        self._in_turn = False
        self._current: Turn | None = None
        """The turn under way, or the last one."""
        self._writing = False
        self._again: Turn | None = None
        """A write that found the shop busy: Enter does it again, with the same key."""
        self.gate = Gate()
        self._clock_trusted: datetime | None = None
        """What the shop's clock said at the last act, when it was taken to be right."""

    class FileMissed(Message):
        """An act found that the shop's file is gone: it stands until it is back."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    def on_mount(self) -> None:
        self.set_interval(0.5, self._rest)
        self._take_turns()

    def set_shop(self, shop: "Shop", *, demo: bool) -> None:
        """The shop is open: turns begin."""
        self._shop, self._demo = shop, demo
        self._begun.set()
        self.draw()
        self.draw_today()

    @work(exit_on_error=False)
    async def _take_turns(self) -> None:
        await self._begun.wait()
        while True:
            turn = await self._turns.get()
            self._in_turn, self._current = True, turn
            try:
                await turn()
            except Moved as error:
                self.post_message(self.FileMissed(error.sentence))
            except ShopcardError as error:
                self.say(Said(error.sentence))
            except Exception as error:
                self.log(repr(error))
                await self._own_up(error)
            finally:
                self._in_turn = False

    async def _own_up(self, error: Exception) -> None:
        """An unforeseen error: show what stands in the ledger, whatever was meant to be done."""
        what = type(error).__name__
        try:
            if self._opened is not None:
                await self._open(self._opened.customer.id)
        except Exception as second:
            self.log(repr(second))
        self.say(
            Said(_("Something went wrong ({what}). See what the card shows now.").format(what=what))
        )

    def _turn(self, turn: Turn) -> None:
        self._turns.put_nowait(turn)

    @property
    def occupied(self) -> bool:
        """Whether an act is under way, or waits for its turn or for an answer."""
        return self._in_turn or not self._turns.empty()

    @property
    def opening(self) -> bool:
        """Whether a screen may yet open of what was pressed: a write has asked all it had to, but
        not what waits behind it."""
        return not self._turns.empty() or (self._in_turn and not self._writing)

    async def _write(self, act: Callable[[], T], then: Callable[[T], Awaitable[None]]) -> None:
        """Do a write off the screen's loop, then what follows it.

        When the shop is busy nothing was written; the same act waits for the next Enter.
        """
        self._again = self._noted = None
        if not await self._sure_of_the_clock():
            return
        self._writing = True
        waiting = self.set_timer(SAY_WAITING_AFTER, self._say_waiting)
        try:
            done = await asyncio.to_thread(act)
        except (Busy, DiskFailed, DiskFull) as error:
            self._again = partial(self._write, act, then)
            self.say(
                Said(
                    error.sentence,
                    pairs=((ENTER, _("try again")), ("Esc", _("leave it"))),
                )
            )
        else:
            await then(done)
        finally:
            self._writing = False
            waiting.stop()

    async def _sure_of_the_clock(self) -> bool:
        """Ask, before an act, whether a clock that is far from the last act is right: it would end
        cards and rewards. Asked once, and again when the clock leaps."""
        now = self.shop.opened.clock()
        if self._clock_trusted is None or abs(now - self._clock_trusted) > LEAP:
            doubt = await asyncio.to_thread(self.shop.opened.clock_doubt)
            if doubt is not None and not doubt.behind:
                far = say_far(doubt.now, doubt.last, self.shop.opened.preferences.zone)
                sure = Confirm(
                    _("Is the date right?"), yes=_("The date is right"), no=_("Leave it"),
                    detail=f"{far} {why_clock()}",
                )  # fmt: skip
                if not await self.app.push_screen_wait(sure):
                    self.say(Said(_("Nothing was written. Set the clock of this machine.")))
                    return False
        self._clock_trusted = now
        return True

    def _say_waiting(self) -> None:
        self.say(Said(_("Another till is writing: waiting…"), pairs=()))

    # The open customer

    async def _open(self, customer_id: str) -> None:
        """Show a customer. One who is open already stays as they are: a card read twice by the
        scanner is still the same visit."""
        opened = await asyncio.to_thread(self.shop.counter.open_card, customer_id, ACTS)
        if self._opened is None or self._opened.customer.id != opened.customer.id:
            self._leave()
        self._opened = opened
        self.draw()

    def _leave(self) -> None:
        """Forget the open customer and everything that waits for them."""
        self._opened, self._active, self._fresh = None, 0, {}
        self._said, self._again, self._giving, self._again_soon = None, None, "", ""
        self.pass_by()

    def pass_by(self) -> None:
        """Whatever comes next passes the question by, and leaves the answer noted as it is."""
        self._noted = None
        self.put_question(Ask.NO)

    def action_next(self) -> None:
        self.box.value = ""
        self._turn(self._next)

    async def _next(self) -> None:
        self._leave()
        self.query_one(MatchList).rest_on(None)
        self.draw()
        self.draw_today()

    # At rest

    def touch(self) -> None:
        """Somebody is here."""
        self._touched = self._clock()
        if self.veiled:
            self.veiled = False
            self.draw_today()

    async def _rest(self) -> None:
        """Left alone for long enough: put everything that names a customer out of view, and
        lock what is the owner's."""
        if self._shop is None or self.veiled or not self._shop.opened.preferences.rest:
            return
        if self._clock() - self._touched < self._shop.opened.preferences.rest:
            return
        if getattr(self.app.screen, "names_nobody", False) and not self.gate.guarded:
            return
        self.veiled = True
        self.gate.lock()
        draft = self.half_done()
        await self.clear_dialogs()
        self._turn(partial(self._put_away, draft))

    async def _put_away(self, draft: "Draft | None") -> None:
        self.box.value = ""
        await self._next()
        self.keep(draft)

    def half_done(self) -> "Draft | None":
        """What clearing the counter would lose."""
        return None

    def keep(self, draft: "Draft | None") -> None:
        """Have it wait for who comes back."""

    async def clear_dialogs(self) -> None:
        """Close whatever stands over the counter, as Esc would."""
        while self.app.screen is not self:
            await self.app.screen.dismiss(None)
