"""export, restore, import, check."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from shopcard.store.database.engine import sqlite_module
from tests.cli.conftest import MARIE, Run

PURCHASES = """\
customer,name,date,amount
C1,Ann Ray,2026-01-05,12.50
C1,Ann Ray,2026-01-05,12.50
C2,Bo Lind,2026-02-06,3.00
"""

REPORT = {"kind", "rows", "added", "already_there", "set_aside", "rejected", "understood"}
CHECK = {"ok", "schema", "sqlite", "journal", "counts", "problems"}


def written(folder: Path, text: str, name: str = "sales.csv") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def state(home: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in home.iterdir()}


@contextmanager
def raw(file: Path) -> Iterator[Any]:
    """A connection that no rule of ours watches over."""
    with closing(sqlite_module().connect(file)) as connection:
        yield connection
        connection.commit()


def test_a_backup_restored_elsewhere_is_the_same_shop(
    shopcard: Run, home: Path, tmp_path: Path
) -> None:  # FIELD-CASES 17
    shopcard("stamp", MARIE, "--stamps", "13", "--amount", "12.50", "--channel", "market")
    shopcard("redeem", MARIE)
    made = shopcard("export", str(tmp_path / "copy.shopcard"), "--json")
    assert made.code == 0
    assert made.json["file"] == str(tmp_path / "copy.shopcard")
    assert made.json["bytes"] == (tmp_path / "copy.shopcard").stat().st_size
    there = str(tmp_path / "empty" / "shop.db")
    restored = shopcard("--db", there, "restore", made.json["file"], "--json")
    assert restored.code == 0
    assert restored.json == {
        "name": "Glacier du Port", "file": there, "customers": 1, "entries": 2,
        "set_aside": None, "erased": 0, "erasures_known": False,
    }  # fmt: skip
    for words in (
        ["history", "--json"], ["customer", "show", MARIE, "--json"],
        ["settings", "--json"], ["program", "--json"], ["check", "--json"],
    ):  # fmt: skip
        assert shopcard("--db", there, *words).json == shopcard(*words).json


def test_restoring_sets_the_shop_that_was_there_aside(
    shopcard: Run, home: Path, tmp_path: Path
) -> None:
    shopcard("export", str(tmp_path / "before.shopcard"))
    shopcard("stamp", MARIE)
    restored = shopcard("restore", str(tmp_path / "before.shopcard"))
    assert restored.code == 0
    assert shopcard("history", "--json").json["entries"] == []
    aside = Path(restored.out.splitlines()[1].partition(": ")[2])
    assert aside.parent == home
    assert len(shopcard("--db", str(aside), "history", "--json").json["entries"]) == 1


def test_a_backup_without_a_target_gets_its_own_name_here(shopcard: Run, tmp_path: Path) -> None:
    said = shopcard("export")
    (made,) = tmp_path.glob("glacier-du-port-*.shopcard")
    assert said.out == f"The backup is whole: {made}\n"
    assert shopcard("export", str(made)).code == 1
    assert shopcard("export", "--format", "pdf").code == 2


@pytest.mark.parametrize("kind", ["missing", "cut", "flipped", "foreign"])
def test_a_backup_that_is_not_whole_touches_nothing(
    shopcard: Run, home: Path, tmp_path: Path, kind: str
) -> None:
    archive = tmp_path / "copy.shopcard"
    shopcard("export", str(archive))
    whole = archive.read_bytes()
    bad = {
        "missing": None,
        "cut": whole[: len(whole) // 2],
        "flipped": whole[:700] + bytes([whole[700] ^ 1]) + whole[701:],
        "foreign": b"not a backup",
    }[kind]
    archive.unlink()
    if bad is not None:
        archive.write_bytes(bad)
    before = state(home)
    refused = shopcard("restore", str(archive))
    assert (refused.code, refused.out) == (1 if kind == "missing" else 3, "")
    assert refused.err.count("\n") == 1
    assert state(home) == before


def test_an_import_reports_adds_and_adds_nothing_twice(shopcard: Run, tmp_path: Path) -> None:
    sales = written(tmp_path, PURCHASES)
    dry = shopcard("import", sales, "--dry-run", "--json")
    assert (dry.code, dry.json["added"]) == (0, {"customers": 2, "purchases": 3, "balances": 0})
    assert shopcard("history", "--json").json["entries"] == []
    first = shopcard("import", sales, "--json")
    assert first.code == 0
    assert set(first.json) == REPORT
    announced = dry.json
    whom = announced.pop("whom")
    assert first.json == announced
    assert [(w["row"], w["name"], w["how"]) for w in whom] == [
        (2, "Ann Ray", "new"), (3, "Ann Ray", "new"), (4, "Bo Lind", "new")
    ]  # fmt: skip
    assert (first.json["kind"], first.json["rows"]) == ("purchases", 3)
    assert set(first.json["understood"]) == {"separator", "encoding", "columns"}
    assert sum(e["amount"] for e in shopcard("history", "--json").json["entries"]) == 2800
    again = shopcard("import", sales, "--json").json
    assert again["added"] == {"customers": 0, "purchases": 0, "balances": 0}
    assert again["already_there"] == 3
    said = shopcard("import", sales)
    assert "0 purchases" in said.out
    assert said.err == ""


def test_one_bad_row_stops_everything_and_is_named(
    shopcard: Run, tmp_path: Path
) -> None:  # FIELD-CASES 16
    sales = written(tmp_path, PURCHASES + "C3,Cy,2026-02-30,5.00\nC4,Di,2026-03-01,lots\n")
    stopped = shopcard("import", sales, "--json")
    assert stopped.code == 1
    assert stopped.json["added"] == {"customers": 0, "purchases": 0, "balances": 0}
    assert [set(bad) for bad in stopped.json["rejected"]] == [{"row", "column", "value", "why"}] * 2
    assert [(bad["row"], bad["value"]) for bad in stopped.json["rejected"]] == [
        (5, "2026-02-30"), (6, "lots")
    ]  # fmt: skip
    assert shopcard("history", "--json").json["entries"] == []
    table = shopcard("import", sales)
    assert table.code == 1
    assert "2026-02-30" in table.out
    assert "--skip-rejected" in table.err
    rest = shopcard("import", sales, "--skip-rejected", "--json")
    assert (rest.code, rest.json["added"]["purchases"]) == (0, 3)


def test_a_long_list_of_bad_rows_is_cut_in_print_only(shopcard: Run, tmp_path: Path) -> None:
    bad = "".join(f"C{n},Name {n},2026-02-30,5.00\n" for n in range(60))
    sales = written(tmp_path, PURCHASES + bad)
    assert len(shopcard("import", sales, "--json").json["rejected"]) == 60
    said = shopcard("import", sales).out
    assert said.count("2026-02-30") == 50
    assert "--json" in said


def test_imported_purchases_earn_only_when_asked(shopcard: Run, tmp_path: Path) -> None:
    sales = written(tmp_path, PURCHASES)
    shopcard("import", sales)
    assert shopcard("customer", "show", "C1", "--json").json["cards"][0]["stamps"] == 0
    shopcard("import", written(tmp_path, PURCHASES.replace("2026-0", "2025-0")), "--earn")
    assert shopcard("customer", "show", "C1", "--json").json["cards"][0]["stamps"] == 2


def test_columns_may_be_named(shopcard: Run, tmp_path: Path) -> None:
    sales = written(tmp_path, "a;b;c\n7;05/01/2026;12,50\n")
    maps = ["--map", "customer=a", "--map", "date=b", "--map", "amount=c", "--map", "date_form=DMY"]
    taken = shopcard("import", sales, *maps, "--map", "decimal=comma", "--json")
    assert taken.code == 0
    assert taken.json["added"] == {"customers": 1, "purchases": 1, "balances": 0}
    entry = shopcard("history", "--json").json["entries"][0]
    assert (entry["business_day"], entry["amount"]) == ("2026-01-05", 1250)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nowhere.csv"], 1),
        (["sales.csv", "--map", "customer"], 2),
        (["sales.csv", "--map", "shoe=size"], 2),
        (["sales.csv", "--kind", "shoes"], 2),
        (["sales.csv", "--map", "customer=shoe"], 1),
        ([], 2),
    ],
)
def test_what_cannot_be_imported(
    shopcard: Run, tmp_path: Path, words: list[str], code: int
) -> None:
    written(tmp_path, PURCHASES)
    refused = shopcard("import", *words)
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.count("\n") == 1
    assert shopcard("history", "--json").json["entries"] == []


def test_balances_are_imported(shopcard: Run, tmp_path: Path) -> None:
    text = f"Name,Phone,Card,Stamps,Last visit\nMarie,,{MARIE},7,2026-01-05\nBo,,C2,23,\n"
    paper = written(tmp_path, text, "paper.csv")
    dry = shopcard("import", paper, "--dry-run")
    assert dry.code == 0
    assert "1 customers, 2 balances" in dry.out
    assert "2 rewards are earned at once" in dry.out
    assert shopcard("history", "--json").json["entries"] == []
    taken = shopcard("import", paper, "--kind", "balances", "--program", "cone", "--json")
    assert (taken.code, set(taken.json)) == (0, REPORT)
    assert taken.json["kind"] == "balances"
    assert taken.json["added"] == {"customers": 1, "purchases": 0, "balances": 2}
    entries = shopcard("history", "--json").json["entries"]
    assert [(e["kind"], e["stamps"], e["amount"]) for e in entries] == [
        ("opening", 23, None), ("opening", 7, None)
    ]  # fmt: skip
    assert "brought over: +7 Cone" in shopcard("history").out
    shown = shopcard("customer", "show", MARIE, "--json").json
    assert (shown["cards"][0]["stamps"], shown["customer"]["visits"]) == (7, 0)
    again = shopcard("import", paper, "--json").json
    assert (again["added"]["balances"], again["already_there"]) == (0, 2)
    other = written(tmp_path, text.replace(",7,", ",9,"), "other.csv")
    refused = shopcard("import", other, "--json")
    assert refused.code == 1
    (bad,) = refused.json["rejected"]
    assert (bad["row"], bad["column"], bad["value"]) == (2, "Stamps", "9")
    assert "7 stamps already; this row says 9" in bad["why"]


@pytest.mark.parametrize(("program", "code"), [("Tea", 1), ("", 1)])
def test_balances_need_a_programme_that_is_there(
    shopcard: Run, tmp_path: Path, program: str, code: int
) -> None:
    paper = written(tmp_path, "card,stamps\nC2,3\n", "paper.csv")
    refused = shopcard("import", paper, "--program", program)
    assert (refused.code, refused.out, refused.err.count("\n")) == (code, "", 1)
    misplaced = shopcard("import", written(tmp_path, PURCHASES), "--program", "Cone")
    assert (misplaced.code, misplaced.out) == (2, "")


def test_customers_are_imported(shopcard: Run, tmp_path: Path) -> None:
    people = written(tmp_path, "Name,Phone,Card\nOmar Mariani,0611111111,0042\n", "people.csv")
    taken = shopcard("import", people, "--kind", "customers", "--json")
    assert (taken.code, taken.json["added"]["customers"]) == (0, 1)
    assert shopcard("customer", "find", "0042", "--json").json["customers"][0]["phones"] == [
        "+33611111111"
    ]


def test_a_sound_shop_is_said_to_be(shopcard: Run, home: Path) -> None:
    shopcard("stamp", MARIE, "--stamps", "12")
    found = shopcard("check", "--json")
    assert found.code == 0
    assert set(found.json) == CHECK
    assert (found.json["ok"], found.json["problems"]) == (True, [])
    assert (found.json["counts"]["customer"], found.json["counts"]["entry"]) == (1, 1)
    assert shopcard("check").out.startswith(f"{home / 'shop.db'} is sound.\n")


def test_case_93_damaged_settings_are_all_named_by_the_check(shopcard: Run, home: Path) -> None:
    with raw(home / "shop.db") as connection:
        connection.execute("UPDATE setting SET value = 'Mars' WHERE key = 'timezone'")
        connection.execute("DELETE FROM setting WHERE key = 'currency'")

    found = shopcard("check", "--json")

    assert (found.code, found.json["ok"]) == (3, False)
    assert set(found.json) == CHECK
    text = "\n".join(found.json["problems"])
    assert "“Mars”" in text
    assert "currency" in text


def test_a_card_that_is_not_its_replay_is_found_and_made_anew(shopcard: Run, home: Path) -> None:
    shopcard("stamp", MARIE, "--stamps", "3")
    with raw(home / "shop.db") as connection:
        connection.execute("UPDATE card SET stamps = 9")
    found = shopcard("check", "--json")
    assert found.code == 3
    assert found.json["ok"] is False
    assert len(found.json["problems"]) == 1
    said = shopcard("check")
    assert (said.code, said.err) == (3, "")
    assert found.json["problems"][0] in said.out
    assert shopcard("check", "--rebuild", "--json").json["ok"] is True
    assert shopcard("customer", "show", MARIE, "--json").json["cards"][0]["stamps"] == 3


@pytest.mark.parametrize("content", [b"", b"not a shop", b"SQLite format 3\0" + b"\0" * 84])
def test_a_file_that_is_no_shop(shopcard: Run, home: Path, content: bytes) -> None:
    (home / "shop.db").write_bytes(content)
    found = shopcard("check", "--json")
    assert found.code == 3
    assert set(found.json) == CHECK
    assert found.json["ok"] is False
    assert len(found.json["problems"]) == 1
    assert shopcard("check").code == 3
    for words in (["stamp", MARIE], ["history", "--json"], ["export"], ["settings"]):
        refused = shopcard(*words)
        assert (refused.code, refused.out) == (3, "")
        assert refused.err.count("\n") == 1
    assert (home / "shop.db").read_bytes() == content


def test_export_and_check_in_processes_of_their_own(process: Run, tmp_path: Path) -> None:
    process("stamp", MARIE)
    target = str(tmp_path / "copy.shopcard")
    made = process("export", target)
    assert (made.code, made.out, made.err) == (0, f"The backup is whole: {target}\n", "")
    there = str(tmp_path / "other" / "shop.db")
    restored = process("--db", there, "restore", target)
    assert restored.code == 0
    assert restored.err.startswith("If customers were erased after this backup was made")
    assert restored.out == "Glacier du Port is restored, with 1 customer.\n"
    found = process("--db", there, "check", "--json")
    assert (found.code, found.err) == (0, "")
    assert json.loads(found.out)["counts"]["entry"] == 1


def test_rows_without_a_customer_are_set_aside_and_said(shopcard: Run, tmp_path: Path) -> None:
    nobody = "".join(f",,2026-03-{day:02},1.00\n" for day in range(1, 13))
    sales = written(tmp_path, PURCHASES + nobody)
    dry = shopcard("import", sales, "--dry-run", "--json")
    assert (dry.code, dry.json["added"]["purchases"]) == (0, 3)
    assert [aside["row"] for aside in dry.json["set_aside"]] == list(range(5, 17))
    assert set(dry.json["set_aside"][0]) == {"row", "why"}
    said = shopcard("import", sales)
    assert said.code == 0
    assert "Set aside, 12 rows: " in said.out
    assert "(rows 5, 6, 7, 8, 9, 10, 11, 12, …)" in said.out
