"""What the counter looks at: a customer's cards, a look-up's list, the day so far."""

from dataclasses import replace
from datetime import date
from statistics import median

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from shopcard.rules.acts import birthday_gifts, tier_of
from shopcard.rules.card import Kind, replay
from shopcard.store.answers.counter import OpenCard, Today
from shopcard.store.customers import rows
from shopcard.store.database.tables import (
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
from shopcard.store.ledger import entries as ledger
from shopcard.store.ledger import history
from shopcard.store.ledger.programs import Programs
from shopcard.store.ledger.standing import card_views

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
_LATEST_AMOUNTS = (
    select(_entry.c.amount)
    .outerjoin(_voider, _voider.c.voids == _entry.c.id)
    .where(
        # Where few purchases have one, the whole ledger is not to be read for it.
        _entry.c.id > select(func.max(_entry.c.id)).scalar_subquery() - 500,
        _entry.c.kind == Kind.PURCHASE,
        _entry.c.amount > 0,
        _voider.c.id.is_(None),
    )
    .order_by(_entry.c.id.desc())
    .limit(50)
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


def latest_amounts(session: Session) -> tuple[int, ...]:
    """The amounts of the shop's latest purchases (minor units), at most 50."""
    return tuple(session.execute(_LATEST_AMOUNTS).scalars())


def open_card(
    session: Session, customer_id: str, today: date, acts: int, place: str | None = None
) -> OpenCard:
    """A customer as the counter shows them in a place: the programmes that run there first, of the
    others those on whose card something stands."""
    known = Programs(session)
    customer = rows.customers(session, [customer_id])[0]
    if customer.merged_into:
        customer = rows.customers(session, [customer.merged_into])[0]
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
        for view in card_views(standing, known)
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
