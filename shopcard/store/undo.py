"""Undoing an act with all that it caused, on other customers' cards too.

Every function works inside the immediate transaction that its caller opened.
"""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from shopcard.errors import NotFound
from shopcard.language import _
from shopcard.rules import acts as rules
from shopcard.rules.card import Entry, Kind, Standing
from shopcard.store import history, ledger, people
from shopcard.store.acts import Asked, Till, cards_of, entry_of, first_answer
from shopcard.store.answers import Done
from shopcard.store.ledger import NewEntry, Programs
from shopcard.store.tables import CustomerRow, EntryRow


def undo(session: Session, till: Till, asked: Asked, key: str) -> Done:
    if first := ledger.earlier(session, key, asked.digest):
        return first_answer(session, first)
    target = (
        session.get(EntryRow, asked.entry)
        if asked.entry is not None
        else last_standing(session, till.name, asked.customer)
    )
    if target is None or target.id is None:
        raise NotFound(_("There is no such act to undo."))
    customer_id, name = target.customer_id, people.name_of(session, target.customer_id)
    known = Programs(session)
    entries = ledger.entries_of(session, customer_id, known)
    gone = rules.void(entries, target.id, till.today)
    undone = next(entry for entry in entries if entry.id == target.id)
    standing, rows = _void(
        session, till, asked, key,
        known=known, customer_id=customer_id, entries=entries, gone=gone,
    )  # fmt: skip
    for other, caused in _caused_elsewhere(session, customer_id, gone).items():
        theirs = ledger.entries_of(session, other, known)
        bonuses = tuple(
            voided for bonus in caused for voided in rules.void(theirs, bonus, till.today)
        )
        _void(
            session, till, asked, f"{key}/{other}",
            known=known, customer_id=other, entries=theirs, gone=bonuses,
        )  # fmt: skip
    act = history.act_of(rows[0], (), known, standing.gains, name=name, reason=asked.reason)
    return Done(act, cards_of(undone.effects, known, standing))


def _void(
    session: Session,
    till: Till,
    asked: Asked,
    key: str,
    *,
    known: Programs,
    customer_id: str,
    entries: list[Entry],
    gone: Sequence[int],
) -> tuple[Standing, list[NewEntry]]:
    """Append the voids of some entries of one customer, and keep what is left."""
    rows = []
    for n, voided in enumerate(gone):
        row = entry_of(till, asked, f"{key}/{n}" if n else key, Kind.VOID, till.now)
        row.customer_id, row.voids = customer_id, voided
        ledger.append(session, row, (), known, asked.reason)
        rows.append(row)
    entries += [row.seen() for row in rows]
    # What was recorded later is replayed without them, on whatever days it was.
    touched = [entry for entry in entries if entry.id >= min(gone)]
    if any(entry.kind is Kind.OPENING for entry in touched):
        # Whoever came with no balance was new when they first bought.
        touched += [entry for entry in entries if entry.kind is Kind.PURCHASE]
    since = min(entry.day for entry in touched)
    return ledger.keep(session, customer_id, entries, till.today, since), rows


def _caused_elsewhere(
    session: Session, customer_id: str, causes: Sequence[int]
) -> dict[str, list[int]]:
    """The standing bonuses that these entries caused on other customers' cards."""
    voided = select(EntryRow.voids).where(col(EntryRow.voids).is_not(None))
    found: dict[str, list[int]] = {}
    for row in session.exec(
        select(EntryRow).where(
            col(EntryRow.caused_by).in_(causes),
            EntryRow.customer_id != customer_id,
            col(EntryRow.id).not_in(voided),
        )
    ):
        assert row.id is not None
        found.setdefault(row.customer_id, []).append(row.id)
    return found


def last_standing(session: Session, till: str, customer_id: str | None) -> EntryRow | None:
    """The customer's latest act that stands, or this till's."""
    voided = select(EntryRow.voids).where(col(EntryRow.voids).is_not(None))
    whose = EntryRow.till == till if customer_id is None else EntryRow.customer_id == customer_id
    return session.exec(
        select(EntryRow)
        .join(CustomerRow, col(CustomerRow.id) == EntryRow.customer_id)
        .where(
            whose,
            col(CustomerRow.erased_on).is_(None),
            EntryRow.kind != Kind.VOID,
            # What an act brought is undone with it.
            col(EntryRow.caused_by).is_(None),
            col(EntryRow.id).not_in(voided),
        )
        .order_by(col(EntryRow.id).desc())
        .limit(1)
    ).first()
