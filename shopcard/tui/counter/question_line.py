"""The line of the counter that asks the open customer one question."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from shopcard.language import _
from shopcard.rules.feedback import NO_ANSWER, Ask
from shopcard.words.feedback import say_question


class QuestionLine(Static):
    """`? How likely to recommend us? 0–10   / No answer`: figures typed into the box answer it, a
    click on its end says that there is no answer. It is not there while nothing is asked."""

    can_focus = False

    class Declined(Message):
        """A click said that the customer would rather not say."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._question = ""
        self.display = False

    def show(self, ask: Ask) -> None:
        """Ask this, or nothing."""
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
