"""The day so far, for a counter where nobody is open."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from shopcard.language import _, ngettext, say_day, say_number
from shopcard.tui.widgets.fit import fit, lines

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Today


class TodayPanel(Static):
    """Purchases and rewards of the day."""

    can_focus = False

    def show(self, today: "Today") -> None:
        self.border_title = Content(
            " " + _("Today, {day}").format(day=say_day(today.day, weekday=True, year=False)) + " "
        )
        figures = (
            (today.purchases, ngettext("purchase", "purchases", today.purchases), "bold"),
            (
                today.rewards,
                ngettext("reward given", "rewards given", today.rewards),
                "bold $secondary",
            ),
        )
        rows: list[Content] = []
        for n, words, style in figures:
            number = fit(say_number(n), 7, right=True)
            rows += [Content.assemble((number, style), "  ", (words, "$quiet")), Content("")]
        self.update(lines(rows[:-1]))
