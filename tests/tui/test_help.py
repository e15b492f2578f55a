"""The help: all of it on one small screen."""

import pytest

from shopcard.tui.counter.commands import COUNTER
from shopcard.tui.help import Help
from tests.tui.stage import Stage, SvgPicture, picture, press, scan, settle, speak_longer, words


@pytest.mark.parametrize("key", ["escape", "enter", "f6"])
async def test_the_help_is_left_by_the_keys_one_tries(key):
    app = Stage(Help(COUNTER))
    async with app.run_test() as pilot:
        await press(pilot, key)
        assert app.answer is None


async def test_the_help_fits_a_small_terminal_whole_and_names_every_key():
    app = Stage(Help(COUNTER))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        box = app.screen.query_one(".box")
        assert box.max_scroll_y == 0
        said = words(app)
        keys = ["F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "Tab", "Esc", "ctrl+p", "ctrl+q"]
        for key in (*keys, "3 7.50 ⏎"):
            assert key in said


async def test_the_help_still_fits_when_every_word_is_a_third_longer(monkeypatch):
    speak_longer(monkeypatch)
    app = Stage(Help(COUNTER))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.screen.query_one(".box").max_scroll_y == 0


async def test_a_scan_leaves_it_for_the_card():
    app = Stage(Help(COUNTER))
    async with app.run_test() as pilot:
        await scan(pilot, "42077310")
        await settle(pilot)
        assert app.scanned == ["42077310"]


async def test_picture(snapshot):
    app = Stage(Help(COUNTER))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert picture(app) == snapshot(extension_class=SvgPicture)
