"""The counter does its acts in turns, one after another.

A scan that arrives while a stamp is being written opens its card when the stamp is done.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from shopcard.errors import Busy, DiskFailed, DiskFull
from shopcard.language import _
from shopcard.tui.counter.state import Said, Turn
from shopcard.tui.dialogs import Confirm
from shopcard.tui.widgets.head_and_foot import ENTER
from shopcard.words.clock import say_far, why_clock

if TYPE_CHECKING:
    from shopcard.tui.counter.screen import Counter

T = TypeVar("T")

LEAP = timedelta(days=1)
"""A clock that went on, or back, by more than this between two acts is looked at again."""
SAY_WAITING_AFTER = 0.4
"""Seconds that a write may last before the counter says what it waits for."""


class Turns:
    """A queue of acts, done one at a time once `begin` was called."""

    def __init__(self, failed: Callable[[Exception], Awaitable[None]]) -> None:
        """`failed` is told what an act ended with; the next act has its turn after that."""
        self._failed = failed
        self._begun = asyncio.Event()
        self._queue: asyncio.Queue[Turn] = asyncio.Queue()
        self._in_turn = False
        self.current: Turn | None = None
        """The act under way, or the last one."""

    def put(self, turn: Turn) -> None:
        """Have an act done when those before it are."""
        self._queue.put_nowait(turn)

    def begin(self) -> None:
        self._begun.set()

    async def begun(self) -> None:
        await self._begun.wait()

    @property
    def waiting(self) -> bool:
        """Whether an act waits for its turn."""
        return not self._queue.empty()

    @property
    def occupied(self) -> bool:
        """Whether an act is under way, or waits for its turn or for an answer."""
        return self._in_turn or self.waiting

    async def work(self) -> None:
        """Do the acts as they come, for ever."""
        await self.begun()
        while True:
            turn = await self._queue.get()
            self._in_turn, self.current = True, turn
            try:
                await turn()
            except Exception as error:
                await self._failed(error)
            finally:
                self._in_turn = False


class Writes:
    """What writes to the shop's file: off the screen's loop, tried again where it was busy."""

    def __init__(self, counter: "Counter") -> None:
        self._counter = counter
        self.under_way = False
        self._clock_trusted: datetime | None = None
        """What the shop's clock said at the last act, when it was taken to be right."""

    async def do(self, act: Callable[[], T], then: Callable[[T], Awaitable[None]]) -> None:
        """Do a write, then what follows it.

        When the shop is busy nothing was written; the same act waits for the next Enter.
        """
        state = self._counter.state
        state.again = state.noted = None
        if not await self._sure_of_the_clock():
            return
        self.under_way = True
        waiting = self._counter.set_timer(SAY_WAITING_AFTER, self._say_waiting)
        try:
            done = await asyncio.to_thread(act)
        except (Busy, DiskFailed, DiskFull) as error:
            state.again = partial(self.do, act, then)
            pairs = ((ENTER, _("try again")), ("Esc", _("leave it")))
            self._counter.say(Said(error.sentence, pairs=pairs))
        else:
            await then(done)
        finally:
            self.under_way = False
            waiting.stop()

    async def _sure_of_the_clock(self) -> bool:
        """Ask, before an act, whether a clock that is far from the last act is right: it would end
        cards and rewards. Asked once, and again when the clock leaps."""
        opened = self._counter.shop.opened
        now = opened.clock()
        if self._clock_trusted is None or abs(now - self._clock_trusted) > LEAP:
            doubt = await asyncio.to_thread(opened.clock_doubt)
            if doubt is not None and not doubt.behind:
                far = say_far(doubt.now, doubt.last, opened.settings.zone)
                sure = Confirm(
                    _("Is the date right?"), yes=_("The date is right"), no=_("Leave it"),
                    detail=f"{far} {why_clock()}",
                )  # fmt: skip
                if not await self._counter.ask(sure):
                    sentence = _("Nothing was written. Set the clock of this machine.")
                    self._counter.say(Said(sentence))
                    return False
        self._clock_trusted = now
        return True

    def _say_waiting(self) -> None:
        self._counter.say(Said(_("Another till is writing: waiting…"), pairs=()))
