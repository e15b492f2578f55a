"""The whole shop as people read it, table by table, a few rows in memory at a time.

Erased customers stand in no list of people; what they did stays, under no name. PINs are not here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, SQLModel

from shopcard.rules.card import replay
from shopcard.rules.text import fold
from shopcard.store.answers.counter import Act, Customer, Program
from shopcard.store.customers import rows as people
from shopcard.store.database.tables import (
    CardRow,
    ConsentRow,
    ContactRow,
    CustomerRow,
    EntryRow,
    FeedbackRow,
    ProgramRow,
    RewardRow,
    SettlementRow,
    StaffRow,
    core,
)
from shopcard.store.ledger import entries as ledger
from shopcard.store.ledger import history, rebuild, standing
from shopcard.store.ledger.history import Gains
from shopcard.store.ledger.programs import Programs
from shopcard.store.month import partners
from shopcard.store.month.counts import GIVEN, given_on

PART = 500
"""Customers or acts that are looked up at once."""

_customer, _card, _reward = core(CustomerRow).c, core(CardRow).c, core(RewardRow).c
_program, _staff, _feedback = core(ProgramRow), core(StaffRow).c, core(FeedbackRow).c
_consent = core(ConsentRow).c
_contact, _paid = core(ContactRow).c, core(SettlementRow).c


@dataclass(frozen=True, slots=True)
class CardLine:
    """How a customer stands in one programme today."""

    customer: str
    program: str
    stamps: int
    size: int
    carry: int | None
    """Minor units towards the next stamp; None where it does not run by spend."""
    ready: int
    expires: date | None


@dataclass(frozen=True, slots=True)
class RewardLine:
    """A reward that was earned."""

    customer: str
    program: str
    reward: str
    earned_on: date
    expires: date | None
    given_on: date | None
    cost: int | None
    partner: str | None


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Who works here, or did."""

    name: str
    role: str
    customer: str | None
    """Whose card is their own."""
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """What a customer said."""

    day: date
    customer: str
    recommend: int | None
    satisfied: bool | None
    comment: str
    acted_on: date | None
    staff: str
    till: str


class Whole:
    """Everything of a shop as one transaction sees it; each table may be read once or more."""

    def __init__(self, session: Session, today: date) -> None:
        self._session, self._today = session, today
        self._programs = Programs(session)
        asked = select(_customer.id, _customer.name)
        self.names: dict[str, str] = dict(map(tuple, session.execute(asked)))
        """Everybody's name by id; empty for those who were erased."""
        asked = select(_customer.id, _customer.merged_into).where(
            _customer.merged_into.is_not(None)
        )
        self.merged: dict[str, str] = dict(map(tuple, session.execute(asked)))
        """Those who were joined to another, and to whom."""

    def count(self, model: type[SQLModel]) -> int:
        """The rows of a table, to know how far one has come."""
        return int(
            self._session.execute(select(func.count()).select_from(core(model))).scalar_one()
        )

    def programs(self) -> tuple[Program, ...]:
        """Open ones first, each kind in the owner's order."""
        return self._programs.in_order

    def customers(self) -> Iterator[Customer]:
        """By name; nobody who was erased."""
        asked = (
            select(_customer.id)
            .where(_customer.erased_on.is_(None))
            .order_by(_customer.folded, _customer.id)
        )
        ids = self._session.execute(asked).scalars().all()
        for start in range(0, len(ids), PART):
            yield from people.customers(self._session, ids[start : start + PART])

    def cards(self) -> Iterator[CardLine]:
        """By customer's name; nobody's who was erased."""
        asked = (
            select(core(CardRow))
            .join(core(CustomerRow), _customer.id == _card.customer_id)
            .join(_program, _program.c.id == _card.program_id)
            .where(_customer.erased_on.is_(None))
            .order_by(_customer.folded, _customer.id, _program.c.position)
        )
        past = select(_card.customer_id).where(_card.changes_on <= self._today).distinct()
        changed = set(self._session.execute(past).scalars())
        for who, rows in groupby(self._lines(asked), key=lambda row: str(row.customer_id)):
            kept = [row._asdict() for row in rows]
            for card in self._replayed(who) if who in changed else kept:
                program = self._programs.all[card["program_id"]]
                yield CardLine(
                    who, program.name, card["stamps"], card["size"] or program.terms.size,
                    card["carry"] if program.id in self._programs.by_spend else None,
                    card["ready"], card["expires"],
                )  # fmt: skip

    def _replayed(self, who: str) -> Sequence[Any]:
        """Cards that time alone has changed since they were kept."""
        entries = ledger.entries_of(self._session, who, self._programs)
        return standing.card_rows(who, replay(entries, self._today))

    def rewards(self) -> Iterator[RewardLine]:
        """In the order they were earned."""
        asked = (
            select(
                _reward.customer_id, _reward.program_id, _reward.name, _reward.earned_on,
                _reward.expires, given_on, _reward.cost, _reward.partner,
            )
            .select_from(GIVEN)
            .order_by(_reward.earned_on, _reward.earned_by, _reward.id)
        )  # fmt: skip
        for who, program, *rest in self._lines(asked):
            yield RewardLine(who, self._programs.all[program].name, *rest)

    def acts(self) -> Iterator[Act]:
        """The ledger, oldest first."""
        gains, last, entry = self._gains(), 0, history.entry.c
        while True:
            asked = history.ACTS.where(entry.id > last).order_by(entry.id).limit(PART)
            acts = history.acts(self._session, self._programs, asked, gains=gains)
            if not acts:
                return
            yield from acts
            last = acts[-1].id

    def joins(self) -> dict[int, str]:
        """The merges: by entry, the customer who was joined to another."""
        entry = core(EntryRow).c
        asked = select(entry.id, entry.joins).where(entry.joins.is_not(None))
        return dict(map(tuple, self._session.execute(asked)))

    def _gains(self) -> Gains:
        """What spend earned, which stands in no row."""
        gains: dict[tuple[int, int], int] = {}
        by_spend = self._programs.by_spend
        if by_spend:
            for _who, entries in rebuild.each_ledger(self._session, self._programs):
                found = replay(entries, date.min).gains
                gains.update((at, n) for at, n in found.items() if at[1] in by_spend)
        return gains

    def settlements(self) -> Iterator[tuple[date, str, int, str]]:
        """Day, the other shop, minor units, by whom."""
        names = {fold(name): name for name in partners.partners(self._session)}
        asked = select(_paid.day, _paid.partner, _paid.amount, _paid.staff).order_by(_paid.id)
        for day, partner, amount, staff in self._lines(asked):
            yield day, names.get(partner, partner), amount, staff

    def contacts(self) -> Iterator[tuple[date, str, str]]:
        """Day, customer, by whom."""
        asked = select(_contact.day, _contact.customer_id, _contact.staff).order_by(_contact.id)
        yield from self._lines(asked)

    def consents(self) -> Iterator[tuple[date, str, bool, str, str, str]]:
        """Day, customer, whether they agreed, how it was said, by whom and where noted."""
        asked = select(
            _consent.day, _consent.customer_id, _consent.agreed, _consent.how, _consent.staff,
            _consent.till,
        ).order_by(_consent.day, _consent.id)  # fmt: skip
        yield from self._lines(asked)

    def feedback(self) -> Iterator[FeedbackLine]:
        asked = select(
            _feedback.day, _feedback.customer_id, _feedback.recommend, _feedback.satisfied,
            _feedback.comment, _feedback.acted_on, _feedback.staff, _feedback.till,
        ).order_by(_feedback.id)  # fmt: skip
        for line in self._lines(asked):
            yield FeedbackLine(*line)

    def staff(self) -> Iterator[StaffLine]:
        asked = select(_staff.name, _staff.role, _staff.customer_id, _staff.removed_at)
        for line in self._lines(asked.order_by(_staff.id)):
            yield StaffLine(*line)

    def _lines(self, asked: Select[Any]) -> Iterator[Any]:
        yield from self._session.execute(asked.execution_options(yield_per=PART))
