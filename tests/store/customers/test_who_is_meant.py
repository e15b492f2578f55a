"""Who is meant by a card number as scanners give it, in a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shopcard.errors import NotFound, Refused
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    settings = Settings("Glacier", backups=False)
    program = ("Cone", make_terms([(None, "Free cone")]))
    with Shop.create(tmp_path / "shop.db", settings, [program]) as shop:
        for name, card in (("Eva Petit", "5000"), ("Lea", "1121"), ("Nadia", "0012345678905")):
            shop.customers.add(CustomerDraft(name, card=card))
        yield shop


def name(shop: Shop, text: str) -> str:
    return shop.customers.get(shop.customers.resolve(text)).name


@pytest.mark.parametrize("text", ["1121", "&&é&", "]C11121", "*1121*", "1121\x1d", "#1121"])
def test_case_37_a_command_reads_a_code_as_the_counter_does(shop, text):
    assert name(shop, text) == "Lea"
    assert [match.name for match in shop.customers.find(text)][:1] == ["Lea"]


@pytest.mark.parametrize("text", ["&&éé", "é&é&", "çççç", "&&&&"])
def test_case_37_signs_that_nobody_has_find_nobody(shop, text):
    shop.customers.add(CustomerDraft("Cece Ee"))
    assert shop.customers.find(text) == ()
    with pytest.raises(NotFound, match=r"No customer has card|cannot be read"):
        shop.customers.resolve(text)


@pytest.mark.parametrize("text", ["012345678905", "0012345678905"])
def test_case_38_upc_a_and_ean_13_are_one_card(shop, text):
    assert name(shop, text) == "Nadia"
    assert shop.customers.holder(text) == shop.customers.resolve("Nadia")
    with pytest.raises(Refused, match="already belongs to Nadia"):
        shop.customers.add(CustomerDraft("Zoe", card=text))


def test_case_38_a_card_is_kept_without_what_stood_round_it(shop):
    added = shop.customers.add(CustomerDraft("Zoe", card="]C1*AB1234*\x1d"))
    assert added.customer.card == "AB1234"


def test_case_65_an_old_number_names_nobody(shop):
    shop.customers.give_card(shop.customers.resolve("Lea"), "1122")
    for act in (
        lambda: shop.customers.holder("1121"),
        lambda: shop.customers.resolve("1121"),
        lambda: shop.customers.add(CustomerDraft("Zoe", card="1121")),
    ):
        with pytest.raises(Refused, match="replaced") as refused:
            act()
        assert "Lea" not in refused.value.sentence
