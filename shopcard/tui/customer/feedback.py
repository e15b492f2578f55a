"""Noting what a customer says."""

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.feedback import checked
from shopcard.tui.dialogs import FormDialog
from shopcard.tui.form import Entry, Field, Form, Pick
from shopcard.words.feedback import say_satisfied

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

_MOST_TYPED = 400


def _figures(most: int = 2) -> Entry:
    return Entry(most=most, restrict=r"[0-9]*")


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

    @property
    def kept_as(self) -> str:
        return f"{super().kept_as} {self._customer_id}"

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
        self.take_up()

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
            self.shop.feedback.note,
            self._customer_id,
            recommend=recommend,
            satisfied=values["satisfied"] == "yes" if values["satisfied"] else None,
            comment=values["comment"],
        )
        self.dismiss(True)
