"""Everything the counter can do, by words (ctrl+p)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from shopcard.language import _


class Commands(Provider):
    """The counter's own actions."""

    def _actions(self) -> list[tuple[str, str, Callable[[], Any]]]:
        """What a person would look for, what it means, and the action."""
        return [
            (title, f"{meaning} · {key}", partial(self.app.run_action, action))
            for title, meaning, key, action in (
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
                (_("Next programme"), _("the one that Enter stamps"), "Tab", "screen.program(1)"),
                (_("Next customer"), _("clear the counter"), "Esc", "screen.next"),
                (_("Quit"), _("close shopcard"), "Ctrl+Q", "app.quit"),
            )
        ]

    async def discover(self) -> Hits:
        for title, meaning, action in self._actions():
            yield DiscoveryHit(title, action, help=meaning)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, meaning, action in self._actions():
            if (score := matcher.match(f"{title} {meaning}")) > 0:
                yield Hit(score, title, action, help=meaning)
