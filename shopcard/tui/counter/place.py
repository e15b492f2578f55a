"""Where this till stands: in the shop, or at a market stall that has programmes of its own."""

import asyncio
from functools import partial

from shopcard.language import _
from shopcard.tui.counter.turns import CounterTurns
from shopcard.tui.counter.view import Said
from shopcard.tui.dialogs import Choose


def say_place(place: str) -> str:
    """A channel as it is called, or the shop itself."""
    return place or _("In the shop")


class CounterPlace(CounterTurns):
    """Only what runs where the till stands is promised and stamped."""

    async def stand(self) -> None:
        """Stand where this till was last said to stand."""
        await asyncio.to_thread(self.shop.place.take)
        self._draw_head()

    def action_place(self) -> None:
        if self._shop is not None:
            self._turn(self._change_place)

    async def _change_place(self) -> None:
        here = self.shop.opened.channel or ""
        places = [p for p in ("", *await asyncio.to_thread(self.shop.place.all)) if p != here]
        if not places:
            self.say(Said(_("No programme runs anywhere else. F9 says where each one runs.")))
            return
        answers = [(place, today) for place in places for today in (True, False)]
        chosen = await self.app.push_screen_wait(
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
            move = partial(self.shop.place.stand_at, place, only_today=today)
            await self._write(move, partial(self._moved, place, today))

    async def _moved(self, place: str, today: bool, _nothing: None) -> None:
        if self._opened is not None:
            self._active = 0
            await self._open(self._opened.customer.id)
        self._draw_head()
        told = _("This till, today: {place}") if today else _("This till from now on: {place}")
        self.say(Said(told.format(place=say_place(place)), good=True))
