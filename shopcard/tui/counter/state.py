"""What the counter knows: who is open, what was said, what was put away. Free of the screen."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.counter_box import Intent, Nothing, Search, Unreadable, read_box
from shopcard.rules.feedback import Answer, Ask, typed_answer

if TYPE_CHECKING:
    from shopcard.store.answers.counter import CardView, OpenCard

Turn = Callable[[], Awaitable[None]]
"""An act of the counter, done when its turn comes."""
Values = Mapping[str, str]
"""What was typed in a form, by field."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the stamps just given did to the active card."""

    stamps: int = 0
    filled: int = 0
    """The size of the card they filled, 0 when they filled none."""
    entry: int = 0
    """The purchase that brought them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that stands under the box until the next act; `pairs` are what keys do then,
    None: what they do anyway."""

    sentence: str
    good: bool = False
    """Whether it says that something was done, rather than that it was not."""
    pairs: Sequence[tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """The answer just noted, which F4 takes back."""

    id: int
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Forms or a text, and how to come back to where they were."""

    customer: str = ""
    """The id of the customer who was open; empty: nobody was."""
    active: int = 0
    """The place of the programme that Enter stamps, among that customer's cards."""
    text: str = ""
    """What stood in the box."""
    again: Turn | None = None
    """Opens what was open."""
    forms: Mapping[str, Values] = field(default_factory=dict)
    """What was typed in each of them, by the form's name."""


@dataclass(slots=True)
class CounterState:
    """All that the counter draws and decides by. It changes by the methods below only where more
    than one field moves."""

    opened: "OpenCard | None" = None
    active: int = 0
    """The place of the programme that Enter stamps, among the open customer's cards."""
    all_fresh: dict[int, Fresh] = field(default_factory=dict)
    """What this visit's last purchase did, by the programme it was made in."""
    said: Said | None = None
    again: Turn | None = None
    """A write that found the shop busy: Enter does it again, with the same key."""
    giving: str = ""
    """A card number that waits for the customer it is given to."""
    asking: Ask = Ask.NO
    """What the open customer is asked, on a line that figures answer."""
    noted: Noted | None = None
    again_soon: str = ""
    """When the open customer was stamped, where their card was scanned soon after that."""
    staffed: bool = False
    """Whether the shop has a list of who works there."""
    veiled: bool = False
    """Whether the counter was left alone so long that names are out of view."""
    waiting: tuple[Draft, ...] = ()
    """Forms that were put away, the latest last: each waits until it is asked for."""
    passing: Draft | None = None
    """A text, or a form in which nothing was typed: put away until something else is done."""
    returning: Mapping[str, Values] = field(default_factory=dict)
    """What the forms that open now take up."""

    # What follows from it

    @property
    def card(self) -> "CardView | None":
        """The active card of the open customer."""
        if self.opened is None or self.active >= len(self.opened.cards):
            return None
        return self.opened.cards[self.active]

    @property
    def fresh(self) -> Fresh | None:
        """What the last purchase did to the active card; None before it."""
        return self.all_fresh.get(self.card.program.id) if self.card else None

    @property
    def no_stamps(self) -> str:
        """Why no purchase of the open customer can be stamped here; empty where one can."""
        if self.opened is None or (self.card is not None and self.card.takes_stamps):
            return ""
        if not self.opened.elsewhere:
            return _("No programme is running: nothing to stamp.")
        program = self.opened.elsewhere[0]
        return _("“{program}” runs only at {place}.").format(
            program=program.name, place=program.terms.channel or ""
        )

    @property
    def several(self) -> int:
        """How many of the open customer's cards take stamps here."""
        return sum(card.takes_stamps for card in self.opened.cards) if self.opened else 0

    @property
    def gives(self) -> bool:
        """Whether the open customer can be given anything now."""
        return self.opened is not None and bool(self.opened.ready or self.opened.gifts)

    @property
    def just_earned(self) -> tuple[str, ...]:
        """The rewards that the last purchase brought and that wait to be given, by name."""
        fresh = self.fresh
        if self.opened is None or fresh is None:
            return ()
        ready = [r.name for _program, r in self.opened.ready if r.earned_by == fresh.entry]
        return tuple(dict.fromkeys(ready))

    @property
    def put_away(self) -> bool:
        """Whether Enter on an empty counter brings back what was half typed."""
        return bool(self.passing or self.waiting)

    def read(self, text: str, currency: str | None) -> Intent | Answer:
        """What Enter would mean with this text in the box; `currency` is None while the shop is
        not open yet, when all is a look-up."""
        if currency is None:
            return read_as_search(text) if text.strip() else Nothing()
        try:
            if answer := typed_answer(self.asking, text):
                return answer
        except Refused as refused:
            return Unreadable(refused.sentence)
        return read_box(
            text,
            customer_open=self.opened is not None,
            just_stamped=self.fresh is not None and not self.again_soon,
            by_spend=self.card is not None and self.card.terms.per is not None,
            currency=currency,
        )

    # How it changes

    def show(self, opened: "OpenCard") -> None:
        """A customer is open. One who is open already stays as they are: a card read twice by the
        scanner is still the same visit."""
        if self.opened is None or self.opened.customer.id != opened.customer.id:
            self.leave()
        self.opened = opened

    def leave(self) -> None:
        """Forget the open customer and everything that waits for them."""
        self.opened, self.active, self.all_fresh = None, 0, {}
        self.said, self.again, self.giving, self.again_soon = None, None, "", ""
        self.passing = None
        self.pass_by()

    def pass_by(self) -> None:
        """Whatever comes next passes the question by, and leaves the answer noted as it is."""
        self.noted, self.asking = None, Ask.NO

    def typed(self) -> None:
        """Something was typed into the box: what was said is over, what was passing is gone."""
        self.said, self.again, self.passing = None, None, None

    def stamped(self, before: "CardView", gained: int, entry: int) -> None:
        """A purchase brought so many stamps to a card that stood as `before`."""
        filled = before.card.stamps + gained >= before.terms.size
        size = before.terms.size if filled else 0
        self.all_fresh[before.program.id] = Fresh(gained, size, entry)
        self.again_soon = ""

    def undone(self, entry: int) -> None:
        """A purchase of this visit was undone: its stamps are not fresh any more."""
        self.all_fresh = {k: f for k, f in self.all_fresh.items() if f.entry != entry}

    def follow(self, opened: "OpenCard") -> None:
        """The open customer as others left them: what was undone elsewhere is not fresh."""
        self.opened = opened
        for act in opened.acts:
            if act.voided:
                self.undone(act.id)
        self.active = min(self.active, max(len(opened.cards) - 1, 0))

    def next_program(self, step: int) -> bool:
        """Make another programme the one that Enter stamps. False where there is no other."""
        if self.several <= 1:
            return False
        self.active = (self.active + step) % self.several
        self.said = None
        return True

    # What is put away

    def keep(self, draft: Draft | None) -> None:
        """Have it wait for the next Enter."""
        if draft is not None and any(draft.forms.values()):
            self.waiting = (*self.waiting, draft)
        else:
            self.passing = draft

    def take_back(self) -> Draft | None:
        """What the next Enter brings back: what is passing, else the form put away last."""
        draft, self.passing = self.passing, None
        if draft is None and self.waiting:
            *others, draft = self.waiting
            self.waiting = tuple(others)
        return draft

    def take_values(self, form: str) -> Values:
        """What was typed in the form of this name when it was put away; nothing, if it was not."""
        forms = dict(self.returning)
        values = forms.pop(form, {})
        self.returning = forms
        return values


def read_as_search(text: str) -> Search:
    """The look-up that a text means when it is to be looked up."""
    found = read_box(text, customer_open=False, just_stamped=False, by_spend=False, currency="")
    return found if isinstance(found, Search) else Search(text.strip())
