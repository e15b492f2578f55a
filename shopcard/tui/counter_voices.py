"""The counter asks the customer it has just stamped, and notes what anybody says."""

import asyncio
from functools import partial

from shopcard.language import _
from shopcard.rules.say_voices import say_answer
from shopcard.rules.voices import Ask
from shopcard.tui.counter_turns import CounterTurns
from shopcard.tui.counter_view import Said


class CounterVoices(CounterTurns):
    """One question a quarter, and never while somebody waits."""

    def ask_in_turn(self, customer_id: str) -> None:
        """Ask a customer what they are due to be asked, once what is under way is done."""
        if self.shop.preferences.ask is not Ask.NO:
            self._turn(partial(self._ask_voice, customer_id))

    async def _ask_voice(self, customer_id: str) -> None:
        from shopcard.tui.voices import Answer, AskVoice

        ask = await asyncio.to_thread(self.shop.asks, customer_id)
        opened = self._opened
        if ask is Ask.NO or opened is None or opened.customer.id != customer_id or self._waited_for:
            return
        answer = await self.app.push_screen_wait(AskVoice(ask, opened.customer.name))
        recommend, satisfied = answer or Answer()
        await asyncio.to_thread(
            self.shop.feedback, customer_id, recommend=recommend, satisfied=satisfied
        )
        if answer is not None:
            said = say_answer(recommend, satisfied)
            self.say(Said(_("noted: {said}").format(said=said), good=True))

    @property
    def _waited_for(self) -> bool:
        """Whether the next customer is being looked up or scanned, or another screen is open."""
        return bool(self.box.value) or not self._turns.empty() or self.app.screen is not self

    def action_comment(self) -> None:
        self._turn(self._comment)

    async def _comment(self) -> None:
        from shopcard.tui.voices import NoteVoice

        if self._opened is None:
            self.say(Said(_("Open a customer first.")))
            return
        customer = self._opened.customer
        if await self.app.push_screen_wait(NoteVoice(self.shop, customer.id, customer.name)):
            self.say(Said(_("What {name} says is noted.").format(name=customer.name), good=True))
