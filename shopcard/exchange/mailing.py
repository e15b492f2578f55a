"""Lists of whom to write to as files, ready for mail merge: only those who agreed to it.

CSV or Excel by the file's ending. A name is one field here, so that nobody is greeted by the wrong
half of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from shopcard.errors import WrongUsage
from shopcard.exchange.places import make_new
from shopcard.exchange.sheets import Cells, Column, Table, Value, write_csv, write_workbook
from shopcard.language import _
from shopcard.rules.say_voices import say_satisfied

if TYPE_CHECKING:
    from shopcard.store.answers import Customer
    from shopcard.store.month_answers import (
        Ambassador,
        Best,
        Birthday,
        Late,
        ReadyReward,
        Voice,
    )
    from shopcard.store.shop import Shop

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


def reached(shop: "Shop", listed: Sequence[Listed]) -> "list[Customer]":
    """The customers of a list, in its order."""
    ids = [one.id for one in listed]
    return [
        customer for n in range(0, len(ids), PART) for customer in shop.customers(ids[n : n + PART])
    ]


def write_list(
    shop: "Shop", mailing: Mailing[Any], target: Path | None = None, *, ending: str = CSV
) -> Path:
    """Write a list and return its path.

    `target` is a file that ends with .csv or .xlsx, or an existing folder in which the list gets
    its own name with `ending`. WrongUsage for another ending, Refused for a file that
    is there already or a folder that may not be written to, DiskFull.
    """
    agreed = mailing.agreed
    rows = [
        (one.name, next(iter(one.phones), ""), one.email, one.card, *mailing.cells(listed))
        for listed, one in zip(agreed, reached(shop, agreed), strict=True)
    ]
    columns = (
        Column(_("Name"), width=24), Column(_("Phone"), Cells.CODE),
        Column(_("E-mail"), width=26), Column(_("Card"), Cells.CODE), *mailing.columns,
    )  # fmt: skip
    table = Table(_("Customers"), columns, rows, len(rows))
    return write_table(shop, table, target, f"{mailing.name}{ending}")


def write_comments(shop: "Shop", found: "Sequence[Voice]", target: Path | None = None) -> Path:
    """Write what customers said, by name alone. Raises what `write_list` raises."""
    columns = (
        Column(_("Day"), Cells.DAY), Column(_("Name"), width=24),
        Column(_("Would recommend (0–10)"), Cells.NUMBER), Column(_("Satisfied")),
        Column(_("Comment"), width=60), Column(_("Acted upon"), Cells.DAY),
    )  # fmt: skip
    rows = [
        (
            voice.day, voice.name, voice.recommend,
            "" if voice.satisfied is None else say_satisfied(voice.satisfied),
            voice.comment, voice.acted_on,
        )
        for voice in found
    ]  # fmt: skip
    table = Table(_("Comments"), columns, rows, len(rows))
    return write_table(shop, table, target, f"comments{CSV}")


def write_table(shop: "Shop", table: Table, target: Path | None, default_name: str) -> Path:
    """Write one table as CSV or Excel. Raises what `write_list` raises."""
    named = Path(default_name) if target is None or target.is_dir() else target
    kind, currency = named.suffix.lower(), shop.preferences.currency
    if kind not in (CSV, XLSX):
        raise WrongUsage(_("Let the file end with .csv or .xlsx, which says how it is written."))

    def write(made: Path) -> None:
        if kind == XLSX:
            write_workbook([table], made, currency)
        else:
            write_csv(table, made, currency)

    return make_new(write, target, default_name)
