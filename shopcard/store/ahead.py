"""Acts that are dated after today: a till's clock was wrong when they were recorded."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session

from shopcard.store.tables import CustomerRow, EntryRow, core

_entries, _customers = core(EntryRow), core(CustomerRow)
_entry, _voider = _entries.c, _entries.alias("voider")

_AHEAD = (
    select(_entry.id, _entry.business_day, _entry.staff, _customers.c.name, _entry.customer_id)
    .join_from(_entries, _customers, _customers.c.id == _entry.customer_id)
    .outerjoin(_voider, _voider.c.voids == _entry.id)
    .where(_entry.business_day > bindparam("day"), _entry.kind != "void", _voider.c.id.is_(None))
    .order_by(_entry.business_day, _entry.id)
)

MOST = 1000
"""Acts that are listed."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """An act that stands and is dated on a day to come."""

    entry: int
    day: date
    staff: str
    customer: str
    """Whose card it is on, by id."""
    name: str
    """Empty where they were erased."""


def to_come(session: Session, today: date) -> tuple[Ahead, ...]:
    """The acts dated later than tomorrow, the earliest day first, 1000 at most. Tomorrow's are
    passed over: after a change of zone or of the hour at which days start today may be that."""
    lines = session.execute(_AHEAD.limit(MOST), {"day": today + timedelta(days=1)})
    return tuple(
        Ahead(entry, day, staff, customer, name) for entry, day, staff, name, customer in lines
    )
