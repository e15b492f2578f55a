"""What can be done on a screen, written once: keys, foot line, palette (ctrl+p) and help are made
from a screen's `ACTIONS`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from shopcard.language import N_, _
from shopcard.tui.widgets.head_and_foot import FootLine, Key

T = TypeVar("T")
_CAPS = {"escape": "Esc", "tab": "Tab", "left": "←", "right": "→"}


def _always(_screen: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done on a screen. Its words are marked by `N_` and translated when
    they are shown."""

    action: str
    """As Textual runs it: `screen.` is put before it where it names no other place."""
    key: str = ""
    """As Textual calls it: `f2`; empty where it has none, or one that is heard otherwise."""
    short: str = ""
    """The word at the foot of the screen; empty: it does not stand there."""
    name: str = ""
    """What a person would look for; empty: the palette does not offer it."""
    meaning: str = ""
    cap: str = ""
    """What is printed on the key, where that is more or other than `key` says."""
    when: Callable[[Any], bool] = _always
    """Whether it can be done, asked of the screen."""
    hides: bool = False
    """Whether it leaves the foot, rather than fades, while it cannot be done."""
    always: bool = False
    """Whether it stands at the foot however short the room is."""

    @property
    def printed(self) -> str:
        """What is printed on its key."""
        return self.cap or _CAPS.get(self.key, self.key.upper())

    @property
    def runs(self) -> str:
        return self.action if "." in self.action else f"screen.{self.action}"


LEAVE = Command("leave", "escape", N_("Counter"), N_("Counter"), N_("back to the customers"))
CHOOSE = Command("step(1)", "", N_("Choose"), cap="↑↓")
QUIT = Command("app.quit", "", "", N_("Quit"), N_("close shopcard"), cap="ctrl+q")


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """The keys of some commands, for a screen's BINDINGS."""
    return [Binding(one.key, one.action, show=False) for one in commands if one.key]


class ShopScreen(Screen[T]):
    """A screen with a foot line of keys. (Textual uses the name COMMANDS otherwise.)"""

    ACTIONS: ClassVar[tuple[Command, ...]] = ()

    def draw_foot(self) -> None:
        """The keys that do something now."""
        self.query_one(FootLine).show(
            [
                Key(one.printed, _(one.short), one.runs, one.when(self), one.always)
                for one in self.ACTIONS
                if one.short and (not one.hides or one.when(self))
            ]
        )


class Commands(Provider):
    """The palette: what can be done on the screen in view, found by words."""

    def _actions(self) -> list[tuple[str, str, Callable[[], Any]]]:
        actions = (*getattr(self.screen, "ACTIONS", ()), QUIT)
        return [
            (
                _(one.name),
                " · ".join(filter(None, (one.meaning and _(one.meaning), one.printed))),
                partial(self.app.run_action, one.runs),
            )
            for one in actions
            if one.name
        ]

    async def discover(self) -> Hits:
        for title, meaning, action in self._actions():
            yield DiscoveryHit(title, action, help=meaning)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, meaning, action in self._actions():
            if (score := matcher.match(f"{title} {meaning}")) > 0:
                yield Hit(score, title, action, help=meaning)
