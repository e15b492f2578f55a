"""The owner's month in shops of a few customers, each worked out by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shopcard.errors import NotFound, Refused
from shopcard.rules.metrics import Change, Group, Unit, Why
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.answers.month import Month
from shopcard.store.database.engine import make_engine, sqlite_module
from tests.new_shops import new_shop
from tests.store.store_clock import Clock

PARIS = ZoneInfo("Europe/Paris")


class Diary:
    """A shop at 13:00 of 24 November 2026, told day by day: `came("Ada", "2026-09-03")`."""

    def __init__(self, where: Path, clock: Clock, **settings: object) -> None:
        self.clock = clock
        self.where = where
        self.shop = new_shop(
            where,
            Settings("Glacier", acts_per_day=100, **settings),  # type: ignore[arg-type]
            [("Cone", make_terms([(None, "Cone")], stamps=3))],
            staff="Camille",
            clock=clock,
        )
        self.ids: dict[str, str] = {}

    def id(self, name: str) -> str:
        if name not in self.ids:
            self.ids[name] = self.shop.customers.add(CustomerDraft(name)).customer.id
        return self.ids[name]

    def came(self, name: str, *days: str, amount: int | None = None, stamps: int = 1) -> None:
        """Purchases at noon of these days, or at these times of the shop's wall clock."""
        for day in days:
            moment = datetime.fromisoformat(day)
            if len(day) == 10:
                moment = datetime.combine(moment, time(12))
            at = moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
            self.shop.counter.stamp(
                self.id(name), stamps=stamps, amount=amount, at=at.astimezone(UTC)
            )

    def today(self, day: str) -> None:
        moment = datetime.fromisoformat(day).replace(hour=14, tzinfo=PARIS)
        self.clock.now = moment.astimezone(UTC)

    def month(self, text: str, **options: int) -> Month:
        return self.shop.month.figures(date.fromisoformat(text + "-01"), **options)

    def names(self, text: str, group: Group) -> list[str]:
        return [b.name for b in self.shop.month.behind(date.fromisoformat(text + "-01"), group)]

    def sql(self, statement: str, *values: object) -> None:
        connection = sqlite_module().connect(self.where, isolation_level=None)
        connection.execute(statement, values)
        connection.close()


Open = Callable[..., Diary]


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Open]:
    opened: list[Diary] = []

    def open_diary(**settings: object) -> Diary:
        where = tmp_path / f"shop{len(opened)}.db"
        opened.append(Diary(where, Clock(), **settings))
        return opened[-1]

    yield open_diary
    for one in opened:
        one.shop.close()


def told(month: Month, *keys: str) -> list[object]:
    """Figures, rounded as one would on paper."""
    values = (month.figures.values[key] for key in keys)
    return [v if isinstance(v, Why) else round(v, 2) for v in values]


# Small shops


def test_an_empty_shop_has_no_figures_and_says_why(diary):
    month = diary().month("2026-11")
    assert month.counts.opened is None
    assert month.figures.judged_from is None
    assert (month.counts.active_end, month.counts.visits, month.cohorts) == (0, 0, ())
    assert len(month.history) == 1
    missing = {key for key, v in month.figures.values.items() if isinstance(v, Why)}
    assert missing == set(month.figures.values) - {
        "rewards_earned", "rewards_redeemed", "liability", "referrals"
    }  # fmt: skip
    assert month.figures.changes == {}
    assert month.figures.values["retention_pct"] is Why.NOT_JUDGED
    assert month.figures.values["frequency"] is Why.NOBODY_IN_MONTH


def test_one_customer_who_came_once_is_new_and_nothing_is_judged(diary):
    shop = diary()
    shop.came("Ada", "2026-11-03", amount=500)
    month = shop.month("2026-11")
    c = month.counts
    assert (c.opened, c.new, c.active_start, c.active_end) == (date(2026, 11, 3), 1, 0, 1)
    assert (c.visits, c.purchases, c.revenue, c.in_month) == (1, 1, 500, 1)
    assert told(month, "retention_pct", "repeat_purchase_pct", "frequency", "average_basket") == [
        Why.NOT_JUDGED, 0, 1, 500,
    ]  # fmt: skip
    # 90 days after 3 November is 1 February: that month is the first to be judged.
    assert month.figures.judged_from == date(2027, 2, 1)
    assert shop.names("2026-11", Group.NEW) == ["Ada"]


def test_a_customer_comes_is_lost_and_comes_back(diary):
    """Window 31 days. Ada: 5 Jun, 3 Jul, then 20 Sep. Ben: 2 Jun, 10 Jul, 9 Aug, 8 Sep."""
    shop = diary(window=31)
    shop.came("Ada", "2026-06-05", "2026-07-03", "2026-09-20")
    shop.came("Ben", "2026-06-02", "2026-07-10", "2026-08-09", "2026-09-08")
    # At the close of July (days 1 to 31 July) both are active; at that of August (1 to 31 August)
    # Ben is; at that of September (31 August to 30 September) both are.
    august, september = shop.month("2026-08"), shop.month("2026-09")
    assert told(august, "retention_pct", "churn_pct", "crr_formula_pct") == [50, 50, 50]
    assert (august.counts.lost, shop.names("2026-08", Group.LOST)) == (1, ["Ada"])
    assert told(september, "retention_pct", "crr_formula_pct", "active_growth_pct") == [
        100, 200, 200,
    ]  # fmt: skip
    assert shop.names("2026-09", Group.REACTIVATED) == ["Ada"]
    assert september.counts.new == 0
    assert told(september, "month_to_month_pct", "median_gap_days") == [100, 54.5]
    assert [(c.month, c.size, c.active) for c in september.cohorts] == [
        (date(2026, 6, 1), 2, (2, 2, 1, 2)),
        (date(2026, 7, 1), 0, (0, 0, 0)),
        (date(2026, 8, 1), 0, (0, 0)),
        (date(2026, 9, 1), 0, (0,)),
    ]
    assert [b.name for b in shop.shop.month.cohort(date(2026, 6, 1), date(2026, 8, 1))] == ["Ben"]


def test_who_came_first_in_september_and_again_in_october_is_no_longer_new(diary):  # FIELD-CASES 23
    shop = diary()
    shop.came("Ada", "2026-09-30", "2026-10-01")
    assert (shop.month("2026-09").counts.new, shop.month("2026-10").counts.new) == (1, 0)
    assert told(shop.month("2026-10"), "month_to_month_pct", "ever_repeat_pct") == [100, 100]


def test_two_purchases_in_five_minutes_are_one_visit(diary):
    shop = diary()
    shop.came("Ada", "2026-10-05T10:00", "2026-10-05T10:05", amount=300)
    shop.came("Ben", "2026-10-05T10:00", "2026-10-06T10:00", amount=300)
    shop.came("Cleo", "2026-10-05T10:00")
    month = shop.month("2026-10")
    assert (month.counts.purchases, month.counts.visits, month.counts.days_open) == (5, 4, 2)
    assert told(month, "repeat_purchase_pct", "repeat_visit_pct", "frequency") == [
        66.67, 33.33, 1.67,
    ]  # fmt: skip
    # Cleo's purchase carried no amount: the basket is that of the four that did.
    assert told(month, "average_basket") == [300]


def test_an_amount_of_zero_is_an_amount(diary):
    shop = diary()
    shop.came("Ada", "2026-10-05", amount=0)
    shop.came("Ada", "2026-10-06", amount=500)
    assert told(shop.month("2026-10"), "average_basket") == [250]


def test_a_voided_purchase_never_was(diary):
    """A refund lowers revenue by voiding its purchase, and the month is as if it had not been."""
    shop = diary()
    shop.came("Ada", "2026-09-10", amount=400)
    shop.came("Ben", "2026-09-10", "2026-10-04", amount=400)
    before = shop.month("2026-10")
    assert (before.counts.revenue, before.counts.new) == (400, 0)
    shop.shop.counter.undo(customer_id=shop.id("Ben"))
    after = shop.month("2026-10")
    assert (after.counts.revenue, after.counts.purchases, after.counts.in_month) == (0, 0, 0)
    assert (after.counts.active_end, after.counts.retained) == (2, 2)
    shop.shop.counter.undo(customer_id=shop.id("Ada"))
    assert (shop.month("2026-09").counts.new, shop.month("2026-10").counts.active_end) == (1, 1)
    assert [s.voids for s in shop.month("2026-11").by_staff] == [2]


def test_a_reward_given_is_neither_purchase_nor_visit(diary):
    shop = diary()
    shop.came("Ada", "2026-11-03", stamps=3)
    shop.shop.counter.redeem(shop.id("Ada"))
    month = shop.month("2026-11")
    assert (month.counts.purchases, month.counts.visits) == (1, 1)
    assert told(month, "rewards_earned", "rewards_redeemed", "redemption_pct") == [1, 1, 100]
    assert told(month, "average_stamps_per_purchase") == [3]
    assert shop.names("2026-11", Group.REWARDED) == ["Ada"]
    (line,) = month.rewards
    assert (line.program, line.reward, line.earned, line.redeemed, line.ready) == (
        "Cone", "Cone", 1, 1, 0,
    )  # fmt: skip
    (camille,) = month.by_staff
    assert (camille.staff, camille.purchases, camille.stamps, camille.redemptions) == (
        "Camille", 1, 3, 1,
    )  # fmt: skip


def test_rewards_of_an_earlier_month_may_pass_a_hundred_percent_but_not_of_what_there_was(diary):
    shop = diary()
    shop.came("Ada", "2026-10-03", stamps=6)
    shop.came("Ben", "2026-11-03", stamps=3)
    for name in ("Ada", "Ada", "Ben"):
        shop.shop.counter.redeem(shop.id(name))
    november = shop.month("2026-11")
    assert told(november, "redemption_pct", "redeemed_of_available_pct") == [300, 100]
    assert told(shop.month("2026-10"), "redemption_pct", "redeemed_of_available_pct") == [0, 0]
    assert told(shop.month("2026-09"), "redemption_pct") == [Why.NONE_EARNED]


def test_baskets_bought_while_a_reward_was_ready_are_told_apart(diary):
    shop = diary()
    shop.came("Ada", "2026-11-02", amount=100, stamps=3)
    shop.came("Ada", "2026-11-03", amount=900)
    shop.shop.counter.redeem(shop.id("Ada"))
    shop.came("Ada", "2026-11-24T11:00", amount=300)
    c = shop.month("2026-11").counts
    assert (c.baskets_ready, c.spent_ready, c.priced, c.revenue) == (1, 900, 3, 1300)


def test_an_opening_balance_makes_a_first_purchase_count_as_came_back(diary):
    shop = diary()
    shop.came("Ada", "2026-10-03")
    shop.came("Ben", "2026-10-04")
    shop.sql(
        "INSERT INTO entry (key, contents, at, recorded_at, business_day, customer_id, staff, till,"
        " channel, kind) SELECT 'brought', 'brought', at, recorded_at, '2026-10-01', customer_id,"
        " staff, till, channel, 'opening' FROM entry WHERE customer_id = ?",
        shop.id("Ada"),
    )
    assert shop.shop.check(rebuild=True).ok
    c = shop.month("2026-10").counts
    assert (c.new, c.reactivated, c.active_end, c.purchases, c.visits) == (1, 1, 2, 2, 2)
    assert shop.names("2026-10", Group.REACTIVATED) == ["Ada"]


def test_who_was_erased_keeps_counting_under_no_name(diary):
    shop = diary()
    shop.came("Ada", "2026-10-03", amount=500)
    shop.came("Ben", "2026-10-03", amount=400)
    shop.sql("UPDATE customer SET name = '', folded = '' WHERE id = ?", shop.id("Ada"))
    month = shop.month("2026-10")
    assert (month.counts.in_month, month.counts.revenue) == (2, 900)
    assert shop.names("2026-10", Group.IN_MONTH) == ["Ben", ""]
    assert [b.name for b in shop.shop.month.best(date(2026, 10, 1))] == ["Ben"]


# Days, months and windows


@pytest.mark.parametrize(
    ("moment", "october"),
    [
        ("2026-10-31T23:30", True),
        ("2026-11-01T01:00", True),
        ("2026-11-01T03:59", True),
        ("2026-11-01T04:00", False),
        ("2026-10-25T02:30", True),
        ("2026-10-25T02:30:00+01:00", True),
        ("2026-10-01T03:59", False),
    ],
)
def test_a_month_is_made_of_business_days_across_the_change_of_clocks(
    diary, moment, october
):  # FIELD-CASES 19
    shop = diary()
    shop.came("Ada", moment)
    assert shop.month("2026-10").counts.purchases == october
    assert (shop.month("2026-10").counts.through, shop.month("2026-10").complete) == (
        date(2026, 10, 31), True,
    )  # fmt: skip


def test_a_shop_whose_day_starts_at_midnight_counts_by_the_calendar(diary):
    shop = diary(day_start=time(0))
    shop.came("Ada", "2026-11-01T00:30")
    assert (shop.month("2026-10").counts.purchases, shop.month("2026-11").counts.purchases) == (
        0,
        1,
    )


@pytest.mark.parametrize("window", [31, 90, 365])
def test_the_window_is_its_days_and_no_more(diary, window):
    """Active at the close of 31 October: a visit on the window's first day, not the day before."""
    shop = diary(window=window)
    last = date(2026, 10, 31)
    inside, outside = last - timedelta(days=window - 1), last - timedelta(days=window)
    shop.came("In", str(inside))
    shop.came("Out", str(outside))
    assert shop.names("2026-10", Group.ACTIVE_END) == ["In"]
    assert shop.month("2026-10").counts.active_end == 1
    # Out was active `window` days before the close, and did not come again.
    assert shop.names("2026-10", Group.ACTIVE_EARLIER) == ["Out"]
    assert told(shop.month("2026-10"), "came_again_pct") == [0]


def test_a_shop_younger_than_the_window_is_not_judged_until_it_is_old_enough(diary):
    shop = diary()
    shop.came("Ada", "2026-07-03", "2026-08-20")
    october = shop.month("2026-10")  # 90 days before 1 October is 3 July
    assert october.counts.judged
    assert told(october, "retention_pct") == [100]
    assert not shop.month("2026-09").counts.judged
    assert told(shop.month("2026-09"), "retention_pct", "clv", "came_again_pct") == [
        Why.NOT_JUDGED, Why.FEW_MONTHS, Why.NOBODY_ACTIVE_EARLIER,
    ]  # fmt: skip
    assert told(shop.month("2026-09", window=31), "retention_pct") == [0]


def test_the_29th_of_february_is_a_day_like_any_other(diary):
    shop = diary(window=31)
    shop.today("2028-03-01")
    shop.came("Ada", "2028-01-30", "2028-02-29")
    february = shop.month("2028-02")
    assert february.complete
    assert (february.counts.visits, february.counts.through) == (1, date(2028, 2, 29))
    assert february.counts.active_end == 1
    assert told(february, "median_gap_days") == [30]


# A month so far


def test_on_the_first_of_a_month_nothing_is_compared(diary):
    shop = diary()
    shop.came("Ada", "2026-10-05")
    shop.today("2026-11-01")
    shop.shop.counter.stamp(shop.id("Ada"))
    month = shop.month("2026-11")
    assert not month.complete
    assert (month.counts.through, month.counts.purchases) == (date(2026, 11, 1), 1)
    assert (month.figures.compared, month.figures.changes) == (None, {})


def test_so_far_is_compared_with_the_same_weekdays_four_weeks_before(diary):
    shop = diary()
    # 1 to 23 November against 4 to 26 October
    shop.came("Ada", "2026-10-03", "2026-10-04", "2026-10-26", "2026-10-27", amount=400)
    shop.came("Ada", "2026-11-01", "2026-11-22", "2026-11-23", amount=500)
    shop.came("Ada", "2026-11-24T10:00", amount=999)
    month = shop.month("2026-11")
    assert month.figures.compared == (
        (date(2026, 11, 1), date(2026, 11, 23)),
        (date(2026, 10, 4), date(2026, 10, 26)),
    )
    assert month.figures.changes["visits"] == Change(50, Unit.PERCENT)
    assert month.figures.changes["average_basket"] == Change(100, Unit.MONEY)
    assert month.counts.visits == 4


def test_on_the_31st_it_goes_back_five_weeks(diary):
    shop = diary()
    shop.today("2026-10-31")
    shop.came("Ada", "2026-08-20", "2026-08-27", "2026-09-25", "2026-10-30")
    assert shop.month("2026-10").figures.compared == (
        (date(2026, 10, 1), date(2026, 10, 30)),
        (date(2026, 8, 27), date(2026, 9, 25)),
    )
    assert shop.month("2026-10").figures.changes["visits"].by == -50


def test_retention_so_far_compares_each_span_with_its_own_start(diary):
    """Window 31. On 11 November: 1 to 10 November with S at the close of 31 October, against 4 to
    13 October with S at that of 3 October."""
    shop = diary(window=31)
    shop.came("Ada", "2026-08-01", "2026-09-10", "2026-10-08", "2026-10-30")
    shop.came("Ben", "2026-09-05")
    shop.came("Cleo", "2026-10-02", "2026-10-31")
    shop.today("2026-11-11")
    # S at 31 October: Ada and Cleo; both active on 10 November (11 October on): 100 %.
    # S at 3 October (3 September on): Ada, Ben, Cleo; on 13 October (13 September on): Ada and
    # Cleo: two of three.
    assert shop.month("2026-11").figures.changes["retention_pct"].by == pytest.approx(100 / 3)


def test_a_complete_month_is_compared_per_day_open(diary):
    shop = diary()
    shop.came("Ada", "2026-09-01", "2026-09-02", "2026-09-02")
    shop.came("Ben", "2026-09-01")
    shop.came("Ada", "2026-10-01")
    shop.came("Ben", "2026-10-01")
    # Four purchases on two days, then two on one: the same per day open.
    changes = shop.month("2026-10").figures.changes
    assert changes["purchases"].by == pytest.approx(0)
    assert changes["visits"].by == pytest.approx((2 / 1.5 - 1) * 100)
    assert changes["active_end"] == Change(0, Unit.COUNT)


def test_while_a_month_runs_the_warning_and_five_points_speak_of_the_last_complete_one(diary):
    shop = diary(window=31)
    for day in ("2026-08-10", "2026-09-09"):
        shop.came("Ada", day, amount=1000)
    shop.came("Ben", "2026-08-10")
    november = shop.month("2026-11")
    assert november.figures.basis == shop.month("2026-10").counts
    assert november.figures.few_come_again == shop.month("2026-10").figures.few_come_again


def test_a_month_to_come_is_refused_in_a_sentence(diary):
    shop = diary()
    with pytest.raises(Refused, match="December 2026 is still to come"):
        shop.month("2026-12")
    with pytest.raises(Refused):
        shop.shop.month.slipping(date(2027, 1, 1))
    assert shop.shop.month.months() == (date(2026, 11, 1), date(2026, 11, 1))
    shop.came("Ada", "2025-01-31")
    assert shop.shop.month.months() == (date(2025, 1, 1), date(2026, 11, 1))


# What is kept


def test_what_was_worked_out_is_kept_until_an_act_touches_its_days(diary):
    shop = diary()
    shop.came("Ada", "2026-09-10", "2026-10-10")
    for text in ("2026-09", "2026-10", "2026-11"):
        shop.month(text)
    assert shop.month("2026-11").counts.purchases == 0
    shop.shop.counter.stamp(shop.id("Ada"))
    assert shop.month("2026-11").counts.purchases == 1
    shop.came("Ada", "2026-10-20")
    assert shop.month("2026-10").counts.purchases == 2
    assert shop.month("2026-09").counts.purchases == 1
    shop.came("Ben", "2025-12-24")
    assert shop.month("2026-09").counts.ever == 2


def test_kept_figures_answer_alike_and_only_the_latest_days_of_a_running_month_stay(diary):
    shop = diary()
    shop.came("Ada", "2026-09-10", "2026-10-10", "2026-11-02", amount=450, stamps=3)
    first = shop.month("2026-11")
    assert shop.month("2026-11") == first
    for day in range(25, 30):
        shop.today(f"2026-11-{day}")
        shop.month("2026-11")
    kept = [(kind, through) for kind, since, through in shop_cells(shop) if since == "2026-11-01"]
    assert {through for _kind, through in kept} == {"2026-11-28"}
    assert len(set(kept)) == len(kept)


def shop_cells(diary: Diary) -> list[tuple[str, str, str]]:
    connection = sqlite_module().connect(diary.where)
    rows = connection.execute("SELECT kind, first, through FROM cell").fetchall()
    connection.close()
    return rows


def test_figures_are_answered_while_another_till_writes_and_kept_later(diary):
    shop = diary()
    shop.came("Ada", "2026-10-10")
    shop.shop.opened.engine = make_engine(shop.where, busy_seconds=0.1)
    with other_till(shop.where):
        month = shop.month("2026-10")
    assert month.counts.purchases == 1
    assert shop_cells(shop) == []
    shop.month("2026-10")
    assert shop_cells(shop) != []


@contextmanager
def other_till(where: Path) -> Iterator[None]:
    held = sqlite_module().connect(where, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        held.execute("ROLLBACK")
        held.close()


# Whom to look after, the best, and what is ready


def regulars(shop: Diary, *names: str) -> None:
    """Each comes every ten days from 1 June to 9 September, spends 5.00, and is seen no more."""
    first = date(2026, 6, 1)
    for name in names:
        shop.came(name, *(str(first + timedelta(days=10 * n)) for n in range(11)), amount=500)


def test_a_regular_who_is_late_is_listed_with_what_is_at_stake(diary):
    shop = diary()
    regulars(shop, "Ada")
    shop.came("Ben", "2026-10-01")
    found = shop.shop.month.slipping(date(2026, 10, 1))
    (ada,) = found.customers
    assert (found.as_of, found.shop_gap) == (date(2026, 10, 31), 10)
    assert (ada.name, ada.visits, ada.last_seen, ada.days_since) == (
        "Ada", 11, date(2026, 9, 9), 52,
    )  # fmt: skip
    assert (ada.usual_gap, ada.score) == (10, pytest.approx(11 / 62))
    assert ada.came_back is None
    # 55.00 over a span of 100 days, per 30 days
    assert (ada.usual_month, ada.in_money) == (pytest.approx(5500 / 100 * 30), True)


def test_the_running_month_lists_as_of_yesterday_and_nothing_later_changes_a_close(diary):
    shop = diary()
    regulars(shop, "Ada", "Ben")
    shop.today("2026-10-05")
    before = shop.shop.month.slipping()
    assert (before.as_of, [c.name for c in before.customers]) == (date(2026, 10, 4), ["Ada", "Ben"])
    september = shop.shop.month.slipping(date(2026, 9, 1))
    shop.shop.counter.stamp(shop.id("Ben"), amount=900)
    assert shop.shop.month.slipping() == before
    assert shop.shop.month.slipping(date(2026, 9, 1)) == september
    shop.today("2026-10-06")
    assert [c.name for c in shop.shop.month.slipping().customers] == ["Ada"]


def test_a_reward_given_counts_as_seen(diary):
    shop = diary()
    regulars(shop, "Ada")
    shop.today("2026-10-20")
    shop.shop.counter.redeem(shop.id("Ada"))
    shop.today("2026-10-25")
    assert shop.shop.month.slipping().customers == ()


def test_a_contact_is_noted_and_whether_they_came_back(diary):
    shop = diary()
    regulars(shop, "Ada", "Ben")
    shop.shop.month.contacted(shop.id("Ada"))
    ada, ben = shop.shop.month.slipping(date(2026, 10, 1)).customers
    assert (ada.contacted, ada.returned, ben.contacted) == (date(2026, 11, 24), None, None)
    shop.today("2026-11-27")
    shop.shop.counter.stamp(shop.id("Ada"))
    ada = shop.shop.month.slipping(date(2026, 10, 1)).customers[0]
    assert (ada.contacted, ada.returned) == (date(2026, 11, 24), date(2026, 11, 27))
    with pytest.raises(NotFound):
        shop.shop.month.contacted("nobody")


def test_without_amounts_what_is_at_stake_is_visits(diary):
    shop = diary()
    shop.came("Ada", "2026-06-01", "2026-06-11", "2026-06-21")
    (ada,) = shop.shop.month.slipping(date(2026, 10, 1)).customers
    # Three visits over a span that counts as 90 days
    assert (ada.usual_month, ada.in_money) == (pytest.approx(1), False)


def test_the_best_are_those_of_twelve_months_by_spend_where_amounts_are_kept(diary):
    shop = diary()
    shop.came("Often", "2026-10-01", "2026-10-02", "2026-10-03", amount=100)
    shop.came("Much", "2025-11-01", amount=5000)
    shop.came("Long ago", "2025-10-31", amount=9000)
    best = shop.shop.month.best(date(2026, 10, 1))
    assert [(b.name, b.visits, b.spend) for b in best] == [("Much", 1, 5000), ("Often", 3, 300)]
    by_visits = shop.shop.month.best(date(2026, 10, 1), by_spend=False, limit=1)
    assert [b.name for b in by_visits] == ["Often"]


def test_the_best_go_by_visits_where_no_amounts_are_kept(diary):
    shop = diary()
    shop.came("Ada", "2026-10-01")
    shop.came("Ben", "2026-10-01", "2026-10-02")
    assert [(b.name, b.spend) for b in shop.shop.month.best()] == [("Ben", None), ("Ada", None)]


def test_rewards_to_give_are_listed_with_the_first_to_expire_first(diary):
    shop = diary()
    shop.shop.programs.add("Tea", make_terms([(None, "Tea")], stamps=1, reward_expires=30))
    tea = shop.shop.programs.named("Tea").id
    shop.came("Ada", "2026-11-20", stamps=3)
    shop.shop.counter.stamp(shop.id("Ben"), program=tea)
    assert [(r.name, r.program, r.expires) for r in shop.shop.month.ready()] == [
        ("Ben", "Tea", date(2026, 12, 24)),
        ("Ada", "Cone", None),
    ]
    shop.today("2026-12-25")
    assert [r.name for r in shop.shop.month.ready()] == ["Ada"]
    shop.shop.counter.redeem(shop.id("Ada"))
    assert shop.shop.month.ready() == ()
