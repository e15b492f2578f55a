"""Who brought a customer: said when they are added or afterwards, until the first purchase."""

import pytest

from shopcard.errors import NotFound, Refused
from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft


@pytest.fixture
def omar(shop):
    return shop.customers.add(CustomerDraft("Omar Mariani")).customer.id


@pytest.fixture
def rewarding(shop, cone):
    """The first programme gives two stamps for bringing somebody."""
    shop.programs.change(cone, terms=make_terms([(None, "Free cone")], referral=2))


def stamps(shop, who):
    return shop.counter.open_card(who).cards[0].card.stamps


def test_case_43_said_afterwards_it_brings_what_the_programme_promises(
    shop, rewarding, marie, omar
):
    shop.customers.edit(marie, referred_by=omar)
    shop.counter.stamp(marie)
    assert (stamps(shop, marie), stamps(shop, omar)) == (3, 2)
    assert [(one.name, one.by_name) for one in shop.month.brought()] == [
        ("Marie Lefèvre", "Omar Mariani")
    ]


def test_case_43_after_the_first_purchase_it_is_refused_until_that_is_undone(shop, marie, omar):
    bought = shop.counter.stamp(marie)
    with pytest.raises(Refused, match="until their first purchase"):
        shop.customers.edit(marie, name="Other", referred_by=omar)
    assert shop.customers.get(marie).name == "Marie Lefèvre"
    shop.counter.undo(bought.act.id)
    assert shop.customers.edit(marie, referred_by=omar).referred_by == omar


def test_case_43_what_is_the_same_already_is_never_refused(shop, marie, omar):
    shop.customers.edit(marie, referred_by=omar)
    shop.counter.stamp(marie)
    assert shop.customers.edit(marie, name="Marie L", referred_by=omar).name == "Marie L"
    with pytest.raises(Refused):
        shop.customers.edit(marie, referred_by="")


def test_case_43_nobody_brings_themselves_nor_who_brought_them(shop, marie, omar):
    with pytest.raises(Refused, match="themselves"):
        shop.customers.edit(marie, referred_by=marie)
    zoe = shop.customers.add(CustomerDraft("Zoé Roy", referred_by=omar)).customer.id
    shop.customers.edit(omar, referred_by=marie)
    with pytest.raises(Refused, match="the other way round"):
        shop.customers.edit(marie, referred_by=zoe)
    assert shop.customers.get(marie).referred_by is None


def test_case_43_who_was_merged_stands_for_the_one_kept(shop, marie, omar):
    twin = shop.customers.add(CustomerDraft("Omar M.")).customer.id
    shop.customers.merge(omar, twin)
    assert shop.customers.edit(marie, referred_by=twin).referred_by == omar
    added = shop.customers.add(CustomerDraft("Zoé Roy", referred_by=twin)).customer
    assert added.referred_by == omar


def test_case_43_somebody_who_is_not_there_is_a_sentence(shop, marie):
    with pytest.raises(NotFound):
        shop.customers.edit(marie, referred_by="cnobody0000")
    with pytest.raises(NotFound):
        shop.customers.add(CustomerDraft("Zoé Roy", referred_by="cnobody0000"))
    assert shop.customers.find("zoé") == ()
