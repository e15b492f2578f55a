"""Rows of many acts at once, gathered in memory and inserted table by table."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session, SQLModel

from shopcard.rules.card import Entry
from shopcard.rules.identity import fold
from shopcard.store import people
from shopcard.store.acts import Till
from shopcard.store.answers import CustomerDraft
from shopcard.store.ledger import Programs
from shopcard.store.search import search_rows, slip_rows
from shopcard.store.tables import (
    CardNumberRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    ImportedRow,
    PhoneRow,
    SearchSlipRow,
    SearchWordRow,
    core,
)

_FULL = 20_000
"""Entries after which what is gathered is inserted."""

_ROOM, _USUAL = 128 * 1024, 2000
"""KiB of memory for pages: with SQLite's own 2 MB, each page of an index whose keys come in no
order is written out again and again."""

_IN_BULK = "in bulk"
"""The contents of an entry that no single act asked for: no act's digest reads so."""


class Batch:
    """Rows waiting to be inserted, parents first; `write` inserts the last of them."""

    ORDER: tuple[type[SQLModel], ...] = (
        CustomerRow, PhoneRow, CardNumberRow, SearchWordRow, SearchSlipRow, EntryRow,
        EntryProgramRow, ImportedRow,
    )  # fmt: skip

    def __init__(self, session: Session, till: Till) -> None:
        self.session, self.till, self.programs = session, till, Programs(session)
        self.rows: dict[type[SQLModel], list[Mapping[str, Any]]] = {t: [] for t in self.ORDER}
        self._known_words = set(
            session.execute(select(core(SearchSlipRow).c.word).distinct()).scalars()
        )
        latest = session.execute(select(func.max(core(EntryRow).c.id))).scalar_one()
        self.next_entry = (latest or 0) + 1

    def join(self, customer_id: str, draft: CustomerDraft, at: datetime, day: date) -> None:
        """A cleaned draft becomes a customer; its card number must be free."""
        fields = {
            "id": customer_id, "name": draft.name, "folded": fold(draft.name),
            "email": draft.email, "birthday": draft.birthday, "note": draft.note,
            "contact_ok": draft.contact_ok, "joined": day, "referred_by": draft.referred_by,
            "visits": 0, "last_visit": None,
        }  # fmt: skip
        self.rows[CustomerRow].append(fields)
        if draft.phone:
            phone = people.phone_row(customer_id, draft.phone, 0)
            self.rows[PhoneRow].append(phone.model_dump())
        self.rows[CardNumberRow].append(
            {"number": draft.card, "customer_id": customer_id, "given_at": at, "replaced_at": None}
        )
        found_by = search_rows(customer_id, draft.name)
        self.rows[SearchWordRow].extend(found_by)
        new_words = {row["word"] for row in found_by} - self._known_words
        self.rows[SearchSlipRow].extend(slip_rows(sorted(new_words)))
        self._known_words |= new_words

    def record(self, customer_id: str, staff: str, key: str, entry: Entry) -> None:
        entries = self.rows[EntryRow]
        entries.append(
            {
                "id": entry.id, "key": key, "contents": _IN_BULK, "at": entry.at,
                "recorded_at": self.till.now, "business_day": entry.day,
                "customer_id": customer_id, "staff": staff, "till": self.till.name, "channel": "",
                "kind": entry.kind.value, "amount": entry.amount, "voids": entry.voids,
                "caused_by": None,
            }
        )  # fmt: skip
        self.rows[EntryProgramRow].extend(
            {
                "entry_id": entry.id, "program_id": effect.program,
                "terms_id": self.programs.terms_id(effect.program, effect.terms),
                "stamps": effect.stamps, "reward": effect.reward,
            }
            for effect in entry.effects
        )  # fmt: skip
        if len(entries) >= _FULL:
            self.write()

    def take_id(self) -> int:
        self.next_entry += 1
        return self.next_entry - 1

    def write(self) -> None:
        for model in self.ORDER:
            if rows := self.rows[model]:
                _insert(self.session, model, rows)
                rows.clear()


def _insert(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column. Column by column, each distinct day and instant is put
    as the database writes it only once: row by row that takes longer than the database does."""
    connection, table = session.connection(), core(model)
    columns = []
    for column in table.columns:
        values = [row[column.name] for row in rows]
        write = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if write is not None:
            written = {value: write(value) for value in set(values)}
            values = [written[value] for value in values]
        columns.append(values)
    statement = insert(table).inline().compile(dialect=connection.dialect)
    connection.exec_driver_sql(str(statement), list(zip(*columns, strict=True)))


@contextmanager
def roomy(session: Session) -> Iterator[None]:
    """More memory for pages while the block lasts."""
    session.execute(text(f"PRAGMA cache_size = -{_ROOM}"))
    try:
        yield
    finally:
        session.execute(text(f"PRAGMA cache_size = -{_USUAL}"))
