"""The counting behind the owner's month: visits from `customer_month`, the rest from the ledger."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from itertools import groupby, pairwise
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlmodel import Session

from shopcard.rules.calendar import first_of_month, last_of_month
from shopcard.rules.card import Kind
from shopcard.rules.metrics import RIPE_DAYS, Counts, Span, month_before
from shopcard.rules.slipping import Story
from shopcard.store.answers.month import RewardMonth
from shopcard.store.database.tables import (
    CustomerMonthRow,
    CustomerRow,
    EntryRow,
    FeedbackRow,
    RewardRow,
    core,
)
from shopcard.store.ledger.merged import person
from shopcard.store.ledger.programs import Programs
from shopcard.store.ledger.reward_costs import cost_of, costs_at
from shopcard.store.ledger.standing import days_of


class RewardCount(NamedTuple):
    """Copies of a reward: earned and given in a span, and ready at its close."""

    earned: int = 0
    given: int = 0
    ready: int = 0
    owed: int = 0
    """What the ready ones would cost, in minor units; those whose cost is not said left out."""
    uncosted: int = 0
    """How many of the ready ones those are."""

    def plus(self, other: "RewardCount") -> "RewardCount":
        return RewardCount(*map(sum, zip(self, other, strict=True)))


RewardCounts = Mapping[tuple[int, str], RewardCount]
"""By programme and reward."""

_customers, _months, _rewards = core(CustomerRow), core(CustomerMonthRow), core(RewardRow)
_entries, _earlier, _before = core(EntryRow), _months.alias("earlier"), _months.alias("before")
_voiders, _givings = _entries.alias("voider"), _entries.alias("giving")
_customer, _month, _reward, _entry = _customers.c, _months.c, _rewards.c, _entries.c
given_on = _givings.c.business_day
_said = core(FeedbackRow).c
_ANSWERED = or_(_said.recommend.is_not(None), _said.satisfied.is_not(None))
STANDS = ~select(_voiders.c.id).where(_voiders.c.voids == _entry.id).exists()
GIVEN = _rewards.outerjoin(_givings, _givings.c.id == _reward.redeemed_by)
"""Rewards, each with the entry by which it was given if it was."""


# Spans of days


def active_span(day: date, window: int) -> Span:
    """The days of which a visit makes a customer active at the close of a day."""
    return day - timedelta(days=window - 1), day


def _bits(month: date, span: Span) -> int:
    """The days of a month that lie in a span, as `customer_month.days` writes them."""
    first, last = max(span[0], month), min(span[1], last_of_month(month))
    if first > last:
        return 0
    return (1 << last.day) - (1 << first.day - 1)


def visited(span: Span) -> ColumnElement[bool]:
    """Whether a row of `customer_month` has a visit in the span."""
    first, last = (first_of_month(day) for day in span)
    ends = [
        and_(_month.month == month, _month.days.bitwise_and(_bits(month, span)) != 0)
        for month in sorted({first, last})
    ]
    return or_(*ends, and_(_month.month > first, _month.month < last))


def who(**asked: Span) -> Select[Any]:
    """A line per customer with a visit in any of the spans, saying 1 or 0 for each by its name."""
    told = [func.max(_one_if(visited(span))).label(name) for name, span in asked.items()]
    earliest = first_of_month(min(first for first, _last in asked.values()))
    latest = max(last for _first, last in asked.values())
    return (
        select(_month.customer_id, *told)
        .where(_month.month >= earliest, _month.month <= latest)
        .group_by(_month.customer_id)
    )


def bought(first: date, through: date) -> Select[Any]:
    """A line per customer who bought in a span: purchases, visits, priced, amount.

    From the ledger, as `customer_month` cannot tell the purchases of part of a month apart.
    """
    if through == last_of_month(first) and first.day == 1:
        return select(
            _month.customer_id, _month.purchases, _month.visits, _month.priced, _month.amount
        ).where(_month.month == first)
    whose = person(_entry.customer_id).label("customer_id")
    return (
        select(
            whose,
            func.count().label("purchases"),
            func.count(_entry.business_day.distinct()).label("visits"),
            func.count(_entry.amount).label("priced"),
            func.coalesce(func.sum(_entry.amount), 0).label("amount"),
        )
        .where(_entry.business_day.between(first, through), _entry.kind == Kind.PURCHASE, STANDS)
        .group_by(whose)
    )


# Counting


def opened(session: Session) -> date | None:
    """The day of the shop's first purchase."""
    earliest: date | None = session.execute(select(func.min(_customer.first_visit))).scalar_one()
    return earliest


def count(
    session: Session, first: date, through: date, window: int, *, until: date | None = None
) -> Counts:
    """Everything that the figures of a span are worked out from; what came after `until` is passed
    over.

    `median_gap` and `stamps` are only told of a month from its first day, `stamps` of all of it.
    """
    until = min(through, until or through)
    began = opened(session)
    ready = _rewards_ready(session, first)
    given = summed(rewards(session, first, through, until))
    nothing_bought = Counts(
        first, through, window, None,
        rewards_ready=ready, rewards_earned=given.earned, rewards_redeemed=given.given,
        rewards_left=given.ready, rewards_owed=given.owed, rewards_uncosted=given.uncosted,
    )  # fmt: skip
    if began is None or began > until:
        return nothing_bought
    eve = first - timedelta(days=1)
    window_now = active_span(through, window)[0], until
    lines = who(
        s=active_span(eve, window),
        e=window_now,
        earlier=active_span(through - timedelta(days=window), window),
        now=(first, until),
        before=month_before(first),
    ).subquery().c  # fmt: skip
    start, end, retained, seen, earlier, again, now, before, both = _totals(
        session,
        lines.s, lines.e, lines.s * lines.e, lines.s * lines.e * lines.now,
        lines.earlier, lines.earlier * lines.e,
        lines.now, lines.before, lines.now * lines.before,
    )  # fmt: skip
    new = _number_of(session, is_new(first, until))
    sums = bought(first, until).subquery().c
    repeaters, visitors, purchases, visits, priced, revenue = _totals(
        session,
        _one_if(sums.purchases > 1), _one_if(sums.visits > 1),
        sums.purchases, sums.visits, sums.priced, sums.amount,
    )  # fmt: skip
    ripe = through - timedelta(days=RIPE_DAYS)
    baskets, spent = baskets_with_a_reward(session, first, until)
    return replace(
        nothing_bought,
        opened=began,
        active_start=start, active_end=end, new=new, retained=retained,
        reactivated=end - retained - new, lost=start - retained, retained_seen=seen,
        active_earlier=earlier, came_again=again,
        in_month=now, in_month_before=before, in_both_months=both,
        repeat_purchasers=repeaters, repeat_visitors=visitors,
        ever=_number_of(session, _customer.first_visit <= until),
        ever_repeat=_number_of(session, _customer.second_visit <= until),
        ripe=_number_of(session, _customer.first_visit <= ripe),
        ripe_repeat=_number_of(
            session, and_(_customer.first_visit <= ripe, _customer.second_visit <= until)
        ),
        visits=visits, purchases=purchases, priced=priced, revenue=revenue,
        stamps=stamps(session, first), days_open=_days_open(session, first, until),
        median_gap=median_gap(gaps(session, first, until)),
        baskets_ready=baskets, spent_ready=spent,
    )  # fmt: skip


def _totals(session: Session, *counted: ColumnElement[int]) -> tuple[int, ...]:
    """The sum of each column over the lines of one selectable; 0 without lines."""
    return tuple(map(int, session.execute(select(*map(_total, counted))).one()))


def _total(counted: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(counted), 0)


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def is_new(first: date, through: date) -> ColumnElement[bool]:
    return and_(_customer.first_visit.between(first, through), _customer.opening.is_(False))


def _number_of(session: Session, chosen: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count(_customer.id)).where(chosen)).scalar_one())


def _days_open(session: Session, first: date, through: date) -> int:
    asked = select(_month.month, _month.days).distinct()
    asked = asked.where(_month.month.between(first_of_month(first), through))
    open_days: dict[date, int] = {}
    for month, days in session.execute(asked):
        open_days[month] = open_days.get(month, 0) | days
    return sum(
        (days & _bits(month, (first, through))).bit_count() for month, days in open_days.items()
    )


def stamps(session: Session, month: date) -> int:
    asked = select(_total(_month.stamps)).where(_month.month == month)
    return int(session.execute(asked).scalar_one())


def with_month_before(month: date, *asked: ColumnElement[Any]) -> Select[Any]:
    """What is asked of the rows of a month, and `month_before` and `days_before` of the customer's
    latest row before it, None without one."""
    latest = (
        select(func.max(_earlier.c.month))
        .where(_earlier.c.customer_id == _month.customer_id, _earlier.c.month < month)
        .correlate(_months)
        .scalar_subquery()
    )
    theirs = and_(_before.c.customer_id == _month.customer_id, _before.c.month == latest)
    return (
        select(*asked, _before.c.month.label("month_before"), _before.c.days.label("days_before"))
        .outerjoin_from(_months, _before, theirs)
        .where(_month.month == month)
    )


def last_day(month: date, days: int) -> int:
    """The latest of a row's days, as an ordinal."""
    return month.toordinal() + days.bit_length() - 1


def gaps(session: Session, month: date, until: date) -> Counter[int]:
    """How often each gap between consecutive visits, in days, was ended by a visit of the month."""
    seen_by_then = _bits(month, (month, until))
    found: Counter[int] = Counter()
    for days, month_earlier, days_earlier in session.execute(with_month_before(month, _month.days)):
        seen = list(days_of(month, days & seen_by_then))
        if month_earlier is not None:
            seen.insert(0, last_day(month_earlier, days_earlier))
        found.update(later - sooner for sooner, later in pairwise(seen))
    return found


def median_gap(found: Counter[int]) -> float | None:
    ordered = sorted(found.elements())
    return float(median(ordered)) if ordered else None


def _ready_on(day: date) -> ColumnElement[bool]:
    """Whether a reward could be given when a day begins."""
    return and_(
        _reward.earned_on < day,
        or_(_reward.expires.is_(None), _reward.expires >= day),
        or_(given_on.is_(None), given_on >= day),
    )


def _rewards_ready(session: Session, day: date) -> int:
    """How many rewards could be given when a day begins."""
    there = _total(_one_if(_ready_on(day)))
    return int(session.execute(select(there).select_from(GIVEN)).scalar_one())


def _came_before(day: ColumnElement[date], number: ColumnElement[int], entry: Any) -> Any:
    """Whether what an entry of a day and number did was so when another came: by the day, and
    within it in the order recorded."""
    return or_(day < entry.business_day, and_(day == entry.business_day, number < entry.id))


def baskets_with_a_reward(session: Session, first: date, through: date) -> tuple[int, int]:
    """How many purchases with an amount were made while a reward was ready, and their sum."""
    ready = (
        select(_reward.id)
        .select_from(GIVEN)
        .where(
            _reward.customer_id == person(_entry.customer_id),
            _came_before(_reward.earned_on, _reward.earned_by, _entry),
            or_(given_on.is_(None), ~_came_before(given_on, _reward.redeemed_by, _entry)),
            or_(_reward.expires.is_(None), _reward.expires >= _entry.business_day),
        )
        .exists()
    )
    asked = select(func.count(), func.coalesce(func.sum(_entry.amount), 0)).where(
        _entry.business_day.between(first, through),
        _entry.kind == Kind.PURCHASE,
        _entry.amount.is_not(None),
        STANDS,
        ready,
    )
    n, spent = session.execute(asked).one()
    return int(n), int(spent)


def cohort_column(session: Session, month: date, until: date) -> dict[str, int]:
    """The customers with a visit in a month up to `until`, counted by the month of their first,
    as ISO days."""
    asked = (
        select(_customer.first_visit, func.count())
        .join_from(_months, _customers, _customer.id == _month.customer_id)
        .where(_month.month == month, visited((month, until)))
        .group_by(_customer.first_visit)
    )
    column: Counter[str] = Counter()
    for first_visit, n in session.execute(asked):
        column[first_of_month(first_visit).isoformat()] += n
    return dict(column)


def rewards(session: Session, first: date, through: date, until: date) -> RewardCounts:
    """Earned and given in a span, and ready at the close of `through`; what happened after `until`
    is passed over."""
    after = through + timedelta(days=1)
    lasts = and_(
        _reward.earned_on <= until,
        or_(_reward.expires.is_(None), _reward.expires >= after),
        or_(given_on.is_(None), given_on > until),
    )
    asked_of_each = (
        _one_if(_reward.earned_on.between(first, until)),
        _one_if(given_on.between(first, until)),
        _one_if(lasts),
    )
    asked = (
        select(_reward.program_id, _reward.name, *map(_total, asked_of_each))
        .select_from(GIVEN)
        .group_by(_reward.program_id, _reward.name)
    )
    counted = {
        (program, name): RewardCount(*map(int, counts))
        for program, name, *counts in session.execute(asked)
    }
    return costed(session, counted, through)


def costed(session: Session, counted: RewardCounts, day: date) -> RewardCounts:
    """With what those that are ready cost at the close of a day."""
    costs = costs_at(session, day)
    return {
        (program, name): count._replace(
            owed=count.ready * (cost_of(costs, program, name) or 0),
            uncosted=0 if cost_of(costs, program, name) is not None else count.ready,
        )
        for (program, name), count in counted.items()
    }


def plain_rewards(counted: RewardCounts) -> list[tuple[Any, ...]]:
    """Counted rewards as JSON holds them."""
    return [(*named, *counts) for named, counts in counted.items()]


def rewards_of(lines: Iterable[Any]) -> dict[tuple[int, str], RewardCount]:
    return {(program, name): RewardCount(*counts) for program, name, *counts in lines}


def summed(counted: RewardCounts) -> RewardCount:
    return reduce(RewardCount.plus, counted.values(), RewardCount())


def reward_months(session: Session, counted: RewardCounts) -> tuple[RewardMonth, ...]:
    """Each reward that was earned, given or ready; programmes in the owner's order."""
    programs = Programs(session)
    order = list(programs.all)
    return tuple(
        RewardMonth(programs.all[program].name, name, *counts)
        for (program, name), counts in sorted(
            counted.items(), key=lambda line: (order.index(line[0][0]), line[0][1])
        )
        if any(counts)
    )


# Rhythms


def stories(session: Session, through: date) -> list[Story]:
    """Every customer's days at the shop up to a day."""
    seen: dict[str, list[int]] = {}
    whose = person(_entry.customer_id).label("customer_id")
    acts = (
        select(whose, _entry.business_day)
        .where(_entry.kind == Kind.REDEEM, _entry.business_day <= through, STANDS)
        .union(select(person(_said.customer_id), _said.day).where(_said.day <= through, _ANSWERED))
        .order_by("customer_id", "business_day")
    )
    for who, day in session.execute(acts):
        seen.setdefault(who, []).append(day.toordinal())
    asked = (
        select(_month.customer_id, _month.month, _month.days)
        .where(_month.month <= through)
        .order_by(_month.customer_id, _month.month)
    )
    latest = through.toordinal()
    told = []
    for who, rows in groupby(session.execute(asked), key=lambda row: row[0]):
        days = [day for _who, month, bits in rows for day in days_of(month, bits) if day <= latest]
        if days:
            told.append(Story(who, days, seen.get(who, ())))
    return told
