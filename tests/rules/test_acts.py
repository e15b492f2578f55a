"""Which acts are refused, what caps count, and what undoing gives back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import NotFound, Refused
from shopcard.rules.acts import (
    Caps,
    adjust,
    refuse_late_referrer,
    tier_by,
    unusual,
    unusual_amount,
    void,
)
from shopcard.rules.card import Kind, standing_entries
from shopcard.rules.program import make_terms

CONE, WASH = 1, 2
PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 11, 2, 10, tzinfo=UTC)
FREE_CONE = make_terms([(None, "Free cone")])


def test_undoing_the_stamp_that_completed_a_card_takes_the_reward_back(book):
    book.buy(9)
    last = book.buy()
    assert book.shows() == (0, ["Free cone"])
    book.undo(last)
    assert book.shows() == (9, [])


def test_a_stamp_whose_reward_was_given_cannot_be_undone_before_it(book):
    book.buy(9)
    last = book.buy()
    given = book.redeem()
    book.wait(days=1).buy()
    before = list(book.entries)
    with pytest.raises(Refused) as refusal:
        book.undo(last)
    assert "“Free cone” given on 2 Nov 2026" in refusal.value.sentence
    assert book.entries == before
    book.undo(given)
    book.undo(last)
    assert book.shows() == (0, ["Free cone"])


@pytest.mark.parametrize(
    ("count", "sentence"), [(0, "at least 1"), (-1, "at least 1"), (10_000, "At most 50")]
)
def test_zero_negative_and_absurd_stamps_are_refused(book, count, sentence):
    book.caps = Caps()
    with pytest.raises(Refused, match=sentence):
        book.buy(count)
    assert (book.entries, book.shows()) == ([], (0, []))


def test_an_amount_that_would_earn_an_absurd_count_is_refused(book):
    book.programs[CONE] = make_terms([(None, "Free cone")], per=1)
    with pytest.raises(Refused, match="more than 1000 stamps"):
        book.buy(None, amount=1001)
    book.buy(None, amount=1000)
    assert len(book.card().ready) == 100


def test_a_negative_amount_is_refused(book):
    with pytest.raises(Refused, match="below zero"):
        book.buy(1, amount=-1)
    assert book.entries == []


def test_the_most_stamps_of_a_programme_win_over_the_shops(book):
    book.caps = Caps(most=50)
    book.programs[CONE] = make_terms([(None, "Free cone")], most=1)
    with pytest.raises(Refused, match=r"At most 1 stamp in one purchase\."):
        book.buy(2)
    book.programs[CONE] = make_terms([(None, "Free cone")], most=60)
    book.buy(60)
    assert book.shows() == (0, ["Free cone"] * 6)


def test_a_reward_of_one_programme_is_not_spent_in_another(book):
    book.programs |= {WASH: make_terms([(None, "Free cone")], stamps=6)}
    book.buy(10)
    book.buy(5, program=WASH)
    with pytest.raises(Refused, match="No “Free cone” is ready"):
        book.redeem(program=WASH)
    book.redeem()
    assert (book.shows(), book.shows(WASH)) == ((0, []), (5, []))


def test_caps_are_counted_from_one_day_start_to_the_next(book):
    book.caps = Caps(per_day=2)
    book.now = datetime(2026, 10, 31, 23, 30, tzinfo=PARIS).astimezone(UTC)
    book.buy()
    book.wait(hours=1.5).buy()
    with pytest.raises(Refused, match="had its 2 stampings for the day"):
        book.buy()
    book.wait(hours=2, minutes=59)
    with pytest.raises(Refused, match="stampings"):
        book.buy()
    book.wait(minutes=1).buy()
    assert [entry.day.isoformat() for entry in book.entries] == [
        "2026-10-31",
        "2026-10-31",
        "2026-11-01",
    ]


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_caps_reset_at_four_on_both_nights_of_the_clock_change(book, night):
    book.caps = Caps(per_day=1)
    book.now = datetime.combine(night, time(0), tzinfo=PARIS).astimezone(UTC)
    book.buy()
    book.now = datetime.combine(night, time(3, 59), tzinfo=PARIS).astimezone(UTC)
    with pytest.raises(Refused, match="had its 1 stamping for the day"):
        book.buy()
    book.wait(minutes=1).buy()
    assert book.shows() == (2, [])


def test_an_undone_stamping_gives_its_place_under_the_cap_back(book):
    book.caps = Caps(per_day=1)
    first = book.buy()
    book.undo(first)
    book.buy()
    assert book.shows() == (1, [])


def test_the_cap_of_a_programme_wins_and_other_programmes_do_not_count(book):
    book.programs |= {CONE: make_terms([(None, "Free cone")], per_day=3), WASH: FREE_CONE}
    book.caps = Caps(per_day=1)
    for _turn in range(3):
        book.buy()
    book.buy(program=WASH)
    with pytest.raises(Refused, match="had its 1 stamping"):
        book.buy(program=WASH)
    with pytest.raises(Refused, match="had its 3 stampings"):
        book.buy()


def test_a_pause_must_pass_between_stampings_before_and_after(book):
    book.programs |= {CONE: make_terms([(None, "Free cone")], pause=10)}
    book.buy()
    book.wait(minutes=9, seconds=59)
    with pytest.raises(Refused, match="Wait 10 minutes"):
        book.buy()
    with pytest.raises(Refused, match="Wait 10 minutes"):
        book.buy(at=MORNING - timedelta(minutes=5))
    book.wait(seconds=1).buy()
    assert book.shows() == (2, [])


def test_undoing_a_redemption_gives_the_same_reward_back_with_its_old_expiry(book):
    book.programs |= {CONE: make_terms([(None, "Free cone")], reward_expires=30)}
    book.buy(10)
    before = book.card().rewards
    book.wait(days=10)
    given = book.redeem()
    book.wait(days=10)
    book.undo(given)
    assert book.card().rewards == before
    assert book.card().ready[0].expires == date(2026, 12, 2)
    book.redeem()


def test_undoing_an_act_undoes_the_bonuses_it_caused_or_nothing(book):
    book.programs |= {WASH: make_terms([(None, "Free wash")], stamps=2)}
    first = book.buy(4)
    book.give(2, program=WASH, caused_by=first)
    other = book.give(1, caused_by=99)
    given = book.redeem("Free wash", WASH)
    with pytest.raises(Refused, match="“Free wash” given on 2 Nov 2026 came from it"):
        book.undo(first)
    assert (book.shows(), book.shows(WASH)) == ((5, []), (0, []))
    book.undo(given)
    book.undo(first)
    assert (book.shows(), book.shows(WASH)) == ((1, []), (0, []))
    assert [entry.id for entry in standing_entries(book.entries)] == [other]


def test_a_bonus_undone_before_is_not_undone_twice(book):
    first = book.buy(4)
    book.undo(book.give(2, caused_by=first))
    assert void(book.entries, first, book.day()) == (first,)


def test_what_cannot_be_undone_says_why(book):
    first = book.buy()
    with pytest.raises(NotFound, match="no such act"):
        book.undo(99)
    book.undo(first)
    with pytest.raises(Refused, match="undone already"):
        book.undo(first)
    with pytest.raises(Refused, match="do the act again"):
        book.undo(2)


def test_a_purchase_may_be_undone_when_another_card_covers_the_reward_given(book):
    first = book.buy(10)
    book.buy(10)
    book.redeem()
    book.undo(first)
    assert book.shows() == (0, [])


@pytest.mark.parametrize(
    ("stamps", "sentence"),
    [(0, "like 2"), (101, "At most 100"), (-101, "At most 100"), (-4, "shows 3 stamps")],
)
def test_a_correction_of_nothing_of_too_much_or_below_none_is_refused(book, stamps, sentence):
    book.buy(13)
    with pytest.raises(Refused, match=sentence):
        adjust(book.entries, CONE, FREE_CONE, stamps, book.day())


def test_a_correction_gives_and_takes_off_what_the_card_shows_and_leaves_what_it_earned(book):
    book.buy(13)
    for stamps, shown in ((-3, 0), (9, 9), (1, 0)):
        effect = adjust(book.entries, CONE, FREE_CONE, stamps, book.day())
        book.add(Kind.ADJUST, [effect])
        assert book.shows()[0] == shown
    assert book.shows() == (0, ["Free cone", "Free cone"])


@pytest.mark.parametrize(
    ("stamps", "usual", "asks"),
    [(5, 1, False), (6, 1, True), (6, 3, False), (7, 3, True), (12, 6, False), (50, 1, True)],
)
def test_case_66_more_than_twice_the_usual_is_unusual(stamps, usual, asks):
    assert unusual(stamps, usual) == asks


@pytest.mark.parametrize(
    ("amount", "latest", "asks"),
    [
        (125_000, [1250] * 5, True),
        (12_500, [1250] * 5, False),
        (12_501, [1250] * 5, True),
        (125_000, [1250] * 4, False),
        (125_000, [], False),
        (15_000, [1000, 1000, 1000, 1000, 8000], False),
        (16_001, [1000, 1000, 1000, 1000, 8000], True),
    ],
)
def test_an_amount_far_above_the_latest_is_unusual(amount, latest, asks):
    assert unusual_amount(amount, latest) == asks


@given(st.lists(st.integers(1, 10**7), min_size=5, max_size=50))
def test_no_amount_is_unusual_that_was_there_before(latest):
    assert not any(unusual_amount(amount, latest) for amount in latest)


def test_case_43_who_brought_a_customer_is_open_until_a_purchase_stands(book):
    refuse_late_referrer(book.entries)
    book.give(2)
    refuse_late_referrer(book.entries)
    bought = book.buy()
    with pytest.raises(Refused, match="until their first purchase"):
        refuse_late_referrer(book.entries)
    book.undo(bought)
    refuse_late_referrer(book.entries)
    book.give(3, kind=Kind.OPENING)
    with pytest.raises(Refused):
        refuse_late_referrer(book.entries)


GOLD = make_terms([(None, "Coffee")], tiers=[("Silver", 1, 2, None), ("Gold", 2, 3, None)])
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("visits", "tier"),
    [
        ([], None),
        ([TODAY], None),
        ([TODAY - timedelta(days=1), TODAY], "Silver"),
        ([date(2025, 11, 24)], "Silver"),
        ([date(2025, 11, 23)], None),
        ([date(2026, 10, 1), date(2026, 10, 2)], "Gold"),
    ],
)
def test_a_tier_is_reached_by_visits_on_earlier_days_of_twelve_months(visits, tier):
    reached = tier_by(visits, GOLD, TODAY)
    assert (reached.name if reached else None) == tier
