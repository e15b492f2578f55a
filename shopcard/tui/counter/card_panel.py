"""The open customer: who it is, the card drawn large, what is ready, the other cards."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from shopcard.language import _, say_day, say_money, say_month
from shopcard.rules.identity import say_card, say_phone
from shopcard.tui.widgets.fit import clipped, fit, lines
from shopcard.tui.widgets.punch_card import Face, PunchCard, small_card
from shopcard.words.acts import say_to_go

SOON = 14
"""A reward that expires in so many days is marked ! instead of ★."""
KEY = "  F3"
"""Stands beside what is ready, however long that is."""
MOST_LINES = 3
"""Of ready rewards, and of other programmes."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopcard.rules.card import Reward
    from shopcard.rules.settings import Preferences
    from shopcard.store.answers.counter import CardView, OpenCard


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the stamps just given did to the active card."""

    stamps: int = 0
    filled: int = 0
    """The size of the card they filled, 0 when they filled none."""
    entry: int = 0
    """The purchase that brought them."""


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


class Ready(Widget):
    """What may be given now, a line each."""

    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows: Sequence[str] = ()

    def show(self, rows: "Sequence[str]") -> None:
        self._rows = rows
        self.display = bool(rows)
        self.styles.height = len(rows)
        self.refresh()

    def render(self) -> Content:
        rows = [clipped(row, self.size.width - cell_len(KEY)) for row in self._rows]
        widest = max(map(cell_len, rows), default=0)
        return lines(
            Content.assemble(
                (fit(row, widest), "bold $background on $secondary"), (KEY, "bold $primary")
            )
            for row in rows
        )


class CardPanel(Vertical):
    """Shows one OpenCard; its title is the customer, its foot the card number."""

    def compose(self) -> ComposeResult:
        yield Static(id="who")
        yield PunchCard(id="punch")
        yield Ready(id="ready")
        yield Static(id="progress")
        yield Static(id="others")

    def show(
        self,
        opened: "OpenCard",
        active: int,
        fresh: Fresh,
        preferences: "Preferences",
        today: date,
    ) -> None:
        """Draw the customer; `active` is the place of the programme that Enter stamps."""
        customer = opened.customer
        self.border_title = Content(" " + (customer.name or _("(no name)")) + " ")
        self.border_subtitle = Content(
            " " + _("card {number}").format(number=say_card(customer.card)) + " "
        )
        phones = " · ".join(say_phone(p, preferences.country) for p in customer.phones[:1])
        since = _("since {month}").format(month=say_month(customer.joined))
        self._put("#who", Content(" · ".join(filter(None, (phones, since)))))
        self.query_one(Ready).show(_ready(opened, today))
        view = opened.cards[active] if active < len(opened.cards) else None
        self.query_one(PunchCard).show(face_of(view, fresh) if view else None)
        progress = _progress(view, fresh, preferences.currency) if view else Content("")
        self._put("#progress", progress)
        others = [other for other in opened.cards if other is not view and not other.program.closed]
        others.sort(key=lambda other: not other.here)
        self._put("#others", _others(others, preferences.currency))

    def _put(self, where: str, content: Content) -> None:
        line = self.query_one(where, Static)
        line.display = bool(content.plain)
        line.update(content)


def _progress(view: "CardView", fresh: Fresh, currency: str) -> Content:
    """`Ice-cream cone   7 of 10 · 3 to go`, and under it what comes and until when it is good. One
    that was filled exactly is told as full, as it is drawn, for this once."""
    terms, card = view.terms, view.card
    if fresh.filled and not card.stamps:
        full = _("{n} of {size}").format(n=fresh.filled, size=fresh.filled)
        name, card_full = (view.program.name, "bold"), (_("card full"), "bold $primary")
        after = Content.styled(_("the next stamp begins a new card"), "$quiet")
        return lines([Content.assemble(name, "   ", full, " · ", card_full), after])
    reached = _("{n} of {size}").format(n=card.stamps, size=terms.size)
    if not view.takes_stamps:
        told = f"   {reached} · {_say_where(view)}" if card.stamps else f"   {_say_where(view)}"
        return Content.assemble((view.program.name, "bold"), told)
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
    return lines(
        [
            Content.assemble(
                (view.program.name, "bold"),
                "   ",
                reached,
                " · ",
                (say_to_go(coming.count - card.stamps), "bold $primary"),
            ),
            Content.assemble(("★ ", "$secondary"), (" · ".join(more), "$quiet")),
        ]
    )


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


def _ready(opened: "OpenCard", today: date) -> list[str]:
    """A line for what the birthday offers and for each kind of reward that waits, with its number
    and the first to expire."""
    groups: dict[tuple[int, str], list[Reward]] = {}
    for program, reward in opened.ready:
        groups.setdefault((program.id, reward.name), []).append(reward)
    rows = [
        " ✿ " + _("birthday: {reward}").format(reward=name) + " " for _program, name in opened.gifts
    ]
    for (_program_id, name), copies in groups.items():
        said = _("{reward} is ready").format(reward=name)
        parts = [said if len(copies) == 1 else f"{said} ×{len(copies)}"]
        ends = [copy.expires for copy in copies if copy.expires]
        if ends:
            parts.append(_("until {day}").format(day=say_day(min(ends), year=False)))
        soon = ends and (min(ends) - today).days <= SOON
        rows.append(f" {'!' if soon else '★'} {' · '.join(parts)} ")
    return rows[:MOST_LINES]


def _others(views: "Sequence[CardView]", currency: str) -> Content:
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
        rows.append(f"{fit(view.program.name, min(room, 16))} {drawn} {more}")
    return Content.styled("\n".join(rows), "$quiet")
