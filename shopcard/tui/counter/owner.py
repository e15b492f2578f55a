"""The owner's side of the counter: the owner's screens behind the gate, and who is at the till."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.message import Message

from shopcard.errors import NotFound
from shopcard.language import _
from shopcard.tui.counter.turns import CounterTurns
from shopcard.tui.counter.view import Said
from shopcard.tui.counter.who_is_here import StaffDialog
from shopcard.tui.dialogs import Choose

if TYPE_CHECKING:
    from textual.screen import Screen

    from shopcard.store.answers.counter import Staff


class CounterOwner(CounterTurns):
    """All that only an owner may do here goes through `ask_owner`."""

    class TidiedUp(Message):
        """The owner has looked at what the shop proposes: it may be done."""

    @property
    def owner_is_here(self) -> bool:
        return self.gate.open or not self.gate.guarded

    def action_month(self) -> None:
        if self._shop is not None:
            self._turn(self._show_month)

    async def _show_month(self) -> None:
        from shopcard.tui.month.screen import MonthScreen

        if await self.ask_owner():
            await self._show(MonthScreen(self.shop))

    async def _show(self, screen: "Screen[Any]") -> None:
        """An owner's screen. A customer it answers with opens; who was open is shown anew, as
        their card may look different now."""
        answer = await self.app.push_screen_wait(screen)
        if isinstance(answer, str) and answer:
            self.box.value = ""
            self._leave()
            await self._open(answer)
        elif self._opened is not None:
            try:
                await self._open(self._opened.customer.id)
            except NotFound:  # erased on that screen
                await self._next()

    def action_owner(self) -> None:
        if self._shop is not None:
            self._turn(self._show_owner)

    async def _show_owner(self) -> None:
        from shopcard.tui.owner.menu import owner_menu

        entries = owner_menu()
        menu = Choose(_("The owner's side of the shop"), [label for label, _screen in entries])
        if await self.ask_owner():
            chosen = await self.app.push_screen_wait(menu)
            if chosen is not None:
                await self._show(entries[chosen][1](self.shop))
                await self._see_who()
                self.post_message(self.TidiedUp())

    async def ask_owner(self) -> bool:
        """Whether the owner agrees; asked for their PIN where one has one. All that only an owner
        may do here goes through this."""
        return await self.gate.ask(self.app, self.shop)

    def action_duplicates(self) -> None:
        if self._shop is not None:
            self._turn(self._show_duplicates)

    async def _show_duplicates(self) -> None:
        from shopcard.tui.owner.duplicates import DuplicatesScreen

        if await self.ask_owner():
            await self._show(DuplicatesScreen(self.shop))

    def action_tidy_up(self) -> None:
        if self._shop is not None:
            self._turn(self._tidy_up)

    async def _tidy_up(self) -> None:
        from shopcard.tui.owner.tidy_up import TidyUpScreen

        if await self.ask_owner():
            await self._show(TidyUpScreen(self.shop))
            self.post_message(self.TidiedUp())

    # Who is at the till

    def action_staff(self) -> None:
        if self._shop is not None:
            self._turn(self._change_staff)

    async def _change_staff(self) -> None:
        members = await asyncio.to_thread(self.shop.staff.members)
        if not members:
            self.say(Said(_("Nobody is on the list yet. Add who works here: F9, Staff.")))
            return
        await self._take_till(members, _("Who is at the till?"))

    async def _greet(self) -> None:
        """Whoever the till was opened for gives their PIN, if they have one."""
        named = next((m for m in await self._see_who() if m.name == self.shop.opened.staff), None)
        if named and named.has_pin:
            self.shop.opened.staff = ""
            await self._take_till([named], _("Good day, {name}.").format(name=named.name))

    async def _see_who(self) -> "Sequence[Staff]":
        """Whether there is anybody to choose from, for the line at the top."""
        members = await asyncio.to_thread(self.shop.staff.members)
        self.gate.see(members)
        self._staffed = bool(members)
        self._draw_head()
        return members

    async def _take_till(self, members: "Sequence[Staff]", question: str) -> None:
        proven = await self.app.push_screen_wait(StaffDialog(self.shop, members, question))
        if proven is not None:
            self.shop.opened.staff = proven.name
            self.gate.take(proven)
            self.say(Said(_("{name} is at the till.").format(name=proven.name), good=True))
        self._draw_head()
