"""What the owner's month shows, drawn from what is known of it so far."""

from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from shopcard.language import _, say_day, say_month
from shopcard.rules.calendar import first_of_month
from shopcard.rules.pro_rata import OpenCards
from shopcard.store.answers.month import Ambassador, Best, Finding, LookAfter, Month, Voice
from shopcard.tui.commands import ShopScreen
from shopcard.tui.month import pages as tabs
from shopcard.tui.month.cohort_grid import CohortGrid
from shopcard.tui.month.feedback_panel import VoicesPanel
from shopcard.tui.month.month_bars import MonthBars
from shopcard.tui.month.team_list import TeamList
from shopcard.tui.widgets.figure_row import FigureList, FigureRow
from shopcard.tui.widgets.head_and_foot import FootLine, HeadLine
from shopcard.tui.widgets.pointed import Pointed
from shopcard.tui.widgets.row_list import RowList
from shopcard.tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

TABS = ("overview", "cohorts", "late", "best", "rewards", "team", "voices")
LISTS = TABS[2:5]
"""Those that are lists of one kind of line."""


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


class MonthView(ShopScreen[str | None]):
    """Draws the month; what is shown is always of the month in the head."""

    DEFAULT_CSS = """
    MonthView { background: $background; color: $foreground; }
    MonthView FigureRow { height: 3; padding: 0 2; }
    MonthView MonthBars { height: 6; padding: 0 2; }
    MonthView TabLine { height: 1; padding: 0 1; }
    MonthView #tab { height: 1fr; padding: 0 2; }
    MonthView #tab > * { display: none; height: 1fr; }
    MonthView #tab > .-open { display: block; }
    MonthView #said { height: auto; padding: 0 2; color: $warning; display: none; }
    MonthView #said.-on { display: block; }
    MonthView #said.-good { color: $success; }
    MonthView.-tall FigureRow { margin: 1 0; }
    MonthView.-tall MonthBars { height: 13; margin: 0 0 1 0; }
    MonthView.-tall TabLine { margin: 0 0 1 0; }
    """

    def __init__(self, shop: "Shop") -> None:
        super().__init__()
        self._shop = shop
        self._wanted = first_of_month(shop.opened.today_day())
        self._months = (self._wanted, self._wanted)
        self._reach_known = False
        """The first and the last month there is."""
        self._month: Month | None = None
        self._late: LookAfter | None = None
        self._best: tuple[Best, ...] = ()
        self._findings: tuple[Finding, ...] | None = None
        self._open_cards: OpenCards | None = None
        """Those in progress now; None while that is not known, and for a past month."""
        self._by_spend: bool | None = None
        """How the best are ordered; None: as the shop does, by spend where amounts are kept."""
        self._comments: tuple[Voice, ...] | None = None
        """None until they are there."""
        self.open_only = False
        """Whether only comments not yet acted upon are in view."""
        self._ambassadors: tuple[Ambassador, ...] = ()
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
            for name in LISTS:
                yield RowList(id=name)
            yield TeamList(id="team")
            yield VoicesPanel(id="voices")
            yield Static(id="waiting")
        yield Static(id="said")
        yield FootLine(id="foot")

    def _say(self, sentence: str, mark: str = "!") -> None:
        said = self.query_one("#said", Static)
        said.update(Content(f"{mark} {sentence}"))
        said.set_class(bool(sentence), "-on")
        said.set_class(mark != "!", "-good")

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
        for name in (*LISTS, "team"):
            self._list(name).say("" if self._failed else _("working it out…"))
        if month:
            self._show_rewards()
            self._show_team()
        self._show_voices()
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
        self.query_one(MonthHead).show(self._shop.opened.settings.name, f"{back} {said} {on_}")

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
            caption=tabs.best_caption(self._wanted, by_spend=self.spend_decides) if best else "",
        )
        self._arrange()

    def _show_voices(self) -> None:
        self.query_one(VoicesPanel).show(
            tabs.voices(self._month) if self._month else (),
            self._ambassadors,
            self._comments or (),
            tabs.comments_caption(self._comments, open_only=self.open_only),
        )

    def _show_rewards(self) -> None:
        assert self._month is not None
        cards = self._open_cards
        self._list("rewards").show(
            tabs.reward_titles(),
            [*self._month.rewards, *self._month.partners, *([cards] if cards else ())],
            partial(tabs.reward_row, currency=self._month.currency),
            empty=_("No rewards in this month."),
        )

    def _show_team(self) -> None:
        assert self._month is not None
        team = self.query_one(TeamList)
        team.find(self._findings)
        team.show(
            tabs.team_titles(),
            self._month.by_staff,
            tabs.team_row,
            empty=_("Nobody served in this month."),
        )
        self.draw_foot()

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
        self.draw_foot()

    @property
    def is_wide(self) -> bool:
        """Whether a line of the lit part holds more than one thing to point at."""
        part = self._parts[self._part]
        rows = part.things[part.at.row : part.at.row + 1] if self.reads else part.things
        return any(len(row) > 1 for row in rows)

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

    @property
    def spend_decides(self) -> bool:
        if self._by_spend is None:
            return any(best.spend is not None for best in self._best)
        return self._by_spend

    @property
    def reads(self) -> bool:
        """Whether the comments are in view."""
        return TABS[self._tab] == "voices"

    @property
    def can_reorder(self) -> bool:
        """Whether the best customers are in view and have more than one order."""
        spends = any(best.spend is not None for best in self._best)
        return TABS[self._tab] == "best" and spends

    @property
    def can_write(self) -> bool:
        """Whether the page in view is a list that may go into a file."""
        return TABS[self._tab] in ("late", "best", "rewards")
