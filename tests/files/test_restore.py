"""The shop that is there is set aside whole, whatever happens meanwhile."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shopcard.errors import Busy, Refused, ShopcardError
from shopcard.files.backup import restore as restore_
from shopcard.files.backup.export import export
from shopcard.files.backup.restore import restore
from shopcard.store.database import engine
from shopcard.store.shop.shop import Shop
from tests.files.whole_shops import (
    NOON,
    ROOT,
    STAMP_FOR_EVER,
    every_byte,
    every_row,
    no_second_names,
    sqlite3,
    stopped,
)


def test_a_shop_that_is_there_is_set_aside_with_all_its_stamps(
    copy_of_filled: Callable[[Path], Path], archive: Path, tmp_path: Path
) -> None:
    where = copy_of_filled(tmp_path / "data" / "shop.db")
    till = subprocess.Popen(
        [sys.executable, "-c", STAMP_FOR_EVER, str(where)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert till.stdout
    answered = [till.stdout.readline().strip() for _stamp in range(5)]
    till.kill()
    answered += [line.strip() for line in till.stdout.readlines()]
    till.wait()
    assert (where.parent / "shop.db-wal").stat().st_size > 0

    set_aside = restore(archive, where).set_aside

    assert set_aside is not None
    assert set_aside.name.startswith("shop-set-aside-2")
    assert sorted(where.parent.iterdir()) == [set_aside, where]
    with Shop.open(set_aside) as old, Shop.open(where) as new:
        assert set(answered) <= {act.key for act in old.counter.history()}
        assert old.check().problems == () == new.check().problems
        assert not set(answered) & {act.key for act in new.counter.history()}
    assert where.stat().st_mode & 0o777 == 0o600
    assert set_aside.stat().st_mode & 0o777 == 0o600


def test_a_new_folder_and_file_are_their_owners_alone(archive: Path, tmp_path: Path) -> None:
    where = tmp_path / "new" / "shop.db"
    mask = os.umask(0)
    try:
        restore(archive, where)
    finally:
        os.umask(mask)

    assert where.parent.stat().st_mode & 0o777 == 0o700
    assert where.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in where.parent.iterdir()] == ["shop.db"]


def test_restores_one_after_another_keep_every_shop(archive: Path, live: Path) -> None:
    aside = {restore(archive, live).set_aside for _turn in range(3)}

    assert len(aside) == 3
    assert len(list(live.parent.iterdir())) == 4


HOLD = """
import sys
from pathlib import Path
from shopcard.store.shop.shop import Shop
shop = Shop.open(Path(sys.argv[1]))
shop.counts()
print("open", flush=True)
sys.stdin.read()
"""


def test_a_shop_open_on_another_till_is_busy(archive: Path, live: Path) -> None:
    if not engine.wal_is_safe(engine.sqlite_module().sqlite_version_info):
        pytest.skip("without a write-ahead log an idle till holds nothing")
    till = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(live)],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert till.stdout
    assert till.stdout.readline() == "open\n"
    before = every_byte(live.parent)
    try:
        with pytest.raises(Busy, match="open on another till"):
            restore(archive, live)
        assert every_byte(live.parent) == before
    finally:
        till.communicate()
    assert restore(archive, live).set_aside is not None


def test_a_till_in_the_middle_of_an_act_is_busy_with_the_rollback_journal_too(
    archive: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore_, "PATIENCE", 0.2)
    with closing(sqlite3.connect(live, isolation_level=None)) as till:
        till.execute("PRAGMA journal_mode = TRUNCATE")
        till.execute("BEGIN IMMEDIATE")
        before = live.read_bytes()

        with pytest.raises(Busy):
            restore(archive, live)

        assert live.read_bytes() == before
        till.execute("ROLLBACK")
        assert restore(archive, live).set_aside is not None


def test_an_idle_till_with_the_rollback_journal_writes_nothing_into_the_shop_set_aside(
    copy_of_filled: Callable[[Path], Path],
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "wal_is_safe", lambda version: False)
    where = copy_of_filled(tmp_path / "data" / "shop.db")
    with Shop.open(where, till="idle", clock=lambda: NOON) as till:
        till.counter.stamp(till.customers.resolve("C77"))
        set_aside = restore(archive, where).set_aside
        assert set_aside is not None
        was, new = every_row(set_aside), every_row(where)
        with pytest.raises(ShopcardError):
            till.counter.stamp(till.customers.resolve("C77"))

    assert every_row(set_aside) == was
    assert every_row(where) == new


def test_a_damaged_shop_is_set_aside_as_it_is(archive: Path, live: Path) -> None:
    old = {"shop.db": b"all lost " * 999, "shop.db-wal": b"wal" * 99, "shop.db-journal": b"hot"}
    for name, contents in old.items():
        (live.parent / name).write_bytes(contents)

    set_aside = restore(archive, live).set_aside

    assert set_aside is not None
    found = every_byte(live.parent)
    restored = found.pop("shop.db")
    assert found == {
        name.replace("shop.db", set_aside.name): contents for name, contents in old.items()
    }
    assert restored.startswith(b"SQLite format 3")
    with Shop.open(live) as shop:
        assert shop.check().problems == ()


def test_a_shop_damaged_within_is_set_aside_too(archive: Path, live: Path) -> None:
    harmed = live.read_bytes()[:100] + b"\xff" * 4000
    live.write_bytes(harmed)

    set_aside = restore(archive, live).set_aside

    assert set_aside is not None
    assert set_aside.read_bytes() == harmed
    with Shop.open(live) as shop:
        assert shop.check().problems == ()


def test_a_shop_exchanged_while_a_restore_waited_for_it_is_busy(
    archive: Path, live: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.db"
    shutil.copy(live, other)
    other_rows = every_row(other)
    connect = engine.sqlite_module().connect

    def slowly(file: str, **how: Any) -> Any:
        if how.get("timeout") == restore_.PATIENCE and "live/shop.db" in file and other.exists():
            os.replace(other, live)
        return connect(file, **how)

    monkeypatch.setattr(engine.sqlite_module(), "connect", slowly)
    with pytest.raises(Busy):
        restore(archive, live)

    assert every_row(live) == other_rows
    assert [file.name for file in live.parent.iterdir()] == ["shop.db"]


@pytest.mark.parametrize("main", [b"", None], ids=["empty", "gone"])
def test_a_journal_left_alone_does_not_spoil_the_new_shop(
    archive: Path, live: Path, main: bytes | None
) -> None:
    live.unlink()
    if main is not None:
        live.write_bytes(main)
    (live.parent / "shop.db-wal").write_bytes(b"left from another shop")

    restored = restore(archive, live)

    assert (restored.set_aside is None) == (main is None)
    kept = [file for file in live.parent.iterdir() if file.name.endswith(".db-wal")]
    assert [file.read_bytes() for file in kept] == [b"left from another shop"]
    assert kept[0].name != "shop.db-wal"
    with Shop.open(live) as shop:
        assert shop.check().problems == ()


def test_a_move_that_fails_puts_everything_back(
    archive: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (live.parent / "shop.db").write_bytes(b"all lost")
    (live.parent / "shop.db-wal").write_bytes(b"wal")
    before = every_byte(live.parent)
    move = os.replace

    def fails(source: Path, target: Path) -> None:
        if Path(target) == live:
            raise OSError(errno.EIO, "the disk said no")
        move(source, target)

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(Refused, match="could not be written to"):
        restore(archive, live)

    assert every_byte(live.parent) == before


def test_a_stick_without_second_names_serves_as_well(
    archive: Path, live: Path, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_second_names(monkeypatch)
    was = every_row(live)

    set_aside = restore(archive, live).set_aside

    assert set_aside is not None
    assert every_row(set_aside) == was
    assert set_aside.stat().st_mode & 0o777 == 0o600
    made = export(shop, tmp_path)
    assert export(shop, tmp_path) != made
    name = tmp_path / "mine.shopcard"
    with pytest.raises(Refused, match="already"):
        export(shop, name, progress=lambda done: name.write_text("precious"))  # type: ignore[arg-type]
    assert name.read_text() == "precious"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process can only be forked on Unix")
def test_wherever_a_restore_stops_there_is_the_old_shop_or_the_new(
    archive: Path, filled_file: Path, live: Path, tmp_path: Path
) -> None:
    new, old = every_row(filled_file), every_row(live)
    spare = tmp_path / "spare.db"
    shutil.copy(live, spare)
    seen = []
    for at in range(100):
        shutil.rmtree(live.parent)
        live.parent.mkdir()
        shutil.copy(spare, live)
        died = stopped(at, lambda: restore(archive, live))
        with Shop.open(live) as shop:
            seen.append(shop.opened.settings.name)
        assert every_row(live) == (old if seen[-1] == "Untouched" else new)
        if seen[-1] != "Untouched":
            (aside,) = live.parent.glob("shop-set-aside-*.db")
            assert every_row(aside) == old
        if not died:
            break
    assert seen == sorted(seen, reverse=True)
    assert {"Untouched", "Glacier du Port"} == set(seen)
    assert len(seen) >= 8


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process can only be forked on Unix")
def test_wherever_a_restore_stops_nothing_of_a_damaged_shop_is_lost(
    archive: Path, live: Path
) -> None:
    for at in range(100):
        shutil.rmtree(live.parent)
        live.parent.mkdir()
        old = {live: b"all lost", live.with_name("shop.db-wal"): b"but this"}
        for file, contents in old.items():
            file.write_bytes(contents)
        died = stopped(at, lambda: restore(archive, live))
        assert live.exists()
        assert set(old.values()) <= set(every_byte(live.parent).values())
        if not died:
            break
    assert at >= 8
