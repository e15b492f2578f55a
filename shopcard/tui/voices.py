"""Asking a customer one question, and noting what they say."""

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.say_voices import say_question, say_satisfied
from shopcard.rules.voices import HIGHEST, Ask, checked
from shopcard.tui.dialogs import Dialog, FormDialog, answer
from shopcard.tui.form import Entry, Field, Form, Pick

if TYPE_CHECKING:
    from shopcard.store.shop import Shop

_MOST_TYPED = 400


class Answer(NamedTuple):
    """What a customer answered to the one question."""

    recommend: int | None = None
    satisfied: bool | None = None


def _figures(most: int = 2) -> Entry:
    return Entry(most=most, restrict=r"[0-9]*")


class AskVoice(Dialog[Answer | None]):
    """The one question a customer is due; None for one who would rather not say.

    A scanned card opens at the counter whatever stands here: nobody is made to wait.
    """

    DEFAULT_CSS = """
    AskVoice .scale { margin: 1 0; }
    AskVoice Button { min-width: 4; margin: 0 1 0 0; }
    """

    def __init__(self, ask: Ask, name: str) -> None:
        super().__init__()
        self._ask = ask
        self._who = name
        self._answers: dict[str, tuple[str, Answer]] = (
            {
                "1": (f"1 {say_satisfied(True)}", Answer(satisfied=True)),
                "2": (f"2 {say_satisfied(False)}", Answer(satisfied=False)),
            }
            if ask is Ask.SATISFIED
            else {str(n): (str(n), Answer(recommend=n)) for n in range(HIGHEST + 1)}
        )
        """By what is typed: what the button says, and what it means."""

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_subtitle = Content(_("⏎ note it · nothing typed, or Esc: rather not say"))
        with box:
            yield Static(Content(say_question(self._ask, self._who)), classes="question")
            with HorizontalGroup(classes="scale"):
                for typed, (words, _answer) in self._answers.items():
                    yield answer(words, f"answer-{typed}")
            self.form = Form(Field("answer", _("Answer"), _figures()))
            yield self.form
            yield Static(classes="notice")

    def action_accept(self) -> None:
        typed = self.form["answer"].value
        if not typed:
            self.action_leave()
        elif typed in self._answers:
            self.dismiss(self._answers[typed][1])
        else:
            low, *_others, high = self._answers
            wrong = _("Type a whole number from {low} to {high}.").format(low=low, high=high)
            self.form.say({"answer": wrong})

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        typed = (event.button.id or "").removeprefix("answer-")
        self.dismiss(self._answers[typed][1])


class NoteVoice(FormDialog[bool]):
    """What a customer says, in their words and as answers; whether it was noted."""

    DEFAULT_CSS = """
    NoteVoice > .box { width: 78; }
    NoteVoice Field { margin: 0 0 1 0; }
    NoteVoice .notice { margin: 0; }
    """

    def __init__(self, shop: "Shop", customer_id: str, name: str) -> None:
        super().__init__(shop)
        self._customer_id = customer_id
        self._who = name

    @property
    def nothing(self) -> bool:
        return False

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_title = Content(_("What {name} says").format(name=self._who))
        box.border_subtitle = Content(_("⏎ next · F2 save · Esc back"))
        yes, no = say_satisfied(True), say_satisfied(False)
        satisfied = Pick([("", _("not asked")), ("yes", yes), ("no", no)], "")
        with box:
            self.form = Form(
                Field("comment", _("Comment"), Entry(most=_MOST_TYPED)),
                Field("recommend", _("Would recommend"), _figures(), _("0 to 10, if they said")),
                Field("satisfied", _("Satisfied"), satisfied),
            )
            yield self.form
            yield Static(classes="notice")

    def on_mount(self) -> None:
        self.form["comment"].control.focus()

    async def save(self) -> None:
        values = self.form.values
        if not (values["comment"].strip() or values["recommend"] or values["satisfied"]):
            self.form.say({"comment": _("Type what they said, or an answer below.")})
            return
        recommend = int(values["recommend"]) if values["recommend"] else None
        try:
            checked(recommend)
        except Refused as refused:
            self.form.say({"recommend": refused.sentence})
            return
        await asyncio.to_thread(
            self.shop.feedback,
            self._customer_id,
            recommend=recommend,
            satisfied=values["satisfied"] == "yes" if values["satisfied"] else None,
            comment=values["comment"],
        )
        self.dismiss(True)
