"""The owner's screens behind the gate, and by whom and where the till is served."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from shopcard.errors import NotFound
from shopcard.language import _
from shopcard.tui.counter.gate import StaffDialog
from shopcard.tui.counter.state import Said
from shopcard.tui.dialogs import Choose

if TYPE_CHECKING:
    from textual.screen import Screen

    from shopcard.store.answers.counter import Staff
    from shopcard.tui.counter.screen import Counter


class Owner:
    """All that only an owner may do here goes through `ask`. Each act here has its turn."""

    def __init__(self, counter: "Counter") -> None:
        self._counter = counter
        self._state = counter.state

    @property
    def is_here(self) -> bool:
        """Whether the owner serves, or nobody guards what is theirs."""
        return self._counter.gate.open or not self._counter.gate.guarded

    async def show_month(self) -> None:
        from shopcard.tui.month.screen import MonthScreen

        if await self.ask():
            await self._show(MonthScreen(self._counter.shop))

    async def _show(self, screen: "Screen[Any]") -> None:
        """An owner's screen. A customer it answers with opens; who was open is shown anew, as
        their card may look different now."""
        answer = await self._counter.ask(screen)
        if isinstance(answer, str) and answer:
            self._counter.box.value = ""
            self._state.leave()
            await self._counter.open(answer)
        elif self._state.opened is not None:
            try:
                await self._counter.open(self._state.opened.customer.id)
            except NotFound:  # erased on that screen
                await self._counter.leave()

    async def show_owner(self) -> None:
        from shopcard.tui.owner.menu import owner_menu

        entries = owner_menu()
        menu = Choose(_("The owner's side of the shop"), [label for label, _screen in entries])
        if await self.ask():
            chosen = await self._counter.ask(menu)
            if chosen is not None:
                await self._show(entries[chosen][1](self._counter.shop))
                await self.see_who()
                self._counter.post_message(self._counter.TidiedUp())

    async def ask(self) -> bool:
        """Whether the owner agrees; asked for their PIN where one has one. All that only an owner
        may do here goes through this."""
        return await self._counter.gate.ask(self._counter.app, self._counter.shop)

    async def show_duplicates(self) -> None:
        from shopcard.tui.owner.duplicates import DuplicatesScreen

        if await self.ask():
            await self._show(DuplicatesScreen(self._counter.shop))

    async def tidy_up(self) -> None:
        from shopcard.tui.owner.tidy_up import TidyUpScreen

        if await self.ask():
            await self._show(TidyUpScreen(self._counter.shop))
            self._counter.post_message(self._counter.TidiedUp())

    # Who is at the till

    async def change_staff(self) -> None:
        members = await asyncio.to_thread(self._counter.shop.staff.members)
        if not members:
            self._counter.say(Said(_("Nobody is on the list yet. Add who works here: F9, Staff.")))
            return
        await self._take_till(members, _("Who is at the till?"))

    async def greet(self) -> None:
        """Whoever the till was opened for gives their PIN, if they have one."""
        named = next(
            (m for m in await self.see_who() if m.name == self._counter.shop.opened.staff), None
        )
        if named and named.has_pin:
            self._counter.shop.opened.staff = ""
            await self._take_till([named], _("Good day, {name}.").format(name=named.name))

    async def see_who(self) -> "Sequence[Staff]":
        """Whether there is anybody to choose from, for the line at the top."""
        members = await asyncio.to_thread(self._counter.shop.staff.members)
        self._counter.gate.see(members)
        self._state.staffed = bool(members)
        self._counter.view.head()
        return members

    async def _take_till(self, members: "Sequence[Staff]", question: str) -> None:
        proven = await self._counter.ask(StaffDialog(self._counter.shop, members, question))
        if proven is not None:
            self._counter.shop.opened.staff = proven.name
            self._counter.gate.take(proven)
            self._counter.say(Said(_("{name} is at the till.").format(name=proven.name), good=True))
        self._counter.view.head()


def say_place(place: str) -> str:
    """A channel as it is called, or the shop itself."""
    return place or _("In the shop")


class Place:
    """Where the till stands, in the shop or at a stall that has programmes of its own: only what
    runs there is promised and stamped."""

    def __init__(self, counter: "Counter") -> None:
        self._counter = counter
        self._state = counter.state

    async def stand(self) -> None:
        """Stand where this till was last said to stand."""
        await asyncio.to_thread(self._counter.shop.place.take)
        self._counter.view.head()

    async def change_place(self) -> None:
        here = self._counter.shop.opened.channel or ""
        places = [
            p for p in ("", *await asyncio.to_thread(self._counter.shop.place.all)) if p != here
        ]
        if not places:
            self._counter.say(
                Said(_("No programme runs anywhere else. F9 says where each one runs."))
            )
            return
        answers = [(place, today) for place in places for today in (True, False)]
        chosen = await self._counter.ask(
            Choose(
                _("Where is this till? Now: {place}").format(place=say_place(here)),
                [
                    (_("{place}, today") if today else _("{place}, until it is changed")).format(
                        place=say_place(place)
                    )
                    for place, today in answers
                ],
            )
        )
        if chosen is not None:
            place, today = answers[chosen]
            move = partial(self._counter.shop.place.stand_at, place, only_today=today)
            await self._counter.writes.do(move, partial(self._moved, place, today))

    async def _moved(self, place: str, today: bool, _nothing: None) -> None:
        if self._state.opened is not None:
            self._state.active = 0
            await self._counter.open(self._state.opened.customer.id)
        self._counter.view.head()
        told = _("This till, today: {place}") if today else _("This till from now on: {place}")
        self._counter.say(Said(told.format(place=say_place(place)), good=True))
