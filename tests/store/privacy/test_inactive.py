"""Customers who have not been seen for years: who they are, and when the owner is asked."""

from collections.abc import Callable
from datetime import date

from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop
from tests.store.store_clock import Clock

Sql = Callable[..., list[tuple]]


def test_customers_unseen_for_years_are_proposed_once_a_year(
    shop: Shop, clock: Clock, marie: str, cone: int
) -> None:
    shop.counter.stamp(marie, stamps=12)
    omar = shop.customers.add(CustomerDraft("Omar")).customer.id
    clock.wait(days=3 * 365)
    assert shop.privacy.inactive() == ()
    clock.wait(days=2)
    shop.counter.stamp(omar)
    (alone,) = shop.privacy.inactive()
    assert (alone.id, alone.last_seen, alone.visits, alone.ready) == (
        marie, date(2026, 11, 24), 1, 1,
    )  # fmt: skip
    assert shop.privacy.tidy_up_due() == 1
    shop.privacy.tidied()
    assert shop.privacy.tidy_up_due() == 0
    clock.wait(days=366)
    assert shop.privacy.tidy_up_due() == 1
    shop.opened.change_setting("keep_years", "5")
    assert shop.privacy.inactive() == ()
    shop.opened.change_setting("keep_years", "")
    clock.wait(days=9999)
    assert (shop.opened.settings.keep_years, shop.privacy.inactive()) == (0, ())
    shop.opened.change_setting("keep_years", "1")
    assert {one.name for one in shop.privacy.inactive()} == {"Marie Lefèvre", "Omar"}
    shop.privacy.erase(marie)
    assert {one.name for one in shop.privacy.inactive()} == {"Omar"}


def test_a_reward_that_has_expired_meanwhile_is_not_told_as_ready(
    shop: Shop, clock: Clock, marie: str
) -> None:
    terms = make_terms([(None, "Free cone")], reward_expires=90)
    program = shop.programs.change(shop.programs.named(None).id, terms=terms)
    shop.counter.stamp(marie, stamps=10, program=program.id)
    assert shop.counter.open_card(marie).ready
    clock.wait(days=1200)
    assert [one.ready for one in shop.privacy.inactive()] == [0]
    assert shop.counter.open_card(marie).ready == ()


def test_a_comment_counts_as_having_been_seen(
    shop: Shop, clock: Clock, marie: str, sql: Sql
) -> None:
    clock.wait(days=1200)
    assert len(shop.privacy.inactive()) == 1
    sql(
        "INSERT INTO feedback (customer_id, day, staff, till, comment) VALUES (?, ?, '', '', '')",
        marie, shop.opened.today_day().isoformat(),
    )  # fmt: skip
    assert shop.privacy.inactive() == ()
