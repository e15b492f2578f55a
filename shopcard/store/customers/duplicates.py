"""Pairs of customers who may be one person, inside a session that the caller opened."""

from collections import defaultdict

from sqlalchemy import func, select
from sqlmodel import Session

from shopcard.rules import duplicates as alike
from shopcard.store.answers.counter import Customer, Likeness
from shopcard.store.customers import rows
from shopcard.store.database.tables import CustomerRow, PhoneRow, core

PART = 500
"""Customers in one batch of a query."""

_customer, _phone = core(CustomerRow).c, core(PhoneRow).c


def duplicates(session: Session, limit: int) -> tuple[Likeness, ...]:
    """What tells most first, then by name; nobody who was merged already or erased."""
    phones = _shared_phones(session)
    asked = select(_customer.id, _customer.name, _customer.birthday, _customer.email).where(
        _customer.merged_into.is_(None), _customer.erased_on.is_(None), _customer.name != ""
    )
    known = [
        alike.Known(who, name, birthday, email, tuple(phones.get(who, ())))
        for who, name, birthday, email in session.execute(asked)
        if birthday or email or who in phones
    ]
    names = {customer.id: customer.name for customer in known}
    found = sorted(
        alike.pairs(known).items(), key=lambda pair: (pair[1], names[pair[0][0]], pair[0])
    )[:limit]
    who = _customers(session, sorted({who for pair, _why in found for who in pair}))
    return tuple(Likeness(*_ordered(who[one], who[other]), why=why) for (one, other), why in found)


def _shared_phones(session: Session) -> dict[str, list[str]]:
    """By customer, those of their phones that somebody else has too; a phone of one who was merged
    is the one kept's."""
    several = (
        select(_phone.number).group_by(_phone.number).having(func.count() > 1).scalar_subquery()
    )
    holder = func.coalesce(_customer.merged_into, _customer.id)
    asked = (
        select(holder, _phone.number)
        .join_from(core(PhoneRow), core(CustomerRow), _customer.id == _phone.customer_id)
        .where(_phone.number.in_(several))
        .distinct()
    )
    phones: defaultdict[str, list[str]] = defaultdict(list)
    for who, number in session.execute(asked):
        phones[who].append(number)
    return phones


def _customers(session: Session, ids: list[str]) -> dict[str, Customer]:
    return {
        customer.id: customer
        for n in range(0, len(ids), PART)
        for customer in rows.customers(session, ids[n : n + PART])
    }


def _ordered(one: Customer, other: Customer) -> tuple[Customer, Customer]:
    """The one to keep first."""
    first, second = sorted((one, other), key=lambda c: (-c.visits, c.joined, c.id))
    return first, second
