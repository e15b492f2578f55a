"""A list's columns are described once: what JSON, a table and a file say comes from there."""

from datetime import date

import pytest

from shopcard import language
from shopcard.cli import as_json, month_as_text
from shopcard.rules.slipping import CameBack
from shopcard.store.answers.month import Ambassador, Best, Birthday, Late, ReadyReward
from shopcard.words import lists
from shopcard.words.lists import Listing, Where

DAY = date(2026, 10, 31)
MARIE = ("01", "Marie", True)
LATE = Late(*MARIE, 12, DAY, 60, 14.26, 0.9, CameBack(33.4, 25.2, 41.8), 1234.5, in_money=True)


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.speak("en")


def listings() -> list[Listing]:
    return [
        lists.slipping([LATE], "EUR"),
        lists.best([Best(*MARIE, 12, 4_250, DAY)], "EUR"),
        lists.ready([ReadyReward(*MARIE, "Cone", "Free cone", DAY, None)]),
        lists.birthdays([Birthday(*MARIE, "--10-31", DAY)]),
        lists.ambassadors([Ambassador(*MARIE, 3, 1)]),
    ]


@pytest.mark.parametrize("n", range(5))
def test_a_column_that_is_read_has_a_title_and_one_in_json_a_key(n):
    for column in listings()[n].columns:
        assert bool(column.key) == bool(column.where & Where.JSON)
        assert bool(column.title) >= bool(column.where & (Where.FILE | Where.TEXT))


@pytest.mark.parametrize("n", range(5))
def test_each_list_stands_whole_in_json_and_table(n):
    listing = listings()[n]
    (document,) = as_json.of_list(listing)
    assert document["name"] == "Marie"
    assert set(document) - {"customer", "name", "contact_ok"} == {
        column.key for column in listing.columns if column.key
    }
    heads, (row,) = month_as_text.rows_of(listing, listing.found)
    assert len(heads) == len(row) == 1 + len(listing.standing(Where.TEXT))


def test_json_has_what_was_worked_out_and_a_file_what_is_read():
    listing = lists.slipping([LATE], "EUR")
    (document,) = as_json.of_list(listing)
    assert document["usual_gap"] == 14.26
    assert document["came_back_range"] == [25.2, 41.8]
    cells = {c.title: c.cell(LATE) for c in listing.standing(Where.FILE)}
    assert (cells["Usual gap"], cells["from"], cells["to"]) == (14.3, 25, 42)
    assert (cells["Usual month"], cells["Contacted"]) == (1234, None)
    assert month_as_text.rows_of(listing, [LATE])[1] == [
        ("Marie", "60", "14", "about 33 in 100 (25–42)", "≈ €4.12 a month")
    ]


def test_numbers_are_flush_right_and_money_is_said_with_its_currency():
    listing = lists.best([Best(*MARIE, 12, 4_250, DAY), Best(*MARIE, 3, None, DAY)], "EUR")
    assert month_as_text.right_of(listing) == [1, 2]
    assert [row[2] for row in month_as_text.rows_of(listing, listing.found)[1]] == ["€42.50", ""]


def test_those_who_did_not_agree_are_counted_once_each():
    away = ReadyReward("02", "Omar", False, "Cone", "Free cone", DAY, None)
    listing = lists.ready([away, away, ReadyReward(*MARIE, "Cone", "Free cone", DAY, DAY)])
    assert [one.name for one in listing.agreed] == ["Marie"]
    assert listing.say_left_out() == "1 more did not agree to be contacted and is left out."
    assert lists.ready(listing.agreed).say_left_out() == ""
