"""Shop itself, without a screen: looking up and stamping."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from shopcard.rules.text import fold
from shopcard.store.database.engine import sqlite_module
from shopcard.store.shop.shop import Shop
from tests.bench.figures import Figure, p50, p95
from tests.bench.shop_file import people

_APPENDED = b"\0" * 12_288


def store(where: Path, customers: int, scratch: Path, runs: int) -> list[Figure]:
    """Look-ups on the big shop, stamps on a copy of it."""
    live = scratch / "live.db"
    shutil.copyfile(where, live)
    with Shop.open(live) as shop:
        return [_look_up(shop, customers, scratch, runs), _stamp(shop, scratch, runs)]


def _look_up(shop: Shop, customers: int, scratch: Path, runs: int) -> Figure:
    known = people(customers)
    index = _bare_index(known, scratch / "bare.db")
    ours, theirs = [], []
    for text, word in _typed(Random(1), known, 60 * runs):
        theirs.append(_timed(lambda word=word: index(word)))
        ours.append(_timed(lambda text=text: shop.customers.find(text)))
    return Figure(
        "look-up, p95: beginnings, phones, mistakes", p95(ours),
        "a bare FTS5 prefix query, p95", p95(theirs), 8, 0.002,
    )  # fmt: skip


def _typed(random: Random, known: list[tuple[str, str]], many: int) -> Iterator[tuple[str, str]]:
    """What is typed at the counter, and the word of it that a bare index would look for."""
    for _n in range(many):
        name, phone = random.choice(known)
        word = fold(name.split()[-1]).split()[0]
        cut = random.randrange(len(word))
        yield name[: random.randint(1, len(name))], word[: random.randint(1, 4)]
        yield word[: random.randint(2, 6)], word[: random.randint(2, 6)]
        yield phone[-4:], word[:3]
        yield "0" + phone[3:], word[:3]
        yield word[:cut] + word[cut + 1 :], word[:4]


def _bare_index(known: list[tuple[str, str]], where: Path) -> Callable[[str], object]:
    connection = sqlite_module().connect(str(where))
    connection.execute(
        "CREATE VIRTUAL TABLE word USING fts5("
        "name, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
    )
    connection.executemany("INSERT INTO word(name) VALUES (?)", ((name,) for name, _p in known))
    connection.commit()
    return lambda word: connection.execute(
        "SELECT rowid, name FROM word WHERE word MATCH ? LIMIT 50", (f'"{word}" *',)
    ).fetchall()


def _stamp(shop: Shop, scratch: Path, runs: int) -> Figure:
    random, ours, theirs = Random(2), [], []
    ids = [match.id for text in ("ma", "le", "je", "al") for match in shop.customers.find(text, 50)]
    log = os.open(scratch / "log", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        for who in random.sample(ids, min(len(ids), 30 * runs)):
            theirs.append(_timed(lambda: _append(log)))
            ours.append(_timed(lambda who=who: shop.counter.stamp(who, stamps=1, amount=350)))
    finally:
        os.close(log)
    return Figure(
        "durable stamp, p50", p50(ours), "append 12 KB and fdatasync, p50", p50(theirs), 10
    )


def _append(log: int) -> None:
    os.write(log, _APPENDED)
    getattr(os, "fdatasync", os.fsync)(log)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
