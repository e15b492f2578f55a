"""What the counter asks before a purchase: which was meant, so many, and so soon again."""

import asyncio
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from shopcard.language import _, minor_digits, ngettext, say_money
from shopcard.rules.acts import unusual, unusual_amount
from shopcard.rules.card import Kind
from shopcard.rules.counter_box import Either, Purchase
from shopcard.rules.gains import Fed, Gain, gains, in_channel
from shopcard.rules.identity import say_card
from shopcard.tui.dialogs import Choose, Confirm
from shopcard.tui.widgets.fit import clipped
from shopcard.words.acts import say_brought, say_gained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App

    from shopcard.store.answers.counter import CardView, Customer, Done, Match, OpenCard
    from shopcard.store.shop.shop import Shop

LONGEST_NAME = 18
SOON = timedelta(minutes=10)
"""A card scanned again within this after a purchase is asked about before it is stamped."""


def stamped_ago(opened: "OpenCard", till: str, now: datetime) -> str:
    """When the open customer's card was stamped at this till, where that was a moment ago; empty
    otherwise."""
    last = next((a for a in opened.acts if a.kind is Kind.PURCHASE and not a.voided), None)
    if last is None or last.till != till or not timedelta() <= now - last.at <= SOON:
        return ""
    minutes = int((now - last.at).total_seconds() // 60)
    if minutes < 2:
        return _("stamped a minute ago")
    return ngettext("stamped {n} minute ago", "stamped {n} minutes ago", minutes).format(n=minutes)


async def again(app: "App[Any]", opened: "OpenCard | None", ago: str) -> bool:
    """Whether a card that was stamped a moment ago is to be stamped again; `ago` is empty for one
    that was not, and nothing is asked."""
    if opened is None or not ago:
        return True
    question = Confirm(
        _("Stamp {name} again?").format(name=opened.customer.name),
        detail=ago[:1].upper() + ago[1:] + ".",
        yes=_("Stamp again"),
        no=_("Back"),
    )
    return await app.push_screen_wait(question)


class Whose(Enum):
    """Whose a card is that nobody has."""

    MEANT = auto()
    HERE = auto()
    NEW = auto()
    ANOTHER = auto()


async def whose_card(
    app: "App[Any]", card: str, here: "Customer | None", meant: tuple[str, str] | None = None
) -> Whose | None:
    """Asks whose an unknown card is: first of who is open. `meant` are the name and the card of
    whom the scan means if the scanner has another keyboard."""
    options = {
        Whose.MEANT: _("It is {name}'s card {number}").format(
            name=meant[0], number=say_card(meant[1])
        )
        if meant
        else "",
        Whose.HERE: here.name if here else "",
        Whose.NEW: _("A new customer's"),
        Whose.ANOTHER: _("A customer's who is here already"),
    }
    shown = [whose for whose, words in options.items() if words]
    question = _("Nobody has card {number}. Whose is it?").format(number=say_card(card))
    chosen = await app.push_screen_wait(Choose(question, [options[whose] for whose in shown]))
    return None if chosen is None else shown[chosen]


async def which(app: "App[Any]", meant: Either, currency: str) -> Purchase | None:
    """The purchase that a text with two meanings stands for."""
    readings = (meant.one, meant.other)
    chosen = await app.push_screen_wait(
        Choose(_("What was bought?"), [say_reading(reading, currency) for reading in readings])
    )
    return None if chosen is None else readings[chosen]


def say_reading(purchase: Purchase, currency: str) -> str:
    """`€1,234.50`, or `1 stamp and €234.50`."""
    amount = say_money(purchase.amount or 0, currency)
    if purchase.stamps is None:
        return amount
    stamps = ngettext("{n} stamp", "{n} stamps", purchase.stamps).format(n=purchase.stamps)
    return _("{stamps} and {amount}").format(stamps=stamps, amount=amount)


def say_bought(name: str, amount: int, currency: str) -> str:
    return _("{name} buys for {amount}").format(name=name, amount=say_money(amount, currency))


class Meant(Enum):
    """What figures stood for."""

    AMOUNT = auto()
    CUSTOMER = auto()


async def amount_or(
    app: "App[Any]",
    opened: "OpenCard | None",
    amount: int | None,
    currency: str,
    found: "Match | None",
) -> Meant | None:
    """Whether figures were an amount for the open customer or are to be looked up; None: neither.

    Asked where they find nobody, and where the currency has no decimals to write an amount with.
    """
    asks = found is None or not (minor_digits(currency) or found.exact)
    if opened is None or amount is None or not asks:
        return Meant.CUSTOMER
    bought = say_bought(opened.customer.name, amount, currency)
    if found is None:
        nobody = _("No customer is found under these figures.")
        question = Confirm(bought + "?", detail=nobody, yes=_("Record it"), no=_("Back"))
        return Meant.AMOUNT if await app.push_screen_wait(question) else None
    other = _("open {name}").format(name=found.name)
    chosen = await app.push_screen_wait(Choose(_("What is meant?"), [bought, other]))
    return None if chosen is None else list(Meant)[chosen]


async def so_many(app: "App[Any]", shop: "Shop", view: "CardView", purchase: Purchase) -> bool:
    """Whether an unusual number of stamps is meant; what the shop refuses anyway is not asked."""
    stamps = purchase.stamps or 0
    most = view.program.terms.most or shop.opened.settings.caps.most
    if not unusual(stamps, 0) or stamps > most:
        return True
    if not unusual(stamps, await asyncio.to_thread(shop.counter.usual_stamps, view.program.id)):
        return True
    said = ngettext("{n} stamp", "{n} stamps", stamps).format(n=stamps)
    question = Confirm(
        _("{stamps} in one purchase?").format(stamps=said),
        detail=_("That is far more than usual for {program}.").format(program=view.program.name),
        yes=_("Give {stamps}").format(stamps=said),
        no=_("Back"),
    )
    return await app.push_screen_wait(question)


async def so_much(app: "App[Any]", shop: "Shop", amount: int | None) -> bool:
    """Whether an unusual amount is meant."""
    if not amount or not unusual_amount(
        amount, await asyncio.to_thread(shop.counter.latest_amounts)
    ):
        return True
    money = say_money(amount, shop.opened.settings.currency)
    question = Confirm(
        _("{amount} in one purchase?").format(amount=money),
        detail=_("That is far more than usual in this shop."),
        yes=_("Record {amount}").format(amount=money),
        no=_("Back"),
    )
    return await app.push_screen_wait(question)


def foreseen(
    views: "Sequence[CardView]", active: "CardView", now: Purchase, day: date
) -> list[Gain]:
    """What a purchase will do to each card that it counts on."""
    open_ones = [view for view in views if not view.program.closed]
    here = in_channel(active.program.terms.channel or "", [v.program.terms for v in open_ones])
    counted = [open_ones[place] for place in here]
    if active not in counted:
        return []
    fed = [
        Fed(v.program.name, v.card, v.program.terms, v.tier.times if v.tier else 1) for v in counted
    ]
    return gains(fed, counted.index(active), stamps=now.stamps, amount=now.amount, day=day)


def say_stamped(before: "OpenCard", done: "Done", standing: str, currency: str) -> str:
    """What a purchase did: to each card by name where it counted on several, else to the one that
    `standing` tells of; and what else it brought."""
    told = gained(before, done)
    several = len(told) > 1
    said = [say_gains(told)] if several else [say_gained(done.act, currency), standing]
    return " · ".join(filter(None, [*said, *say_brought(done)]))


def gained(before: "OpenCard", done: "Done") -> list[Gain]:
    """What a purchase did to each card that it stamped."""
    was = {view.program.name: view for view in before.cards}
    now = {view.program.name: view for view in done.cards}
    return [
        Gain(
            effect.program,
            was[effect.program].card.stamps,
            now[effect.program].card.stamps,
            effect.stamps,
            was[effect.program].terms.size,
        )
        for effect in done.act.programs
        if effect.stamps and effect.program in was and effect.program in now
    ]


def say_gains(told: "Sequence[Gain]") -> str:
    """`Ice-cream cone 7 → 8 · Club 3 → 4`."""
    return " · ".join(
        f"{clipped(gain.name, LONGEST_NAME)} {gain.before} → {_say_after(gain)}" for gain in told
    )


def _say_after(gain: Gain) -> str:
    if not gain.fills:
        return str(gain.after)
    full = _("full") + (f" ×{gain.fills}" if gain.fills > 1 else "")
    return _("{full}, then {n}").format(full=full, n=gain.after) if gain.after else full
