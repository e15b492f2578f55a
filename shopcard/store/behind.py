"""The customers behind the month's counts, and its best."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session

from shopcard.rules.calendar import add_months, last_of_month, next_birthday
from shopcard.rules.metrics import Group, Span, month_before
from shopcard.store import referrals, voices
from shopcard.store.month_answers import Behind, Birthday, ReadyReward
from shopcard.store.reports import GIVEN, active_span, bought, given_on, is_new, visited
from shopcard.store.tables import CustomerMonthRow, CustomerRow, ProgramRow, RewardRow, core

_customers, _months = core(CustomerRow), core(CustomerMonthRow)
_rewards, _programs = core(RewardRow), core(ProgramRow)
_customer, _month, _reward = _customers.c, _months.c, _rewards.c

BEST_MONTHS = 12


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
            group: _customer.id.in_(voices.answered(group, first, through))
            for group in voices.ANSWERS
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


BestLine = tuple[str, int, int | None]
"""A customer's id, visits, and spend in minor units where any purchase carried an amount."""


def best_lines(session: Session, month: date, *, by_spend: bool, most: int) -> list[BestLine]:
    """Those who spent or came most in the 12 months up to one."""
    visits, spend = func.sum(_month.visits), func.sum(_month.amount)
    asked = (
        select(_month.customer_id, visits, spend, func.sum(_month.priced))
        .where(_month.month.between(add_months(month, 1 - BEST_MONTHS), month))
        .group_by(_month.customer_id)
        .order_by(
            *((spend.desc(), visits.desc()) if by_spend else (visits.desc(), spend.desc())),
            _month.customer_id,
        )
        .limit(most)
    )
    return [
        (who, int(came), int(spent) if priced else None)
        for who, came, spent, priced in session.execute(asked)
    ]


def amounts_are_kept(session: Session, month: date) -> bool:
    """Whether any purchase of the 12 months up to one carried an amount."""
    asked = select(_month.month).where(
        _month.month.between(add_months(month, 1 - BEST_MONTHS), month), _month.priced > 0
    )
    return session.execute(asked.limit(1)).first() is not None


def birthdays(session: Session, today: date, days: int) -> tuple[Birthday, ...]:
    """Whose birthday falls in the next days, the soonest first; nobody who was erased."""
    asked = select(_customer.id, _customer.name, _customer.contact_ok, _customer.birthday).where(
        _customer.birthday != "", _customer.name != "", _customer.merged_into.is_(None)
    )
    found = []
    for who, name, contact_ok, birthday in session.execute(asked):
        day = next_birthday(birthday, today)
        if (day - today).days < days:
            found.append(Birthday(who, name, contact_ok, birthday, day))
    return tuple(sorted(found, key=lambda b: (b.day, b.name, b.id)))


def ready(session: Session, today: date) -> tuple[ReadyReward, ...]:
    """Every reward that may be given, those first to expire first."""
    asked = (
        select(
            _customer.id, _customer.name, _customer.contact_ok, _programs.c.name, _reward.name,
            _reward.earned_on, _reward.expires,
        )
        .join_from(_rewards, _customers, _customer.id == _reward.customer_id)
        .join(_programs, _programs.c.id == _reward.program_id)
        .where(
            _reward.redeemed_by.is_(None),
            or_(_reward.expires.is_(None), _reward.expires >= today),
        )
        .order_by(
            _reward.expires.is_(None), _reward.expires, _customer.folded, _reward.earned_on,
            _reward.id,
        )
    )  # fmt: skip
    return tuple(ReadyReward(*line) for line in session.execute(asked))
