"""Record what customers answer and say, and when to ask them."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlmodel import Session

from shopcard.errors import NotFound
from shopcard.language import _
from shopcard.rules import feedback as rules
from shopcard.rules.feedback import Ask
from shopcard.rules.text import clean_note
from shopcard.store.answers.month import Voice
from shopcard.store.customers import rows
from shopcard.store.database.tables import CellRow, CustomerRow, FeedbackRow, core
from shopcard.store.ledger import merged
from shopcard.store.month.feedback_counts import (
    ANSWERED,
    PEOPLE,
    SPEAKERS,
    SPOKEN,
    WHO,
    forget_counts,
)

_feedback, _customers, _cells = core(FeedbackRow), core(CustomerRow), core(CellRow)
_said = _feedback.c


MOST_COMMENT = 400
"""Characters of a comment: a screen of 80×24 shows it whole."""


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
        merged.kept(session, customer_id)[0], day, staff, till,
        recommend=recommend, satisfied=satisfied, comment=comment,
    )  # fmt: skip
    session.add(row)
    session.flush()
    forget_counts(session, day)
    return voice(session, row.id)


def asks(session: Session, customer_id: str, ask: Ask, today: date) -> Ask:
    """The question that a customer is due to be asked; NO for one who is not there to ask."""
    if ask is Ask.NO:
        return ask
    who = merged.kept(session, customer_id)[0]
    row = rows.row(session, who)
    # Whoever was asked has a row with an answer, or with nothing at all; a comment alone was free.
    one_person = or_(SPEAKERS.c.id == who, SPEAKERS.c.merged_into == who)
    asked = (
        select(func.max(_said.day))
        .select_from(SPOKEN)
        .where(one_person, or_(ANSWERED, _said.comment == ""))
    )
    last: date | None = session.execute(asked).scalar_one()
    # Who came with stamps from elsewhere had come before.
    return rules.due(ask, last, today, row.visits + row.opening)


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


_READ = select(
    _said.id, PEOPLE.c.id, PEOPLE.c.name, _said.day, _said.recommend, _said.satisfied,
    _said.comment, _said.staff, _said.acted_on,
).select_from(SPOKEN.join(PEOPLE, PEOPLE.c.id == WHO))  # fmt: skip


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
