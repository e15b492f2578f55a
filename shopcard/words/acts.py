"""How acts are described: on the counter, in a history, in a file."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shopcard.language import _, ngettext, say_day, say_money, say_time
from shopcard.rules.calendar import local
from shopcard.rules.card import Kind

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Act, Done, ProgramEffect


def say_act(act: "Act", currency: str, undone: "Act | None" = None) -> str:
    """What an act did, short: `+2 Ice-cream cone`, `★ Free cone`, `€12.50`. `undone` is the act
    that an undo took back, where it is at hand."""
    if undone is not None:
        return _("Undone: {what}").format(what=say_act(undone, currency))
    parts = [_say_effect(effect) for effect in act.programs if effect.stamps or effect.reward]
    if act.amount:
        parts.append(say_money(act.amount, currency))
    said = " · ".join(parts)
    return (
        {
            Kind.VOID: _("an act undone"),
            Kind.MERGE: _("merged with {name}").format(name=act.joins.name if act.joins else ""),
            Kind.BONUS: _("bonus: {what}").format(what=said),
            Kind.OPENING: _("brought over: {what}").format(what=said or "0"),
            Kind.ADJUST: _("corrected: {what}").format(what=said),
        }.get(act.kind)
        or said
        or _("a purchase")
    )


def _say_effect(effect: "ProgramEffect") -> str:
    if effect.reward:
        return f"★ {effect.reward}"
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
