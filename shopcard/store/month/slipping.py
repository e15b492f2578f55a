"""Whom to look after: the list of a close, with names, contacts and what is at stake."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Engine, bindparam, delete, func, insert, select
from sqlmodel import Session

from shopcard.rules import slipping
from shopcard.rules.card import Kind
from shopcard.rules.slipping import CameBack, Slipping
from shopcard.store.answers.month import Late, LookAfter
from shopcard.store.database.tables import ContactRow, CustomerRow, EntryRow, core
from shopcard.store.ledger.merged import everyone, merged, person
from shopcard.store.month import counts, feedback_counts
from shopcard.store.month.cache import looking
from shopcard.store.month.which_month import Asked

YEAR = 365
PART = 500
"""Customers in one batch of a query."""

_customer, _contact, _entry = core(CustomerRow).c, core(ContactRow), core(EntryRow).c


def look_after(engine: Engine, what: Asked) -> LookAfter:
    with looking(engine) as cells:
        told = cells.get(
            feedback_counts.LATE,
            what.first,
            what.close,
            0,
            lambda: _late(cells.session, what.close),
        )
        late = [_slipping(line) for line in told["customers"]]
        return LookAfter(
            what.close,
            told["shop_gap"],
            _by_stake(cells.session, late, told["months"], in_money=told["in_money"]),
        )


def _late(session: Session, day: date) -> dict[str, Any]:
    lateness = slipping.lateness(counts.stories(session, day), day)
    usual, in_money = _usual_months(session, [c.customer for c in lateness.customers], day)
    customers = []
    for c in lateness.customers:
        line = asdict(c)
        line["last_seen"] = c.last_seen.isoformat()
        customers.append(line)
    return {
        "shop_gap": lateness.shop_gap,
        "customers": customers,
        "months": usual,
        "in_money": in_money,
    }


def _slipping(line: dict[str, Any]) -> Slipping:
    back = line["came_back"]
    return Slipping(
        **{
            **line,
            "last_seen": date.fromisoformat(line["last_seen"]),
            "came_back": None if back is None else CameBack(**back),
        }
    )


def _usual_months(session: Session, ids: list[str], day: date) -> tuple[dict[str, float], bool]:
    """What each one's visits come to in 30 days: spend, or visits where no amounts are kept."""
    bought: dict[str, list[tuple[date, int, int]]] = {}
    whose = person(_entry.customer_id).label("customer_id")
    for n in range(0, len(ids), PART):
        part = ids[n : n + PART]
        lines = session.execute(
            select(
                whose, _entry.business_day, func.count(_entry.amount),
                func.coalesce(func.sum(_entry.amount), 0),
            )
            .where(
                _entry.customer_id.in_([*part, *merged(session, part)]),
                _entry.kind == Kind.PURCHASE,
                _entry.business_day <= day,
                counts.STANDS,
            )
            .group_by(whose, _entry.business_day)
            .order_by(_entry.business_day)
        )  # fmt: skip
        for who, on, priced, spent in lines:
            bought.setdefault(who, []).append((on, priced, spent))
    recent = {
        who: [line for line in lines if (lines[-1][0] - line[0]).days < YEAR]
        for who, lines in bought.items()
    }
    in_money = any(priced for lines in recent.values() for _on, priced, _spent in lines)
    return {
        who: slipping.usual_month(
            sum(spent for _on, _priced, spent in lines) if in_money else len(lines),
            lines[0][0],
            lines[-1][0],
        )
        for who, lines in recent.items()
    }, in_money


def _by_stake(
    session: Session, late: list[Slipping], usual: dict[str, float], *, in_money: bool
) -> tuple[Late, ...]:
    """With names and contacts as they are now; the most at stake first. Nobody who was erased."""
    people: dict[str, tuple[str, bool]] = {}
    contacts: dict[str, date] = {}
    for n in range(0, len(late), PART):
        ids = [c.customer for c in late[n : n + PART]]
        for who, name, contact_ok in session.execute(
            select(_customer.id, _customer.name, _customer.contact_ok).where(
                _customer.id.in_(ids), _customer.name != ""
            )
        ):
            people[who] = (name, contact_ok)
        whose = person(_contact.c.customer_id).label("customer_id")
        for who, day in session.execute(
            select(whose, func.max(_contact.c.day))
            .where(_contact.c.customer_id.in_([*ids, *merged(session, ids)]))
            .group_by(whose)
        ):
            contacts[who] = day
    returned = _returned(session, contacts)
    lines = [
        Late(
            id=c.customer, name=people[c.customer][0], contact_ok=people[c.customer][1],
            visits=c.visits, last_seen=c.last_seen, days_since=c.days_since,
            usual_gap=c.usual_gap, score=c.score, came_back=c.came_back,
            usual_month=usual[c.customer], in_money=in_money,
            contacted=contacts.get(c.customer), returned=returned.get(c.customer),
        )
        for c in late
        if c.customer in people
    ]  # fmt: skip
    return tuple(sorted(lines, key=_most_at_stake))


def _most_at_stake(late: Late) -> tuple[float, str, str]:
    return -slipping.at_stake(late.usual_month, late.came_back), late.name, late.id


def _returned(session: Session, contacts: dict[str, date]) -> dict[str, date]:
    """The first visit on a day after the contact's, of those who came."""
    found: dict[str, date] = {}
    for who, day in contacts.items():
        first = session.execute(_AFTER, {"who": who, "day": day}).scalar_one()
        if first is not None:
            found[who] = first
    return found


_AFTER = select(func.min(_entry.business_day)).where(
    _entry.customer_id.in_(everyone(bindparam("who"))),
    _entry.business_day > bindparam("day"),
    _entry.kind == Kind.PURCHASE,
    counts.STANDS,
)


def forget_contact(session: Session, customer_id: str, day: date) -> None:
    session.execute(
        delete(core(ContactRow)).where(_contact.c.customer_id == customer_id, _contact.c.day == day)
    )


def note_contact(session: Session, customer_id: str, day: date, staff: str) -> None:
    session.execute(insert(_contact), {"customer_id": customer_id, "day": day, "staff": staff})
