"""The customers behind the month's counts, and its best."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session

from shopcard.rules.calendar import last_of_month
from shopcard.rules.metrics import Group, Span, month_before
from shopcard.store.answers.month import Behind
from shopcard.store.customers import referrals
from shopcard.store.database.tables import (
    CustomerMonthRow,
    CustomerRow,
    ProgramRow,
    RewardRow,
    core,
)
from shopcard.store.month import feedback_counts
from shopcard.store.month.counts import GIVEN, active_span, bought, given_on, is_new, visited

_customers, _months = core(CustomerRow), core(CustomerMonthRow)
_rewards, _programs = core(RewardRow), core(ProgramRow)
_customer, _month, _reward = _customers.c, _months.c, _rewards.c


def behind(
    session: Session, group: Group, first: date, through: date, window: int
) -> tuple[Behind, ...]:
    """The customers of a group, by name; those without a name last."""
    return _named(session, _groups(first, through, window)[group])


def cohort(session: Session, since: date, month: date) -> tuple[Behind, ...]:
    """Those whose first purchase fell in one month and who had a visit in another."""
    began = _customer.first_visit.between(since, last_of_month(since))
    return _named(session, and_(began, _visitors((month, last_of_month(month)))))


def _groups(first: date, through: date, window: int) -> Mapping[Group, ColumnElement[bool]]:
    start = _visitors(active_span(first - timedelta(days=1), window))
    end = _visitors(active_span(through, window))
    earlier = _visitors(active_span(through - timedelta(days=window), window))
    now, before = _visitors((first, through)), _visitors(month_before(first))
    new = is_new(first, through)
    sums = bought(first, through).subquery().c
    brought = referrals.pairs(first, through).subquery().c
    return {
        Group.ACTIVE_START: start,
        Group.ACTIVE_END: end,
        Group.RETAINED: and_(start, end),
        Group.RETAINED_SEEN: and_(start, end, now),
        Group.LOST: and_(start, ~end),
        Group.REACTIVATED: and_(end, ~start, ~new),
        Group.NEW: new,
        Group.ACTIVE_EARLIER: earlier,
        Group.CAME_AGAIN: and_(earlier, end),
        Group.IN_MONTH: now,
        Group.IN_MONTH_BEFORE: before,
        Group.IN_BOTH_MONTHS: and_(now, before),
        Group.REPEAT_PURCHASERS: _customer.id.in_(
            select(sums.customer_id).where(sums.purchases > 1)
        ),
        Group.REPEAT_VISITORS: _customer.id.in_(select(sums.customer_id).where(sums.visits > 1)),
        Group.EVER: _customer.first_visit <= through,
        Group.EVER_REPEAT: _customer.second_visit <= through,
        Group.REWARDED: _customer.id.in_(
            select(_reward.customer_id)
            .select_from(GIVEN)
            .where(given_on.between(first, through))
        ),
        **{
            group: _customer.id.in_(feedback_counts.answered(group, first, through))
            for group in feedback_counts.ANSWERS
        },
        Group.REFERRED: _customer.id.in_(select(brought.who)),
        Group.AMBASSADORS: _customer.id.in_(select(brought.by)),
    }  # fmt: skip


def _visitors(span: Span) -> ColumnElement[bool]:
    return _customer.id.in_(select(_month.customer_id).where(visited(span)))


def _named(session: Session, chosen: ColumnElement[bool]) -> tuple[Behind, ...]:
    asked = (
        select(_customer.id, _customer.name, _customer.visits, _customer.last_visit)
        .where(chosen)
        .order_by(_customer.folded == "", _customer.folded, _customer.id)
    )
    return tuple(Behind(*line) for line in session.execute(asked))
