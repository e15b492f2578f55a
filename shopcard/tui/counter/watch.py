"""The counter follows what is done elsewhere: another till's stamp, a setting, the next day."""

import asyncio
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from shopcard.errors import NotFound
from shopcard.rules.settings import Preferences
from shopcard.tui.counter.owner import CounterOwner
from shopcard.tui.counter.turns import ACTS
from shopcard.tui.counter.view import Said

if TYPE_CHECKING:
    from shopcard.store.answers.counter import OpenCard

WATCH_EVERY = 0.25
"""Seconds between two looks at whether anything was changed."""

Seen = tuple[int, date]
"""The file's count of changes, and the business day."""


class CounterWatch(CounterOwner):
    """Only what is shown moves: the box, its highlight and what was said stay as they are."""

    class SettingsChanged(Message):
        """The shop's settings are others than those last drawn."""

    def on_mount(self) -> None:
        self._watch()

    @work(exit_on_error=False, group="watch")
    async def _watch(self) -> None:
        await self._begun.wait()
        followed: Seen | None = None
        drawn = self.shop.opened.preferences
        await asyncio.to_thread(self.shop.opened.changes)
        while True:
            try:
                # Not in a thread: a look never waits, and a thread would cost fifty times as much.
                seen = (self.shop.opened.changes(), self.shop.opened.today_day())
                if seen != followed and await self._follow(drawn):
                    followed, drawn = seen, self.shop.opened.preferences
            except Exception as error:  # nobody asked for it: what is done here goes on without
                self.log(repr(error))
            await asyncio.sleep(WATCH_EVERY)

    async def _follow(self, drawn: Preferences) -> bool:
        """Show what is so now. Not while an act is under way, nor beneath another screen: False,
        and it is tried again."""
        if not self._free:
            return False
        before = self._opened
        await asyncio.to_thread(self._read_anew)
        opened = await self._read_again(before)
        await self._see_who()
        if not self._free or self._opened is not before:
            return False
        if self.shop.opened.preferences != drawn:
            self.post_message(self.SettingsChanged())
        if isinstance(opened, str):
            self._turn(self._next)
            self._turn(partial(self._tell, opened))
        elif opened is not None and opened != before:
            self._opened = opened
            self._forget_undone(opened)
            self._draw_body()
            self._draw_hint()
            self._draw_foot()
        if before is None:
            self.draw_today()
        return True

    def _read_anew(self) -> None:
        self.shop.opened.look()
        self.shop.place.take()

    @property
    def _free(self) -> bool:
        return not self.occupied and self.app.screen is self

    async def _read_again(self, before: "OpenCard | None") -> "OpenCard | str | None":
        """The open customer as they stand now, or the sentence why they are not there any more."""
        if before is None:
            return None
        try:
            return await asyncio.to_thread(self.shop.counter.open_card, before.customer.id, ACTS)
        except NotFound as gone:
            return gone.sentence

    async def _tell(self, sentence: str) -> None:
        self.say(Said(sentence))

    def _forget_undone(self, opened: "OpenCard") -> None:
        """A stamp of this visit that was undone elsewhere is not a fresh one any more."""
        undone = {act.id for act in opened.acts if act.voided}
        self._fresh = {k: f for k, f in self._fresh.items() if f.entry not in undone}
        self._active = min(self._active, max(len(opened.cards) - 1, 0))
