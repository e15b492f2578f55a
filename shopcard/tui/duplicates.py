"""The owner's list of customers who may be here twice."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shopcard.errors import ShopcardError
from shopcard.language import _
from shopcard.rules.alike import Alike
from shopcard.tui.form import judged
from shopcard.tui.hint import ENTER
from shopcard.tui.merge import SideBySide, say_who
from shopcard.tui.widgets.bars import FootLine, HeadLine, Key
from shopcard.tui.widgets.cells import fit
from shopcard.tui.widgets.one_box import ENTER as ENTERS
from shopcard.tui.widgets.pointed import Pointed
from shopcard.tui.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from shopcard.store.answers import Likeness
    from shopcard.store.shop import Shop
    from shopcard.tui.palette import Command


WIDTHS = (22, 22, 25)
"""Cells of the columns."""


class DuplicatesScreen(Screen[None]):
    """Pairs of customers who may be one person, what tells most first; Enter shows two side by
    side, to merge them. The shop is asked in threads."""

    DEFAULT_CSS = """
    DuplicatesScreen { background: $background; color: $foreground; }
    DuplicatesScreen RowList { height: 1fr; padding: 1 2 0 2; }
    DuplicatesScreen #said { height: auto; padding: 0 2; display: none; }
    DuplicatesScreen #said.-on { display: block; }
    """
    left_by_scans = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "step(-10)", show=False),
        Binding("pagedown", "step(10)", show=False),
        Binding("home", "step(-1000)", show=False),
        Binding("end", "step(1000)", show=False),
        Binding("escape", "leave", show=False),
    ]

    def __init__(self, shop: "Shop") -> None:
        super().__init__()
        self._shop = shop
        self._busy = False

    def compose(self) -> ComposeResult:
        yield HeadLine(id="head")
        yield RowList(id="pairs")
        yield Static(id="said")
        yield FootLine(id="foot")

    def on_mount(self) -> None:
        self.query_one(HeadLine).show(self._shop.preferences.name, _("Likely duplicates"))
        self._list.light(True)
        self._list.say(_("working it out…"))
        self._act(self._load)

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    @property
    def pair(self) -> "Likeness | None":
        """The pair pointed at."""
        thing: Likeness | None = self._list.thing  # type: ignore[assignment]
        return thing

    @work(exit_on_error=False)
    async def _act(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do an act unless one is under way; what goes wrong becomes a sentence."""
        if self._busy:
            return
        self._busy = True
        self._say("")
        try:
            await act()
        except ShopcardError as error:
            self._say(error.sentence)
        finally:
            self._busy = False

    async def _load(self) -> None:
        pairs = await asyncio.to_thread(self._shop.duplicates)
        titles = (_("Customer"), _("Perhaps the same as"), _("They have in common"))
        self._list.show(
            [fit(title, width) for title, width in zip(titles, WIDTHS, strict=True)],
            pairs,
            self._row,
            empty=_("Nobody seems to be here twice."),
        )
        self._draw()

    def _row(self, pair: "Likeness") -> Row:
        country = self._shop.preferences.country
        about = f"{say_who(pair.first, country)}  ↔  {say_who(pair.second, country)}"
        told = (pair.first.name, pair.second.name, _say_why(pair.why))
        return Row(tuple(fit(text, width) for text, width in zip(told, WIDTHS, strict=True)), about)

    def _say(self, sentence: str, *, good: bool = False) -> None:
        said = self.query_one("#said", Static)
        sign, style = ("✓", "bold $success") if good else ("!", "bold $error")
        said.update(Content.styled(f"{sign} {sentence}", style))
        said.set_class(bool(sentence), "-on")

    def _draw(self) -> None:
        self.query_one(FootLine).show(
            [
                Key("↑↓", _("Choose"), "screen.step(1)"),
                Key(ENTER, _("Side by side"), "screen.open", self.pair is not None),
                Key("Esc", _("Back"), "screen.leave"),
            ]
        )

    def on_key(self, event: events.Key) -> None:
        if event.key in ENTERS:
            verdict = judged(self.app, event)
            if not (verdict.scanned or verdict.too_soon):
                self.action_open()

    @on(Pointed.Picked)
    def _picked(self, event: Pointed.Picked) -> None:
        if event.thing is not None:
            self.action_open()

    def action_step(self, by: int) -> None:
        self._list.move(by)

    def action_open(self) -> None:
        self._act(self._open)

    async def _open(self) -> None:
        pair = self.pair
        if pair is None:
            return
        kept = await self.app.push_screen_wait(
            SideBySide(self._shop, pair.first.id, pair.second.id)
        )
        if kept is not None:
            await self._load()
            name = pair.first.name if kept == pair.first.id else pair.second.name
            self._say(_("They are one customer now: {name}.").format(name=name), good=True)

    def action_leave(self) -> None:
        self.dismiss(None)

    def commands(self) -> "list[Command]":
        """What ctrl+p offers here."""
        return [
            (_("Side by side"), _("see both, and merge them"), ENTER, "screen.open"),
            (_("Back"), _("leave the list"), "Esc", "screen.leave"),
            (_("Quit"), _("close shopcard"), "Ctrl+Q", "app.quit"),
        ]


def _say_why(why: Alike) -> str:
    return {
        Alike.PHONE: _("the phone"),
        Alike.NAME_AND_BIRTHDAY: _("name and birthday"),
        Alike.NAME_AND_EMAIL: _("name and e-mail"),
        Alike.NEAR_NAME_AND_BIRTHDAY: _("birthday, nearly the name"),
    }[why]
