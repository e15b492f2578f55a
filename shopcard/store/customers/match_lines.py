"""The lines of a look-up's list: what is told of each customer whom a text finds."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, bindparam, case, cast, func, select
from sqlmodel import Session

from shopcard.rules.card import replay
from shopcard.rules.identity import phone_tail
from shopcard.rules.place import running_at
from shopcard.rules.program import Terms
from shopcard.store.answers.counter import Match
from shopcard.store.database.compiled import Compiled, numbered, several
from shopcard.store.database.tables import (
    CardNumberRow,
    CardRow,
    CustomerRow,
    PhoneRow,
    ProgramRow,
    TermsRow,
    core,
)
from shopcard.store.ledger import entries
from shopcard.store.ledger.programs import Programs
from shopcard.store.ledger.standing import card_rows

_program, _terms = core(ProgramRow), core(TermsRow)
_customer, _number = core(CustomerRow), core(CardNumberRow)
_phone, _card = core(PhoneRow), core(CardRow)

_OPEN_PROGRAMS = Compiled(
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
    running = running_at(_OPEN_PROGRAMS.rows(shop), place, lambda row: _terms_of(row[1]).channel)
    program, terms = next(iter(running), (None, None))
    full = _terms_of(terms).size if terms else 0
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
        standing = replay(entries.entries_of(session, customer_id, Programs(session)), today)
    return card_rows(customer_id, standing)


@lru_cache(maxsize=64)
def _terms_of(terms: str) -> Terms:
    return Terms.from_dict(json.loads(terms))
