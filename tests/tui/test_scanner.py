"""A scanner at a real terminal: bursts back to back, on the real app in a process of its own."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from shopcard.rules.card import Kind
from shopcard.store.shop.shop import Shop

pyte = pytest.importorskip("pyte")
ptyprocess = pytest.importorskip("ptyprocess", reason="a real terminal needs a Unix")

LOGGED = """
import sys
from pathlib import Path
from shopcard.store.shop.customers import CustomersPart
from shopcard.tui.app import run

card_scanned = CustomersPart.card_scanned

def logged(customers, readings):
    held = card_scanned(customers, readings)
    with open(sys.argv[2], "a") as log:
        print(held and held.customer_id, file=log)
    return held

CustomersPart.card_scanned = logged
sys.exit(run(Path(sys.argv[1]), staff="Camille", till="till-1"))
"""
"""The counter, writing down every card that it opens."""


class Terminal:
    """The app in a terminal of 80×24."""

    def __init__(self, *arguments: str) -> None:
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        self.process = ptyprocess.PtyProcess.spawn(
            [sys.executable, *arguments],
            dimensions=(24, 80),
            env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        )

    def send(self, text: str) -> None:
        """Keys as fast as the terminal takes them; what the app paints meanwhile is read."""
        waiting = text.encode()
        while waiting:
            taken = os.write(self.process.fd, waiting[:64])
            waiting = waiting[taken:]
            self.read(0)

    def read(self, seconds: float) -> bool:
        """Read what was painted; False when nothing more will come."""
        import select

        while select.select([self.process.fd], [], [], seconds)[0]:
            try:
                painted = self.process.read(65536)
            except EOFError:
                return False
            self.raw += painted
            self._stream.feed(painted)
            seconds = 0
        return True

    def wait_for(self, what: Callable[[str], bool], seconds: float = 60) -> str:
        """Read until the screen is as wanted; the screen."""
        end = time.monotonic() + seconds
        while not what(shown := "\n".join(self._screen.display)):
            if time.monotonic() > end or not self.read(0.05):
                raise AssertionError(f"never came:\n{shown}")
        return shown

    def wait_for_end(self, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while self.read(0.05) and time.monotonic() < end:
            pass
        self.process.wait()


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    started: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        started.append(Terminal(*arguments))
        return started[-1]

    yield start
    for one in started:
        one.process.close(force=True)


def test_sixty_bursts_back_to_back_are_exact(
    where: Path, tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    bursts_are_exact(60, where, tmp_path, terminal)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_two_hundred_bursts_back_to_back_are_exact(
    where: Path, tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    bursts_are_exact(200, where, tmp_path, terminal)


def bursts_are_exact(
    many: int, where: Path, tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    log, rng = tmp_path / "opened.txt", Random(4207)
    with Shop.open(where) as shop:
        ids = {number: shop.customers.resolve(number) for number in ("42077310", "10000001")}
    numbers = [rng.choice(list(ids)) for _burst in range(many - 1)] + ["10000001"]
    app = terminal("-c", LOGGED, str(where), str(log))
    app.wait_for(lambda shown: "Today" in shown)
    app.send("".join(number + rng.choice(("\r", "\r\r", "\r\n")) for number in numbers))
    end = time.monotonic() + 120
    while not log.exists() or len(log.read_text().split()) < len(numbers):
        assert time.monotonic() < end, "the counter does not open every card"
        app.read(0.05)
    shown = app.wait_for(lambda shown: "Omar Mariani" in shown and "one stamp for Omar" in shown)
    assert "Scan a card" in shown
    assert log.read_text().split() == [ids[number] for number in numbers]
    with Shop.open(where) as shop:
        assert [act.stamps for act in shop.counter.history() if act.kind is Kind.PURCHASE] == [3, 7]


def test_a_scan_between_two_stamps_and_quitting(
    where: Path, terminal: Callable[..., Terminal]
) -> None:
    app = terminal("-m", "shopcard", "--db", str(where), "--lang", "en")
    app.wait_for(lambda shown: "Today" in shown)
    app.send("42077310\r")
    app.wait_for(lambda shown: "one stamp for Marie" in shown)
    time.sleep(0.4)
    app.send("\r")
    app.wait_for(lambda shown: "stamped · 8 of 10" in shown)
    app.send("10000001\r\r")
    app.wait_for(lambda shown: "one stamp for Omar" in shown)
    app.send("\x11")
    app.wait_for_end()
    assert app.process.exitstatus == 0
    with Shop.open(where) as shop:
        assert len(shop.counter.history()) == 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(
    where: Path, terminal: Callable[..., Terminal], number: signal.Signals
) -> None:
    app = terminal("-m", "shopcard", "--db", str(where))
    app.wait_for(lambda shown: "Glacier du Port" in shown)
    assert app.raw.rfind(b"\x1b[?1049h") > app.raw.rfind(b"\x1b[?1049l")
    os.kill(app.process.pid, number)
    app.wait_for_end()
    assert app.raw.rfind(b"\x1b[?1049l") > app.raw.rfind(b"\x1b[?1049h")
    assert app.raw.rfind(b"\x1b[?25h") > app.raw.rfind(b"\x1b[?25l")
    assert app.process.exitstatus == 128 + number
