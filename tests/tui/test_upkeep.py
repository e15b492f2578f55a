"""What the app does for the shop beside its customers."""

import gc
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop
from shopcard.tui import upkeep
from tests.tui.till import NOW


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    """A shop with one customer, who was stamped today."""
    programs = [("Cone", make_terms([(None, "Free cone")]))]
    with Shop.create(tmp_path / "shop.db", Settings("Port"), programs, clock=clock) as made:
        made.counter.stamp(made.customers.add(CustomerDraft("Marie")).customer.id)
        yield made


def test_a_clock_that_goes_with_the_ledger_needs_no_word(shop: Shop) -> None:
    assert upkeep.clock_behind(shop) == ""


def test_a_clock_behind_the_last_act_is_told_of(shop: Shop, clock: Clock) -> None:
    clock.now = NOW - timedelta(days=2)
    assert "clock" in upkeep.clock_behind(shop)


def test_a_clock_that_no_year_fits_is_told_of(shop: Shop, clock: Clock) -> None:
    clock.now = NOW.replace(year=1980)
    assert "1980" in upkeep.clock_behind(shop)


def test_the_owner_is_told_how_many_were_not_seen_for_years(shop: Shop, clock: Clock) -> None:
    assert upkeep.tidy_up_due(shop) == ""
    clock.now = NOW + timedelta(days=1200)
    assert upkeep.tidy_up_due(shop) == (
        "1 customer was not seen for years. F9 shows whom to erase."
    )


def test_what_cannot_be_looked_up_is_no_proposal(shop: Shop) -> None:
    shop.close()
    shop.opened.where.unlink()
    assert upkeep.tidy_up_due(shop) == ""
    upkeep.sweep(shop)


def test_one_copy_is_made_a_day(shop: Shop) -> None:
    assert not upkeep.copy_of_the_day(shop)
    folder = shop.opened.where.parent
    copies = sorted(folder.rglob("*.shopcard"))
    assert len(copies) == 1
    assert not upkeep.copy_of_the_day(shop)
    assert sorted(folder.rglob("*.shopcard")) == copies


def test_cycles_are_looked_for_again_once_the_start_is_over() -> None:
    before = gc.get_threshold()
    try:
        gc.set_threshold(upkeep.STARTING)
        upkeep.look_for_cycles_again()
        assert gc.get_threshold() == upkeep.WORKING
        gc.set_threshold(700, 10, 10)
        upkeep.look_for_cycles_again()
        assert gc.get_threshold() == (700, 10, 10)
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
