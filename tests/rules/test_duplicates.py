"""Who may be here twice."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules.duplicates import MOST_SHARING, Alike, Known, alike, near, pairs, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Marie Lefèvre", "LEFEVRE Marie"),
        ("Jean-Marie Roy", "Jean Marie Roy"),
        ("O'Brien", "OBrien"),
    ],
)
def test_a_name_is_the_same_in_any_order_joined_or_apart(one, other):
    assert same_name(one, other)


@pytest.mark.parametrize(("one", "other"), [("", ""), ("?", "!"), ("Marie", "Marie Lefèvre")])
def test_names_without_the_same_words_differ(one, other):
    assert not same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("Marie Lefèvre", "Marie Lefebvre", True),
        ("Lefebvre Marie", "Marie Lefèvre", True),
        ("Marie", "Maria", True),
        ("Marie Roy", "Marie Ray", False),
        ("Marie Lefèvre", "Marie Dupont", False),
        ("Marie", "Marie Lefèvre", False),
        ("Maria Lefebvre", "Marie Lefèvre", False),
    ],
)
def test_near_names_have_one_letter_wrong_in_one_word(one, other, are):
    assert near(one, other) is are
    assert near(other, one) is are


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Known("b", "Zoé", phones=("+33612345678",)), Alike.PHONE),
        (Known("b", "Marie Roy", birthday="--11-24"), Alike.NAME_AND_BIRTHDAY),
        (Known("b", "Marie Roy", email="M@X.FR"), Alike.NAME_AND_EMAIL),
        (Known("b", "Mariee Roy", birthday="--11-24"), Alike.NEAR_NAME_AND_BIRTHDAY),
        (Known("b", "Mariee Roy", email="m@x.fr"), None),
        (Known("b", "Marie Roy"), None),
        (Known("b", "Zoé", birthday="--11-24"), None),
    ],
)
def test_what_two_have_in_common(other, why):
    one = Known("a", "Marie Roy", "--11-24", "m@x.fr", ("+33612345678",))
    assert alike(one, other) is why
    assert pairs([other, one]) == ({("a", "b"): why} if why else {})


def test_what_everybody_shares_says_nothing():
    phone = ("+33612345678",)
    many = [Known(f"{n:02}", f"N{n}", phones=phone) for n in range(MOST_SHARING)]
    assert len(pairs(many)) == MOST_SHARING * (MOST_SHARING - 1) // 2
    assert pairs([*many, Known("x", "X", phones=phone)]) == {}


names = st.lists(st.sampled_from(["Marie", "Maria", "Roy", "Lefèvre", "Lefebvre"]), max_size=3)


@given(
    st.lists(
        st.tuples(
            names.map(" ".join),
            st.sampled_from(["", "--11-24", "1980-11-24"]),
            st.sampled_from(["", "m@x.fr", "M@x.fr"]),
            st.sampled_from([(), ("+331",), ("+331", "+332")]),
        ),
        max_size=MOST_SHARING,
    )
)
def test_the_pairs_are_those_that_comparing_all_with_all_would_find(told):
    customers = [Known(f"{n:02}", *facts) for n, facts in enumerate(told)]
    expected = {
        (one.id, other.id): why
        for one, other in combinations(customers, 2)
        if (why := alike(one, other))
    }
    assert pairs(customers) == expected
