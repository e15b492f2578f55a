"""Customers, their phones and their card numbers."""

import pytest

from shopcard.errors import Ambiguous, NotFound, Refused
from shopcard.store.answers.counter import CustomerDraft


def test_a_new_customer_has_a_random_id_and_a_card_number(shop):
    added = shop.customers.add(CustomerDraft("  Zoé\u202e Martin "))
    assert added.customer.name == "Zoé Martin"
    assert added.customer.id[0] == "c"
    assert len(added.customer.card) == 8
    assert added.warnings == ()


def test_everything_typed_is_kept_clean(shop):
    customer = shop.customers.add(
        CustomerDraft(
            "Bob [/b] [VIP=1]", "0033 6 12 34 56 78", "#000-122 521", "bob@example.com",
            "29/2", "no nuts\x07\nlikes mint", contact_ok=True,
        )
    ).customer  # fmt: skip
    assert customer.name == "Bob [/b] [VIP=1]"
    assert customer.phones == ("+33612345678",)
    assert customer.card == "000122521"
    assert (customer.birthday, customer.note) == ("--02-29", "no nuts\nlikes mint")
    assert customer.contact_ok
    assert shop.customers.get(customer.id) == customer


@pytest.mark.parametrize(
    "draft",
    [
        CustomerDraft(""),
        CustomerDraft("A", phone="12"),
        CustomerDraft("A", card="é"),
        CustomerDraft("A", email="a"),
        CustomerDraft("A", birthday="31/2"),
        CustomerDraft("x" * 121),
        CustomerDraft("A", card="000122521"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(shop, marie, draft):
    before = shop.counts()
    with pytest.raises(Refused):
        shop.customers.add(draft)
    assert shop.counts() == before


@pytest.mark.parametrize("phone", ["0612345678", "+33612345678", "06.12.34.56.78"])
def test_the_same_phone_written_otherwise_warns_with_the_name(shop, marie, phone):
    draft = CustomerDraft("Marie L.", phone=phone)
    assert [c.id for c in shop.customers.likely_duplicates(draft)] == [marie]
    assert shop.customers.likely_duplicates(draft, besides=marie) == ()
    assert shop.customers.add(draft).warnings == ("Marie Lefèvre has the same phone number.",)


def test_the_same_name_is_a_likely_duplicate(shop, marie):
    assert [c.id for c in shop.customers.likely_duplicates(CustomerDraft("marie LEFEVRE"))] == [
        marie
    ]
    assert shop.customers.likely_duplicates(CustomerDraft("Marie")) == ()


def test_a_correction_changes_what_it_names_and_how_the_customer_is_found(shop, marie):
    before = shop.customers.get(marie)
    after = shop.customers.edit(
        marie, name="Marie Roy", phones=["06 99 88 77 66", "", "0699887766"]
    )
    assert (after.name, after.phones) == ("Marie Roy", ("+33699887766",))
    assert after.card == before.card
    assert [m.id for m in shop.customers.find("roy")] == [marie]
    assert shop.customers.find("lefevre") == ()
    assert shop.customers.find("5678") == ()
    after = shop.customers.edit(
        marie, email="m@example.com", birthday="1/3", note="hi", contact_ok=True
    )
    assert (after.email, after.birthday, after.note) == ("m@example.com", "--03-01", "hi")
    assert after.contact_ok
    assert shop.customers.edit(marie, birthday="", phones=[]).phones == ()
    with pytest.raises(NotFound):
        shop.customers.edit("cnobody", name="X")


class TestALostCard:
    def test_gets_a_new_number_and_the_old_one_opens_nothing(self, shop, marie):
        after = shop.customers.give_card(marie, "77 77")
        assert (after.card, after.card_numbers) == ("7777", ("7777", "000122521"))
        assert shop.customers.holder("7777") == marie
        with pytest.raises(Refused, match="replaced"):
            shop.customers.holder("000122521")
        assert [m for m in shop.customers.find("000122521") if m.exact] == []
        with pytest.raises(Refused, match="replaced"):
            shop.customers.resolve("000122521")

    def test_may_get_a_number_made_up(self, shop, marie):
        assert len(shop.customers.give_card(marie).card) == 8

    def test_never_gets_one_that_is_or_was_another_s(self, shop, marie):
        zoe = shop.customers.add(CustomerDraft("Zoé")).customer
        with pytest.raises(Refused, match="Marie"):
            shop.customers.give_card(zoe.id, "000122521")
        shop.customers.give_card(marie)
        with pytest.raises(Refused, match="replaced"):
            shop.customers.give_card(zoe.id, "000122521")

    def test_an_unknown_number_belongs_to_nobody(self, shop):
        assert shop.customers.holder("4242") is None


class TestNamingACustomer:
    @pytest.mark.parametrize(
        "text", ["000122521", "#000122521", "0612345678", "+33 6 12 34 56 78", "MARIE lefevre"]
    )
    def test_by_card_phone_or_whole_name(self, shop, marie, text):
        assert shop.customers.resolve(text) == marie
        assert shop.customers.resolve(text, to_write=True) == marie

    def test_by_id(self, shop, marie):
        assert shop.customers.resolve(marie, to_write=True) == marie

    def test_by_a_part_of_the_name_only_to_read(self, shop, marie):
        assert shop.customers.resolve("marie") == marie
        with pytest.raises(NotFound, match="whole name"):
            shop.customers.resolve("marie", to_write=True)

    def test_of_several_lists_them(self, shop, marie):
        shop.customers.add(CustomerDraft("Marie Lefevre", card="9"))
        with pytest.raises(Ambiguous) as several:
            shop.customers.resolve("marie lefèvre", to_write=True)
        assert sorted(several.value.candidates) == [
            "Marie Lefevre · 9",
            "Marie Lefèvre · 000122521",
        ]

    @pytest.mark.parametrize("text", ["nobody", "%", "", "\x00", "9" * 30, "é" * 300])
    def test_of_nobody_is_a_sentence(self, shop, marie, text):
        with pytest.raises(NotFound):
            shop.customers.resolve(text)
