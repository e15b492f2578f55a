"""What a card shows, case by case."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shopcard.errors import Refused
from shopcard.rules.acts import redeem
from shopcard.rules.card import Effect, Entry, Kind, Running, replay
from shopcard.rules.program import make_terms

CONE, WASH = 1, 2
MORNING = datetime(2026, 11, 2, 10, tzinfo=UTC)
FREE_CONE = make_terms([(None, "Free cone")])
COOKIE_AND_COFFEE = make_terms([(5, "Cookie"), (10, "Coffee")])
BY_SPEND = make_terms([(None, "Voucher")], stamps=3, per=5000)


def test_a_new_customer_has_an_untouched_card(book):
    card = book.card()
    assert (card.stamps, card.carry, card.terms, card.ready) == (0, 0, None, ())
    assert (card.expires, card.changes_on) == (None, None)


def test_three_of_eight_then_five_is_a_reward_and_an_empty_next_card(book):
    book.programs[CONE] = make_terms([(None, "Free cone")], stamps=8)
    book.buy(3)
    assert book.shows() == (3, [])
    book.buy(5)
    assert book.shows() == (0, ["Free cone"])
    assert book.card().terms is None


def test_stamps_beyond_the_size_carry_on_to_the_next_cards(book):
    book.buy(27)
    assert book.shows() == (7, ["Free cone", "Free cone"])


def test_a_cookie_at_five_uses_no_stamps_and_the_coffee_joins_it_at_ten(book):
    book.programs |= {CONE: COOKIE_AND_COFFEE}
    book.buy(5)
    assert book.shows() == (5, ["Cookie"])
    book.buy(5)
    assert book.shows() == (0, ["Cookie", "Coffee"])


def test_the_reward_belongs_to_the_terms_of_the_card_that_earned_it(book):
    book.buy(9)
    book.programs[CONE] = make_terms([(None, "Sundae")], stamps=12)
    book.buy(1)
    assert book.card().ready[0].terms == FREE_CONE
    assert redeem(book.entries, CONE, "Free cone", book.day()).terms == FREE_CONE


def test_a_redemption_earns_nothing(book):
    book.buy(10)
    given = book.redeem()
    standing = replay(book.entries, book.day())
    assert (book.shows(), standing.gains) == ((0, []), {(1, CONE): 10})
    assert standing.given[given].redeemed_by == given
    with pytest.raises(Refused, match="is ready"):
        book.redeem()


def test_a_stamp_is_good_until_the_closing_of_its_last_day(book):
    book.programs |= {CONE: make_terms([(None, "Free cone")], stamps_expire=1)}
    book.now = datetime(2026, 1, 31, 12, tzinfo=UTC)
    book.buy(4)
    assert book.card().expires == date(2026, 2, 28)
    assert book.card().changes_on == date(2026, 3, 1)
    assert book.shows(day=date(2026, 2, 28)) == (4, [])
    assert book.shows(day=date(2026, 3, 1)) == (0, [])


def test_each_stamp_keeps_the_whole_card_alive_and_an_expired_one_begins_anew(book):
    book.programs |= {CONE: make_terms([(None, "Free cone")], stamps_expire=1)}
    book.buy(4)
    book.wait(days=30).buy()
    book.wait(days=31)
    assert book.shows() == (5, [])
    book.wait(days=1).buy()
    assert book.shows() == (1, [])


def test_a_reward_is_good_until_the_closing_of_its_last_day(book):
    book.programs |= {CONE: make_terms([(None, "Free cone")], reward_expires=22)}
    book.buy(10)
    assert book.shows(day=date(2026, 11, 24)) == (0, ["Free cone"])
    assert book.card().changes_on == date(2026, 11, 25)
    assert book.shows(day=date(2026, 11, 25)) == (0, [])
    book.now = datetime(2026, 11, 25, 2, 59, tzinfo=UTC)
    book.redeem()
    book.now = datetime(2026, 11, 25, 3, tzinfo=UTC)
    book.undo(2)
    with pytest.raises(Refused, match="is ready"):
        book.redeem()


def test_switching_expiry_on_kills_nothing_that_was_started(book):
    book.give(2)
    book.give(1, Kind.OPENING)
    book.buy()
    book.programs[CONE] = make_terms([(None, "Free cone")], stamps_expire=1, reward_expires=1)
    book.wait(days=400).buy()
    assert book.shows() == (5, [])
    book.buy(8)
    book.wait(days=20)
    card = book.card()
    assert (card.stamps, [r.expires for r in card.ready]) == (3, [None])
    book.wait(days=40)
    assert book.shows() == (0, ["Free cone"])


@pytest.mark.parametrize("kind", [Kind.PURCHASE, Kind.BONUS, Kind.OPENING, Kind.ADJUST])
def test_stamps_of_every_origin_expire_alike_on_cards_started_after_the_switch(book, kind):
    book.programs |= {CONE: make_terms([(None, "Free cone")], stamps_expire=2)}
    book.give(3, kind)
    assert book.shows(day=date(2027, 1, 2)) == (3, [])
    assert book.shows(day=date(2027, 1, 3)) == (0, [])


def test_a_card_at_nine_of_ten_ends_at_ten_when_cards_grow_to_twelve(book):
    book.buy(9)
    book.programs[CONE] = make_terms([(None, "Free cone")], stamps=12)
    book.buy()
    assert book.shows() == (0, ["Free cone"])
    book.buy(11)
    assert book.shows() == (11, ["Free cone"])
    assert book.card().terms.size == 12


def test_an_untouched_card_takes_the_new_terms(book):
    book.undo(book.buy(9))
    book.programs[CONE] = make_terms([(None, "Free cone")], stamps=12)
    book.buy(11)
    assert book.shows() == (11, [])


def test_thirty_euros_then_twenty_are_one_stamp_of_fifty(book):
    book.programs |= {CONE: BY_SPEND}
    book.buy(None, amount=3000)
    assert (book.card().stamps, book.card().carry) == (0, 3000)
    second = book.buy(None, amount=2000)
    assert (book.card().stamps, book.card().carry) == (1, 0)
    assert replay(book.entries, book.day()).gains[second, CONE] == 1


def test_spend_goes_card_by_card_and_ends_when_cards_are_stamped_by_hand(book):
    book.programs |= {CONE: BY_SPEND}
    book.buy(None, amount=5000)
    book.programs[CONE] = FREE_CONE
    book.buy(None, amount=30_000)
    card = book.card()
    assert (card.stamps, card.carry, len(card.ready), card.terms) == (0, 0, 1, None)


def test_a_remainder_left_when_hand_stamps_fill_the_card_starts_the_next_one(book):
    book.programs |= {CONE: BY_SPEND}
    book.buy(None, amount=3000)
    book.buy(3)
    card = book.card()
    assert (card.stamps, card.carry, card.terms) == (0, 3000, BY_SPEND)
    book.buy(None, amount=2000)
    assert (book.card().stamps, book.card().carry) == (1, 0)


def test_a_remainder_alone_expires_with_its_card(book):
    book.programs |= {CONE: make_terms([(None, "Voucher")], per=5000, stamps_expire=1)}
    book.buy(None, amount=3000)
    assert book.card(day=date(2026, 12, 2)).carry == 3000
    assert book.card(day=date(2026, 12, 3)).carry == 0
    book.wait(days=31).buy(None, amount=2500)
    assert (book.card().stamps, book.card().carry) == (0, 2500)


def test_an_amount_feeds_every_open_programme_by_spend_and_no_other(book):
    book.programs |= {WASH: BY_SPEND}
    book.buy(2, amount=12_000)
    assert book.shows() == (2, [])
    assert (book.card(WASH).stamps, book.card(WASH).carry) == (2, 2000)
    book.buy(1, amount=0)
    assert {effect.program for effect in book.entries[-1].effects} == {CONE}


def test_a_card_by_spend_is_fed_to_its_end_after_its_programme_changed(book):
    book.programs |= {WASH: BY_SPEND}
    book.buy(1, amount=4000)
    book.programs[WASH] = FREE_CONE
    book.buy(1, amount=1000)
    assert (book.card(WASH).stamps, book.card(WASH).carry) == (1, 0)


def test_an_amount_feeds_no_card_by_spend_that_has_expired_since(book):
    book.programs[WASH] = make_terms([(None, "Voucher")], per=5000, stamps_expire=1)
    book.buy(1, amount=4000)
    book.programs[WASH] = FREE_CONE
    book.wait(days=60).buy(1, amount=1000)
    assert [effect.program for effect in book.entries[-1].effects] == [CONE]


def test_a_closed_programme_takes_no_stamps_and_its_rewards_stay_good_to_their_date(book):
    book.programs |= {CONE: make_terms([(None, "Free cone")], reward_expires=30), WASH: FREE_CONE}
    book.buy(20)
    del book.programs[CONE]
    with pytest.raises(Refused, match="closed"):
        book.buy()
    book.buy(program=WASH, amount=100_000)
    book.wait(days=30).redeem()
    assert book.shows() == (0, ["Free cone"])
    book.wait(days=1)
    assert book.shows() == (0, [])


def test_the_copy_that_expires_first_is_given_and_one_without_end_last(book):
    book.buy(10)
    for life in (60, 20):
        book.programs[CONE] = make_terms([(None, "Free cone")], reward_expires=life)
        book.buy(10)
    taken = []
    for _turn in range(3):
        given = book.redeem()
        taken.append(replay(book.entries, book.day()).given[given].earned_by)
    assert taken == [3, 2, 1]


def test_a_back_dated_act_counts_for_cards_at_its_predecessors_time(book):
    book.programs |= {CONE: make_terms([(None, "Free cone")], stamps_expire=1, reward_expires=10)}
    book.buy(9)
    book.buy(1, at=MORNING - timedelta(days=20))
    reward = book.card().ready[0]
    assert (reward.earned_on, reward.expires) == (date(2026, 11, 2), date(2026, 11, 12))
    assert book.entries[-1].day == date(2026, 10, 13)


def test_a_day_before_the_last_act_is_judged_at_the_last_act(book):
    book.buy(4)
    assert book.card(day=date(2020, 1, 1)).today == date(2026, 11, 2)
    assert book.shows(day=date(2020, 1, 1)) == (4, [])


def test_a_later_day_start_does_not_turn_the_replays_day_back():
    terms = make_terms([(None, "Free cone")], stamps=1, reward_expires=1)
    days = [date(2026, 11, 3), date(2026, 11, 2)]
    entries = [
        Entry(n, MORNING + timedelta(hours=n), day, Kind.PURCHASE, (Effect(CONE, terms, 1),))
        for n, day in enumerate(days, 1)
    ]
    earned = replay(entries, days[0]).card(CONE).rewards
    assert [reward.earned_on for reward in earned] == [days[0], days[0]]


def test_an_earlier_instant_counts_on_its_predecessors_day_though_its_own_be_later():
    terms = make_terms([(None, "Free cone")], stamps=1, reward_expires=1)
    moments = [(10, date(2026, 11, 1)), (9, date(2026, 11, 2))]
    entries = [
        Entry(n, MORNING.replace(hour=hour), day, Kind.PURCHASE, (Effect(CONE, terms, 1),))
        for n, (hour, day) in enumerate(moments, 1)
    ]
    earned = replay(entries, date(2026, 11, 2)).card(CONE).rewards
    assert [reward.earned_on for reward in earned] == [date(2026, 11, 1)] * 2


def test_an_answer_given_while_a_replay_runs_does_not_change_as_it_goes_on(book):
    book.buy(10)
    book.redeem()
    running = Running(book.entries)
    first, again = running.standing(book.day()), replay(book.entries, book.day())
    book.buy()
    running.take(book.entries[-1])
    assert first == again
    assert running.standing(book.day()) == replay(book.entries, book.day())


def test_the_owners_correction_never_leaves_a_card_below_zero_and_keeps_what_was_earned(book):
    book.programs |= {CONE: COOKIE_AND_COFFEE}
    book.buy(6)
    taken = book.give(-4, Kind.ADJUST)
    assert book.shows() == (2, ["Cookie"])
    more = book.give(-10, Kind.ADJUST)
    assert book.shows() == (0, ["Cookie"])
    gains = replay(book.entries, book.day()).gains
    assert (gains[taken, CONE], gains[more, CONE]) == (-4, -2)
    book.undo(more)
    assert book.shows() == (2, ["Cookie"])


def test_a_redemption_that_nothing_covers_is_named_and_gives_nothing(book):
    stray = book.add(Kind.REDEEM, [Effect(CONE, FREE_CONE, reward="Free cone")])
    standing = replay(book.entries, book.day())
    assert (standing.uncovered, dict(standing.given)) == ((stray,), {})
    assert book.shows() == (0, [])


def test_a_sale_without_stamps_or_amount_starts_no_card(book):
    book.programs |= {CONE: BY_SPEND}
    book.buy(None, amount=0)
    book.buy(None)
    assert [entry.effects for entry in book.entries] == [(), ()]
    assert book.card().terms is None
