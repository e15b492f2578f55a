"""The lists of customers, a description each: what a row says, in command, JSON and file.

A file takes only those who agreed to be contacted, ready for mail merge: CSV or Excel by its
ending. A name is one field there, so that nobody is greeted by the wrong half of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Flag, auto
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from shopcard.language import _, ngettext, say_day, say_money, say_number
from shopcard.words.fair_play import say_staff
from shopcard.words.figures import say_came_back, say_stake
from shopcard.words.table import Cells, Column, Value

if TYPE_CHECKING:
    from shopcard.store.answers.month import (
        Ambassador,
        Best,
        Birthday,
        Late,
        ReadyReward,
        StaffMonth,
    )

CSV, XLSX = ".csv", ".xlsx"
PART = 5000
"""How many customers are looked up at once."""


class Where(Flag):
    """Where a column stands."""

    JSON = auto()
    FILE = auto()
    TEXT = auto()
    """In the table that a command prints."""
    ALL = JSON | FILE | TEXT


@dataclass(frozen=True, slots=True)
class ListColumn(Column):
    """A column of a list."""

    key: str = ""
    """Its name in the JSON, and that of what it holds unless `value` says otherwise."""
    where: Where = Where.ALL
    value: Callable[[Any], Any] | None = None
    """What it holds, of an element of the list."""
    places: int = 0
    """Decimals of a number in a file; a table has none."""

    def of(self, listed: object) -> Any:
        """What it holds of an element, unrounded."""
        return self.value(listed) if self.value else attrgetter(self.key)(listed)

    def cell(self, listed: object) -> Value:
        """As it stands in a file."""
        value: Value = self.of(listed)
        return round(value, self.places or None) if isinstance(value, float) else value

    def plain(self, listed: object) -> Any:
        """As it stands in JSON."""
        value = self.of(listed)
        return value.isoformat() if isinstance(value, date) else value

    def text(self, listed: object, currency: str) -> str:
        """As it is read in a table; empty where there is nothing."""
        value = self.of(listed)
        if value is None:
            return ""
        match self.cells:
            case Cells.DAY:
                return say_day(value)
            case Cells.MONEY:
                return say_money(value, currency)
            case Cells.NUMBER:
                return say_number(round(value))
        return str(value)


class Listed(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def contact_ok(self) -> bool: ...


T = TypeVar("T", bound=Listed)


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A list of customers, and what is said of each beside the name."""

    name: str
    """What its file is called."""
    found: Sequence[T]
    columns: Sequence[ListColumn]
    currency: str = ""

    def standing(self, where: Where) -> list[ListColumn]:
        """The columns that stand there, in order."""
        return [column for column in self.columns if column.where & where]

    @property
    def agreed(self) -> list[T]:
        return [one for one in self.found if one.contact_ok]

    @property
    def left_out(self) -> int:
        """How many customers did not agree."""
        return len({one.id for one in self.found if not one.contact_ok})

    def say_left_out(self) -> str:
        """How many did not agree, as a sentence; empty where all did."""
        if not self.left_out:
            return ""
        return ngettext(
            "{n} more did not agree to be contacted and is left out.",
            "{n} more did not agree to be contacted and are left out.",
            self.left_out,
        ).format(n=say_number(self.left_out))


def slipping(found: "Sequence[Late]", currency: str) -> "Listing[Late]":
    """Who may be slipping away; the usual month is money (minor units) or visits."""
    in_money = any(late.in_money for late in found)

    def back(part: str) -> "Callable[[Late], float | None]":
        of = attrgetter(part)
        return lambda late: of(late.came_back) if late.came_back else None

    columns = (
        ListColumn(_("Visits"), Cells.NUMBER, key="visits", where=Where.JSON | Where.FILE),
        ListColumn(_("Last seen"), Cells.DAY, key="last_seen", where=Where.JSON | Where.FILE),
        ListColumn(_("Days since"), Cells.NUMBER, key="days_since"),
        ListColumn(_("Usual gap"), Cells.NUMBER, key="usual_gap", places=1),
        ListColumn("", key="score", where=Where.JSON),
        ListColumn(
            _("Came back in 100"), Cells.NUMBER, key="came_back_pct",
            where=Where.JSON | Where.FILE, value=back("pct"),
        ),
        ListColumn(
            "", key="came_back_range", where=Where.JSON,
            value=lambda late: late.came_back and [late.came_back.low, late.came_back.high],
        ),
        ListColumn(_("from"), Cells.NUMBER, where=Where.FILE, value=back("low")),
        ListColumn(_("to"), Cells.NUMBER, where=Where.FILE, value=back("high")),
        ListColumn(
            _("Came back"), where=Where.TEXT, value=lambda late: say_came_back(late.came_back)
        ),
        ListColumn(
            _("Usual month"), Cells.MONEY if in_money else Cells.NUMBER, key="usual_month",
            where=Where.JSON | Where.FILE, places=0 if in_money else 1,
        ),
        ListColumn(
            "", key="usual_month_in", where=Where.JSON,
            value=lambda late: currency if late.in_money else "visits",
        ),
        ListColumn(
            _("At stake"), where=Where.TEXT,
            value=lambda late: say_stake(
                late.usual_month, late.came_back, currency if late.in_money else None
            ),
        ),
        ListColumn(_("Contacted"), Cells.DAY, key="contacted", where=Where.JSON | Where.FILE),
        ListColumn("", key="returned", where=Where.JSON),
    )  # fmt: skip
    return Listing("slipping", found, columns, currency)


def best(found: "Sequence[Best]", currency: str) -> "Listing[Best]":
    """The best customers; spend in minor units."""
    columns = (
        ListColumn(_("Visits"), Cells.NUMBER, key="visits"),
        ListColumn(_("Spend"), Cells.MONEY, key="spend"),
        ListColumn("", key="currency", where=Where.JSON, value=lambda _one: currency),
        ListColumn(_("Last visit"), Cells.DAY, key="last_visit"),
    )
    return Listing("best", found, columns, currency)


def ready(found: "Sequence[ReadyReward]", name: str = "ready") -> "Listing[ReadyReward]":
    """A row for each reward."""
    columns = (
        ListColumn(_("Programme"), key="program"),
        ListColumn(_("Reward"), key="reward"),
        ListColumn(_("Earned on"), Cells.DAY, key="earned_on", where=Where.JSON | Where.FILE),
        ListColumn(_("Good until"), Cells.DAY, key="expires"),
    )
    return Listing(name, found, columns)


def birthdays(found: "Sequence[Birthday]") -> "Listing[Birthday]":
    """The day is that of this year or the next, whenever it is near."""
    columns = (
        ListColumn("", key="birthday", where=Where.JSON),
        ListColumn(_("Birthday"), Cells.DAY, key="day"),
    )
    return Listing("birthdays", found, columns)


def ambassadors(found: "Sequence[Ambassador]") -> "Listing[Ambassador]":
    """Who brought new customers."""
    columns = (
        ListColumn(_("Brought"), Cells.NUMBER, key="brought"),
        ListColumn(_("In the month"), Cells.NUMBER, key="in_month"),
    )
    return Listing("ambassadors", found, columns)


def team_titles() -> tuple[str, ...]:
    """The columns of the team's month."""
    return (
        _("Name"), _("Purchases"), _("Stamps"), _("Undone"), _("Rewards given"), _("Out of hours"),
    )  # fmt: skip


def team_cells(one: "StaffMonth") -> tuple[str, ...]:
    """What somebody of the team did in a month, as `team_titles` has it; a dash for what was not
    watched."""
    counts = (one.purchases, one.stamps, one.voids, one.redemptions)
    late = "—" if one.out_of_hours is None else say_number(one.out_of_hours)
    return (say_staff(one.staff), *map(say_number, counts), late)
