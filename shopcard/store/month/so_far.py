"""The month that is running: what it came to until yesterday, kept, and what today has added.

A shop that is open writes all day, so figures that know of today are never kept: today's few
customers are added to figures that pass over them.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import or_, select

from shopcard.rules import metrics
from shopcard.rules.calendar import first_of_month
from shopcard.rules.metrics import Counts, Visitor
from shopcard.store.answers.month import RewardMonth, StaffMonth
from shopcard.store.database.tables import CustomerMonthRow, CustomerRow, RewardRow, core
from shopcard.store.month import counts as reports
from shopcard.store.month import team
from shopcard.store.month.cache import Cells, counts_of, plain_counts
from shopcard.store.month.dated_later import DatedLater, dated_later

_customer, _month, _reward = core(CustomerRow).c, core(CustomerMonthRow).c, core(RewardRow).c
_STOOD = ("active_start", "active", "active_earlier", "in_month_before")


class Running:
    """The answers of the month that runs on a day, seen in one view of the shop."""

    def __init__(
        self, cells: Cells, today: date, window: int, watch: team.Watch | None = None
    ) -> None:
        self.first = first_of_month(today)
        self._cells = cells
        self._today, self._yesterday = today, today - timedelta(days=1)
        self._window, self._watch = window, watch

    def _kept(self, kind: str, work: Callable[[], Any], window: int = 0) -> Any:
        """What is kept until an entry of yesterday, or before, is written."""
        return self._cells.get(f"{kind} until", self.first, self._yesterday, window, work)

    # Counts

    def counts(self) -> Counts:
        session = self._cells.session
        body = self._kept("counts", self._counts_until, self._window)
        morning = counts_of(body["counts"], self.first, self._today, self._window)
        gaps = Counter({int(gap): n for gap, n in body["gaps"].items()})
        gaps.update(visitor.gap for visitor in self._visitors if visitor.gap is not None)
        baskets, spent = reports.baskets_with_a_reward(session, self._today, self._today)
        rewards, added = reports.summed(self._rewards), reports.summed(self._rewards_of_today)
        return replace(
            metrics.with_today(morning, self._visitors),
            stamps=reports.stamps(session, self.first) - self._dated_later.stamps(session),
            median_gap=reports.median_gap(gaps),
            rewards_earned=morning.rewards_earned + added.earned,
            rewards_redeemed=morning.rewards_redeemed + added.given,
            rewards_left=rewards.ready,
            rewards_owed=rewards.owed,
            rewards_uncosted=rewards.uncosted,
            baskets_ready=morning.baskets_ready + baskets,
            spent_ready=morning.spent_ready + spent,
        )

    def _counts_until(self) -> dict[str, Any]:
        session, until = self._cells.session, self._yesterday
        counts = reports.count(session, self.first, self._today, self._window, until=until)
        gaps = reports.gaps(session, self.first, until)
        return {"counts": plain_counts(counts), "gaps": {str(gap): n for gap, n in gaps.items()}}

    @cached_property
    def _dated_later(self) -> DatedLater:
        return dated_later(self._cells.session, self._today)

    @cached_property
    def _visitors(self) -> Sequence[Visitor]:
        """Who bought today."""
        today, window = self._today, self._window
        bought = reports.bought(today, today).subquery("bought")
        theirs = _month.customer_id.in_(select(bought.c.customer_id))
        stood = (
            reports.who(
                active_start=reports.active_span(self.first - timedelta(days=1), window),
                active=(reports.active_span(today, window)[0], self._yesterday),
                active_earlier=reports.active_span(today - timedelta(days=window), window),
                in_month_before=metrics.month_before(self.first),
            )
            .where(theirs)
            .subquery("stood")
        )
        asked = (
            reports.with_month_before(
                self.first, _month.customer_id, _month.days, _month.purchases,
                _customer.first_visit, _customer.second_visit, _customer.opening,
                bought.c.purchases.label("bought"), bought.c.priced, bought.c.amount,
                *(stood.c[name] for name in _STOOD),
            )
            .join(bought, bought.c.customer_id == _month.customer_id)
            # On the 1st the new and the long absent have no row in the months asked about.
            .outerjoin(stood, stood.c.customer_id == _month.customer_id)
            .join(core(CustomerRow), _customer.id == _month.customer_id)
            .where(theirs)
        )  # fmt: skip
        return [self._visitor(row) for row in self._cells.session.execute(asked)]

    def _visitor(self, row: Any) -> Visitor:
        earlier = row.days & (1 << self._today.day - 1) - 1
        if earlier:
            last = reports.last_day(self.first, earlier)
        elif row.month_before is not None:
            last = reports.last_day(row.month_before, row.days_before)
        else:
            last = None
        return Visitor(
            **{name: bool(getattr(row, name)) for name in _STOOD},
            visits=earlier.bit_count(),
            purchases=row.purchases - row.bought - self._dated_later.purchases[row.customer_id],
            first_visit=row.first_visit,
            second_visit=row.second_visit,
            opening=row.opening,
            gap=None if last is None else self._today.toordinal() - last,
            bought=row.bought,
            priced=row.priced,
            revenue=row.amount,
        )

    # Cohorts

    def cohort_column(self) -> dict[str, int]:
        """The month's visitors, counted by the month of their first visit."""
        column = Counter(
            self._kept(
                "cohorts",
                lambda: reports.cohort_column(self._cells.session, self.first, self._yesterday),
            )
        )
        column.update(
            first_of_month(visitor.first_visit).isoformat()
            for visitor in self._visitors
            if not visitor.visits
        )
        return column

    # Staff

    def staff(self) -> tuple[StaffMonth, ...]:
        session, today, watch = self._cells.session, self._today, self._watch
        kept = self._kept(
            team.kept_as(watch),
            lambda: team.plain_staff(session, self.first, self._yesterday, watch),
        )
        return team.busiest_first(
            [*(StaffMonth(*line) for line in kept), *team.staff(session, today, today, watch)]
        )

    # Rewards

    def rewards(self) -> tuple[RewardMonth, ...]:
        return reports.reward_months(self._cells.session, self._rewards)

    @cached_property
    def _rewards(self) -> reports.RewardCounts:
        session = self._cells.session
        kept = self._kept(
            "rewards",
            lambda: reports.plain_rewards(
                reports.rewards(session, self.first, self._today, self._yesterday)
            ),
        )
        counted = reports.rewards_of(kept)
        for named, added in self._rewards_of_today.items():
            counted[named] = counted.get(named, reports.RewardCount()).plus(added)
        # What a reward costs may have been said only now.
        return reports.costed(session, counted, self._today)

    @cached_property
    def _rewards_of_today(self) -> reports.RewardCounts:
        """What today has earned and given, and by how much more are ready."""
        asked = (
            select(
                _reward.program_id, _reward.name, _reward.earned_on, _reward.expires,
                reports.given_on,
            )
            .select_from(reports.GIVEN)
            .where(or_(_reward.earned_on == self._today, reports.given_on == self._today))
        )  # fmt: skip
        counted: dict[tuple[int, str], reports.RewardCount] = {}
        for program, name, earned_on, expires, given_on in self._cells.session.execute(asked):
            earned, given = earned_on == self._today, given_on == self._today
            lasts = expires is None or expires > self._today
            # One earned by an act that was dated tomorrow may have been given before its day.
            ready = earned_on <= self._today and (given_on is None or given_on > self._today)
            was_ready = earned_on < self._today and (given_on is None or given_on >= self._today)
            more = (ready - was_ready) * lasts
            counted[program, name] = counted.get((program, name), reports.RewardCount()).plus(
                reports.RewardCount(earned, given, more)
            )
        return counted
