"""What is no whole backup of ours is refused with the reason, and harms nothing."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from shopcard.errors import Damaged, DiskFull, NotFound, Refused
from shopcard.files.backup import archive as archives
from shopcard.files.backup.restore import restore
from shopcard.files.backup.unpack import verify
from shopcard.store.shop.shop import Shop
from tests.files.whole_shops import as_somebody, every_byte, sqlite3


def refused(archive: Path, live: Path) -> str:
    """The sentence, once it is sure that the live shop and its folder are as they were."""
    before = every_byte(live.parent)
    with pytest.raises((Damaged, NotFound, DiskFull)) as caught:
        restore(archive, live)
    assert every_byte(live.parent) == before
    with pytest.raises(type(caught.value)):
        verify(archive)
    return caught.value.sentence


@pytest.mark.parametrize("tenths", range(10))
def test_a_backup_cut_short_is_refused(
    archive: Path, live: Path, tmp_path: Path, tenths: int
) -> None:
    whole = archive.read_bytes()
    cut = tmp_path / "cut.shopcard"
    cut.write_bytes(whole[: len(whole) * tenths // 10])

    said = refused(cut, live)

    assert ("is empty" if tenths == 0 else "its end is missing") in said


@pytest.mark.parametrize("harm", [lambda b: b[:-1], lambda b: b + b"\0", lambda b: b"\0" + b])
def test_a_backup_one_byte_shorter_or_longer_is_refused(
    archive: Path, live: Path, tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "other.shopcard").write_bytes(harm(archive.read_bytes()))

    assert "no backup made by shopcard" in refused(tmp_path / "other.shopcard", live)


def test_a_flipped_bit_anywhere_is_refused(archive: Path, live: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    before = every_byte(live.parent)
    flipped = tmp_path / "flipped.shopcard"
    places = {*range(120), *range(0, len(whole), 61), *range(len(whole) - 250, len(whole))}
    for place in sorted(places):
        harmed = bytearray(whole)
        harmed[place] ^= 1 << place % 8
        flipped.write_bytes(harmed)
        with pytest.raises(Damaged):
            restore(flipped, live)
    assert len(places) > 400
    assert every_byte(live.parent) == before


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "is empty"),
        (b"Dear diary", "no backup made by shopcard"),
        (b"PK", "no backup made by shopcard"),
        (b"SQLite format 3\0" + b"\0" * 4000, "damaged"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    live: Path, tmp_path: Path, contents: bytes, said: str
) -> None:
    (tmp_path / "some.shopcard").write_bytes(contents)

    assert said in refused(tmp_path / "some.shopcard", live)


def test_what_is_no_file_is_refused(live: Path, tmp_path: Path) -> None:
    assert "There is no file" in refused(tmp_path / "none.shopcard", live)
    assert "is a folder" in refused(tmp_path, live)


def test_a_foreign_zip_or_database_is_refused(live: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "foreign.zip", "w") as opened:
        opened.writestr("holiday.txt", "sun")
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as connection, connection:
        connection.execute("CREATE TABLE song (name)")

    assert "no backup made by shopcard" in refused(tmp_path / "foreign.zip", live)
    assert "belongs to another program" in refused(tmp_path / "foreign.db", live)


def test_a_shop_in_use_is_no_backup(shop: Shop, live: Path) -> None:
    shop.counter.stamp(shop.customers.resolve("C77"))

    assert "a shop in use" in refused(shop.opened.where, live)
    with pytest.raises(Refused, match="the shop itself"):
        restore(live, live)


def test_a_file_one_may_not_read_is_a_sentence(anybodys: Path) -> None:
    locked = anybodys / "locked.shopcard"
    locked.write_bytes(b"secret")
    locked.chmod(0)

    with as_somebody(), pytest.raises(Damaged, match="cannot be read"):
        verify(locked)


def test_a_place_one_may_not_write_to_is_a_sentence(archive: Path, anybodys: Path) -> None:
    readable = anybodys / "good.shopcard"
    shutil.copy(archive, readable)
    readable.chmod(0o644)
    (anybodys / "closed").mkdir(mode=0o555)

    with as_somebody(), pytest.raises(Refused, match="may not be written to"):
        restore(readable, anybodys / "closed" / "shop.db")
    with as_somebody(), pytest.raises(Refused, match="may not be written to"):
        restore(readable, anybodys / "closed" / "deeper" / "shop.db")


def forged(
    archive: Path,
    into: Path,
    *,
    manifest: Callable[[dict[str, Any]], object] = lambda kept: kept,
    snapshot: Callable[[Path], object] | None = None,
    extra: tuple[str, ...] = (),
    zeros: int = 0,
) -> Path:
    """A sealed archive by somebody who knows the format, and lies."""
    with zipfile.ZipFile(archive) as opened:
        kept = json.loads(opened.read("manifest.json"))
        db = into / "forged.db"
        db.write_bytes(opened.read("shop.db"))
    if snapshot:
        snapshot(db)
        contents = db.read_bytes()
        kept |= {"size": len(contents), "sha256": hashlib.sha256(contents).hexdigest()}
    changed = manifest(kept)
    text = changed if isinstance(changed, str | bytes) else json.dumps(kept)
    made = into / "forged.shopcard"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("manifest.json", text)
        if zeros:
            with out.open("shop.db", "w") as inside:
                for _mega in range(zeros):
                    inside.write(bytes(1024 * 1024))
        else:
            out.write(db, "shop.db")
        for name in extra:
            out.writestr(name, "evil")
        out.comment = b"shopcard sha256 " + b"0" * 64
    with made.open("r+b") as reopened:
        archives.seal(reopened)
    db.unlink()
    return made


def test_the_forger_knows_the_format(archive: Path, tmp_path: Path) -> None:
    assert verify(forged(archive, tmp_path)) == verify(archive)


LIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "one row more": lambda kept: kept["rows"].update(entry=kept["rows"]["entry"] + 1),
    "a table more": lambda kept: kept["rows"].update(other=0),
    "a table less": lambda kept: kept["rows"].pop("remark"),
    "rows of words": lambda kept: kept["rows"].update(entry="many"),
    "another hash": lambda kept: kept.update(sha256="0" * 64),
    "another size": lambda kept: kept.update(size=kept["size"] - 4096),
    "a huge size": lambda kept: kept.update(size=2**63),
    "another mark": lambda kept: kept.update(application_id=1),
    "another schema": lambda kept: kept.update(schema="0000"),
    "another shop": lambda kept: kept.update(shop="Somebody else"),
    "no shop": lambda kept: kept.pop("shop"),
    "no time": lambda kept: kept.update(created="yesterday"),
    "time as number": lambda kept: kept.update(created=5),
    "format 0": lambda kept: kept.update(format=0),
    "format of words": lambda kept: kept.update(format="1"),
    "a list": lambda kept: "[]",
    "no JSON": lambda kept: "hello",
    "no text": lambda kept: b"\xff\xfe\xfa",
    "depths": lambda kept: "[" * 60000,
    "far too long": lambda kept: json.dumps(kept) + " " * 100_000,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_manifest_that_lies_is_refused(
    archive: Path, live: Path, tmp_path: Path, lie: str
) -> None:
    assert "damaged" in refused(forged(archive, tmp_path, manifest=LIES[lie]), live)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "name", ["../evil.txt", "/tmp/evil.txt", "shop.db-wal", "shop.db", "manifest.json", "a\\..\\b"]
)
def test_nothing_else_may_be_in_a_backup(
    archive: Path, live: Path, tmp_path: Path, name: str
) -> None:
    assert "damaged" in refused(forged(archive, tmp_path, extra=(name,)), live)
    assert not (live.parent.parent / "evil.txt").exists()


def test_a_small_file_that_would_fill_the_disk_is_refused_before_it_is_unpacked(
    archive: Path, live: Path, tmp_path: Path
) -> None:
    mega = 1024 * 1024
    honest = {"size": 220 * mega, "sha256": hashlib.sha256(bytes(220 * mega)).hexdigest()}
    for manifest in (lambda kept: kept.update(honest), lambda kept: kept):
        bomb = forged(archive, tmp_path, zeros=220, manifest=manifest)
        unpacked: list[float] = []

        with pytest.raises(Damaged, match="damaged"):
            restore(bomb, live, progress=unpacked.append)

        assert bomb.stat().st_size < mega
        assert unpacked == []


def test_a_disk_too_small_to_unpack_on_is_said(
    archive: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(live.parent)
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: type(usage)(usage.total, usage.used, 1000)
    )

    assert "no room to unpack" in refused(archive, live)


def test_a_newer_backup_says_what_to_do(archive: Path, live: Path, tmp_path: Path) -> None:
    newer = forged(
        archive, tmp_path, manifest=lambda kept: kept.update(format=2, app="9.1\x1b[2J", rows=None)
    )
    assert "newer shopcard (9.1[2J). Update" in refused(newer, live)


def test_a_backup_of_a_newer_schema_says_what_to_do(
    archive: Path, live: Path, tmp_path: Path
) -> None:
    newer = forged(
        archive,
        tmp_path,
        snapshot=statements("UPDATE alembic_version SET version_num = '9999'"),
        manifest=lambda kept: kept.update(schema="9999"),
    )
    assert "newer shopcard. Update" in refused(newer, live)


def statements(*sql: str) -> Callable[[Path], None]:
    def run(db: Path) -> None:
        with closing(sqlite3.connect(db)) as connection, connection:
            for each in sql:
                connection.execute(each)

    return run


def flip_in_an_index(db: Path) -> None:
    """Harm that only the integrity check sees: a key of an index that its table has otherwise."""
    contents = db.read_bytes()
    key = b"a-key"
    assert contents.count(key) == 2
    db.write_bytes(contents[::-1].replace(key[::-1], b"b-key"[::-1], 1)[::-1])


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (statements("DELETE FROM customer WHERE name LIKE 'Marie%'"), "no whole shop"),
        (statements("PRAGMA application_id = 7"), "belongs to another program"),
        (statements("DELETE FROM setting WHERE key = 'name'"), "no whole shop"),
        (statements("UPDATE setting SET value = 'Mars' WHERE key = 'timezone'"), "no whole shop"),
        (statements("DROP TABLE alembic_version"), "no whole shop"),
        (statements("UPDATE setting SET value = x'ff' WHERE key = 'name'"), "no whole shop"),
        (flip_in_an_index, "no whole shop"),
        (lambda db: db.write_bytes(db.read_bytes()[:-8192]), "no whole shop"),
    ],
)
def test_a_snapshot_that_is_no_whole_shop_is_refused(
    archive: Path, live: Path, tmp_path: Path, harm: Callable[[Path], object], said: str
) -> None:
    def count_again(kept: dict[str, Any]) -> None:
        for name in ("customer", "setting"):
            with suppress(sqlite3.Error), closing(sqlite3.connect(tmp_path / "forged.db")) as asked:
                kept["rows"][name] = asked.execute(f"SELECT count(*) FROM {name}").fetchone()[0]

    made = forged(archive, tmp_path, snapshot=harm, manifest=count_again)

    assert said in refused(made, live)


def test_a_refused_restore_makes_no_folders(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.shopcard").write_bytes(archive.read_bytes()[:-10])

    with pytest.raises(Damaged):
        restore(tmp_path / "cut.shopcard", tmp_path / "new" / "folder" / "shop.db")

    assert not (tmp_path / "new").exists()


def test_a_name_of_which_nothing_is_left_is_no_whole_shop(
    archive: Path, live: Path, tmp_path: Path
) -> None:
    empty = forged(
        archive,
        tmp_path,
        snapshot=statements("UPDATE customer SET name = char(7) WHERE name > 'N'"),
    )
    before = every_byte(live.parent)

    with pytest.raises(Damaged, match="no whole shop"):
        restore(empty, live)

    assert every_byte(live.parent) == before
