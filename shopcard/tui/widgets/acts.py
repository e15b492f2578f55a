"""Acts of the ledger in words."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from shopcard.language import _, ngettext, pgettext, say_day, say_money, say_time
from shopcard.rules.calendar import local
from shopcard.rules.card import Kind
from shopcard.tui.widgets.cells import Part, clipped, fit, lines

MOST_NOTE_LINES = 4

if TYPE_CHECKING:
    from shopcard.rules.preferences import Preferences
    from shopcard.store.answers import Act, Done, ProgramEffect


def say_act(act: "Act", currency: str) -> str:
    """What an act did, short: `+2 Ice-cream cone`, `★ Free cone`, `€12.50`."""
    parts = [_say_effect(effect) for effect in act.programs if effect.stamps or effect.reward]
    if act.amount:
        parts.append(say_money(act.amount, currency))
    said = " · ".join(parts)
    return (
        {
            Kind.VOID: _("undid an act"),
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


@dataclass(frozen=True, slots=True)
class LastActs:
    """A note to be seen, and the latest acts, newest first: when, what, and by whom; with `names`
    whose instead."""

    acts: "tuple[Act, ...]"
    today: date
    preferences: "Preferences"
    note: str = ""
    names: bool = False

    def drawn(self, width: int, height: int) -> Content:
        rows: list[Content] = []
        if self.note:
            rows += Content.styled(f"✎ {self.note}", "$warning").wrap(width)[:MOST_NOTE_LINES]
            rows.append(Content(""))
        if self.acts:
            title = clipped(_("last acts"), width - 4)
            rest = "─" * (width - cell_len(title) - 4)
            rows.append(Content.styled(f"── {title} {rest}", "$faint"))
        whens = [self._when(act, width) for act in self.acts]
        column = max(map(cell_len, whens), default=0)
        rows += [
            self._line(act, fit(when, column), width)
            for act, when in zip(self.acts, whens, strict=True)
        ]
        return lines(rows[: max(height, 1)])

    def _line(self, act: "Act", when: str, width: int) -> Content:
        room = width - cell_len(when) - 1
        staff = fit(act.staff, min(10, room // 3)) if room >= 32 and not self.names else ""
        name = (
            fit(act.name or _("(erased)"), min(20, max(13, room // 2))) + " " if self.names else ""
        )
        left = room - cell_len(staff) - cell_len(name) - (1 if staff else 0)
        brief = self.names and act.stamps and width < 40
        what = f"{act.stamps:+d}" if brief else say_act(act, self.preferences.currency)
        gone = act.voided or act.kind is Kind.VOID
        style = "$faint strike" if act.voided else "$quiet" if gone else "$foreground"
        parts: list[Part] = [(when, "$quiet"), " ", (name, style), (fit(what, left), style)]
        return Content.assemble(*parts, *((" ", (staff, "$quiet")) if staff else ()))

    def _when(self, act: "Act", width: int) -> str:
        """The day and the time; where that is too much, the time of today or the day."""
        time = say_time(local(act.at, self.preferences.zone))
        day = say_day(act.business_day, year=False)
        today = act.business_day == self.today
        if today and self.names:
            return time
        if width < 40:
            return time if today else day
        day = pgettext("the day of an act", "today") if today else day
        return f"{fit(day, 8)} {time}"
