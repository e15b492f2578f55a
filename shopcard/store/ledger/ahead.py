"""Acts that are dated after today: a till's clock was wrong when they were recorded; and what the
clock says now beside them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session

from shopcard.rules.clock import A_LITTLE, is_far
from shopcard.store.database.tables import CustomerRow, EntryRow, core

_entries, _customers = core(EntryRow), core(CustomerRow)
_entry, _voider = _entries.c, _entries.alias("voider")

_AHEAD = (
    select(_entry.id, _entry.business_day, _entry.staff, _customers.c.name, _entry.customer_id)
    .join_from(_entries, _customers, _customers.c.id == _entry.customer_id)
    .outerjoin(_voider, _voider.c.voids == _entry.id)
    .where(_entry.business_day > bindparam("day"), _entry.kind != "void", _voider.c.id.is_(None))
    .order_by(_entry.business_day, _entry.id)
)

_LATEST = select(_entry.recorded_at).order_by(_entry.id.desc()).limit(1)
_LATER = (
    select(_entry.recorded_at)
    .outerjoin_from(_entries, _voider, _voider.c.voids == _entry.id)
    .where(
        _entry.business_day >= bindparam("day"),
        _entry.recorded_at > bindparam("instant"),
        _entry.kind != "void",
        _voider.c.id.is_(None),
    )
    .order_by(_entry.recorded_at.desc())
    .limit(1)
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


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """Why the clock of this till may be wrong."""

    now: datetime
    """What it says."""
    last: datetime
    """When the act was recorded that it does not go with."""

    @property
    def behind(self) -> bool:
        """Whether that act lies ahead of the clock; else the clock has leapt on since."""
        return self.last > self.now


def doubt(session: Session, now: datetime, today: date) -> ClockDoubt | None:
    """Whether the clock is behind an act that stands, or far from the last one."""
    later = {"day": today - timedelta(days=1), "instant": now + A_LITTLE}
    ahead = session.execute(_LATER, later).scalar()
    if ahead is not None:
        return ClockDoubt(now, ahead)
    last = session.execute(_LATEST).scalar()
    return ClockDoubt(now, last) if last is not None and is_far(now, last) else None
