"""The open customer: who it is, the card drawn large, what is ready, the other cards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from shopcard.language import _, say_day, say_money, say_month
from shopcard.rules.identity import say_card, say_phone
from shopcard.tui.counter.state import Fresh
from shopcard.tui.widgets.fit import clipped, fit, joined, lines
from shopcard.tui.widgets.punch_card import Face, PunchCard, small_card
from shopcard.words.acts import say_to_go

SOON = 14
"""A reward that expires in so many days is marked ! instead of ★."""
KEY = "  F3"
"""Stands beside what is ready, however long that is."""
WIDEST = 200
"""Cells of the widest row, for asking whether there is any."""
MOST_LINES = 3
"""Of ready rewards, and of other programmes."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopcard.rules.card import Reward
    from shopcard.rules.settings import Settings
    from shopcard.store.answers.counter import CardView, OpenCard


def face_of(view: "CardView", fresh: Fresh) -> Face:
    """The card as drawn. One that was filled exactly is shown full for this once."""
    if fresh.filled and not view.card.stamps:
        return Face(fresh.filled, fresh.filled, min(fresh.stamps, fresh.filled))
    terms, stamps = view.terms, view.card.stamps
    rewards = frozenset(promise.count for promise in terms.promises)
    return Face(terms.size, stamps, min(fresh.stamps, stamps), rewards)


def say_standing(view: "CardView", fresh: Fresh | None) -> str:
    """`8 of 10`; a card just filled says so."""
    if fresh is not None and fresh.filled:
        return _("card full!")
    return _("{n} of {size}").format(n=view.card.stamps, size=view.terms.size)


Draw = Callable[[int], list[Content]]
"""Rows for a given width in cells."""


class Rows(Widget):
    """Rows that know their room: each cuts what matters least. It is not there while empty."""

    DEFAULT_CSS = "Rows { height: auto; }"
    can_focus = False

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._draw: Draw = lambda _width: []

    def show(self, draw: Draw) -> None:
        self._draw = draw
        self.display = bool(draw(WIDEST))
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._draw(width))

    def render(self) -> Content:
        return lines(self._draw(self.size.width))


class CardPanel(Vertical):
    """Shows one OpenCard; its title is the customer, its foot the card number."""

    def compose(self) -> ComposeResult:
        yield Static(id="who")
        yield PunchCard(id="punch")
        yield Rows(id="ready")
        yield Rows(id="progress")
        yield Rows(id="others")

    def show(
        self,
        opened: "OpenCard",
        active: int,
        fresh: Fresh,
        settings: "Settings",
        today: date,
    ) -> None:
        """Draw the customer; `active` is the place of the programme that Enter stamps."""
        customer = opened.customer
        self.border_title = Content(" " + (customer.name or _("(no name)")) + " ")
        self.border_subtitle = Content(
            " " + _("card {number}").format(number=say_card(customer.card)) + " "
        )
        phones = " · ".join(say_phone(p, settings.country) for p in customer.phones[:1])
        since = _("since {month}").format(month=say_month(customer.joined))
        self.query_one("#who", Static).update(Content(" · ".join(filter(None, (phones, since)))))
        self._show("#ready", partial(_draw_ready, _ready(opened, today)))
        view = opened.cards[active] if active < len(opened.cards) else None
        self.query_one(PunchCard).show(face_of(view, fresh) if view else None)
        currency = settings.currency
        self._show("#progress", partial(_progress, view, fresh, currency) if view else _nothing)
        others = [other for other in opened.cards if other is not view and not other.program.closed]
        others.sort(key=lambda other: not other.here)
        self._show("#others", partial(_others, others, currency))

    def _show(self, where: str, draw: Draw) -> None:
        self.query_one(where, Rows).show(draw)


def _nothing(_width: int) -> list[Content]:
    return []


def _progress(view: "CardView", fresh: Fresh, currency: str, width: int) -> list[Content]:
    """`Ice-cream cone   7 of 10 · 3 to go`, and under it what comes and until when it is good. One
    that was filled exactly is told as full, as it is drawn, for this once."""
    terms, card = view.terms, view.card
    if fresh.filled and not card.stamps:
        full = _("{n} of {size}").format(n=fresh.filled, size=fresh.filled)
        name, card_full = (view.program.name, "bold"), (_("card full"), "bold $primary")
        after = Content.styled(_("the next stamp begins a new card"), "$quiet")
        return [Content.assemble(name, "   ", full, " · ", card_full), after]
    reached = _("{n} of {size}").format(n=card.stamps, size=terms.size)
    if not view.takes_stamps:
        told = f"   {reached} · {_say_where(view)}" if card.stamps else f"   {_say_where(view)}"
        return [_named(view.program.name, Content(told), width)]
    coming = next(p for p in terms.promises if p.count > card.stamps)
    more = [_("{reward} at {n}").format(reward=coming.name, n=coming.count)]
    if terms.per:
        more.append(_("{amounts} for the next stamp").format(amounts=_say_carry(view, currency)))
    if view.tier:
        more.append(
            view.tier.name if view.tier.times == 1 else f"{view.tier.name} ×{view.tier.times}"
        )
    if card.expires:
        more.append(_("good until {day}").format(day=say_day(card.expires)))
    to_go = (say_to_go(coming.count - card.stamps), "bold $primary")
    stands = _named(view.program.name, Content.assemble(f"   {reached} · ", to_go), width)
    first, *others = joined(more, width - 2)
    return [
        stands,
        Content.assemble(("★ ", "$secondary"), (first, "$quiet")),
        *(Content.styled(f"  {row}", "$quiet") for row in others),
    ]


def _named(name: str, told: Content, width: int) -> Content:
    """A programme's name and what is told of it; the name is what is cut."""
    return Content.assemble((clipped(name, max(width - told.cell_length, 6)), "bold"), told)


def _say_where(view: "CardView") -> str:
    """Of a card that takes no stamps here: where it does."""
    if view.program.closed:
        return _("stopped: takes no more stamps")
    channel = view.program.terms.channel
    return _("only at: {channel}").format(channel=channel) if channel else _("only in the shop")


def _say_carry(view: "CardView", currency: str) -> str:
    """By spend: how much of the next stamp is there already."""
    return _("{spent} of {amount}").format(
        spent=say_money(view.card.carry, currency), amount=say_money(view.terms.per or 0, currency)
    )


@dataclass(frozen=True, slots=True)
class _ReadyRow:
    """What may be given: ` ★ Free cone is ready ×2 · until 5 May `."""

    sign: str
    name: str
    said: str
    """The name in its sentence."""
    tail: str = ""
    """How many, and until when."""

    def fit(self, width: int) -> str:
        """In at most so many cells: the sentence goes first, then the end of the name."""
        whole = f" {self.sign} {self.said}{self.tail} "
        if cell_len(whole) <= width:
            return whole
        room = width - cell_len(f" {self.sign} {self.tail} ")
        return f" {self.sign} {clipped(self.name, room)}{self.tail} "


def _draw_ready(ready: "Sequence[_ReadyRow]", width: int) -> list[Content]:
    rows = [row.fit(width - cell_len(KEY)) for row in ready]
    widest = max(map(cell_len, rows), default=0)
    return [
        Content.assemble(
            (fit(row, widest), "bold $background on $secondary"), (KEY, "bold $primary")
        )
        for row in rows
    ]


def _ready(opened: "OpenCard", today: date) -> list[_ReadyRow]:
    """A row for what the birthday offers and for each kind of reward that waits, with its number
    and the first to expire."""
    groups: dict[tuple[int, str], list[Reward]] = {}
    for program, reward in opened.ready:
        groups.setdefault((program.id, reward.name), []).append(reward)
    rows = [
        _ReadyRow("✿", name, _("birthday: {reward}").format(reward=name))
        for _program, name in opened.gifts
    ]
    for (_program_id, name), copies in groups.items():
        said = _("{reward} is ready").format(reward=name)
        tail = "" if len(copies) == 1 else f" ×{len(copies)}"
        ends = [copy.expires for copy in copies if copy.expires]
        if ends:
            tail += " · " + _("until {day}").format(day=say_day(min(ends), year=False))
        soon = ends and (min(ends) - today).days <= SOON
        rows.append(_ReadyRow("!" if soon else "★", name, said, tail))
    return rows[:MOST_LINES]


def _others(views: "Sequence[CardView]", currency: str, width: int) -> list[Content]:
    """The other open programmes, a line each: `Car wash   ●●●○○★  3 to go`."""
    room = max((cell_len(view.program.name) for view in views), default=0)
    rows = []
    for view in views[:MOST_LINES]:
        face = face_of(view, Fresh())
        drawn = f"{face.stamps}/{face.size}"
        if face.size <= 12 and view.here:
            drawn = small_card(face)
        coming = next(p for p in view.terms.promises if p.count > face.stamps)
        more = (
            _say_carry(view, currency) if view.terms.per else say_to_go(coming.count - face.stamps)
        )
        if not view.here:
            more = _say_where(view)
        left = max(width - cell_len(drawn) - cell_len(more) - 2, 6)
        name = fit(view.program.name, min(room, 16, left))
        rows.append(Content.styled(clipped(f"{name} {drawn} {more}", width), "$quiet"))
    return rows
