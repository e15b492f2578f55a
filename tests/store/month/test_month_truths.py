"""What the month must not miss, nor count twice: each case worked out by hand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shopcard.rules.card import Kind
from shopcard.rules.metrics import Group
from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft, PastBalance
from shopcard.store.answers.month import Month
from shopcard.store.database.engine import reading
from shopcard.store.month import counts
from tests.store.month.test_figures import Diary
from tests.store.store_clock import Clock


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Diary]:
    shop = Diary(tmp_path / "diary.db", Clock())
    yield shop
    shop.shop.close()


def balance(name: str, day: date, stamps: int) -> PastBalance:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return PastBalance(f"{name}/{day}", CustomerDraft(name, card="7701"), at, stamps)


def rewards_of(month: Month) -> tuple[int, int, int, int, int]:
    c = month.counts
    return (
        c.rewards_ready, c.rewards_earned, c.rewards_redeemed, c.rewards_left,
        sum(line.ready for line in month.rewards),
    )  # fmt: skip


def test_case_54_rewards_before_the_shops_first_purchase_count(shop):
    cone = shop.shop.programs.named("Cone").id
    shop.shop.imports.balances(cone, [balance("Ada", date(2026, 10, 20), 7)])
    assert rewards_of(shop.month("2026-10")) == (0, 2, 0, 2, 2)
    assert rewards_of(shop.month("2026-11")) == (2, 0, 0, 2, 2)
    ada = shop.shop.customers.find("Ada")[0].id
    shop.shop.counter.redeem(ada)
    assert rewards_of(shop.month("2026-11")) == (2, 0, 1, 1, 1)
    # The first purchase ever, today: what was ready before it stays ready.
    shop.shop.counter.stamp(ada)
    assert rewards_of(shop.month("2026-11")) == (2, 0, 1, 1, 1)


def test_case_55_purchases_with_a_reward_ready_are_the_merged_persons(shop):
    shop.came("Ada", "2026-10-05", amount=100, stamps=3)
    shop.came("Bob", "2026-10-04", "2026-10-06", "2026-10-07", amount=1000)
    shop.came("Ada", "2026-10-08", amount=10)
    ada, bob = shop.ids["Ada"], shop.ids["Bob"]

    def ready() -> tuple[int, int]:
        c = shop.month("2026-10").counts
        return c.baskets_ready, c.spent_ready

    assert ready() == (1, 10)
    shop.shop.customers.merge(ada, bob)
    assert ready() == (3, 2010)
    shop.shop.customers.unmerge(bob)
    assert ready() == (1, 10)
    shop.shop.customers.merge(bob, ada)
    # Bob's stamps and Ada's make another reward at the merge, which is of November.
    assert ready() == (3, 2010)


def test_case_55_a_purchase_keyed_in_late_is_judged_by_its_own_day(shop):
    shop.came("Ada", "2026-10-05", stamps=3)
    shop.came("Ada", "2026-10-02", amount=500)
    shop.came("Ada", "2026-10-06", amount=70)
    assert shop.month("2026-10").counts.spent_ready == 70


def test_case_56_a_friends_purchase_is_no_sight_of_who_brought_them(shop):
    cone = shop.shop.programs.named("Cone")
    shop.shop.programs.change(cone.id, terms=make_terms([(None, "Cone")], stamps=3, referral=1))
    shop.came("Ada", "2026-09-01", "2026-09-11")
    friend = shop.shop.customers.add(CustomerDraft("Zoe", referred_by=shop.ids["Ada"])).customer.id
    shop.ids["Zoe"] = friend
    shop.came("Zoe", "2026-11-20")
    assert shop.shop.counter.history(shop.ids["Ada"])[0].kind is Kind.BONUS

    def seen() -> list[date]:
        with reading(shop.shop.opened.engine) as session:
            stories = {s.customer: s for s in counts.stories(session, shop.shop.opened.today_day())}
        return [date.fromordinal(day) for day in stories[shop.ids["Ada"]].seen]

    assert seen() == []
    shop.shop.feedback.note(shop.ids["Ada"], recommend=9)
    assert seen() == [date(2026, 11, 24)]


def test_case_57_a_cost_said_later_counts_from_then_on(shop):
    cone = shop.shop.programs.named("Cone").id
    shop.today("2026-09-01")
    shop.came("Ada", "2026-08-30", stamps=3)
    owed = {m: shop.month(m).figures.values["liability"] for m in ("2026-08", "2026-09")}

    def say(cost: int | None) -> None:
        costs = {} if cost is None else {"Cone": cost}
        shop.shop.programs.change(cone, terms=make_terms([(None, "Cone")], stamps=3, costs=costs))

    assert [str(v) for v in owed.values()] == ["no costs", "no costs"]
    shop.today("2026-10-15")
    shop.month("2026-10")
    say(120)
    told = shop.month("2026-10")
    assert (told.counts.rewards_owed, told.counts.rewards_uncosted) == (120, 0)
    assert told.rewards[0].owed == 120
    shop.today("2026-11-24")
    say(150)
    assert [shop.month(m).counts.rewards_owed for m in ("2026-09", "2026-10", "2026-11")] == [
        0, 120, 150,
    ]  # fmt: skip
    # A reward earned today at the price of today, and one whose cost is not said any more.
    shop.shop.counter.stamp(shop.ids["Ada"], stamps=3)
    assert shop.month("2026-11").counts.rewards_owed == 300
    say(None)
    assert shop.month("2026-11").counts.rewards_uncosted == 2


def test_case_58_one_undoing_is_one_whatever_it_takes_along(shop):
    cone = shop.shop.programs.named("Cone").id
    shop.shop.programs.change(cone, terms=make_terms([(None, "Cone")], stamps=3, referral=1))
    ada = shop.id("Ada")
    zoe = shop.shop.customers.add(CustomerDraft("Zoe", referred_by=ada)).customer.id
    bought = shop.shop.counter.stamp(zoe)
    assert len(bought.bonuses) == 2
    shop.shop.counter.undo()
    (line,) = shop.month("2026-11").by_staff
    assert (line.purchases, line.voids) == (0, 1)
    # A bonus undone by itself is an undoing of its own.
    again = shop.shop.counter.stamp(zoe)
    shop.shop.counter.undo(again.bonuses[0].id)
    shop.shop.counter.undo(again.act.id)
    assert shop.month("2026-11").by_staff[0].voids == 3


def test_case_58_acts_out_of_hours_count_an_undoing_once(shop):
    shop.shop.opened.change_setting("hours", "08:00-09:00")
    shop.shop.programs.change(
        shop.shop.programs.named("Cone").id,
        terms=make_terms([(None, "Cone")], stamps=3, referral=1),
    )
    zoe = shop.shop.customers.add(CustomerDraft("Zoe", referred_by=shop.id("Ada"))).customer.id
    shop.shop.counter.stamp(zoe)
    shop.shop.counter.undo()
    assert shop.month("2026-11").by_staff[0].out_of_hours == 2


def test_case_58_the_friend_of_an_erased_customer_gets_the_stamps(shop):
    shop.shop.programs.change(
        shop.shop.programs.named("Cone").id,
        terms=make_terms([(None, "Cone")], stamps=3, referral=2),
    )
    ada = shop.id("Ada")
    zoe = shop.shop.customers.add(CustomerDraft("Zoe", referred_by=ada)).customer.id
    shop.shop.privacy.erase(ada)
    done = shop.shop.counter.stamp(zoe)
    assert [(b.customer, b.stamps) for b in done.bonuses] == [(zoe, 2)]
    assert shop.shop.counter.history(ada) == ()


def test_case_58_a_purchase_keyed_in_late_earns_in_its_own_month(shop):
    shop.came("Ada", "2026-11-10", stamps=2)
    shop.came("Ada", "2026-10-05")
    october, november = shop.month("2026-10"), shop.month("2026-11")
    assert (october.counts.stamps, october.counts.rewards_earned) == (1, 1)
    assert (november.counts.stamps, november.counts.rewards_earned) == (2, 0)
    assert (october.counts.rewards_left, november.counts.rewards_ready) == (1, 1)
    assert shop.shop.month.ready()[0].earned_on == date(2026, 10, 5)
    assert shop.shop.check().problems == ()


def test_case_83_answers_of_two_who_become_one_count_once_whatever_was_looked_at(shop):
    shop.today("2026-10-05")
    ada, bob = shop.id("Ada"), shop.id("Bob")
    shop.shop.feedback.note(ada, recommend=9)
    shop.shop.feedback.note(bob, recommend=3)
    shop.today("2026-11-24")
    shop.came("Ada", "2026-11-20")

    def answers(month: str = "2026-10") -> tuple[int, int]:
        voices = shop.month(month).figures.voices
        return voices.promoters, voices.detractors

    assert answers() == (1, 1)
    shop.shop.customers.merge(ada, bob)
    assert answers() == (0, 1)
    assert shop.names("2026-10", Group.DETRACTORS) == ["Ada"]
    shop.shop.customers.unmerge(bob)
    assert answers() == (1, 1)
    shop.shop.customers.merge(bob, ada)
    assert answers() == (0, 1)


def test_the_best_are_as_many_as_asked_for_though_some_were_erased(shop):
    for n, name in enumerate("ABCD"):
        shop.came(name, "2026-11-02", amount=1000 - n)
    shop.shop.privacy.erase(shop.ids["A"])
    assert [b.name for b in shop.shop.month.best(date(2026, 11, 1), limit=2)] == ["B", "C"]


def test_who_was_brought_by_another_counts_though_one_of_their_selves_brought_the_other(shop):
    """Ann brought Bea, Bea brought Cat, and Bea and Cat turn out to be one."""
    ann = shop.id("Ann")
    bea = shop.shop.customers.add(CustomerDraft("Bea", referred_by=ann)).customer.id
    cat = shop.shop.customers.add(CustomerDraft("Cat", referred_by=bea)).customer.id
    shop.shop.customers.merge(cat, bea)
    shop.shop.counter.stamp(cat)
    assert shop.month("2026-11").figures.values["referrals"] == 1
    assert shop.names("2026-11", Group.AMBASSADORS) == ["Ann"]
