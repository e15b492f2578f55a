"""The owner's long questions never stand before the counter's, and end with their screen."""

import itertools
import threading
from typing import Any

import pytest

from shopcard.store.database.wanted import as_long_as_wanted
from shopcard.tui.counter.screen import Counter
from tests.tui.till import OpenTill


async def test_case_89_the_counter_answers_while_many_months_are_worked_out(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        gate = threading.Event()

        def endless(*_month: Any) -> None:
            gate.wait(60)

        till.counter.shop.month.figures = endless  # type: ignore[assignment, method-assign]
        try:
            for _time in range(10):
                await till.send("f8", "left")
                await till.pilot.pause(0.08)
                await till.send("escape")
            await till.until(
                lambda: isinstance(till.app.screen, Counter) and not till.app.keys_wait
            )
            await till.enter("marie")
            assert till.open() == "Marie Lefèvre"
            await till.enter()
            assert len(till.purchases("Marie Lefèvre")) == 3
        finally:
            gate.set()


@pytest.mark.parametrize("keys", [("escape",), ("left",)])
async def test_case_89_what_nobody_waits_for_is_dropped(
    open_till: OpenTill, keys: tuple[str, ...]
) -> None:
    async with open_till() as till:
        begun, ended = threading.Event(), threading.Event()
        till.counter.shop.month.months = lambda: (
            till.shop.month.months()[0].replace(year=2020),
            till.shop.month.months()[1],
        )  # type: ignore[method-assign]

        def endless(*_month: Any) -> None:
            begun.set()
            try:
                for _step in as_long_as_wanted(itertools.count()):
                    pass
            finally:
                ended.set()

        till.counter.shop.month.figures = endless  # type: ignore[assignment, method-assign]
        await till.send("f8")
        await till.until(begun.is_set)
        await till.send(*keys)
        await till.until(ended.is_set)
        await till.send("escape")
        await till.until(lambda: till.app.screen is till.counter)
