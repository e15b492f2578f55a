"""What the counter looks at: a customer's cards, a look-up's list, the day so far."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopcard.rules.card import Kind, replay
from shopcard.rules.identity import phone_tail
from shopcard.store import ledger, people
from shopcard.store.answers import Match, OpenCard, Today
from shopcard.store.ledger import Programs
from shopcard.store.tables import (
    CardNumberRow,
    CardRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    PhoneRow,
)


def open_card(session: Session, customer_id: str, today: date, acts: int) -> OpenCard:
    known = Programs(session)
    customer = people.customers(session, [customer_id])[0]
    standing = replay(ledger.entries_of(session, customer_id, known), today)
    rows = session.exec(
        select(EntryRow)
        .where(EntryRow.customer_id == customer_id)
        .order_by(col(EntryRow.id).desc())
        .limit(acts)
    ).all()
    return OpenCard(
        customer,
        ledger.card_views(standing, known),
        ledger.as_acts(session, rows, known, standing.gains),
    )


def matches(
    session: Session, ids: Sequence[str], exact: str | None, today: date
) -> tuple[Match, ...]:
    """The lines of a look-up's list, in the order of `ids`."""
    known = Programs(session)
    first = known.open[0] if known.open else None
    people_rows = {
        row.id: row for row in session.exec(select(CustomerRow).where(col(CustomerRow.id).in_(ids)))
    }
    phones = dict(
        session.exec(
            select(PhoneRow.customer_id, PhoneRow.number).where(
                col(PhoneRow.customer_id).in_(ids), PhoneRow.position == 0
            )
        ).all()
    )
    numbers = dict(
        session.exec(
            select(CardNumberRow.customer_id, CardNumberRow.number).where(
                col(CardNumberRow.customer_id).in_(ids), col(CardNumberRow.replaced_at).is_(None)
            )
        ).all()
    )
    cards: dict[str, list[CardRow]] = {}
    for card in session.exec(select(CardRow).where(col(CardRow.customer_id).in_(ids))):
        cards.setdefault(card.customer_id, []).append(card)
    found = []
    for customer_id in ids:
        row = people_rows[customer_id]
        kept = cards.get(customer_id, [])
        if any(card.changes_on is not None and card.changes_on <= today for card in kept):
            standing = replay(ledger.entries_of(session, customer_id, known), today)
            kept = ledger.card_rows(customer_id, standing)
        leading = next((c for c in kept if first and c.program_id == first.id), None)
        size = (leading.size if leading else 0) or (first.terms.size if first else 0)
        found.append(
            Match(
                id=customer_id,
                name=row.name,
                card=numbers.get(customer_id, ""),
                phone_tail=phone_tail(phones.get(customer_id, "")),
                stamps=leading.stamps if leading else 0,
                size=size,
                ready=sum(card.ready for card in kept),
                last_visit=row.last_visit,
                exact=customer_id == exact,
            )
        )
    return tuple(found)


def today(session: Session, day: date, acts: int) -> Today:
    """What stands of a business day so far, and its latest acts."""
    voided = select(EntryRow.voids).where(col(EntryRow.voids).is_not(None))
    standing = (EntryRow.business_day == day, col(EntryRow.id).not_in(voided))
    purchases, revenue = session.exec(
        select(func.count(), func.coalesce(func.sum(EntryRow.amount), 0)).where(
            EntryRow.kind == Kind.PURCHASE, *standing
        )
    ).one()
    rewards = session.exec(
        select(func.count()).where(EntryRow.kind == Kind.REDEEM, *standing)
    ).one()
    rows = session.exec(
        select(EntryRow)
        .where(EntryRow.business_day == day)
        .order_by(col(EntryRow.id).desc())
        .limit(acts)
    ).all()
    keyed = session.exec(
        select(func.coalesce(func.sum(EntryProgramRow.stamps), 0))
        .join(EntryRow, col(EntryRow.id) == EntryProgramRow.entry_id)
        .where(EntryRow.kind == Kind.PURCHASE, *standing)
    ).one()
    return Today(
        day=day,
        purchases=purchases,
        stamps=keyed,
        rewards=rewards,
        revenue=revenue or 0,
        acts=ledger.as_acts(session, rows, Programs(session)),
    )
