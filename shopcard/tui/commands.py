"""Everything that can be done on the screen in view, by words (ctrl+p)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from shopcard.language import _

Command = tuple[str, str, str, str]
"""What a person would look for, what it means, its key if it has one, and the action."""


class Commands(Provider):
    """The actions of the counter, or those that the screen in view tells of itself."""

    def _actions(self) -> list[tuple[str, str, Callable[[], Any]]]:
        commands = getattr(self.screen, "commands", _at_the_counter)
        return [
            (title, " · ".join(filter(None, (meaning, key))), partial(self.app.run_action, action))
            for title, meaning, key, action in commands()
        ]

    async def discover(self) -> Hits:
        for title, meaning, action in self._actions():
            yield DiscoveryHit(title, action, help=meaning)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, meaning, action in self._actions():
            if (score := matcher.match(f"{title} {meaning}")) > 0:
                yield Hit(score, title, action, help=meaning)


def _at_the_counter() -> list[Command]:
    return [
        (_("New customer"), _("name, phone, card"), "F2", "screen.new_customer"),
        (_("Give a reward"), _("redeem what is ready"), "F3", "screen.redeem"),
        (_("Undo the last act"), _("it is named first"), "F4", "screen.undo"),
        (
            _("Details of the customer"),
            _("correct, replace a lost card"),
            "F5",
            "screen.details",
        ),
        (_("Note a comment"), _("what the customer says"), "F5 F5", "screen.comment"),
        (_("Help"), _("keys and words"), "F6", "screen.help"),
        (_("The month"), _("figures, whom to look after"), "F8", "screen.month"),
        (_("The owner's side"), _("programmes, staff"), "F9", "screen.owner"),
        (_("Who is at the till"), _("another takes over"), "F7", "screen.staff"),
        (_("Where this till is"), _("at the market today, in the shop"), "", "screen.place"),
        (_("Likely duplicates"), _("customers who may be here twice"), "", "screen.duplicates"),
        (
            _("Yearly tidy-up"),
            _("customers unseen for years"),
            "",
            "screen.tidy_up",
        ),
        (_("Next programme"), _("the one that Enter stamps"), "Tab", "screen.program(1)"),
        (_("Next customer"), _("clear the counter"), "Esc", "screen.next"),
        (_("Quit"), _("close shopcard"), "Ctrl+Q", "app.quit"),
    ]
