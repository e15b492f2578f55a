"""Two customers who are one person: merged, looked at, found, counted, and parted again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from shopcard.errors import Ambiguous, NotFound, Refused
from shopcard.rules.card import Kind
from shopcard.rules.metrics import Group
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft, PastPurchase
from shopcard.store.shop.shop import Shop
from tests.new_shops import new_shop
from tests.store.store_clock import Clock


@pytest.fixture
def twin(shop: Shop) -> str:
    """The id of Marie Petit, card 42077310, phone 06 98 76 54 32."""
    draft = CustomerDraft("Marie Petit", phone="06 98 76 54 32", card="42077310")
    return shop.customers.add(draft).customer.id


@pytest.fixture
def both(shop: Shop, marie: str, twin: str) -> tuple[str, str]:
    """Marie with 3 stamps and a free cone, her twin with 4 stamps."""
    shop.counter.stamp(marie, stamps=13)
    shop.counter.stamp(twin, stamps=4)
    return marie, twin


def standing(shop: Shop, who: str) -> object:
    """All that a customer has, but for their acts."""
    opened = shop.counter.open_card(who)
    return opened.customer, [(v.program.name, v.card) for v in opened.cards]


def test_three_stamps_and_a_reward_merged_with_four_are_seven_and_one(shop, both):  # FIELD-CASES 8
    keep, other = both
    done = shop.customers.merge(keep, other)
    assert (done.act.kind, done.act.stamps, done.act.customer) == (Kind.MERGE, 0, keep)
    assert (done.act.joins.id, done.act.joins.name) == (other, "Marie Petit")
    card = shop.counter.open_card(keep).cards[0].card
    assert (card.stamps, len(card.ready)) == (7, 1)
    assert done.cards == shop.counter.open_card(keep).cards or done.cards[0].card == card
    assert shop.check().problems == ()
    assert shop.check(rebuild=True).problems == ()
    assert shop.counter.open_card(keep).cards[0].card == card


def test_phones_cards_names_and_ids_of_both_find_the_one_kept(shop, both):
    keep, other = both
    shop.customers.merge(keep, other)
    for text in (
        "06 12 34 56 78", "0698765432", "+33 6 98 76 54 32", "000122521", "42077310",
        "Marie Lefèvre", "marie petit", keep, other,
    ):  # fmt: skip
        assert shop.customers.resolve(text, to_write=True) == keep, text
        if text not in both:
            assert [match.id for match in shop.customers.find(text)] == [keep], text
    for text in ("petit", "lefevre", "pettit", "5432", "marie", "lefevre petit"):
        assert [match.id for match in shop.customers.find(text)] == [keep], text
    assert shop.customers.holder("42077310") == keep
    opened = shop.counter.open_card(other)
    assert opened.customer.id == keep
    assert opened.customer.phones == ("+33612345678", "+33698765432")
    assert opened.customer.card_numbers == ("000122521", "42077310")
    assert opened.customer.replaced_cards == ()
    assert [(m.id, m.name) for m in opened.customer.merged] == [(other, "Marie Petit")]
    assert shop.customers.several([other])[0].merged_into == keep
    assert shop.customers.likely_duplicates(CustomerDraft("x", phone="0698765432"))[0].id == keep


def test_a_phone_that_both_have_finds_one_customer(shop, marie, twin):
    shop.customers.edit(twin, phones=["06 12 34 56 78"])
    shop.customers.merge(marie, twin)
    assert shop.customers.resolve("0612345678") == marie
    assert [match.id for match in shop.customers.find("0612345678")] == [marie]
    assert shop.customers.get(marie).phones == ("+33612345678",)


def test_unmerging_gives_both_back_exactly(shop, both, clock):
    keep, other = both
    before = standing(shop, keep), standing(shop, other)
    merged = shop.customers.merge(keep, other)
    undone = shop.customers.unmerge(other, reason="mother and daughter")
    assert undone.act.voids == merged.act.id
    assert (standing(shop, keep), standing(shop, other)) == before
    assert shop.counter.history(keep)[0].reason == "mother and daughter"
    assert shop.customers.resolve("42077310") == other
    assert [match.id for match in shop.customers.find("petit")] == [other]
    assert {match.id for match in shop.customers.find("marie")} == {keep, other}
    assert shop.check().problems == ()


def test_acts_after_a_merge_stay_with_the_one_kept(shop, both):
    keep, other = both
    shop.customers.merge(keep, other)
    done = shop.counter.stamp(other)
    assert (done.act.customer, done.act.name) == (keep, "Marie Lefèvre")
    shop.customers.unmerge(other)
    assert shop.counter.open_card(keep).cards[0].card.stamps == 4
    assert shop.counter.open_card(other).cards[0].card.stamps == 4
    assert shop.check().problems == ()


def test_the_acts_of_both_are_the_history_of_the_one_kept(shop, both):
    keep, other = both
    shop.customers.merge(keep, other)
    assert [(a.kind, a.customer, a.stamps) for a in shop.counter.history(keep)] == [
        (Kind.MERGE, keep, 0), (Kind.PURCHASE, other, 4), (Kind.PURCHASE, keep, 13),
    ]  # fmt: skip
    assert [a.id for a in shop.counter.open_card(keep).acts] == [
        a.id for a in shop.counter.history(keep)
    ]


def test_the_last_act_after_a_merge_is_the_merge_and_undoing_it_parts_the_two(shop, both):
    keep, other = both
    merged = shop.customers.merge(keep, other).act
    last = shop.counter.last_act(keep)
    assert (last.id, last.joins.name) == (merged.id, "Marie Petit")
    assert shop.counter.last_act(other).id == merged.id
    shop.counter.undo(customer_id=keep)
    assert shop.customers.resolve("42077310") == other
    assert shop.counter.last_act(keep).stamps == 13
    assert shop.check().problems == ()


def test_a_reward_that_came_by_the_merge_and_was_given_since_must_be_undone_first(shop, both):
    other, keep = both
    shop.customers.merge(keep, other)
    given = shop.counter.redeem(keep).act
    with pytest.raises(Refused, match="The reward “Free cone” given on"):
        shop.customers.unmerge(other)
    shop.counter.undo(given.id)
    shop.customers.unmerge(other)
    assert len(shop.counter.open_card(other).ready) == 1
    assert shop.check().problems == ()


def test_an_act_of_the_other_is_undone_on_the_card_of_both(shop, marie, twin):
    shop.counter.stamp(marie, stamps=6)
    theirs = shop.counter.stamp(twin, stamps=4).act
    shop.customers.merge(marie, twin)
    given = shop.counter.redeem(marie).act
    with pytest.raises(Refused, match="Free cone"):
        shop.counter.undo(theirs.id)
    shop.counter.undo(given.id)
    done = shop.counter.undo(theirs.id, key="again")
    assert (done.act.customer, done.cards[0].card.stamps) == (twin, 6)
    assert shop.counter.undo(theirs.id, key="again").cards == done.cards
    assert shop.check().problems == ()
    shop.customers.unmerge(twin)
    assert shop.counter.open_card(twin).cards[0].card.stamps == 0
    assert shop.check().problems == ()


def test_nobody_is_merged_with_themselves_nor_twice_nor_once_forgotten(shop, both, sql):
    keep, other = both
    with pytest.raises(Refused, match="This is one customer already"):
        shop.customers.merge(keep, keep)
    third = shop.customers.add(CustomerDraft("Omar")).customer.id
    shop.customers.merge(keep, other)
    for pair in ((third, other), (other, third)):
        with pytest.raises(Refused, match="Marie Petit is merged with Marie Lefèvre already"):
            shop.customers.merge(*pair)
        with pytest.raises(Refused, match="already"):
            shop.customers.preview_merge(*pair)
    with pytest.raises(Refused, match="Omar is merged with nobody"):
        shop.customers.unmerge(third)
    with pytest.raises(NotFound):
        shop.customers.merge(keep, "cnobody")
    sql("UPDATE customer SET erased_on = '2026-11-01' WHERE id = ?", third)
    with pytest.raises(NotFound, match="erased"):
        shop.customers.merge(keep, third)
    assert sum(act.kind is Kind.MERGE for act in shop.counter.history()) == 1


def test_a_key_makes_a_merge_once_and_an_unmerge_once(shop, both):
    keep, other = both
    first = shop.customers.merge(keep, other, key="a")
    again = shop.customers.merge(keep, other, key="a")
    assert again.replayed
    assert (again.act.id, again.act.joins) == (first.act.id, first.act.joins)
    assert {v.program.id: v.card for v in again.cards} == {
        v.program.id: v.card for v in first.cards
    }
    with pytest.raises(Refused, match="used for another act"):
        shop.customers.merge(other, keep, key="a")
    parted = shop.customers.unmerge(other, key="b")
    assert shop.customers.unmerge(other, key="b").act.id == parted.act.id
    assert shop.customers.merge(keep, other, key="a").cards == again.cards


def test_an_answer_given_before_a_merge_is_the_same_after_it(shop, marie, twin):
    first = shop.counter.stamp(twin, stamps=4, key="till 7")
    shop.customers.merge(marie, twin)
    for who in (twin, marie):
        again = shop.counter.stamp(who, stamps=4, key="till 7")
        assert (again.replayed, again.act.id, again.cards) == (True, first.act.id, first.cards)
    with pytest.raises(Refused, match="used for another act"):
        shop.counter.stamp(marie, stamps=5, key="till 7")


def test_a_chain_always_ends_at_the_one_kept(shop, marie, twin):
    third = shop.customers.add(CustomerDraft("Maria", card="33")).customer.id
    for who, n in ((marie, 2), (twin, 3), (third, 4)):
        shop.counter.stamp(who, stamps=n)
    shop.customers.merge(marie, twin)
    shop.customers.merge(third, marie)
    assert {shop.customers.resolve(text) for text in ("000122521", "42077310", "33")} == {third}
    assert shop.counter.open_card(twin).cards[0].card.stamps == 9
    assert [m.id for m in shop.customers.get(third).merged] == sorted([marie, twin])
    assert shop.check().problems == ()
    shop.customers.unmerge(marie)
    assert shop.customers.resolve("42077310") == marie
    assert shop.counter.open_card(marie).cards[0].card.stamps == 5
    assert shop.counter.open_card(third).cards[0].card.stamps == 4
    assert shop.check().problems == ()


def test_the_inner_of_two_merges_can_be_undone_alone(shop, marie, twin):
    third = shop.customers.add(CustomerDraft("Maria", card="33")).customer.id
    for who, n in ((marie, 2), (twin, 3), (third, 4)):
        shop.counter.stamp(who, stamps=n)
    shop.customers.merge(marie, twin)
    shop.customers.merge(third, marie)
    shop.customers.unmerge(twin)
    assert shop.customers.resolve("42077310") == twin
    assert shop.counter.open_card(marie).customer.id == third
    assert [shop.counter.open_card(w).cards[0].card.stamps for w in (third, twin)] == [6, 3]
    assert shop.check().problems == ()
    assert shop.check(rebuild=True).problems == ()


def test_customers_may_be_merged_one_way_and_then_the_other(shop, both):
    keep, other = both
    shop.customers.merge(keep, other)
    shop.customers.unmerge(other)
    shop.counter.stamp(other)
    shop.customers.merge(other, keep)
    assert shop.counter.open_card(keep).customer.id == other
    assert shop.counter.open_card(other).cards[0].card.stamps == 8
    assert shop.check().problems == ()


def test_the_preview_is_what_the_merge_does_and_writes_nothing(shop, both):
    keep, other = both
    seen = shop.customers.preview_merge(keep, other)
    assert (seen.keep.name, seen.other.name) == ("Marie Lefèvre", "Marie Petit")
    assert [v.card.stamps for v in (seen.keep_cards[0], seen.other_cards[0], seen.after[0])] == [
        3, 4, 7,
    ]  # fmt: skip
    assert len(shop.counter.history()) == 2
    shop.customers.merge(keep, other)
    after = shop.counter.open_card(keep).cards
    assert [(v.card.stamps, len(v.ready)) for v in seen.after] == [
        (v.card.stamps, len(v.ready)) for v in after
    ]


def test_what_is_edited_after_a_merge_is_the_one_kept(shop, both):
    keep, other = both
    shop.customers.merge(keep, other)
    shop.customers.edit(keep, name="Marie Durand", phones=["0698765432", "0600000000"])
    assert shop.customers.get(keep).phones == ("+33600000000", "+33698765432")
    assert shop.customers.resolve("marie durand") == keep
    assert shop.customers.resolve("marie petit") == keep
    shop.customers.unmerge(other)
    assert shop.customers.get(other).phones == ("+33698765432",)
    assert shop.customers.get(keep).phones == ("+33600000000",)
    shop.customers.edit(other, name="Zoé")
    assert [m.id for m in shop.customers.find("zoe")] == [other]
    assert shop.check().problems == ()


def test_an_edit_from_a_screen_left_open_does_not_bring_the_other_back(shop, both):
    keep, other = both
    shop.customers.merge(keep, other)
    shop.customers.edit(other, name="Zoé")
    assert [m.id for m in shop.customers.find("zoe")] == [keep]
    assert shop.check().problems == ()


def test_the_merged_customer_is_named_by_what_was_theirs(shop, both):
    keep, other = both
    with pytest.raises(NotFound, match="Marie Petit is merged with nobody"):
        shop.customers.resolve_merged("42077310")
    shop.customers.merge(keep, other)
    for text in ("42077310", "0698765432", "marie petit", other, "000122521", keep):
        assert shop.customers.resolve_merged(text).id == other
    third = shop.customers.add(CustomerDraft("Maria", card="33")).customer.id
    shop.customers.merge(keep, third)
    assert shop.customers.resolve_merged("33").id == third
    with pytest.raises(Ambiguous) as several:
        shop.customers.resolve_merged("000122521")
    assert sorted(several.value.candidates) == ["Maria · 33", "Marie Petit · 42077310"]
    with pytest.raises(NotFound, match="No customer is called"):
        shop.customers.resolve_merged("nobody")


def test_a_bonus_for_one_who_was_merged_goes_to_the_one_kept(tmp_path, clock):
    cone = make_terms([(None, "Cone")], referral=2)
    with new_shop(tmp_path / "r.db", Settings("Glacier"), [("Cone", cone)], clock=clock) as shop:
        ann, ada = (shop.customers.add(CustomerDraft(n)).customer.id for n in ("Ann", "Ada"))
        ben = shop.customers.add(CustomerDraft("Ben", referred_by=ann)).customer.id
        shop.customers.merge(ada, ann)
        done = shop.counter.stamp(ben)
        assert [b.customer for b in done.bonuses] == [ben, ada]
        shop.counter.undo(done.act.id)
        assert shop.counter.open_card(ada).cards[0].card.stamps == 0
        zoe = shop.customers.add(CustomerDraft("Zoé", referred_by=ben)).customer.id
        shop.customers.merge(zoe, ben)
        assert shop.counter.stamp(zoe).bonuses == ()
        assert shop.check().problems == ()


def test_what_is_imported_for_a_merged_customer_is_the_one_kepts(shop, both, clock):
    keep, other = both
    shop.customers.merge(keep, other)
    at = clock.now - timedelta(days=40)
    shop.imports.purchases([PastPurchase("k", "42077310", at, 500)])
    assert shop.customers.get(keep).visits == 2
    assert shop.counter.history(keep)[0].customer == keep
    assert shop.check().problems == ()


def test_check_sees_a_merge_that_the_ledger_does_not_know(shop, both, sql):
    keep, other = both
    sql("UPDATE customer SET merged_into = ? WHERE id = ?", keep, other)
    assert any(
        "is merged is not what the ledger says" in problem for problem in shop.check().problems
    )
    assert shop.check(rebuild=True).problems == ()
    assert shop.customers.resolve("42077310") == other


# Figures


def make(where: Path, clock: Clock) -> Shop:
    cone = make_terms([(None, "Cone")], stamps=5)
    settings = Settings("Glacier", acts_per_day=100)
    return new_shop(where, settings, [("Cone", cone)], staff="Camille", clock=clock)


def tell(shop: Shop, names: dict[str, str]) -> object:
    """What the owner reads, people by name, but for what rests on rewards."""
    told = []
    first, last = shop.month.months()
    month = first
    while month <= last:
        of = shop.month.figures(month)
        counts = {
            name: value
            for name in of.counts.__slots__
            if not name.startswith(("rewards", "baskets", "spent"))
            and (value := getattr(of.counts, name)) is not None
        }
        told.append((
            counts, of.cohorts, of.by_staff,
            sorted((names[b.id], b.visits, b.spend, b.last_visit) for b in shop.month.best(month)),
            {
                group: sorted(names[b.id] for b in shop.month.behind(month, group))
                for group in Group
                if group is not Group.REWARDED
            },
            [
                (names[c.id], c.visits, c.last_seen, c.usual_gap, c.usual_month)
                for c in shop.month.slipping(month).customers
            ],
            [(c.contacted, c.returned) for c in shop.month.slipping(month).customers],
        ))  # fmt: skip
        month = (month + timedelta(days=32)).replace(day=1)
    return told


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(1, 4))]
)
def test_figures_are_those_of_a_shop_where_the_two_were_always_one(tmp_path, seed):
    random = Random(seed)
    now = datetime(2026, 11, 24, 13, tzinfo=UTC)
    days = sorted(random.choices(range(130), k=45))
    acts = [
        (now - timedelta(days=130 - day), random.choice("ABCDEE"), random.choice([None, 400, 900]))
        for day in days
    ]
    same = {"A": "A", "B": "B", "C": "C", "D": "A", "E": "E"}
    told = []
    for one_person in (True, False):
        clock = Clock()
        clock.now = now - timedelta(days=140)
        with make(tmp_path / f"{one_person}.db", clock) as shop:
            ids = {
                name: shop.customers.add(CustomerDraft(name)).customer.id
                for name in ("ABCE" if one_person else "ABCDE")
            }
            merged = False
            for n, (at, who, amount) in enumerate(acts):
                clock.now = at
                shop.counter.stamp(ids[same[who] if one_person else who], amount=amount, stamps=1)
                if n == 20:
                    shop.month.contacted(ids[same["D"] if one_person else "D"])
                if not one_person and n == 30 and seed % 2:
                    shop.customers.merge(ids["A"], ids["D"])
                    merged = True
            clock.now = now
            if not one_person:
                assert shop.month.figures()
                tell(shop, {i: name for name, i in ids.items()})
                if not merged:
                    shop.customers.merge(ids["A"], ids["D"])
            told.append(tell(shop, {i: name for name, i in ids.items()}))
            assert shop.check().problems == ()
    assert told[0] == told[1]
