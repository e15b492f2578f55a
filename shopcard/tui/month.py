"""The owner's month: figures, 13 months of customers, and whom to do something about."""

import asyncio
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from shopcard.errors import ShopcardError
from shopcard.language import _, say_day, say_month
from shopcard.rules.calendar import add_months, first_of_month
from shopcard.rules.metrics import Counts
from shopcard.store.answers import (
    Best,
    Late,
    LookAfter,
    Month,
    PartnerMonth,
    RewardMonth,
    StaffMonth,
)
from shopcard.tui import explained
from shopcard.tui import month_tabs as tabs
from shopcard.tui.explained import Explained, Told
from shopcard.tui.form import judged
from shopcard.tui.hint import ENTER
from shopcard.tui.widgets.bars import FootLine, HeadLine, Key
from shopcard.tui.widgets.cohort_grid import CohortGrid, Share
from shopcard.tui.widgets.figure_row import FigureList, FigureRow, Item
from shopcard.tui.widgets.month_bars import MonthBars
from shopcard.tui.widgets.one_box import ENTER as ENTERS
from shopcard.tui.widgets.pointed import Pointed
from shopcard.tui.widgets.row_list import RowList
from shopcard.tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from shopcard.store.shop import Shop
    from shopcard.tui.palette import Command

SETTLE = 0.06
"""Seconds without another month asked for before one is worked out: a held arrow key passes."""
TABS = ("overview", "cohorts", "late", "best", "rewards", "team")


class MonthHead(HeadLine):
    """The shop, and the month between two arrows that can be clicked."""

    class Turned(Message):
        """An arrow was clicked: a month back (-1) or on (1)."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is None:
            return
        from_right = self.size.width - at.x
        if from_right <= 2:
            self.post_message(self.Turned(1))
        elif abs(from_right - cell_len(self._said[1])) <= 1:
            self.post_message(self.Turned(-1))


class MonthScreen(Screen[str | None]):
    """The owner's month; answers the id of a customer to open at the counter, or nothing.

    Everything is asked of the shop in threads. What is shown is always of the month in the head:
    another month takes all of the one before away at once.
    """

    DEFAULT_CSS = """
    MonthScreen { background: $background; color: $foreground; }
    MonthScreen FigureRow { height: 3; padding: 0 2; }
    MonthScreen MonthBars { height: 6; padding: 0 2; }
    MonthScreen TabLine { height: 1; padding: 0 1; }
    MonthScreen #tab { height: 1fr; padding: 0 2; }
    MonthScreen #tab > * { display: none; height: 1fr; }
    MonthScreen #tab > .-open { display: block; }
    MonthScreen #said { height: auto; padding: 0 2; color: $warning; display: none; }
    MonthScreen #said.-on { display: block; }
    MonthScreen.-tall FigureRow { margin: 1 0; }
    MonthScreen.-tall MonthBars { height: 13; margin: 0 0 1 0; }
    MonthScreen.-tall TabLine { margin: 0 0 1 0; }
    """
    left_by_scans = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "month(-1)", show=False),
        Binding("right", "month(1)", show=False),
        Binding("tab", "tab(1)", show=False),
        Binding("shift+tab", "tab(-1)", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("shift+left,ctrl+left", "across(-1)", show=False),
        Binding("shift+right,ctrl+right", "across(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "page(-1000)", show=False),
        Binding("end", "page(1000)", show=False),
        Binding("f4", "contacted", show=False),
        Binding("f5", "reorder", show=False),
        Binding("escape,f8", "leave", show=False),
    ]

    def __init__(self, shop: "Shop") -> None:
        super().__init__()
        self._shop = shop
        self._wanted = first_of_month(shop.today_day())
        self._months = (self._wanted, self._wanted)
        """The first and the last month there is."""
        self._month: Month | None = None
        self._late: LookAfter | None = None
        self._best: tuple[Best, ...] = ()
        self._by_spend: bool | None = None
        """How the best are ordered; None: as the shop does, by spend where amounts are kept."""
        self._tab = 0
        self._part = 0
        """Which part is lit: the figures, the bars, the open tab."""
        self._failed = False
        """Whether the month could not be worked out; Enter tries again."""

    def compose(self) -> ComposeResult:
        yield MonthHead(id="head")
        yield FigureRow(id="figures")
        yield MonthBars(id="bars")
        yield TabLine(id="tabs")
        with Vertical(id="tab"):
            yield FigureList(id="overview")
            yield CohortGrid(id="cohorts")
            for name in TABS[2:]:
                yield RowList(id=name)
            yield Static(id="waiting")
        yield Static(id="said")
        yield FootLine(id="foot")

    def on_mount(self) -> None:
        self._ask(self._wanted, settle=0)

    def on_resize(self) -> None:
        # The columns of a list depend on how wide the screen is.
        self.call_after_refresh(self._show_late)

    # Asking the shop

    def _ask(self, month: date, settle: float = SETTLE) -> None:
        """Work a month out; whatever else was being worked out is of no interest any more."""
        self._wanted, self._month, self._late, self._failed = month, None, None, False
        self._best = ()
        self._draw()
        self._work_out(month, settle)

    @work(exclusive=True, group="month", exit_on_error=False)
    async def _work_out(self, month: date, settle: float) -> None:
        shop = self._shop
        try:
            await asyncio.sleep(settle)
            self._months = await asyncio.to_thread(shop.months)
            self._month = await asyncio.to_thread(shop.month, month)
            self._draw()
            self._late = await asyncio.to_thread(shop.look_after, month)
            self._show_late()
            await self._rank_the_best()
        except ShopcardError as error:
            self._fail(error.sentence)
        except Exception as error:
            self.log(repr(error))
            self._fail(_("The month could not be worked out."))

    async def _rank_the_best(self) -> None:
        month, order = self._wanted, self._by_spend
        best = await asyncio.to_thread(self._shop.best, month, by_spend=order)
        if (month, order) == (self._wanted, self._by_spend):
            self._best = best
            self._show_best()

    def _fail(self, sentence: str) -> None:
        self._failed = True
        self._draw()
        self._say(f"{sentence} {_('Enter tries again.')}")

    def _say(self, sentence: str) -> None:
        said = self.query_one("#said", Static)
        said.update(Content(f"! {sentence}"))
        said.set_class(bool(sentence), "-on")

    # Drawing

    def _draw(self) -> None:
        """Everything, from what is known now."""
        month = self._month
        self._draw_head()
        self._say("")
        self.query_one(FigureRow).show(tabs.headline(month) if month else tabs.waiting())
        self.query_one(MonthBars).show(month.history if month else ())
        self.query_one(FigureList).show(tabs.overview(month) if month else ())
        self.query_one(CohortGrid).show(
            month.cohorts if month else (), running=bool(month and not month.complete)
        )
        for name in TABS[2:]:
            self._list(name).say("" if self._failed else _("working it out…"))
        if month:
            self._list("rewards").show(
                tabs.reward_titles(),
                [*month.rewards, *month.partners],
                partial(tabs.reward_row, currency=month.currency),
                empty=_("No rewards in this month."),
            )
            self._list("team").show(
                tabs.team_titles(),
                month.by_staff,
                tabs.team_row,
                empty=_("Nobody served in this month."),
            )
        self.query_one("#waiting", Static).update(
            Content("" if self._failed else _("working it out…"))
        )
        self._arrange()

    def _draw_head(self) -> None:
        said = say_month(self._wanted)
        if self._wanted == self._months[1]:
            through = self._month and self._month.counts.through
            said = (
                _("{month} · so far, to {day}").format(month=said, day=say_day(through, year=False))
                if through
                else _("{month} · so far").format(month=said)
            )
        back = "‹" if self._wanted > self._months[0] else " "
        on_ = "›" if self._wanted < self._months[1] else " "
        self.query_one(MonthHead).show(self._shop.preferences.name, f"{back} {said} {on_}")

    def _show_late(self) -> None:
        if self._late is None or self._month is None:
            return
        wide, currency = self.has_class("-wide"), self._month.currency
        self._list("late").show(
            tabs.late_titles(wide=wide),
            self._late.customers,
            partial(tabs.late_row, currency=currency, wide=wide),
            empty=_("Nobody has stayed away for more than twice their usual gap."),
            caption=tabs.late_caption(self._late),
        )
        self._arrange()

    def _show_best(self) -> None:
        assert self._month is not None
        best = self._best
        row = partial(tabs.best_row, currency=self._month.currency)
        self._list("best").show(
            tabs.best_titles(),
            best,
            row,
            empty=_("Nobody bought anything in these 12 months."),
            caption=tabs.best_caption(self._wanted, by_spend=self._spend_decides) if best else "",
        )
        self._arrange()

    def _arrange(self) -> None:
        """Which tab is open, what is lit, and what the keys do."""
        late = len(self._late.customers) if self._late else None
        self.query_one(TabLine).show(tabs.tab_names(late), self._tab)
        waiting = self._month is None
        for index, name in enumerate(TABS):
            self.query_one(f"#{name}").set_class(index == self._tab and not waiting, "-open")
        self.query_one("#waiting").set_class(waiting, "-open")
        for index, part in enumerate(self._parts):
            part.light(index == self._part and not waiting)
        self._draw_foot()

    def _draw_foot(self) -> None:
        thing = self.thing
        opens = isinstance(thing, (Late, Best))
        other = _("By visits") if self._spend_decides else _("By spend")
        across = any(len(row) > 1 for row in self._parts[self._part].things)
        keys = [
            Key("←→", _("Month"), "screen.month(-1)"),
            Key("Tab", _("Next page"), "screen.tab(1)"),
            Key("↑↓", _("Choose"), "screen.step(1)"),
            *([Key("⇧←→", _("Across"), "screen.across(1)")] if across else ()),
            *([Key("F4", _("Contacted"), "screen.contacted")] if isinstance(thing, Late) else ()),
            *([Key("F5", other, "screen.reorder")] if self._can_reorder else ()),
            Key(ENTER, _("Open") if opens else _("Explain"), "screen.accept", thing is not None),
            Key("Esc", _("Counter"), "screen.leave"),
        ]
        self.query_one(FootLine).show(keys)

    # What is pointed at

    def _list(self, name: str) -> RowList:
        return self.query_one(f"#{name}", RowList)

    @property
    def _parts(self) -> tuple[Pointed, Pointed, Pointed]:
        """From the top of the screen down."""
        return (
            self.query_one(FigureRow),
            self.query_one(MonthBars),
            self.query_one(f"#{TABS[self._tab]}", Pointed),
        )

    @property
    def thing(self) -> object | None:
        """What is pointed at: a figure, a month's bar, a cell, a customer."""
        return None if self._month is None else self._parts[self._part].thing

    def action_step(self, by: int) -> None:
        """Up or down, from one part into the next where this one ends."""
        if not self._parts[self._part].move(by):
            part = self._part + by
            while 0 <= part < 3 and not self._parts[part].things:
                part += by
            if 0 <= part < 3:
                self._part = part
        self._arrange()

    def action_across(self, by: int) -> None:
        self._parts[self._part].move(0, by)
        self._arrange()

    def action_page(self, by: int) -> None:
        part = self._parts[self._part]
        part.move(by * max(part.size.height - 2, 1))
        self._arrange()

    def action_tab(self, by: int) -> None:
        self._choose_tab((self._tab + by) % len(TABS))

    def _choose_tab(self, tab: int) -> None:
        self._tab, self._part = tab, 2
        self._arrange()

    @on(TabLine.Chosen)
    def _tab_chosen(self, event: TabLine.Chosen) -> None:
        self._choose_tab(event.index)

    @on(Pointed.Picked)
    def _picked(self, event: Pointed.Picked) -> None:
        self._part = self._parts.index(event.part)
        self._arrange()
        if event.thing is not None:
            self.action_accept()

    # What the keys do

    def on_key(self, event: events.Key) -> None:
        if event.key not in ENTERS:
            return
        verdict = judged(self.app, event)
        if not (verdict.scanned or verdict.too_soon):
            self.action_accept()

    def action_month(self, by: int) -> None:
        self._turn_to(add_months(self._wanted, by))

    @on(MonthHead.Turned)
    def _turned(self, event: MonthHead.Turned) -> None:
        self.action_month(event.step)

    def _turn_to(self, month: date) -> None:
        if self._months[0] <= month <= self._months[1]:
            self._ask(month)

    def action_accept(self) -> None:
        """Explain the figure, or open the customer, that is pointed at."""
        if self._failed:
            self._ask(self._wanted, settle=0)
            return
        thing = self.thing
        if isinstance(thing, (Late, Best)):
            if thing.name:
                self.dismiss(thing.id)
            else:
                self._say(_("This customer was erased: only the counts are left."))
        elif (told := self._told(thing)) is not None:
            self.app.push_screen(Explained(told), self._after)

    def _told(self, thing: object) -> Told | None:
        if self._month is None:
            return None
        match thing:
            case Item():
                return explained.of_figure(self._shop, self._month, thing.key)
            case Counts():
                return explained.of_bar(self._shop, thing)
            case Share():
                return explained.of_share(self._shop, thing)
            case RewardMonth():
                return explained.of_reward(self._shop, thing)
            case PartnerMonth():
                return explained.of_partner(thing, self._month.currency)
            case StaffMonth():
                return explained.of_staff(thing)
        return None

    def _after(self, customer: str | None) -> None:
        """A name behind a figure was chosen."""
        if customer:
            self.dismiss(customer)

    @work(group="contact", exit_on_error=False)
    async def action_contacted(self) -> None:
        """Note that the customer who is pointed at was written to or called today; a second time
        takes the note back."""
        late, month = self.thing, self._wanted
        if not isinstance(late, Late):
            return
        noted = late.contacted == self._shop.today_day()
        try:
            await asyncio.to_thread(self._shop.contacted, late.id, take_back=noted)
            again = await asyncio.to_thread(self._shop.look_after, month)
        except ShopcardError as error:
            self._say(error.sentence)
            return
        if month == self._wanted and self._month is not None:
            self._late = again
            self._show_late()

    @property
    def _spend_decides(self) -> bool:
        if self._by_spend is None:
            return any(best.spend is not None for best in self._best)
        return self._by_spend

    @property
    def _can_reorder(self) -> bool:
        """Whether the best customers are in view and have more than one order."""
        spends = any(best.spend is not None for best in self._best)
        return TABS[self._tab] == "best" and spends

    @work(exclusive=True, group="best", exit_on_error=False)
    async def action_reorder(self) -> None:
        """The best customers by visits instead of by spend, or back."""
        if self._can_reorder:
            self._by_spend = not self._spend_decides
            await self._rank_the_best()

    def action_leave(self) -> None:
        self.dismiss(None)

    def commands(self) -> "list[Command]":
        """What can be done here, for the command palette."""
        return [
            (_("The month before"), _("figures of an earlier month"), "←", "screen.month(-1)"),
            (_("The month after"), _("figures of a later month"), "→", "screen.month(1)"),
            (_("Next page"), _("cohorts, whom to look after…"), "Tab", "screen.tab(1)"),
            (_("Note as contacted"), _("whom one looks after"), "F4", "screen.contacted"),
            (
                _("Best customers by visits or by spend"),
                _("their other order"),
                "F5",
                "screen.reorder",
            ),
            (_("Counter"), _("back to the customers"), "Esc", "screen.leave"),
            (_("Quit"), _("close shopcard"), "Ctrl+Q", "app.quit"),
        ]
