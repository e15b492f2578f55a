"""Which of the purchases in a list came in before, however that list was written then.

A row's key stands for what was understood of it. Earlier versions made the key of the row's own
letters, and a list may have gained or lost its receipt numbers since: so a purchase whose key is
not there is looked for by what it means, and each that is there answers for one row.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import func, select
from sqlmodel import Session

from shopcard.rules.calendar import local, noon
from shopcard.rules.card import Kind
from shopcard.store.answers.counter import PastPurchase
from shopcard.store.counter.till import Till
from shopcard.store.database.tables import CustomerRow, EntryRow, core
from shopcard.store.ledger.entries import IN_BULK

_entry, _customer = core(EntryRow).c, core(CustomerRow).c

BY_MEANING = "row-"
"""How the key of a row begins that has no receipt number."""
_EVERY = 500

T = TypeVar("T")
Meaning = tuple[str, int | None, datetime | date]
"""Whose, how much, and the minute or the day."""


def already_there(
    session: Session, till: Till, purchases: Sequence[PastPurchase], holders: Mapping[str, str]
) -> set[str]:
    """The keys of those that came in before. `holders` says whom each card number opens."""
    known = set(_known_keys(session, purchases))
    there = {p.key for p in purchases if p.key in known or (p.former_key and p.former_key in known)}
    missing = [p for p in purchases if p.key not in there and p.card in holders]
    if not missing:
        return there
    taken = {key for p in purchases for key in (p.key, p.former_key) if key in known}
    waiting: defaultdict[Meaning, list[PastPurchase]] = defaultdict(list)
    for purchase in missing:
        waiting[_meaning(purchase, holders[purchase.card], till)].append(purchase)
    for key, meanings in _brought(session, till, missing, holders):
        if key in taken:
            continue
        for meaning in meanings:
            # a receipt is another purchase than any other receipt's
            fitting = [p for p in waiting.get(meaning, ()) if _may_be(key, p)]
            if fitting:
                waiting[meaning].remove(fitting[0])
                there.add(fitting[0].key)
                break
    return there


def _known_keys(session: Session, purchases: Sequence[PastPurchase]) -> Iterator[str]:
    for part in _grouped(purchases):
        keys = [key for p in part for key in (p.key, p.former_key) if key]
        yield from session.execute(select(_entry.key).where(_entry.key.in_(keys))).scalars()


def _may_be(key: str, purchase: PastPurchase) -> bool:
    by_meaning = purchase.key.startswith(BY_MEANING)
    return by_meaning or key.startswith(BY_MEANING)


def _meaning(purchase: PastPurchase, who: str, till: Till) -> Meaning:
    when: datetime | date = purchase.at.replace(second=0, microsecond=0)
    if not purchase.timed:
        when = local(purchase.at, till.settings.zone).date()
    return who, purchase.amount, when


def _brought(
    session: Session, till: Till, missing: Sequence[PastPurchase], holders: Mapping[str, str]
) -> Iterator[tuple[str, list[Meaning]]]:
    """The purchases that came in before, of the customers and days that are missing, by key, each
    with what a row may have said of it."""
    zone = till.settings.zone
    # a day's purchase may have been kept at another hour of that day
    first = min(p.at for p in missing) - timedelta(days=1)
    last = max(p.at for p in missing) + timedelta(days=1)
    person = func.coalesce(_customer.merged_into, _customer.id)
    asked = (
        select(_entry.key, person, _entry.amount, _entry.at, _entry.recorded_at)
        .join(_customer.id.table, _customer.id == _entry.customer_id)
        .where(
            _entry.kind == Kind.PURCHASE.value,
            _entry.contents == IN_BULK,
            _entry.at.between(first, last),
        )
        .order_by(_entry.id)
    )
    for part in _grouped(sorted({holders[p.card] for p in missing})):
        for key, who, amount, at, recorded_at in session.execute(asked.where(person.in_(part))):
            meanings: list[Meaning] = [(who, amount, at.replace(second=0, microsecond=0))]
            day = local(at, zone).date()
            if at in (noon(day, zone), recorded_at):
                meanings.append((who, amount, day))
            yield key, meanings


def _grouped(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[n : n + _EVERY] for n in range(0, len(items), _EVERY))
