"""Whom a row of a list means: one order for every list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules.whom import Doubt, How, People, Said, Someone, like, made_of_card

LISE = Someone("c1", "Lise Durand", card="0042")
PHONE, OTHER = "+33612345678", "+33612345679"


@pytest.fixture
def people():
    known = People()
    known.add(
        LISE,
        Said("Lise Durand", "0042", [PHONE], "lise@example.com", "1980-11-24"),
        replaced=["0041"],
    )
    return known


@pytest.mark.parametrize(
    ("said", "how"),
    [
        (Said("Lise Durand", "0042"), How.CARD),
        (Said("DURAND Lise", "", [PHONE]), How.PHONE),
        (Said("Lise Durant", "", [OTHER, PHONE]), How.PHONE),
        (Said("Lise Durand", "0099", [PHONE]), How.PHONE),
        (Said("Lise Durand", "", [OTHER], "LISE@example.com"), How.EMAIL),
        (Said("lise durand", "", [OTHER], "x@example.com", "1980-11-24"), How.BIRTHDAY),
        (Said("Customer 7", "7", [PHONE], nameless=True), How.PHONE),
    ],
)
def test_case_35_a_row_means_whom_its_card_phone_email_or_birthday_tells(people, said, how):
    met = people.meet(said)
    assert (met.how, met.someone, met.doubt, met.other_name) == (how, LISE, None, False)


@pytest.mark.parametrize(
    "said",
    [
        Said("Lise Durand"),
        Said("Lise Durand", "0099"),
        Said("Lise Durand", "", [OTHER]),
        Said("Lise Durand", birthday="--11-24"),
        Said("Omar Mariani", birthday="1980-11-24"),
    ],
)
def test_a_name_alone_is_nobody_known(people, said):
    met = people.meet(said)
    assert (met.how, met.someone, met.shares) == (How.NEW, None, None)


def test_case_35_another_name_with_the_same_phone_or_email_is_pointed_out(people):
    met = people.meet(Said("Paul Durand", "", [PHONE]))
    assert (met.how, met.shares, met.shares_by) == (How.NEW, LISE, How.PHONE)
    met = people.meet(Said("Paul Durand", "", [OTHER], "lise@example.com"))
    assert (met.how, met.shares, met.shares_by) == (How.NEW, LISE, How.EMAIL)


def test_a_card_speaks_louder_than_a_name_and_a_replaced_one_not_at_all(people):
    assert people.meet(Said("Paul", "0042")).other_name
    assert not people.meet(Said("Customer 0042", "0042", nameless=True)).other_name
    assert people.meet(Said("Lise Durand", "0041")).doubt is Doubt.REPLACED
    assert people.cards == {"0041", "0042"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said("Lise Durand", "", [PHONE]), "name"),
        (Said("Lise Durand", "", (), "lise@example.com"), "email"),
        (Said("Lise Durand", birthday="1980-11-24"), "name"),
    ],
)
def test_two_customers_alike_leave_it_in_doubt(people, said, field):
    twin = Said("Lise Durand", "0043", [PHONE], "lise@example.com", "1980-11-24")
    people.add(Someone("c2", "Lise Durand"), twin)
    met = people.meet(said)
    assert (met.doubt, met.field, met.someone) == (Doubt.SEVERAL, field, None)


def test_a_customer_under_two_names_is_one(people):
    people.add(Someone("c1", "Lise Petit"), Said("Lise Petit", "0044", [PHONE]))
    assert people.meet(Said("Lise Petit", "", [PHONE])).someone.id == "c1"
    assert people.meet(Said("Lise Durand", "", [PHONE])).someone.id == "c1"


def test_who_has_no_name_yet_may_be_anybody(people):
    people.add(Someone("c3", "Customer 7", nameless=True, card="7"), Said("Customer 7", "7"))
    met = people.meet(Said("Zoé Roy", "7"))
    assert (met.someone.id, met.other_name) == ("c3", False)
    assert made_of_card("Customer 0042", "0042")
    assert not made_of_card("Lise Durand", "0042")


@pytest.mark.parametrize("other", ["lise durand", "Durand, Lise", "Lise Duran", "LISE-DURAND"])
def test_names_alike(other):
    assert like("Lise Durand", other)
    assert like("=1+1", "=1+1")
    assert not like("-2", "+2")
    known = People()
    known.add(Someone("c1", "-2"), Said("-2", birthday="1980-11-24"))
    assert known.meet(Said("-2", birthday="1980-11-24")).how is How.BIRTHDAY
    assert known.meet(Said("+2", birthday="1980-11-24")).how is How.NEW
    assert not like("Lise Durand", "Paul Durand")


@given(st.permutations(["+33612345678", "+33612345679", "+33612345680"]), st.integers(1, 3))
def test_any_of_several_phones_is_enough(phones, n):
    known = People()
    known.add(LISE, Said("Lise Durand", "0042", phones[:n]))
    assert known.meet(Said("Lise Durand", "", phones[::-1])).someone == LISE
