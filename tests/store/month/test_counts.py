"""What the month is counted from equals a plain pass over the ledger, whatever was done."""

import shutil
import tempfile
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.rules.card import Kind
from shopcard.rules.metrics import Counts, Group
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.database.engine import reading
from shopcard.store.month import counts as reports
from shopcard.store.month import team
from shopcard.store.shop.shop import Shop
from tests.new_shops import new_shop
from tests.store import independent_month
from tests.store.store_clock import NOON, Clock

PEOPLE = 4


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of four customers with a programme by stamps and one by spend."""
    where = tmp_path_factory.mktemp("busy") / "shop.db"
    programs = [
        ("Cone", make_terms([(2, "Topping"), (None, "Cone")], stamps=3, costs={"Cone": 130})),
        ("Club", make_terms([(None, "Scarf")], stamps=2, per=700)),
    ]
    settings = Settings("Glacier", acts_per_day=1000, window=31)
    with new_shop(where, settings, programs, clock=Clock()) as shop:
        for n in range(PEOPLE):
            shop.customers.add(CustomerDraft(f"Customer {n}", card=f"100{n}"))
    return where


DAYS_AGO = [0, 1, 22, 23, 24, 25, 53, 54, 55, 56, 84, 85, 86, 90, 113, 114, 115, 116, 145, 146, 400]
"""As of 24 November: days around the turns of months and the ends of windows."""
ACTS = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.sampled_from(["buy", "buy", "buy", "buy now", "redeem", "undo", "erase"]),
        st.sampled_from(DAYS_AGO),
        st.one_of(st.none(), st.integers(0, 3000)),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=18,
)


def live(shop: Shop, acts: list[tuple[int, str, int, int | None, int]], month: date) -> None:
    """Do all that, and look at the figures now and then, so that some are kept meanwhile."""
    ids = [shop.customers.holder(f"100{n}") for n in range(PEOPLE)]
    for n, (who, what, ago, amount, stamps) in enumerate(acts):
        if n % 4 == 3:
            shop.month.figures(month)
            shop.month.figures()
        try:
            if what.startswith("buy"):
                at = None if what == "buy now" else NOON - timedelta(days=ago)
                shop.counter.stamp(ids[who], stamps=stamps, amount=amount, at=at)
            elif what == "redeem":
                shop.counter.redeem(ids[who])
            elif what == "undo":
                ledger = [a for a in shop.counter.history(ids[who]) if a.kind is not Kind.VOID]
                standing = [a for a in ledger if not a.voided]
                shop.counter.undo(standing[ago % len(standing)].id if standing else -1)
            else:
                shop.customers.edit(ids[who], name=f"Somebody {n}", phones=[])
        except Refused:
            pass


def counted_at_once(shop: Shop, window: int) -> None:
    """What was kept until yesterday and what today added come to what all of it comes to."""
    running, today = shop.month.figures(window=window), shop.opened.today_day()
    with reading(shop.opened.engine) as session:
        assert running.counts == reports.count(session, running.month, today, window)
        assert running.by_staff == team.staff(session, running.month, today, None)
        assert running.rewards == reports.reward_months(
            session, reports.rewards(session, running.month, today, today)
        )
        column = reports.cohort_column(session, running.month, today)
    assert {c.month.isoformat(): c.active[-1] for c in running.cohorts if c.active[-1]} == column


WINDOWS = st.sampled_from([31, 31, 90, 365])
UNSHRUNK = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking whole shops takes minutes
)
COUNTED = [group for group in Group if group in Counts.__slots__]
"""The groups that a count of the same name stands for; what people say is counted elsewhere."""


@settings(UNSHRUNK, max_examples=4)
@given(ACTS, st.integers(0, 3), WINDOWS)
def test_counts_equal_a_plain_pass_after_any_run_of_acts(busy, acts, months_ago, window):
    equal_a_plain_pass(busy, acts, months_ago, window)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(UNSHRUNK, max_examples=400)
@given(ACTS, st.integers(0, 3), WINDOWS)
def test_counts_equal_a_plain_pass_after_very_many_runs(busy, acts, months_ago, window):
    equal_a_plain_pass(busy, acts, months_ago, window)


def equal_a_plain_pass(busy, acts, months_ago, window):
    month = (date(2026, 11, 1) - timedelta(days=28 * months_ago)).replace(day=1)
    with tempfile.TemporaryDirectory() as folder:
        where = Path(shutil.copy(busy, Path(folder) / "shop.db"))
        with Shop.open(where, clock=Clock()) as shop:
            live(shop, acts, month)
            answer = shop.month.figures(month, window=window)
            counts, here = answer.counts, shop.opened.settings
            paper = independent_month.Shop(
                where, shop.opened.today_day(), here.zone, here.day_start, here.margin
            )
            for past in (*answer.history, shop.month.figures(window=window).counts):
                told = asdict(past)
                span = told.pop("first"), told.pop("through"), told.pop("window")
                assert told == paper.count(*span)
                assert past.active_end == past.retained + past.reactivated + past.new
                assert past.active_start == past.retained + past.lost
                assert 0 <= past.retained <= past.active_start
                available = past.rewards_ready + past.rewards_earned
                assert 0 <= past.rewards_redeemed <= available
            for group in COUNTED:
                assert len(shop.month.behind(month, group, window=window)) == getattr(counts, group)
            counted_at_once(shop, window)
            assert shop.check().problems == ()
