"""The running month knows of today's customers, on every day of every month."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.database.engine import reading
from shopcard.store.month import counts
from shopcard.store.shop.shop import Shop
from tests.new_shops import new_shop
from tests.store.store_clock import Clock


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def shop_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Opens a new shop at noon of a day, with three customers A, B and C."""
    folder, numbers = tmp_path_factory.mktemp("running"), count()
    opened: list[Shop] = []

    def open_shop(today: date) -> tuple[Shop, Clock, list[str]]:
        clock = Clock()
        clock.now = noon(today)
        where: Path = folder / f"shop{next(numbers)}.db"
        programs = [("Cone", make_terms([(None, "Cone")], stamps=3))]
        shop = new_shop(where, Settings("Glacier", window=31), programs, clock=clock)
        opened.append(shop)
        return shop, clock, [shop.customers.add(CustomerDraft(n)).customer.id for n in "ABC"]

    yield open_shop
    for shop in opened:
        shop.close()


def test_case_82_on_the_1st_the_new_and_the_long_absent_are_there(shop_on):
    shop, _clock, (new, absent, recent) = shop_on(date(2026, 12, 1))
    shop.counter.stamp(absent, amount=300, at=noon(date(2026, 7, 10)))
    shop.counter.stamp(recent, amount=400, at=noon(date(2026, 11, 28)))
    for who in (new, absent, recent):
        shop.counter.stamp(who, amount=500)
    month = shop.month.figures()
    c = month.counts
    assert (c.in_month, c.visits, c.purchases, c.revenue, c.new) == (3, 3, 3, 1500, 1)
    assert (c.active_end, c.retained, c.reactivated, c.lost) == (3, 1, 1, 0)
    assert (c.ever, c.ever_repeat, c.median_gap) == (3, 2, (144 + 3) / 2)
    assert month.by_staff[0].purchases == 3
    assert {k.month: k.active[-1] for k in month.cohorts} | {date(2026, 12, 1): 1} == {
        date(2026, 7, 1): 1, date(2026, 8, 1): 0, date(2026, 9, 1): 0, date(2026, 10, 1): 0,
        date(2026, 11, 1): 1, date(2026, 12, 1): 1,
    }  # fmt: skip
    assert month.figures.compared is None


def test_case_82_the_very_first_purchase_on_the_1st_is_there(shop_on):
    shop, _clock, (new, *_others) = shop_on(date(2026, 12, 1))
    shop.counter.stamp(new, amount=500)
    c = shop.month.figures().counts
    assert (c.opened, c.in_month, c.visits, c.revenue, c.new) == (date(2026, 12, 1), 1, 1, 500, 1)


TURNS = [
    date(2026, 12, 1), date(2026, 11, 30), date(2028, 2, 29), date(2028, 3, 1), date(2027, 1, 1),
    date(2026, 12, 31), date(2026, 12, 2), date(2026, 12, 17),
]  # fmt: skip
VISITS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from([0, 0, 0, 1, 2, 27, 28, 29, 30, 31, 32, 59, 60, 61, 62, 63, 200]),
        st.none() | st.integers(0, 900),
    ),
    max_size=9,
)


@pytest.mark.parametrize("today", TURNS, ids=str)
@settings(
    deadline=None, max_examples=3, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(visits=VISITS, look=st.integers(0, 9), came=st.sets(st.integers(0, 2), min_size=1))
def test_case_82_today_is_counted_on_every_day_of_every_month(shop_on, today, visits, look, came):
    shop, _clock, people = shop_on(today)
    for n, (who, ago, amount) in enumerate(visits):
        if n == look:
            shop.month.figures()
        shop.counter.stamp(people[who], amount=amount, at=noon(today - timedelta(days=ago)))
    for who in came:
        shop.counter.stamp(people[who], amount=250)
    counted_at_once(shop)


def counted_at_once(shop: Shop) -> None:
    """What was kept until yesterday and what today added come to what all of it comes to."""
    month = shop.month.figures()
    with reading(shop.opened.engine) as session:
        at_once = counts.count(session, month.month, shop.opened.today_day(), 31)
        column = counts.cohort_column(session, month.month, shop.opened.today_day())
    assert month.counts == at_once
    assert {c.month.isoformat(): c.active[-1] for c in month.cohorts if c.active[-1]} == column


def test_case_84_acts_dated_tomorrow_count_from_tomorrow_on(shop_on):
    shop, clock, (ada, bob, eve) = shop_on(date(2026, 11, 24))
    club = shop.programs.add("Club", make_terms([(None, "Scarf")], stamps=2, per=500)).id
    shop.counter.stamp(ada, amount=700, at=noon(date(2026, 11, 23)))
    shop.counter.stamp(ada, stamps=2, amount=1000)
    shop.counter.stamp(bob, program=club, amount=1700)
    shop.opened.change_setting("timezone", "Pacific/Honolulu")
    assert shop.opened.today_day() == date(2026, 11, 23)
    shop.counter.stamp(eve, amount=100)
    month = shop.month.figures()
    c = month.counts
    assert (c.visits, c.purchases, c.stamps, c.revenue, c.in_month) == (2, 2, 3, 800, 2)
    assert (c.repeat_purchasers, c.rewards_earned, c.rewards_left) == (0, 0, 0)
    assert month.to_come is not None
    assert (month.to_come.acts, month.to_come.until) == (2, date(2026, 11, 24))
    # A reward that is dated tomorrow may be given today all the same.
    shop.counter.redeem(bob, program=club)
    c = shop.month.figures().counts
    assert (c.rewards_earned, c.rewards_redeemed, c.rewards_left) == (0, 1, 0)
    clock.wait(hours=12)
    month = shop.month.figures()
    assert (month.counts.visits, month.counts.stamps, month.to_come) == (4, 10, None)
    counted_at_once(shop)


def test_case_84_the_shops_first_act_dated_next_month_is_of_next_month(shop_on):
    shop, _clock, (ada, *_others) = shop_on(date(2026, 12, 1))
    shop.counter.stamp(ada, amount=700)
    shop.opened.change_setting("timezone", "Pacific/Honolulu")
    assert shop.month.months() == (date(2026, 11, 1), date(2026, 11, 1))
    month = shop.month.figures()
    assert (month.counts.visits, month.cohorts, len(month.history)) == (0, (), 1)
    assert month.to_come is not None
