"""What customers say of the shop, inside a session that the caller opened: kept, read, counted.

`feedback` is written in the order of its days, so of several answers the one with the highest id
is the latest.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select
from sqlmodel import Session

from shopcard.errors import NotFound
from shopcard.language import _
from shopcard.rules import voices as rules
from shopcard.rules.identity import clean_note
from shopcard.rules.metrics import Group
from shopcard.rules.voices import PASSIVES_FROM, PROMOTERS_FROM, Ask, Voices
from shopcard.store import people, person
from shopcard.store.month_answers import Voice
from shopcard.store.tables import CellRow, CustomerRow, FeedbackRow, core

MOST_COMMENT = 400
"""Characters of a comment: a screen of 80×24 shows it whole."""


CELL = "voices"
"""The kind of the cells that keep what `count` found."""
_feedback, _customers, _cells = core(FeedbackRow), core(CustomerRow), core(CellRow)
_said = _feedback.c
_speakers, _people = _customers.alias("speaker"), _customers.alias("person")

_WHO = func.coalesce(_speakers.c.merged_into, _said.customer_id)
"""The person behind a row of `feedback` joined with its speaker."""
_SPOKEN = _feedback.join(_speakers, _speakers.c.id == _said.customer_id)
_MERGED = select(_customers.c.id, _customers.c.merged_into).where(_customers.c.merged_into > "")
"""Asked as an order, for which SQLite has an index."""
LATE = "late"
"""The kind of the cells that keep whom to look after: who answers was seen."""
_STALE = delete(_cells).where(_cells.c.kind.in_([CELL, LATE]), _cells.c.through >= bindparam("day"))
_ANSWERED = or_(_said.recommend.is_not(None), _said.satisfied.is_not(None))


# Keeping


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
        person.kept(session, customer_id)[0], day, staff, till,
        recommend=recommend, satisfied=satisfied, comment=comment,
    )  # fmt: skip
    session.add(row)
    session.flush()
    forget_counts(session, day)
    return voice(session, row.id)


def forget_counts(session: Session, day: date) -> None:
    """What was kept of a day, or of one after it, is to be counted again."""
    session.execute(_STALE, {"day": day})


def forget_counts_of(session: Session, ids: Sequence[str]) -> None:
    """The same from the first day on which any of some customers answered: two of them became one
    person, or one became two."""
    first: date | None = session.execute(
        select(func.min(_said.day)).where(_said.customer_id.in_(ids))
    ).scalar_one()
    if first is not None:
        forget_counts(session, first)


def asks(session: Session, customer_id: str, ask: Ask, today: date) -> Ask:
    """The question that a customer is due to be asked; NO for one who is not there to ask."""
    if ask is Ask.NO:
        return ask
    who = person.kept(session, customer_id)[0]
    row = people.row(session, who)
    # Whoever was asked has a row with an answer, or with nothing at all; a comment alone was free.
    one_person = or_(_speakers.c.id == who, _speakers.c.merged_into == who)
    asked = (
        select(func.max(_said.day))
        .select_from(_SPOKEN)
        .where(one_person, or_(_ANSWERED, _said.comment == ""))
    )
    last: date | None = session.execute(asked).scalar_one()
    # Who came with stamps from elsewhere had come before.
    return rules.due(ask, last, today, row.visits + row.opening)


def take_back(session: Session, feedback_id: int) -> None:
    """Forget what was noted: it was a slip. NotFound where it is not there any more."""
    row = session.get(FeedbackRow, feedback_id)
    if row is None:
        raise NotFound(_("This answer is not there any more."))
    session.delete(row)
    session.flush()
    forget_counts(session, row.day)


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
    _said.id, _people.c.id, _people.c.name, _said.day, _said.recommend, _said.satisfied,
    _said.comment, _said.staff, _said.acted_on,
).select_from(_SPOKEN.join(_people, _people.c.id == _WHO))  # fmt: skip


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


def count(session: Session, first: date, through: date, referred: int) -> Voices:
    """The voices of a span of business days, with its referrals, which are counted elsewhere."""
    asked = (
        select(_said.customer_id, _said.recommend, _said.satisfied)
        .where(_said.day.between(first, through), _ANSWERED)
        .order_by(_said.id)
    )
    kept = {row.id: row.merged_into for row in session.execute(_MERGED)}
    recommend: dict[str, int] = {}
    satisfied: dict[str, bool] = {}
    for who, points, judged in session.execute(asked):
        whose = kept.get(who, who)
        if points is not None:
            recommend[whose] = points
        if judged is not None:
            satisfied[whose] = judged
    return rules.voices(
        Counter(recommend.values()),
        Counter(satisfied.values()),
        referred,
    )


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
    latest = (
        select(_WHO.label("who"), func.max(_said.id).label("id"))
        .select_from(_SPOKEN)
        .where(_said.day.between(first, through), answer.is_not(None))
        .group_by(_WHO)
        .subquery()
        .c
    )
    return select(latest.who).select_from(_feedback).where(_said.id == latest.id, chosen)
