"""What a screen offers is written once: its keys, its foot, the palette and the help agree."""

import pytest
from textual.widgets import Input

from shopcard.tui.commands import ShopScreen
from shopcard.tui.counter.screen import Counter
from shopcard.tui.month.screen import MonthScreen
from shopcard.tui.owner.duplicates import DuplicatesScreen
from shopcard.tui.owner.programs import ProgramsScreen
from shopcard.tui.owner.staff import StaffScreen
from shopcard.tui.owner.tidy_up import TidyUpScreen
from tests.tui.till import OpenTill

SCREENS = [Counter, MonthScreen, DuplicatesScreen, ProgramsScreen, StaffScreen, TidyUpScreen]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_command_is_an_action_of_its_screen_and_no_key_has_two(
    screen: type[ShopScreen[object]],
) -> None:
    for command in screen.ACTIONS:
        action = command.action.partition("(")[0]
        assert hasattr(screen, f"action_{action}"), command
        assert command.name or command.short or command.key, command
        assert bool(command.name) == bool(command.meaning), command
    keys = [command.key for command in screen.ACTIONS if command.key]
    assert len(keys) == len(set(keys))


async def test_the_palette_does_what_its_words_say(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("ctrl+p")
        await till.until(lambda: bool(till.app.screen.query(Input)))
        await till.type("next customer")
        await till.until(lambda: "clear the counter · Esc" in till.screen())
        await till.press("enter", "enter")
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        assert till.open() is None
