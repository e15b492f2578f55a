"""What is worth the owner's look: who stands out, from what counts on, and what is said."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules.fair_play import (
    FAR,
    LEAST_AGAIN,
    LEAST_EXTRA,
    MOST_CARDS,
    FarAhead,
    NoAmount,
    OnCard,
    OutOfHours,
    OwnCard,
    Served,
    ToCome,
    Undone,
    cards_that_stand_out,
    own_cards,
    undone_acts,
    without_amounts,
)
from shopcard.rules.hours import read_hours
from shopcard.words.fair_play import say, say_why


def card(customer, purchases, stamps=None, days=1, staff="Paul"):
    return OnCard(staff, customer, purchases, purchases if stamps is None else stamps, days)


def standing(*cards):
    return [(sign.staff, sign.customer) for sign in cards_that_stand_out(cards)]


def served(staff="Paul", purchases=100, without=0, acts=None, undone=0):
    return Served(staff, purchases, without, purchases if acts is None else acts, undone)


# Cards


def test_a_card_stamped_again_and_again_on_the_same_days_stands_out():
    (sign,) = cards_that_stand_out([card("marie", 60, days=12), card("omar", 5, days=4)])
    assert sign == FarAhead(card("marie", 60, days=12), 1, by_purchases=True)
    assert (sign.staff, sign.customer, sign.beyond) == ("Paul", "marie", 48)
    assert say(sign, "Marie") == (
        "Card of Marie: stamped 60 times by Paul on 12 days. Beyond once a day that is 48; the "
        "next card has 1."
    )


def test_a_card_given_many_stamps_at_once_stands_out():
    (sign,) = cards_that_stand_out([card("marie", 3, 31, days=3), card("omar", 4, 13, days=4)])
    assert (sign.by_purchases, sign.beyond, sign.following) == (False, 28, 9)
    assert say(sign, "") == (
        "Card of (erased): 31 stamps by Paul on 3 days. Beyond one a day that is 28; the next card "
        "has 9."
    )


def test_whoever_comes_every_day_does_not_stand_out():
    assert standing(card("daily", 30, days=30), card("rare", 1)) == []


@pytest.mark.parametrize(
    ("again", "following", "out"),
    [
        (LEAST_AGAIN, 0, True),
        (LEAST_AGAIN - 1, 0, False),
        (3 * FAR + 1, 3, True),
        (3 * FAR, 3, False),
    ],
)
def test_from_how_many_purchases_on_a_card_stands_out(again, following, out):
    others = [card("omar", 1 + following)]
    assert standing(card("marie", 1 + again), *others) == ([("Paul", "marie")] if out else [])


@pytest.mark.parametrize(
    ("extra", "following", "out"),
    [
        (LEAST_EXTRA, 0, True),
        (LEAST_EXTRA - 1, 0, False),
        (8 * FAR + 1, 8, True),
        (8 * FAR, 8, False),
    ],
)
def test_from_how_many_stamps_on_a_card_stands_out(extra, following, out):
    others = [card("omar", 1, 1 + following)]
    assert standing(card("marie", 1, 1 + extra), *others) == ([("Paul", "marie")] if out else [])


def test_cards_that_stand_out_do_not_hide_each_other():
    found = standing(card("a", 40), card("b", 30), card("c", 20), card("d", 3))
    assert found == [("Paul", "a"), ("Paul", "b"), ("Paul", "c")]


def test_a_habit_of_many_is_none():
    assert standing(*(card(f"c{n}", 40) for n in range(MOST_CARDS + 1))) == []
    assert standing() == []


def test_one_card_by_two_cashiers_is_no_next_card_of_its_own():
    found = standing(
        card("marie", 40), card("marie", 30, staff="Ana"), card("marie", 3, staff="Zoé"),
        card("omar", 2),
    )  # fmt: skip
    assert found == [("Paul", "marie"), ("Ana", "marie")]


COUNTS = st.builds(
    lambda customer, staff, days, again, extra: OnCard(
        staff, customer, days + again, days + extra, days
    ),
    st.sampled_from("abcdefgh"), st.sampled_from(["Paul", "Ana"]),
    st.integers(1, 31), st.integers(0, 60), st.integers(0, 200),
)  # fmt: skip
SHOPS = st.lists(COUNTS, max_size=12, unique_by=lambda on: (on.staff, on.customer))


@given(SHOPS, st.integers(0, 60), st.integers(0, 200), st.integers(1, 31))
def test_one_more_card_never_makes_another_stand_out(shop, again, extra, days):
    more = OnCard("Paul", "another", days + again, days + extra, days)
    before = set(standing(*shop))
    assert set(standing(*shop, more)) - {("Paul", "another")} <= before


@given(SHOPS, st.integers(1, 5))
def test_coming_on_more_days_never_makes_a_card_stand_out(shop, more):
    """One purchase of one stamp on each further day, on any cards."""
    before = cards_that_stand_out(shop)
    often = [
        OnCard(on.staff, on.customer, on.purchases + more, on.stamps + more, on.days + more)
        for on in shop
    ]
    after = cards_that_stand_out(often)
    assert [(s.staff, s.customer, s.beyond) for s in after] == [
        (s.staff, s.customer, s.beyond) for s in before
    ]


@given(SHOPS)
def test_what_stands_out_is_far_from_every_card_that_does_not(shop):
    found = cards_that_stand_out(shop)
    out = {sign.customer for sign in found}
    assert len(out) <= 2 * MOST_CARDS
    for sign in found:
        least = LEAST_AGAIN if sign.by_purchases else LEAST_EXTRA
        assert sign.beyond >= least
        assert sign.beyond > FAR * sign.following
        for on in shop:
            other = FarAhead(on, 0, sign.by_purchases).beyond
            assert on.customer in out or other <= sign.following


# Own cards


def test_an_own_card_is_told_with_who_stamped_it_the_holder_first():
    stamped = {
        ("Noé", "p"): 9,
        ("Paul", "p"): 2,
        ("Inès", "p"): 9,
        ("Paul", "x"): 7,
        ("Al", "n"): 0,
    }
    (sign,) = own_cards(stamped, {"p": "Paul", "n": "Noé", "z": "Zoé"})
    assert sign == OwnCard("Paul", "p", (("Paul", 2), ("Inès", 9), ("Noé", 9)))
    assert say(sign, "Paul Roy") == (
        "Own card of Paul: stamped 20 times, by Paul (2), Inès (9), Noé (9)."
    )
    assert say(OwnCard("Paul", "p", (("", 1),)), "Paul") == (
        "Own card of Paul: stamped 1 time, by (nobody named) (1)."
    )


# Shares


@pytest.mark.parametrize(
    ("one", "rest", "out"),
    [
        ((100, 40), (200, 10), True),
        ((100, 16), (200, 10), True),
        ((100, 15), (200, 10), False),  # three times as much is not more
        ((100, 10), (200, 0), True),
        ((100, 9), (200, 0), False),  # too few
        ((101, 10), (200, 0), False),  # less than ten points apart
        ((20, 20), (20, 0), True),
        ((19, 19), (20, 0), False),
        ((20, 20), (19, 0), False),  # nothing to compare with
        ((100, 100), (200, 40), True),  # four fifths of the rest carry one
        ((100, 100), (200, 41), False),  # a shop that does not record amounts
    ],
)
def test_from_what_share_without_an_amount_a_cashier_stands_out(one, rest, out):
    others = [served("Ana", rest[0] // 2, rest[1]), served("Zoé", rest[0] - rest[0] // 2)]
    found = without_amounts([served("Paul", *one), *others])
    assert [sign.staff for sign in found if sign.staff == "Paul"] == (["Paul"] if out else [])


def test_a_shop_of_one_has_nobody_to_compare_with():
    assert without_amounts([served(without=100)]) == []
    assert undone_acts([served(undone=50)]) == []
    assert without_amounts([]) == []


def test_purchases_without_an_amount_in_words():
    (sign,) = without_amounts([served("Paul", 60, 42), served("Ana", 300, 9)])
    assert sign == NoAmount("Paul", 42, 60, 9, 300)
    assert sign != Undone("Paul", 42, 60, 9, 300)
    assert sign.customer is None
    assert say(sign, "") == (
        "Paul: 42 of 60 purchases without an amount (70%); with the rest of the team 3%."
    )


@pytest.mark.parametrize(
    ("one", "rest", "out"),
    [
        ((60, 8), (200, 2), True),
        ((60, 7), (200, 2), False),
        ((60, 9), (200, 10), False),  # three times as much is not more
        ((60, 10), (200, 10), True),
        ((200, 20), (200, 1), False),  # less than ten points apart
    ],
)
def test_from_how_many_undone_a_cashier_stands_out(one, rest, out):
    team = [served(acts=one[0], undone=one[1]), served("Ana", acts=rest[0], undone=rest[1])]
    assert [sign.staff for sign in undone_acts(team)] == (["Paul"] if out else [])


@given(st.integers(1, 20), st.integers(0, 80), st.integers(0, 80), st.integers(80, 200))
def test_more_of_the_same_does_not_set_anybody_apart_who_was_not_by_their_share(k, n, rest, of):
    """Whoever is apart with k times everything and was not before had too few to be counted."""
    small = [served("Paul", of, n), served("Ana", of, rest)]
    large = [served("Paul", k * of, k * n), served("Ana", k * of, k * rest)]
    before = {sign.staff for sign in without_amounts(small)}
    after = {sign.staff for sign in without_amounts(large)}
    assert before <= after
    assert all(one.without < 10 for one in small if one.staff in after - before)


# Saying


def test_every_sign_says_why_it_is_shown():
    hours = read_hours("9-19:30")
    signs = [
        FarAhead(card("m", 60), 1, True),
        OwnCard("Paul", "p", (("Ana", 2),)),
        NoAmount("Paul", 42, 60, 9, 300),
        Undone("", 14, 140, 2, 300),
        OutOfHours("Paul", 1, hours),
    ]
    assert [sign.kind for sign in signs] == [
        "card", "own_card", "no_amount", "undone", "out_of_hours",
    ]  # fmt: skip
    said = [say(sign, "Marie") for sign in signs]
    assert said[3] == (
        "(nobody named): 14 of 140 acts undone again by the same hand (10%); with the rest of the "
        "team 1%."
    )
    assert said[4] == "Paul: 1 act outside 09:00–19:30."
    reasons = [say_why(sign) for sign in signs]
    assert len(set(reasons)) == len(reasons)
    assert reasons[4].endswith('shopcard settings set hours "09:00-19:30"')
    for one, other in permutations(signs, 2):
        assert one != other


def test_case_75_acts_outside_hours_that_differ_by_day_are_told_as_such():
    sign = OutOfHours("Paul", 2, read_hours("Mon-Fri 9-12 14-19, 25/12 closed"))
    assert say(sign, "") == "Paul: 2 acts outside opening hours."
    assert "Mon-Fri 09:00-12:00 14:00-19:00, Sat-Sun closed, 25/12 closed" in say_why(sign)


def test_case_77_an_act_dated_later_is_said_with_its_day():
    sign = ToCome("Camille", 1, date(2028, 11, 24))
    assert say(sign, "") == (
        "Camille: 1 action is dated 24 Nov 2028, which is still to come: a clock was wrong. "
        "Undo it and do it again."
    )
    assert "until they are undone" in say_why(sign)
