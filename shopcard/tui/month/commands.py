"""What can be done in the month, in the order of its foot line."""

from typing import TYPE_CHECKING

from shopcard.language import N_
from shopcard.store.answers.month import Best, Late, Voice
from shopcard.tui.commands import CHOOSE, LEAVE, Command
from shopcard.tui.widgets.head_and_foot import ENTER

if TYPE_CHECKING:
    from shopcard.tui.month.view import MonthView


def _opens(month: "MonthView") -> bool:
    return isinstance(month.thing, (Late, Best, Voice))


def _explains(month: "MonthView") -> bool:
    return month.thing is not None and not _opens(month)


MONTH = (
    Command("month(-1)", "left", "", N_("The month before"), N_("figures of an earlier month")),
    Command("month(1)", "right", "", N_("The month after"), N_("figures of a later month")),
    Command("month(-1)", "", N_("Month"), cap="←→"),
    Command("tab(1)", "tab", N_("Next page"), N_("Next page"), N_("cohorts, whom to look after…")),
    Command("tab(-1)", "shift+tab"),
    CHOOSE,
    Command("across(1)", "", N_("Across"), cap="⇧←→", when=lambda month: month.is_wide, hides=True),
    Command("mark", "f4", N_("Contacted"), N_("Note as contacted"), N_("whom one looks after"),
            when=lambda month: isinstance(month.thing, Late), hides=True),
    Command("mark", "", N_("Acted upon"), N_("Mark as acted upon"),
            N_("a comment; again takes it back"), cap="F4",
            when=lambda month: isinstance(month.thing, Voice), hides=True),
    Command("reorder", "f5", N_("Open ones"), N_("Open comments or all"),
            N_("on the page of voices"),
            when=lambda month: month.reads and not month.open_only, hides=True),
    Command("reorder", "", N_("All"), cap="F5",
            when=lambda month: month.reads and month.open_only, hides=True),
    Command("reorder", "", N_("By spend"), N_("Best customers by visits or by spend"),
            N_("their other order"), cap="F5",
            when=lambda month: month.can_reorder and not month.spend_decides, hides=True),
    Command("reorder", "", N_("By visits"), cap="F5",
            when=lambda month: month.can_reorder and month.spend_decides, hides=True),
    Command("to_file", "f6", N_("File"), N_("Write this list to a file"),
            N_("those who agreed, for mail merge"), when=lambda month: month.can_write, hides=True),
    Command("accept", "", N_("Open"), cap=ENTER, when=_opens, hides=True),
    Command("accept", "", N_("Explain"), cap=ENTER,
            when=_explains, hides=True),
    LEAVE,
)  # fmt: skip
"""`when` is asked of the month's screen."""
