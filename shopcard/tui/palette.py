"""Everything that can be done on the screen in view, by words (ctrl+p)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from shopcard.language import _

Command = tuple[str, str, str, str]
"""What a person would look for, what it means, its key, and the action."""


class Commands(Provider):
    """The actions of the counter, or those that the screen in view tells of itself."""

    def _actions(self) -> list[tuple[str, str, Callable[[], Any]]]:
        commands = getattr(self.screen, "commands", _at_the_counter)
        return [
            (title, f"{meaning} · {key}", partial(self.app.run_action, action))
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
        (_("Help"), _("keys and words"), "F6", "screen.help"),
        (_("The month"), _("figures, whom to look after"), "F8", "screen.month"),
        (_("Programmes"), _("add, change, close"), "F9", "screen.owner"),
        (
            _("Yearly tidy-up"),
            _("customers unseen for years"),
            "Ctrl+P",
            "screen.tidy_up",
        ),
        (_("Next programme"), _("the one that Enter stamps"), "Tab", "screen.program(1)"),
        (_("Next customer"), _("clear the counter"), "Esc", "screen.next"),
        (_("Quit"), _("close shopcard"), "Ctrl+Q", "app.quit"),
    ]
