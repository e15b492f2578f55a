"""The owner's month: its keys, and what it asks of the shop."""

import asyncio
from datetime import date
from typing import ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType

from shopcard.errors import ShopcardError
from shopcard.language import _
from shopcard.rules.calendar import add_months, last_of_month
from shopcard.rules.metrics import Counts
from shopcard.rules.pro_rata import OpenCards
from shopcard.store.answers.month import (
    Ambassador,
    Best,
    Finding,
    Late,
    PartnerMonth,
    RewardMonth,
    StaffMonth,
    Voice,
)
from shopcard.tui.aside import aside
from shopcard.tui.commands import bindings
from shopcard.tui.month import explained, list_file
from shopcard.tui.month.cohort_grid import Share
from shopcard.tui.month.commands import MONTH
from shopcard.tui.month.explained import Explained, Told
from shopcard.tui.month.view import TABS, MonthHead, MonthView
from shopcard.tui.scanner import ENTER as ENTERS
from shopcard.tui.scanner import judged
from shopcard.tui.widgets.figure_row import Item
from shopcard.tui.widgets.pointed import Pointed
from shopcard.tui.widgets.tab_line import TabLine

MOST_COMMENTS = 1000
"""How many of the latest comments the page of voices holds."""
NEVER_WAIT = ("escape", "f8", "tab", "shift+tab")
TURNS = ("left", "right")
SETTLE = 0.06
"""Seconds without another month asked for before one is worked out: a held arrow key passes."""


class MonthScreen(MonthView):
    """The owner's month; answers the id of a customer to open at the counter, or nothing.

    Everything is asked of the shop in threads; another month takes all of the one before away at
    once.
    """

    left_by_scans = True
    ACTIONS = MONTH
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(MONTH),
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("shift+left,ctrl+left", "across(-1)", show=False),
        Binding("shift+right,ctrl+right", "across(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "page(-1000)", show=False),
        Binding("end", "page(1000)", show=False),
        Binding("f8", "leave", show=False),
    ]

    def not_yet(self, event: events.Key | events.Paste) -> bool:
        """Whether a key turns to months that are not known yet, or points at figures that are
        still being worked out."""
        if self._failed or not isinstance(event, events.Key) or event.key in NEVER_WAIT:
            return False
        return self._month is None if event.key not in TURNS else not self._reach_known

    def on_mount(self) -> None:
        self._ask(self._wanted, settle=0)

    def on_resize(self) -> None:
        # The columns of a list depend on how wide the screen is.
        self.call_after_refresh(self._show_late)

    # Asking the shop

    def _ask(self, month: date, settle: float = SETTLE) -> None:
        """Work a month out; whatever else was being worked out is of no interest any more."""
        self._wanted, self._month, self._late, self._failed = month, None, None, False
        self._best, self._comments, self._ambassadors = (), None, ()
        self._findings = self._open_cards = None
        self._draw()
        self._work_out(month, settle)

    @work(exclusive=True, group="month", exit_on_error=False)
    async def _work_out(self, month: date, settle: float) -> None:
        shop = self._shop
        try:
            await asyncio.sleep(settle)
            self._months = await aside(shop.month.months)
            self._reach_known = True
            self._month = await aside(shop.month.figures, month)
            self._draw()
            self._late = await aside(shop.month.slipping, month)
            self._show_late()
            self._findings = await aside(shop.month.fair_play, month)
            self._show_team()
            await self._rank_the_best()
            await self._hear()
            await self._count_open_cards()
        except ShopcardError as error:
            self._fail(error.sentence)
        except Exception as error:
            self.log(repr(error))
            self._fail(_("The month could not be worked out."))

    async def _rank_the_best(self) -> None:
        month, order = self._wanted, self._by_spend
        best = await aside(self._shop.month.best, month, by_spend=order)
        if (month, order) == (self._wanted, self._by_spend):
            self._best = best
            self._show_best()

    async def _count_open_cards(self) -> None:
        """Those in progress now, beside the rewards of the running month."""
        month = self._month
        if month is not None and not month.complete:
            cards = await asyncio.to_thread(self._shop.month.open_cards)
            if month is self._month and cards.count:
                self._open_cards = cards
                self._show_rewards()
                self._arrange()

    async def _hear(self) -> None:
        """What customers said up to the month's close, and who brought most."""
        month, open_only = self._wanted, self.open_only
        ambassadors = await aside(self._shop.month.ambassadors, month)
        comments = await aside(
            self._shop.feedback.comments,
            open_only=open_only,
            until=last_of_month(month),
            limit=MOST_COMMENTS,
        )
        if (month, open_only) == (self._wanted, self.open_only):
            self._ambassadors, self._comments = ambassadors, comments
            self._show_voices()
            self._arrange()

    def _fail(self, sentence: str) -> None:
        self._failed = True
        self._draw()
        again = _("Enter tries again.")
        self._say(f"{sentence} {again}")

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
        if isinstance(thing, (Late, Best, Voice)):
            if thing.name:
                self.dismiss(thing.customer if isinstance(thing, Voice) else thing.id)
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
            case Ambassador():
                return explained.of_ambassador(self._shop, thing)
            case RewardMonth():
                return explained.of_reward(self._shop, thing)
            case OpenCards():
                return explained.of_open_cards(thing, self._month.currency)
            case PartnerMonth():
                return explained.of_partner(thing, self._month.currency)
            case StaffMonth():
                hours = self._shop.opened.settings.hours
                return explained.of_staff(thing, self._month.month, hours)
            case Finding():
                month = self._month
                return explained.of_finding(self._shop, thing, month.month, month.currency)
        return None

    def _after(self, customer: str | None) -> None:
        """A name behind a figure was chosen."""
        if customer:
            self.dismiss(customer)

    def action_mark(self) -> None:
        """Note that a customer was contacted, or that a comment was acted upon."""
        if isinstance(self.thing, Voice):
            self._act_upon(self.thing)
        else:
            self._contacted()

    @work(group="contact", exit_on_error=False)
    async def _act_upon(self, voice: Voice) -> None:
        """A second time takes the mark back."""
        try:
            await asyncio.to_thread(
                self._shop.feedback.acted_upon, voice.id, take_back=voice.acted_on is not None
            )
            await self._hear()
        except ShopcardError as error:
            self._say(error.sentence)

    @work(group="contact", exit_on_error=False)
    async def _contacted(self) -> None:
        """Note that the customer who is pointed at was written to or called today; a second time
        takes the note back."""
        late, month = self.thing, self._wanted
        if not isinstance(late, Late):
            return
        noted = late.contacted == self._shop.opened.today_day()
        try:
            await asyncio.to_thread(self._shop.month.contacted, late.id, take_back=noted)
            again = await aside(self._shop.month.slipping, month)
        except ShopcardError as error:
            self._say(error.sentence)
            return
        if month == self._wanted and self._month is not None:
            self._late = again
            self._show_late()

    @work(exclusive=True, group="best", exit_on_error=False)
    async def action_reorder(self) -> None:
        """The best customers by visits instead of by spend, or only the open comments; or back."""
        if self.reads:
            self.open_only = not self.open_only
            await self._hear()
        elif self.can_reorder:
            self._by_spend = not self.spend_decides
            await self._rank_the_best()

    @work(exclusive=True, group="file", exit_on_error=False)
    async def action_to_file(self) -> None:
        """Write the list in view to a file for mail merge, and say where it is."""
        if not self.can_write or self._late is None:
            return
        late, best = self._late.customers, self._best
        demo = getattr(self.app, "demo", False)
        try:
            said = await asyncio.to_thread(
                list_file.write, self._shop, TABS[self._tab], late, best, demo=demo
            )
        except ShopcardError as error:
            self._say(error.sentence)
        else:
            self._say(said, mark="✓")

    def action_leave(self) -> None:
        self.dismiss(None)
