"""How acts are described: on the counter, in a history, in a file."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shopcard.language import _, ngettext, say_day, say_money, say_time
from shopcard.rules.calendar import local
from shopcard.rules.card import Kind

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Act, Done, ProgramEffect


def kind_names() -> dict[Kind, str]:
    """What each kind of act is called in a list or a file."""
    return {
        Kind.PURCHASE: _("purchase"),
        Kind.BONUS: _("bonus"),
        Kind.REDEEM: _("reward given"),
        Kind.VOID: _("undoing"),
        Kind.OPENING: _("imported balance"),
        Kind.ADJUST: _("correction"),
        Kind.MERGE: _("two customers joined"),
    }


def say_act(act: "Act", currency: str, undone: "Act | None" = None) -> str:
    """What an act did, short: `+2 Ice-cream cone`, `★ Free cone`, `€12.50`. `undone` is the act
    that an undo took back, where it is at hand."""
    if undone is not None:
        return _("Undone: {what}").format(what=say_act(undone, currency))
    parts = [_say_effect(effect) for effect in act.programs if effect.stamps or effect.reward]
    if act.amount:
        parts.append(say_money(act.amount, currency))
    what = " · ".join(parts)
    if act.kind is Kind.VOID:
        return _("an act undone")
    if act.kind is Kind.BONUS:
        return _("bonus: {what}").format(what=what)
    return _say_kind(act, what) or what or _("a purchase")


def say_entry(act: "Act") -> str:
    """The same where each act has its number and a column for money:
    `+3 Ice-cream cone`, `Free cone given`, `brought over: +7 Ice-cream cone`, `undoes 41`."""
    if act.kind is Kind.VOID:
        return _("undoes {entry}").format(entry=act.voids)
    if act.kind is Kind.REDEEM:
        given = ", ".join(effect.reward or "" for effect in act.programs)
        return _("{reward} given").format(reward=given)
    what = ", ".join(
        _say_stamps(effect) for effect in act.programs if effect.stamps or act.kind is Kind.OPENING
    )
    return _say_kind(act, what) or what or _("purchase")


def _say_kind(act: "Act", what: str) -> str:
    """An act that is no everyday one, and `what` it did; empty for one that is."""
    match act.kind:
        case Kind.MERGE:
            return _("merged with {name}").format(name=act.joins.name if act.joins else "")
        case Kind.OPENING:
            return _("brought over: {what}").format(what=what or "0")
        case Kind.ADJUST:
            return _("corrected: {what}").format(what=what or "0")
    return ""


def _say_effect(effect: "ProgramEffect") -> str:
    if effect.reward:
        return f"★ {effect.reward}"
    return _say_stamps(effect)


def _say_stamps(effect: "ProgramEffect") -> str:
    return f"{effect.stamps:+d} {effect.program}"


def say_act_fully(act: "Act", currency: str, zone: ZoneInfo) -> str:
    """For the question before undoing: `+2 Ice-cream cone, 24 Nov 14:31`."""
    moment = local(act.at, zone)
    return f"{say_act(act, currency)}, {say_day(moment.date(), year=False)} {say_time(moment)}"


def say_gained(act: "Act", currency: str) -> str:
    """What a purchase just brought: `stamped`, `3 stamps`, or the amount kept towards one."""
    if act.stamps == 1:
        return _("stamped")
    if act.stamps or act.amount is None:
        return ngettext("{n} stamp", "{n} stamps", act.stamps).format(n=act.stamps)
    return _("{amount} noted").format(amount=say_money(act.amount, currency))


def say_brought(done: "Done") -> list[str]:
    """What a purchase brought besides its own stamps, and what a cap took from them."""
    told = []
    for bonus in done.bonuses:
        whose = "" if bonus.customer == done.act.customer else bonus.name
        for effect in bonus.programs:
            what = (
                _("{reward} earned").format(reward=f"★ {effect.reward}")
                if effect.reward
                else ngettext("{n} stamp more", "{n} stamps more", effect.stamps).format(
                    n=effect.stamps
                )
            )
            told.append(_("{name}: {what}").format(name=whose, what=what) if whose else what)
    if done.lost:
        told.append(
            ngettext(
                "{n} stamp more is past the cap", "{n} stamps more are past the cap", done.lost
            ).format(n=done.lost)
        )
    return told


def say_to_go(stamps: int) -> str:
    return ngettext("{n} to go", "{n} to go", stamps).format(n=stamps)
