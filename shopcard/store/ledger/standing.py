"""What the month's figures are counted from: each customer's visits, month by month.

Kept in the act's own transaction for one customer, or made anew from the ledger for many.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
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
from sqlmodel import Session, SQLModel

from shopcard.rules.calendar import first_of_month
from shopcard.rules.card import Entry, Kind, Standing, replay, standing_entries
from shopcard.store.answers.counter import CardView
from shopcard.store.database.tables import (
    CardRow,
    CellRow,
    CustomerMonthRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    RewardRow,
    core,
)
from shopcard.store.ledger.entries import Row, holds_something
from shopcard.store.ledger.programs import Programs

_customer, _entry, _effect = core(CustomerRow), core(EntryRow), core(EntryProgramRow)
_month, _cell = core(CustomerMonthRow), core(CellRow)
_voider = _entry.alias("voider")
_CHOSEN: BindParameter[str] = bindparam("customers", expanding=True)

MonthRow = Mapping[str, object]
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

    def row(self, customer_id: str) -> MonthRow:
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


def month_rows(customer_id: str, entries: Iterable[Entry], gains: Gains) -> list[MonthRow]:
    """What `customer_month` keeps of a customer, month by month."""
    bought = sorted(
        (e for e in standing_entries(entries) if e.kind is Kind.PURCHASE), key=lambda e: e.day
    )
    rows: list[MonthRow] = []
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


def keep(
    session: Session, customer_id: str, entries: Sequence[Entry], today: date, since: date
) -> Standing:
    """Write the cards, rewards, visits and months that a customer's entries come to, where they
    differ from those kept. `since` is the earliest business day that changed."""
    standing = replay(entries, today)
    connection = session.connection()
    _CARDS.keep(connection, customer_id, card_rows(customer_id, standing))
    _REWARDS.keep(connection, customer_id, reward_rows(customer_id, standing))
    keep_months(session, customer_id, entries, standing)
    keep_visits(session, customer_id, entries)
    stale(session, since)
    return standing


def keep_months(
    session: Session, customer_id: str, entries: Sequence[Entry], standing: Standing
) -> None:
    rows = month_rows(customer_id, entries, standing.gains)
    _MONTHS.keep(session.connection(), customer_id, rows)


def keep_visits(session: Session, customer_id: str, entries: Sequence[Entry]) -> None:
    connection = session.connection()
    connection.execute(SET_VISITS, visits(entries).row(customer_id))


class _Kept:
    """A table that keeps what `replay` last said; `own` tells a customer's rows apart."""

    def __init__(self, model: type[SQLModel], own: str) -> None:
        table = core(model)
        theirs = table.c.customer_id == bindparam("customer")
        self._own = own
        self._look = select(table).where(theirs)
        self._drop = delete(table).where(theirs, table.c[own] == bindparam("row"))
        self._add = insert(table)

    def keep(self, connection: Connection, customer_id: str, wanted: Sequence[Row]) -> None:
        """Drop what is no longer so, and add what is missing."""
        missing = Counter(plain(wanted))
        gone = []
        kept = [row._asdict() for row in connection.execute(self._look, {"customer": customer_id})]
        for old, told in zip(kept, plain(kept), strict=True):
            if missing[told]:
                missing[told] -= 1
            else:
                gone.append({"customer": customer_id, "row": old[self._own]})
        added = []
        for new, told in zip(wanted, plain(wanted), strict=True):
            if missing[told]:
                missing[told] -= 1
                added.append(new)
        if gone:
            connection.execute(self._drop, gone)
        if added:
            connection.execute(self._add, added)


_CARDS, _REWARDS = _Kept(CardRow, "program_id"), _Kept(RewardRow, "id")


_MONTHS = _Kept(CustomerMonthRow, "month")


def plain(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """What rows say, whatever their own numbers, for comparing."""
    return [tuple(value for name, value in row.items() if name != "id") for row in rows]


def card_rows(customer_id: str, standing: Standing) -> list[Row]:
    """What `card` keeps of a customer."""
    return [
        {
            "customer_id": customer_id,
            "program_id": program,
            "stamps": card.stamps,
            "size": card.terms.size if card.terms else 0,
            "carry": card.carry,
            "ready": len(card.ready),
            "untouched": card.terms is None,
            "expires": card.expires,
            "as_of": card.today,
            "changes_on": card.changes_on,
        }
        for program, card in sorted(standing.cards.items())
    ]


def reward_rows(customer_id: str, standing: Standing) -> list[Row]:
    """What `reward` keeps of a customer, their own numbers left out."""
    return [
        {
            "customer_id": customer_id,
            "program_id": reward.program,
            "name": reward.name,
            "earned_by": reward.earned_by,
            "earned_on": reward.day,
            "expires": reward.expires,
            "redeemed_by": reward.redeemed_by,
            "cost": promise.cost if (promise := reward.promise) else None,
            "partner": promise.partner if promise else None,
        }
        for _program_id, card in sorted(standing.cards.items())
        for reward in card.rewards
    ]


def card_views(
    standing: Standing, programs: Programs, first: Iterable[int] = ()
) -> tuple[CardView, ...]:
    """A customer's cards: `first`, then open programmes, then closed ones that still hold
    something."""
    order = list(first)
    views = [
        CardView(program, standing.card(program.id))
        for program in programs.in_order
        if not program.closed or holds_something(standing.card(program.id)) or program.id in order
    ]
    return tuple(
        sorted(
            views,
            key=lambda v: order.index(v.program.id) if v.program.id in order else len(order),
        )
    )
