"""A counter as a person stands before it, for tests: keys, scans, what is seen, what is written."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from shopcard.rules.card import Kind
from shopcard.store.answers.counter import Act, OpenCard
from shopcard.store.shop.shop import Shop
from shopcard.tui.app import ShopcardApp
from shopcard.tui.counter.screen import Counter
from tests.tui import stage

NOW = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
BETWEEN_KEYS = 0.2
"""Seconds between the keys of a person, on the tests' own clock."""
PEOPLE = {
    "Marie Lefèvre": ("06 12 34 56 78", "42077310", "pistachio, never hazelnut (allergy)"),
    "Omar Mariani": ("06 12 34 20 11", "10000001", ""),
    "Marion Petit": ("06 98 76 99 04", "10000002", ""),
    "Jean-Marie Roy": ("06 11 11 41 55", "000122521", ""),
    "Bob [/] [red": ("", "42", "[b]VIP[/b] [link"),
}


class Ticks:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Till:
    """A counter as a person stands before it."""

    def __init__(self, app: ShopcardApp, pilot: Pilot[None], shop: Shop, ticks: Ticks) -> None:
        self.app = app
        self.pilot = pilot
        self.shop = shop
        """The same shop, seen from beside the till."""
        self.ticks = ticks

    @property
    def counter(self) -> Counter:
        return self.app.counter

    async def send(self, *keys: str, after: float = BETWEEN_KEYS) -> None:
        """Keys, each so many seconds after the one before; what they do may be still under way."""
        for key in keys:
            self.ticks.now += after
            await stage.send(self.app, key)

    async def press(self, *keys: str) -> None:
        """Keys as a person presses them, and what they do."""
        await self.send(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def enter(self, text: str = "") -> None:
        """Type a text and press Enter; then a moment passes."""
        await self.press(*text, "enter")
        self.ticks.now += 1

    async def scan(self, number: str, *ends: str) -> None:
        """A scanner's burst, ended by Enter or the keys given; then a moment passes."""
        self.ticks.now += BETWEEN_KEYS
        await self.send(*number, *(ends or ("enter",)), after=0)
        await self.settle()
        self.ticks.now += 1

    async def settle(self) -> None:
        """Wait until nothing is under way any more, or a dialog waits for an answer."""

        def busy() -> bool:
            at_counter = self.app.screen is self.counter
            return (
                self.app.keys_wait
                or (at_counter and self.counter.occupied)
                or any(
                    w.group in ("search", "today") or (w.node is self.app.screen and not at_counter)
                    for w in self.app.workers
                    if not w.is_finished
                )
            )

        assert await stage.calm(self.pilot, busy), "the counter does not come to rest"

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what comes by itself: a timer's turn, another till's."""
        async with asyncio.timeout(20):
            while not holds():
                await self.pilot.pause(0.005)

    def screen(self) -> str:
        """All that is on the screen, line by line."""
        return stage.words(self.app)

    def hint(self) -> str:
        """What is said under the box."""
        return str(self.counter.query_one("#hint", Static).render())

    def box(self) -> str:
        return self.counter.box.value

    def open(self) -> str | None:
        """The name of the customer who is open, as the card shows it."""
        panel = self.counter.query_one("#card")
        title = Content.from_markup(panel.border_title or "").plain.strip()
        return title if panel.display and title else None

    def id_of(self, name: str) -> str:
        return next(
            m.id for m in self.shop.customers.find(name.partition(" [")[0]) if m.name == name
        )

    def card(self, name: str) -> OpenCard:
        return self.shop.counter.open_card(self.id_of(name))

    def stamps(self, name: str, program: int = 0) -> int:
        return self.card(name).cards[program].card.stamps

    def ledger(self, name: str | None = None) -> tuple[Act, ...]:
        return self.shop.counter.history(self.id_of(name) if name else None)

    def purchases(self, name: str | None = None) -> list[Act]:
        return [a for a in self.ledger(name) if a.kind is Kind.PURCHASE and not a.voided]


OpenTill = Callable[..., AbstractAsyncContextManager[Till]]
