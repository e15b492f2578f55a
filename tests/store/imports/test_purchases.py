"""Many acts at once come to the same as one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shopcard.errors import Refused
from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import Absorbed, CustomerDraft, PastPurchase
from shopcard.store.imports.past import PlayJoin, PlayRedeem, PlayStamp, PlayUndo
from tests.store.store_clock import NOON

PAST = [
    PastPurchase(f"k{n}", f"000{n % 3}", NOON - timedelta(days=40 - n), 100 * n) for n in range(30)
]


class TestPurchasesFromElsewhere:
    def test_come_in_as_history_without_stamps(self, shop):
        assert shop.imports.purchases(PAST) == Absorbed(3, 30, 0)
        match = shop.customers.find("0001")[0]
        assert (match.name, match.stamps, match.ready) == ("Customer 0001", 0, 0)
        customer = shop.customers.get(match.id)
        assert (customer.visits, customer.card) == (10, "0001")
        assert customer.joined == (NOON - timedelta(days=39)).date()
        assert sum(act.amount for act in shop.counter.history()) == 43_500
        assert shop.check().ok

    def test_add_nothing_the_second_time_and_only_what_is_new_after(self, shop):
        shop.imports.purchases(PAST)
        assert shop.imports.purchases(PAST) == Absorbed(0, 0, 30)
        more = [*PAST, replace(PAST[0], key="new", card="9")]
        assert shop.imports.purchases(more) == Absorbed(1, 1, 30)

    def test_may_earn_the_stamps_they_would_have_earned(self, shop):
        shop.programs.add("Tea", make_terms([(None, "Tea")], stamps=5, per=1000))
        shop.imports.purchases(PAST, earn=True)
        views = shop.counter.open_card(shop.customers.holder("0002")).cards
        spent = sum(p.amount for p in PAST if p.card == "0002")
        assert (views[0].card.stamps, len(views[0].ready)) == (0, 1)
        assert views[2].card.stamps + 5 * len(views[2].ready) == spent // 1000
        assert shop.imports.purchases(PAST, earn=True) == Absorbed(0, 0, 30)
        assert shop.check().ok

    def test_earn_no_more_than_the_day_s_cap(self, shop):
        same_day = [PastPurchase(f"d{n}", "7", NOON - timedelta(hours=n), None) for n in range(7)]
        shop.imports.purchases(same_day, earn=True)
        assert shop.counter.open_card(shop.customers.holder("7")).cards[0].card.stamps == 5

    def test_leave_the_card_in_progress_as_it_is(self, shop, marie):
        shop.counter.stamp(marie, stamps=4)
        shop.imports.purchases([replace(PAST[0], card="000122521")])
        assert shop.counter.open_card(marie).cards[0].card.stamps == 4
        assert shop.customers.get(marie).visits == 2
        assert shop.check().ok

    def test_are_tried_without_a_trace(self, shop):
        before = shop.counts()
        assert shop.imports.purchases(PAST, dry_run=True) == Absorbed(3, 30, 0)
        assert shop.counts() == before

    def test_come_in_whole_or_not_at_all(self, shop):
        before = shop.counts()
        with pytest.raises(Refused, match="still to come"):
            shop.imports.purchases([*PAST, replace(PAST[0], key="x", at=NOON + timedelta(days=2))])
        assert shop.counts() == before

    def test_bring_their_customers_and_tell_how_far_they_are(self, shop):
        told = []
        named = replace(PAST[0], customer=CustomerDraft("Zoé", card="0000"))
        shop.imports.purchases([named], progress=told.append)
        assert [m.name for m in shop.customers.find("zoe")] == ["Zoé"]
        assert told == [1]


class TestCustomersFromElsewhere:
    DRAFTS = (("a", CustomerDraft("Zoé", "+33612345678", "42")), ("b", CustomerDraft("Bob")))

    def test_come_in_once(self, shop):
        assert shop.imports.customers(self.DRAFTS) == Absorbed(2, 0, 0)
        assert shop.imports.customers(self.DRAFTS) == Absorbed(0, 0, 2)
        assert shop.customers.get(shop.customers.holder("42")).phones == ("+33612345678",)
        assert len(shop.customers.find("bob")[0].card) == 8

    def test_are_tried_without_a_trace(self, shop):
        before = shop.counts()
        assert shop.imports.customers(self.DRAFTS, dry_run=True).customers == 2
        assert shop.counts() == before

    def test_with_a_card_in_use_stop_the_whole(self, shop, marie):
        before = shop.counts()
        for card in ("000122521", "42"):
            with pytest.raises(Refused, match="Card"):
                shop.imports.customers([*self.DRAFTS, ("c", CustomerDraft("Eve", card=card))])
        assert shop.counts() == before


def test_a_played_past_is_the_same_as_acts_one_by_one(shop, made, tmp_path, cone, wash):
    hour = timedelta(hours=1)
    start = NOON - timedelta(days=9)
    played = [
        PlayJoin(CustomerDraft("Zoé", card="1"), start, "czoe"),
        PlayStamp("czoe", start + hour, 9, cone, None, "Noé"),
        PlayStamp("czoe", start + 2 * hour, 2, cone, 350, "Inès"),
        PlayRedeem("czoe", start + 3 * hour, cone, "Inès"),
        PlayRedeem("czoe", start + 4 * hour, wash, "Inès"),
        PlayStamp("czoe", start + 5 * hour, 1, wash, None, "Inès"),
        PlayUndo("czoe", start + 6 * hour, "Inès"),
        PlayUndo("czoe", start + 7 * hour, "Inès"),
    ]
    told = []
    shop.imports.past(played, told.append)
    card = shop.counter.open_card("czoe")
    assert [(v.card.stamps, len(v.ready)) for v in card.cards] == [(1, 1), (0, 0)]
    assert [a.kind for a in card.acts] == ["void", "void", "purchase", "redeem", "purchase",
                                           "purchase"]  # fmt: skip
    assert told == [8]
    assert shop.check().ok
