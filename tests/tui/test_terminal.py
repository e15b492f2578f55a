"""What comes from a real terminal: bytes that are no text, keys that come too early, its end."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shopcard.store.shop.shop import Shop
from tests.tui.test_scanner import Terminal, terminal

__all__ = ["terminal"]

Start = Callable[..., Terminal]


def at_the_counter(where: Path, terminal: Start) -> Terminal:
    app = terminal("-m", "shopcard", "--db", str(where), "--lang", "en")
    app.wait_for(lambda shown: "Today" in shown)
    return app


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        (b"caf\xe9", "> café"),  # Latin-1, at the end and within
        (b"\xe9lodie", "> élodie"),
        ("élodie".encode(), "> élodie"),
        (b"ab\x80\xff\xc3\x28c", "> abÿÃ(c"),
        (b"\xf0\x9f\xe9t\xe9", "été"),
    ],
)
def test_case_92_bytes_that_are_no_utf_8_are_latin_1_or_nothing(
    where: Path, terminal: Start, typed: bytes, box: str
) -> None:
    app = at_the_counter(where, terminal)
    for byte in typed:
        os.write(app.process.fd, bytes([byte]))
    app.wait_for(lambda shown: box.removeprefix("> ") in shown.splitlines()[2])
    app.send("\x1b")
    time.sleep(0.3)
    app.send("10000001\r")
    app.wait_for(lambda shown: "one stamp for Omar" in shown)
    app.send("\x11")
    app.wait_for_end()
    assert app.process.exitstatus == 0


def test_case_92_every_byte_there_is_leaves_the_counter_open(where: Path, terminal: Start) -> None:
    app = at_the_counter(where, terminal)
    for byte in range(0x80, 0x100):
        os.write(app.process.fd, bytes([byte]))
        os.write(app.process.fd, b"a" if byte % 2 else b"\x7f")
    app.send("\x1b")
    time.sleep(0.3)
    app.send("10000001\r")
    app.wait_for(lambda shown: "one stamp for Omar" in shown)
    with Shop.open(where) as shop:
        assert len(shop.counter.history()) == 2


DEAF = """
import signal, sys, time
from pathlib import Path
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
from shopcard.store.shop.shop import Shop
from shopcard.tui.app import run
from shopcard.tui.counter.screen import Counter

def never(*_place, **_who):
    time.sleep(1000)

Shop.open = never if "slow" in sys.argv else Shop.open

def stuck(*_shop, **_demo):
    time.sleep(1000)

Counter.begin = stuck if "stuck" in sys.argv else Counter.begin
sys.exit(run(Path(sys.argv[1])))
"""
"""The counter where no SIGHUP arrives, as happens in the middle of its start."""


def ends(app: Terminal, seconds: float = 30) -> bool:
    """Whether a program ends by itself, given ample time on a busy machine."""
    end = time.monotonic() + seconds
    while app.process.isalive() and time.monotonic() < end:
        time.sleep(0.05)
    return not app.process.isalive()


@pytest.mark.parametrize(
    ("how", "shown_first"), [("", "Today"), ("slow", "shopcard"), ("stuck", "shopcard")]
)
def test_case_90_a_counter_whose_terminal_goes_ends(
    where: Path, terminal: Start, how: str, shown_first: str
) -> None:
    app = terminal("-c", DEAF, str(where), how)
    app.wait_for(lambda shown: shown_first in shown)
    app.process.fileobj.close()
    assert ends(app)


def hang_up_at(moment: float, where: Path, terminal: Start) -> None:
    app = terminal("-m", "shopcard", "--db", str(where))
    time.sleep(moment)
    app.process.fileobj.close()
    assert ends(app), f"outlives its terminal, gone {moment:.2f} s after the start"


def test_case_90_a_hang_up_during_the_start_ends_it(where: Path, terminal: Start) -> None:
    for moment in (0.05, 0.2, 0.35, 0.5, 0.65, 0.8):
        hang_up_at(moment, where, terminal)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_case_90_sixty_hang_ups_during_the_start_end_it(where: Path, terminal: Start) -> None:
    for step in range(60):
        hang_up_at(step * 0.025, where, terminal)


def test_case_90_many_stops_leave_one_reader_and_a_good_end(where: Path, terminal: Start) -> None:
    app = at_the_counter(where, terminal)
    running = Path(f"/proc/{app.process.pid}/task")
    for _stop in range(60):
        os.kill(app.process.pid, signal.SIGSTOP)
        os.kill(app.process.pid, signal.SIGCONT)
        time.sleep(0.02)
        app.send("")
        app.read(0)
    app.send("10000001\r")
    app.wait_for(lambda shown: "one stamp for Omar" in shown)
    assert not running.exists() or len(list(running.iterdir())) < 30
    app.send("\x11")
    app.wait_for_end()
    assert b"Traceback" not in app.raw
    assert app.process.exitstatus == 0


DEMO = """
import sys
from shopcard import demo
from shopcard.cli import run

build = demo.build
demo.build = lambda folder, **how: build(folder, days=40, **how)
sys.exit(run(["--lang", "en", "demo"]))
"""
"""The demo, of forty days."""


def test_case_81_what_is_typed_while_the_demo_is_made_acts_on_nothing(terminal: Start) -> None:
    app = terminal("-c", DEMO)
    app.wait_for(lambda shown: "Making the demo shop" in shown)
    app.send("mari\r\r")
    shown = app.wait_for(lambda shown: "Today" in shown and "demo" in shown.splitlines()[0])
    assert "Scan a card" in shown.splitlines()[2]
    before, _counter = app.raw.split(b"\x1b[?1049h", 1)
    assert not re.search(rb"\d\d:\d\d:\d\d", before)
