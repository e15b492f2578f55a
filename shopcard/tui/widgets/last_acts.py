"""Acts of the ledger in words."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from shopcard.language import _, pgettext, say_day, say_time
from shopcard.rules.calendar import local
from shopcard.rules.card import Kind
from shopcard.tui.widgets.fit import Part, clipped, fit, lines
from shopcard.words.acts import say_act

MOST_NOTE_LINES = 4

if TYPE_CHECKING:
    from shopcard.rules.settings import Settings
    from shopcard.store.answers.counter import Act


def _shortened(what: str, room: int) -> str:
    """An act cut to so many cells: its programme before its amount."""
    named, dot, amount = what.rpartition(" · ")
    if cell_len(what) <= room or not dot or cell_len(amount) + 6 > room:
        return what
    return clipped(named, room - cell_len(amount) - 3) + dot + amount


@dataclass(frozen=True, slots=True)
class LastActs:
    """A note to be seen, and the latest acts, newest first: when, what, and by whom; with `names`
    whose instead."""

    acts: "tuple[Act, ...]"
    today: date
    settings: "Settings"
    note: str = ""
    names: bool = False

    def drawn(self, width: int, height: int) -> Content:
        rows: list[Content] = []
        if self.note:
            rows += self._note_lines(width, max(MOST_NOTE_LINES, height - len(self.acts) - 2))
            rows.append(Content(""))
        if self.acts:
            title = clipped(_("Recent activity"), width - 4)
            rest = "─" * (width - cell_len(title) - 4)
            rows.append(Content.styled(f"── {title} {rest}", "$faint"))
        whens = [self._when(act, width) for act in self.acts]
        column = max(map(cell_len, whens), default=0)
        rows += [
            self._line(act, fit(when, column), width)
            for act, when in zip(self.acts, whens, strict=True)
        ]
        return lines(rows[: max(height, 1)])

    def _note_lines(self, width: int, most: int) -> list[Content]:
        """The note in at most so many lines; where they are too few, the last says where it is
        whole."""
        drawn = Content.styled(f"✎ {self.note}", "$warning").wrap(width)
        if len(drawn) <= most:
            return drawn
        last = clipped(drawn[most - 1].plain.rstrip(), width - 5)
        return [*drawn[: most - 1], Content.styled(f"{last.removesuffix('…')}… F5", "$warning")]

    def _line(self, act: "Act", when: str, width: int) -> Content:
        room = width - cell_len(when) - 1
        staff = fit(act.staff, min(10, room // 3)) if room >= 32 and not self.names else ""
        name = (
            fit(act.name or _("(erased)"), min(20, max(13, room // 2))) + " " if self.names else ""
        )
        left = room - cell_len(staff) - cell_len(name) - (1 if staff else 0)
        brief = self.names and act.stamps and width < 40
        what = f"{act.stamps:+d}" if brief else self._say(act)
        if act.voided:  # not every terminal strikes out
            what = f"✗ {what}"
        gone = act.voided or act.kind is Kind.VOID
        style = "$faint strike" if act.voided else "$quiet" if gone else "$foreground"
        done = fit(_shortened(what, left), left)
        parts: list[Part] = [(when, "$quiet"), " ", (name, style), (done, style)]
        return Content.assemble(*parts, *((" ", (staff, "$quiet")) if staff else ()))

    def _say(self, act: "Act") -> str:
        """What an act did; an undo by what it took back."""
        undone = None
        if act.voids is not None:
            undone = next((one for one in self.acts if one.id == act.voids), None)
        return say_act(act, self.settings.currency, undone)

    def _when(self, act: "Act", width: int) -> str:
        """The day and the time; where that is too much, the time of today or the day."""
        time = say_time(local(act.at, self.settings.zone))
        day = say_day(act.business_day, year=False)
        today = act.business_day == self.today
        if today and self.names:
            return time
        if width < 40:
            return time if today else day
        day = pgettext("the day of an act", "today") if today else day
        return f"{fit(day, 8)} {time}"
