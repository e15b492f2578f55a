"""Stamp, redeem and undo on a real file: what is answered is what stands."""

import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcard.errors import Ambiguous, NotFound, Refused, ShopcardError
from shopcard.rules.card import Kind
from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.open_shop import new_key
from shopcard.store.shop.shop import Shop
from tests.store.store_clock import NOON, Clock


def shows(shop, customer):
    """Per programme: stamps on the card, and the rewards ready."""
    return {
        v.program.name: (v.card.stamps, [r.name for r in v.ready])
        for v in shop.counter.open_card(customer).cards
    }


class TestAStamp:
    def test_is_one_purchase_in_the_first_programme(self, shop, marie):
        done = shop.counter.stamp(marie)
        assert (done.act.kind, done.act.stamps, done.replayed) == (Kind.PURCHASE, 1, False)
        assert done.act.business_day == date(2026, 11, 24)
        assert (done.act.staff, done.act.till) == ("Camille", "left")
        assert shows(shop, marie) == {"Ice-cream cone": (1, []), "Car wash": (0, [])}
        assert shop.customers.get(marie).visits == 1

    def test_beyond_a_full_card_goes_on_to_the_next(self, shop, marie):
        shop.counter.stamp(marie, stamps=23)
        assert shows(shop, marie)["Ice-cream cone"] == (3, ["Free cone", "Free cone"])

    def test_exactly_filling_a_card_leaves_an_empty_one_and_the_customer_in_the_list(
        self, shop, marie
    ):
        shop.counter.stamp(marie, stamps=3)
        shop.counter.stamp(marie, stamps=7)
        (match,) = shop.customers.find("lefevre")
        assert (match.stamps, match.size, match.ready) == (0, 10, 1)

    def test_in_a_programme_puts_that_card_first_in_the_answer(self, shop, marie, wash):
        done = shop.counter.stamp(marie, program=wash, stamps=2)
        assert [v.program.name for v in done.cards] == ["Car wash", "Ice-cream cone"]

    def test_keeps_an_amount_of_zero_apart_from_none(self, shop, marie):
        assert shop.counter.stamp(marie, amount=0).act.amount == 0
        assert shop.counter.stamp(marie).act.amount is None

    @pytest.mark.parametrize("stamps", [0, -1, 51, 10_000, 2**63])
    def test_of_an_absurd_count_is_refused_and_nothing_is_written(self, shop, marie, stamps):
        before = shop.counts()
        with pytest.raises(Refused):
            shop.counter.stamp(marie, stamps=stamps)
        assert shop.counts() == before

    def test_in_the_future_is_refused(self, shop, marie):
        with pytest.raises(Refused, match="still to come"):
            shop.counter.stamp(marie, at=NOON + timedelta(minutes=1))

    def test_of_the_past_keeps_its_own_day(self, shop, marie):
        done = shop.counter.stamp(marie, at=NOON - timedelta(days=30))
        assert done.act.business_day == date(2026, 10, 25)

    def test_for_nobody_known_is_refused(self, shop):
        with pytest.raises(NotFound):
            shop.counter.stamp("cnobody")

    def test_past_the_day_s_cap_is_refused_until_the_day_starts_anew(self, shop, marie, clock):
        for _n in range(5):
            shop.counter.stamp(marie)
        with pytest.raises(Refused, match="tomorrow"):
            shop.counter.stamp(marie)
        clock.wait(hours=14, minutes=59)
        with pytest.raises(Refused):
            shop.counter.stamp(marie)
        clock.wait(minutes=1)
        assert shop.counter.stamp(marie).act.business_day == date(2026, 11, 25)

    def test_by_spend_asks_for_the_amount_and_carries_the_rest(self, shop, marie):
        tea = shop.programs.add("Tea", make_terms([(None, "Tea")], stamps=3, per=1000))
        with pytest.raises(Refused, match="amount"):
            shop.counter.stamp(marie, program=tea.id)
        done = shop.counter.stamp(marie, program=tea.id, amount=2550)
        assert done.act.stamps == 2
        assert (done.cards[0].card.stamps, done.cards[0].card.carry) == (2, 550)

    def test_with_an_amount_feeds_every_programme_by_spend(self, shop, marie):
        shop.programs.add("Tea", make_terms([(None, "Tea")], stamps=3, per=1000))
        done = shop.counter.stamp(marie, amount=1200)
        assert {e.program: e.stamps for e in done.act.programs} == {"Ice-cream cone": 1, "Tea": 1}
        assert shop.counter.history(limit=1)[0].stamps == 2

    def test_keyed_in_and_by_spend_at_once_counts_both(self, shop, marie):
        tea = shop.programs.add("Tea", make_terms([(None, "Tea")], stamps=9, per=1000))
        done = shop.counter.stamp(marie, program=tea.id, stamps=3, amount=1200)
        assert done.act.stamps == shop.counter.history()[0].stamps == 4
        assert shop.counter.today().purchases == 1

    def test_in_a_closed_programme_is_refused_and_rewards_stay_good(self, shop, marie, cone, clock):
        terms = make_terms([(None, "Free cone")], reward_expires=10)
        shop.programs.change(cone, terms=terms)
        shop.counter.stamp(marie, stamps=12)
        shop.programs.close(cone)
        with pytest.raises(Refused, match="closed"):
            shop.counter.stamp(marie, program=cone)
        clock.wait(days=10)
        assert [r.name for _p, r in shop.counter.open_card(marie).ready] == ["Free cone"]
        clock.wait(days=1)
        with pytest.raises(Refused):
            shop.counter.redeem(marie)


class TestAKey:
    def test_used_again_gives_the_first_answer_and_no_second_purchase(self, shop, marie):
        key = new_key()
        first = shop.counter.stamp(marie, stamps=2, key=key)
        shop.counter.stamp(marie)
        again = shop.counter.stamp(marie, stamps=2, key=key)
        assert again.replayed
        assert again.act == first.act
        assert again.cards == first.cards
        assert len(shop.counter.history()) == 2

    @pytest.mark.parametrize(
        "other", [{"stamps": 3}, {"amount": 5}, {"channel": "market"}, {"at": NOON}, {}]
    )
    def test_used_for_other_contents_is_refused(self, shop, marie, other):
        shop.counter.stamp(marie, stamps=2, key="k")
        with pytest.raises(Refused, match="key"):
            shop.counter.stamp(marie, **other, key="k")
        assert len(shop.counter.history()) == 1

    def test_is_not_shared_between_kinds_of_act(self, shop, marie):
        shop.counter.stamp(marie, stamps=10, key="k")
        with pytest.raises(Refused, match="key"):
            shop.counter.redeem(marie, key="k")

    def test_makes_a_redemption_and_an_undo_happen_once(self, shop, marie):
        shop.counter.stamp(marie, stamps=20)
        assert not shop.counter.redeem(marie, key="r").replayed
        assert shop.counter.redeem(marie, key="r").replayed
        assert shows(shop, marie)["Ice-cream cone"] == (0, ["Free cone"])
        assert not shop.counter.undo(customer_id=marie, key="u").replayed
        assert shop.counter.undo(customer_id=marie, key="u").replayed
        assert shows(shop, marie)["Ice-cream cone"] == (0, ["Free cone", "Free cone"])


class TestARedemption:
    def test_gives_the_reward_and_is_no_purchase(self, shop, marie):
        shop.counter.stamp(marie, stamps=10, amount=500)
        done = shop.counter.redeem(marie)
        assert (done.act.kind, done.act.stamps, done.act.amount) == (Kind.REDEEM, 0, None)
        today = shop.counter.today()
        assert (today.purchases, today.rewards, today.revenue) == (1, 1, 500)
        assert shows(shop, marie)["Ice-cream cone"] == (0, [])

    def test_without_a_reward_ready_is_refused(self, shop, marie, wash):
        with pytest.raises(Refused, match="ready"):
            shop.counter.redeem(marie)
        shop.counter.stamp(marie, stamps=10)
        with pytest.raises(Refused):
            shop.counter.redeem(marie, program=wash)
        with pytest.raises(Refused, match="Tea"):
            shop.counter.redeem(marie, reward="Tea")

    def test_of_different_rewards_wants_one_named(self, shop, marie, wash):
        shop.counter.stamp(marie, stamps=10)
        shop.counter.stamp(marie, program=wash, stamps=6)
        with pytest.raises(Ambiguous) as several:
            shop.counter.redeem(marie)
        assert several.value.candidates == ("Free cone · Ice-cream cone", "Free wash · Car wash")
        assert shop.counter.redeem(marie, reward="free CONE").act.programs[0].reward == "Free cone"

    def test_takes_the_copy_that_expires_first(self, shop, marie, cone, clock):
        shop.counter.stamp(marie, stamps=10)
        shop.programs.change(cone, terms=make_terms([(None, "Free cone")], reward_expires=30))
        shop.counter.stamp(marie, stamps=10)
        shop.counter.redeem(marie)
        (left,) = shop.counter.open_card(marie).ready
        assert left[1].expires is None


class TestAnUndo:
    def test_of_the_stamp_that_filled_a_card_takes_the_reward_back(self, shop, marie):
        shop.counter.stamp(marie, stamps=9)
        shop.counter.stamp(marie)
        shop.counter.undo(customer_id=marie)
        assert shows(shop, marie)["Ice-cream cone"] == (9, [])

    def test_is_refused_while_the_reward_it_gave_is_given(self, shop, marie):
        filled = shop.counter.stamp(marie, stamps=10)
        shop.counter.redeem(marie)
        with pytest.raises(Refused, match=r"Free cone.*24 Nov"):
            shop.counter.undo(filled.act.id)

    def test_of_a_redemption_gives_the_reward_back_as_it_was(self, shop, marie, cone, clock):
        shop.programs.change(cone, terms=make_terms([(None, "Free cone")], reward_expires=30))
        shop.counter.stamp(marie, stamps=10)
        before = shop.counter.open_card(marie).ready
        clock.wait(days=3)
        shop.counter.redeem(marie)
        clock.wait(days=3)
        shop.counter.undo(customer_id=marie)
        assert [(r.name, r.expires) for _p, r in shop.counter.open_card(marie).ready] == [
            (r.name, r.expires) for _p, r in before
        ]

    def test_without_an_entry_is_of_this_till_s_latest_act(self, shop, marie, where, clock):
        mine = shop.counter.stamp(marie)
        with Shop.open(where, till="right", clock=clock) as other:
            other.counter.stamp(marie)
        assert shop.counter.last_act().id == mine.act.id
        assert shop.counter.undo(reason="wrong  customer").act.voids == mine.act.id
        assert shop.counter.last_act() is None
        assert shop.counter.history(limit=1)[0].reason == "wrong customer"
        with pytest.raises(NotFound):
            shop.counter.undo()

    def test_of_an_undoing_or_twice_is_refused(self, shop, marie):
        stamped = shop.counter.stamp(marie)
        undone = shop.counter.undo(stamped.act.id)
        with pytest.raises(Refused):
            shop.counter.undo(stamped.act.id)
        with pytest.raises(Refused):
            shop.counter.undo(undone.act.id)
        with pytest.raises(NotFound):
            shop.counter.undo(999)

    def test_of_the_only_visit_leaves_no_visit(self, shop, marie):
        shop.counter.stamp(marie)
        shop.counter.undo()
        customer = shop.customers.get(marie)
        assert (customer.visits, customer.last_visit) == (0, None)
        assert shop.counter.today().purchases == 0


class TestHistory:
    def test_is_newest_first_and_bounded_by_days_staff_and_number(self, shop, marie, clock):
        shop.counter.stamp(marie)
        clock.wait(days=2)
        shop.opened.staff = "Noé"
        shop.counter.stamp(marie, stamps=2)
        days = [a.business_day.day for a in shop.counter.history()]
        assert days == [26, 24]
        assert [a.stamps for a in shop.counter.history(since=date(2026, 11, 25))] == [2]
        assert [a.stamps for a in shop.counter.history(until=date(2026, 11, 25))] == [1]
        assert [a.staff for a in shop.counter.history(staff="Noé")] == ["Noé"]
        assert len(shop.counter.history(marie, limit=1)) == 1

    def test_says_what_has_been_undone(self, shop, marie):
        shop.counter.stamp(marie)
        shop.counter.undo()
        void, stamped = shop.counter.history()
        assert (void.kind, stamped.voided) == (Kind.VOID, True)


def test_changed_terms_leave_a_started_card_to_end_as_it_began(shop, marie, cone):
    shop.counter.stamp(marie, stamps=9)
    shop.programs.change(cone, terms=make_terms([(None, "Free cone")], stamps=12))
    assert shop.programs.affected(cone).cards == (("Marie Lefèvre", 9, 10),)
    shop.counter.stamp(marie)
    card = shop.counter.open_card(marie).cards[0]
    assert (len(card.ready), card.terms.size) == (1, 12)


def test_what_is_shown_survives_closing_and_opening(shop, marie, where, clock):
    shop.counter.stamp(marie, stamps=13)
    before = shop.counter.open_card(marie)
    with Shop.open(where, clock=clock) as again:
        assert again.counter.open_card(marie) == before


ACT = st.tuples(
    st.sampled_from(["stamp", "stamp", "stamp", "redeem", "undo"]),
    st.integers(0, 1),
    st.integers(1, 12),
    st.integers(0, 40),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ACT, min_size=3, max_size=14))
def test_any_run_of_acts_leaves_the_kept_cards_true(made, tmp_path, acts):
    where = tmp_path / f"{new_key()}.db"
    shutil.copy(made, where)
    clock = Clock()
    with Shop.open(where, clock=clock) as shop:
        shop.programs.change(
            shop.programs.all()[1].id,
            terms=make_terms([(2, "Air"), (None, "Wash")], stamps=6, stamps_expire=1,
                             reward_expires=20),
        )  # fmt: skip
        programs = [p.id for p in shop.programs.all()]
        people = [shop.customers.add(CustomerDraft(name)).customer.id for name in ("A", "B")]
        codes = {1}
        for kind, who, stamps, days in acts:
            clock.wait(days=days)
            try:
                if kind == "stamp":
                    shop.counter.stamp(people[who], stamps=stamps, program=programs[stamps % 2])
                elif kind == "redeem":
                    shop.counter.redeem(people[who])
                else:
                    shop.counter.undo(customer_id=people[who])
            except ShopcardError as refused:
                codes.add(refused.exit_code)
        assert codes == {1}
        assert shop.check().problems == ()
    where.unlink()


def test_undoing_an_act_makes_stale_what_later_acts_of_earlier_days_came_to(shop, marie):
    terms = make_terms([(None, "Free cone")], reward_expires=30)
    shop.programs.change(shop.programs.named(None).id, terms=terms)
    first = shop.counter.stamp(marie)
    shop.counter.stamp(marie, stamps=12, at=NOON - timedelta(days=146))
    # The card's clock never runs back: the reward lasts from today on, until the first is undone.
    assert shop.month.figures(date(2026, 7, 1)).counts.rewards_earned == 1
    for month in (date(2026, 10, 1), None):
        assert shop.month.figures(month).counts.rewards_ready == 1
    shop.counter.undo(first.act.id)
    assert shop.month.figures(date(2026, 7, 1)).counts.rewards_earned == 1
    for month in (date(2026, 10, 1), None):
        assert shop.month.figures(month).counts.rewards_ready == 0


@pytest.mark.parametrize("year", [1, 1969, 9999])
def test_case_95_an_act_of_a_year_that_cannot_be_is_a_sentence(shop, marie, year):
    when = datetime(year, 1, 1, tzinfo=UTC) if year < 9999 else datetime(9999, 12, 31, tzinfo=UTC)
    with pytest.raises(Refused):
        shop.counter.stamp(marie, at=when)
    assert shop.counts()["entry"] == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda shop, marie: shop.counter.stamp(marie),
        lambda shop, _marie: shop.counter.undo(),
        lambda shop, _marie: shop.counter.today(),
        lambda shop, _marie: shop.month.figures(),
        lambda shop, _marie: shop.check(),
    ],
    ids=["stamp", "undo", "today", "month", "check"],
)
def test_case_95_a_clock_in_the_year_9999_is_a_sentence(shop, marie, clock, act):
    shop.counter.stamp(marie)
    clock.now = clock.now.replace(year=9999, month=12, day=31)
    with pytest.raises(Refused, match="the year 9999"):
        act(shop, marie)


def test_case_95_a_clock_ahead_for_one_stamp_is_known_until_it_is_undone(shop, marie, clock):
    assert shop.opened.clock_doubt() is None
    shop.counter.stamp(marie)
    today = clock.now
    clock.now = today.replace(year=2028)
    assert not shop.opened.clock_doubt().behind
    ahead = shop.counter.stamp(marie)
    assert shop.opened.clock_doubt() is None
    clock.now = today
    assert shop.opened.clock_doubt().behind
    shop.counter.undo(ahead.act.id)
    assert shop.opened.clock_doubt() is None
