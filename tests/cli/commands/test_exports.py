"""export as csv, xlsx and json; restore from JSON; lists as workbooks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from shopcard.store.shop.shop import Shop
from tests.cli.conftest import MARIE, Run


def rows(file: Path, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(sheet).to_python()


@pytest.mark.parametrize(("form", "ending"), [("csv", ""), ("xlsx", ".xlsx"), ("json", ".json")])
def test_each_format_gets_its_own_name_here_and_says_where(
    shopcard: Run, home: Path, tmp_path: Path, form: str, ending: str
) -> None:
    shopcard("stamp", MARIE, "--stamps", "3")
    said = shopcard("export", "--format", form, "--json")
    (made,) = tmp_path.glob("glacier-du-port-*")
    files = list(made.iterdir()) if made.is_dir() else [made]
    assert (said.code, said.err, made.suffix) == (0, "", ending)
    assert said.json == {
        "file": str(made), "format": form, "bytes": sum(file.stat().st_size for file in files)
    }  # fmt: skip
    named = tmp_path / f"named{ending}"
    assert shopcard("export", str(named), "--format", form).out.endswith(f": {named}\n")
    refused = shopcard("export", str(named), "--format", form)
    if form == "csv":  # an existing folder is where the new one goes
        assert (refused.code, len(list(named.glob("glacier-du-port-*")))) == (0, 1)
    else:
        assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_stops_an_export(
    shopcard: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    nowhere = shopcard("export", str(tmp_path / "no" / "where"), "--format", form)
    assert (nowhere.code, nowhere.out) == (1, "")
    assert "is not there" in nowhere.err

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Shop, "snapshot", full)
    stopped = shopcard("export", "--format", form)
    assert (stopped.code, stopped.out, stopped.err.count("\n")) == (4, "", 1)
    assert list(tmp_path.glob("glacier*")) == []


def test_help_says_where_the_pins_go(shopcard: Run) -> None:
    said = " ".join(shopcard("export", "--help").out.split())
    assert "the scrambled PINs included" in said
    assert "tables to read, no PINs" in said


def test_the_shop_is_rebuilt_from_its_json(shopcard: Run, home: Path, tmp_path: Path) -> None:
    shopcard("stamp", MARIE, "--stamps", "13", "--amount", "12.50")
    shopcard("redeem", MARIE)
    made = shopcard("export", str(tmp_path / "whole.json"), "--format", "json")
    assert (made.code, made.err) == (0, "")
    there = str(tmp_path / "empty" / "shop.db")
    restored = shopcard("--db", there, "restore", str(tmp_path / "whole.json"), "--json")
    assert restored.json == {
        "name": "Glacier du Port", "file": there, "customers": 1, "entries": 2, "set_aside": None,
        "erased": 0, "erasures_known": False,
    }  # fmt: skip
    for words in (
        ["history", "--json"],
        ["customer", "show", MARIE, "--json"],
        ["check", "--json"],
    ):
        assert shopcard("--db", there, *words).json == shopcard(*words).json
    again = shopcard("restore", str(tmp_path / "whole.json"))
    assert again.code == 0
    assert "set aside" in again.out


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda whole: whole[:-40], 3),
        (lambda whole: whole.replace("Marie", "Maria"), 3),
        (lambda whole: json.dumps(json.loads(whole), indent=2), 3),
        (lambda whole: '{"customers": []}', 3),
    ],
)
def test_a_json_that_is_not_as_it_was_written_touches_nothing(
    shopcard: Run, home: Path, tmp_path: Path, harm: Callable[[str], str], code: int
) -> None:
    file = tmp_path / "whole.json"
    shopcard("export", str(file), "--format", "json")
    file.write_text(harm(file.read_text(encoding="utf-8")), encoding="utf-8")
    before = {each.name: each.read_bytes() for each in home.iterdir()}
    refused = shopcard("restore", str(file))
    assert (refused.code, refused.out, refused.err.count("\n")) == (code, "", 1)
    assert {each.name: each.read_bytes() for each in home.iterdir()} == before


def test_a_list_is_a_workbook_where_its_name_says_so(shopcard: Run, tmp_path: Path) -> None:
    shopcard("customer", "edit", MARIE, "--contact-ok", "--name", "=1+1")
    shopcard("customer", "add", "Bob", "--card", "C2", "--email", "bob@example.org")
    for who in (MARIE, "C2"):
        shopcard("stamp", who, "--stamps", "10", "--amount", "1234.50")
    for name in ("ready", "best"):
        said = shopcard("lists", name, "-o", str(tmp_path / f"{name}.XLSX"))
        assert said.code == 0
        assert said.out == f"1 row is written: {tmp_path / name}.XLSX\n"
        assert "1 more did not agree" in said.err
    heads, marie = rows(tmp_path / "best.XLSX")
    assert heads[:4] == ["Name", "Phone", "E-mail", "Card"]
    assert marie[:6] == ["=1+1", "+33612345678", "", MARIE, 1, 1234.5]
    assert rows(tmp_path / "ready.XLSX")[1][4:6] == ["Cone", "Free cone"]


@pytest.mark.parametrize("name", ["list.xls", "list.ods", "list"])
def test_a_list_of_another_kind_is_refused(shopcard: Run, tmp_path: Path, name: str) -> None:
    refused = shopcard("lists", "best", "-o", str(tmp_path / name))
    assert (refused.code, refused.out) == (2, "")
    assert ".csv or .xlsx" in refused.err
    assert not (tmp_path / name).exists()
