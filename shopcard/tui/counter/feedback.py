"""The counter asks the customer it has just stamped, and notes what anybody says."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from shopcard.language import _
from shopcard.rules.feedback import Answer, Ask
from shopcard.tui.counter.question_line import QuestionLine
from shopcard.tui.counter.turns import CounterTurns
from shopcard.tui.counter.view import Said
from shopcard.tui.dialogs import Confirm
from shopcard.words.feedback import say_given

if TYPE_CHECKING:
    from shopcard.store.answers.month import Voice


class CounterVoices(CounterTurns):
    """One question a quarter, on a line that is answered or passed by: nobody is made to wait.

    Only an answer counts as having asked: who is passed by is asked another time.
    """

    def ask_in_turn(self, customer_id: str) -> None:
        """Ask a customer what they are due to be asked, once what is under way is done."""
        if self.shop.opened.preferences.ask is not Ask.NO:
            self._turn(partial(self._ask_voice, customer_id))

    async def _ask_voice(self, customer_id: str) -> None:
        ask = await asyncio.to_thread(self.shop.feedback.due, customer_id)
        opened = self._opened
        # A figure that was typed before the question stood there is no answer to it.
        if opened is not None and opened.customer.id == customer_id and not self._waited_for:
            self.put_question(ask)

    @property
    def _waited_for(self) -> bool:
        """Whether the next customer is being looked up or scanned, or another screen is open."""
        return bool(self.box.value) or not self._turns.empty() or self.app.screen is not self

    async def _note_answer(self, answer: Answer) -> None:
        if self._opened is None:
            return
        customer_id, name = self._opened.customer.id, self._opened.customer.name

        async def noted(voice: "Voice") -> None:
            self._noted = (voice.id, name, say_given(answer))
            self.say(Said(_("noted: {said}").format(said=say_given(answer)), good=True))

        self.put_question(Ask.NO)
        note = partial(
            self.shop.feedback.note,
            customer_id,
            recommend=answer.recommend,
            satisfied=answer.satisfied,
        )
        await self._write(note, noted)

    def on_question_line_declined(self, event: QuestionLine.Declined) -> None:
        event.stop()
        if not self.occupied:
            self._turn(partial(self._note_answer, Answer()))

    async def _take_back_answer(self, noted: tuple[int, str, str]) -> None:
        """F4 right after an answer: it was a slip."""
        voice_id, name, said = noted
        question = Confirm(
            _("Take back the answer “{said}”?").format(said=said),
            detail=name,
            yes=_("Take it back"),
            no=_("Back"),
        )
        if await self.app.push_screen_wait(question):

            async def undone(_nothing: None) -> None:
                self._noted = None
                if self._opened is not None:
                    self.ask_in_turn(self._opened.customer.id)
                self.say(Said(_("undone: {what}").format(what=said), good=True))

            await self._write(partial(self.shop.feedback.take_back, voice_id), undone)

    def action_comment(self) -> None:
        self._turn(self._comment)

    async def _comment(self) -> None:
        from shopcard.tui.customer.feedback import NoteVoice

        if self._opened is None:
            self.say(Said(_("Open a customer first.")))
            return
        customer = self._opened.customer
        if await self.app.push_screen_wait(NoteVoice(self.shop, customer.id, customer.name)):
            self.say(Said(_("What {name} says is noted.").format(name=customer.name), good=True))
