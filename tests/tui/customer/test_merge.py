"""Merging two customers on the screen: what is shown, and what stands in the ledger."""

from datetime import UTC, datetime

import pytest

from shopcard.rules.card import Kind
from shopcard.store.answers.counter import CustomerDraft
from shopcard.tui.customer.details import CustomerDetails
from shopcard.tui.customer.merge import ChooseOther, SideBySide
from shopcard.tui.owner.duplicates import DuplicatesScreen
from tests.tui.stage import (
    NOT_YET,
    Stage,
    make_shop,
    press,
    scan,
    settle,
    speak_longer,
    type_in,
    words,
)

NOW = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
HOSTILE = "Bob [/] [VIP] [red]x"


@pytest.fixture
def shop(tmp_path):
    with make_shop(tmp_path, clock=lambda: NOW) as made:
        yield made


@pytest.fixture
def marie(shop):
    draft = CustomerDraft("Marie Lefèvre", "06 12 34 56 78", "000122521", birthday="24/11/1980")
    added = shop.customers.add(draft).customer
    shop.counter.stamp(added.id, stamps=13)
    return added.id


@pytest.fixture
def twin(shop):
    draft = CustomerDraft(HOSTILE, "06 98 76 54 32", "42077310")
    added = shop.customers.add(draft).customer
    shop.counter.stamp(added.id, stamps=4)
    return added.id


def merges(shop):
    return [act for act in shop.counter.history() if act.kind is Kind.MERGE and not act.voided]


async def test_the_other_is_searched_shown_beside_and_merged(shop, marie, twin):
    app = Stage(CustomerDetails(shop, marie))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3")
        assert isinstance(app.screen, ChooseOther)
        await type_in(pilot, "bob")
        await settle(pilot)
        assert "Bob [/] [VIP]" in words(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, SideBySide)
        seen = words(app)
        for told in (
            f"Merge {HOSTILE} into Marie Lefèvre?", "afterwards", "06 12 34 56 78",
            "06 98 76 54 32", "3 of 10", "4 of 10", "7 of 10", "★ Free cone", "0 of 6",
            "⏎ Merge", "Esc Back",
        ):  # fmt: skip
            assert told in seen, told
        assert merges(shop) == []
        await press(pilot, "enter")
        assert app.answer is True
    assert [act.joins.id for act in merges(shop)] == [twin]
    assert shop.customers.resolve("42077310") == marie


async def test_esc_leaves_everything_as_it_was(shop, marie, twin):
    app = Stage(SideBySide(shop, marie, twin))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "escape")
        assert app.answer is None
    assert merges(shop) == []


async def test_tab_keeps_the_other_one(shop, marie, twin):
    app = Stage(SideBySide(shop, marie, twin))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "tab")
        assert f"Merge Marie Lefèvre into {HOSTILE}?" in words(app)
        await press(pilot, "enter")
        assert app.answer == twin
    assert [act.customer for act in merges(shop)] == [twin]


async def test_a_scan_names_the_other_but_confirms_nothing(shop, marie, twin):
    app = Stage(ChooseOther(shop, marie, "Marie"))
    async with app.run_test(size=(80, 24)) as pilot:
        await scan(pilot, "42077310")
        assert app.answer is NOT_YET
        assert "Bob [/]" in words(app)
        await press(pilot, "enter")
        assert app.answer == twin


async def test_a_scan_over_the_two_opens_that_card_at_the_counter(shop, marie, twin):
    app = Stage(SideBySide(shop, marie, twin))
    async with app.run_test(size=(80, 24)) as pilot:
        await scan(pilot, "000122521")
        assert app.scanned == ["000122521"]
    assert merges(shop) == []


async def test_nobody_is_chosen_by_an_empty_line_nor_the_customer_themselves(shop, marie):
    app = Stage(ChooseOther(shop, marie, "Marie"))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        await type_in(pilot, "marie")
        await press(pilot, "enter")
        assert app.answer is NOT_YET
        assert "Type a name, a phone or a card number of the other." in words(app)


async def test_what_the_shop_refuses_is_said(shop, marie, twin):
    app = Stage(SideBySide(shop, marie, twin))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shop.customers.merge(twin, marie)
        await press(pilot, "enter")
        assert app.answer is NOT_YET
        assert "is merged with" in words(app)
    assert len(merges(shop)) == 1


async def test_a_merged_customer_is_told_and_parted_after_a_question(shop, marie, twin):
    shop.customers.merge(marie, twin)
    app = Stage(CustomerDetails(shop, marie))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert f"merged with {HOSTILE} · F4 parts them again" in words(app)
        await press(pilot, "f4")
        assert f"Part {HOSTILE} from Marie Lefèvre?" in words(app)
        await press(pilot, "enter")
        assert app.answer is True
    assert merges(shop) == []
    assert shop.customers.resolve("42077310") == twin


async def test_of_several_the_one_to_part_is_chosen(shop, marie, twin):
    third = shop.customers.add(CustomerDraft("Zoé")).customer.id
    shop.customers.merge(marie, twin)
    shop.customers.merge(marie, third)
    names = [other.name for other in shop.customers.get(marie).merged]
    app = Stage(CustomerDetails(shop, marie))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", str(names.index("Zoé") + 1), "enter", "enter")
        assert app.answer is True
    assert [other.id for other in shop.customers.get(marie).merged] == [twin]


async def test_a_customer_merged_with_nobody_cannot_be_parted(shop, marie):
    app = Stage(CustomerDetails(shop, marie))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4")
        assert "merged with nobody" in words(app)
        await type_in(pilot, "x")
        await press(pilot, "f3")
        assert "Save what you typed first" in words(app)


async def test_likely_duplicates_are_listed_and_merged(shop, marie):
    again = shop.customers.add(CustomerDraft("Marie Lefevre [x]", "06 12 34 56 78")).customer.id
    app = Stage(DuplicatesScreen(shop))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        seen = words(app)
        assert "Marie Lefevre [x]" in seen
        assert "the phone" in seen
        assert "1 visit" in seen
        await press(pilot, "enter")
        assert isinstance(app.screen, SideBySide)
        await press(pilot, "enter")
        assert "They are one customer now: Marie Lefèvre." in words(app)
        assert "Nobody seems to be here twice." in words(app)
        await press(pilot, "escape")
        assert app.answer is None
    assert [(act.customer, act.joins.id) for act in merges(shop)] == [(marie, again)]


async def test_all_of_it_fits_in_a_longer_language(shop, marie, twin, monkeypatch):
    speak_longer(monkeypatch)
    app = Stage(SideBySide(shop, marie, twin))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        seen = words(app)
        for told in ("3 ofe 10", "4 ofe 10", "7 ofe 10", "06 98 76 54 32", "⏎ Mergee", "Esc Backe"):
            assert told in seen, told
