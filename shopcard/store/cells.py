"""Figures already worked out, kept until an entry of their days, or earlier, is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Engine, bindparam, delete, func, insert, select
from sqlmodel import Session

from shopcard.errors import Busy, DiskFull
from shopcard.rules.metrics import Counts
from shopcard.store.engine import reading, writing
from shopcard.store.tables import CellRow, EntryRow, core

_cells = core(CellRow)
_cell = _cells.c
_KEPT = select(_cell.body).where(
    _cell.kind == bindparam("kind"),
    _cell.first == bindparam("first"),
    _cell.through == bindparam("through"),
    _cell.window == bindparam("window"),
)
_OUTDATED = delete(_cells).where(
    _cell.kind == bindparam("of_kind"),
    _cell.first == bindparam("from"),
    _cell.window == bindparam("within"),
    _cell.through <= bindparam("now"),
)
"""What a figure takes the place of: itself, and the same as of an earlier day."""
_LATEST = select(func.max(core(EntryRow).c.id))


class Cells:
    """One view of the shop in which figures are looked up, or worked out and kept."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.latest = session.execute(_LATEST).scalar_one()
        """The entry that figures worked out now know of."""
        self.made: dict[tuple[str, date, date, int], Any] = {}

    def get(
        self, kind: str, first: date, through: date, window: int, work: Callable[[], Any]
    ) -> Any:
        """What JSON holds of `work`'s answer."""
        named = (kind, first, through, window)
        if named not in self.made:
            kept = self.session.execute(_KEPT, _key(*named)).first()
            if kept is not None:
                return kept.body
            self.made[named] = work()
        return self.made[named]


def plain_counts(counts: Counts) -> dict[str, Any]:
    """Counts as JSON holds them."""
    counted = asdict(counts)
    for key in ("first", "through", "window"):
        del counted[key]
    began = counted.pop("opened")
    return {"opened": began and began.isoformat(), "counted": counted}


def counts_of(body: dict[str, Any], first: date, through: date, window: int) -> Counts:
    began = body["opened"]
    opened = date.fromisoformat(began) if began else None
    return Counts(first, through, window, opened, **body["counted"])


@contextmanager
def looking(engine: Engine) -> Iterator[Cells]:
    """Read in one consistent view; what had to be worked out is kept afterwards, if no till has
    written meanwhile. That it cannot be kept is no reason not to answer."""
    with reading(engine) as session:
        cells = Cells(session)
        yield cells
    if cells.made:
        with suppress(Busy, DiskFull), writing(engine) as session:
            if session.execute(_LATEST).scalar_one() == cells.latest:
                connection = session.connection()
                connection.execute(_OUTDATED, [_replaced(*named) for named in cells.made])
                connection.execute(
                    insert(_cells),
                    [{**_key(*named), "body": body} for named, body in cells.made.items()],
                )


def _key(kind: str, first: date, through: date, window: int) -> dict[str, Any]:
    return {"kind": kind, "first": first, "through": through, "window": window}


def _replaced(kind: str, first: date, through: date, window: int) -> dict[str, Any]:
    return {"of_kind": kind, "from": first, "within": window, "now": through}
