"""The counter in a real terminal: first paint, box ready, key to the list painted."""

from collections.abc import Sequence
from itertools import cycle, islice, pairwise
from pathlib import Path

from tests.bench.figures import Figure, p50, p95
from tests.bench.shop_file import SOMEBODY
from tests.bench.terminal import Terminal

_WORDS = ("mar", "lef", "dubo", "jean", "roux", "elod", "07 3", "camille m")
_ESC = "\x1b"
_FRAMES = 5 / 120
_FIRST_WORD = "can a card"
"""What the empty box says: painted with the first frame, its first letter under the cursor."""


def screens(shop: Path, runs: int) -> list[Figure]:
    """A shop file's start-up and typing, `runs` starts of each program, in turn."""
    bare, first, ready = [], [], []
    warm_up = 1 if runs > 1 else 0
    for _run in range(warm_up + runs):
        bare.append(_first_paint(["-m", "tests.bench.bare"], "bare-yardstick"))
        painted, answered = _till_ready(shop)
        first.append(painted)
        ready.append(answered)
    yardstick = p50(bare[warm_up:])
    keys = _keys(shop, runs)
    return [
        Figure(
            "first paint", p50(first[warm_up:]), "a bare Textual app with a header", yardstick, 1.3,
        ),
        Figure(
            "letters typed at first paint answered by the list",
            p50(ready[warm_up:]), "first paint of the bare app", yardstick, 3,
        ),
        Figure(
            "key to the list painted, p95", p95(keys), "five frames at 120 a second", _FRAMES, 1
        ),
    ]  # fmt: skip


def _counter(shop: Path) -> list[str]:
    return ["-m", "shopcard", "--db", str(shop), "--lang", "en"]


def _first_paint(program: Sequence[str], word: str) -> float:
    with Terminal(program, {}) as terminal:
        return terminal.printed(word) - terminal.began


def _till_ready(shop: Path) -> tuple[float, float]:
    with Terminal(_counter(shop), {}) as terminal:
        first = terminal.printed(_FIRST_WORD)
        terminal.send("quatre")
        answered = terminal.printed(SOMEBODY.split()[0])
        return first - terminal.began, answered - terminal.began


def _keys(shop: Path, runs: int) -> list[float]:
    """How long each key takes until the list below the box stands, typed as a person types."""
    with Terminal(_counter(shop), {}, rows=36, columns=120) as terminal:
        terminal.printed(_FIRST_WORD)
        terminal.settle(1.0)
        sent: list[tuple[float, bool]] = []
        for word in islice(cycle(_WORDS), 4 * runs):
            for key in (*word, _ESC):
                sent.append((terminal.send(key), key != _ESC))
                terminal.settle(0.15, most=1.0)
        changes = terminal.changes(lambda lines: [line[:40] for line in lines[5:-2]])
    answers = [
        (key, [when for when in changes if key <= when < following])
        for (key, typed), (following, _typed) in pairwise(sent)
        if typed
    ]
    return [seen[-1] - key for key, seen in answers if seen]
