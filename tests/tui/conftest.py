"""A counter to test: a real shop file, a clock that stands still, keys that people press."""

import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from textual.widgets import Input

from shopcard.language import speak
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop
from shopcard.tui.app import ShopcardApp
from tests.tui.till import NOW, PEOPLE, OpenTill, Ticks, Till


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    speak("en")
    yield
    speak("en")


@pytest.fixture(scope="session")
def a_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with three programmes and five customers, for every test to copy."""
    file = tmp_path_factory.mktemp("shop") / "shop.db"
    programs = [
        ("Ice-cream cone", make_terms([(None, "Free cone")])),
        ("Car wash", make_terms([(None, "Free wash")], stamps=6)),
        ("Club", make_terms([(3, "Badge"), (None, "Scarf")], stamps=12, per=5000)),
    ]
    settings = Settings("Glacier du Port", backups=False)
    with (
        # The order of people who are alike otherwise goes by their ids.
        pytest.MonkeyPatch.context() as patch,
        Shop.create(file, settings, programs, till="before", clock=lambda: NOW) as shop,
    ):
        patch.setattr(secrets, "randbelow", Random(42).randrange)
        for name, (phone, card, note) in PEOPLE.items():
            shop.customers.add(CustomerDraft(name, phone=phone, card=card, note=note))
        shop.counter.stamp(shop.customers.resolve("42077310"), stamps=7)
        shop.counter.stamp(shop.customers.resolve("42077310"), stamps=3, program=2)
    return file


@pytest.fixture
def where(a_shop: Path, tmp_path: Path) -> Path:
    """A shop of the test's own."""
    return Path(shutil.copy(a_shop, tmp_path / "shop.db"))


@pytest.fixture
def open_till(where: Path) -> OpenTill:
    """Opens the counter of that shop: `async with open_till() as till`."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (80, 24),
        *,
        staff: str = "Camille",
        demo: bool = False,
        lang: str = "",
    ) -> AsyncIterator[Till]:
        ticks = Ticks()

        def open_shop() -> Shop:
            return Shop.open(where, staff=staff, till="till-1", clock=lambda: NOW)

        app = ShopcardApp(
            where, staff=staff, demo=demo, lang=lang, open_shop=open_shop, clock=ticks
        )
        with Shop.open(where, till="beside", clock=lambda: NOW) as beside:
            async with app.run_test(size=size) as pilot:
                till = Till(app, pilot, beside, ticks)
                for box in app.counter.query(Input):
                    box.cursor_blink = False
                while app.shop is None:
                    await pilot.pause(0.005)
                await till.settle()
                yield till

    return opened


@pytest.fixture
def slow_stamp() -> Callable[[Till], Callable[[], None]]:
    """Makes the till's next stamps wait until what it answers with is called."""

    def slow(till: Till) -> Callable[[], None]:
        gate, stamp = threading.Event(), till.counter.shop.counter.stamp

        def waiting(*args: Any, **options: Any) -> Any:
            assert gate.wait(10)
            return stamp(*args, **options)

        till.counter.shop.counter.stamp = waiting  # type: ignore[method-assign]
        return gate.set

    return slow


@pytest.fixture
def other_till(where: Path) -> Callable[[], AbstractContextManager[None]]:
    """Another process that holds the shop's file for as long as the block lasts."""

    @contextmanager
    def holding() -> Iterator[None]:
        script = (
            "import sys; from shopcard.store.database.engine import sqlite_module\n"
            "held = sqlite_module().connect(sys.argv[1], isolation_level=None)\n"
            "held.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script, str(where)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as other:  # fmt: skip
            assert other.stdout
            assert other.stdout.readline() == "held\n"
            try:
                yield
            finally:
                other.communicate()

    return holding
