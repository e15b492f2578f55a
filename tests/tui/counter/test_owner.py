"""Where the till stands decides what the counter promises and stamps."""

from datetime import timedelta
from pathlib import Path

import pytest

from shopcard.rules.program import make_terms
from shopcard.store.shop.shop import Shop
from tests.tui.till import NOW, OpenTill, Till

MARIE, OMAR = "Marie Lefèvre", "Omar Mariani"


@pytest.fixture
def stall(where: Path) -> None:
    """The shop has a programme of its market stall, the first of all on the list."""
    with Shop.open(where, clock=lambda: NOW) as shop:
        shop.programs.add("Juice card", make_terms([(None, "Juice")], channel="Market stall"))


async def choose(till: Till, what: str) -> None:
    await till.press("ctrl+p")
    await till.type("where this till")
    await till.until(lambda: "Where this till is" in till.screen())
    await till.press("enter")
    await till.until(lambda: "Where is this till?" in till.screen())
    line = next(line for line in till.screen().splitlines() if what in line)
    await till.press(next(c for c in line if c in "123456789"), "enter")


async def test_case_72_in_the_shop_the_stalls_programme_is_neither_promised_nor_stamped(
    open_till: OpenTill, stall: None
) -> None:
    async with open_till() as till:
        till.shop.programs.close(1)
        till.shop.programs.close(2)
        till.shop.programs.close(3)
        await till.enter("omar")
        assert "“Juice card” runs only at Market stall." in till.hint()
        assert "one stamp" not in till.screen()
        await till.enter()
        await till.enter("3")
        assert till.purchases(OMAR) == []
        assert till.box() == "3"


async def test_case_72_one_entry_of_the_palette_takes_the_till_to_the_market_for_the_day(
    open_till: OpenTill, stall: None
) -> None:
    async with open_till() as till:
        await till.enter("omar")
        assert "Juice card" not in till.screen()
        await choose(till, "Market stall, today")
        assert "This till, today: Market stall" in till.hint()
        assert "Glacier du Port · Market stall" in till.screen()
        assert "Juice card   0 of 10" in till.screen()
        await till.enter()
        (act,) = till.purchases(OMAR)
        assert (act.channel, act.programs[0].program) == ("Market stall", "Juice card")
        till.counter.shop.opened.clock = lambda: NOW + timedelta(days=1)
        await till.until(lambda: "Glacier du Port · Market stall" not in till.screen())


async def test_case_72_until_it_is_changed_outlasts_the_day_and_the_start(
    open_till: OpenTill, stall: None
) -> None:
    async with open_till() as till:
        await choose(till, "Market stall, until it is changed")
        assert "This till from now on: Market stall" in till.hint()
    async with open_till() as till:
        assert "Glacier du Port · Market stall" in till.screen()
        await choose(till, "In the shop, until it is changed")
        await till.enter("omar")
        await till.enter()
        assert till.purchases(OMAR)[0].channel == ""


async def test_case_72_without_a_programme_elsewhere_there_is_nothing_to_choose(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        till.counter.action_place()
        await till.settle()
        assert "No programme runs anywhere else." in till.hint()


async def test_case_72_a_card_of_elsewhere_says_where_it_runs(
    open_till: OpenTill, stall: None
) -> None:
    async with open_till((100, 30)) as till:
        till.shop.programs.close(2)
        till.shop.counter.stamp(till.id_of(OMAR), channel="Market stall", stamps=2)
        await till.enter("omar")
        assert "only at: Market stall" in till.screen()
        await till.press("tab")
        await till.press("tab")
        assert "Ice-cream cone   0 of 10" in till.screen()


async def test_case_73_with_all_programmes_stopped_no_stamp_is_promised(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        for program in till.shop.programs.all():
            till.shop.programs.close(program.id)
        for name in ("lefevre", "omar"):
            await till.enter(name)
            assert "No programme is running: nothing to stamp." in till.hint()
            assert "one stamp" not in till.screen()
            await till.enter()
            await till.enter("2")
            await till.enter("12,50")
            assert "No programme is running" in till.hint()
            await till.press("escape")
        assert till.stamps(MARIE) == 7
        assert len(till.purchases()) == 2


async def test_case_73_a_reward_of_a_stopped_programme_is_still_given(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.counter.stamp(till.id_of(OMAR), stamps=10)
        for program in till.shop.programs.all():
            till.shop.programs.close(program.id)
        await till.enter("omar")
        assert "to go" not in till.screen()
        await till.press("f3")
        await till.press("enter")
        assert "★ Free cone given" in till.hint()
