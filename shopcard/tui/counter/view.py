"""Draws the counter from its state. It decides nothing and changes nothing but what is seen."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from shopcard.errors import Refused, ShopcardError
from shopcard.language import _, say_day, say_time
from shopcard.rules.calendar import local
from shopcard.rules.counter_box import Purchase, Search
from shopcard.rules.identity import could_be_phone, say_card
from shopcard.tui.counter import sure
from shopcard.tui.counter.card_panel import CardPanel
from shopcard.tui.counter.feedback import QuestionLine
from shopcard.tui.counter.hint import Situation, what_keys_do
from shopcard.tui.counter.state import Fresh, Said
from shopcard.tui.widgets.fit import hints
from shopcard.tui.widgets.head_and_foot import HeadLine, Pairs
from shopcard.tui.widgets.last_acts import LastActs
from shopcard.tui.widgets.match_list import MatchList
from shopcard.tui.widgets.today_panel import TodayPanel

if TYPE_CHECKING:
    from shopcard.rules.gains import Gain
    from shopcard.tui.counter.screen import Counter

TODAYS_ACTS = 30


class CounterView:
    """The counter's widgets, drawn from its state."""

    def __init__(self, counter: "Counter") -> None:
        self._counter = counter
        self._state = counter.state

    @property
    def matches(self) -> MatchList:
        return self._counter.query_one(MatchList)

    @property
    def today(self) -> date:
        """The business day, for drawing: a clock that cannot be right is told of by each act."""
        try:
            return self._counter.shop.opened.today_day()
        except Refused:
            return date.max

    def all(self) -> None:
        """Everything, from what is known now."""
        self._counter.box.placeholder = _("Scan a card, or type a name or a phone number")
        self.head()
        self.body()
        self.question()
        self.hint()
        self._counter.draw_foot()

    def warn(self, sentence: str) -> None:
        """A sentence that stands until it is replaced; empty takes it away."""
        warning = self._counter.query_one("#warning", Static)
        warning.display = bool(sentence)
        warning.update(Content.assemble(("! ", "bold $error"), sentence))

    def head(self) -> None:
        """The shop, who is at the till, and when."""
        counter, head = self._counter, self._counter.query_one(HeadLine)
        if not counter.is_open:
            head.show("shopcard", "")
            return
        opened = counter.shop.opened
        moment = local(opened.clock(), opened.settings.zone)
        when = f"{self._say_day(moment.date())} {say_time(moment)}"
        demo = _("demo") if counter.demo else ""
        who = "F7 " + (opened.staff or _("nobody")) if self._state.staffed else opened.staff
        where = " · ".join(filter(None, (opened.settings.name, opened.channel)))
        head.show(where, " · ".join(filter(None, (demo, who, when))))

    def _say_day(self, calendar_day: date) -> str:
        """The business day, as on all else; until when it lasts where midnight has passed."""
        today = self.today
        if not calendar_day > today:
            return say_day(calendar_day, weekday=True, year=False)
        end = self._counter.shop.opened.settings.day_start
        return _("{day} until {time} ·").format(
            day=say_day(today, weekday=True, year=False), time=say_time(end)
        )

    def body(self) -> None:
        """The card and the latest acts of the open customer."""
        state = self._state
        if state.opened is not None:
            settings, today = self._counter.shop.opened.settings, self.today
            self._counter.query_one(CardPanel).show(
                state.opened, state.active, state.fresh or Fresh(), settings, today
            )
            note = state.opened.customer.note
            self.matches.rest_on(LastActs(state.opened.acts, today, settings, note=note))
        self.arrange()

    def arrange(self) -> None:
        """The card of the open customer, else the day; the list while one looks somebody up."""
        self._counter.query_one(CardPanel).display = self._state.opened is not None
        self._counter.query_one(TodayPanel).display = self._state.opened is None
        self.matches.look_up(isinstance(self._counter.read(), Search))

    def question(self) -> None:
        """What the open customer is asked, if they are."""
        line = self._counter.query_one(QuestionLine)
        if line.ask is not self._state.asking:
            line.show(self._state.asking)

    def hint(self) -> None:
        """The line under the box: what was said, and what the keys do."""
        hint, said = self._counter.query_one("#hint", Static), self._state.said
        # The screen less the hint's own margin and padding: one cell more and it would wrap.
        gutter = hint.styles.gutter.width + hint.styles.margin.width
        width = max(self._counter.size.width - gutter, 0)
        pairs = self._pairs() if said is None or said.pairs is None else said.pairs
        if said is None:
            line = hints(pairs, width)
        else:
            sign, style = ("✓", "bold $success") if said.good else ("!", "bold $error")
            line = Content.styled(f"{sign} {said.sentence}", style)
            room = width - line.cell_length - 3
            if pairs and room >= 8:
                line = Content.assemble(line, "   ", hints(pairs, room))
        # From one line to one line nothing else on the screen moves: laying it out can be spared.
        moves = hint.size.height != 1 or line.cell_length > width or "\n" in line.plain
        hint.update(line, layout=moves)

    def _pairs(self) -> Pairs:
        """What the keys do now."""
        counter, state = self._counter, self._state
        card, tier = state.card, state.card.tier if state.card else None
        now = Situation(
            counter.read(),
            currency=counter.currency or "",
            name=state.opened.customer.name if state.opened else "",
            per=card.terms.per if card else None,
            carry=card.card.carry if card else 0,
            times=tier.times if tier else 1,
            tier=tier.name if tier else "",
            giving=say_card(state.giving),
            no_stamps=state.no_stamps,
            put_away=state.put_away,
            again=state.again_soon,
            earned=state.just_earned,
            gains=self._foreseen(),
        )
        matches = self.matches
        if isinstance(now.intent, Search) and matches.text == now.intent.text:
            alone = not matches.matches
            country = counter.shop.opened.settings.country
            now = replace(
                now,
                found=matches.matches,
                chosen=matches.highlighted,
                phone=alone and could_be_phone(matches.text, country),
            )
        return what_keys_do(now)

    def _foreseen(self) -> "tuple[Gain, ...]":
        """What the purchase in the box will do to each card that it counts on."""
        intent, state = self._counter.read(), self._state
        if state.opened is None or state.card is None or not isinstance(intent, Purchase):
            return ()
        return tuple(sure.foreseen(state.opened.cards, state.card, intent, self.today))

    async def day(self) -> None:
        """The day so far, counted anew."""
        shop = self._counter.shop
        try:
            today = await asyncio.to_thread(shop.counter.today, TODAYS_ACTS)
        except ShopcardError as error:
            self._counter.say(Said(error.sentence))
            return
        self._counter.query_one(TodayPanel).show(today)
        if self._state.opened is None:
            acts = () if self._state.veiled else today.acts
            self.matches.rest_on(LastActs(acts, today.day, shop.opened.settings, names=True))
