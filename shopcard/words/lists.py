"""Lists of whom to write to as files, ready for mail merge: only those who agreed to it.

CSV or Excel by the file's ending. A name is one field here, so that nobody is greeted by the wrong
half of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from shopcard.language import _
from shopcard.words.table import Cells, Column, Value

if TYPE_CHECKING:
    from shopcard.store.answers.month import Ambassador, Best, Birthday, Late, ReadyReward

CSV, XLSX = ".csv", ".xlsx"
PART = 5000
"""How many customers are looked up at once."""


class Listed(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def contact_ok(self) -> bool: ...


T = TypeVar("T", bound=Listed)


@dataclass(frozen=True, slots=True)
class Mailing(Generic[T]):
    """A list, and what its file says of each beside how to reach them."""

    name: str
    """What its file is called."""
    found: Sequence[T]
    columns: Sequence[Column]
    cells: Callable[[T], Sequence[Value]]

    @property
    def agreed(self) -> list[T]:
        return [one for one in self.found if one.contact_ok]

    @property
    def left_out(self) -> int:
        """How many customers did not agree."""
        return len({one.id for one in self.found if not one.contact_ok})


def slipping(found: "Sequence[Late]") -> "Mailing[Late]":
    """Who may be slipping away; the usual month is money or visits."""
    in_money = any(late.in_money for late in found)
    columns = (
        Column(_("Visits"), Cells.NUMBER), Column(_("Last seen"), Cells.DAY),
        Column(_("Days since"), Cells.NUMBER), Column(_("Usual gap"), Cells.NUMBER),
        Column(_("Came back in 100"), Cells.NUMBER), Column(_("from"), Cells.NUMBER),
        Column(_("to"), Cells.NUMBER),
        Column(_("Usual month"), Cells.MONEY if in_money else Cells.NUMBER),
        Column(_("Contacted"), Cells.DAY),
    )  # fmt: skip

    def cells(late: "Late") -> Sequence[Value]:
        back = late.came_back
        usual = round(late.usual_month) if late.in_money else round(late.usual_month, 1)
        return (
            late.visits, late.last_seen, late.days_since, round(late.usual_gap, 1),
            *((round(back.pct), round(back.low), round(back.high)) if back else (None,) * 3),
            usual, late.contacted,
        )  # fmt: skip

    return Mailing("slipping", found, columns, cells)


def best(found: "Sequence[Best]") -> "Mailing[Best]":
    columns = (
        Column(_("Visits"), Cells.NUMBER),
        Column(_("Spend"), Cells.MONEY),
        Column(_("Last visit"), Cells.DAY),
    )
    return Mailing("best", found, columns, lambda one: (one.visits, one.spend, one.last_visit))


def ready(found: "Sequence[ReadyReward]", name: str = "ready") -> "Mailing[ReadyReward]":
    """A row for each reward."""
    columns = (
        Column(_("Programme")), Column(_("Reward")), Column(_("Earned on"), Cells.DAY),
        Column(_("Good until"), Cells.DAY),
    )  # fmt: skip
    return Mailing(
        name, found, columns, lambda one: (one.program, one.reward, one.earned_on, one.expires)
    )


def birthdays(found: "Sequence[Birthday]") -> "Mailing[Birthday]":
    """The day is that of this year or the next, whenever it is near."""
    columns = (Column(_("Birthday"), Cells.DAY),)
    return Mailing("birthdays", found, columns, lambda one: (one.day,))


def ambassadors(found: "Sequence[Ambassador]") -> "Mailing[Ambassador]":
    columns = (Column(_("Brought"), Cells.NUMBER), Column(_("In the month"), Cells.NUMBER))
    return Mailing("ambassadors", found, columns, lambda one: (one.brought, one.in_month))
