"""Lists of a month: birthdays, rewards that are ready, best customers."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlmodel import Session

from shopcard.rules.calendar import add_months, next_birthday
from shopcard.store.answers.month import Birthday, ReadyReward
from shopcard.store.database.tables import (
    CustomerMonthRow,
    CustomerRow,
    ProgramRow,
    RewardRow,
    core,
)

_customers, _months = core(CustomerRow), core(CustomerMonthRow)
_rewards, _programs = core(RewardRow), core(ProgramRow)
_customer, _month, _reward = _customers.c, _months.c, _rewards.c


BEST_MONTHS = 12


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
