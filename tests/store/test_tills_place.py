"""Where a till stands, and what it stamps there."""

import pytest

from shopcard.errors import Refused
from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop


@pytest.fixture
def stall(shop):
    """A programme of the market stall, which also welcomes and gives for birthdays."""
    terms = make_terms(
        [(None, "Juice")], stamps=5, channel="Market stall", welcome=1, birthday="Fruit"
    )
    return shop.programs.add("Juice card", terms)


def counted(shop, who):
    return {
        v.program.name: v.card.stamps for v in shop.counter.open_card(who).cards if v.takes_stamps
    }


def test_case_72_the_till_s_place_decides_what_is_stamped(shop, marie, stall, cone):
    shop.place.take()
    assert counted(shop, marie) == {"Ice-cream cone": 0, "Car wash": 0}
    with pytest.raises(Refused, match="does not run there"):
        shop.counter.stamp(marie, program=stall.id)
    assert shop.counter.stamp(marie).act.channel == ""
    shop.place.stand_at("Market stall", only_today=True)
    assert counted(shop, marie) == {"Juice card": 0}
    done = shop.counter.stamp(marie)
    assert (done.act.channel, counted(shop, marie)) == ("Market stall", {"Juice card": 1})
    with pytest.raises(Refused, match="does not run there"):
        shop.counter.stamp(marie, program=cone)


def test_case_72_where_it_was_not_said_a_programme_runs_where_it_says(shop, stall, marie):
    assert shop.opened.channel is None
    assert shop.counter.stamp(marie, program=stall.id).act.channel == "Market stall"
    assert shop.counter.stamp(marie, channel="market stall").act.programs[0].program == "Juice card"


def test_case_72_for_the_day_ends_with_the_day_and_for_good_does_not(shop, where, stall, clock):
    shop.place.stand_at("Market stall", only_today=True)
    with Shop.open(where, till="left", clock=clock) as again, Shop.open(where, till="right") as two:
        assert again.place.take() == "Market stall"
        assert two.place.take() == ""
    clock.wait(days=1)
    assert shop.place.take() == ""
    shop.place.stand_at("Market stall", only_today=False)
    shop.place.stand_at("", only_today=True)
    assert shop.place.take() == ""
    clock.wait(days=1)
    assert shop.place.take() == "Market stall"
    assert shop.place.all() == ("Market stall",)


def test_case_72_a_place_welcomes_and_congratulates_by_its_own_programmes(shop, stall):
    shop.place.take()
    day = shop.opened.today_day().strftime("%d/%m")
    ann = shop.customers.add(CustomerDraft("Ann Roy", birthday=day)).customer.id
    assert shop.counter.open_card(ann).gifts == ()
    with pytest.raises(Refused):
        shop.counter.redeem(ann, reward="Fruit")
    shop.place.stand_at("Market stall", only_today=True)
    assert counted(shop, ann) == {"Juice card": 0}
    zoe = shop.customers.add(CustomerDraft("Zoé Roy", birthday=day)).customer.id
    assert counted(shop, zoe) == {"Juice card": 1}
    assert [name for _program, name in shop.counter.open_card(zoe).gifts] == ["Fruit"]
    shop.counter.redeem(zoe, reward="Fruit")


def test_case_72_a_reward_earned_elsewhere_is_good_and_the_list_shows_what_runs_here(
    shop, marie, stall
):
    shop.counter.stamp(marie, program=stall.id, stamps=5)
    shop.counter.stamp(marie, program=stall.id, stamps=2)
    shop.place.take()
    assert [name.name for _program, name in shop.counter.open_card(marie).ready] == ["Juice"]
    (line,) = shop.customers.find("marie")
    assert (line.stamps, line.size, line.ready) == (0, 10, 1)
    shop.place.stand_at("Market stall", only_today=True)
    (line,) = shop.customers.find("marie")
    assert (line.stamps, line.size) == (2, 5)
    shop.place.stand_at("", only_today=True)
    shop.counter.redeem(marie, reward="Juice")
