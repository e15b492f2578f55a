"""Customers who have not been seen for years, and when the owner last looked at them."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlmodel import Session

from shopcard.rules.card import replay
from shopcard.store.answers.counter import Unseen
from shopcard.store.database.tables import (
    TIDIED_ON,
    CardRow,
    CustomerRow,
    EntryRow,
    FeedbackRow,
    SettingRow,
    core,
)
from shopcard.store.ledger import entries as ledger
from shopcard.store.ledger.programs import Programs

_customer, _card = core(CustomerRow), core(CardRow)
_entry, _feedback = core(EntryRow), core(FeedbackRow)

PART = 500


def unseen(session: Session, since: date, today: date) -> tuple[Unseen, ...]:
    """Those with no act and no word after `since` who had joined by then, the longest unseen
    first; who was merged into another is seen when that one is."""
    c = _customer.c
    latest = [
        select(func.max(table.c[day]))
        .where(table.c.customer_id == c.id)
        .correlate(_customer)
        .scalar_subquery()
        for table, day in ((_entry, "business_day"), (_feedback, "day"))
    ]
    asked = select(c.id, c.name, c.joined, c.visits, *latest).where(
        c.erased_on.is_(None),
        c.merged_into.is_(None),
        c.joined <= since,
        or_(c.last_visit.is_(None), c.last_visit <= since),
    )
    found = []
    for who, name, joined, visits, *days in session.execute(asked):
        last = max(day for day in (joined, *days) if day is not None)
        if last <= since:
            found.append((who, name, joined, last, visits))
    ready = _ready(session, [line[0] for line in found], today)
    lines = [Unseen(*line, ready=ready.get(line[0], 0)) for line in found]
    return tuple(sorted(lines, key=lambda one: (one.last_seen, one.name, one.id)))


def _ready(session: Session, ids: list[str], today: date) -> dict[str, int]:
    """The rewards that each may ask for today; nothing of those who have none."""
    known, ready = Programs(session), dict[str, int]()
    for n in range(0, len(ids), PART):
        stale = set[str]()
        asked = select(_card.c.customer_id, _card.c.ready, _card.c.changes_on).where(
            _card.c.customer_id.in_(ids[n : n + PART])
        )
        for who, kept, changes_on in session.execute(asked):
            ready[who] = ready.get(who, 0) + kept
            if changes_on is not None and changes_on <= today:
                stale.add(who)
        for who, entries in ledger.ledgers_of(session, sorted(stale), known).items():
            ready[who] = sum(len(card.ready) for card in replay(entries, today).cards.values())
    return ready


def last_look(session: Session) -> date | None:
    row = session.get(SettingRow, TIDIED_ON)
    return None if row is None else date.fromisoformat(row.value)


def note_look(session: Session, day: date) -> None:
    session.merge(SettingRow(key=TIDIED_ON, value=day.isoformat()))
