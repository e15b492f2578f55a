"""What occasions bring, on a real file: joining, a friend, a birthday, a tier, another shop's
voucher, a market stall, a cap on what spend earns."""

from datetime import date

import pytest

from shopcard.errors import Ambiguous, NotFound, Refused
from shopcard.rules.card import Kind
from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft

FREE = [(None, "Free cone")]


def shows(shop, customer):
    """Per programme: stamps on the card, and the rewards ready."""
    return {
        v.program.name: (v.card.stamps, [r.name for r in v.ready])
        for v in shop.counter.open_card(customer).cards
    }


def only(shop, *changed, **terms):
    """The shop with its first programme changed and the other closed."""
    shop.programs.close(shop.programs.named("Car wash").id)
    cone = shop.programs.named("Ice-cream cone")
    shop.programs.change(cone.id, terms=make_terms(FREE, **terms))
    return cone.id


def joined(shop, name, **said):
    return shop.customers.add(CustomerDraft(name, **said)).customer.id


# Joining


def test_joining_gives_welcome_stamps_which_are_no_visit(shop):
    only(shop, welcome=2)
    ann = joined(shop, "Ann")
    assert shows(shop, ann) == {"Ice-cream cone": (2, [])}
    (act,) = shop.counter.history(ann)
    assert (act.kind, act.stamps) == (Kind.BONUS, 2)
    assert shop.customers.get(ann).visits == 0
    assert shop.month.figures().counts.visits == 0
    shop.counter.undo(customer_id=ann)
    assert shows(shop, ann) == {"Ice-cream cone": (0, [])}
    assert shop.check().problems == ()


# A friend


@pytest.fixture
def friends(shop):
    """Ann, who brought Ben, where each gets two stamps for that."""
    only(shop, referral=2)
    ann = joined(shop, "Ann")
    return ann, joined(shop, "Ben", referred_by=ann)


def test_a_friend_s_first_purchase_brings_stamps_to_both_and_the_second_none(shop, friends):
    ann, ben = friends
    done = shop.counter.stamp(ben)
    assert [(b.name, b.stamps, b.kind) for b in done.bonuses] == [
        ("Ben", 2, Kind.BONUS), ("Ann", 2, Kind.BONUS),
    ]  # fmt: skip
    assert (shows(shop, ann), shows(shop, ben)) == (
        {"Ice-cream cone": (2, [])}, {"Ice-cream cone": (3, [])},
    )  # fmt: skip
    assert shop.counter.stamp(ben).bonuses == ()
    assert shows(shop, ann)["Ice-cream cone"] == (2, [])
    assert shop.month.figures().counts.purchases == 2


def test_undoing_that_purchase_takes_both_bonuses_back_and_doing_it_again_brings_them(
    shop, friends
):
    ann, ben = friends
    shop.counter.stamp(ben)
    shop.counter.undo(customer_id=ben)
    assert (shows(shop, ann), shows(shop, ben)) == (
        {"Ice-cream cone": (0, [])}, {"Ice-cream cone": (0, [])},
    )  # fmt: skip
    assert shop.check().problems == ()
    shop.counter.stamp(ben)
    assert shows(shop, ann)["Ice-cream cone"] == (2, [])


def test_a_referral_is_not_undone_when_the_other_has_used_what_it_brought(shop, friends):
    ann, ben = friends
    shop.counter.stamp(ann, stamps=8)
    shop.counter.stamp(ben)
    shop.counter.redeem(ann)
    before = shop.counter.history()
    with pytest.raises(Refused, match="Undo that first"):
        shop.counter.undo(customer_id=ben)
    assert shop.counter.history() == before
    assert shop.check().problems == ()


def test_the_same_key_brings_its_bonuses_once(shop, friends):
    ann, ben = friends
    first = shop.counter.stamp(ben, key="k")
    again = shop.counter.stamp(ben, key="k")
    assert (again.replayed, again.act, again.cards) == (True, first.act, first.cards)
    assert shows(shop, ann)["Ice-cream cone"] == (2, [])


# A birthday


@pytest.mark.parametrize(
    ("birthday", "offered"),
    [
        ("1980-11-24", True), ("--11-21", True), ("--11-27", True), ("--11-20", False),
        ("--11-28", False), ("", False),
    ],
)  # fmt: skip
def test_a_birthday_is_offered_three_days_either_side(shop, birthday, offered):
    only(shop, birthday="Cake")
    ann = joined(shop, "Ann", birthday=birthday)
    gifts = [name for _program, name in shop.counter.open_card(ann).gifts]
    assert gifts == (["Cake"] if offered else [])


def test_it_is_given_once_a_year_whatever_happens_to_the_date(shop, clock):
    only(shop, birthday="Cake", costs={"Cake": 300})
    ann = joined(shop, "Ann", birthday="1980-11-24")
    shop.counter.stamp(ann)
    done = shop.counter.redeem(ann)
    assert (done.act.kind, done.act.programs[0].reward) == (Kind.REDEEM, "Cake")
    assert shop.counter.open_card(ann).gifts == ()
    shop.customers.edit(ann, birthday="1980-11-26")
    with pytest.raises(Refused):
        shop.counter.redeem(ann, reward="Cake")
    clock.wait(days=365)
    assert [name for _p, name in shop.counter.open_card(ann).gifts] == ["Cake"]
    counts = shop.month.figures(date(2026, 11, 1)).counts
    assert (counts.rewards_earned, counts.rewards_redeemed, counts.rewards_left) == (1, 1, 0)


def test_undoing_the_gift_offers_it_again(shop):
    only(shop, birthday="Cake")
    ann = joined(shop, "Ann", birthday="--11-24")
    shop.counter.redeem(ann, reward="cake")
    shop.counter.undo(customer_id=ann)
    assert [name for _p, name in shop.counter.open_card(ann).gifts] == ["Cake"]
    assert shows(shop, ann) == {"Ice-cream cone": (0, [])}
    shop.counter.redeem(ann)
    assert shop.check().problems == ()


def test_a_gift_beside_a_reward_has_to_be_named(shop):
    only(shop, birthday="Cake")
    ann = joined(shop, "Ann", birthday="--11-24")
    shop.counter.stamp(ann, stamps=10)
    with pytest.raises(Ambiguous) as asked:
        shop.counter.redeem(ann)
    assert asked.value.candidates == ("Cake · Ice-cream cone", "Free cone · Ice-cream cone")


def test_birthdays_to_come_are_listed_and_29_february_is_the_28th(shop, clock):
    for name, birthday in (("Ann", "--11-24"), ("Ben", "1990-12-20"), ("Cleo", "--11-23"),
                           ("Dan", "--12-24"), ("Eve", "")):  # fmt: skip
        joined(shop, name, birthday=birthday)
    assert [(b.name, b.day) for b in shop.month.birthdays()] == [
        ("Ann", date(2026, 11, 24)), ("Ben", date(2026, 12, 20)),
    ]  # fmt: skip
    leap = joined(shop, "Fay", birthday="2000-02-29")
    clock.now = clock.now.replace(year=2027, month=2, day=27)
    assert [(b.id, b.day) for b in shop.month.birthdays(3)] == [(leap, date(2027, 2, 28))]


# A tier


def visits(shop, clock, customer, n):
    for _visit in range(n):
        shop.counter.stamp(customer)
        clock.wait(days=1)


def test_a_tier_counts_visits_of_earlier_days_and_its_stamps_count_twice(shop, clock):
    only(shop, stamps=50, tiers=[("Gold", 3, 2, None)])
    ann = joined(shop, "Ann")
    visits(shop, clock, ann, 3)
    assert shows(shop, ann)["Ice-cream cone"] == (3, [])
    done = shop.counter.stamp(ann, stamps=2)
    assert done.act.stamps == 4
    assert shows(shop, ann)["Ice-cream cone"] == (7, [])
    assert shop.counter.history(ann)[0].stamps == 4
    # A year on, the visits are too old.
    clock.wait(days=366)
    shop.counter.stamp(ann)
    assert shows(shop, ann)["Ice-cream cone"] == (8, [])
    assert shop.month.figures(date(2026, 11, 1)).counts.stamps == 7
    assert shop.check().problems == ()


def test_a_tier_may_bring_a_reward_of_its_own_once_a_year(shop, clock):
    only(shop, tiers=[("Gold", 2, 1, "Free coffee")], costs={"Free coffee": 80})
    ann = joined(shop, "Ann")
    visits(shop, clock, ann, 2)
    done = shop.counter.stamp(ann)
    assert [b.programs[0].reward for b in done.bonuses] == ["Free coffee"]
    assert shows(shop, ann)["Ice-cream cone"] == (3, ["Free coffee"])
    assert shop.counter.stamp(ann).bonuses == ()
    assert shop.month.figures().figures.values["liability"] == 80
    shop.counter.redeem(ann, reward="Free coffee")
    shop.counter.undo(customer_id=ann)
    clock.wait(days=320)
    assert shop.counter.stamp(ann).bonuses != ()
    assert shop.check().problems == ()


# Another shop's voucher


def test_vouchers_are_owed_until_they_are_settled(shop, clock):
    cone = only(shop, costs={"Free cone": 500}, partners={"Free cone": "Librairie"})
    ann = joined(shop, "Ann")
    assert shop.month.partners() == ("Librairie",)
    assert (
        shop.month.settlement("librairie").vouchers,
        shop.month.settlement("librairie").due,
    ) == ((), 0)
    for _voucher in range(2):
        shop.counter.stamp(ann, stamps=10)
        shop.counter.redeem(ann)
    # What it costs from now on is not what was owed.
    shop.programs.change(cone, terms=make_terms(FREE, costs={"Free cone": 900}))
    stands = shop.month.settlement("Librairie")
    assert ([v.value for v in stands.vouchers], stands.due) == ([500, 500], 1000)
    stands = shop.month.settle("Librairie", 500)
    assert ([v.settled for v in stands.vouchers], stands.due) == ([True, False], 500)
    with pytest.raises(Refused, match="more than is due"):
        shop.month.settle("Librairie", 501)
    assert shop.month.settle("Librairie").due == 0
    with pytest.raises(Refused, match="Nothing is due"):
        shop.month.settle("Librairie")
    shop.counter.undo(customer_id=ann)
    assert shop.month.settlement("Librairie").due == -500
    with pytest.raises(NotFound, match="Librairie"):
        shop.month.settlement("Nobody")


# A market stall


def test_a_channel_has_a_grid_of_its_own(shop):
    only(shop)
    stall = shop.programs.add("Stall", make_terms([(None, "Jam")], stamps=3, channel="Market")).id
    ann = joined(shop, "Ann")
    done = shop.counter.stamp(ann, program=stall)
    assert done.act.channel == "Market"
    assert shop.counter.stamp(ann, channel="market").act.programs[0].program == "Stall"
    assert shows(shop, ann) == {"Ice-cream cone": (0, []), "Stall": (2, [])}
    assert shop.counter.stamp(ann).act.programs[0].program == "Ice-cream cone"
    assert shop.counter.stamp(ann, channel="web").act.programs[0].program == "Ice-cream cone"
    cone = shop.programs.named("Ice-cream cone").id
    with pytest.raises(Refused, match="does not run there"):
        shop.counter.stamp(ann, program=cone, channel="Market")


def test_an_amount_feeds_only_the_programmes_of_its_channel(shop):
    only(shop)
    shop.programs.add("Shop club", make_terms([(None, "Scarf")], stamps=9, per=1000))
    shop.programs.add(
        "Stall club", make_terms([(None, "Jam")], stamps=9, per=1000, channel="Market")
    )
    ann = joined(shop, "Ann")
    shop.counter.stamp(ann, channel="Market", amount=2500)
    shop.counter.stamp(ann, amount=3000)
    stamps = {name: n for name, (n, _ready) in shows(shop, ann).items()}
    assert stamps == {"Ice-cream cone": 1, "Shop club": 3, "Stall club": 2}


# Caps on what spend earns


def test_what_passes_a_cap_is_lost_and_said_and_the_purchase_recorded(shop):
    only(shop, stamps=50, per=1000, most=3, per_day=2)
    ann = joined(shop, "Ann")
    done = shop.counter.stamp(ann, amount=5250)
    assert (done.act.amount, done.act.stamps, done.lost) == (5250, 3, 2)
    (card,) = shop.counter.open_card(ann).cards
    assert (card.card.stamps, card.card.carry) == (3, 250)
    assert shop.counter.stamp(ann, amount=2750).lost == 0
    third = shop.counter.stamp(ann, amount=2000)
    assert (third.act.stamps, third.lost) == (0, 2)
    (card,) = shop.counter.open_card(ann).cards
    assert (card.card.stamps, card.card.carry) == (6, 0)
    assert shop.counter.today().revenue == 10_000
    assert shop.check().problems == ()


# A simulation


def test_a_simulation_counts_what_the_past_would_have_earned(shop, clock):
    only(shop)
    ann = joined(shop, "Ann", birthday="--11-25")
    ben = joined(shop, "Ben")
    for _day in range(6):
        shop.counter.stamp(ann, stamps=2, amount=1500)
        clock.wait(days=1)
    shop.counter.stamp(ben, amount=400)
    shop.counter.undo()
    told = shop.programs.simulate(
        make_terms([(2, "Cookie"), (None, "Cone")], stamps=5,
                   costs={"Cookie": 50, "Cone": 130, "Cake": 300}, birthday="Cake")
    )  # fmt: skip
    assert (told.purchases, told.customers) == (6, 1)
    assert dict(told.given) == {"Cookie": 3, "Cone": 2, "Cake": 1}
    assert told.cost == 3 * 50 + 2 * 130 + 300
    by_spend = shop.programs.simulate(make_terms([(None, "Scarf")], stamps=3, per=3000))
    assert (dict(by_spend.given), by_spend.cost) == ({"Scarf": 1}, None)
    nothing = shop.programs.simulate(make_terms(FREE), shop.programs.named("Car wash").id)
    assert (nothing.purchases, nothing.customers) == (0, 0)
    clock.wait(days=400)
    assert shop.programs.simulate(make_terms(FREE)).purchases == 0


# A rule change robs nobody (FIELD-CASES 20)


def test_a_card_started_under_other_terms_ends_under_them(shop):
    cone = only(shop)
    ann = joined(shop, "Ann")
    shop.counter.stamp(ann, stamps=9)
    shop.programs.change(cone, terms=make_terms([(None, "Free cone")], stamps=12, stamps_expire=1))
    assert [(n, s, z) for n, s, z in shop.programs.affected(cone).cards] == [("Ann", 9, 10)]
    shop.counter.stamp(ann)
    assert shows(shop, ann)["Ice-cream cone"] == (0, ["Free cone"])


# Faults that shops met elsewhere


def test_expiry_spares_cards_started_before_it_and_treats_all_stamps_alike(
    shop, clock
):  # FIELD-CASES 20
    cone = only(shop, stamps=20, welcome=2, referral=1)
    ann = joined(shop, "Ann")
    shop.counter.stamp(ann)
    only_expiry = {"stamps": 20, "welcome": 2, "referral": 1, "stamps_expire": 1}
    shop.programs.change(cone, terms=make_terms(FREE, **only_expiry))
    # Welcome, referral and bought stamps on a card that began after the switch.
    ben = joined(shop, "Ben", referred_by=ann)
    shop.counter.stamp(ben)
    assert (shows(shop, ann), shows(shop, ben)) == (
        {"Ice-cream cone": (4, [])}, {"Ice-cream cone": (4, [])},
    )  # fmt: skip
    clock.wait(days=40)
    assert shows(shop, ben) == {"Ice-cream cone": (0, [])}
    clock.wait(days=4000)
    assert shows(shop, ann) == {"Ice-cream cone": (4, [])}
    assert shop.check().problems == ()


def test_a_tier_begins_at_its_minimum_and_a_void_takes_it_away(shop, clock):  # FIELD-CASES 22
    only(shop, stamps=50, tiers=[("Silver", 2, 2, None), ("Gold", 4, 3, None)])
    ann = joined(shop, "Ann")
    brought = []
    for _day in range(5):
        brought.append(shop.counter.stamp(ann).act.stamps)
        shop.counter.stamp(ann)
        clock.wait(days=1)
    assert brought == [1, 1, 2, 2, 3]
    # Both purchases of one day are undone: three visits are left below Gold, then four again.
    latest = shop.counter.history(ann)
    for act in latest[2:4]:
        shop.counter.undo(act.id)
    for act in latest[:2]:
        shop.counter.undo(act.id)
    assert shop.counter.stamp(ann).act.stamps == 2
    clock.wait(days=1)
    assert shop.counter.stamp(ann).act.stamps == 3


def test_a_card_stamped_all_day_is_refused_past_the_cap(shop):  # FIELD-CASES 26
    ann = joined(shop, "Ann")
    for _time in range(5):
        shop.counter.stamp(ann)
    for _time in range(25):
        with pytest.raises(Refused, match="had its 5 stampings"):
            shop.counter.stamp(ann)
    assert shows(shop, ann)["Ice-cream cone"] == (5, [])


def test_two_small_purchases_make_one_stamp(shop):  # FIELD-CASES 28
    only(shop, per=5000)
    ann = joined(shop, "Ann")
    assert shop.counter.stamp(ann, amount=3000).act.stamps == 0
    (card,) = shop.counter.open_card(ann).cards
    assert (card.card.carry, card.terms.per) == (3000, 5000)
    assert shop.counter.stamp(ann, amount=2000).act.stamps == 1
