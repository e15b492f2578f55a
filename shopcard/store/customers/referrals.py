"""Who brought whom, inside a session that the caller opened.

A referral is a new customer who names another one. People who were merged are one person: they
brought whom either brought, and the name that either gave counts once; nobody brings themselves.
"""

from datetime import date

from sqlalchemy import Select, case, func, or_, select
from sqlmodel import Session

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules import acts
from shopcard.store.answers.month import Ambassador, Brought
from shopcard.store.customers import rows
from shopcard.store.database.tables import CustomerRow, core
from shopcard.store.ledger import entries, merged
from shopcard.store.ledger.programs import Programs

_customers = core(CustomerRow)
_newcomers, _merged = _customers.alias("newcomer"), _customers.alias("merged")
_others = _customers.alias("other")
_referrers, _named = _customers.alias("referrer"), _customers.alias("named")
_newcomer = _newcomers.c


def name_referrer(session: Session, customer_id: str, referred_by: str) -> None:
    """Note who brought a customer, nobody when empty. Refused when they are not new any more, for
    themselves, and for one whom they brought; NotFound when either is not there."""
    who = rows.row(session, customer_id)
    by = merged.kept(session, referred_by)[0] if referred_by else None
    if by == who.referred_by:
        return
    itself = merged.kept(session, customer_id)[0]
    acts.refuse_late_referrer(entries.entries_of(session, itself, Programs(session)))
    if by == itself:
        raise Refused(_("Nobody can have brought themselves."))
    if by is not None and itself in _brought_before(session, by):
        raise Refused(
            _("{name} was brought by this customer: it cannot be the other way round too.").format(
                name=rows.name_of(session, by)
            )
        )
    who.referred_by = by
    session.add(who)
    session.flush()


def _brought_before(session: Session, customer_id: str) -> set[str]:
    """Who brought a customer, who brought that one, and so on."""
    found: set[str] = set()
    row = session.get(CustomerRow, customer_id)
    while row is not None and row.referred_by and row.referred_by not in found:
        found.add(row.referred_by)
        row = session.get(CustomerRow, row.referred_by)
    return found


def pairs(first: date | None, through: date) -> Select[tuple[str, str]]:
    """A line per new customer of a span, since ever without a first day, who was brought by
    another: `who` and `by`, their ids."""
    another = func.coalesce(_others.c.merged_into, _others.c.id) != _newcomer.id
    named_themselves = (
        select(_others.c.id)
        .where(_others.c.id == _newcomer.referred_by, another)
        .correlate(_newcomers)
        .scalar_subquery()
    )
    named_before_a_merge = (
        select(func.min(_merged.c.referred_by))
        .join_from(_merged, _others, _others.c.id == _merged.c.referred_by)
        .where(_merged.c.merged_into == _newcomer.id, another)
        .correlate(_newcomers)
        .scalar_subquery()
    )
    named = func.coalesce(named_themselves, named_before_a_merge)
    by = func.coalesce(_referrers.c.merged_into, _referrers.c.id)
    # Few were merged, so most newcomers who name nobody are passed over at a glance. That there
    # is somebody is asked as an order: SQLite has an index for that, and none for IS NOT NULL.
    kept = select(_merged.c.merged_into).where(_merged.c.merged_into > "")
    asked = (
        select(_newcomer.id.label("who"), by.label("by"))
        .join_from(_newcomers, _referrers, _referrers.c.id == named)
        .where(
            _newcomer.first_visit <= through,
            _newcomer.opening.is_(False),
            or_(_newcomer.referred_by.is_not(None), _newcomer.id.in_(kept)),
        )
    )
    return asked if first is None else asked.where(_newcomer.first_visit >= first)


def count(session: Session, first: date, through: date) -> int:
    """New customers of a span who name who brought them."""
    found = pairs(first, through).subquery()
    return int(session.execute(select(func.count(found.c.who))).scalar_one())


def ambassadors(session: Session, first: date, through: date, limit: int) -> tuple[Ambassador, ...]:
    """Who brought most new customers up to `through`, `first` on being the month; nobody who was
    erased."""
    found = pairs(None, through).subquery().c
    brought = func.count().label("brought")
    in_month = func.count(case((_newcomer.first_visit >= first, 1))).label("in_month")
    named = _named.c
    asked = (
        select(named.id, named.name, named.contact_ok, brought, in_month)
        .join_from(_named, found.who.table, named.id == found.by)
        .join(_newcomers, _newcomer.id == found.who)
        .where(named.name != "")
        .group_by(named.id, named.name, named.contact_ok, named.folded)
        .order_by(brought.desc(), in_month.desc(), named.folded, named.id)
        .limit(limit)
    )
    return tuple(Ambassador(*line) for line in session.execute(asked))


def brought(
    session: Session, first: date | None, through: date, by: str | None
) -> tuple[Brought, ...]:
    """Who brought whom in a span, newest first; only whom one person brought if asked for."""
    found, named = pairs(first, through).subquery().c, _named.c
    asked = (
        select(_newcomer.id, _newcomer.name, _newcomer.first_visit, named.id, named.name)
        .join_from(_newcomers, found.who.table, found.who == _newcomer.id)
        .join(_named, named.id == found.by)
        .order_by(_newcomer.first_visit.desc(), _newcomer.folded, _newcomer.id)
    )
    if by is not None:
        asked = asked.where(named.id == by)
    return tuple(Brought(*line) for line in session.execute(asked))
