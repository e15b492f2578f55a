"""Sentences with the month's numbers."""

from datetime import date

from shopcard.rules.metrics import Counts
from shopcard.words import remarks


def counts(**more: int) -> Counts:
    window = more.pop("window", 90)
    return Counts(date(2026, 10, 1), date(2026, 10, 31), window, date(2024, 5, 1), **more)


def test_active_names_the_closes_of_its_month() -> None:
    sentence = remarks.active(counts())
    assert sentence.startswith("Active: at least one visit in 90 days.")
    assert sentence.endswith("the close of 30 Sept 2026, the end the close of 31 Oct 2026.")


def test_the_floor_of_retention_is_what_of_the_window_lies_before_the_month() -> None:
    (sentence,) = remarks.floor(counts(window=62))
    assert "still reads 50%, as (62 − 31) / 62" in sentence
    assert [*remarks.floor(counts(window=31))] == []


def test_what_is_left_out_is_told_where_something_is() -> None:
    assert [*remarks.unpriced(counts(purchases=5, priced=5))] == []
    assert [*remarks.unpriced(counts(purchases=5, priced=4))] == [
        "1 purchase carries no amount and is left out; an amount of 0 counts."
    ]
    assert [*remarks.uncosted(counts(rewards_uncosted=0))] == []
    (sentence,) = remarks.uncosted(counts(rewards_uncosted=2))
    assert sentence.startswith("2 of them are left out")


def test_visits_of_each_are_a_dash_where_nobody_came() -> None:
    assert remarks.visits_each(counts(visits=3, in_month=2)).startswith("Visits per customer: 1.5.")
    assert remarks.visits_each(counts()).startswith("Visits per customer: —.")


def test_baskets_are_told_from_thirty_on_either_side() -> None:
    few = counts(priced=59, baskets_ready=30, revenue=59_00, spent_ready=30_00)
    enough = counts(priced=60, baskets_ready=30, revenue=90_00, spent_ready=60_00)
    assert next(iter(remarks.baskets(few, "EUR"))).endswith("ready: —; of all others: —.")
    assert next(iter(remarks.baskets(enough, "EUR"))).endswith(
        "ready: €2.00; of all others: €1.00."
    )
