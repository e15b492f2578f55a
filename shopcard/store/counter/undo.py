"""Undoing an act with all that it caused, on other customers' cards too.

Every function works inside the immediate transaction that its caller opened.
"""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from shopcard.errors import NotFound, Refused
from shopcard.language import _
from shopcard.rules import acts as rules
from shopcard.rules.card import Entry, Kind, Standing, every, sift
from shopcard.rules.staff import free_to_undo
from shopcard.store.answers.counter import Done
from shopcard.store.counter.acts import cards_of, entry_of, first_answer
from shopcard.store.counter.own_card import guarded
from shopcard.store.counter.till import Asked, Till
from shopcard.store.customers import rows as people
from shopcard.store.customers import search_index
from shopcard.store.database.tables import CustomerRow, EntryRow
from shopcard.store.ledger import entries as ledger
from shopcard.store.ledger import history
from shopcard.store.ledger import merged as person
from shopcard.store.ledger.entries import NewEntry
from shopcard.store.ledger.programs import Programs
from shopcard.store.ledger.standing import keep
from shopcard.store.month import feedback_counts


def undo(session: Session, till: Till, asked: Asked, key: str) -> Done:
    if first := ledger.earlier(session, key, asked.digest):
        return first_answer(session, first)
    target = (
        act_named(session, asked.entry)
        if asked.entry is not None
        else last_standing(session, till.name, asked.customer)
    )
    if target is None or target.id is None:
        raise NotFound(_("There is no such act to undo."))
    if not (till.owner or free(session, till, target)):
        raise Refused(
            _("This is not your own last act of today: it needs the owner, and a reason.")
        )
    return void(session, till, asked, key, target)


def void(session: Session, till: Till, asked: Asked, key: str, target: EntryRow) -> Done:
    """Void an entry with what it caused. Voiding a merge parts the two: later acts stay with the
    customer kept."""
    assert target.id is not None
    customer_id, _name = person.kept(session, target.customer_id)
    known = Programs(session)
    entries = ledger.entries_of(session, customer_id, known)
    gone = rules.void(entries, target.id, till.today)
    undone = next(entry for entry in every(entries) if entry.id == target.id)
    standing, rows = _void(
        session, till, asked, key,
        known=known, customer_id=customer_id, entries=entries, gone=gone,
    )  # fmt: skip
    for other, caused in _caused_elsewhere(session, gone).items():
        theirs = ledger.entries_of(session, other, known)
        bonuses = tuple(
            voided for bonus in caused for voided in rules.void(theirs, bonus, till.today)
        )
        _void(
            session, till, asked, f"{key}/{other}",
            known=known, customer_id=other, entries=theirs, gone=bonuses,
        )  # fmt: skip
    if target.joins is not None:
        _part(session, till, customer_id, target.joins, undone.joined)
    name = people.name_of(session, target.customer_id)
    act = history.act_of(rows[0], (), known, standing.gains, name=name, reason=asked.reason)
    return Done(act, cards_of(undone.effects, known, standing))


def act_named(session: Session, entry_id: int) -> EntryRow:
    """NotFound when it is not there."""
    found = session.get(EntryRow, entry_id)
    if found is None:
        raise NotFound(_("There is no such act to undo."))
    return found


def free(session: Session, till: Till, target: EntryRow) -> bool:
    """Whether whoever is at the till may undo an act without the owner: any, where no owner has
    a PIN."""
    last = last_standing(session, till.name, target.customer_id)
    return not guarded(session) or free_to_undo(
        who=till.staff,
        whose=target.staff,
        day=target.business_day,
        today=till.today,
        last=last is not None and last.id == target.id,
    )


def _part(
    session: Session, till: Till, customer_id: str, other: str, theirs: Sequence[Entry]
) -> None:
    """The other has cards, figures and names of their own again."""
    merged = person.merged(session, [customer_id])
    person.follow(session, merged)
    feedback_counts.forget_counts_of(session, [customer_id, *merged])
    since = min((entry.day for entry in every(theirs)), default=till.today)
    keep(session, other, theirs, till.today, since)
    for who in (customer_id, other):
        search_index.index(session, who)


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
    """Append the voids of some entries of one person, each to the ledger of who it was of, and
    keep what is left."""
    voiding = select(EntryRow).where(col(EntryRow.id).in_(gone))
    owners = {row.id: row.customer_id for row in session.exec(voiding)}
    rows = []
    for n, voided in enumerate(gone):
        row = entry_of(till, asked, f"{key}/{n}" if n else key, Kind.VOID, till.now)
        row.customer_id, row.voids = owners[voided], voided
        ledger.append(session, row, (), known, asked.reason)
        rows.append(row)
    # What was recorded later is replayed without them, on whatever days it was.
    all_entries = list(every(entries))
    touched = [entry for entry in all_entries if entry.id >= min(gone)]
    if any(entry.kind is Kind.OPENING for entry in touched):
        # Whoever came with no balance was new when they first bought.
        touched += [entry for entry in all_entries if entry.kind is Kind.PURCHASE]
    if any(entry.kind is Kind.MERGE and entry.id in gone for entry in touched):
        touched = all_entries
    since = min(till.today, *(entry.day for entry in touched))
    left = sift(entries, lambda entry: entry.id not in gone)
    return keep(session, customer_id, left, till.today, since), rows


def _caused_elsewhere(session: Session, causes: Sequence[int]) -> dict[str, list[int]]:
    """The bonuses that these entries, now voided, caused on other people's cards, and that stand
    still."""
    voided = select(EntryRow.voids).where(col(EntryRow.voids).is_not(None))
    found: dict[str, list[int]] = {}
    for row in session.exec(
        select(EntryRow).where(col(EntryRow.caused_by).in_(causes), col(EntryRow.id).not_in(voided))
    ):
        assert row.id is not None
        found.setdefault(person.root(session, row.customer_id), []).append(row.id)
    return found


def last_standing(session: Session, till: str, customer_id: str | None) -> EntryRow | None:
    """The customer's latest act that stands, or this till's."""
    voided = select(EntryRow.voids).where(col(EntryRow.voids).is_not(None))
    if customer_id is not None:
        # Everything of those merged into this one was before the merge.
        customer_id, _name = person.kept(session, customer_id)
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
