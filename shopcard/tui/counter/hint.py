"""What Enter will do, in words: the line under the counter's box."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shopcard.language import _, minor_digits, ngettext, say_money
from shopcard.rules.counter_box import (
    AskAmount,
    Either,
    Intent,
    Next,
    Nothing,
    Purchase,
    Search,
    Unreadable,
)
from shopcard.rules.feedback import Answer
from shopcard.tui.counter import sure
from shopcard.tui.widgets.fit import clipped
from shopcard.tui.widgets.head_and_foot import ENTER, Pairs
from shopcard.words.feedback import say_given

if TYPE_CHECKING:
    from shopcard.rules.gains import Gain
    from shopcard.store.answers.counter import Match


LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class Situation:
    """What the counter shows while one types."""

    intent: Intent | Answer
    currency: str
    name: str = ""
    """Of the open customer, empty when nobody is."""
    per: int | None = None
    """Of the active card, where it runs by spend: the minor units that earn a stamp."""
    carry: int = 0
    """Of which so much is there already."""
    times: int = 1
    """As how many each stamp counts, by the customer's tier."""
    tier: str = ""
    found: "tuple[Match, ...] | None" = None
    """What the text found; None while it is still being looked up."""
    chosen: "Match | None" = None
    """The highlighted one of them."""
    phone: bool = False
    """Whether the text could be a phone number."""
    put_away: bool = False
    """Whether Enter on an empty counter brings back what was put away."""
    no_stamps: str = ""
    """Why nothing can be stamped, where nothing can."""
    giving: str = ""
    """A card number that waits for the customer it is given to."""
    again: str = ""
    """When the open customer was stamped, where their card was scanned soon after that."""
    earned: tuple[str, ...] = ()
    """The rewards that the last purchase brought."""
    gains: "tuple[Gain, ...]" = ()
    """What the purchase in the box will do to each card that it counts on."""


def what_keys_do(now: Situation) -> Pairs:
    who = _first_name(now.name)
    if now.no_stamps and isinstance(now.intent, AskAmount | Purchase):
        return [("!", now.no_stamps), ("Esc", _("next"))]
    match now.intent:
        case Nothing():
            return _at_rest(now)
        case Next():
            return [*_to_give(now), (ENTER, _("next customer")), ("F4", _("undo"))]
        case AskAmount() | Purchase(stamps=1, amount=None) if now.again:
            return [("✓", now.again), (ENTER, _("stamp again")), ("Esc", _("next"))]
        case AskAmount():
            return [
                (ENTER, _("a purchase for {name}: asks for the amount").format(name=who)),
                ("Esc", _("next")),
            ]
        case Purchase(stamps=1, amount=None):
            return [
                (
                    ENTER,
                    _("one stamp for {name}").format(name=who)
                    if now.times == 1
                    else f"{_say_purchase(now.intent, now)} · {who}",
                ),
                (f"3 {ENTER}", _("three")),
                ("Esc", _("next")),
            ]
        case Purchase():
            return [(ENTER, f"{_say_purchase(now.intent, now)} · {who}"), ("Esc", _("next"))]
        case Answer():
            return [
                (ENTER, _("note: {said}").format(said=say_given(now.intent))),
                ("Esc", _("next")),
            ]
        case Either(one, other):
            readings = [sure.say_reading(reading, now.currency) for reading in (one, other)]
            return [
                (ENTER, _("asks: {one}, or {other}?").format(one=readings[0], other=readings[1]))
            ]
        case Unreadable():
            return [("!", now.intent.sentence)]
        case Search():
            return _looking_up(now, now.intent)


def _to_give(now: Situation) -> Pairs:
    """What the purchase just earned can be given at once."""
    if not now.earned:
        return []
    one = _("give {reward}").format(reward=clipped(now.earned[0], LONGEST_NAME))
    return [("F3", one if len(now.earned) == 1 else _("give a reward"))]


def _at_rest(now: Situation) -> Pairs:
    if now.giving:
        return [
            ("⇢", _("Find who gets card {number}").format(number=now.giving)),
            ("F2", _("new customer")),
            ("Esc", _("stop")),
        ]
    if now.put_away:
        return [(ENTER, _("back to what was begun")), ("F2", _("new customer")), ("F6", _("help"))]
    return [("F2", _("new customer")), ("F4", _("undo this till's last act")), ("F6", _("help"))]


def _say_purchase(purchase: Purchase, now: Situation) -> str:
    amount = None if purchase.amount is None else say_money(purchase.amount, now.currency)
    stamps = purchase.stamps
    if stamps is None and now.per is None:
        stamps = 1
    if stamps is None:
        said = _say_spend(purchase.amount or 0, now)
    elif amount is None:
        said = _say_stamps(stamps, now)
    else:
        said = _("{stamps} and {amount}").format(stamps=_say_stamps(stamps, now), amount=amount)
    # On several cards the stamps are told card by card; the amount, and what is kept, go with them.
    several = len(now.gains) > 1
    if several and stamps is not None and amount is not None:
        said = amount
    return f"{sure.say_gains(now.gains)} · {said}" if several else said


def _say_stamps(stamps: int, now: Situation) -> str:
    """With what the customer's tier makes of them."""
    counted = stamps * now.times
    said = ngettext("{n} stamp", "{n} stamps", counted).format(n=counted)
    return said if now.times == 1 else f"{said} ({now.tier} ×{now.times})"


def _say_spend(amount: int, now: Situation) -> str:
    """What an amount earns, and what is kept towards the next stamp."""
    assert now.per is not None
    stamps, rest = divmod(now.carry + amount, now.per)
    return _("{amount}: {stamps}, {rest} kept").format(
        amount=say_money(amount, now.currency),
        stamps=_say_stamps(stamps, now),
        rest=say_money(rest, now.currency),
    )


def _looking_up(now: Situation, search: Search) -> Pairs:
    new = new_customer(search.text)
    if now.found is None:
        return [(ENTER, _("open the first that is found")), new]
    if now.chosen is None:
        if search.amount is not None:
            return [(ENTER, sure.say_bought(now.name, search.amount, now.currency)), new]
        if now.phone:
            return [(ENTER, new[1])]
        if search.card:
            return [(ENTER, _("a new number: give it to somebody")), new]
        return [("–", _("No customer found")), new]
    if search.amount is not None and not (minor_digits(now.currency) or now.chosen.exact):
        money = say_money(search.amount, now.currency)
        other = _("open {name}").format(name=clipped(now.chosen.name, LONGEST_NAME))
        return [(ENTER, _("asks: {one}, or {other}?").format(one=money, other=other)), new]
    verb = _("give the card to {name}") if now.giving else _("open {name}")
    name = clipped(now.chosen.name, LONGEST_NAME)
    arrows = [("↑↓", _("choose"))] if len(now.found) > 1 else []
    return [(ENTER, verb.format(name=name)), *arrows, new]


def new_customer(text: str) -> tuple[str, str]:
    """The key that makes a customer of what is typed, and what it says."""
    return "F2", _("new customer “{text}”").format(text=clipped(text, LONGEST_NAME))


def _first_name(name: str) -> str:
    """Enough of a name to know who is meant."""
    return clipped(name.split(maxsplit=1)[0] if name.split() else name, 16)
