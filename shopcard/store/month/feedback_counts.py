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
from shopcard.rules import feedback as rules
from shopcard.rules.feedback import PASSIVES_FROM, PROMOTERS_FROM, Voices
from shopcard.rules.metrics import Group
from shopcard.store.database.tables import CellRow, CustomerRow, FeedbackRow, core

CELL = "voices"
"""The kind of the cells that keep what `count` found."""
_feedback, _customers, _cells = core(FeedbackRow), core(CustomerRow), core(CellRow)
_said = _feedback.c
SPEAKERS, PEOPLE = _customers.alias("speaker"), _customers.alias("person")

WHO = func.coalesce(SPEAKERS.c.merged_into, _said.customer_id)
"""The person behind a row of `feedback` joined with its speaker."""
SPOKEN = _feedback.join(SPEAKERS, SPEAKERS.c.id == _said.customer_id)
_MERGED = select(_customers.c.id, _customers.c.merged_into).where(_customers.c.merged_into > "")
"""Asked as an order, for which SQLite has an index."""
LATE = "late"
"""The kind of the cells that keep whom to look after: who answers was seen."""
_STALE = delete(_cells).where(_cells.c.kind.in_([CELL, LATE]), _cells.c.through >= bindparam("day"))
ANSWERED = or_(_said.recommend.is_not(None), _said.satisfied.is_not(None))


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


def take_back(session: Session, feedback_id: int) -> None:
    """Forget what was noted: it was a slip. NotFound where it is not there any more."""
    row = session.get(FeedbackRow, feedback_id)
    if row is None:
        raise NotFound(_("This answer is not there any more."))
    session.delete(row)
    session.flush()
    forget_counts(session, row.day)


def count(session: Session, first: date, through: date, referred: int) -> Voices:
    """The voices of a span of business days, with its referrals, which are counted elsewhere."""
    asked = (
        select(_said.customer_id, _said.recommend, _said.satisfied)
        .where(_said.day.between(first, through), ANSWERED)
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
        select(WHO.label("who"), func.max(_said.id).label("id"))
        .select_from(SPOKEN)
        .where(_said.day.between(first, through), answer.is_not(None))
        .group_by(WHO)
        .subquery()
        .c
    )
    return select(latest.who).select_from(_feedback).where(_said.id == latest.id, chosen)
