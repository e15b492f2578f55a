"""The counter asks the customer it has just stamped one question, and notes what anybody says."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from shopcard.language import _
from shopcard.rules.feedback import NO_ANSWER, Answer, Ask
from shopcard.tui.counter.state import Noted, Said
from shopcard.tui.dialogs import Confirm
from shopcard.words.feedback import say_given, say_question

if TYPE_CHECKING:
    from shopcard.store.answers.month import Voice
    from shopcard.tui.counter.screen import Counter


class QuestionLine(Static):
    """`? How likely to recommend us? 0–10   / No answer`: figures typed into the box answer it, a
    click on its end says that there is no answer. It is not there while nothing is asked."""

    can_focus = False

    class Declined(Message):
        """A click said that the customer would rather not say."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.ask = Ask.NO
        self._question = ""
        self.display = False

    def show(self, ask: Ask) -> None:
        """Ask this, or nothing."""
        self.ask = ask
        self._question = say_question(ask)
        self.display = bool(self._question)
        self.update(
            Content.assemble(
                ("? ", "bold $secondary"),
                (self._question, "bold"),
                "   ",
                (NO_ANSWER, "bold $primary"),
                " ",
                (_("No answer"), "$quiet"),
            )
        )

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is not None and at.x >= Content(f"? {self._question}   ").cell_length:
            self.post_message(self.Declined())


class CounterFeedback:
    """One question a quarter, on a line that is answered or passed by: nobody is made to wait.

    Only an answer counts as having asked: who is passed by is asked another time.
    """

    def __init__(self, counter: "Counter") -> None:
        self._counter = counter
        self._state = counter.state

    def ask_in_turn(self, customer_id: str) -> None:
        """Ask a customer what they are due to be asked, once what is under way is done."""
        if self._counter.shop.opened.settings.ask is not Ask.NO:
            self._counter.turns.put(partial(self._ask_voice, customer_id))

    async def _ask_voice(self, customer_id: str) -> None:
        ask = await asyncio.to_thread(self._counter.shop.feedback.due, customer_id)
        opened = self._state.opened
        # A figure that was typed before the question stood there is no answer to it.
        if opened is not None and opened.customer.id == customer_id and not self._waited_for:
            self._counter.put_question(ask)

    @property
    def _waited_for(self) -> bool:
        """Whether the next customer is being looked up or scanned, or another screen is open."""
        return (
            bool(self._counter.box.value)
            or self._counter.turns.waiting
            or self._counter.app.screen is not self._counter
        )

    async def note(self, answer: Answer) -> None:
        if self._state.opened is None:
            return
        customer_id, name = self._state.opened.customer.id, self._state.opened.customer.name

        async def was_noted(voice: "Voice") -> None:
            self._state.noted = Noted(voice.id, name, say_given(answer))
            self._counter.say(Said(_("noted: {said}").format(said=say_given(answer)), good=True))

        self._counter.put_question(Ask.NO)
        note = partial(
            self._counter.shop.feedback.note,
            customer_id,
            recommend=answer.recommend,
            satisfied=answer.satisfied,
        )
        await self._counter.writes.do(note, was_noted)

    async def take_back(self, noted: Noted) -> None:
        """F4 right after an answer: it was a slip."""
        question = Confirm(
            _("Take back the answer “{said}”?").format(said=noted.said),
            detail=noted.name,
            yes=_("Take it back"),
            no=_("Back"),
        )
        if await self._counter.ask(question):

            async def undone(_nothing: None) -> None:
                self._state.noted = None
                if self._state.opened is not None:
                    self.ask_in_turn(self._state.opened.customer.id)
                self._counter.say(Said(_("Undone: {what}").format(what=noted.said), good=True))

            await self._counter.writes.do(
                partial(self._counter.shop.feedback.take_back, noted.id), undone
            )

    async def comment(self) -> None:
        from shopcard.tui.customer.feedback import NoteVoice

        if self._state.opened is None:
            self._counter.say(Said(_("Open a customer first.")))
            return
        customer = self._state.opened.customer
        if await self._counter.ask(NoteVoice(self._counter.shop, customer.id, customer.name)):
            self._counter.say(
                Said(_("What {name} says is noted.").format(name=customer.name), good=True)
            )
