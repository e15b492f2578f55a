"""How the counter looks: where things stand, and drawing them from what is known."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shopcard.errors import Refused, ShopcardError
from shopcard.language import _, say_day, say_time
from shopcard.rules.calendar import local
from shopcard.rules.counter_box import Intent, Nothing, Purchase, Search, Unreadable, read_box
from shopcard.rules.feedback import Answer, Ask, typed_answer
from shopcard.rules.identity import could_be_phone, say_card
from shopcard.tui.counter import sure
from shopcard.tui.counter.card_panel import CardPanel, Fresh
from shopcard.tui.counter.hint import Situation, what_keys_do
from shopcard.tui.counter.one_box import OneBox
from shopcard.tui.counter.question_line import QuestionLine
from shopcard.tui.counter.today_panel import TodayPanel
from shopcard.tui.scanner import Verdict
from shopcard.tui.widgets.fit import hints
from shopcard.tui.widgets.head_and_foot import FootLine, HeadLine, Key, Pairs
from shopcard.tui.widgets.last_acts import LastActs
from shopcard.tui.widgets.match_list import MatchList

if TYPE_CHECKING:
    from shopcard.rules.gains import Gain
    from shopcard.store.answers.counter import CardView, OpenCard
    from shopcard.store.shop.shop import Shop

TODAYS_ACTS = 30


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that stands under the box until the next act; `pairs` are what keys do then,
    None: what they do anyway."""

    sentence: str
    good: bool = False
    """Whether it says that something was done, rather than that it was not."""
    pairs: Pairs | None = None


class CounterView(Screen[None]):
    """The counter's screen as far as it is seen."""

    def __init__(self, judge: Callable[[events.Key], Verdict]) -> None:
        """`judge` says who pressed an Enter."""
        super().__init__()
        self._judge = judge
        self._shop: Shop | None = None
        self._demo = False
        self._opened: OpenCard | None = None
        self._active = 0
        """The place of the programme that Enter stamps, among the open customer's cards."""
        self._fresh: dict[int, Fresh] = {}
        """What this visit's last purchase did, by the programme it was made in."""
        self._said: Said | None = None
        self._staffed = False
        """Whether the shop has a list of who works there."""
        self._giving = ""
        """A card number that waits for the customer it is given to."""
        self._asking = Ask.NO
        """What the open customer is asked, on a line that figures answer."""
        self._noted: tuple[int, str, str] | None = None
        """The answer just noted, which F4 takes back: its id, whose it is, and what it says."""
        self._again_soon = ""
        """When the open customer was stamped, where their card was scanned soon after that."""
        self.veiled = False
        """Whether the counter was left alone so long that names are out of view."""

    def compose(self) -> ComposeResult:
        yield HeadLine(id="head")
        yield OneBox(self._judge, id="box")
        yield Static(id="hint")
        yield QuestionLine(id="question")
        yield Static(id="warning")
        with Horizontal(id="body"):
            yield MatchList(id="matches")
            yield CardPanel(id="card")
            yield TodayPanel(id="today")
        yield FootLine(id="foot")

    def on_mount(self) -> None:
        self.set_interval(1, self._draw_head)
        self.query_one("#warning").display = False
        self.draw()

    def on_resize(self) -> None:
        self._draw_hint()

    @property
    def box(self) -> OneBox:
        return self.query_one(OneBox)

    @property
    def shop(self) -> "Shop":
        """The shop, once it is open."""
        assert self._shop is not None
        return self._shop

    @property
    def view(self) -> "CardView | None":
        """The active card of the open customer."""
        if self._opened is None or self._active >= len(self._opened.cards):
            return None
        return self._opened.cards[self._active]

    @property
    def put_away(self) -> bool:
        """Whether Enter on an empty counter brings back what was half typed."""
        return False

    @property
    def no_stamps(self) -> str:
        """Why no purchase of the open customer can be stamped here; empty where one can."""
        if self._opened is None or (self.view is not None and self.view.takes_stamps):
            return ""
        if not self._opened.elsewhere:
            return _("No programme is running: nothing to stamp.")
        program = self._opened.elsewhere[0]
        return _("“{program}” runs only at {place}.").format(
            program=program.name, place=program.terms.channel or ""
        )

    @property
    def fresh(self) -> Fresh | None:
        """What the last purchase did to the active card; None before it."""
        return self._fresh.get(self.view.program.id) if self.view else None

    # Saying things

    def warn(self, sentence: str) -> None:
        """A sentence that stands until it is replaced; empty takes it away."""
        warning = self.query_one("#warning", Static)
        warning.display = bool(sentence)
        warning.update(Content.assemble(("! ", "bold $error"), sentence))

    def say(self, said: Said | None) -> None:
        """A sentence under the box, until the next act."""
        self._said = said
        self._draw_hint()

    def put_question(self, ask: Ask) -> None:
        """Ask the open customer this, until it is answered or passed by."""
        if ask is not self._asking:
            self._asking = ask
            self.query_one(QuestionLine).show(ask)
            self._draw_hint()

    # Drawing

    def draw(self) -> None:
        """Everything, from what is known now."""
        self.box.placeholder = _("Scan a card, or type a name or a phone number")
        self._draw_head()
        self._draw_body()
        self._draw_hint()
        self._draw_foot()

    def _draw_head(self) -> None:
        shop, head = self._shop, self.query_one(HeadLine)
        if shop is None:
            head.show("shopcard", "")
            return
        moment = local(shop.opened.clock(), shop.opened.preferences.zone)
        when = f"{say_day(moment.date(), weekday=True, year=False)} {say_time(moment)}"
        demo = _("demo") if self._demo else ""
        who = "F7 " + (shop.opened.staff or _("nobody")) if self._staffed else shop.opened.staff
        where = " · ".join(filter(None, (shop.opened.preferences.name, shop.opened.channel)))
        head.show(where, " · ".join(filter(None, (demo, who, when))))

    @property
    def _today(self) -> date:
        """The business day, for drawing: a clock that cannot be right is told of by each act."""
        try:
            return self.shop.opened.today_day()
        except Refused:
            return date.max

    def _draw_body(self) -> None:
        if self._opened is not None:
            self.query_one(CardPanel).show(
                self._opened,
                self._active,
                self.fresh or Fresh(),
                self.shop.opened.preferences,
                self._today,
            )
            self.query_one(MatchList).rest_on(
                LastActs(
                    self._opened.acts,
                    self._today,
                    self.shop.opened.preferences,
                    note=self._opened.customer.note,
                )
            )
        self._arrange()

    def _arrange(self) -> None:
        """The card of the open customer, else the day; the list while one looks somebody up."""
        self.query_one(CardPanel).display = self._opened is not None
        self.query_one(TodayPanel).display = self._opened is None
        self.query_one(MatchList).look_up(isinstance(self.read(self.box.value), Search))

    def _draw_hint(self) -> None:
        hint, said = self.query_one("#hint", Static), self._said
        # The screen less the hint's own margin and padding: one cell more and it would wrap.
        width = max(self.size.width - hint.styles.gutter.width - hint.styles.margin.width, 0)
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
        now = Situation(
            self.read(self.box.value),
            currency=self._shop.opened.preferences.currency if self._shop else "",
            name=self._opened.customer.name if self._opened else "",
            per=self.view.terms.per if self.view else None,
            carry=self.view.card.carry if self.view else 0,
            times=self.view.tier.times if self.view and self.view.tier else 1,
            tier=self.view.tier.name if self.view and self.view.tier else "",
            giving=say_card(self._giving),
            no_stamps=self.no_stamps,
            put_away=self.put_away,
            again=self._again_soon,
            earned=self._just_earned(),
            gains=self._foreseen(),
        )
        matches = self.query_one(MatchList)
        if isinstance(now.intent, Search) and matches.text == now.intent.text:
            alone = not matches.matches
            now = replace(
                now,
                found=matches.matches,
                chosen=matches.highlighted,
                phone=alone and could_be_phone(matches.text, self.shop.opened.preferences.country),
            )
        return what_keys_do(now)

    def _just_earned(self) -> tuple[str, ...]:
        """The rewards that the last purchase brought and that wait to be given."""
        if self._opened is None or self.fresh is None:
            return ()
        ready = [r.name for _p, r in self._opened.ready if r.earned_by == self.fresh.entry]
        return tuple(dict.fromkeys(ready))

    def _foreseen(self) -> "tuple[Gain, ...]":
        """What the purchase in the box will do to each card that it counts on."""
        intent = self.read(self.box.value)
        if self._opened is None or self.view is None or not isinstance(intent, Purchase):
            return ()
        day = self._today
        return tuple(sure.foreseen(self._opened.cards, self.view, intent, day))

    def _draw_foot(self) -> None:
        opened = self._opened
        gives = opened is not None and bool(opened.ready or opened.gifts)
        several = opened is not None and sum(v.takes_stamps for v in opened.cards) > 1
        self.query_one(FootLine).show(
            [
                Key("F2", _("New"), "screen.new_customer"),
                Key(
                    "F3",
                    _("Redeem"),
                    "screen.redeem",
                    gives,
                ),
                Key("F4", _("Undo"), "screen.undo"),
                Key("F5", _("Details"), "screen.details", opened is not None),
                Key("F6", _("Help"), "screen.help", always=True),
                *([Key("Tab", _("Programme"), "screen.program(1)")] if several else ()),
                Key("F8", _("Month"), "screen.month", self._shop is not None),
                Key("F9", _("Owner"), "screen.owner", self._shop is not None, always=True),
                Key("Esc", _("Next"), "screen.next"),
            ]
        )

    @work(exclusive=True, group="today", exit_on_error=False)
    async def draw_today(self) -> None:
        """The day so far, counted anew."""
        try:
            today = await asyncio.to_thread(self.shop.counter.today, TODAYS_ACTS)
        except ShopcardError as error:
            self.say(Said(error.sentence))
        else:
            self.query_one(TodayPanel).show(today)
            if self._opened is None:
                acts = () if self.veiled else today.acts
                self.query_one(MatchList).rest_on(
                    LastActs(acts, today.day, self.shop.opened.preferences, names=True)
                )

    # Reading the box

    @property
    def _by_spend(self) -> bool:
        return self.view is not None and self.view.terms.per is not None

    def read_as_search(self, text: str) -> Search:
        """The look-up that a text means when it is to be looked up."""
        found = read_box(text, customer_open=False, just_stamped=False, by_spend=False, currency="")
        return found if isinstance(found, Search) else Search(text.strip())

    def read(self, text: str) -> Intent | Answer:
        """What Enter would mean with this text in the box."""
        if self._shop is None:
            return self.read_as_search(text) if text.strip() else Nothing()
        try:
            if answer := typed_answer(self._asking, text):
                return answer
        except Refused as refused:
            return Unreadable(refused.sentence)
        return read_box(
            text,
            customer_open=self._opened is not None,
            just_stamped=self.fresh is not None and not self._again_soon,
            by_spend=self._by_spend,
            currency=self._shop.opened.preferences.currency,
        )
