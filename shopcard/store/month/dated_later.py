"""Entries dated after today: they count from their own day on.

After the shop's time zone was changed westward, or its days begin later, what was recorded just
before may be dated tomorrow.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import func, select
from sqlmodel import Session

from shopcard.rules.calendar import last_of_month
from shopcard.rules.card import Kind, replay
from shopcard.store.answers.month import ToCome
from shopcard.store.database.tables import EntryRow, core
from shopcard.store.ledger.entries import ledgers_of
from shopcard.store.ledger.merged import person
from shopcard.store.ledger.programs import Programs
from shopcard.store.month.counts import STANDS
from shopcard.store.month.team import ACTS, ONE_ACT

_entry = core(EntryRow).c


@dataclass(frozen=True)
class DatedLater:
    """Purchases that stand in the rows of a month and are dated after a day of it."""

    entries: Mapping[int, str]
    """Their ids, and whose they are."""

    @cached_property
    def purchases(self) -> Counter[str]:
        """How many, by customer."""
        return Counter(self.entries.values())

    def stamps(self, session: Session) -> int:
        """Those that they brought."""
        if not self.entries:
            return 0
        ledgers = ledgers_of(session, sorted(self.purchases), Programs(session))
        gains = [
            (entry, gained)
            for entries in ledgers.values()
            for (entry, _program), gained in replay(entries, date.min).gains.items()
        ]
        return sum(gained for entry, gained in gains if entry in self.entries)


def dated_later(session: Session, day: date) -> DatedLater:
    asked = select(_entry.id, person(_entry.customer_id)).where(
        _entry.business_day > day,
        _entry.business_day <= last_of_month(day),
        _entry.kind == Kind.PURCHASE,
        STANDS,
    )
    return DatedLater(dict(session.execute(asked).all()))


def to_come(session: Session, day: date) -> ToCome | None:
    """The acts dated after a day; None where there are none."""
    asked = select(func.count(), func.max(_entry.business_day)).where(
        _entry.business_day > day, _entry.kind.in_(ACTS), ONE_ACT
    )
    n, until = session.execute(asked).one()
    return ToCome(n, until) if n else None
