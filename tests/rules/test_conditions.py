"""Conditions as an owner types them: read, refused, written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules.conditions import TYPED, read_terms, write_terms
from shopcard.rules.program import Promise, make_terms

PLAIN = dict.fromkeys(TYPED, "") | {"stamps": "10", "rewards": "Cone"}
BAD = {
    "stamps": ("101", "A card takes 1 to 100 stamps, not 101."),
    "rewards": ("11=Cone", "“Cone” at 11 stamps does not fit a card of 10."),
    "costs": ("Cone=cheap", "“cheap” is no amount."),
    "partners": ("Tea=Bookshop", "There is no reward “Tea” that could be a voucher."),
    "per": ("0", "Stamps by spend need an amount above zero."),
    "stamps_expire": ("soon", "Type the months like 12m."),
    "reward_expires": ("9999d", "Rewards may expire after 1 to 3650 days."),
    "per_day": ("often", "“often” is no whole number."),
    "pause": ("1441", "The pause between stamps is 1 to 1440 minutes."),
    "most": ("0", "The most stamps in one purchase is 1 to 1000."),
    "welcome": ("11", "Welcome stamps are 1 to the size of the card."),
    "referral": ("-1", "“-1” is no whole number."),
    "birthday": ("Cone", "Two rewards have the same name"),
    "tiers": ("Gold", "Type the tier like Gold=24:2 or Gold=24:Free coffee."),
}


@pytest.mark.parametrize("key", BAD)
def test_what_cannot_be_is_one_sentence_at_its_field(key):
    text, sentence = BAD[key]
    terms, wrong = read_terms(PLAIN | {key: text}, "EUR")
    assert terms is None
    assert set(wrong) == {key}
    assert sentence in wrong[key]


def test_several_faults_are_said_each_at_its_own():
    _terms, wrong = read_terms(PLAIN | {"pause": "long", "tiers": "Gold", "costs": "X"}, "EUR")
    assert set(wrong) == {"pause", "tiers"}


def test_everything_typed_is_meant():
    terms, wrong = read_terms(
        PLAIN
        | {
            "rewards": "5=Cookie, Gift card", "costs": "Cookie=0,80, Gift card=10",
            "partners": "Gift card=Bookshop", "per": "7.50", "stamps_expire": "1y",
            "reward_expires": "6w", "channel": "Market", "welcome": "2", "referral": "1",
            "birthday": "Cake", "tiers": "Gold=24:2, Silver=6:Free tea", "per_day": "3",
            "pause": "10", "most": "8",
        },
        "EUR",
    )  # fmt: skip
    assert wrong == {}
    assert terms == make_terms(
        [(5, "Cookie"), (None, "Gift card")], costs={"Cookie": 80, "Gift card": 1000},
        partners={"Gift card": "Bookshop"}, per=750, stamps_expire=12, reward_expires=42,
        channel="Market", welcome=2, referral=1, birthday="Cake",
        tiers=[("Gold", 24, 2, None), ("Silver", 6, 1, "Free tea")], per_day=3, pause=10, most=8,
    )  # fmt: skip
    assert terms.promises[0] == Promise(5, "Cookie", 80)


NAMES = (
    st.text(st.characters(categories=("L", "Nd", "P", "S")), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool)
)


@given(
    st.integers(2, 20), st.lists(NAMES, min_size=2, max_size=4, unique_by=str.casefold),
    st.none() | st.integers(1, 9999), st.none() | st.integers(1, 24),
    st.sampled_from(["EUR", "JPY"]),
)  # fmt: skip
def test_what_is_written_is_read_again(size, names, per, months, currency):
    from shopcard.errors import Refused

    first, *others = names
    try:
        terms = make_terms(
            [(None, first), *((n + 1, name) for n, name in enumerate(others[:size - 1]))],
            stamps=size, per=per, stamps_expire=months, costs={first: 120},
        )  # fmt: skip
    except Refused:
        return
    again, wrong = read_terms(write_terms(terms, currency), currency, terms)
    assert (again, wrong) == (terms, {})


def test_names_with_commas_are_parted_by_semicolons():
    terms = make_terms([(3, "Tea, small"), (None, "Cake")], stamps=6, costs={"Tea, small": 90})
    written = write_terms(terms, "EUR")
    assert written["rewards"] == "3=Tea, small; Cake"
    assert written["costs"] == "Tea, small=0.90;"
    assert read_terms(written, "EUR") == (terms, {})


@pytest.mark.parametrize("key", ["costs", "partners"])
def test_what_is_said_of_a_reward_needs_its_name(key):
    for text in ("Cone", "=5", "Cone="):
        _terms, wrong = read_terms(PLAIN | {key: text}, "EUR")
        assert wrong[key].startswith("Type it like ")


def test_a_new_card_takes_ten_unless_said_and_a_changed_one_has_to_say():
    terms, wrong = read_terms(PLAIN | {"stamps": ""}, "EUR")
    assert (terms.size, wrong) == (10, {})
    _terms, wrong = read_terms(PLAIN | {"stamps": ""}, "EUR", terms)
    assert wrong == {"stamps": "Say how many stamps fill a card."}
