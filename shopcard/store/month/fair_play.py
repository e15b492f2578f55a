"""The acts of a month that are worth the owner's look, and the entries behind each finding.

People merged count as one. What was brought from elsewhere was keyed in by nobody here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session

from shopcard.rules import fair_play as rules
from shopcard.rules.card import Kind
from shopcard.rules.fair_play import (
    FarAhead,
    NoAmount,
    OnCard,
    OutOfHours,
    OwnCard,
    Served,
    Sign,
    ToCome,
    Undone,
)
from shopcard.store.answers.month import Finding
from shopcard.store.database.tables import CustomerMonthRow, CustomerRow, EntryRow, StaffRow, core
from shopcard.store.ledger.ahead import Ahead
from shopcard.store.month.counts import STANDS
from shopcard.store.month.team import AT_THE_TILL, KEYED, Watch, entry

MOST_ENTRIES = 1000
"""Entries behind a finding that are named."""
MOST_CARDS = 500
"""Cards that are looked at: no other has as much beyond the first of each day."""

_entries, _people = core(EntryRow), core(CustomerRow)
_customer, _staff, _month = _people.c, core(StaffRow).c, core(CustomerMonthRow).c
_undoing = _entries.alias("undoing")
_WITH_UNDOING = _entries.outerjoin(_undoing, _undoing.c.voids == entry.id)
_PURCHASED = and_(entry.kind == Kind.PURCHASE, AT_THE_TILL)
_BOUGHT = and_(_PURCHASED, STANDS)
_DONE = and_(entry.kind.in_([Kind.PURCHASE, Kind.REDEEM]), AT_THE_TILL)
_BY_THE_SAME_HAND = _undoing.c.staff == entry.staff


def findings(
    session: Session,
    first: date,
    through: date,
    watched: Watch | None,
    to_come: Sequence[Ahead] = (),
) -> tuple[Finding, ...]:
    """Acts `to_come` first, then cards, then cashiers, each kind by itself."""
    return _Month(session, first, through, watched, to_come).findings()


@dataclass(frozen=True)
class _Month:
    session: Session
    first: date
    through: date
    watched: Watch | None
    to_come: Sequence[Ahead] = ()

    def findings(self) -> tuple[Finding, ...]:
        signs = list(self._signs())
        names = self._names([sign.customer for sign in signs if sign.customer])
        return tuple(
            Finding(sign, names.get(sign.customer or "", ""), self._entries(sign)) for sign in signs
        )

    def _signs(self) -> Iterator[Sign]:
        for staff in dict.fromkeys(act.staff for act in self.to_come):
            theirs = [act for act in self.to_come if act.staff == staff]
            yield ToCome(staff, len(theirs), theirs[-1].day)
        yield from rules.cards_that_stand_out(self._on_cards())
        yield from self._own_cards()
        served = self._served()
        yield from rules.without_amounts(served)
        yield from rules.undone_acts(served)
        for staff, ids in sorted(self._outside.items(), key=lambda one: (-len(one[1]), one[0])):
            assert self.watched
            yield OutOfHours(staff, len(ids), self.watched.hours)

    @cached_property
    def _days(self) -> ColumnElement[bool]:
        return entry.business_day.between(self.first, self.through)

    @cached_property
    def _kept(self) -> dict[str, str]:
        """Those who were merged, and into whom."""
        asked = select(_customer.id, _customer.merged_into).where(
            _customer.merged_into.is_not(None)
        )
        return {who: told for who, told in self.session.execute(asked)}  # noqa: C416 - rows

    def _person(self) -> ColumnElement[str]:
        """The customer as figures count them."""
        if not self._kept:
            return entry.customer_id
        return func.coalesce(
            select(_customer.merged_into)
            .where(_customer.id == entry.customer_id, _customer.merged_into.is_not(None))
            .scalar_subquery(),
            entry.customer_id,
        )

    def _of(self, customer: str) -> ColumnElement[bool]:
        """Whether an entry is of a customer, or of one who was merged into them."""
        return entry.customer_id.in_(
            [customer, *(other for other, kept in self._kept.items() if kept == customer)]
        )

    # Counting

    def _busiest(self) -> list[str]:
        """The customers of whose cards any may stand out, those merged into them too."""
        chosen: set[str] = set()
        for beyond in (_month.purchases - _month.visits, _month.stamps - _month.visits):
            asked = select(_month.customer_id).where(_month.month == self.first, beyond > 0)
            chosen.update(
                self.session.execute(asked.order_by(beyond.desc()).limit(MOST_CARDS)).scalars()
            )
        return sorted(chosen | {other for other, kept in self._kept.items() if kept in chosen})

    def _on_cards(self) -> list[OnCard]:
        person = self._person().label("person")
        asked = (
            select(
                entry.staff, person, func.count(), func.sum(KEYED),
                func.count(entry.business_day.distinct()),
            )
            .where(self._days, entry.customer_id.in_(self._busiest()), _BOUGHT)
            .group_by(entry.staff, person)
        )  # fmt: skip
        return [OnCard(*line) for line in self.session.execute(asked)]

    def _served(self) -> list[Served]:
        bought = and_(entry.kind == Kind.PURCHASE, _undoing.c.id.is_(None))
        counted = (
            bought,
            and_(bought, entry.amount.is_(None)),
            entry.kind.is_not(None),
            _BY_THE_SAME_HAND,
        )
        asked = (
            select(entry.staff, *(func.sum(case((one, 1), else_=0)) for one in counted))
            .select_from(_WITH_UNDOING)
            .where(self._days, _DONE)
            .group_by(entry.staff)
            .order_by(entry.staff)
        )
        return [Served(*line) for line in self.session.execute(asked)]

    def _own_cards(self) -> list[OwnCard]:
        asked = select(_staff.customer_id, _staff.name).where(_staff.customer_id.is_not(None))
        holders = {self._kept.get(who, who): name for who, name in self.session.execute(asked)}
        stamped = {
            (staff, customer): n
            for customer in holders
            for staff, n in self.session.execute(
                select(entry.staff, func.count())
                .where(self._days, _BOUGHT, self._of(customer))
                .group_by(entry.staff)
            )
        }
        return rules.own_cards(stamped, holders)

    @cached_property
    def _outside(self) -> dict[str, list[int]]:
        """By cashier, what was keyed in outside the hours, the newest first."""
        found: dict[str, list[int]] = {}
        if self.watched:
            asked = select(entry.staff, entry.id).where(
                self._days, self.watched.outside(self.first)
            )
            for staff, entry_id in self.session.execute(asked.order_by(entry.id.desc())):
                found.setdefault(staff, []).append(entry_id)
        return found

    # What is behind

    def _names(self, customers: Sequence[str]) -> dict[str, str]:
        asked = select(_customer.id, _customer.name).where(_customer.id.in_(customers))
        return {who: told for who, told in self.session.execute(asked)}  # noqa: C416 - rows

    def _entries(self, sign: Sign) -> tuple[int, ...]:
        if isinstance(sign, ToCome):
            return tuple(act.entry for act in reversed(self.to_come) if act.staff == sign.staff)
        if isinstance(sign, OutOfHours):
            return tuple(self._outside[sign.staff][:MOST_ENTRIES])
        asked = (
            select(entry.id)
            .select_from(_WITH_UNDOING)
            .where(self._days, *self._behind(sign))
            .order_by(entry.id.desc())
            .limit(MOST_ENTRIES)
        )
        return tuple(self.session.execute(asked).scalars())

    def _behind(
        self, sign: FarAhead | OwnCard | NoAmount | Undone
    ) -> tuple[ColumnElement[bool], ...]:
        theirs = entry.staff == sign.staff
        match sign:
            case FarAhead():
                return theirs, _BOUGHT, self._of(sign.on.customer)
            case OwnCard():
                return _BOUGHT, self._of(sign.customer)
            case NoAmount():
                return theirs, _BOUGHT, entry.amount.is_(None)
            case Undone():
                return theirs, _DONE, _BY_THE_SAME_HAND
