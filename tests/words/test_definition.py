"""What the words of a figure are made from: counts with what they count, and money."""

import pytest

from shopcard.words.definition import InMonth
from tests.files.report_answers import month_of


@pytest.fixture
def october() -> InMonth:
    return InMonth(month_of().figures, "EUR")


def test_a_count_says_what_it_counts(october: InMonth) -> None:
    lost = october.counts.lost
    assert october.part("lost") == f"{lost} lost"


def test_one_count_as_a_percentage_of_another(october: InMonth) -> None:
    counts = october.counts
    assert october.divided("lost", "active_start") == (
        f"{counts.lost} lost / {counts.active_start} active at the start × 100"
    )


def test_money_is_told_in_the_currency_of_the_shop(october: InMonth) -> None:
    assert october.money(1_250) == "€12.50"
