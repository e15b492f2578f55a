"""What customers say of the shop, inside a session that the caller opened: kept, read, counted.

`feedback` is written in the order of its days, so of several answers the one with the highest id
is the latest.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlmodel import Session

from shopcard.errors import NotFound, Refused
from shopcard.language import _
from shopcard.rules import voices as rules
from shopcard.rules.identity import clean_note
from shopcard.rules.metrics import Group
from shopcard.rules.voices import PASSIVES_FROM, PROMOTERS_FROM, Ask, Voices
from shopcard.store import people
from shopcard.store.month_answers import Ambassador, Brought, Voice
from shopcard.store.tables import CustomerRow, FeedbackRow, core

MOST_COMMENT = 500
"""Characters of a comment."""


_feedback, _customers = core(FeedbackRow), core(CustomerRow)
_said = _feedback.c
_newcomers, _friends = _customers.alias("newcomer"), _customers.alias("friend")
_referrers, _naming = _customers.alias("referrer"), _customers.alias("named")
_newcomer, _friend, _referrer, _named = _newcomers.c, _friends.c, _referrers.c, _naming.c
_speakers = _customers.alias("speaker")

_WHO = func.coalesce(_speakers.c.merged_into, _said.customer_id)
"""The person behind a row of `feedback` joined with its speaker."""
_SPOKEN = _feedback.join(_speakers, _speakers.c.id == _said.customer_id)
_ANSWERED = or_(_said.recommend.is_not(None), _said.satisfied.is_not(None))


# Keeping


def kept(session: Session, customer_id: str) -> CustomerRow:
    """The customer meant, the one kept of two who were merged. NotFound, or Refused for one who
    was erased."""
    row = people.row(session, customer_id)
    if row.merged_into is not None:
        row = people.row(session, row.merged_into)
    if row.erased_on is not None or not row.name:
        raise Refused(_("This customer was erased: only the counts are left."))
    return row


def row_of(
    customer_id: str,
    day: date,
    staff: str,
    till: str,
    *,
    recommend: int | None,
    satisfied: bool | None,
    comment: str,
) -> FeedbackRow:
    """What `feedback` holds of an answer as typed. Refused for one that is not 0 to 10, and for a
    comment that is too long."""
    return FeedbackRow(
        customer_id=customer_id,
        day=day,
        staff=staff,
        till=till,
        recommend=rules.checked(recommend),
        satisfied=satisfied,
        comment=clean_note(comment, most=MOST_COMMENT),
    )


def note(
    session: Session,
    customer_id: str,
    day: date,
    staff: str,
    till: str,
    *,
    recommend: int | None,
    satisfied: bool | None,
    comment: str,
) -> Voice:
    row = row_of(
        kept(session, customer_id).id, day, staff, till,
        recommend=recommend, satisfied=satisfied, comment=comment,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return voice(session, row.id)


def asks(session: Session, customer_id: str, ask: Ask, today: date) -> Ask:
    """The question that a customer is due to be asked; NO for one who is not there to ask."""
    if ask is Ask.NO:
        return ask
    row = people.row(session, customer_id)
    who = row.merged_into or row.id
    # Whoever was asked has a row with an answer, or with nothing at all; a comment alone was free.
    one_person = or_(_speakers.c.id == who, _speakers.c.merged_into == who)
    asked = (
        select(func.max(_said.day))
        .select_from(_SPOKEN)
        .where(one_person, or_(_ANSWERED, _said.comment == ""))
    )
    last: date | None = session.execute(asked).scalar_one()
    return rules.due(ask, last, today)


def mark(session: Session, feedback_id: int, on: date | None) -> Voice:
    """Mark a comment as acted upon on a day, or take the mark away. NotFound where there is no
    such comment."""
    row = session.get(FeedbackRow, feedback_id)
    if row is None or not row.comment:
        raise NotFound(_("This comment is not there any more."))
    row.acted_on = on
    session.add(row)
    session.flush()
    return voice(session, feedback_id)


# Reading

_READ = select(
    _said.id, _named.id, _named.name, _said.day, _said.recommend, _said.satisfied,
    _said.comment, _said.staff, _said.acted_on,
).select_from(_SPOKEN.join(_naming, _named.id == _WHO))  # fmt: skip


def voice(session: Session, feedback_id: int | None) -> Voice:
    return Voice(*session.execute(_READ.where(_said.id == feedback_id)).one())


def comments(
    session: Session, *, open_only: bool, until: date | None, limit: int | None
) -> tuple[Voice, ...]:
    """Newest first."""
    asked = _READ.where(_said.comment != "").order_by(_said.id.desc()).limit(limit)
    if open_only:
        asked = asked.where(_said.acted_on.is_(None))
    if until is not None:
        asked = asked.where(_said.day <= until)
    return tuple(Voice(*line) for line in session.execute(asked))


# Counting


def count(session: Session, first: date, through: date) -> Voices:
    """The voices of a span of business days."""
    return rules.voices(
        _latest_answers(session, _said.recommend, first, through),
        _latest_answers(session, _said.satisfied, first, through),
        session.execute(
            select(func.count()).select_from(referred(first, through).distinct().subquery())
        ).scalar_one(),
    )


def _latest(answer: ColumnElement[Any], first: date, through: date) -> Select[Any]:
    """A line per person who answered in a span: `who`, and the `id` of their latest answer."""
    return (
        select(_WHO.label("who"), func.max(_said.id).label("id"))
        .select_from(_SPOKEN)
        .where(_said.day.between(first, through), answer.is_not(None))
        .group_by(_WHO)
    )


def _latest_answers(
    session: Session, answer: ColumnElement[Any], first: date, through: date
) -> dict[Any, int]:
    latest = _latest(answer, first, through).subquery().c
    asked = select(answer, func.count()).where(_said.id == latest.id).group_by(answer)
    return {given: n for given, n in session.execute(asked)}


ANSWERS: Mapping[Group, tuple[ColumnElement[Any], ColumnElement[bool]]] = {
    Group.PROMOTERS: (_said.recommend, _said.recommend >= PROMOTERS_FROM),
    Group.PASSIVES: (
        _said.recommend,
        _said.recommend.between(PASSIVES_FROM, PROMOTERS_FROM - 1),
    ),
    Group.DETRACTORS: (_said.recommend, _said.recommend < PASSIVES_FROM),
    Group.SATISFIED: (_said.satisfied, _said.satisfied.is_(True)),
    Group.NOT_SATISFIED: (_said.satisfied, _said.satisfied.is_(False)),
}
"""The groups that an answer makes: to which question, and which answers."""


def answered(group: Group, first: date, through: date) -> Select[Any]:
    """The ids of the people whose latest answer in a span puts them into a group."""
    answer, chosen = ANSWERS[group]
    latest = _latest(answer, first, through).subquery().c
    return select(latest.who).select_from(_feedback).where(_said.id == latest.id, chosen)


# Who brought whom

_BY = func.coalesce(_referrer.merged_into, _referrer.id)
_BROUGHT = (
    _newcomers.join(
        _friends, or_(_friend.id == _newcomer.id, _friend.merged_into == _newcomer.id)
    ).join(_referrers, _referrer.id == _friend.referred_by)
)  # fmt: skip
"""Newcomers, each as who they were when they named who brought them, and the one they named."""


def _brought(first: date | None, through: date) -> ColumnElement[bool]:
    """Whether a newcomer of a span was brought by another person: nobody brings themselves."""
    return and_(
        _newcomer.first_visit <= through,
        true() if first is None else _newcomer.first_visit >= first,
        _newcomer.opening.is_(False),
        _BY != _newcomer.id,
    )


def referred(first: date, through: date) -> Select[Any]:
    """The ids of the new customers of a span who name who brought them."""
    return select(_newcomer.id).select_from(_BROUGHT).where(_brought(first, through))


def referrers(first: date, through: date) -> Select[Any]:
    """The ids of those who brought them."""
    return select(_BY).select_from(_BROUGHT).where(_brought(first, through))


def ambassadors(session: Session, first: date, through: date, limit: int) -> tuple[Ambassador, ...]:
    """Who brought most new customers up to `through`, `first` on being the month; nobody who was
    erased."""
    lately = case((_newcomer.first_visit >= first, _newcomer.id))
    brought = func.count(_newcomer.id.distinct()).label("brought")
    in_month = func.count(lately.distinct()).label("in_month")
    asked = (
        select(_named.id, _named.name, _named.contact_ok, brought, in_month)
        .select_from(_BROUGHT.join(_naming, _named.id == _BY))
        .where(_brought(None, through), _named.name != "")
        .group_by(_named.id, _named.name, _named.contact_ok, _named.folded)
        .order_by(brought.desc(), in_month.desc(), _named.folded, _named.id)
        .limit(limit)
    )
    return tuple(Ambassador(*line) for line in session.execute(asked))


def brought(
    session: Session, first: date | None, through: date, by: str | None
) -> tuple[Brought, ...]:
    """The new customers of a span, since ever without a first day, who name who brought them: all,
    or those that one person brought; newest first."""
    asked = (
        select(_newcomer.id, _newcomer.name, _newcomer.first_visit, _named.id, _named.name)
        .select_from(_BROUGHT.join(_naming, _named.id == _BY))
        .where(_brought(first, through), true() if by is None else by == _BY)
        .distinct()
        .order_by(_newcomer.first_visit.desc(), _newcomer.id)
    )
    return tuple(Brought(*line) for line in session.execute(asked))
