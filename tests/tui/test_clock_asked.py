"""A clock that is far from the last act is asked about; one behind the ledger is told of."""

from datetime import timedelta

import pytest

from shopcard.tui import app as app_module
from tests.tui.till import NOW, OpenTill

MARIE, SCANNED = "Marie Lefèvre", "42077310"


async def test_case_95_a_clock_that_has_leapt_is_asked_about_before_the_stamp(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        till.counter.shop.opened.clock = lambda: NOW + timedelta(days=730)
        await till.scan(SCANNED)
        before = till.ledger()
        await till.enter()
        asked = till.screen()
        assert "Is the date right?" in asked
        assert "This machine says it is 23 Nov 2028; the last action was on" in asked
        await till.press("escape")
        assert "Nothing was written. Set the clock of this machine." in till.hint()
        assert till.ledger() == before
        await till.enter()
        await till.enter()
        assert len(till.ledger()) == len(before) + 1
        await till.scan("10000001")
        await till.enter()
        assert "Is the date right?" not in till.screen()
        assert len(till.ledger()) == len(before) + 2


async def test_case_95_no_scan_says_that_the_date_is_right(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.counter.shop.opened.clock = lambda: NOW + timedelta(days=730)
        await till.scan(SCANNED)
        before = till.ledger()
        await till.enter()
        await till.scan("10000001")
        assert till.ledger() == before


async def test_case_95_that_an_act_lies_ahead_stands_at_the_counter_until_it_is_undone(
    open_till: OpenTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "CLOCK_EVERY", 0.05)
    async with open_till() as till:
        assert "An action is dated" not in till.screen()
        till.shop.opened.clock = lambda: NOW + timedelta(days=730)
        ahead = till.shop.counter.stamp(till.id_of(MARIE))
        till.shop.opened.clock = lambda: NOW
        await till.until(lambda: "An action is dated 23 Nov 2028" in till.screen())
        till.shop.counter.undo(ahead.act.id)
        await till.until(lambda: "An action is dated" not in till.screen())


async def test_case_95_a_year_that_cannot_be_is_a_sentence(open_till: OpenTill) -> None:
    async with open_till() as till:
        before = till.ledger()
        await till.scan(SCANNED)
        till.counter.shop.opened.clock = lambda: NOW.replace(year=9999, month=12, day=31)
        await till.enter()
        assert "The clock of this machine says the year 9999." in till.screen()
        assert till.ledger() == before
