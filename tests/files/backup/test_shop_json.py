"""The whole shop goes into one JSON file, and the same shop comes out of it, row by row."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shopcard.errors import Damaged, DiskFull, Refused
from shopcard.files.backup import shop_json
from shopcard.files.backup.restore import Restored, restore
from shopcard.files.backup.shop_json import export
from shopcard.files.backup.unpack import verify
from shopcard.store.database.schema import HEAD
from shopcard.store.shop.shop import Shop
from tests.files.whole_shops import NOON, every_byte, every_row, sqlite3


@pytest.fixture(scope="module")
def whole(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One good export of the filled shop. Read only."""
    folder = tmp_path_factory.mktemp("json")
    where = shutil.copy(filled_file, folder / "shop.db")
    with Shop.open(where, clock=lambda: NOON) as shop:
        return export(shop, folder / "good.json")


def resealed(whole: Path, into: Path, change: Callable[[bytes], bytes]) -> Path:
    """The file with something changed and a seal that fits, as a forger would make it."""
    body, _mark, _end = whole.read_bytes().rpartition(b'\n"sha256": "')
    body = change(body)
    into.write_bytes(body + f'\n"sha256": "{hashlib.sha256(body).hexdigest()}"}}\n'.encode())
    return into


def test_every_table_comes_back_row_by_row_on_an_empty_machine(shop: Shop, tmp_path: Path) -> None:
    before = every_row(shop.opened.where)
    assert [name for name, rows in before.items() if not rows] == []
    where = tmp_path / "empty" / "machine" / "shop.db"

    made = export(shop, tmp_path)
    restored = restore(made, where)

    assert made.name == "glacier-du-port-2026-11-24-130000.json"
    assert made.stat().st_mode & 0o777 == where.stat().st_mode & 0o777 == 0o600
    assert every_row(where) == before
    assert restored == Restored(
        "Glacier du Port", 4, len(before["entry"]), None, erasures_known=False
    )
    assert [file.name for file in where.parent.iterdir()] == ["shop.db"]
    with Shop.open(where, clock=lambda: NOON) as again:
        assert again.counter.history() == shop.counter.history()
        assert again.check().problems == ()
        assert again.customers.find("oeuv") == shop.customers.find("oeuv") != ()


def test_any_program_reads_it_as_json(shop: Shop, tmp_path: Path) -> None:
    told = json.loads(export(shop, tmp_path).read_text(encoding="utf-8"))

    assert list(told) == ["format", "app", "schema", "shop", "created", "rows", "tables", "sha256"]
    assert (told["format"], told["schema"]) == ("shopcard-json-1", HEAD)
    assert (told["shop"], told["created"]) == ("Glacier du Port", NOON.isoformat())
    rows = every_row(shop.opened.where)
    assert told["rows"] == {name: len(found) for name, found in rows.items()
                            if name not in ("", "alembic_version")}  # fmt: skip
    for name, table in told["tables"].items():
        assert sorted(map(tuple, table["rows"]), key=repr) == rows[name]
    staff = dict(zip(told["tables"]["staff"]["columns"], told["tables"]["staff"]["rows"][0],
                     strict=True))  # fmt: skip
    assert (staff["name"], staff["pin"][:9]) == ("Éva", "$argon2id")


def test_texts_that_came_from_elsewhere_are_cleaned(whole: Path, tmp_path: Path) -> None:
    bad = "Ma\u202erie \x1b[2JLef\x07èvre"

    def foul(body: bytes) -> bytes:
        for text in ("Marie Lefèvre", "=HYPERLINK(1)", "Éva"):
            body = body.replace(json.dumps(text, ensure_ascii=False)[1:-1].encode(),
                                json.dumps(bad)[1:-1].encode())  # fmt: skip
        return body

    restore(resealed(whole, tmp_path / "foul.json", foul), tmp_path / "new" / "shop.db")

    rows = repr(every_row(tmp_path / "new" / "shop.db"))
    assert "Marie [2JLefèvre" in rows
    assert not re.search(r"\\x1b|\\x07|\\u202e|\u202e", rows)


def test_cards_that_are_not_what_the_ledger_says_are_made_anew(shop: Shop, tmp_path: Path) -> None:
    sound = every_row(shop.opened.where)["card"]
    with closing(sqlite3.connect(shop.opened.where)) as connection, connection:
        connection.execute("UPDATE card SET stamps = stamps + 5, as_of = '2026-11-24'")

    restore(export(shop, tmp_path / "wrong.json"), tmp_path / "new" / "shop.db")

    with Shop.open(tmp_path / "new" / "shop.db", clock=lambda: NOON) as again:
        assert again.check().problems == ()
    assert [row[:6] for row in every_row(tmp_path / "new" / "shop.db")["card"]] == [
        row[:6] for row in sound
    ]


def test_whoever_was_erased_stays_erased(shop: Shop, tmp_path: Path) -> None:
    with closing(sqlite3.connect(shop.opened.where)) as connection, connection:
        who = connection.execute("SELECT id FROM customer WHERE name LIKE 'Omar%'").fetchone()[0]
    shop.privacy.erase(who)

    restore(export(shop, tmp_path / "whole.json"), tmp_path / "new" / "shop.db")

    assert every_row(tmp_path / "new" / "shop.db") == every_row(shop.opened.where)


# What is refused


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda whole: whole[: len(whole) // 2], "damaged"),
        (lambda whole: whole[:-1], "damaged"),
        (lambda whole: whole[:700] + bytes([whole[700] ^ 1]) + whole[701:], "damaged"),
        (lambda whole: whole.replace(b"Omar Mariani", b"Omar Marianj"), "damaged"),
        (lambda whole: whole[:-70] + b"0" * 64 + whole[-6:], "damaged"),
        (lambda whole: b'{"customers": []}', "no backup made by shopcard"),
        (lambda whole: b"{", "no backup made by shopcard"),
        (lambda whole: b"[1, 2]", "no backup made by shopcard"),
    ],
)
def test_a_file_that_is_not_as_it_was_written_is_refused(
    whole: Path, live: Path, tmp_path: Path, harm: Callable[[bytes], bytes], said: str
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(harm(whole.read_bytes()))
    before = every_byte(live.parent)

    with pytest.raises(Damaged, match=said):
        restore(bad, live)

    assert every_byte(live.parent) == before


CARD = re.compile(rb'("card": \{"columns": \[.*?"rows": \[\n\["c\w+", \d+, )\d+')
"""The stamps on the first card."""


@pytest.mark.parametrize(
    "forged",
    [
        lambda body: body.replace(b'"card": {"columns": [', b'"card": {"columns": ["x", '),
        lambda body: body.replace(b'"contact": {', b'"contacts": {'),
        lambda body: body.replace(b'"contact": 1', b'"contact": 2'),
        lambda body: body.replace(b'"contact": 1, ', b""),
        lambda body: CARD.sub(rb'\1"many"', body),
        lambda body: CARD.sub(rb"\1-1", body),
        lambda body: CARD.sub(rb"\1[1]", body),
        lambda body: CARD.sub(rb"\g<1>99999999999999999999", body),
        lambda body: body.replace(b'\n["name",', b'\n"name",'),
        lambda body: body.replace(b'"shop": "Glacier du Port"', b'"shop": "Another"'),
        lambda body: body.replace(b"2026-11-22", b"whenever"),
        lambda body: body.replace(b"2026-11-22", b"2026-11-31"),
        lambda body: body.replace(b'{\\"promises', b'\\"promises'),
        lambda body: re.sub(rb'"created": "[^"]*"', b'"created": "today"', body),
        lambda body: re.sub(rb'\n\["c\w+", "Marie[^\n]*,\n', b"\n", body),
        lambda body: body[: body.index(b'"tables"')],
        lambda body: body.replace(b'"tables": {\n', b'"tables": {\n' + b"[" * 100_000 + b"\n"),
    ],
)  # fmt: skip
def test_a_sealed_file_that_is_no_whole_shop_is_refused_too(
    whole: Path, live: Path, tmp_path: Path, forged: Callable[[bytes], bytes]
) -> None:
    bad = resealed(whole, tmp_path / "bad.json", forged)
    assert bad.read_bytes()[:-90] != whole.read_bytes()[:-90]
    before = every_byte(live.parent)

    with pytest.raises(Damaged, match="no whole shop"):
        restore(bad, live)

    assert every_byte(live.parent) == before


@pytest.mark.parametrize(
    "newer", [(b"shopcard-json-1", b"shopcard-json-2"), (b'"schema": "0', b'"schema": "9')]
)
def test_a_file_of_a_newer_program_says_to_update(
    whole: Path, tmp_path: Path, newer: tuple[bytes, bytes]
) -> None:
    bad = resealed(whole, tmp_path / "newer.json", lambda body: body.replace(*newer))

    with pytest.raises(Damaged, match=r"newer shopcard \(0.1.0\)"):
        verify(bad)


def test_a_file_of_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    from shopcard.files.backup.verified import describe
    from shopcard.rules.settings import Settings
    from shopcard.store.database import schema
    from shopcard.store.database.engine import make_engine, make_private

    old = tmp_path / "old.db"
    make_private(old)
    engine = make_engine(old)
    schema.make(engine, "0003")
    engine.dispose()
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        connection.executemany(
            "INSERT INTO setting VALUES (?, ?)",
            (Settings("Old shop").to_texts() | {"import_secret": "ab" * 32}).items(),
        )
    manifest = describe(old, "Old shop", NOON)
    assert manifest.schema == "0003"
    with (tmp_path / "old.json").open("wb") as out:
        shop_json.write_json(old, manifest, out, lambda done: None)

    assert restore(tmp_path / "old.json", tmp_path / "new" / "shop.db").name == "Old shop"

    with Shop.open(tmp_path / "new" / "shop.db") as again:
        assert again.check().schema == HEAD


# On the way out


def test_a_name_that_is_taken_is_refused_and_a_name_of_its_own_is_numbered(
    shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / "mine.json").write_text("precious")

    with pytest.raises(Refused, match="already"):
        export(shop, tmp_path / "mine.json")
    names = [export(shop, tmp_path).name for _turn in range(2)]

    assert (tmp_path / "mine.json").read_text() == "precious"
    assert names == [f"glacier-du-port-2026-11-24-130000{end}.json" for end in ("", "-2")]


def test_what_cannot_be_found_again_in_the_file_gets_no_name(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    write = shop_json.write_json

    def forgetful(db: Path, *rest: Any) -> None:
        with closing(sqlite3.connect(shutil.copy(db, tmp_path / "other.db"))) as connection:
            connection.execute("UPDATE customer SET note = 'another'")
            connection.commit()
        write(tmp_path / "other.db", *rest)

    monkeypatch.setattr(shop_json, "write_json", forgetful)
    with pytest.raises(Damaged, match="No backup was made"):
        export(shop, tmp_path / "out")

    assert every_byte(tmp_path / "out") == {}


def test_a_full_disk_leaves_nothing_behind(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shop_json, "write_json", full)
    with pytest.raises(DiskFull, match="no room left in"):
        export(shop, tmp_path / "out")

    assert every_byte(tmp_path / "out") == {}
    assert list(shop.opened.where.parent.glob(".*")) == []


def test_progress_rises_to_one(shop: Shop, tmp_path: Path) -> None:
    out: list[float] = []
    back: list[float] = []

    made = export(shop, tmp_path, progress=out.append)
    restore(made, tmp_path / "new" / "shop.db", progress=back.append)

    for told in (out, back):
        assert told == sorted(told)
        assert told[-1] == 1
        assert len(told) >= 2


def test_case_45_a_shop_renamed_at_another_till_is_exported_under_its_name(shop, tmp_path):
    with Shop.open(shop.opened.where) as other:
        other.opened.change_setting("name", "Glacier du Phare")
    made = shop_json.export(shop, tmp_path / "out.json")
    assert json.loads(made.read_text())["shop"] == "Glacier du Phare"
