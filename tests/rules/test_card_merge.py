"""Two cards become one: what replay joins, and what a merge may undo."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.rules.acts import tier_of, void
from shopcard.rules.card import Effect, Entry, Kind, every, replay, sift, standing_entries
from shopcard.rules.program import make_terms
from tests.naive_card import NaiveShop

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TEN = make_terms([(None, "Coffee")])
BOTH = make_terms([(5, "Cookie"), (None, "Coffee")])


class Book:
    """Several customers' ledgers; entries are numbered as they are recorded, one a day."""

    def __init__(self):
        self.ledgers = {}
        self.number = 0

    def add(self, who, kind, *effects, days=None, **rest):
        self.number += 1
        at = NOON + timedelta(days=self.number if days is None else days)
        entry = Entry(self.number, at, at.date(), kind, effects, **rest)
        self.ledgers.setdefault(who, []).append(entry)
        return self.number

    def buy(self, who, stamps, terms=TEN, amount=None, days=None):
        effect = Effect(1, terms, stamps)
        return self.add(who, Kind.PURCHASE, effect, amount=amount, days=days)

    def give(self, who, reward="Coffee", terms=TEN):
        return self.add(who, Kind.REDEEM, Effect(1, terms, reward=reward))

    def merge(self, keep, other, days=None):
        self.ledgers.setdefault(keep, [])
        joined = tuple(self.ledgers.get(other, ()))
        return self.add(keep, Kind.MERGE, joined=joined, days=days)

    def undo(self, who, target):
        day = (NOON + timedelta(days=self.number)).date()
        for gone in void(self.ledgers[who], target, day):
            self.ledgers[who] = sift(self.ledgers[who], lambda e, gone=gone: e.id != gone)

    def standing(self, who, days=None):
        days = self.number if days is None else days
        return replay(self.ledgers[who], (NOON + timedelta(days=days)).date())

    def shows(self, who, days=None):
        card = self.standing(who, days).card(1)
        return card.stamps, [reward.name for reward in card.ready]


@pytest.fixture
def book():
    return Book()


def test_three_stamps_and_a_reward_merged_with_four_are_seven_and_one(book):
    book.buy("keep", 13)
    book.buy("other", 4)
    book.merge("keep", "other")
    assert book.shows("keep") == (7, ["Coffee"])


def test_unmerging_gives_both_back(book):
    book.buy("keep", 13)
    book.buy("other", 4)
    before = book.standing("keep", 9).cards
    merge = book.merge("keep", "other")
    book.undo("keep", merge)
    assert book.standing("keep", 9).cards == before
    assert book.shows("other") == (4, [])


@pytest.mark.parametrize(
    ("ours", "theirs", "shown", "ready"),
    [
        (3, 6, 9, ["Cookie"]),
        (6, 3, 9, ["Cookie"]),
        (6, 6, 2, ["Cookie", "Cookie", "Coffee"]),
        (3, 3, 6, ["Cookie"]),
        (4, 6, 0, ["Cookie", "Coffee"]),
        (9, 9, 8, ["Cookie", "Cookie", "Coffee"]),
        (8, 2, 0, ["Cookie", "Coffee"]),
    ],
)
def test_what_a_card_had_reached_is_not_earned_again(book, ours, theirs, shown, ready):
    book.buy("keep", ours, BOTH)
    book.buy("other", theirs, BOTH)
    book.merge("keep", "other")
    assert book.shows("keep") == (shown, ready)


@pytest.mark.parametrize(("ours", "theirs"), [((11, 12), (3, 10)), ((3, 10), (11, 12))])
def test_the_smaller_card_is_the_one_that_fills(book, ours, theirs):
    for who, (stamps, size) in (("keep", ours), ("other", theirs)):
        book.buy(who, stamps, make_terms([(None, "Coffee")], stamps=size))
    book.merge("keep", "other")
    assert book.shows("keep") == (4, ["Coffee"])
    assert book.standing("keep").card(1).terms.size == 10


def test_of_two_cards_of_one_size_the_terms_of_the_one_kept_hold(book):
    book.buy("keep", 2)
    book.buy("other", 3, make_terms([(None, "Tea")]))
    book.merge("keep", "other")
    assert book.standing("keep").card(1).terms == TEN


def test_the_only_card_in_progress_is_taken_as_it_is(book):
    twelve = make_terms([(None, "Coffee")], stamps=12)
    book.buy("other", 11, twelve)
    book.merge("keep", "other")
    card = book.standing("keep").card(1)
    assert (card.stamps, card.terms, card.ready) == (11, twelve, ())


def test_a_full_card_that_meets_an_empty_one_leaves_nothing_in_progress(book):
    book.buy("keep", 4)
    book.buy("other", 6)
    book.merge("keep", "other")
    card = book.standing("keep").card(1)
    assert (card.stamps, card.terms, card.carry) == (0, None, 0)


def test_two_remainders_can_make_a_stamp_which_the_merge_brings(book):
    spend = make_terms([(None, "Coffee")], per=5000)
    book.buy("keep", 0, spend, amount=3000)
    book.buy("other", 0, spend, amount=3000)
    merge = book.merge("keep", "other")
    standing = book.standing("keep")
    assert (standing.card(1).stamps, standing.card(1).carry) == (1, 1000)
    assert standing.gains == {(1, 1): 0, (2, 1): 0, (merge, 1): 1}


def test_a_remainder_is_the_same_part_of_a_stamp_under_other_terms(book):
    book.buy("keep", 0, make_terms([(None, "Coffee")], stamps=8, per=100), amount=50)
    book.buy("other", 0, make_terms([(None, "Coffee")], per=5000), amount=4500)
    book.merge("keep", "other")
    card = book.standing("keep").card(1)
    assert (card.stamps, card.carry) == (1, 40)


def test_a_remainder_is_nothing_on_a_card_that_takes_no_spend(book):
    book.buy("keep", 2, make_terms([(None, "Coffee")], stamps=8))
    book.buy("other", 0, make_terms([(None, "Coffee")], per=5000), amount=4500)
    book.merge("keep", "other")
    card = book.standing("keep").card(1)
    assert (card.stamps, card.carry) == (2, 0)


def test_rewards_keep_their_own_last_day_and_the_first_to_expire_is_given(book):
    quick = make_terms([(None, "Coffee")], stamps=1, reward_expires=5)
    slow = make_terms([(None, "Coffee")], stamps=1, reward_expires=90)
    book.buy("keep", 1, slow)
    book.buy("other", 1, quick)
    book.merge("keep", "other")
    book.give("keep", terms=slow)
    rewards = {r.earned_by: r for r in book.standing("keep").card(1).rewards}
    assert [rewards[n].redeemed_by for n in (1, 2)] == [None, 4]
    assert rewards[1].expires - rewards[1].earned_on == timedelta(days=90)


def test_an_expired_card_is_gone_first_and_the_later_last_stamp_counts(book):
    expiring = make_terms([(None, "Coffee")], stamps_expire=1)
    book.buy("keep", 5, expiring, days=0)
    book.buy("other", 2, expiring, days=60)
    book.buy("third", 3, expiring, days=70)
    book.merge("other", "third", days=80)
    assert book.standing("other", 80).card(1).expires == (NOON + timedelta(days=70 + 31)).date()
    book.merge("keep", "other", days=85)
    assert book.shows("keep", 85) == (5, [])
    assert book.shows("keep", 102) == (0, [])


def test_the_clock_goes_on_from_the_later_of_the_two(book):
    expiring = make_terms([(None, "Coffee")], stamps=1, reward_expires=3)
    book.buy("other", 1, expiring, days=50)
    book.merge("keep", "other", days=40)
    book.buy("keep", 1, expiring, days=41)
    assert [r.earned_on for r in book.standing("keep", 50).card(1).rewards] == [
        (NOON + timedelta(days=50)).date()
    ] * 2


def test_what_was_given_to_the_other_stays_given(book):
    book.buy("other", 10)
    given = book.give("other")
    book.merge("keep", "other")
    standing = book.standing("keep")
    assert standing.given[given].redeemed_by == given
    assert standing.card(1).ready == ()


def test_a_merge_cannot_be_undone_while_a_reward_it_brought_is_given(book):
    book.buy("other", 10)
    merge = book.merge("keep", "other")
    given = book.give("keep")
    with pytest.raises(Refused, match=r"The reward “Coffee” given on .* came from it"):
        book.undo("keep", merge)
    book.undo("keep", given)
    book.undo("keep", merge)
    assert book.shows("keep") == (0, [])


def test_an_act_of_the_other_is_undone_unless_the_one_kept_has_lived_on_it(book):
    book.buy("keep", 6)
    theirs = book.buy("other", 4)
    book.merge("keep", "other")
    given = book.give("keep")
    with pytest.raises(Refused, match="Coffee"):
        book.undo("keep", theirs)
    book.undo("keep", given)
    book.undo("keep", theirs)
    assert book.shows("keep") == (6, [])


def test_a_redemption_of_the_other_must_stay_covered_too(book):
    theirs = book.buy("other", 10)
    book.give("other")
    book.merge("keep", "other")
    with pytest.raises(Refused, match="Coffee"):
        book.undo("keep", theirs)


def test_visits_of_both_count_for_a_tier(book):
    tiers = make_terms([(None, "Coffee")], tiers=[("Gold", 2, 2, None)])
    book.buy("keep", 1)
    book.buy("other", 1)
    book.merge("keep", "other")
    day = (NOON + timedelta(days=30)).date()
    assert tier_of(book.ledgers["keep"], tiers, day).name == "Gold"
    assert len(list(every(book.ledgers["keep"]))) == 3
    assert len(standing_entries(book.ledgers["keep"])) == 3


def test_a_chain_of_merges_is_joined_from_the_far_end(book):
    book.buy("a", 3, BOTH)
    book.buy("b", 4, BOTH)
    book.buy("c", 5, BOTH)
    inner = book.merge("a", "b")
    book.merge("c", "a")
    assert book.shows("c") == (2, ["Cookie", "Cookie", "Coffee"])
    book.undo("c", inner)
    assert book.shows("c") == (8, ["Cookie"])


# Laws

sizes = st.integers(1, 6)
terms = st.builds(
    lambda size, at, per, keep, last: make_terms(
        [(min(at, size), "Cookie"), (None, "Coffee")],
        stamps=size, per=per, reward_expires=keep, stamps_expire=last,
    ),
    sizes, sizes, st.none() | st.integers(5, 40), st.none() | st.integers(1, 9),
    st.none() | st.integers(1, 2),
)  # fmt: skip
acts = st.lists(
    st.tuples(st.sampled_from(["keep", "other"]), st.integers(0, 7), st.integers(0, 60), terms),
    max_size=8,
)


@given(acts, acts)
def test_a_merge_equals_the_naive_one_and_unmerging_gives_both_back(before, after):
    book = Book()
    book.ledgers = {"keep": [], "other": []}
    for who, stamps, amount, under in before:
        book.buy(who, stamps, under, amount)
    alone = {who: replay(book.ledgers[who], NOON.date()) for who in book.ledgers}
    merge = book.merge("keep", "other")
    for _who, stamps, amount, under in after:
        book.buy("keep", stamps, under, amount)
        for reward in replay(book.ledgers["keep"], NOON.date()).card(1).ready[:1]:
            book.give("keep", reward.name, reward.terms)
    day = (NOON + timedelta(days=book.number)).date()
    standing, naive = replay(book.ledgers["keep"], day), NaiveShop(book.ledgers["keep"], day)
    card = standing.card(1)
    assert [[r.name, r.earned_by, r.earned_on, r.expires, r.redeemed_by] for r in card.rewards] == (
        naive.cards[1].rewards if naive.cards else []
    )
    assert (card.stamps, card.carry) == (
        (naive.cards[1].dots, naive.cards[1].cents) if naive.cards else (0, 0)
    )
    assert dict(standing.gains) == naive.gains
    parted = sift(book.ledgers["keep"], lambda e: e.id < merge)
    assert replay(parted, NOON.date()) == alone["keep"]
    assert replay(book.ledgers["other"], NOON.date()) == alone["other"]


@given(st.lists(st.integers(1, 9), max_size=5), st.lists(st.integers(1, 9), max_size=5), sizes)
def test_no_stamp_is_lost(ours, theirs, size):
    book = Book()
    under = make_terms([(None, "Coffee")], stamps=size)
    book.ledgers = {"keep": [], "other": []}
    for who, stamps in (("keep", ours), ("other", theirs)):
        for n in stamps:
            book.buy(who, n, under)
    book.merge("keep", "other")
    card = book.standing("keep").card(1)
    assert card.stamps + size * len(card.rewards) == sum(ours) + sum(theirs)
