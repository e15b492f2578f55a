"""Rows of many acts at once, gathered in memory and inserted table by table."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session, SQLModel

from shopcard.rules.card import Entry
from shopcard.rules.text import fold
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.counter.till import Till
from shopcard.store.customers import consent
from shopcard.store.customers import rows as people
from shopcard.store.customers.search_index import search_rows, slip_rows
from shopcard.store.database.tables import (
    CardNumberRow,
    ConsentRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    FeedbackRow,
    ImportedRow,
    PhoneRow,
    RemarkRow,
    SearchSlipRow,
    SearchWordRow,
    core,
)
from shopcard.store.ledger.entries import IN_BULK, PLAYED
from shopcard.store.ledger.programs import Programs

_FULL = 20_000
"""Entries after which what is gathered is inserted."""

_ROOM, _USUAL = 128 * 1024, 2000
"""KiB of memory for pages: with SQLite's own 2 MB, each page of an index whose keys come in no
order is written out again and again."""


class Batch:
    """Rows waiting to be inserted, parents first; `write` inserts the last of them.

    A row is a tuple in the order of its table's columns.
    """

    ORDER: tuple[type[SQLModel], ...] = (
        CustomerRow, PhoneRow, CardNumberRow, SearchWordRow, SearchSlipRow, EntryRow,
        EntryProgramRow, RemarkRow, ImportedRow, FeedbackRow, ConsentRow,
    )  # fmt: skip

    def __init__(self, session: Session, till: Till) -> None:
        self.session, self.till, self.programs = session, till, Programs(session)
        self.rows: dict[type[SQLModel], list[tuple[Any, ...]]] = {t: [] for t in self.ORDER}
        self._known_words = set(
            session.execute(select(core(SearchSlipRow).c.word).distinct()).scalars()
        )
        latest = session.execute(select(func.max(core(EntryRow).c.id))).scalar_one()
        self.next_entry = (latest or 0) + 1

    def join(
        self,
        customer_id: str,
        draft: CustomerDraft,
        at: datetime,
        day: date,
        *,
        played: bool = False,
    ) -> None:
        """A cleaned draft becomes a customer; its card number must be free."""
        self._add(
            CustomerRow,
            {
                "id": customer_id, "name": draft.name, "folded": fold(draft.name),
                "email": draft.email, "birthday": draft.birthday, "note": draft.note,
                "contact_ok": draft.contact_ok, "joined": day, "last_visit": None, "visits": 0,
                "first_visit": None, "second_visit": None, "opening": False,
                "referred_by": draft.referred_by, "merged_into": None, "erased_on": None,
                "consent_on": day if draft.contact_ok else None,
            },
        )  # fmt: skip
        if draft.contact_ok:
            how, noted = ("till", at) if played else ("list", self.till.now)
            said = consent.row(
                customer_id, day, noted, agreed=True, how=how, staff=self.till.staff,
                till=self.till.name,
            )  # fmt: skip
            self._add(ConsentRow, said)
        phones = dict.fromkeys(phone for phone in (draft.phone, *draft.more_phones) if phone)
        for position, phone in enumerate(phones):
            self._add(PhoneRow, people.phone_row(customer_id, phone, position))
        self._add(
            CardNumberRow,
            {"number": draft.card, "customer_id": customer_id, "given_at": at, "replaced_at": None},
        )
        found_by = search_rows(customer_id, draft.name)
        self._add(SearchWordRow, *found_by)
        new_words = {row["word"] for row in found_by} - self._known_words
        self._add(SearchSlipRow, *slip_rows(sorted(new_words)))
        self._known_words |= new_words

    def _add(self, model: type[SQLModel], *rows: Mapping[str, Any]) -> None:
        in_order = itemgetter(*core(model).columns.keys())
        self.rows[model].extend(in_order(row) for row in rows)

    def record(
        self,
        customer_id: str,
        staff: str,
        key: str,
        entry: Entry,
        *,
        channel: str = "",
        played: bool = False,
    ) -> None:
        contents, recorded_at = (PLAYED, entry.at) if played else (IN_BULK, self.till.now)
        entries = self.rows[EntryRow]
        # In the order of the columns, as there may be a million
        entries.append(
            (
                entry.id, key, contents, entry.at, recorded_at, entry.day, customer_id,
                staff, self.till.name, "", entry.kind.value, entry.amount, entry.voids,
                entry.caused_by, None,
            )
        )  # fmt: skip
        for effect in entry.effects:
            terms = self.programs.terms_id(effect.program, effect.terms)
            self.rows[EntryProgramRow].append(
                (
                    entry.id,
                    effect.program,
                    terms,
                    effect.stamps,
                    effect.reward,
                    effect.times,
                    effect.limit,
                )
            )
        if len(entries) >= _FULL:
            self.write()

    def voice(self, row: FeedbackRow) -> None:
        """An answer or a comment, as `store.voices.row_of` makes it."""
        self._add(FeedbackRow, row.model_dump())

    def take_id(self) -> int:
        self.next_entry += 1
        return self.next_entry - 1

    def write(self) -> None:
        for model in self.ORDER:
            if rows := self.rows[model]:
                _insert(self.session, model, rows)
                rows.clear()


def _insert(session: Session, model: type[SQLModel], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows column by column: each distinct day and instant is put as the database writes it
    only once. Row by row that takes longer than the database does."""
    connection, table = session.connection(), core(model)
    columns = list(zip(*rows, strict=True))
    for n, column in enumerate(table.columns):
        write = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if write is not None:
            written = {value: write(value) for value in set(columns[n])}
            columns[n] = tuple(map(written.__getitem__, columns[n]))
    statement = insert(table).inline().compile(dialect=connection.dialect)
    connection.exec_driver_sql(str(statement), list(zip(*columns, strict=True)))


@contextmanager
def roomy(session: Session) -> Iterator[None]:
    """More memory for pages while the block lasts, and no search for reference cycles: among a
    million rows, none of which has any, it takes a fifth of the time."""
    searching = gc.isenabled()
    session.execute(text(f"PRAGMA cache_size = -{_ROOM}"))
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
        session.execute(text(f"PRAGMA cache_size = -{_USUAL}"))
