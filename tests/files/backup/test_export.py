"""A shop goes into one file, and the same shop comes out of it."""

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shopcard.errors import Damaged, DiskFull, Refused
from shopcard.files import new_files
from shopcard.files.backup import archive as archives
from shopcard.files.backup import verified
from shopcard.files.backup.export import export
from shopcard.files.backup.restore import Restored, restore
from shopcard.files.backup.unpack import verify
from shopcard.store.shop.shop import Shop
from tests.files.whole_shops import (
    NOON,
    ROOT,
    STAMP_FOR_EVER,
    as_somebody,
    every_byte,
    every_row,
    sqlite3,
    stopped,
)

# The same shop again


def test_a_shop_with_everything_filled_in_comes_back_row_by_row(shop: Shop, tmp_path: Path) -> None:
    before = every_row(shop.opened.where)
    assert [name for name, rows in before.items() if not rows] == []

    made = export(shop, tmp_path)
    restored = restore(made, tmp_path / "an" / "empty" / "machine" / "shop.db")

    where = tmp_path / "an" / "empty" / "machine" / "shop.db"
    assert every_row(where) == before
    assert restored == Restored(
        "Glacier du Port", 4, len(before["entry"]), None, erasures_known=False
    )
    with Shop.open(where, clock=lambda: NOON) as again:
        assert again.counter.history() == shop.counter.history()
        assert again.opened.settings == shop.opened.settings
        assert again.programs.all(closed=True) == shop.programs.all(closed=True)
        marie = shop.customers.resolve("06 12 34 56 78")
        assert again.counter.open_card(marie) == shop.counter.open_card(marie)
        assert again.customers.find("oeuv") == shop.customers.find("oeuv") != ()
        assert again.check().problems == ()
        assert again.counter.stamp(
            marie, key="a-key", stamps=12, amount=2550, channel="market"
        ).replayed


def test_every_stamp_answered_before_the_export_is_in_it(
    shop: Shop, tmp_path: Path
) -> None:  # FIELD-CASES 18
    shop.opened.change_setting("acts_per_day", "1000")
    till = subprocess.Popen(
        [sys.executable, "-c", STAMP_FOR_EVER, str(shop.opened.where)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    answered: list[str] = []
    listener = threading.Thread(target=lambda: answered.extend(map(str.strip, till.stdout or ())))
    listener.start()
    try:
        for turn in range(3):
            wait_until(lambda turn=turn: len(answered) >= 10 * (turn + 1))
            mine = shop.counter.stamp(shop.customers.resolve("C77")).act.key
            before = {*answered, mine}
            made = export(shop, tmp_path / f"{turn}.shopcard")
            where = tmp_path / str(turn) / "shop.db"
            restore(made, where)
            with Shop.open(where) as again:
                assert before <= {act.key for act in again.counter.history()}
                assert again.check().problems == ()
            assert till.poll() is None
    finally:
        till.kill()
        till.wait()
        listener.join()
    assert len(before) > 30


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def test_texts_that_came_from_elsewhere_are_cleaned(shop: Shop, tmp_path: Path) -> None:
    with closing(sqlite3.connect(shop.opened.where)) as connection, connection:
        connection.execute(
            "UPDATE customer SET name = ?, note = ? WHERE name LIKE 'Marie%'",
            ("Ma\u202erie \x1b[2JLef\x07evre", "a\x1b]0;owned\x07b\nc"),
        )
    where = tmp_path / "elsewhere" / "shop.db"

    restore(export(shop, tmp_path), where)

    with Shop.open(where) as again:
        marie = again.customers.get(again.customers.find("marie")[0].id)
    assert (marie.name, marie.note) == ("Marie [2JLefevre", "a]0;ownedb\nc")


def test_a_bare_snapshot_and_a_shop_set_aside_are_restored_too(
    shop: Shop, live: Path, tmp_path: Path
) -> None:
    shop.snapshot(tmp_path / "bare.db")
    was = every_row(live)

    first = restore(tmp_path / "bare.db", live)
    assert every_row(live) == every_row(shop.opened.where)
    assert first.name == "Glacier du Port"
    assert first.set_aside is not None

    assert restore(first.set_aside, live).name == "Untouched"
    assert every_row(live) == was
    assert verify(tmp_path / "bare.db").rows["customer"] == 4


# Names and places


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Glacier du Port", "glacier-du-port"),
        ("Chez Élodie & Œuvres / Nº1", "chez-elodie-oeuvres-no1"),
        ("../../etc", "etc"),
        ("Καφέ", "shop"),
        ("x" * 60, "x" * 40),
    ],
)
def test_a_backup_is_named_after_the_shop_and_its_own_clock(
    shop: Shop, name: str, slug: str
) -> None:
    shop.opened.change_setting("name", name)

    assert verified.default_name(shop) == f"{slug}-2026-11-24-130000.shopcard"


def test_without_a_target_the_backup_goes_to_the_current_folder(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    made = export(shop)

    assert made == tmp_path / "here" / "glacier-du-port-2026-11-24-130000.shopcard"
    assert list(every_byte(tmp_path / "here")) == [made.name]


def test_a_backup_may_be_named_and_is_its_owners_alone(shop: Shop, tmp_path: Path) -> None:
    made = export(shop, tmp_path / "mine.zip")

    assert made == tmp_path / "mine.zip"
    assert made.stat().st_mode & 0o777 == 0o600
    assert verify(made).shop == "Glacier du Port"
    with zipfile.ZipFile(made) as opened:
        assert opened.namelist() == ["manifest.json", "shop.db"]
        assert opened.testzip() is None


def test_a_name_that_is_taken_is_refused_and_a_name_of_its_own_is_numbered(
    shop: Shop, tmp_path: Path
) -> None:
    taken = tmp_path / "mine.shopcard"
    taken.write_text("precious")

    with pytest.raises(Refused, match="already"):
        export(shop, taken)
    names = [export(shop, tmp_path).name for _turn in range(3)]

    assert taken.read_text() == "precious"
    stem = "glacier-du-port-2026-11-24-130000"
    assert names == [f"{stem}{end}.shopcard" for end in ("", "-2", "-3")]


def test_a_name_taken_while_the_backup_was_made_is_not_written_over(
    shop: Shop, tmp_path: Path
) -> None:
    name = tmp_path / "mine.shopcard"

    with pytest.raises(Refused, match="already"):
        export(shop, name, progress=lambda done: name.write_text("precious"))  # type: ignore[arg-type]

    assert every_byte(tmp_path)["mine.shopcard"] == b"precious"
    assert list(tmp_path.glob(".*")) == []


def test_backups_made_at_once_each_get_a_name(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(3)
    first: set[int] = set()
    free_name_of_ours = new_files.free_name

    def free_name(wanted: Path) -> Path:
        free = free_name_of_ours(wanted)
        if threading.get_ident() not in first:  # all of them find the same name free
            first.add(threading.get_ident())
            together.wait(30)
        return free

    monkeypatch.setattr(new_files, "free_name", free_name)
    made: list[Path] = []
    (tmp_path / "out").mkdir()
    tills = [
        threading.Thread(target=lambda: made.append(export(shop, tmp_path / "out")))
        for _till in range(3)
    ]
    for till in tills:
        till.start()
    for till in tills:
        till.join()

    assert len(set(made)) == len(tills)
    assert sorted(made) == sorted((tmp_path / "out").iterdir())
    assert all(archives.is_sealed(each) for each in made)


def test_progress_rises_to_one(shop: Shop, tmp_path: Path) -> None:
    out: list[float] = []
    back: list[float] = []

    made = export(shop, tmp_path, progress=out.append)
    restore(made, tmp_path / "new" / "shop.db", progress=back.append)

    for told in (out, back):
        assert told == sorted(told)
        assert told[-1] == 1
        assert len(told) >= 2


# What may go wrong on the way out


def test_a_folder_that_is_not_there_or_not_ones_own_is_a_sentence(
    filled_file: Path, anybodys: Path, shop: Shop, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="not there"):
        export(shop, tmp_path / "nowhere" / "mine.shopcard")

    where = anybodys / "shop.db"
    shutil.copy(filled_file, where)
    where.chmod(0o666)
    (anybodys / "closed").mkdir(mode=0o555)
    with as_somebody(), Shop.open(where) as theirs, pytest.raises(Refused, match="written to"):
        export(theirs, anybodys / "closed")
    assert every_byte(anybodys / "closed") == {}
    assert list(anybodys.glob(".*")) == []


def test_a_full_disk_leaves_nothing_behind(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(archives, "seal", full)
    with pytest.raises(DiskFull, match="no room left in"):
        export(shop, tmp_path / "out")

    assert every_byte(tmp_path / "out") == {}
    assert list(shop.opened.where.parent.glob(".*")) == []


SMALL_DISK = """
mount -t tmpfs -o size=$1 tmpfs "$2" || exit 77
exec "$3" -c "
import sys, pathlib, os
from shopcard.files.backup.export import export; from shopcard.files.backup.restore import restore
from shopcard.store.shop.shop import Shop
from shopcard.errors import DiskFull
small = pathlib.Path(sys.argv[1])
try: export(Shop.open(pathlib.Path(sys.argv[2])), small)
except DiskFull as error: print('export:', error, os.listdir(small))
try: restore(pathlib.Path(sys.argv[3]), small / 'shop.db')
except DiskFull as error: print('restore:', error, os.listdir(small))
" "$2" "$4" "$5"
"""


def test_a_disk_that_is_really_full(shop: Shop, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    try:
        said = subprocess.run(
            ["unshare", "-rm", "sh", "-c", SMALL_DISK, "sh", "4k", tmp_path / "small",
             sys.executable, shop.opened.where, archive],
            cwd=ROOT, text=True, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("a small disk can only be had on Linux")
    if said.returncode == 77 or "unshare" in said.stderr:
        pytest.skip("this machine lets nobody mount a small disk")
    lines = said.stdout.splitlines()
    assert len(lines) == 2, said
    assert lines[0].startswith("export: There is no room left in")
    assert lines[1].startswith("restore: There is no room to unpack")
    assert all(line.endswith("[]") for line in lines)


def test_a_shop_that_is_not_whole_gets_no_backup(shop: Shop, tmp_path: Path) -> None:
    with closing(sqlite3.connect(shop.opened.where)) as connection, connection:
        connection.execute("DELETE FROM customer WHERE name LIKE 'Marie%'")
    (tmp_path / "out").mkdir()

    with pytest.raises(Damaged, match="No backup was made"):
        export(shop, tmp_path / "out")

    assert every_byte(tmp_path / "out") == {}


@pytest.mark.parametrize("harm", ["written wrong", "another shop"])
def test_a_copy_that_does_not_pass_its_checks_gets_no_name(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    pack = archives.pack

    def harmed(snapshot: Path, manifest: archives.Manifest, into: Any, progress: Any) -> None:
        if harm == "another shop":
            with closing(sqlite3.connect(snapshot)) as connection, connection:
                connection.execute("DELETE FROM remark")
            manifest = replace(
                manifest,
                rows=manifest.rows | {"remark": 0},
                size=snapshot.stat().st_size,
                sha256=archives.digest(snapshot),
            )
        pack(snapshot, manifest, into, progress)
        if harm == "written wrong":
            into.seek(2000)
            into.write(b"\0")

    monkeypatch.setattr(archives, "pack", harmed)
    (tmp_path / "out").mkdir()
    with pytest.raises(Damaged, match="No backup was made"):
        export(shop, tmp_path / "out")

    assert every_byte(tmp_path / "out") == {}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process can only be forked on Unix")
def test_wherever_an_export_stops_no_half_backup_has_a_name(
    filled_file: Path, tmp_path: Path
) -> None:
    where = tmp_path / "data" / "shop.db"
    where.parent.mkdir()
    shutil.copy(filled_file, where)
    named = 0
    for at in range(100):
        out = tmp_path / str(at)
        out.mkdir()
        died = stopped(at, lambda out=out: export(Shop.open(where), out))  # type: ignore[misc]
        made = list(out.glob("[!.]*"))
        named += len(made)
        assert [verify(each).shop for each in made] == ["Glacier du Port"] * len(made)
        if not died:
            break
    assert 1 <= named < at
    assert len(made) == 1


def test_what_a_power_cut_left_is_cleared_away_a_day_later(shop: Shop, tmp_path: Path) -> None:
    beside = shop.opened.where.parent
    for name, hours in {".shopcard-old": 25, ".shopcard-now": 1}.items():
        (beside / name).mkdir()
        (beside / name / "snapshot.db").write_text("names and phones")
        then = time.time() - timedelta(hours=hours).total_seconds()
        os.utime(beside / name, (then, then))

    export(shop, tmp_path)

    assert [left.name for left in beside.glob(".*")] == [".shopcard-now"]
