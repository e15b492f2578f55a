"""What each member of the team did in a month, counted from the ledger's days."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    extract,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)
from sqlmodel import Session

from shopcard.rules.card import Kind
from shopcard.rules.hours import DAY, WEEK, Hours, offsets
from shopcard.rules.settings import Settings
from shopcard.store.answers.month import StaffMonth
from shopcard.store.database.tables import EntryProgramRow, EntryRow, core
from shopcard.store.ledger.entries import IN_BULK
from shopcard.store.month.counts import STANDS

entry, _effect = core(EntryRow).c, core(EntryProgramRow).c
AT_THE_TILL = entry.contents != IN_BULK
"""Whether somebody keyed it in here, rather than brought it from elsewhere."""
ACTS = (Kind.PURCHASE, Kind.VOID, Kind.REDEEM)
_undone, _first = core(EntryRow).alias("undone"), core(EntryRow).alias("first")
ONE_ACT = or_(
    entry.kind != Kind.VOID,
    ~(
        select(_undone.c.id)
        .join(_first, _first.c.voids == _undone.c.caused_by)
        .where(_undone.c.id == entry.voids, _first.c.id < entry.id)
        .exists()
    ),
)
"""Whether an entry is an act by itself: the void of what an undone act had brought goes with it."""
KEYED = (
    select(func.coalesce(func.sum(_effect.stamps), 0))
    .where(_effect.entry_id == entry.id)
    .scalar_subquery()
)
"""The stamps keyed in with an entry."""


@dataclass(frozen=True, slots=True)
class Watch:
    """The hours in which the shop serves, by its wall clock."""

    hours: Hours
    zone: ZoneInfo
    today: date
    """Nothing is recorded later than the day after."""

    def outside(self, first: date) -> ColumnElement[bool]:
        """Whether an entry was keyed in at the till outside the hours, by the instant at which it
        was recorded; of entries of a day from `first` on."""
        began = datetime.combine(first, time(), UTC) - timedelta(days=1)
        ends = datetime.combine(self.today, time(), UTC) + timedelta(days=2)
        pieces = list(offsets(self.zone, began, ends))
        minutes = literal(self.hours.minutes_of_the_week())
        closed = case(
            *self._apart(began.date(), ends.date()),
            *(
                (entry.recorded_at < until, _closed(minutes, offset))
                for (_since, offset), (until, _offset) in pairwise(pieces)
            ),
            (entry.recorded_at.is_not(None), _closed(minutes, pieces[-1][1])),
        )
        return and_(entry.kind.in_(ACTS), ONE_ACT, AT_THE_TILL, closed)

    def _apart(
        self, first: date, last: date
    ) -> Iterator[tuple[ColumnElement[bool], ColumnElement[bool]]]:
        """Dates with hours of their own: whether an entry is of them, and outside their hours."""

        def within(wall: datetime, a: int, b: int) -> ColumnElement[bool]:
            since, until = (
                (wall + timedelta(minutes=n)).replace(tzinfo=self.zone).astimezone(UTC)
                for n in (a, b)
            )
            return and_(entry.recorded_at >= since, entry.recorded_at < until)

        for since, until, spans in self.hours.apart(first, last):
            length = int((until - since) / timedelta(minutes=1))
            served = (within(since, a, b) for a, b in spans)
            yield within(since, 0, length), not_(or_(false(), *served))


def _closed(minutes: ColumnElement[str], offset: int) -> ColumnElement[bool]:
    """Whether an entry was recorded in a minute of the week that `minutes` has a 0 for, by a clock
    so many minutes ahead of UTC."""
    at = entry.recorded_at
    weekday = (extract("dow", at) + 6) % 7
    minute = (weekday * DAY + extract("hour", at) * 60 + extract("minute", at) + offset) % WEEK
    return func.substr(minutes, (minute + WEEK) % WEEK + 1, 1) == "0"


def watch(settings: Settings, today: date) -> Watch | None:
    """None where the shop does not say its hours."""
    hours = settings.hours
    return None if hours is None else Watch(hours, settings.zone, today)


def kept_as(watched: Watch | None) -> str:
    """What a month's lines are kept as: acts out of hours are out of those hours alone."""
    return f"staff {watched.hours} {watched.zone.key}" if watched else "staff"


def staff(
    session: Session, first: date, through: date, watched: Watch | None
) -> tuple[StaffMonth, ...]:
    """A line per name, the busiest first."""
    late = func.sum(case((watched.outside(first), 1), else_=0)) if watched else null()
    asked = (
        select(entry.staff, entry.kind, STANDS.label("stands"), func.count(), func.sum(KEYED), late)
        .where(entry.business_day.between(first, through), entry.kind.in_(ACTS), ONE_ACT)
        .group_by(entry.staff, entry.kind, "stands")
    )
    lines = []
    for name, kind, stands, n, stamps, outside in session.execute(asked):
        of = {k: n if stands and kind == k else 0 for k in ACTS}
        keyed = stamps if of[Kind.PURCHASE] else 0
        lines.append(
            StaffMonth(name, of[Kind.PURCHASE], keyed, of[Kind.VOID], of[Kind.REDEEM], outside)
        )
    return busiest_first(lines)


def plain_staff(
    session: Session, first: date, through: date, watched: Watch | None
) -> list[tuple[Any, ...]]:
    """The same as JSON holds it."""
    return [astuple(line) for line in staff(session, first, through, watched)]


def busiest_first(lines: Iterable[StaffMonth]) -> tuple[StaffMonth, ...]:
    """One line per name."""
    summed: dict[str, StaffMonth] = {}
    for line in lines:
        so_far = summed.get(line.staff)
        summed[line.staff] = line if so_far is None else _plus(so_far, line)
    return tuple(sorted(summed.values(), key=lambda line: (-line.purchases, line.staff)))


def _plus(one: StaffMonth, other: StaffMonth) -> StaffMonth:
    watched = one.out_of_hours is not None
    return StaffMonth(
        one.staff,
        one.purchases + other.purchases,
        one.stamps + other.stamps,
        one.voids + other.voids,
        one.redemptions + other.redemptions,
        (one.out_of_hours or 0) + (other.out_of_hours or 0) if watched else None,
    )
