"""Figures already worked out, kept until an entry of their days, or earlier, is written.

Each carries a digest of itself. One that was changed by anything but this program is worked out
anew when it is looked at, so no damage makes a month lie; `changed` finds those for `check` and
for every copy.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import (
    Engine,
    LargeBinary,
    String,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    type_coerce,
)
from sqlmodel import Session

from shopcard.errors import Busy, DiskFull
from shopcard.rules.metrics import Counts
from shopcard.store.database.engine import reading, writing
from shopcard.store.database.tables import CellRow, EntryRow, core

_cells = core(CellRow)
_cell = _cells.c


def _as_bytes(column: Any) -> Any:
    """What stands there, whatever it may be."""
    return type_coerce(cast(column, LargeBinary), LargeBinary)


_KEPT = select(_as_bytes(_cell.body), _as_bytes(_cell.digest)).where(
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
_KEEP = insert(_cells).values(body=type_coerce(bindparam("body"), String))
_ALL = "SELECT {} FROM cell".format(
    ", ".join(
        f"CAST({name} AS BLOB)"
        for name in ("kind", "first", "through", '"window"', "body", "digest")
    )
)


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
            if kept is not None and kept[1] == _digest(*_as_kept(*named), kept[0]):
                return json.loads(kept[0])
            self.made[named] = work()
        return self.made[named]


def changed(connection: Any) -> int:
    """How many kept figures are not as they were written, seen through a connection of the
    database module's own."""
    return sum(digest != _digest(*rest) for *rest, digest in connection.execute(_ALL))


def _as_kept(kind: str, first: date, through: date, window: int) -> tuple[bytes, ...]:
    """What a figure is found by, as the file holds it."""
    return kind.encode(), str(first).encode(), str(through).encode(), str(window).encode()


def _digest(*parts: bytes | None) -> bytes:
    """Over what a figure is found by, and the figure."""
    lengths = b"".join(b"%d " % len(part or b"") for part in parts)
    whole = lengths + b"".join(part or b"" for part in parts)
    return hashlib.blake2b(whole, digest_size=16).hexdigest().encode()


def _row(named: tuple[str, date, date, int], body: Any) -> dict[str, Any]:
    text = json.dumps(body)
    digest = _digest(*_as_kept(*named), text.encode()).decode()
    return {**_key(*named), "body": text, "digest": digest}


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
                connection.execute(_KEEP, [_row(*made) for made in cells.made.items()])


def _key(kind: str, first: date, through: date, window: int) -> dict[str, Any]:
    return {"kind": kind, "first": first, "through": through, "window": window}


def _replaced(kind: str, first: date, through: date, window: int) -> dict[str, Any]:
    return {"of_kind": kind, "from": first, "within": window, "now": through}
