"""Help that fits one screen of 80×24: what to type, what Enter does, the keys."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcard.language import _
from shopcard.rules.money import say_examples
from shopcard.tui.commands import QUIT, Command
from shopcard.tui.dialogs import Dialog


def _to_type() -> Iterator[tuple[str, str]]:
    yield _("marie"), _("part of a name: ↑ ↓ choose, Enter opens")
    yield "06 12 34 56 78", _("a phone number in any form, or its last 4 digits")
    yield "4207 7310", _("a card number, scanned or typed; #42 is card 42")


def _enter_does() -> Iterator[tuple[str, str]]:
    yield "⏎", _("one stamp; ⏎ again: next customer")
    yield "3 ⏎", _("three stamps")
    yield _("12.50") + " ⏎", _("a purchase of that amount")
    yield "3 " + _("7.50") + " ⏎", _("three stamps, and that amount")


def _keys(commands: Iterable[Command]) -> Iterator[tuple[str, str]]:
    for one in commands:
        if one.key and one.name:
            yield one.printed, _(one.name)


class Help(Dialog[None]):
    """How the counter works, in words a cashier understands. Esc, Enter and F6 leave it."""

    left_by_scans = True

    DEFAULT_CSS = """
    Help > .box { width: 78; padding: 0 2; }
    Help .heading { color: $text; text-style: bold; }
    Help .close { color: $text-muted; }
    Help Grid { height: auto; grid-size: 2; grid-columns: 18 1fr; grid-rows: auto; }
    Help Grid.-amounts { grid-size: 3; grid-columns: 1fr 1fr 1fr; padding: 0 0 0 2; }
    Help .amount { color: $text-muted; height: 1; }
    Help Grid.-keys { grid-size: 4; grid-columns: 6 1fr 6 1fr; }
    Help .key { color: $text-accent; padding: 0 0 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "leave", show=False),
    ]

    def __init__(self, commands: Iterable[Command], currency: str = "EUR") -> None:
        """Help for a screen's commands; `currency` is that of the amounts shown as examples."""
        super().__init__()
        self._commands = tuple(commands)
        self._currency = currency

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_title = Content(_("Help"))
        others = [("ctrl+p", _("Every command")), (QUIT.printed, _(QUIT.name))]
        told = [f"{key} {words}" for key, words in others]
        box.border_subtitle = Content(" · ".join([*told, _("Esc closes")]))
        with box:
            yield Static(Content(_("Find a customer: scan or type")), classes="heading")
            yield from self._rows(_to_type())
            yield Static(Content(_("With a customer open")), classes="heading")
            yield from self._rows(_enter_does())
            with Grid(classes="-amounts"):
                for example in say_examples(self._currency):
                    yield Static(Content(example), classes="amount")
            yield Static(Content(_("Keys")), classes="heading")
            yield from self._rows(_keys(self._commands), "-keys")
            scan = _("A scan only opens a card: it never stamps by itself.")
            yield Static(Content(scan), classes="close")
            signs = _("Scanner types &é\"' for 123? Its booklet has a code for your country.")
            yield Static(Content(signs), classes="does")
            yield Static(classes="notice")

    def _rows(self, rows: Iterator[tuple[str, str]], kind: str = "") -> ComposeResult:
        with Grid(classes=kind):
            for key, does in rows:
                yield Static(Content(key), classes="key")
                yield Static(Content(does), classes="does")

    def action_accept(self) -> None:
        self.action_leave()
