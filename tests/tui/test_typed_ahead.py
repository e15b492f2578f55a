"""Keys pressed before the screen they are meant for has come: each waits for it."""

import asyncio
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from shopcard.rules.staff import Role
from shopcard.store.shop.open_shop import OpenShop
from shopcard.store.shop.shop import Shop
from shopcard.tui.app import ShopcardApp, Stopped
from shopcard.tui.month.screen import MonthScreen
from tests.tui import stage
from tests.tui.test_scanner import Terminal, terminal
from tests.tui.till import NOW, Ticks, Till

__all__ = ["terminal"]

MARIE, OMAR = "Marie Lefèvre", "Omar Mariani"
SLOW = 0.04
"""Seconds that a slow shop takes at most for each answer, and for which the loop is held up."""


class SlowFile(OpenShop):
    """An open shop in which every answer takes a while, as on an old computer."""

    _random = Random(0)

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_") and threading.current_thread() is not threading.main_thread():
            time.sleep(self._random.random() * SLOW)
        return super().__getattribute__(name)


class SlowShop(Shop):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.opened.__class__ = SlowFile


@asynccontextmanager
async def slow_till(where: Path, *, staff: str = "") -> AsyncIterator[Till]:
    """A till whose shop and screens are slow on purpose; its first keys may come at once."""
    ticks = Ticks()

    def open_shop() -> Shop:
        return SlowShop.open(where, staff=staff, till="till-1", clock=lambda: NOW)

    app = ShopcardApp(where, staff=staff, open_shop=open_shop, clock=ticks)
    with Shop.open(where, till="beside", clock=lambda: NOW) as beside:
        async with app.run_test(size=(80, 24)) as pilot:
            app.set_interval(SLOW * 1.5, lambda: time.sleep(SLOW / 2))
            yield Till(app, pilot, beside, ticks)


async def press_at(till: Till, pace: float, *keys: str) -> None:
    for key in keys:
        await till.send(key)
        await asyncio.sleep(pace)


async def at_rest(till: Till) -> None:
    await till.until(lambda: till.app.shop is not None)
    await till.settle()


@pytest.mark.parametrize("pace", [0.005, 0.03])
async def test_case_41_letters_right_after_f2_are_the_new_customers_name(
    where: Path, pace: float
) -> None:
    async with slow_till(where) as till:
        await press_at(till, pace, "f2", *"Berenice Martin", "f2")
        await at_rest(till)
        assert till.open() == "Berenice Martin"
        assert till.shop.customers.find("Berenice")[0].name == "Berenice Martin"


async def test_case_41_letters_right_after_f5_go_into_the_form(where: Path) -> None:
    async with slow_till(where) as till:
        await press_at(till, 0.005, *"42077310", "enter", "f5", "end", *" Roy", "f2")
        await at_rest(till)
        assert till.app.screen is till.counter
        assert till.open() == "Marie Lefèvre Roy"


async def test_case_41_a_pin_is_never_in_the_search_box(where: Path) -> None:
    with Shop.open(where, clock=lambda: NOW) as shop:
        shop.staff.set_pin(shop.staff.add("Camille", Role.OWNER).id, "7391")
    async with slow_till(where) as till:
        await at_rest(till)
        seen = [till.box()]
        till.counter.watch(till.counter.box, "value", lambda text: seen.append(text))  # noqa: PLW0108
        await press_at(till, 0.005, "f8", *"7391", "enter")
        await at_rest(till)
        assert isinstance(till.app.screen, MonthScreen)
        assert set(seen) == {""}


async def test_case_41_a_pin_typed_at_the_start_is_never_in_the_search_box(where: Path) -> None:
    with Shop.open(where, clock=lambda: NOW) as shop:
        shop.staff.set_pin(shop.staff.add("Camille", Role.OWNER).id, "7391")
    async with slow_till(where, staff="Camille") as till:
        seen = [till.box()]
        till.counter.watch(till.counter.box, "value", lambda text: seen.append(text))  # noqa: PLW0108
        await press_at(till, 0.005, *"7391", "enter", *"omar")
        await at_rest(till)
        assert till.counter.shop.opened.staff == "Camille"
        assert till.box() == "omar"
        assert not any(character.isdigit() for text in seen for character in text)


async def test_case_41_an_arrow_waits_for_the_list_that_it_moves_in(where: Path) -> None:
    async with slow_till(where) as till:
        await press_at(till, 0.005, *"mar", "down", "enter")
        await at_rest(till)
        assert till.open() == till.shop.customers.find("mar")[1].name


async def test_case_41_an_arrow_waits_for_the_letters_that_come_with_it(where: Path) -> None:
    """All of them are taken at one go, as when the loop was held up."""
    async with slow_till(where) as till:
        await at_rest(till)
        await asyncio.gather(*(till.send(key) for key in (*"mari", "down", "down")))
        await at_rest(till)
        await till.press("enter")
        await at_rest(till)
        assert till.open() == till.shop.customers.find("mari")[2].name


async def test_case_41_saving_twice_is_saving_once(where: Path) -> None:
    async with slow_till(where) as till:
        await at_rest(till)
        await till.press("f2")
        await press_at(till, 0.005, *"Rose", "f2", "f2", "enter", "enter")
        await at_rest(till)
        assert till.app.screen is till.counter
        assert till.open() == "Rose"
        assert till.purchases("Rose") == []


async def test_case_41_a_key_that_means_save_means_more_once_another_came_between(
    where: Path,
) -> None:
    async with slow_till(where) as till:
        await at_rest(till)
        await till.press("f2")
        await press_at(till, 0.005, *"Rose", "f2", "escape", "f2", *"Jasmine", "f2")
        await at_rest(till)
        assert till.app.screen is till.counter
        assert till.open() == "Jasmine"
        assert till.shop.customers.find("Rose")


async def test_case_41_keys_of_a_form_that_went_elsewhere_are_no_second_save(where: Path) -> None:
    async with slow_till(where) as till:
        await at_rest(till)
        await till.press("f2")
        await press_at(till, 0.005, *"Rose", "f2", "escape", *"omar", "enter", "enter")
        await at_rest(till)
        assert till.open() == OMAR
        assert till.purchases(OMAR)


async def test_case_41_what_waits_behind_an_act_opens_before_the_next_key(where: Path) -> None:
    async with slow_till(where) as till:
        await at_rest(till)
        await till.press(*"42077310", "enter")
        await press_at(till, 0.005, "enter", "escape", "f9", "down", "escape", *"oma")
        await at_rest(till)
        assert till.app.screen is till.counter
        assert till.box() == "oma"


async def test_case_41_quitting_never_waits(where: Path) -> None:
    never = threading.Event()

    def open_shop() -> None:
        never.wait(20)

    app = ShopcardApp(where, staff="Camille", open_shop=open_shop)
    async with app.run_test() as pilot:
        for key in ("a", "enter", "ctrl+q"):
            await stage.send(app, key)
        await pilot.pause()
        assert not app.is_running or app.return_code is not None
        never.set()


# At the start, in a real terminal


@pytest.mark.parametrize("moment", [0.0, 0.4, 0.8])
def test_case_91_a_scan_before_the_first_paint_opens_its_card(
    where: Path, terminal: Callable[..., Terminal], moment: float
) -> None:
    app = terminal("-m", "shopcard", "--db", str(where), "--lang", "en", "--staff", "Camille")
    time.sleep(moment)
    app.send("10000001\r")
    app.wait_for(lambda shown: "one stamp for Omar" in shown)


def test_case_91_letters_before_the_first_paint_are_looked_up(
    where: Path, terminal: Callable[..., Terminal]
) -> None:
    app = terminal("-m", "shopcard", "--db", str(where), "--lang", "en")
    app.send("jean-m")
    app.wait_for(lambda shown: "jean-m" in shown.splitlines()[2] and "open Jean-Marie Roy" in shown)


async def test_case_91_nothing_typed_before_a_refusal_closes_it_unread(tmp_path: Path) -> None:
    there = tmp_path / "shop.db"
    there.write_bytes(b"something else altogether" * 100)
    app = ShopcardApp(there, staff="Camille")
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("enter", "enter", "escape"):
            await stage.send(app, key)
        await Till(app, pilot, None, Ticks()).until(lambda: isinstance(app.screen, Stopped))  # type: ignore[arg-type]
        await pilot.pause(0.3)
        assert isinstance(app.screen, Stopped)
        assert not app.keys_wait


# The law: at any pace the same comes of the same keys.

SCENES = (
    ("f2", *"Zoe {n}", "f2", "escape"),
    ("f2", *"Zoe {n}", "enter", *"06 39 98 00 0{n}", "f2", "escape"),
    (*"42077310", "enter", "enter", "escape"),
    (*"omar", "enter", "2", "enter", "escape"),
    (*"mari", "down", "down", "enter", "enter", "escape"),
    (*"marion", "enter", "f5", "end", *" {n}", "f2", "escape"),
    (*"marion", "enter", "f5", "tab", *"x", "escape", "escape", "escape", "escape"),
    (*"42077310", "enter", "f4", "enter", "escape"),
    (*"42077310", "enter", "f4", "escape", "escape"),
    ("f6", "escape", *"roy", "enter", "escape"),
    ("f8", "left", "escape", *"omar", "enter", "escape"),
    ("f9", "down", "escape"),
    ("f9", "enter", "escape", *"roy"),
    ("escape",),
)


def told(rng: Random, scenes: int) -> list[str]:
    """Some scenes in a row, as one run of keys."""
    keys: list[str] = []
    for n in range(scenes):
        scene = rng.choice(SCENES)
        text = "\0".join(scene).replace("{\0n\0}", str(n))
        keys += text.split("\0")
    return keys


async def outcome(where: Path, keys: list[str], rng: Random | None) -> dict[str, Any]:
    """What comes of keys pressed at random paces; without `rng` each waits for the one before."""
    async with slow_till(where) as till:
        if rng is None:
            await at_rest(till)
        for key in keys:
            await till.send(key)
            if rng is None:
                await till.settle()
            else:
                await asyncio.sleep(rng.choice((0.005, 0.01, 0.03, 0.08, 0.2)))
        await at_rest(till)
        acts = [(a.name, a.kind, a.stamps, a.voided) for a in till.ledger()]
        return {
            "screen": type(till.app.screen),
            "open": till.open(),
            "box": till.box(),
            "acts": acts,
            "people": sorted((m.name, m.phone) for m in till.shop.customers.find("")),
            "names": sorted(
                {m.name for word in ("zoe", "mar", "roy") for m in till.shop.customers.find(word)}
            ),
        }


async def the_same_at_any_pace(where: Path, tmp_path: Path, seed: int, scenes: int) -> None:
    keys = told(Random(seed), scenes)
    other = Path(shutil.copy(where, tmp_path / f"paced-{seed}.db"))
    first = Path(shutil.copy(where, tmp_path / f"slow-{seed}.db"))
    assert await outcome(other, keys, Random(seed)) == await outcome(first, keys, None), keys


@pytest.mark.parametrize("seed", range(3))
async def test_case_41_the_same_comes_of_the_same_keys_at_any_pace(
    where: Path, tmp_path: Path, seed: int
) -> None:
    await the_same_at_any_pace(where, tmp_path, seed, 3)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 140))
async def test_case_41_the_same_comes_of_many_keys_at_any_pace(
    where: Path, tmp_path: Path, seed: int
) -> None:
    await the_same_at_any_pace(where, tmp_path, seed, 8)
