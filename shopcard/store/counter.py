"""What the counter looks at: a customer's cards, a look-up's list, the day so far."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from statistics import median
from typing import Any

from sqlalchemy import Connection, Text, bindparam, case, cast, func, select
from sqlmodel import Session

from shopcard.rules.acts import birthday_gifts, tier_of
from shopcard.rules.card import Kind, replay
from shopcard.rules.identity import phone_tail
from shopcard.rules.place import running_at
from shopcard.rules.program import Terms
from shopcard.store import history, ledger, people
from shopcard.store.answers import Match, OpenCard, Today
from shopcard.store.compiled import Compiled
from shopcard.store.ledger import Programs
from shopcard.store.search import numbered, several
from shopcard.store.tables import (
    CardNumberRow,
    CardRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    PhoneRow,
    ProgramRow,
    TermsRow,
    core,
)

_customer, _entry, _card = core(CustomerRow), history.entry, core(CardRow)
_phone, _number = core(PhoneRow), core(CardNumberRow)
_program, _terms = core(ProgramRow), core(TermsRow)
_voider = core(EntryRow).alias("voider")
_LATEST_OF_ONE = (
    history.ACTS.where(_entry.c.customer_id.in_(bindparam("customers", expanding=True)))
    .order_by(_entry.c.id.desc())
    .limit(bindparam("most"))
)
_LATEST_OF_A_DAY = (
    history.ACTS.where(_entry.c.business_day == bindparam("day"))
    .order_by(_entry.c.id.desc())
    .limit(bindparam("most"))
)
_OPEN = Compiled(
    select(
        _program.c.id,
        select(cast(_terms.c.body, Text))
        .where(_terms.c.program_id == _program.c.id)
        .order_by(_terms.c.id.desc())
        .limit(1)
        .scalar_subquery(),
    )
    .where(_program.c.closed_at.is_(None))
    .order_by(_program.c.position)
)


@lru_cache(maxsize=64)
def _lines(many: int) -> Compiled:
    """What is told of so many customers, and of their cards, one of which is in a programme."""
    leading = _card.c.program_id == bindparam("program")
    return Compiled(
        select(
            _customer.c.id, _customer.c.name, _customer.c.last_visit,
            func.max(_number.c.number), func.max(_phone.c.number),
            func.max(case((leading, _card.c.stamps))), func.max(case((leading, _card.c.size))),
            func.sum(_card.c.ready), func.min(_card.c.changes_on),
        )
        .outerjoin_from(
            _customer,
            _number,
            (_number.c.customer_id == _customer.c.id) & _number.c.replaced_at.is_(None),
        )
        .outerjoin(_phone, (_phone.c.customer_id == _customer.c.id) & (_phone.c.position == 0))
        .outerjoin(_card, _card.c.customer_id == _customer.c.id)
        .where(_customer.c.id.in_(several("id", many)))
        .group_by(_customer.c.id)
    )  # fmt: skip


@lru_cache(maxsize=64)
def _read(terms: str) -> Terms:
    return Terms.from_dict(json.loads(terms))


_effect = core(EntryProgramRow)
_LATEST_KEYED = (
    select(_effect.c.stamps)
    .join(_entry, _entry.c.id == _effect.c.entry_id)
    .outerjoin(_voider, _voider.c.voids == _entry.c.id)
    .where(
        _effect.c.program_id == bindparam("program"),
        _effect.c.stamps > 0,
        _entry.c.kind == Kind.PURCHASE,
        _voider.c.id.is_(None),
    )
    .order_by(_effect.c.entry_id.desc())
    .limit(100)
)
_STANDS = (_entry.c.business_day == bindparam("day")) & _voider.c.id.is_(None)
_SUMS = (
    select(_entry.c.kind, func.count(), func.sum(_entry.c.amount))
    .outerjoin_from(_entry, _voider, _voider.c.voids == _entry.c.id)
    .where(_STANDS)
    .group_by(_entry.c.kind)
)


def usual_stamps(session: Session, program: int) -> float:
    """The median of the stamps keyed in with the programme's latest purchases; 1 where there are
    none."""
    latest = session.execute(_LATEST_KEYED, {"program": program}).scalars().all()
    return median(latest) if latest else 1


def open_card(
    session: Session, customer_id: str, today: date, acts: int, place: str | None = None
) -> OpenCard:
    """A customer as the counter shows them in a place: the programmes that run there first, of the
    others those on whose card something stands."""
    known = Programs(session)
    customer = people.customers(session, [customer_id])[0]
    if customer.merged_into:
        customer = people.customers(session, [customer.merged_into])[0]
    entries = ledger.entries_of(session, customer.id, known)
    standing = replay(entries, today)
    everyone = [customer.id, *(other.id for other in customer.merged)]
    latest = {"customers": everyone, "most": acts}
    gifts = birthday_gifts(
        entries, {p.id: p.terms for p in known.open_at(place)}, customer.birthday or "", today
    )
    here = {p.id for p in known.open_at(place)}
    elsewhere = tuple(p for p in known.open if p.id not in here)
    views = [
        replace(view, here=view.program.closed or view.program.id in here)
        for view in ledger.card_views(standing, known)
    ]
    views = [view for view in views if view.here or ledger.holds_something(view.card)]
    views.sort(key=lambda view: not view.takes_stamps)
    return OpenCard(
        customer,
        tuple(replace(v, tier=tier_of(entries, v.program.terms, today)) for v in views),
        history.acts(session, known, _LATEST_OF_ONE, latest, standing.gains),
        tuple((known.all[program], name) for program, name in gifts),
        elsewhere,
    )


def matches(
    shop: Connection,
    ids: Sequence[str],
    exact: str | None,
    today: date,
    place: str | None = None,
) -> tuple[Match, ...]:
    """The lines of a look-up's list, in the order of `ids`, as a till in a place shows them."""
    if not ids:
        return ()
    day = today.isoformat()
    running = running_at(_OPEN.rows(shop), place, lambda row: _read(row[1]).channel)
    program, terms = next(iter(running), (None, None))
    full = _read(terms).size if terms else 0
    found = {}
    for line in _lines(len(ids)).rows(shop, program=program, **numbered("id", ids)):
        customer_id, name, last_visit, number, phone, stamps, size, ready, changes_on = line
        if changes_on is not None and changes_on <= day:
            cards = _as_they_stand(shop, customer_id, today)
            ready = sum(card["ready"] for card in cards)
            leading = [card for card in cards if card["program_id"] == program]
            stamps, size = (leading[0]["stamps"], leading[0]["size"]) if leading else (0, 0)
        found[customer_id] = Match(
            id=customer_id,
            name=name,
            card=number or "",
            phone_tail=phone_tail(phone or ""),
            stamps=stamps or 0,
            size=size or full,
            ready=ready or 0,
            last_visit=date.fromisoformat(last_visit) if last_visit else None,
            exact=customer_id == exact,
        )
    return tuple(found[customer_id] for customer_id in ids)


def _as_they_stand(shop: Connection, customer_id: str, today: date) -> Sequence[Mapping[str, Any]]:
    """The rows of cards that a day has changed since the last act."""
    with Session(shop) as session:
        standing = replay(ledger.entries_of(session, customer_id, Programs(session)), today)
    return ledger.card_rows(customer_id, standing)


def today(session: Session, day: date, acts: int) -> Today:
    """What stands of a business day so far, and its latest acts."""
    stands = {kind: (n, amount) for kind, n, amount in session.execute(_SUMS, {"day": day})}
    purchases, revenue = stands.get(Kind.PURCHASE, (0, None))
    latest = {"day": day, "most": acts}
    return Today(
        day=day,
        purchases=purchases,
        rewards=stands.get(Kind.REDEEM, (0, None))[0],
        revenue=revenue or 0,
        acts=history.acts(session, Programs(session), _LATEST_OF_A_DAY, latest),
    )
