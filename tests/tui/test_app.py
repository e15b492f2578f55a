"""The app around the counter: opening, leaving, what it says when it cannot."""

import asyncio
import gc
import threading
from pathlib import Path

import pytest
from textual.keys import Keys

from shopcard import environment
from shopcard.errors import Damaged
from shopcard.files.backup import daily
from shopcard.language import speak
from shopcard.store.shop.shop import Shop
from shopcard.tui import app as app_module
from shopcard.tui.app import ShopcardApp, Stopped
from shopcard.tui.counter.state import Said
from shopcard.tui.setup import SetUp
from shopcard.tui.upkeep import STARTING, WORKING
from tests.tui.till import NOW, OpenTill, Ticks, Till


async def test_the_counter_paints_and_takes_keys_before_the_shop_is_open(where: Path) -> None:
    gate, ticks = threading.Event(), Ticks()

    def open_late() -> Shop:
        assert gate.wait(10)
        return Shop.open(where, clock=lambda: NOW)

    app = ShopcardApp(where, open_shop=open_late, clock=ticks)
    with Shop.open(where) as beside:
        async with app.run_test(size=(80, 24)) as pilot:
            till = Till(app, pilot, beside, ticks)
            await till.send(*"petit")
            await pilot.pause()
            assert till.box() == "petit"
            assert "F2 New" in till.screen()
            await till.send("enter")
            gate.set()
            while app.shop is None:
                await pilot.pause(0.005)
            await till.settle()
            assert till.open() == "Marion Petit"


async def test_the_head_names_the_shop_who_serves_and_when(open_till: OpenTill) -> None:
    async with open_till(demo=True) as till:
        head = till.screen().splitlines()[0]
        assert head.split() == [
            "Glacier",
            "du",
            "Port",
            *["demo", "·", "Camille", "·", "Tue", "24", "Nov", "14:32"],
        ]


async def test_the_day_is_shown_with_nobody_open(open_till: OpenTill) -> None:
    async with open_till() as till:
        shown = till.screen()
        assert "2  purchases" in shown
        assert "0  rewards given" in shown
        assert "14:32 Marie Lefèvre +7" in shown


async def test_the_shops_language_is_spoken(where: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(app_module, "speak", spoken.append)
    with Shop.open(where) as shop:
        shop.opened.change_setting("language", "fr")
    for lang, expected in (("", "fr"), ("en", "en")):
        app = ShopcardApp(where, lang=lang)
        async with app.run_test() as pilot:
            while app.shop is None:
                await pilot.pause(0.005)
        assert spoken[-1] == expected


async def test_days_are_said_in_the_shops_language(open_till: OpenTill) -> None:
    async with open_till() as till:
        speak("fr")
        till.counter.view.all()
        await till.settle()
        assert "mar. 24 nov. 14:32" in till.screen()


async def test_a_damaged_shop_is_a_sentence_and_exit_code_3(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    file.write_bytes(b"no shop at all" * 1000)
    before = file.read_bytes()
    app = ShopcardApp(file)
    async with app.run_test(size=(80, 24)) as pilot:
        while not isinstance(app.screen, Stopped):
            await pilot.pause(0.01)
        await pilot.pause()
        words = str(app.screen.query_one("#sentence").render())
        assert words.startswith("! ")
        assert "Traceback" not in words
        await pilot.press("enter")
    assert app.return_code == Damaged.exit_code
    assert file.read_bytes() == before


async def test_an_unforeseen_error_while_opening_is_a_sentence_too(tmp_path: Path) -> None:
    def broken() -> Shop:
        raise RuntimeError("[/] boom")

    app = ShopcardApp(tmp_path / "shop.db", open_shop=broken)
    async with app.run_test() as pilot:
        while not isinstance(app.screen, Stopped):
            await pilot.pause(0.01)
        await pilot.pause()
        words = str(app.screen.query_one("#sentence").render())
        assert words.startswith("! The shop could not be opened. The details are in ")
        assert "RuntimeError" not in words
        assert "Traceback of RuntimeError" in environment.error_log().read_text(encoding="utf-8")
        await pilot.press("escape")
    assert app.return_code == Damaged.exit_code


async def test_the_first_start_sets_the_shop_up(tmp_path: Path, where: Path) -> None:
    app = ShopcardApp(tmp_path / "none" / "shop.db", staff="Camille", till="till-1")
    async with app.run_test() as pilot:
        while not isinstance(app.screen, SetUp):
            await pilot.pause(0.01)
        await pilot.pause()
        app.screen.dismiss(Shop.open(where))
        while app.shop is None:
            await pilot.pause(0.01)
        assert (app.shop.opened.staff, app.shop.opened.till) == ("Camille", "till-1")
        assert app.screen is app.counter


async def test_leaving_the_set_up_leaves_the_app(tmp_path: Path) -> None:
    app = ShopcardApp(tmp_path / "none" / "shop.db")
    async with app.run_test() as pilot:
        while not isinstance(app.screen, SetUp):
            await pilot.pause(0.01)
        await pilot.pause()
        app.screen.dismiss(None)
        while app.is_running:
            await pilot.pause(0.01)
    assert app.return_code == 0


async def test_a_failed_daily_copy_stands_at_the_counter(
    open_till: OpenTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = ["The USB stick is not there."]
    monkeypatch.setattr(app_module, "BACKUP_AFTER", 0.01)
    monkeypatch.setattr(app_module, "BACKUP_EVERY", 0.05)
    monkeypatch.setattr(daily, "daily_copy", lambda _shop: next(iter(failures), None))
    async with open_till() as till:
        while "The USB stick is not there." not in till.screen():
            await till.pilot.pause(0.01)
        await till.enter("petit")
        await till.press("enter", "enter")
        assert "! The USB stick is not there." in till.screen()
        failures.clear()
        await till.until(lambda: "USB" not in till.screen())


async def test_ctrl_q_leaves_and_ctrl_c_says_how(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.app.action_help_quit()
        assert "Ctrl+Q closes shopcard." in till.hint()
        await till.pilot.press(Keys.ControlQ.value)
        while till.app.is_running:
            await asyncio.sleep(0.01)


async def test_what_keys_do_never_pushes_the_card_down(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("petit")
        hint = till.counter.query_one("#hint")
        for length in range(20, 72):
            till.counter.say(Said("x" * length))
            await till.pilot.pause()
            assert hint.size.height == 1, length


async def test_case_101_what_acts_leave_behind_is_looked_for_once_the_shop_is_open(
    open_till: OpenTill,
) -> None:
    before = gc.get_threshold()
    gc.set_threshold(STARTING)
    try:
        async with open_till() as till:
            await till.until(lambda: gc.get_threshold() == WORKING)
            assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
