"""A programme as a new customer's card shows it, with its conditions in words."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcard.tui.widgets.fit import lines
from shopcard.tui.widgets.punch_card import Face, PunchCard
from shopcard.words.programs import say_conditions, say_rewards

if TYPE_CHECKING:
    from shopcard.rules.program import Terms


class ProgramCard(VerticalScroll, can_focus=False):
    """The card as the cashier will see it; its frame has the programme's name."""

    DEFAULT_CSS = """
    ProgramCard {
        padding: 0 1; border: round $primary 50%; scrollbar-size-vertical: 1;
        border-title-color: $foreground; border-title-style: bold;
        border-subtitle-color: $quiet;
    }
    ProgramCard Static { height: auto; margin: 1 0 0 0; }
    .-tall ProgramCard { padding: 1 2; }
    """

    def compose(self) -> ComposeResult:
        yield PunchCard()
        yield Static()

    def show(
        self, name: str, terms: "Terms", currency: str, remark: str, *, brief: bool = False
    ) -> None:
        """Draw the card of a customer who has just joined; `remark` stands at its foot, and a
        brief one leaves the conditions out."""
        self.border_title = Content(f" {name} ") if name else None
        self.border_subtitle = Content(f" {remark} ")
        places = frozenset(promise.count for promise in terms.promises)
        self.query_one(PunchCard).show(Face(terms.size, terms.welcome or 0, rewards=places))
        rewards = [
            Content.assemble(("★ ", "$secondary"), said) for said in say_rewards(terms, currency)
        ]
        conditions = [
            Content.assemble(("· ", "$quiet"), (said, "$quiet"))
            for said in (() if brief else say_conditions(terms, currency))
        ]
        self.query_one(Static).update(lines([*rewards, *conditions]))
        self.query_one(Static).display = True

    def clear(self) -> None:
        """Nothing to draw."""
        self.border_title = self.border_subtitle = None
        self.query_one(PunchCard).show(None)
        self.query_one(Static).display = False
