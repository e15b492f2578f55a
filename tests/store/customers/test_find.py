"""One box, one ranking: found however it is typed."""

import pytest

from shopcard.rules.text import one_letter_deletions
from shopcard.store.answers.counter import CustomerDraft

NAMES = [
    "Élodie Lefèvre", "Omar Mariani", "Marion Petit", "Jean-Marie Roy", "Zoé Œuvrard",
    "Sean O'Brien", "Nguyễn Thị Minh", "Bob [/b] %_*", "Łukasz Kowalski",
]  # fmt: skip


@pytest.fixture
def people(shop):
    return {n: shop.customers.add(CustomerDraft(n)).customer.id for n in NAMES}


def found(shop, text):
    return [match.name for match in shop.customers.find(text)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("elodie", "Élodie Lefèvre"),
        ("LEFEVRE", "Élodie Lefèvre"),
        ("lefe\u0300vre e\u0301lo", "Élodie Lefèvre"),
        ("oeuv", "Zoé Œuvrard"),
        ("obrien", "Sean O'Brien"),
        ("o’brien", "Sean O'Brien"),
        ("jean-m", "Jean-Marie Roy"),
        ("roy jean", "Jean-Marie Roy"),
        ("minh nguyen", "Nguyễn Thị Minh"),
        ("lukasz", "Łukasz Kowalski"),
        ("bob", "Bob [/b] %_*"),
    ],
)
def test_a_name_is_found_by_any_start_of_its_words(shop, people, typed, name):
    assert found(shop, typed)[0] == name


def test_one_start_finds_everyone_it_begins(shop, people):
    assert set(found(shop, "mar")) == {"Omar Mariani", "Marion Petit", "Jean-Marie Roy"}


@pytest.mark.parametrize("typed", ["%", "_", "*", '"', "", " ", "'", "\x00", "%a%", "zz*"])
def test_nothing_is_a_wildcard(shop, people, typed):
    assert len(found(shop, typed)) <= 1


def test_the_latest_visitor_comes_first(shop, people, clock):
    for name in ("Omar Mariani", "Jean-Marie Roy", "Marion Petit"):
        clock.wait(days=1)
        shop.counter.stamp(people[name])
    assert found(shop, "mar") == ["Marion Petit", "Jean-Marie Roy", "Omar Mariani"]


@pytest.mark.parametrize(
    "typed",
    ["06 12 34 56 78", "0612345678", "+33612345678", "0033 6 12 34 56 78", "06.12.34.56.78",
     "5678", "345678", "612345678"],
)  # fmt: skip
def test_a_phone_is_found_however_it_is_typed(shop, people, marie, typed):
    assert [m.id for m in shop.customers.find(typed)] == [marie]


def test_an_exact_card_comes_before_a_phone_that_ends_alike(shop, marie):
    other = shop.customers.add(CustomerDraft("Zoé", card="5678")).customer
    first, second = shop.customers.find("5678")
    assert (first.id, first.exact) == (other.id, True)
    assert (second.id, second.exact) == (marie, False)


def test_every_single_typing_mistake_is_forgiven(shop, people):
    word = "lefevre"
    slips = {word[:i] + "x" + word[i + 1 :] for i in range(1, len(word))}
    slips |= {word[:i] + "x" + word[i:] for i in range(1, len(word))}
    slips |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    slips |= one_letter_deletions(word)
    assert [s for s in sorted(slips) if "Élodie Lefèvre" not in found(shop, s)] == []


def test_a_mistake_in_one_word_of_two_is_forgiven(shop, people):
    assert found(shop, "elo lefebre") == ["Élodie Lefèvre"]


def test_the_list_has_an_end(shop):
    for n in range(12):
        shop.customers.add(CustomerDraft(f"Marie {n}"))
    assert len(shop.customers.find("marie", limit=10)) == 10


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Yann Le Gall", "legall"),
        ("Yann Le Gall", "legal"),
        ("Yann Le Gall", "legalll"),
        ("Yann Legall", "le gall"),
        ("Yann Legall", "yann le gall"),
        ("Ana De La Cruz", "delacruz"),
        ("Ana De La Cruz", "lacruz"),
        ("Jan van den Berg", "vandenberg"),
        ("Jan Vandenberg", "van denberg"),
        ("Inès d'Aubigné", "daubigne"),
        ("Ella Mc Donald", "mcdonald"),
    ],
)
def test_case_52_words_run_together_are_found(shop, people, kept, typed):
    shop.customers.add(CustomerDraft(kept))
    assert found(shop, typed)[0] == kept
    assert shop.check().problems == ()


@pytest.mark.parametrize(
    "typed",
    ["061234", "06 12 34", "06.12.34.56", "+336123", "00 33 61 23", "+33 6 12 34", "123456",
     "12 34 56 7", "456 78", "56 78", "5678"],
)  # fmt: skip
def test_case_52_the_beginning_and_any_six_digits_of_a_phone_are_found(shop, people, marie, typed):
    shop.customers.add(CustomerDraft("Zoé", phone="07 98 11 98 11"))
    assert [match.id for match in shop.customers.find(typed)] == [marie]


@pytest.mark.parametrize("typed", ["12345", "999999", "000000", "9" * 20])
def test_case_52_too_few_digits_or_others_find_nobody(shop, marie, typed):
    assert shop.customers.find(typed) == ()


def test_case_52_a_phone_that_ends_so_comes_before_one_that_begins_so(shop):
    begins = shop.customers.add(CustomerDraft("Ana", phone="06 12 34 99 99")).customer.id
    ends = shop.customers.add(CustomerDraft("Zoé", phone="07 77 06 12 34")).customer.id
    assert [match.id for match in shop.customers.find("061234")] == [ends, begins]


@pytest.mark.parametrize(
    "typed", ["Zoe.Petit@example.com", "zoe.petit@EXAMPLE.com ", "zoe.petit@", "ZOE.petit@ex"]
)
def test_case_52_an_e_mail_address_is_found_by_its_beginning(shop, people, typed):
    who = shop.customers.add(CustomerDraft("Z. P.", email="Zoe.Petit@example.com")).customer.id
    shop.customers.add(CustomerDraft("Zoe Petit", email="other@example.com"))
    assert [match.id for match in shop.customers.find(typed)] == [who]


def test_case_52_an_e_mail_address_of_one_merged_finds_the_one_kept(shop, marie):
    other = shop.customers.add(CustomerDraft("M. L.", email="ml@example.com")).customer.id
    shop.customers.merge(marie, other)
    assert [match.id for match in shop.customers.find("ml@example")] == [marie]
    shop.privacy.erase(marie)
    assert shop.customers.find("ml@example.com") == ()


def test_case_52_a_letter_left_out_comes_before_one_typed_wrongly(shop, clock):
    felix = shop.customers.add(CustomerDraft("Félix Noir")).customer.id
    clock.wait(days=1)
    alix = shop.customers.add(CustomerDraft("Alix Blanc")).customer.id
    shop.counter.stamp(alix)
    assert [match.id for match in shop.customers.find("elix")] == [felix, alix]
    assert [match.id for match in shop.customers.find("elix noir")] == [felix]


@pytest.mark.parametrize("kept", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 Reza"])
def test_case_51_a_name_with_joiners_is_kept_and_found_either_way(shop, people, kept):
    who = shop.customers.add(CustomerDraft(kept)).customer
    assert who.name == kept
    bare, apart = kept.replace("\u200c", ""), kept.replace("\u200c", " ")
    for typed in (kept, bare, apart, bare.split()[0]):
        assert [match.id for match in shop.customers.find(typed)] == [who.id]
    assert shop.customers.resolve(bare, to_write=True) == who.id
    named = CustomerDraft(bare)
    assert [other.id for other in shop.customers.likely_duplicates(named)] == [who.id]
