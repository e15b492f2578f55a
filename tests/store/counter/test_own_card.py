"""Nobody of the team acts on their own card, nor on one that it was merged with."""

import pytest

from shopcard.errors import Refused
from shopcard.rules.staff import Role
from shopcard.store.answers.counter import CustomerDraft


@pytest.fixture
def own(shop) -> str:
    """The card of Camille, who stands at the till."""
    own = shop.customers.add(CustomerDraft("Camille Roy")).customer.id
    shop.staff.add("Camille", customer_id=own)
    return own


def test_ones_own_card_takes_no_stamp_and_says_who_is_to_do_it(shop, own, cone):
    with pytest.raises(Refused, match=r"This is Camille's own card\. Somebody else of the team"):
        shop.counter.stamp(own, program=cone)
    assert shop.counter.history(own) == ()


def test_another_of_the_team_stamps_it(shop, own, cone):
    shop.opened.staff = "Noé"
    assert shop.counter.stamp(own, program=cone).act.stamps == 1


def test_the_card_of_a_customer_is_no_own_card(shop, own, marie, cone):
    assert shop.counter.stamp(marie, program=cone).act.stamps == 1


def test_a_card_merged_with_ones_own_is_ones_own(shop, own, marie, cone):
    shop.customers.merge(marie, own)
    with pytest.raises(Refused, match="own card"):
        shop.counter.stamp(marie, program=cone)


def test_the_name_at_the_till_counts_however_it_is_written(shop, own, cone):
    shop.opened.staff = "CAMILLE"
    with pytest.raises(Refused, match="own card"):
        shop.counter.stamp(own, program=cone)


def test_a_shop_is_guarded_once_an_owner_has_a_pin(shop):
    assert not shop.staff.guarded()
    anna = shop.staff.add("Anna", Role.OWNER)
    assert not shop.staff.guarded()
    shop.staff.set_pin(anna.id, "4711")
    assert shop.staff.guarded()
