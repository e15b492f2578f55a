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
    return shop.add_program("Juice card", terms)


def counted(shop, who):
    return {v.program.name: v.card.stamps for v in shop.open_card(who).cards if v.takes_stamps}


def test_case_72_the_till_s_place_decides_what_is_stamped(shop, marie, stall, cone):
    shop.take_place()
    assert counted(shop, marie) == {"Ice-cream cone": 0, "Car wash": 0}
    with pytest.raises(Refused, match="does not run there"):
        shop.stamp(marie, program=stall.id)
    assert shop.stamp(marie).act.channel == ""
    shop.stand_at("Market stall", only_today=True)
    assert counted(shop, marie) == {"Juice card": 0}
    done = shop.stamp(marie)
    assert (done.act.channel, counted(shop, marie)) == ("Market stall", {"Juice card": 1})
    with pytest.raises(Refused, match="does not run there"):
        shop.stamp(marie, program=cone)


def test_case_72_where_it_was_not_said_a_programme_runs_where_it_says(shop, stall, marie):
    assert shop.channel is None
    assert shop.stamp(marie, program=stall.id).act.channel == "Market stall"
    assert shop.stamp(marie, channel="market stall").act.programs[0].program == "Juice card"


def test_case_72_for_the_day_ends_with_the_day_and_for_good_does_not(shop, where, stall, clock):
    shop.stand_at("Market stall", only_today=True)
    with Shop.open(where, till="left", clock=clock) as again, Shop.open(where, till="right") as two:
        assert again.take_place() == "Market stall"
        assert two.take_place() == ""
    clock.wait(days=1)
    assert shop.take_place() == ""
    shop.stand_at("Market stall", only_today=False)
    shop.stand_at("", only_today=True)
    assert shop.take_place() == ""
    clock.wait(days=1)
    assert shop.take_place() == "Market stall"
    assert shop.places() == ("Market stall",)


def test_case_72_a_place_welcomes_and_congratulates_by_its_own_programmes(shop, stall):
    shop.take_place()
    day = shop.today_day().strftime("%d/%m")
    ann = shop.add_customer(CustomerDraft("Ann Roy", birthday=day)).customer.id
    assert shop.open_card(ann).gifts == ()
    with pytest.raises(Refused):
        shop.redeem(ann, reward="Fruit")
    shop.stand_at("Market stall", only_today=True)
    assert counted(shop, ann) == {"Juice card": 0}
    zoe = shop.add_customer(CustomerDraft("Zoé Roy", birthday=day)).customer.id
    assert counted(shop, zoe) == {"Juice card": 1}
    assert [name for _program, name in shop.open_card(zoe).gifts] == ["Fruit"]
    shop.redeem(zoe, reward="Fruit")


def test_case_72_a_reward_earned_elsewhere_is_good_and_the_list_shows_what_runs_here(
    shop, marie, stall
):
    shop.stamp(marie, program=stall.id, stamps=5)
    shop.stamp(marie, program=stall.id, stamps=2)
    shop.take_place()
    assert [name.name for _program, name in shop.open_card(marie).ready] == ["Juice"]
    (line,) = shop.find("marie")
    assert (line.stamps, line.size, line.ready) == (0, 10, 1)
    shop.stand_at("Market stall", only_today=True)
    (line,) = shop.find("marie")
    assert (line.stamps, line.size) == (2, 5)
    shop.stand_at("", only_today=True)
    shop.redeem(marie, reward="Juice")
