"""The counter follows what is done elsewhere: another till's stamp, a setting, the next day."""

import asyncio
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from shopcard.errors import NotFound
from shopcard.rules.settings import Settings
from shopcard.tui.counter.state import Said

if TYPE_CHECKING:
    from shopcard.store.answers.counter import OpenCard
    from shopcard.tui.counter.screen import Counter

ACTS = 30
"""How many of a customer's latest acts are shown."""
WATCH_EVERY = 0.25
"""Seconds between two looks at whether anything was changed."""

Seen = tuple[int, date]
"""The file's count of changes, and the business day."""


class Watch:
    """Only what is shown moves: the box, its highlight and what was said stay as they are."""

    def __init__(self, counter: "Counter") -> None:
        self._counter = counter
        self._state = counter.state

    async def look(self) -> None:
        """Follow what others do, for ever."""
        await self._counter.turns.begun()
        followed: Seen | None = None
        drawn = self._counter.shop.opened.settings
        await asyncio.to_thread(self._counter.shop.opened.changes)
        while True:
            try:
                # Not in a thread: a look never waits, and a thread would cost fifty times as much.
                seen = (self._counter.shop.opened.changes(), self._counter.shop.opened.today_day())
                if seen != followed and await self._follow(drawn):
                    followed, drawn = seen, self._counter.shop.opened.settings
            except Exception as error:  # nobody asked for it: what is done here goes on without
                self._counter.log(repr(error))
            await asyncio.sleep(WATCH_EVERY)

    async def _follow(self, drawn: Settings) -> bool:
        """Show what is so now. Not while an act is under way, nor beneath another screen: False,
        and it is tried again."""
        if not self._free:
            return False
        before = self._state.opened
        await asyncio.to_thread(self._read_anew)
        opened = await self._read_again(before)
        await self._counter.owner.see_who()
        if not self._free or self._state.opened is not before:
            return False
        if self._counter.shop.opened.settings != drawn:
            self._counter.post_message(self._counter.SettingsChanged())
        if isinstance(opened, str):
            self._counter.turns.put(self._counter.leave)
            self._counter.turns.put(partial(self._tell, opened))
        elif opened is not None and opened != before:
            self._state.follow(opened)
            self._counter.view.body()
            self._counter.view.hint()
            self._counter.draw_foot()
        if before is None:
            self._counter.draw_day()
        return True

    def _read_anew(self) -> None:
        self._counter.shop.opened.look()
        self._counter.shop.place.take()

    @property
    def _free(self) -> bool:
        return not self._counter.occupied and self._counter.app.screen is self._counter

    async def _read_again(self, before: "OpenCard | None") -> "OpenCard | str | None":
        """The open customer as they stand now, or the sentence why they are not there any more."""
        if before is None:
            return None
        try:
            return await asyncio.to_thread(
                self._counter.shop.counter.open_card, before.customer.id, ACTS
            )
        except NotFound as gone:
            return gone.sentence

    async def _tell(self, sentence: str) -> None:
        self._counter.say(Said(sentence))
