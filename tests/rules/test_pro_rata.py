"""What cards in progress are expected to cost."""

from fractions import Fraction

from shopcard.rules.pro_rata import OpenCards, of_cards
from shopcard.rules.program import make_terms

COSTS = {"Cookie": 80, "Coffee": 120}
COFFEE = make_terms([(5, "Cookie"), (10, "Coffee")], stamps=10)


def test_case_59_a_card_counts_for_the_part_that_its_stamps_have_reached():
    assert of_cards(COFFEE, 4, 1, 0, COSTS.get) == OpenCards(1, Fraction(4 * 80, 5) + 48, 0)
    # The cookie at 5 is a reward by now, ready or given.
    assert of_cards(COFFEE, 7, 2, 0, COSTS.get) == OpenCards(2, Fraction(168), 0)


def test_case_59_what_is_kept_towards_a_stamp_counts_as_part_of_one():
    club = make_terms([(None, "Coffee")], stamps=2, per=5000)
    assert of_cards(club, 0, 1, 3000, COSTS.get).expected == Fraction(6, 10) / 2 * 120


def test_case_59_cards_on_their_way_to_a_reward_without_a_cost_are_told_apart():
    assert of_cards(COFFEE, 4, 3, 0, {"Cookie": 80}.get) == OpenCards(3, Fraction(192), 3)
    assert of_cards(COFFEE, 7, 1, 0, {"Coffee": 0}.get) == OpenCards(1, Fraction(0), 0)
    both = OpenCards(1, Fraction(2), 1) + OpenCards(2, Fraction(1, 2), 0)
    assert both == OpenCards(3, Fraction(5, 2), 1)
