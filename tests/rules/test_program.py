"""Terms as an owner sets them: what is accepted, what is refused, and how they are kept."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.rules.program import (
    Promise,
    Terms,
    make_terms,
    read_days,
    read_months,
    read_promise,
    remade,
)
from shopcard.words.programs import say_left_open

CONE = [(None, "Free cone")]


def test_ten_stamps_and_a_free_cone_need_nothing_more():
    terms = make_terms(CONE)
    assert terms == Terms((Promise(10, "Free cone"),))
    assert terms.size == 10


def test_case_33_terms_know_whether_they_speak_of_money():
    assert not make_terms(CONE, birthday="Cake").in_money
    assert make_terms(CONE, per=1000).in_money
    assert make_terms(CONE, costs={"Free cone": 0}).in_money
    assert make_terms(CONE, birthday="Cake", costs={"Cake": 300}).in_money


def test_rewards_are_kept_in_rising_order_and_the_last_count_is_the_size():
    terms = make_terms([(None, "Coffee"), (5, "Cookie"), (2, "Biscuit")], stamps=8)
    assert [(p.count, p.name) for p in terms.promises] == [
        (2, "Biscuit"),
        (5, "Cookie"),
        (8, "Coffee"),
    ]
    assert terms.size == 8


def test_names_are_cleaned_and_costs_find_their_reward_however_typed():
    terms = make_terms([(5, "  Petit\tgâteau\x1b ")], stamps=5, costs={"petit gateau": 80})
    assert terms.promises == (Promise(5, "Petit gâteau", 80),)


def test_a_reward_may_cost_nothing():
    assert make_terms(CONE, costs={"Free cone": 0}).promises[0].cost == 0


@pytest.mark.parametrize(
    ("rewards", "options", "sentence"),
    [
        (CONE, {"stamps": 0}, "1 to 100 stamps, not 0"),
        (CONE, {"stamps": -1}, "1 to 100 stamps, not -1"),
        (CONE, {"stamps": 101}, "1 to 100 stamps, not 101"),
        ([], {}, "a reward at its end: name the one at 10"),
        ([(5, "Cookie")], {}, "a reward at its end: name the one at 10"),
        ([(None, " \u200b ")], {}, "Name the reward"),
        ([(0, "Cookie"), *CONE], {}, "“Cookie” at 0 stamps does not fit a card of 10"),
        ([(11, "Cookie"), *CONE], {}, "“Cookie” at 11 stamps does not fit a card of 10"),
        ([(5, "Cône"), (None, "cone ")], {}, "same name"),
        (CONE, {"costs": {"Cookie": 80}}, "no reward “Cookie” to set a cost for"),
        (CONE, {"costs": {"Free cone": -1}}, "cost less than zero"),
        ([(None, "x" * 61)], {}, "too long"),
    ],
)
def test_terms_that_a_shop_could_not_mean_are_refused(rewards, options, sentence):
    with pytest.raises(Refused, match=sentence):
        make_terms(rewards, **options)


@pytest.mark.parametrize(
    ("option", "low", "high"),
    [
        ("per", 1, 10**9),
        ("stamps_expire", 1, 120),
        ("reward_expires", 1, 3650),
        ("per_day", 1, 1000),
        ("pause", 1, 1440),
        ("most", 1, 1000),
    ],
)
def test_every_limit_is_held_at_both_ends(option, low, high):
    assert getattr(make_terms(CONE), option) is None
    for value in (low, high):
        assert getattr(make_terms(CONE, **{option: value}), option) == value
    for value in (low - 1, -1, high + 1):
        with pytest.raises(Refused):
            make_terms(CONE, **{option: value})


limits = st.none() | st.integers(1, 100)


@given(
    names=st.permutations(["Cookie", "Café crème", "<b>[/]"]),
    counts=st.lists(st.none() | st.integers(1, 7), min_size=2, max_size=2),
    costs=st.dictionaries(st.sampled_from(["Cookie", "<b>[/]"]), st.integers(0, 10**9)),
    options=st.fixed_dictionaries(
        dict.fromkeys(
            ["per", "stamps_expire", "reward_expires", "per_day", "pause", "most"], limits
        )
    ),
)
def test_terms_come_back_from_storage_as_they_were(names, counts, costs, options):
    rewards = list(zip([None, *counts], names, strict=True))
    terms = make_terms(rewards, stamps=7, costs=costs, **options)
    assert Terms.from_dict(json.loads(json.dumps(terms.to_dict()))) == terms


def test_what_is_not_said_is_not_stored():
    assert make_terms(CONE, per=500).to_dict() == {
        "promises": [[10, "Free cone", None]],
        "per": 500,
    }


@pytest.mark.parametrize(
    ("text", "months"), [("12m", 12), ("12", 12), ("1y", 12), (" 2 Y ", 24), ("0", 0)]
)
def test_months_are_typed_as_months_or_years(text, months):
    assert read_months(text) == months


@pytest.mark.parametrize(("text", "days"), [("90d", 90), ("90", 90), ("6w", 42), (" 1 W", 7)])
def test_days_are_typed_as_days_or_weeks(text, days):
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["", "m", "-1", "1.5m", "12 mois", "12345", "1e3", "9d9"])
@pytest.mark.parametrize(("read", "example"), [(read_months, "12m"), (read_days, "90d")])
def test_other_spans_are_refused_with_an_example(read, example, text):
    with pytest.raises(Refused, match=example):
        read(text)


def test_days_are_no_months_and_months_no_days():
    for read, text in [(read_months, "90d"), (read_months, "6w"), (read_days, "12m")]:
        with pytest.raises(Refused):
            read(text)


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("5=Cookie", (5, "Cookie")),
        (" 5 =Cookie", (5, "Cookie")),
        ("Cookie", (None, "Cookie")),
        ("5=", (5, "")),
        ("10=2 for 1 = a deal", (10, "2 for 1 = a deal")),
        ("E=mc²", (None, "E=mc²")),
        ("=Cookie", (None, "=Cookie")),
        ("-5=Cookie", (None, "-5=Cookie")),
        ("²=Cookie", (None, "²=Cookie")),
        ("9" * 5000 + "=Cookie", (None, "9" * 5000 + "=Cookie")),
    ],
)
def test_a_reward_is_typed_with_its_count_or_without(text, promise):
    assert read_promise(text) == promise


def test_the_space_around_a_typed_reward_does_not_part_it_from_its_cost():
    terms = make_terms([read_promise("5 = Cookie")], stamps=5, costs={"Cookie": 80})
    assert terms.promises == (Promise(5, "Cookie", 80),)


def test_a_tier_has_a_name():
    with pytest.raises(Refused, match="Name the tier"):
        make_terms([(None, "Cone")], tiers=[(" ", 3, 2, None)])


def test_closing_a_programme_that_nobody_uses_has_little_to_say():
    assert say_left_open([]) == "Rewards already earned stay good to their date."
    assert "Ann" in say_left_open([("Ann", 3, 10)])


def test_case_88_terms_that_an_owner_made_are_made_again_alike():
    made = make_terms(
        [(5, "Cookie"), (None, "Coffee")], per=100, stamps_expire=6, reward_expires=30, per_day=2,
        pause=10, most=5, channel="Market", welcome=1, referral=2, birthday="Cake",
        tiers=[("Gold", 20, 2, None), ("Silver", 9, 1, "Tea")],
        costs={"Cookie": 80, "Tea": 40}, partners={"Cookie": "Lilas"},
    )  # fmt: skip
    assert remade(made) == made
    assert remade(Terms.from_dict(made.to_dict())) == made


def test_case_88_terms_that_nobody_could_make_are_refused():
    with pytest.raises(Refused):
        remade(Terms((Promise(0, "Free cone"),)))
