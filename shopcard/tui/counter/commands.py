"""What can be done at the counter, in the order of its foot line."""

from typing import TYPE_CHECKING

from shopcard.language import N_
from shopcard.tui.commands import Command

if TYPE_CHECKING:
    from shopcard.tui.counter.screen import Counter


def _somebody(counter: "Counter") -> bool:
    return counter.state.opened is not None


def _gives(counter: "Counter") -> bool:
    return counter.state.gives


def _several(counter: "Counter") -> bool:
    return counter.state.several > 1


def _is_open(counter: "Counter") -> bool:
    return counter.is_open


COUNTER = (
    Command("new_customer", "f2", N_("New"), N_("New customer"), N_("name, phone, card")),
    Command("redeem", "f3", N_("Redeem"), N_("Give a reward"), N_("redeem what is ready"),
            when=_gives),
    Command("undo", "f4", N_("Undo"), N_("Undo last action"), N_("it is named first")),
    Command("details", "f5", N_("Details"), N_("Details of the customer"),
            N_("correct, replace a lost card"), when=_somebody),
    Command("comment", "", "", N_("Note a comment"), N_("what the customer says"), cap="F5 F5"),
    Command("help", "f6", N_("Help"), N_("Help"), N_("keys and words"), always=True),
    Command("program(1)", "tab", N_("Programme"), N_("Next programme"),
            N_("the one that Enter stamps"), when=_several, hides=True),
    Command("program(-1)", "shift+tab"),
    Command("staff", "f7", "", N_("Who is at the till"), N_("another takes over")),
    Command("month", "f8", N_("Month"), N_("The month"), N_("figures, whom to look after"),
            when=_is_open),
    Command("owner", "f9", N_("Owner"), N_("The owner's side"), N_("programmes, staff"),
            when=_is_open, always=True),
    Command("place", "", "", N_("Where this till is"), N_("at the market today, in the shop")),
    Command("duplicates", "", "", N_("Likely duplicates"), N_("customers who may be here twice")),
    Command("tidy_up", "", "", N_("Yearly tidy-up"), N_("customers unseen for years")),
    Command("next", "escape", N_("Next"), N_("Next customer"), N_("clear the counter")),
)  # fmt: skip
"""`when` is asked of the counter."""
