"""The sentences in which commands say what they did, and what a card shows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from shopcard.cli.output import table
from shopcard.language import _, ngettext, say_day, say_money, say_number, say_time
from shopcard.rules.calendar import local
from shopcard.rules.identity import phone_tail, say_card, say_phone
from shopcard.rules.staff import say_about, say_role
from shopcard.words.acts import say_entry
from shopcard.words.programs import say_conditions, say_rewards

if TYPE_CHECKING:
    from shopcard.rules.card import Reward
    from shopcard.rules.settings import Settings
    from shopcard.store.answers.counter import (
        Act,
        CardView,
        Customer,
        Done,
        JournalLine,
        Match,
        OpenCard,
        Program,
        Staff,
    )


def standing(view: "CardView") -> str:
    """8 of 10, 2 to go."""
    size = view.terms.size
    return _("{stamps} of {size}, {left} to go").format(
        stamps=view.card.stamps, size=size, left=size - view.card.stamps
    )


def rewards(ready: "Iterable[Reward]") -> str:
    """2 × Free cone, Cookie (until 24 Nov 2026)."""
    said = []
    for (name, expires), copies in Counter((r.name, r.expires) for r in ready).items():
        one = name
        if expires:
            one = _("{reward} (until {day})").format(reward=name, day=say_day(expires))
        said.append(one if copies == 1 else f"{copies} × {one}")
    return ", ".join(said)


def stamped(done: "Done", shop: "Settings") -> list[str]:
    act = done.act
    view = _touched(done)
    if view is None:
        amount = say_money(act.amount or 0, shop.currency)
        return [_("Recorded {amount} for {name}.").format(amount=amount, name=act.name)]
    several = sum(effect.stamps > 0 for effect in act.programs) > 1
    sentence = (
        _("Stamped {name}: {standing}.")
        if act.stamps == 1
        else ngettext(
            "{n} stamp for {name}: {standing}.", "{n} stamps for {name}: {standing}.", act.stamps
        )
    ).format(n=act.stamps, name=act.name, standing=say_entry(act) if several else standing(view))
    return [sentence, *_beneath(done, shop, besides=None if several else view)]


def redeemed(done: "Done", shop: "Settings") -> list[str]:
    given = next((effect.reward for effect in done.act.programs if effect.reward), "")
    lines = [_("Gave {name}: {reward}.").format(name=done.act.name, reward=given)]
    return lines + _beneath(done, shop)


def adjusted(done: "Done", shop: "Settings") -> list[str]:
    lines = [_("{name}: {what}.").format(name=done.act.name, what=say_entry(done.act))]
    return lines + _beneath(done, shop)


def undone(done: "Done", shop: "Settings") -> list[str]:
    lines = [
        _("Undone for {name}: entry {entry}.").format(name=done.act.name, entry=done.act.voids)
    ]
    return lines + _beneath(done, shop)


def merged(done: "Done", shop: "Settings") -> list[str]:
    assert done.act.joins is not None
    lines = [
        _("{other} is merged into {keep}.").format(other=done.act.joins.name, keep=done.act.name)
    ]
    return lines + _beneath(done, shop)


def unmerged(done: "Done", other: "Customer", shop: "Settings") -> list[str]:
    lines = [
        _("{other} is a customer of their own again. {keep} has:").format(
            other=other.name, keep=done.act.name
        )
    ]
    return lines + _beneath(done, shop)


def replayed() -> str:
    return _("This key was used before: nothing was added. The first answer again:")


def _touched(done: "Done") -> "CardView | None":
    names = {effect.program for effect in done.act.programs}
    return next((view for view in done.cards if view.program.name in names), None)


def _beneath(done: "Done", shop: "Settings", besides: "CardView | None" = None) -> list[str]:
    """What the customer's cards come to after an act, in the order they were touched."""
    names = {effect.program for effect in done.act.programs}
    lines = []
    for view in done.cards:
        shown = view.program.name in names or not names
        if shown and view is not besides:
            lines.append(
                _("{program}: {standing}.").format(
                    program=view.program.name, standing=standing(view)
                )
            )
        if shown and view.card.carry:
            lines.append(towards(view, shop))
        if view.ready:
            lines.append(_("Ready: {rewards}.").format(rewards=rewards(view.ready)))
    return lines


def towards(view: "CardView", shop: "Settings") -> str:
    """€30.00 of €50.00 towards the next stamp."""
    return _("{amount} of {per} towards the next stamp.").format(
        amount=say_money(view.card.carry, shop.currency),
        per=say_money(view.terms.per or 0, shop.currency),
    )


def open_card(opened: "OpenCard", shop: "Settings") -> list[str]:
    customer = opened.customer
    facts = [
        (_("Card"), say_card(customer.card)),
        (_("Phone"), ", ".join(say_phone(p, shop.country) for p in customer.phones)),
        (_("E-mail"), customer.email),
        (_("Birthday"), customer.birthday),
        (_("Note"), customer.note),
        (_("May be contacted"), _consent(customer)),
        (_("Joined"), say_day(customer.joined)),
        (_("Last visit"), say_day(customer.last_visit) if customer.last_visit else ""),
        (_("Visits"), say_number(customer.visits)),
        (_("Replaced cards"), ", ".join(say_card(n) for n in customer.replaced_cards)),
        (_("Id"), customer.id),
    ]
    known = [fact for fact in facts if fact[1]]
    lines = [customer.name, *table(("", ""), known)[1:], ""]
    heads = (_("Programme"), _("Stamps"), _("Ready"), _("Good until"))
    rows = [
        (
            view.program.name + (" " + _("(closed)") if view.program.closed else ""),
            standing(view),
            rewards(view.ready),
            say_day(view.card.expires) if view.card.expires else "",
        )
        for view in opened.cards
    ]
    lines += table(heads, rows)
    if opened.acts:
        lines += ["", *history(opened.acts, shop, names=False)]
    return lines


def _consent(customer: "Customer") -> str:
    if not customer.contact_ok:
        return _("no")
    if customer.consent_on is None:
        return _("yes")
    return _("yes, agreed on {day}").format(day=say_day(customer.consent_on))


def matches(found: "Sequence[Match]") -> list[str]:
    heads = (_("Name"), _("Phone"), _("Card"), _("Stamps"), _("Ready"), _("Last visit"))
    rows = [
        (
            match.name,
            f"…{match.phone_tail}" if match.phone_tail else "",
            say_card(match.card),
            _("{stamps} of {size}").format(stamps=match.stamps, size=match.size),
            str(match.ready) if match.ready else "",
            say_day(match.last_visit) if match.last_visit else "",
        )
        for match in found
    ]
    return table(heads, rows, right=(4,))


def history(acts: "Sequence[Act]", shop: "Settings", *, names: bool = True) -> list[str]:
    heads = [_("Entry"), _("When"), _("What"), _("Amount"), _("Customer")]
    heads += [_("Staff"), _("Till"), _("Remark")]
    rows = []
    for act in acts:
        moment = local(act.at, shop.zone)
        remarks = [_("undone")] if act.voided else []
        rows.append(
            [
                str(act.id),
                f"{say_day(moment.date())} {say_time(moment)}",
                say_entry(act),
                "" if act.amount is None else say_money(act.amount, shop.currency),
                act.name or _("(erased)"),
                act.staff,
                act.till,
                ", ".join(remarks + [text for text in (act.channel, act.reason) if text]),
            ]
        )
    if not names:
        heads.pop(4)
        rows = [[*row[:4], *row[5:]] for row in rows]
    return table(heads, rows, right=(0, 3))


def programs(listed: "Sequence[Program]", shop: "Settings") -> list[str]:
    heads = (_("Programme"), _("Stamps"), _("Rewards"), _("Conditions"))
    rows = [
        (
            program.name + (" " + _("(closed)") if program.closed else ""),
            str(program.terms.size),
            ", ".join(say_rewards(program.terms, shop.currency)),
            ", ".join(say_conditions(program.terms, shop.currency)),
        )
        for program in listed
    ]
    return table(heads, rows, right=(1,))


def staff(members: "Sequence[Staff]") -> list[str]:
    heads = (_("Name"), _("Role"), _("PIN"), _("Own card"))
    rows = [
        (
            member.name,
            say_role(member.role),
            _("yes") if member.has_pin else _("no"),
            member.customer,
        )
        for member in members
    ]
    return table(heads, rows)


def journal(lines: "Sequence[JournalLine]", shop: "Settings") -> list[str]:
    heads = (_("When"), _("Name"), _("What"), _("By"), _("Till"))
    rows = []
    for line in lines:
        moment = local(line.at, shop.zone)
        when = f"{say_day(moment.date())} {say_time(moment)}"
        rows.append((when, line.whose, say_about(line.what), line.staff, line.till))
    return table(heads, rows)


def customer_line(customer: "Customer") -> str:
    tail = phone_tail(customer.phones[0]) if customer.phones else ""
    parts = [customer.name, say_card(customer.card), f"…{tail}" if tail else ""]
    return " · ".join(part for part in parts if part)
