"""Backups and exports that somebody made up are refused with the place, or made harmless."""

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shopcard.errors import Damaged
from shopcard.files.backup import export as backup
from shopcard.files.backup import shop_json
from shopcard.files.backup.restore import restore
from shopcard.store.shop.shop import Shop
from tests.files.whole_shops import NOON, every_byte, sqlite3

Tables = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def whole(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One good JSON export of the filled shop. Read only."""
    folder = tmp_path_factory.mktemp("json")
    where = shutil.copy(filled_file, folder / "shop.db")
    with Shop.open(where, clock=lambda: NOON) as shop:
        return shop_json.export(shop, folder / "good.json")


def forged(whole: Path, into: Path, change: Callable[[Tables], None]) -> Path:
    """The export with its rows changed, written and sealed as the program writes it."""
    told = json.loads(whole.read_text(encoding="utf-8"))
    del told["sha256"]
    tables = told.pop("tables")
    change(tables)
    told["rows"] = {name: len(table["rows"]) for name, table in tables.items()}
    lines = [json.dumps(told)[:-1] + ',\n"tables": {']
    for at, (name, table) in enumerate(tables.items()):
        opening = f'{json.dumps(name)}: {{"columns": {json.dumps(table["columns"])}, "rows": ['
        lines.append(f"{',' if at else ''}\n{opening}")
        lines += [f"{',' if n else ''}\n{json.dumps(row)}" for n, row in enumerate(table["rows"])]
        lines.append("\n]}")
    body = ("".join(lines) + "\n},").encode()
    into.write_bytes(body + f'\n"sha256": "{hashlib.sha256(body).hexdigest()}"}}\n'.encode())
    return into


def set_to(
    table: str, column: str, value: Any, which: Callable[[dict[str, Any]], bool] = lambda row: True
) -> Callable[[Tables], None]:
    """Put a value into the first row that fits."""

    def change(tables: Tables) -> None:
        columns = tables[table]["columns"]
        for row in tables[table]["rows"]:
            if which(dict(zip(columns, row, strict=True))):
                row[columns.index(column)] = value
                return
        raise AssertionError("no such row")

    return change


def each_set_to(table: str, column: str, value: Any) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        at = tables[table]["columns"].index(column)
        for row in tables[table]["rows"]:
            row[at] = value

    return change


def terms(**said: Any) -> Callable[[Tables], None]:
    """Other conditions on every programme."""

    def change(tables: Tables) -> None:
        at = tables["terms"]["columns"].index("body")
        for row in tables["terms"]["rows"]:
            row[at] = json.dumps(json.loads(row[at]) | said)

    return change


def merged_in_a_circle(tables: Tables) -> None:
    entry = tables["entry"]
    columns, rows = entry["columns"], entry["rows"]
    one, other = tables["customer"]["rows"][0][0], tables["customer"]["rows"][1][0]
    for n, (kept, joined) in enumerate(((one, other), (other, one)), start=9000):
        made = dict(zip(columns, rows[0], strict=True)) | {
            "id": n, "key": f"circle-{n}", "kind": "merge", "customer_id": kept, "joins": joined,
            "amount": None, "voids": None, "caused_by": None,
        }  # fmt: skip
        rows.append([made[name] for name in columns])


def brought_in_a_circle(tables: Tables) -> None:
    customer = tables["customer"]
    at, (one, other) = customer["columns"].index("referred_by"), customer["rows"][:2]
    one[at], other[at] = other[0], one[0]


def without(table: str, column: str, value: str) -> Callable[[Tables], None]:
    """Take away the rows that hold a value."""

    def change(tables: Tables) -> None:
        at = tables[table]["columns"].index(column)
        tables[table]["rows"] = [row for row in tables[table]["rows"] if row[at] != value]

    return change


def twice(table: str) -> Callable[[Tables], None]:
    return lambda tables: tables[table]["rows"].append(list(tables[table]["rows"][0]))


def is_purchase(row: dict[str, Any]) -> bool:
    return row["kind"] == "purchase"


HOSTILE: dict[str, Callable[[Tables], None]] = {
    "merges in a circle": merged_in_a_circle,
    "a card of no stamps": terms(promises=[[0, "Free cone", None]]),
    "a card of stamps below zero": terms(promises=[[-5, "Free cone", None]]),
    "a card without end": terms(promises=[[10**12, "Free cone", None]]),
    "a card without rewards": terms(promises=[]),
    "counts that go down": terms(promises=[[9, "Cake", None], [5, "Tea", None]]),
    "a reward that is a number": terms(promises=[[5, 12, None]]),
    "a stamp for nothing": terms(per=0),
    "a stamp for less than nothing": terms(per=-5),
    "a stamp per fraction": terms(per=0.5),
    "no end of months": terms(stamps_expire=10**9),
    "no end of days": terms(reward_expires=10**12),
    "a tier that counts without end": terms(tiers=[["Gold", 1, 10**9, None]]),
    "terms of nothing known": terms(colour="red"),
    "terms that are a list": set_to("terms", "body", "[]"),
    "terms in great depth": set_to("terms", "body", "[" * 900 + "]" * 900),
    "stamps that count no times": set_to("entry_program", "times", 0),
    "stamps that count without end": set_to("entry_program", "times", 10**15),
    "more stamps than any purchase": set_to("entry_program", "stamps", 10**15),
    "a cap below zero": set_to("entry_program", "most", -1),
    "the terms of another programme": set_to(
        "entry_program", "program_id", 2, lambda row: row["program_id"] == 1
    ),
    "an amount beyond counting": set_to("entry", "amount", 10**18, is_purchase),
    "an amount that is a text": set_to("entry", "amount", "12", is_purchase),
    "an amount that is a fraction": set_to("entry", "amount", 12.5, is_purchase),
    "an amount that is no number": set_to("entry", "amount", float("nan"), is_purchase),
    "an amount without end": set_to("entry", "amount", float("inf"), is_purchase),
    "an amount of more bits than fit": set_to("entry", "amount", 2**70, is_purchase),
    "an act in the year 9999": set_to("entry", "at", "9999-12-31 23:59:59.000000"),
    "an act recorded in the year 9999": set_to(
        "entry", "recorded_at", "9999-12-31 23:00:00.000000"
    ),
    "a day in the year 9999": set_to("entry", "business_day", "9999-12-31"),
    "a day of the first year": each_set_to("entry", "business_day", "0001-01-01"),
    "an act that undoes itself": set_to(
        "entry", "voids", 9999, lambda row: row["kind"] == "void"
    ),
    "an act that causes itself": set_to("entry", "caused_by", 1, lambda row: row["id"] == 1),
    "a merge with nobody": set_to("entry", "kind", "merge", is_purchase),
    "an act of nobody": set_to("entry", "customer_id", "cnobody"),
    "the same act twice": twice("entry"),
    "the same customer twice": twice("customer"),
    "a row that is too long": lambda tables: tables["customer"]["rows"][0].append("more"),
    "a row that is too short": lambda tables: tables["customer"]["rows"][0].pop() and None,
    "a list in a value": set_to("customer", "name", ["Marie"]),
    "depth in a value": set_to("customer", "name", json.loads("[" * 400 + "]" * 400)),
    "a name that is a number": set_to("customer", "name", 12),
    "a name that is nothing": set_to("customer", "name", None),
    "a name that is too long": set_to("customer", "name", "M" * 1000),
    "a name of nothing seen": set_to("customer", "name", "\u200b\u200b"),
    "visits that are a text": set_to("customer", "joined", "yesterday"),
    "a setting that cannot be": set_to(
        "setting", "value", "-1", lambda row: row["key"] == "window"
    ),
    "a zone that is nowhere": set_to(
        "setting", "value", "Mars/Base", lambda row: row["key"] == "timezone"
    ),
    "a country that is nowhere": set_to(
        "setting", "value", "ZZZ", lambda row: row["key"] == "country"
    ),
    "a currency that is none": set_to(
        "setting", "value", "EUS", lambda row: row["key"] == "currency"
    ),
    "a setting of nothing known": set_to(
        "setting", "key", "colour", lambda row: row["key"] == "margin"
    ),
    "no time zone": without("setting", "key", "timezone"),
    "no key for imports": without("setting", "key", "import_secret"),
    "a key for imports that is none": set_to(
        "setting", "value", "abc", lambda row: row["key"] == "import_secret"
    ),
    "a birthday that no calendar has": set_to("customer", "birthday", "1980-13-45"),
    "a birthday to come": set_to("customer", "birthday", "2980-01-02"),
    "a phone that is a word": set_to("phone", "number", "hello"),
    "a phone without end": set_to("phone", "number", "+3" * 9000),
    "a card without a number": set_to("card_number", "number", ""),
    "a reward for yes": terms(promises=[[True, "Free cone", None]]),
    "joined in the first year": set_to("customer", "joined", "0001-01-01"),
    "joined in times to come": set_to("customer", "joined", "2980-01-01"),
    "feedback in the year 9999": set_to("feedback", "day", "9999-01-01"),
    "people who brought one another": brought_in_a_circle,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_case_88_a_hostile_export_is_refused_and_the_shop_stays(
    whole: Path, live: Path, tmp_path: Path, name: str
) -> None:
    bad = forged(whole, tmp_path / "bad.json", HOSTILE[name])
    before = every_byte(live.parent)

    with pytest.raises(Damaged) as refused:
        restore(bad, live)

    assert "bad.json" in refused.value.sentence
    assert every_byte(live.parent) == before


def test_an_export_that_was_only_written_again_is_restored(
    whole: Path, live: Path, tmp_path: Path
) -> None:
    again = forged(whole, tmp_path / "again.json", lambda tables: None)

    assert restore(again, live).problems == ()


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("an amount beyond counting", "Action"),
        ("merges in a circle", "Action 9001"),
        ("a card of no stamps", "“terms”, row “1”"),
        ("stamps that count no times", "“entry_program”, row"),
        ("an act of nobody", "“entry”"),
        ("the same act twice", "“entry”"),
        ("a list in a value", "“customer”"),
        ("a row that is too long", "“customer”"),
        ("a name that is a number", "“customer”"),
        ("an amount of more bits than fit", "“entry”"),
    ],
)
def test_case_88_the_place_is_said(
    whole: Path, live: Path, tmp_path: Path, name: str, place: str
) -> None:
    bad = forged(whole, tmp_path / "bad.json", HOSTILE[name])

    with pytest.raises(Damaged) as refused:
        restore(bad, live)

    assert place in refused.value.sentence


@pytest.fixture
def changed(filled_file: Path, tmp_path: Path) -> Callable[..., Path]:
    """A bare copy of the filled shop, with statements run on it past every rule of ours."""

    def change(*statements: str) -> Path:
        made = Path(shutil.copy(filled_file, tmp_path / "copy.db"))
        with closing(sqlite3.connect(made, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            for statement in statements:
                connection.execute(statement)
        return made

    return change


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("CREATE TRIGGER mine AFTER INSERT ON entry BEGIN DELETE FROM phone; END", "“mine”"),
        ("CREATE VIEW mine AS SELECT * FROM customer", "“mine”"),
        ("CREATE TABLE mine (at TEXT)", "“mine”"),
        ("CREATE INDEX mine ON customer (name)", "“mine”"),
        ("DROP TRIGGER entry_refuses_update", "unguarded"),
        ("DROP INDEX ix_entry_day", "ix_entry_day"),
        ("ALTER TABLE customer ADD COLUMN mine TEXT", "“customer”"),
    ],
)
def test_case_96_a_backup_made_otherwise_than_a_shop_is_not_restored(
    changed: Callable[..., Path], live: Path, statement: str, said: str
) -> None:
    bad = changed(statement)
    before = every_byte(live.parent)

    with pytest.raises(Damaged, match="not made as shopcard makes a shop") as refused:
        restore(bad, live)

    assert said in refused.value.sentence
    assert str(bad) in refused.value.sentence
    assert every_byte(live.parent) == before


def test_case_96_a_guard_that_guards_nothing_is_none(
    changed: Callable[..., Path], live: Path
) -> None:
    bad = changed(
        "DROP TRIGGER entry_refuses_delete",
        "CREATE TRIGGER entry_refuses_delete BEFORE DELETE ON entry BEGIN SELECT 1; END",
    )

    with pytest.raises(Damaged, match="entry_refuses_delete"):
        restore(bad, live)


def test_case_96_what_is_kept_is_replayed_and_made_anew_before_it_is_a_shop(
    changed: Callable[..., Path], live: Path
) -> None:
    wrong = changed(
        "UPDATE card SET stamps = stamps + 1",
        "UPDATE reward SET name = 'Free car'",
        "UPDATE customer SET visits = 77",
        "UPDATE cell SET body = '0'",
        "DELETE FROM search_word",
        "UPDATE customer_month SET amount = 7",
    )

    assert restore(wrong, live).problems == ()

    with Shop.open(live, clock=lambda: NOON) as shop:
        assert shop.check().problems == ()
        assert [found.name for found in shop.customers.find("lefevre")] == ["Marie Lefèvre"]


def test_case_96_what_the_ledger_itself_has_wrong_is_said(
    changed: Callable[..., Path], live: Path
) -> None:
    wrong = changed("UPDATE customer SET birthday = '1980-13-45' WHERE birthday <> ''")

    (said, *_more) = restore(wrong, live).problems

    assert "birthday" in said


def test_case_96_no_backup_is_made_that_could_not_be_restored(shop: Shop, tmp_path: Path) -> None:
    with closing(sqlite3.connect(shop.opened.where, isolation_level=None)) as connection:
        connection.execute("CREATE VIEW mine AS SELECT 1")

    with pytest.raises(Damaged, match="No backup was made"):
        backup.export(shop, tmp_path)
    shop.check(rebuild=True)

    assert backup.export(shop, tmp_path).is_file()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cell SET body = body || ' '",
        "UPDATE customer_month SET amount = amount + 1",
        "UPDATE customer_month SET days = days | 6",
        "UPDATE customer SET visits = visits + 1",
        "UPDATE customer SET joined = 'long ago'",
        "UPDATE feedback SET comment = x'ff'",
    ],
)
def test_case_93_no_copy_of_a_shop_that_lies_is_called_whole(
    shop: Shop, tmp_path: Path, statement: str
) -> None:
    with closing(sqlite3.connect(shop.opened.where, isolation_level=None)) as connection:
        connection.execute(statement)

    for export in (backup.export, shop_json.export):
        with pytest.raises(Damaged, match="No backup was made"):
            export(shop, tmp_path)

    assert not list(tmp_path.glob("*.shopcard")) + list(tmp_path.glob("*.json"))


CONTROL = "A\x1b]0;pwned\x07\x9b31m\u202eB"


def test_case_97_every_text_of_a_restored_shop_is_cleaned(
    changed: Callable[..., Path], live: Path
) -> None:
    def put(table: str, column: str) -> str:
        return f"UPDATE {table} SET {column} = {column} || '{CONTROL}' WHERE {column} <> ''"

    guards = [
        f"DROP TRIGGER {table}_refuses_update" for table in ("entry", "entry_program", "terms")
    ]
    again = [
        f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("entry", "entry_program", "terms")
    ]
    dirty = changed(
        *guards,
        put("program", "name"), put("reward", "name"), put("reward", "partner"),
        put("customer", "name"), put("customer", "email"), put("customer", "note"),
        put("staff", "name"), put("entry", "staff"), put("entry", "till"), put("entry", "channel"),
        put("entry_program", "reward"), put("settlement", "partner"), put("contact", "staff"),
        put("feedback", "comment"), put("feedback", "till"), put("remark", "text"),
        "UPDATE card_number SET number = number || char(7)",
        "UPDATE phone SET number = number || char(155)",
        "UPDATE setting SET value = value || char(27) WHERE key = 'name'",
        "UPDATE terms SET body = replace(body, 'Free', 'Fr\\u001bee\\u202e')",
        *again,
    )  # fmt: skip

    restore(dirty, live)

    with Shop.open(live, clock=lambda: NOON) as shop:
        assert [p for p in shop.check().problems if "visits" in p or "cards" in p] == []
    with closing(sqlite3.connect(live)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                text = " ".join(value for value in row if isinstance(value, str))
                found = [c for c in "\x1b\x07\x9b\u202e" if c in text or f"u{ord(c):04x}" in text]
                assert not found, (table, row)
