"""Everything the shop file holds on one person, whatever the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, false, func, or_, select
from sqlmodel import Session

from shopcard.store.answers.counter import Customer
from shopcard.store.customers import rows as people
from shopcard.store.database.tables import CustomerRow, EntryRow, ProgramRow, core, metadata

Row = Mapping[str, Any]

_customer, _entry, _program = core(CustomerRow), core(EntryRow), core(ProgramRow)


@dataclass(frozen=True, slots=True)
class Held:
    """All rows on a person, by table; those who were merged into them included."""

    customer: Customer
    tables: Mapping[str, tuple[Row, ...]]
    """Each row by the names of its columns; no table without any."""
    brought: int
    """How many others they brought to the shop; these are not theirs to see."""
    programs: Mapping[int, str]
    """The names of the programmes, by their ids."""


def held_on(session: Session, customer_id: str) -> Held:
    ids = people.same_person(session, customer_id)
    entries = select(_entry.c.id).where(_entry.c.customer_id.in_(ids))
    tables: dict[str, tuple[Row, ...]] = {}
    for table in metadata().sorted_tables:
        whose = [column.in_(ids) for column in columns_on_people(table)]
        if not whose:
            whose = [column.in_(entries) for column in _pointing_at(table, _entry)]
        asked = select(table).where(or_(false(), *whose)).order_by(*table.primary_key)
        if rows := tuple(row._asdict() for row in session.execute(asked)):
            tables[table.name] = rows
    brought = select(func.count()).where(_customer.c.referred_by.in_(ids))
    names = select(_program.c.id, _program.c.name)
    return Held(
        customer=people.customers(session, ids)[0],
        tables=tables,
        brought=int(session.execute(brought).scalar_one()),
        programs={row.id: row.name for row in session.execute(names)},
    )


def columns_on_people(table: Table) -> list[Any]:
    """The columns by which a row of a table is one person's."""
    # Who was brought by somebody, or merged into them, is another row's person.
    return [_customer.c.id] if table is _customer else _pointing_at(table, _customer)


def _pointing_at(table: Table, target: Table) -> list[Any]:
    return [
        column
        for column in table.columns
        if any(key.column is target.c.id for key in column.foreign_keys)
    ]
