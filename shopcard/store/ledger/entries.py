"""The ledger in a transaction: read a customer's entries, append one, keep the cards.

Every function works inside a session that its caller opened with `writing` or `reading`.
Statements are built once, over plain columns: that is most of what an act costs.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.card import Card, Effect, Entry, Kind
from shopcard.store.database.tables import (
    EntryProgramRow,
    EntryRow,
    RemarkRow,
    core,
)
from shopcard.store.ledger.programs import Programs

_entry, _effect = core(EntryRow), core(EntryProgramRow)

_LEDGERS = (
    select(
        _entry.c.customer_id, _entry.c.id, _entry.c.at, _entry.c.business_day, _entry.c.kind,
        _entry.c.amount, _entry.c.voids, _entry.c.caused_by, _entry.c.joins,
        _effect.c.program_id, _effect.c.terms_id, _effect.c.stamps, _effect.c.reward,
        _effect.c.times, _effect.c.most,
    )
    .outerjoin_from(_entry, _effect)
    .order_by(_entry.c.customer_id, _entry.c.id, _effect.c.program_id)
)  # fmt: skip
_LEDGER_OF_ONE = _LEDGERS.where(_entry.c.customer_id == bindparam("customer"))
_LEDGERS_OF = _LEDGERS.where(_entry.c.customer_id.in_(bindparam("customers", expanding=True)))
_MADE_BY = select(_entry.c.id, _entry.c.contents).where(_entry.c.key == bindparam("key"))
_ENTRY_COLUMNS = [column.name for column in _entry.columns if column.name != "id"]
_ADD_ENTRY, _ADD_EFFECT, _ADD_REMARK = insert(_entry), insert(_effect), insert(core(RemarkRow))

Row = Mapping[str, Any]
"""A row by the names of its columns."""


def entries_of(
    session: Session, customer_id: str, programs: Programs, *, by: int | None = None
) -> list[Entry]:
    """A customer's entries in the order they were recorded, those of merged customers within the
    merges that stand; as they were once an entry had been recorded with all that it caused, when
    one is named."""
    lines = session.execute(_LEDGER_OF_ONE, {"customer": customer_id}).all()
    ledgers = _Ledgers([customer_id], by)
    ledgers.read(lines, programs)
    return ledgers.whole(session, programs)[customer_id]


def ledgers_of(session: Session, ids: Sequence[str], programs: Programs) -> dict[str, list[Entry]]:
    """The entries of some customers, of each in the order they were recorded."""
    ledgers = _Ledgers(ids)
    ledgers.read(session.execute(_LEDGERS_OF, {"customers": ids}).all(), programs)
    return ledgers.whole(session, programs)


class _Ledgers:
    """Entries by customer, as they are read; merges still without what they join."""

    def __init__(self, ids: Iterable[str], by: int | None = None) -> None:
        self._by = by
        self._entries: dict[str, list[Entry]] = {customer_id: [] for customer_id in ids}
        self._joins: dict[int, str] = {}
        """By merge that stands, the other."""

    def read(self, lines: Iterable[Any], programs: Programs) -> None:
        merges, voided = {}, set()
        for customer_id, entry, joins in _entries(lines, programs):
            if self._by is not None and entry.id > self._by != entry.caused_by:
                continue
            self._entries[customer_id].append(entry)
            if joins is not None:
                merges[entry.id] = joins
            elif entry.voids is not None:
                voided.add(entry.voids)
        self._joins |= {merge: other for merge, other in merges.items() if merge not in voided}

    def whole(self, session: Session, programs: Programs) -> dict[str, list[Entry]]:
        """The ledgers asked for, whose merges hold the ledgers of those they join."""
        if not self._joins:
            return self._entries
        asked = list(self._entries)
        while missing := sorted(set(self._joins.values()) - self._entries.keys()):
            self._entries |= {customer_id: [] for customer_id in missing}
            lines = session.execute(_LEDGERS_OF, {"customers": missing}).all()
            self.read(lines, programs)
        return {customer_id: self._joined(customer_id) for customer_id in asked}

    def _joined(self, customer_id: str) -> list[Entry]:
        return [
            replace(entry, joined=tuple(self._joined(other)))
            if (other := self._joins.get(entry.id))
            else entry
            for entry in self._entries[customer_id]
        ]


def _entries(lines: Iterable[Any], programs: Programs) -> Iterator[tuple[str, Entry, str | None]]:
    """Entries, and whom they join, from lines of which each holds an entry and one of its effects,
    if it has any."""
    for _id, group in groupby(lines, key=lambda line: line[1]):
        effects = []
        for line in group:
            (
                customer_id, entry_id, at, day, kind, amount, voids, cause, joins,
                program, terms, stamps, reward, times, most,
            ) = line  # fmt: skip
            if program is not None:
                effects.append(Effect(program, programs.terms[terms], stamps, reward, times, most))
        yield (
            customer_id,
            Entry(entry_id, at, day, Kind(kind), tuple(effects), amount, voids, cause),
            joins,
        )


@dataclass(slots=True)
class NewEntry:
    """A row of `entry` that is being written; it has its id once it is appended."""

    key: str
    contents: str
    at: datetime
    recorded_at: datetime
    business_day: date
    customer_id: str
    staff: str
    till: str
    kind: Kind
    channel: str = ""
    amount: int | None = None
    voids: int | None = None
    caused_by: int | None = None
    joins: str | None = None
    id: int = 0

    def seen(self, effects: Sequence[Effect] = (), joined: Sequence[Entry] = ()) -> Entry:
        """As the rules see it."""
        return Entry(
            self.id, self.at, self.business_day, self.kind, tuple(effects), self.amount,
            self.voids, self.caused_by, tuple(joined),
        )  # fmt: skip


def digest(asked: Mapping[str, Any]) -> str:
    """What a key stands for: the arguments as given."""
    text = json.dumps(asked, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def earlier(session: Session, key: str, contents: str) -> int | None:
    """The entry that this key already made. Refused when it was asked for something else."""
    made = session.execute(_MADE_BY, {"key": key}).first()
    if made is None:
        return None
    if made.contents != contents:
        raise Refused(_("The key “{key}” was used for another act. Use a new key.").format(key=key))
    return int(made.id)


def append(
    session: Session,
    row: NewEntry,
    effects: Sequence[Effect],
    programs: Programs,
    reason: str = "",
) -> None:
    """Add an entry with its effects and the free words that go with it; `row` gets its id."""
    connection = session.connection()
    values = {column: getattr(row, column) for column in _ENTRY_COLUMNS}
    added = connection.execute(_ADD_ENTRY, values).inserted_primary_key
    assert added is not None
    row.id = added[0]
    lines = [
        {
            "entry_id": row.id,
            "program_id": effect.program,
            "terms_id": programs.terms_id(effect.program, effect.terms),
            "stamps": effect.stamps,
            "reward": effect.reward,
            "times": effect.times,
            "most": effect.limit,
        }
        for effect in effects
    ]
    if lines:
        connection.execute(_ADD_EFFECT, lines)
    if reason:
        connection.execute(_ADD_REMARK, {"entry_id": row.id, "text": reason})


def holds_something(card: Card) -> bool:
    """Whether a card has stamps, a remainder of spend or a reward on it."""
    return bool(card.stamps or card.carry or card.ready)


def not_in_the_future(at: datetime, now: datetime) -> None:
    if at > now:
        raise Refused(_("That time is still to come. Check the date and the clock of this till."))


IN_BULK, PLAYED = "in bulk", "played"
"""The contents of an entry that no single act asked for, as no act's digest reads: one taken in
from elsewhere, and one told as if it had been keyed in at its own time."""
