"""What the counter asks of a shop besides its acts."""


def test_case_66_what_is_usual_is_the_median_of_the_latest_purchases(shop, marie):
    assert shop.counter.usual_stamps(1) == 1
    for stamps in (2, 3, 4):
        shop.counter.stamp(marie, stamps=stamps)
    assert shop.counter.usual_stamps(1) == 3
    shop.counter.undo(shop.counter.stamp(marie, stamps=40).act.id)
    assert shop.counter.usual_stamps(1) == 3


def test_the_latest_amounts_are_of_purchases_that_stand(shop, marie):
    assert shop.counter.latest_amounts() == ()
    shop.counter.stamp(marie, stamps=1)
    shop.counter.stamp(marie, amount=1250)
    shop.counter.stamp(marie, amount=990)
    shop.counter.undo(shop.counter.stamp(marie, amount=99900).act.id)
    assert shop.counter.latest_amounts() == (990, 1250)
