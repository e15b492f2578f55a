"""What the month's figures are counted from: each customer's visits, month by month.

Kept in the act's own transaction for one customer, or made anew from the ledger for many.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import (
    BindParameter,
    Date,
    Integer,
    String,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    type_coerce,
    update,
)
from sqlmodel import Session

from shopcard.rules.calendar import first_of_month
from shopcard.rules.card import Entry, Kind, standing_entries
from shopcard.store.tables import (
    CellRow,
    CustomerMonthRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    core,
)

_customer, _entry, _effect = core(CustomerRow), core(EntryRow), core(EntryProgramRow)
_month, _cell = core(CustomerMonthRow), core(CellRow)
_voider = _entry.alias("voider")
_CHOSEN: BindParameter[str] = bindparam("customers", expanding=True)

Row = Mapping[str, object]
Gains = Mapping[tuple[int, int], int]
"""The stamps that each (entry, programme) brought."""


@dataclass(frozen=True, slots=True)
class Visits:
    """A customer's visits in all: business days with a purchase that stands."""

    days: int
    first: date | None
    second: date | None
    last: date | None
    opening: bool
    """Came with an opening balance."""

    def row(self, customer_id: str) -> Row:
        return {
            "customer": customer_id, "days": self.days, "first": self.first,
            "second": self.second, "last": self.last, "came_with": self.opening,
        }  # fmt: skip


SET_VISITS = (
    update(_customer)
    .where(_customer.c.id == bindparam("customer"))
    .values(
        visits=bindparam("days"),
        first_visit=bindparam("first"),
        second_visit=bindparam("second"),
        last_visit=bindparam("last"),
        opening=bindparam("came_with"),
    )
)
_STALE = delete(_cell).where(_cell.c.through >= bindparam("day"))


def visits(entries: Sequence[Entry]) -> Visits:
    """What a customer's entries come to."""
    standing = standing_entries(entries)
    days = sorted({e.day for e in standing if e.kind is Kind.PURCHASE})
    return Visits(
        len(days),
        first=days[0] if days else None,
        second=days[1] if len(days) > 1 else None,
        last=days[-1] if days else None,
        opening=any(e.kind is Kind.OPENING for e in standing),
    )


def month_rows(customer_id: str, entries: Iterable[Entry], gains: Gains) -> list[Row]:
    """What `customer_month` keeps of a customer, month by month."""
    bought = sorted(
        (e for e in standing_entries(entries) if e.kind is Kind.PURCHASE), key=lambda e: e.day
    )
    rows: list[Row] = []
    for month, in_month in groupby(bought, key=lambda e: first_of_month(e.day)):
        purchases = list(in_month)
        days = {e.day.day for e in purchases}
        amounts = [e.amount for e in purchases if e.amount is not None]
        rows.append(
            {
                "month": month,
                "customer_id": customer_id,
                "days": sum(1 << day - 1 for day in days),
                "visits": len(days),
                "purchases": len(purchases),
                "priced": len(amounts),
                "amount": sum(amounts),
                "stamps": sum(
                    gains.get((e.id, effect.program), 0) for e in purchases for effect in e.effects
                ),
            }
        )
    return rows


def stale(session: Session, since: date) -> None:
    """An entry of this business day was written or voided: figures that reach it are no more."""
    session.connection().execute(_STALE, {"day": since})


# Many customers at once, without loading their entries

_BOUGHT = (
    select(
        _entry.c.customer_id,
        _entry.c.business_day,
        func.count().label("purchases"),
        func.count(_entry.c.amount).label("priced"),
        func.coalesce(func.sum(_entry.c.amount), 0).label("amount"),
        func.coalesce(
            func.sum(
                select(func.sum(_effect.c.stamps * _effect.c.times))
                .where(_effect.c.entry_id == _entry.c.id)
                .scalar_subquery()
            ),
            0,
        ).label("stamps"),
        func.row_number()
        .over(partition_by=_entry.c.customer_id, order_by=_entry.c.business_day)
        .label("nth"),
    )
    .outerjoin_from(_entry, _voider, _voider.c.voids == _entry.c.id)
    .where(
        _entry.c.customer_id.in_(_CHOSEN),
        _entry.c.kind == Kind.PURCHASE.value,
        _voider.c.id.is_(None),
    )
    .group_by(_entry.c.customer_id, _entry.c.business_day)
    .subquery()
)
"""A line for every day on which a customer bought something that stands."""
_day = cast(func.substr(_BOUGHT.c.business_day, 9, type_=String), Integer)
_first = type_coerce(func.substr(_BOUGHT.c.business_day, 1, 8, type_=String).concat("01"), Date)
_DROP_MONTHS = delete(_month).where(_month.c.customer_id.in_(_CHOSEN))
_ADD_MONTHS = insert(_month).from_select(
    ["month", "customer_id", "days", "visits", "purchases", "priced", "amount", "stamps"],
    select(
        _first.label("month"),
        _BOUGHT.c.customer_id,
        func.sum(literal(1).bitwise_lshift(_day - 1)),
        func.count(),
        func.sum(_BOUGHT.c.purchases),
        func.sum(_BOUGHT.c.priced),
        func.sum(_BOUGHT.c.amount),
        func.sum(_BOUGHT.c.stamps),
    ).group_by(_BOUGHT.c.customer_id, _first),
)
_VISITS = select(
    _BOUGHT.c.customer_id,
    func.count(),
    func.min(_BOUGHT.c.business_day),
    func.max(case((_BOUGHT.c.nth == 2, _BOUGHT.c.business_day))),
    func.max(_BOUGHT.c.business_day),
).group_by(_BOUGHT.c.customer_id)
_OPENED = (
    select(_entry.c.customer_id)
    .outerjoin_from(_entry, _voider, _voider.c.voids == _entry.c.id)
    .where(
        _entry.c.customer_id.in_(_CHOSEN),
        _entry.c.kind == Kind.OPENING.value,
        _voider.c.id.is_(None),
    )
)


def make_anew(session: Session, ids: Sequence[str]) -> None:
    """The visits and months of some customers from the ledger, stamps as they were keyed in."""
    chosen = {"customers": ids}
    session.execute(_DROP_MONTHS, chosen)
    session.execute(_ADD_MONTHS, chosen)
    opened = set(session.execute(_OPENED, chosen).scalars())
    told = {
        who: Visits(days, first, second, last, who in opened)
        for who, days, first, second, last in session.execute(_VISITS, chosen)
    }
    rows = [told.get(who, Visits(0, None, None, None, who in opened)).row(who) for who in ids]
    session.execute(SET_VISITS, rows)


def forget(session: Session, ids: Sequence[str]) -> None:
    """No visits and no months: those of customers who were merged into others are theirs."""
    session.execute(_DROP_MONTHS, {"customers": ids})
    session.execute(SET_VISITS, [Visits(0, None, None, None, False).row(who) for who in ids])


def days_of(month: date, days: int) -> Iterator[int]:
    """The ordinals of the visits that a row's bits stand for, ascending."""
    first = month.toordinal()
    while days:
        lowest = days & -days
        yield first + lowest.bit_length() - 1
        days ^= lowest
