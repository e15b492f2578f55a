"""What terms would have earned on purchases that were made without them, worked out on paper."""

from datetime import UTC, date, datetime, timedelta

from shopcard.rules.card import Entry, Kind
from shopcard.rules.program import make_terms
from shopcard.rules.simulate import Bought, History, simulate
from shopcard.words.programs import say_simulated

CONE = [(None, "Cone")]


def history(*days_and_stamps, birthday=""):
    """A customer who came on some days of 2026, each with the stamps keyed in and €12.00."""
    bought = []
    for n, (day, stamps) in enumerate(days_and_stamps):
        at = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        bought.append(Bought(Entry(n + 1, at, at.date(), Kind.PURCHASE, (), 1200), stamps))
    return History(birthday, bought)


def given(terms, *histories):
    told = simulate(histories, terms)
    return dict(told.given), told.customers


def test_stamps_are_counted_as_they_were_keyed_in():
    ann, ben = history((0, 3), (5, 4), (9, 4)), history((0, 9))
    assert given(make_terms(CONE), ann, ben) == ({"Cone": 1}, 1)
    assert given(make_terms(CONE, stamps=9), ann, ben) == ({"Cone": 2}, 2)


def test_spend_counts_where_the_terms_ask_for_it():
    assert given(make_terms(CONE, stamps=2, per=1000), history((0, 9), (1, 9))) == ({"Cone": 1}, 1)


def test_a_tier_counts_the_days_before_and_gives_its_reward_once_a_year():
    terms = make_terms(
        CONE, stamps=20, tiers=[("Silver", 2, 1, "Tea"), ("Gold", 4, 3, None)],
    )  # fmt: skip
    week = [(day, 1) for day in range(6)]
    # Silver on the third and fourth day; from the fifth on, three stamps each: 4 + 6.
    assert given(terms, history(*week)) == ({"Cone": 0, "Tea": 1}, 1)
    longer = make_terms(CONE, stamps=10, tiers=[("Gold", 4, 3, None)])
    assert given(longer, history(*week)) == ({"Cone": 1}, 1)
    # Two visits of one day are one, and those of a year ago are none.
    assert given(longer, history(*[(0, 1)] * 7)) == ({"Cone": 0}, 0)
    assert given(longer, history(*week[:4], *[(400, 1)] * 3)) == ({"Cone": 0}, 0)
    years = history((0, 1), (1, 1), (2, 1), (310, 1))
    assert given(terms, years)[0]["Tea"] == 2


def test_a_birthday_gives_once_for_those_who_came_around_it():
    terms = make_terms(CONE, birthday="Cake")
    born = f"--{date(2026, 1, 3):%m-%d}"
    assert given(terms, history((0, 1), (2, 1), (5, 1), birthday=born)) == (
        {"Cone": 0, "Cake": 1}, 1,
    )  # fmt: skip
    assert given(terms, history((60, 1), birthday=born), history((2, 1))) == (
        {"Cone": 0, "Cake": 0}, 0,
    )  # fmt: skip


def test_what_it_costs_is_told_where_every_cost_is_said():
    told = simulate([history((0, 25))], make_terms(CONE, costs={"Cone": 130}))
    assert (told.purchases, told.cost) == (1, 260)
    assert "about €2.60" in say_simulated(told, "EUR")
    half = make_terms([(5, "Cookie"), (None, "Cone")], costs={"Cone": 130})
    assert simulate([history((0, 25))], half).cost is None
    # A reward that nobody earned does not matter.
    assert simulate([history((0, 4))], half).cost == 0
    nobody = simulate([history((0, 1))], make_terms(CONE))
    assert "nobody would have earned" in say_simulated(nobody, "EUR")
    assert "no purchases" in say_simulated(simulate([], make_terms(CONE)), "EUR")
