"""What a look-up's list tells of each customer."""

from shopcard.rules.program import make_terms


def test_a_line_says_where_the_card_stands(shop, marie, wash):
    shop.counter.stamp(marie, stamps=7)
    shop.counter.stamp(marie, program=wash, stamps=6)
    (match,) = shop.customers.find("lefevre")
    assert (match.stamps, match.size, match.ready, match.phone_tail) == (7, 10, 1, "5678")
    assert match.card == "000122521"


def test_a_line_is_right_when_time_alone_has_changed_the_card(shop, marie, cone, clock):
    terms = make_terms([(2, "Cookie"), (None, "Free cone")], stamps_expire=1, reward_expires=3)
    shop.programs.change(cone, terms=terms)
    shop.counter.stamp(marie, stamps=3)
    clock.wait(days=3)
    assert shop.customers.find("lefevre")[0].ready == 1
    clock.wait(days=1)
    assert (shop.customers.find("lefevre")[0].ready, shop.customers.find("lefevre")[0].stamps) == (
        0,
        3,
    )
    clock.wait(days=60)
    assert shop.customers.find("lefevre")[0].stamps == 0
