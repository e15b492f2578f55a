"""A table of typed cells, for screen, command and file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

Value = str | int | float | bool | date | datetime | None


class Cells(Enum):
    """What a column holds."""

    TEXT = "text"
    CODE = "code"
    """A phone or a card number: digits that are no number."""
    NUMBER = "number"
    MONEY = "money"
    """Minor units of the shop's currency."""
    DAY = "day"
    INSTANT = "instant"
    """On the shop's wall clock, without a zone."""
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    cells: Cells = Cells.TEXT
    width: int = 0
    """In characters; 0: as wide as its kind needs."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as people read it. `rows` may be gone through once only."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    count: int = 0
    """About how many rows there are."""
