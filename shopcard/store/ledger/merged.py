"""Customers who are one person since they were merged, inside a session that the caller opened.

A merge is an entry of the customer kept, and `customer.merged_into` follows those that stand.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, bindparam, case, select, union_all, update
from sqlmodel import Session

from shopcard.errors import NotFound
from shopcard.language import _
from shopcard.rules.card import Kind
from shopcard.store.database.tables import CustomerRow, EntryRow, core

_customers, _entries = core(CustomerRow), core(EntryRow)
_customer, _entry = _customers.c, _entries.c
_other, _voider = _customers.alias("other").c, _entries.alias("voider").c

_KEPT = select(
    _customer.id, _customer.name, _customer.merged_into, _customer.erased_on
).where(_customer.id == bindparam("customer"))  # fmt: skip
_MERGED = select(_customer.id, _customer.merged_into).where(
    _customer.merged_into.in_(bindparam("customers", expanding=True))
)
_MERGE = (
    select(_entry.id, _entry.customer_id)
    .outerjoin_from(
        _entries,
        _voider.id.table,
        (_voider.voids == _entry.id) & (_voider.id <= bindparam("by")),
    )
    .where(
        _entry.joins == bindparam("who"),
        _entry.kind == Kind.MERGE,
        _entry.id <= bindparam("by"),
        _voider.id.is_(None),
    )
)
_FOLLOW = (
    update(_customers).where(_customer.id == bindparam("who")).values(merged_into=bindparam("root"))
)
_NOW = 2**62
"""After every entry."""


def person(column: ColumnElement[str]) -> ColumnElement[str]:
    """The customer kept in place of one merged into them. Where nobody was merged it costs next to
    nothing: the few who were are looked up once, whatever the number of rows."""
    merged = select(_other.id).where(_other.merged_into.is_not(None))
    # The column may be of a query outside the one that asks: only the look-up's own table is not.
    into = (
        select(_other.merged_into)
        .where(_other.id == column)
        .correlate_except(_other.id.table)
        .scalar_subquery()
    )
    return case((column.in_(merged), into), else_=column)


def everyone(customer: ColumnElement[str]) -> Select[tuple[str]]:
    """The ids of a customer and of those merged into them."""
    both = union_all(
        select(_other.id).where(_other.id == customer),
        select(_other.id).where(_other.merged_into == customer),
    ).subquery()
    return select(both.c.id)


def refuse_erased(erased_on: date | None) -> None:
    """NotFound for one who was erased."""
    if erased_on is not None:
        raise NotFound(_("This customer was erased: only the counts are left."))


def kept(session: Session, customer_id: str) -> tuple[str, str]:
    """The id and the name of the customer meant, who may have been merged into another. NotFound
    when they are not there, or were erased."""
    found = session.execute(_KEPT, {"customer": customer_id}).first()
    if found is None:
        raise NotFound(_("There is no customer “{text}”.").format(text=customer_id))
    refuse_erased(found.erased_on)
    return kept(session, found.merged_into) if found.merged_into else (found.id, found.name)


def merged(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Those merged into some customers, each with the one kept, in the order of `ids`."""
    into = {row.id: row.merged_into for row in session.execute(_MERGED, {"customers": ids})}
    return dict(sorted(into.items(), key=lambda pair: (ids.index(pair[1]), pair[0])))


def merge_of(session: Session, customer_id: str, by: int = _NOW) -> tuple[int, str] | None:
    """The merge that stands by which a customer joined another: the entry, and whose it is; as of
    an entry when one is named."""
    found = session.execute(_MERGE, {"who": customer_id, "by": by}).first()
    return (found.id, found.customer_id) if found else None


def root(session: Session, customer_id: str, by: int = _NOW) -> str:
    """The customer kept at the end of a chain of merges, by the ledger."""
    while merge := merge_of(session, customer_id, by):
        customer_id = merge[1]
    return customer_id


def by_ledger(session: Session) -> dict[str, str]:
    """Everybody who was merged, with the customer kept, by the merges that stand."""
    standing = (
        select(_entry.joins, _entry.customer_id)
        .outerjoin_from(_entries, _voider.id.table, _voider.voids == _entry.id)
        .where(_entry.joins.is_not(None), _voider.id.is_(None))
    )
    into = {str(joins): who for joins, who in session.execute(standing)}

    def last(who: str) -> str:
        return last(into[who]) if who in into else who

    return {who: last(who) for who in into}


def follow(session: Session, ids: Iterable[str]) -> None:
    """Bring what is kept of the merges of some customers to what the ledger says."""
    for customer_id in ids:
        last = root(session, customer_id)
        session.execute(
            _FOLLOW, {"who": customer_id, "root": None if last == customer_id else last}
        )
