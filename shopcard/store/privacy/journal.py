"""What was done about who works here and their PINs: only ever added to."""

from datetime import date, datetime

from sqlalchemy import insert, select
from sqlmodel import Session

from shopcard.rules.staff import About
from shopcard.rules.text import clean_text
from shopcard.store.answers.counter import JournalLine
from shopcard.store.database.tables import JournalRow, core

_journal = core(JournalRow)


def note(
    session: Session, what: About, whose: str, *, day: date, at: datetime, staff: str, till: str
) -> None:
    """Write down that something was done about somebody's place in the shop."""
    session.execute(
        insert(_journal),
        {"day": day, "at": at, "what": what, "whose": whose, "staff": staff, "till": till},
    )


def lines(session: Session, limit: int) -> tuple[JournalLine, ...]:
    """The latest first, cleaned: a file that was brought here may hold anything."""
    asked = (
        select(
            _journal.c.day, _journal.c.at, _journal.c.what, _journal.c.whose, _journal.c.staff,
            _journal.c.till,
        )
        .order_by(_journal.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(
        JournalLine(day, at, About(what), *(clean_text(text[:200]) for text in names))
        for day, at, what, *names in session.execute(asked)
        if what in set(About)
    )
