"""The owner's month put together: counts kept in cells, figures from the pure rules."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, select

from shopcard.rules import metrics
from shopcard.rules.calendar import add_months, last_of_month, months_between
from shopcard.rules.feedback import Voices
from shopcard.rules.metrics import Counts, Figures
from shopcard.rules.settings import Settings
from shopcard.store.answers.month import Best, Cohort, Month, RewardMonth, StaffMonth
from shopcard.store.customers import referrals
from shopcard.store.database.tables import CustomerRow, core
from shopcard.store.month import counts as reports
from shopcard.store.month import feedback_counts, lists, partners, team
from shopcard.store.month.cache import Cells, counts_of, looking, plain_counts
from shopcard.store.month.dated_later import to_come
from shopcard.store.month.so_far import Running
from shopcard.store.month.which_month import Asked

CHART_MONTHS = 13
MOST_BEST = 200
"""Customers that a list of the best keeps."""

_customer = core(CustomerRow).c


# A month's figures


def month(engine: Engine, what: Asked, settings: Settings) -> Month:
    with looking(engine) as cells:
        began = reports.opened(cells.session)
        oldest = add_months(what.first, 1 - CHART_MONTHS)
        past = [
            _counts(cells, first, last_of_month(first), what.window)
            for first in months_between(max(oldest, began or what.first), what.first)
            if first != what.first
        ]
        watch = team.watch(settings, what.today)
        here = (
            _Finished(cells, what.first, what.window, watch)
            if what.complete
            else Running(cells, what.today, what.window, watch)
        )
        now = here.counts()
        complete = [*past, now] if what.complete else past
        basis = complete[-1] if complete else now
        compared = _compared(what)
        said = _voices(cells, (what.first, what.through), what.today)
        return Month(
            month=what.first,
            currency=settings.currency,
            figures=Figures(
                counts=now,
                complete=what.complete,
                values=metrics.figures(now, complete, settings.margin, said),
                changes=_changes(cells, what, compared) if compared else {},
                compared=compared,
                basis=basis,
                five_points=metrics.five_points(basis),
                few_come_again=metrics.few_come_again(basis),
                pooled=metrics.pooled(complete),
                margin=settings.margin,
                voices=said,
            ),
            history=(*past, now),
            cohorts=_cohorts(cells, began, what, here),
            by_staff=here.staff(),
            rewards=here.rewards(),
            partners=partners.in_month(cells.session, what.first, what.through),
            to_come=None if what.complete else to_come(cells.session, what.today),
        )  # fmt: skip


def _compared(what: Asked) -> tuple[metrics.Span, metrics.Span] | None:
    if what.complete:
        return (what.first, what.last), metrics.month_before(what.first)
    return metrics.spans_so_far(what.first, what.today)


def _changes(
    cells: Cells, what: Asked, compared: tuple[metrics.Span, metrics.Span]
) -> Mapping[str, metrics.Change]:
    now, before = (_counts(cells, *span, what.window) for span in compared)
    said, said_before = (_voices(cells, span, what.today) for span in compared)
    return metrics.changes(now, before, complete=what.complete, voices=(said, said_before))


def _voices(cells: Cells, span: metrics.Span, today: date) -> Voices:
    """Kept once the span is over: customers answer all day. Newcomers come one by one, so of a
    running span those until yesterday are kept."""
    session, (first, through) = cells.session, span
    if through < today:
        return Voices(
            **cells.get(
                feedback_counts.CELL, first, through, 0,
                lambda: asdict(
                    feedback_counts.count(session, *span, referrals.count(session, first, through))
                ),
            )
        )  # fmt: skip
    yesterday = today - timedelta(days=1)
    until = cells.get(
        "referrals until", first, yesterday, 0,
        lambda: referrals.count(session, first, yesterday),
    )  # fmt: skip
    return feedback_counts.count(session, *span, until + referrals.count(session, today, today))


def _counts(cells: Cells, first: date, through: date, window: int) -> Counts:
    body = cells.get(
        "counts", first, through, window,
        lambda: plain_counts(reports.count(cells.session, first, through, window)),
    )  # fmt: skip
    return counts_of(body, first, through, window)


@dataclass(frozen=True, slots=True)
class _Finished:
    """The answers of a month that is over, all of them kept."""

    cells: Cells
    first: date
    window: int
    watch: team.Watch | None = None

    def _kept(self, kind: str, work: Callable[[], Any]) -> Any:
        return self.cells.get(kind, self.first, last_of_month(self.first), 0, work)

    def counts(self) -> Counts:
        return _counts(self.cells, self.first, last_of_month(self.first), self.window)

    def cohort_column(self) -> Mapping[str, int]:
        """The month's visitors, counted by the month of their first visit."""
        last = last_of_month(self.first)
        column: Mapping[str, int] = self._kept(
            "cohorts", lambda: reports.cohort_column(self.cells.session, self.first, last)
        )
        return column

    def staff(self) -> tuple[StaffMonth, ...]:
        last = last_of_month(self.first)
        lines = self._kept(
            team.kept_as(self.watch),
            lambda: team.plain_staff(self.cells.session, self.first, last, self.watch),
        )
        return tuple(StaffMonth(*line) for line in lines)

    def rewards(self) -> tuple[RewardMonth, ...]:
        last = last_of_month(self.first)
        lines = self._kept(
            "rewards",
            lambda: reports.plain_rewards(
                reports.rewards(self.cells.session, self.first, last, last)
            ),
        )
        return reports.reward_months(self.cells.session, reports.rewards_of(lines))


def _cohorts(
    cells: Cells, began: date | None, what: Asked, here: _Finished | Running
) -> tuple[Cohort, ...]:
    if began is None or began > what.through:
        return ()
    months = list(months_between(began, what.first))
    columns = {
        month: (here if month == what.first else _Finished(cells, month, 0)).cohort_column()
        for month in months
    }
    return tuple(
        Cohort(
            since,
            columns[since].get(since.isoformat(), 0),
            tuple(columns[month].get(since.isoformat(), 0) for month in months[n:]),
        )
        for n, since in enumerate(months)
    )


# Names


def best(engine: Engine, what: Asked, *, by_spend: bool | None, limit: int) -> tuple[Best, ...]:
    with looking(engine) as cells:
        session = cells.session
        if by_spend is None:
            by_spend = lists.amounts_are_kept(session, what.first)
        lines = cells.get(
            "spent most" if by_spend else "came most", what.first, what.through, 0,
            lambda: lists.best_lines(session, what.first, by_spend=by_spend, most=MOST_BEST),
        )  # fmt: skip
        people = {
            who: rest
            for who, *rest in session.execute(
                select(
                    _customer.id, _customer.name, _customer.contact_ok, _customer.last_visit
                ).where(_customer.id.in_([line[0] for line in lines]), _customer.name != "")
            )
        }
        return tuple(
            Best(who, people[who][0], people[who][1], visits, spend, people[who][2])
            for who, visits, spend in lines
            if who in people
        )[:limit]
