"""Answers of a shop as its month's report takes them, made by hand."""

from dataclasses import replace
from datetime import date, timedelta

from shopcard.rules import metrics
from shopcard.rules.calendar import add_months, last_of_month
from shopcard.rules.metrics import Counts, Figures
from shopcard.rules.slipping import CameBack
from shopcard.store.answers.month import (
    Best,
    Cohort,
    Late,
    LookAfter,
    Month,
    RewardMonth,
    StaffMonth,
)

MONTH = date(2026, 10, 1)
OPENED = date(2024, 11, 20)


def counts_of(first: date, through: date | None = None, *, opened: date = OPENED) -> Counts:
    """A month's counts, each with a value of its own, growing with the year."""
    n = (first.year - 2025) * 12 + first.month
    start, retained, reactivated, new = 300 + 5 * n, 220 + 4 * n, 17 + n, 20 + (7 * n) % 23
    return Counts(
        first=first, through=through or last_of_month(first), window=90, opened=opened,
        active_start=start, active_end=retained + reactivated + new, new=new, retained=retained,
        reactivated=reactivated, lost=start - retained, retained_seen=131, active_earlier=351,
        came_again=204, in_month=239, in_month_before=229, in_both_months=117,
        repeat_purchasers=98, repeat_visitors=91, ever=1201, ever_repeat=702, ripe=1043,
        ripe_repeat=644, visits=1150 + n, purchases=1219 + n, priced=1108,
        revenue=709_120 + 100 * n, stamps=2437, days_open=26, median_gap=8.5, rewards_ready=57,
        rewards_earned=83, rewards_redeemed=71, baskets_ready=40, spent_ready=31_000,
    )  # fmt: skip


def figures_of(now: Counts, before: Counts, *, complete: bool = True) -> Figures:
    months = [counts_of(add_months(now.first, -n)) for n in range(12, 0, -1)]
    values = metrics.figures(now, months, None)
    return Figures(
        counts=now,
        complete=complete,
        values=values,
        changes=metrics.changes(now, before, complete=complete),
        compared=((now.first, now.through), (before.first, before.through)),
        basis=now if complete else months[-1],
        five_points=metrics.five_points(now if complete else months[-1]),
        few_come_again=metrics.few_come_again(now if complete else months[-1]),
        pooled=metrics.pooled(months),
        margin=None,
    )


def cohorts_of(month: date) -> tuple[Cohort, ...]:
    return tuple(
        Cohort(
            add_months(month, -back),
            40 + back,
            tuple((40 + back) * (100 if k == 0 else 60 - 3 * k) // 100 for k in range(back + 1)),
        )
        for back in range(15, -1, -1)
    )


def month_of(*, complete: bool = True) -> Month:
    """October 2026, or its first twelve days."""
    through = None if complete else MONTH + timedelta(days=11)
    now = counts_of(MONTH, through)
    before = counts_of(add_months(MONTH, -1))
    if not complete:
        first = MONTH - timedelta(days=28)
        before = replace(before, first=first, through=first + timedelta(days=11))
    history = [counts_of(add_months(MONTH, -n)) for n in range(12, 0, -1)]
    return Month(
        month=MONTH,
        currency="EUR",
        figures=figures_of(now, before, complete=complete),
        history=(*history, now),
        cohorts=cohorts_of(MONTH),
        by_staff=(StaffMonth("Camille", 701, 1300, 3, 40), StaffMonth("Noé", 518, 1137, 1, 31)),
        rewards=(
            RewardMonth("Ice-cream cone", "Free cone", 61, 52, 44),
            RewardMonth("Tea room", "Cookie", 22, 19, 13),
        ),
    )


def after_of(*names: str) -> LookAfter:
    """Customers who may be slipping away, by these names; the last one without a share."""
    late = [
        Late(
            id=f"c{n}", name=name, contact_ok=n % 2 == 0, visits=9 + n,
            last_seen=MONTH - timedelta(days=30 + n), days_since=61 + n, usual_gap=11.4 + n,
            score=0.11, came_back=None if n == len(names) - 1 else CameBack(33.3, 25.2, 41.9),
            usual_month=2410.5 + n, in_money=True,
        )
        for n, name in enumerate(names)
    ]  # fmt: skip
    return LookAfter(last_of_month(MONTH), 12.5, tuple(late))


def best_of(*names: str) -> tuple[Best, ...]:
    return tuple(
        Best(f"b{n}", name, True, 90 - n, 51_250 - 1000 * n, MONTH + timedelta(days=n % 28))
        for n, name in enumerate(names)
    )
