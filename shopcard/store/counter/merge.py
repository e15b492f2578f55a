"""Making one customer of two, and parting them again.

Every function works inside the transaction that its caller opened.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from shopcard.errors import Ambiguous, NotFound, Refused
from shopcard.language import _
from shopcard.rules.card import Entry, Kind, every, replay
from shopcard.rules.identity import card_key, phone_key
from shopcard.rules.scanner import same_code
from shopcard.rules.text import fold
from shopcard.store.answers.counter import Done, Merged, MergeSeen
from shopcard.store.counter import undo
from shopcard.store.counter.acts import cards_of, first_answer
from shopcard.store.counter.till import Asked, Till
from shopcard.store.customers import rows, search_index, who_is_meant
from shopcard.store.customers.search_index import index_customer
from shopcard.store.database.tables import CardNumberRow, CustomerRow, EntryRow, PhoneRow
from shopcard.store.ledger import (
    entries as ledger,
)
from shopcard.store.ledger import (
    history,
)
from shopcard.store.ledger import (
    merged as person,
)
from shopcard.store.ledger import (
    standing as standing_,
)
from shopcard.store.ledger.entries import NewEntry
from shopcard.store.ledger.programs import Programs
from shopcard.store.month import feedback_counts


def preview(session: Session, keep: str, other: str, now: datetime, today: date) -> MergeSeen:
    _may_be_merged(session, keep, other)
    known = Programs(session)
    ours, theirs = (ledger.entries_of(session, who, known) for who in (keep, other))
    after = Entry(0, now, today, Kind.MERGE, joined=tuple(theirs))
    kept, merged = rows.customers(session, [keep, other])
    views = (
        standing_.card_views(replay(entries, today), known)
        for entries in (ours, theirs, [*ours, after])
    )
    return MergeSeen(kept, merged, *views)


def merge(session: Session, till: Till, keep: str, other: str, key: str) -> Done:
    contents = ledger.digest({"act": "merge", "customer": keep, "other": other})
    if first := ledger.earlier(session, key, contents):
        return first_answer(session, first)
    _may_be_merged(session, keep, other)
    known = Programs(session)
    ours, theirs = (ledger.entries_of(session, who, known) for who in (keep, other))
    row = NewEntry(
        key=key, contents=contents, at=till.now, recorded_at=till.now, business_day=till.today,
        customer_id=keep, staff=till.staff, till=till.name, kind=Kind.MERGE, joins=other,
    )  # fmt: skip
    ledger.append(session, row, (), known)
    person.follow(session, [other, *person.merged(session, [other])])
    feedback_counts.forget_counts_of(session, [keep, *person.merged(session, [keep])])
    entries = [*ours, row.seen(joined=theirs)]
    since = min(entry.day for entry in every(entries))
    standing_.keep(session, other, [], till.today, since)
    standing = standing_.keep(session, keep, entries, till.today, since)
    _index(session, keep, other)
    joins = Merged(other, rows.name_of(session, other))
    name = rows.name_of(session, keep)
    act = history.act_of(row, (), known, standing.gains, name=name, joins=joins)
    return Done(act, cards_of((), known, standing))


def _index(session: Session, keep: str, other: str) -> None:
    """The words that found the other find the one kept."""
    index_customer(session, other)
    search_index.index(session, keep)


def _may_be_merged(session: Session, keep: str, other: str) -> None:
    """Refused with a sentence where the two may not be; NotFound for one who was erased."""
    if keep == other:
        raise Refused(_("This is one customer already. Choose another to merge with."))
    for who in (keep, other):
        row = rows.row(session, who)
        if row.merged_into is not None:
            raise Refused(
                _("{name} is merged with {kept} already.").format(
                    name=row.name, kept=rows.name_of(session, row.merged_into)
                )
            )


def unmerge(session: Session, till: Till, asked: Asked, key: str) -> Done:
    if first := ledger.earlier(session, key, asked.digest):
        return first_answer(session, first)
    assert asked.customer is not None
    found = person.merge_of(session, asked.customer)
    if found is None:
        raise Refused(
            _("{name} is merged with nobody.").format(name=rows.name_of(session, asked.customer))
        )
    return undo.void(session, till, asked, key, session.get_one(EntryRow, found[0]))


def meant(session: Session, text: str, region: str) -> Merged:
    """The merged customer meant. NotFound where none is, Ambiguous where several may be."""
    own = _named(session, text, region)
    others = [row for row in own if row.merged_into is not None]
    if not others:
        who = who_is_meant.resolve(session, text, region, to_write=True)
        others = [rows.row(session, other) for other in person.merged(session, [who])]
        if not others:
            raise NotFound(
                _("{name} is merged with nobody.").format(name=rows.name_of(session, who))
            )
    if len(others) > 1:
        told = rows.customers(session, [row.id for row in others])
        raise Ambiguous(
            _("Several customers were merged there. Name one by card number:"),
            [f"{customer.name} · {customer.card}" for customer in told],
        )
    return Merged(others[0].id, others[0].name)


def _named(session: Session, text: str, region: str) -> Sequence[CustomerRow]:
    """Those whom an id, a card number, a phone or a whole name is of, merged or not."""
    by_id = col(CustomerRow.id) == text
    by_card = col(CustomerRow.id).in_(
        select(CardNumberRow.customer_id).where(
            col(CardNumberRow.number).in_(same_code(card_key(text) or ""))
        )
    )
    by_phone = col(CustomerRow.id).in_(
        select(PhoneRow.customer_id).where(PhoneRow.number == (phone_key(text, region) or ""))
    )
    by_name = col(CustomerRow.folded) == fold(text)
    for named in (by_id, by_card, by_phone, by_name):
        if found := session.exec(select(CustomerRow).where(named).order_by(CustomerRow.id)).all():
            return found
    return ()
