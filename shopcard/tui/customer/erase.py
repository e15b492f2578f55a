"""The question before a customer is erased: what goes, what stays, and a word to type."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcard.language import _
from shopcard.rules.text import fold
from shopcard.tui.dialogs import Dialog
from shopcard.tui.form import Entry, Field, Form


class AskErase(Dialog[bool]):
    """Says what will be gone and answers True once the word is typed: Enter alone erases nobody."""

    DEFAULT_CSS = """
    AskErase .detail { margin: 1 0; }
    """

    def __init__(self, question: str, details: list[str]) -> None:
        super().__init__()
        self._question = question
        self._details = details

    @property
    def nothing(self) -> bool:
        return False

    @property
    def touched(self) -> bool:
        return bool(self.form["word"].value)

    @property
    def _word(self) -> str:
        return _("erase")

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_subtitle = Content(_("⏎ erase for good · Esc back"))
        with box:
            yield Static(Content(self._question), classes="question")
            yield Static(Content("\n".join(self._details)), classes="detail")
            label = _("Type “{word}”").format(word=self._word)
            self.form = Form(Field("word", label, Entry(most=20)))
            yield self.form
            yield Static(classes="notice")

    def action_accept(self) -> None:
        if fold(self.form["word"].value) == fold(self._word):
            self.dismiss(True)
        else:
            wrong = _("Type “{word}” to erase, or press Esc.").format(word=self._word)
            self.form.say({"word": wrong})
