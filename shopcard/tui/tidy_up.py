"""The yearly tidy-up: customers unseen for years, to be erased one by one or all at once."""

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
from shopcard.language import _, ngettext, say_day, say_number
from shopcard.store.answers import Unseen
from shopcard.tui.erase import AskErase
from shopcard.tui.form import judged
from shopcard.tui.hint import ENTER
from shopcard.tui.widgets.bars import FootLine, HeadLine, Key
from shopcard.tui.widgets.one_box import ENTER as ENTERS
from shopcard.tui.widgets.pointed import Pointed
from shopcard.tui.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from shopcard.store.shop import Shop
    from shopcard.tui.palette import Command


class TidyUpScreen(Screen[str | None]):
    """Lists who has not been seen for years; answers the id of a customer to open at the counter,
    or nothing. Having looked counts as this year's tidy-up."""

    DEFAULT_CSS = """
    TidyUpScreen { background: $background; color: $foreground; }
    TidyUpScreen RowList { height: 1fr; padding: 1 2 0 2; }
    TidyUpScreen #said { height: auto; padding: 0 2; display: none; }
    TidyUpScreen #said.-on { display: block; }
    """
    left_by_scans = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "step(-10)", show=False),
        Binding("pagedown", "step(10)", show=False),
        Binding("home", "step(-1000000)", show=False),
        Binding("end", "step(1000000)", show=False),
        Binding("f4", "erase", show=False),
        Binding("f9", "erase_all", show=False),
        Binding("escape", "leave", show=False),
    ]

    def __init__(self, shop: "Shop") -> None:
        super().__init__()
        self._shop = shop
        self._unseen: tuple[Unseen, ...] = ()
        self._busy = False

    def compose(self) -> ComposeResult:
        yield HeadLine(id="head")
        yield RowList()
        yield Static(id="said")
        yield FootLine(id="foot")

    def on_mount(self) -> None:
        self.query_one(HeadLine).show(self._shop.preferences.name, _("Yearly tidy-up"))
        self._list.light(True)
        self._list.say(_("working it out…"))
        self._draw_foot()
        self._act(self._begin)

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    @property
    def customer(self) -> Unseen | None:
        """The one pointed at."""
        thing = self._list.thing
        return thing if isinstance(thing, Unseen) else None

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

    async def _begin(self) -> None:
        await self._load()
        await asyncio.to_thread(self._shop.tidied)

    async def _load(self) -> None:
        self._unseen = await asyncio.to_thread(self._shop.unseen)
        years = self._shop.preferences.keep_years
        if years:
            empty = caption = ngettext(
                "Not seen for {n} year or more", "Not seen for {n} years or more", years
            ).format(n=years)
            empty = _("{what}: nobody").format(what=caption)
        else:
            empty = caption = _("The tidy-up is switched off. Set keep_years to have it.")
        titles = (_("Name"), _("Last seen"), _("Visits"), _("Ready"))
        self._list.show(titles, self._unseen, _row, empty=empty, caption=caption)
        self._draw_foot()

    def _say(self, sentence: str, *, good: bool = False) -> None:
        said = self.query_one("#said", Static)
        sign, style = ("✓", "bold $success") if good else ("!", "bold $error")
        said.update(Content.styled(f"{sign} {sentence}", style))
        said.set_class(bool(sentence), "-on")

    def _draw_foot(self) -> None:
        some = bool(self._unseen)
        self.query_one(FootLine).show(
            [
                Key("↑↓", _("Choose"), "screen.step(1)", some),
                Key(ENTER, _("Open"), "screen.open", some),
                Key("F4", _("Erase"), "screen.erase", some),
                Key("F9", _("Erase all"), "screen.erase_all", some),
                Key("Esc", _("Counter"), "screen.leave"),
            ]
        )

    # What the keys do

    def on_key(self, event: events.Key) -> None:
        if event.key in ENTERS:
            verdict = judged(self.app, event)
            if not (verdict.scanned or verdict.too_soon):
                self.action_open()

    def action_step(self, by: int) -> None:
        self._list.move(by)

    @on(Pointed.Picked)
    def _picked(self, event: Pointed.Picked) -> None:
        if event.thing is not None:
            self.action_open()

    def action_open(self) -> None:
        if self.customer is not None and not self._busy:
            self.dismiss(self.customer.id)

    def action_erase(self) -> None:
        self._act(self._erase)

    async def _erase(self) -> None:
        from shopcard.exchange.erasures import say_erasure

        if self.customer is None:
            return
        erasure = await asyncio.to_thread(self._shop.erasure, self.customer.id)
        question = _("Erase {name} for good?").format(name=erasure.customer.name)
        await self._erase_agreed(question, say_erasure(erasure), [self.customer])

    def action_erase_all(self) -> None:
        self._act(self._erase_all)

    async def _erase_all(self) -> None:
        if not self._unseen:
            return
        n = len(self._unseen)
        question = ngettext(
            "Erase {n} customer for good?", "Erase {n} customers for good?", n
        ).format(n=say_number(n))
        details = [
            _("All who are on this list: their names, phones, cards and notes go."),
            _("What they bought stays in every total, under no name."),
            _("This cannot be undone."),
        ]
        await self._erase_agreed(question, details, list(self._unseen))

    async def _erase_agreed(self, question: str, details: list[str], them: list[Unseen]) -> None:
        """Erase some once the word is typed; those of them who were seen meanwhile stay."""
        from shopcard.exchange import erasures

        if not await self.app.push_screen_wait(AskErase(question, details)):
            return
        still = {one.id for one in await asyncio.to_thread(self._shop.unseen)}
        ids = [one.id for one in them if one.id in still]
        _erased, unkept = await asyncio.to_thread(erasures.erase, self._shop, *ids)
        await self._load()
        said = ngettext("{n} customer is erased.", "{n} customers are erased.", len(ids))
        self._say(unkept or said.format(n=say_number(len(ids))), good=unkept is None)

    def action_leave(self) -> None:
        self.dismiss(None)

    def commands(self) -> "list[Command]":
        """What can be done here, for the command palette."""
        return [
            (_("Open the customer"), _("at the counter"), "Enter", "screen.open"),
            (_("Erase the customer"), _("for good; the totals stay"), "F4", "screen.erase"),
            (_("Erase all of them"), _("for good; the totals stay"), "F9", "screen.erase_all"),
            (_("Counter"), _("back to the customers"), "Esc", "screen.leave"),
            (_("Quit"), _("close shopcard"), "Ctrl+Q", "app.quit"),
        ]


def _row(one: Unseen) -> Row:
    ready = say_number(one.ready) if one.ready else ""
    return Row((one.name, say_day(one.last_seen), say_number(one.visits), ready))
