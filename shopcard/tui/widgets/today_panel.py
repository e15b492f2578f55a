"""The day so far, for a counter where nobody is open."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from shopcard.language import _, ngettext, say_day, say_number
from shopcard.tui.widgets.acts import ActList

if TYPE_CHECKING:
    from shopcard.rules.preferences import Preferences
    from shopcard.store.answers import Today


class TodayPanel(Vertical):
    """Purchases, stamps and rewards of the day, and the latest acts."""

    def compose(self) -> ComposeResult:
        yield Static(id="figures")
        yield ActList(names=True, id="today-acts")

    def show(self, today: "Today", preferences: "Preferences", *, names: bool) -> None:
        """`names`: whether the acts, with whose they are, may be in view."""
        self.border_title = Content(
            " " + _("Today, {day}").format(day=say_day(today.day, weekday=True, year=False)) + " "
        )
        figures = (
            (today.purchases, ngettext("purchase", "purchases", today.purchases), "bold"),
            (today.stamps, ngettext("stamp", "stamps", today.stamps), "bold $primary"),
            (
                today.rewards,
                ngettext("reward given", "rewards given", today.rewards),
                "bold $secondary",
            ),
        )
        self.query_one("#figures", Static).update(
            Content("   ").join(
                Content.assemble((say_number(n), style), " ", (words, "$quiet"))
                for n, words, style in figures
            )
        )
        self.query_one(ActList).show(today.acts if names else (), today.day, preferences)
