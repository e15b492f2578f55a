"""What the counter asks of a shop besides its acts."""


def test_case_66_what_is_usual_is_the_median_of_the_latest_purchases(shop, marie):
    assert shop.counter.usual_stamps(1) == 1
    for stamps in (2, 3, 4):
        shop.counter.stamp(marie, stamps=stamps)
    assert shop.counter.usual_stamps(1) == 3
    shop.counter.undo(shop.counter.stamp(marie, stamps=40).act.id)
    assert shop.counter.usual_stamps(1) == 3
