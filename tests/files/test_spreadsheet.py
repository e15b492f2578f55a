"""Tables out: inert in a spreadsheet, whole cell by cell, and the same again through our import."""

import csv
import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from shopcard.errors import DiskFull, Refused
from shopcard.files import spreadsheet
from shopcard.files.imports.import_file import bring_in
from shopcard.files.shop_tables import export_csv, export_xlsx
from shopcard.files.spreadsheet import (
    FORMULA,
    guarded,
    money_format,
    unguarded,
    write_csv,
    write_workbook,
)
from shopcard.language import speak
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import Customer, CustomerDraft
from shopcard.store.shop.shop import Shop
from shopcard.words.table import Cells, Column, Table
from tests.files.whole_shops import NOON, every_byte, sqlite3

HOSTILE = (
    "=1+1", "@x", "-2", "+33 is a prefix", "'t Hooft", "'=1+1", "''twice", "＝1+1", "＋2",
    "O'Brien",
    '"=1+1"', "a;b,c\td", "=HYPERLINK(\"http://x\",\"y\")",
)  # fmt: skip
FILES = [
    "cards", "consents", "contacted", "customers", "feedback", "history", "programmes", "rewards",
    "settlements", "staff",
]  # fmt: skip


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    speak("en")


def read_csv(file: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=delimiter))


def read_book(file: Path) -> dict[str, list[dict[str, Any]]]:
    book = CalamineWorkbook.from_path(str(file))
    tables = {}
    for name in book.sheet_names:
        heads, *rows = book.get_sheet_by_name(name).to_python()
        tables[name] = [dict(zip(heads, row, strict=True)) for row in rows]
    return tables


# Cells


@given(st.text() | st.sampled_from([*FORMULA, *HOSTILE]))
def test_no_guarded_cell_begins_a_formula_and_each_comes_back_as_it_was(cell: str) -> None:
    assert not guarded(cell).startswith(FORMULA)
    assert unguarded(guarded(cell)) == cell


def test_an_apostrophe_that_guards_nothing_stays() -> None:
    assert unguarded("'t Hooft") == "'t Hooft"
    assert unguarded("'") == "'"
    assert unguarded("") == ""


WALL = datetime(2026, 11, 24, 14, 32)  # noqa: DTZ001 - spreadsheets know no zones


def one_of_each() -> Table:
    columns = [Column(kind.value, kind) for kind in Cells]
    row = ("=1+1", "+33612345678", -2, -1250, date(2026, 11, 24), WALL,
           True)  # fmt: skip
    return Table("All", columns, [row, (None,) * 7, ("", "000122521", 1.5, 0, None, None, False)])


def test_numbers_stay_numbers_below_zero_too_and_codes_stay_text(tmp_path: Path) -> None:
    (tmp_path / "t.csv").touch()
    assert write_csv(one_of_each(), tmp_path / "t.csv", "EUR") == 3
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    first, empty, last = read_csv(tmp_path / "t.csv")
    assert list(first.values()) == [
        "'=1+1", "'+33612345678", "-2", "-12.50", "2026-11-24", "2026-11-24 14:32:00", "yes"
    ]  # fmt: skip
    assert set(empty.values()) == {""}
    assert list(last.values()) == ["", "'000122521", "1.5", "0.00", "", "", "no"]


def test_a_csv_is_parted_as_the_language_s_spreadsheets_read_it(tmp_path: Path) -> None:
    speak("fr")
    (tmp_path / "t.csv").touch()
    write_csv(one_of_each(), tmp_path / "t.csv", "EUR")
    first, _empty, last = read_csv(tmp_path / "t.csv", ";")
    assert (first["money"], last["number"], first["yes"]) == ("-12,50", "1,5", "oui")


def test_a_workbook_holds_text_as_text_days_as_days_and_money_as_numbers(tmp_path: Path) -> None:
    assert write_workbook([one_of_each()], tmp_path / "t.xlsx", "EUR") == 3
    first, empty, last = read_book(tmp_path / "t.xlsx")["All"]
    assert list(first.values()) == [
        "=1+1", "+33612345678", -2, -12.5, date(2026, 11, 24), WALL, "yes"
    ]  # fmt: skip
    assert set(empty.values()) == {""}
    assert list(last.values()) == ["", "000122521", 1.5, 0, "", "", "no"]


def test_a_table_longer_than_a_sheet_goes_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "SHEET_ROWS", 4)
    rows = [(str(n),) for n in range(7)]
    told: list[int] = []
    tables = [Table("Long", [Column("n")], rows), Table("Full", [Column("n")], rows[:3])]

    assert write_workbook(tables, tmp_path / "t.xlsx", "EUR", told.append) == 10

    book = read_book(tmp_path / "t.xlsx")
    assert list(book) == ["Long", "Long 2", "Long 3", "Full"]
    assert [row["n"] for name in list(book)[:3] for row in book[name]] == [n for (n,) in rows]
    assert told == sorted(told)
    assert told[-1] == 10


def test_a_sheet_has_its_heads_in_a_row_that_stays_in_view(tmp_path: Path) -> None:
    import zipfile

    write_workbook([one_of_each()], tmp_path / "t.xlsx", "EUR")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as opened:
        sheet = opened.read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert "<f>" not in sheet


@pytest.mark.parametrize(
    ("language", "currency", "form"),
    [
        ("en", "EUR", '"€"#,##0.00'), ("fr", "EUR", '#,##0.00\u00a0"€"'),
        ("en", "JPY", '"JP¥"#,##0'), ("en", "TND", '"TND"#,##0.000'),
    ],
)  # fmt: skip
def test_money_is_shown_as_the_currency_is(language: str, currency: str, form: str) -> None:
    speak(language)
    assert money_format(currency) == form


# The whole shop


def test_a_folder_of_tables_says_what_the_shop_holds(shop: Shop, tmp_path: Path) -> None:
    made = export_csv(shop, tmp_path)

    assert made.name == "glacier-du-port-2026-11-24-130000"
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert sorted(file.name for file in made.iterdir()) == [f"{name}.csv" for name in FILES]
    assert {stat.S_IMODE(file.stat().st_mode) for file in made.iterdir()} == {0o600}
    told = {name: read_csv(made / f"{name}.csv") for name in FILES}
    check_tables(shop, told, text=unled, number=float, day=str)


def test_a_workbook_says_what_the_shop_holds(shop: Shop, tmp_path: Path) -> None:
    made = export_xlsx(shop, tmp_path)

    assert made.name == "glacier-du-port-2026-11-24-130000.xlsx"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    book = read_book(made)
    assert [name.lower() for name in book] == [
        "customers", "cards", "rewards", "history", "programmes", "settlements", "contacted",
        "consents", "feedback", "staff",
    ]  # fmt: skip
    told = {name.lower(): rows for name, rows in book.items()}
    check_tables(shop, told, text=lambda cell: cell, number=lambda cell: cell, day=said)


def unled(cell: str) -> str:
    return cell.removeprefix("'")


def said(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


Told = dict[str, list[dict[str, Any]]]


def check_tables(
    shop: Shop, told: Told, *, text: Callable[..., Any], number: Callable[..., Any],
    day: Callable[..., Any],
) -> None:  # fmt: skip
    """Every table, field by field, against what the shop answers."""
    people = {row["Id"]: row for row in told["customers"]}
    names = {shop.customers.get(who).name: who for who in people}
    assert len(people) == 4
    for who, row in people.items():
        one = shop.customers.get(who)
        phones, numbers = [*one.phones, "", ""], [*one.card_numbers, "", ""]
        assert text(row["Name"]) == one.name
        assert [text(row["Phone"]), text(row["Other phones"])] == phones[:2]
        assert [text(row["Card"]), text(row["Replaced cards"])] == numbers[:2]
        assert (row["E-mail"], text(row["Note"]).replace("\r\n", "\n")) == (one.email, one.note)
        assert text(day(row["Birthday"])) == one.birthday
        assert (day(row["Joined"]), day(row["Last visit"])) == (
            one.joined.isoformat(), one.last_visit.isoformat() if one.last_visit else ""
        )  # fmt: skip
        assert number(row["Visits"]) == one.visits
        assert row["May be contacted"] == ("yes" if one.contact_ok else "no")
        assert day(row["Agreed on"]) == (one.consent_on.isoformat() if one.consent_on else "")
        assert row["Joined to"] == ""
    marie, bob = names["Marie Lefèvre"], names["Bob [/] =1+1 Œuvrard"]
    assert people[bob]["Brought by"] == f"Marie Lefèvre ({marie})"
    assert people[marie]["Replaced cards"] != ""

    cards = {(row["Id"], row["Programme"]): row for row in told["cards"]}
    for who in people:
        for view in shop.counter.open_card(who).cards:
            row = cards.pop((who, view.program.name), None)
            if row is None:
                assert view.card.terms is None
                continue
            counts = [number(row[head]) for head in ("Stamps", "Card of", "Rewards ready")]
            assert counts == [view.card.stamps, view.terms.size, len(view.ready)]
            assert day(row["Good until"]) == (
                view.card.expires.isoformat() if view.card.expires else ""
            )
            if view.program.name == "Car wash":
                assert number(row["Towards the next stamp"]) * 100 == view.card.carry
    assert cards == {}

    given = [row for row in told["rewards"] if row["Given on"] != ""]
    (cookie,) = given
    assert (cookie["Id"], cookie["Reward"], cookie["Voucher of"]) == (marie, "Cookie", "Lilas")
    assert number(cookie["Costs"]) == 0.8
    assert {row["Id"] for row in told["rewards"]} <= {*people}

    acts = {act.id: act for act in shop.counter.history()}
    seen: dict[int, list[tuple[str, int, str]]] = {n: [] for n in acts}
    for row in told["history"]:
        act = acts[int(row["Entry"])]
        assert (row["Id"], text(row["Name"]), row["Staff"], row["Till"], row["Channel"]) == (
            act.customer, act.name, act.staff, act.till, act.channel
        )  # fmt: skip
        assert day(row["Day"]) == act.business_day.isoformat()
        assert row["Undone"] == ("yes" if act.voided else "")
        assert row["Undoes entry"] == "" or int(row["Undoes entry"]) == act.voids
        assert row["Remark"] == act.reason
        if row["Programme"]:
            effect = (row["Programme"], int(number(row["Stamps"])), row["Reward"])
            seen[act.id].append(effect)
    assert seen == {
        n: [(e.program, e.stamps, e.reward or "") for e in act.programs] for n, act in acts.items()
    }
    spent = [number(row["Amount"]) for row in told["history"] if row["Amount"] != ""]
    assert round(sum(spent) * 100) == sum(act.amount or 0 for act in acts.values()) > 0
    purchase = next(row for row in told["history"] if row["Channel"] == "market")
    assert purchase["What"] == "purchase"

    programs = {row["Programme"]: row for row in told["programmes"]}
    assert {name: row["Closed"] for name, row in programs.items()} == {
        "Cone": "no", "Car wash": "no", "Old": "yes"
    }  # fmt: skip
    assert programs["Cone"]["Rewards"] == "Cone at 12"
    (paid,) = told["settlements"]
    assert (day(paid["Day"]), paid["Shop"], number(paid["Amount"])) == ("2026-11-21", "Lilas", 0.3)
    (contact,) = told["contacted"]
    assert (contact["Id"], contact["Name"], contact["Staff"]) == (marie, "Marie Lefèvre", "Camille")
    (voice,) = told["feedback"]
    assert (voice["Id"], number(voice["Would recommend, 0 to 10"]), voice["Satisfied"]) == (
        marie, 9, "yes"
    )  # fmt: skip
    assert text(voice["Comment"]).startswith("=HYPERLINK(1)")
    assert (day(voice["Day"]), day(voice["Acted upon"])) == ("2026-11-22", "2026-11-23")
    (member,) = told["staff"]
    assert (member["Name"], member["Role"], day(member["Removed on"])) == (
        "Éva", "owner", "2026-11-20"
    )  # fmt: skip
    assert text(member["Own card"]) == f"Bob [/] =1+1 Œuvrard ({bob})"
    assert "argon2" not in repr(told)


def test_who_was_erased_is_in_history_alone_and_who_was_joined_says_to_whom(
    shop: Shop, tmp_path: Path
) -> None:
    erased, joined, kept = (
        shop.customers.resolve("C77"),
        shop.customers.resolve("C78"),
        shop.customers.find("marie")[0].id,
    )
    with closing(sqlite3.connect(shop.opened.where)) as connection, connection:
        connection.execute(
            "UPDATE customer SET name = '', folded = '', erased_on = joined WHERE id = ?", (erased,)
        )
        connection.execute("UPDATE customer SET merged_into = ? WHERE id = ?", (kept, joined))
        acts = connection.execute(
            "SELECT count(*) FROM entry WHERE customer_id = ?", (erased,)
        ).fetchone()[0]

    book = read_book(export_xlsx(shop, tmp_path))

    people = {row["Id"]: row for row in book["Customers"]}
    assert erased not in people
    assert people[joined]["Joined to"] == f"Marie Lefèvre ({kept})"
    theirs = [row for row in book["History"] if row["Id"] == erased]
    assert len(theirs) == acts == 9
    assert {row["Name"] for row in theirs} == {""}
    assert erased not in {row["Id"] for row in book["Cards"]}


def test_a_card_that_time_has_changed_is_shown_as_it_is_today(tmp_path: Path) -> None:
    now = [NOON]
    short = make_terms([(None, "Free cone")], reward_expires=5, stamps_expire=1)
    with Shop.create(
        tmp_path / "shop.db", Settings("Shop"), [("Cone", short)], clock=lambda: now[0]
    ) as shop:
        marie = shop.customers.add(CustomerDraft("Marie")).customer
        shop.counter.stamp(marie.id, stamps=13)
        now[0] = NOON.replace(year=2027)
        (card,) = read_book(export_xlsx(shop, tmp_path))["Cards"]
    assert (card["Stamps"], card["Card of"], card["Rewards ready"]) == (0, 10, 0)


# The round trip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("export", [export_csv, export_xlsx])
def test_customers_come_in_again_exactly_as_they_were(
    tmp_path: Path, export: Callable[..., Path], language: str
) -> None:  # FIELD-CASES 14 and 15
    speak(language)
    one, other = (Shop.create(tmp_path / f"{n}.db", Settings("Shop")) for n in "12")
    with one, other:
        for n, text in enumerate(HOSTILE):
            card = ("000122521", "1E5", "MAR5", "+42", "C77")[n] if n < 5 else f"00{n}0000"
            draft = CustomerDraft(
                text, phone=("0612345678", "+44 20 7946 0123", "")[n % 3], card=card,
                email=f"c{n}@example.org", birthday=("24/11/1980", "--02-29", "1901-01-02")[n % 3],
                note=f"{text}\n{text}", contact_ok=n % 2 == 0,
            )  # fmt: skip
            one.customers.add(draft)
        made = export(one, tmp_path / "out.xlsx")
        if made.is_dir():
            made /= {"en": "customers.csv", "fr": "clients.csv"}[language]

        report = bring_in(other, made)

        assert (report.kind, report.added_customers, report.rejected) == (
            "customers", len(HOSTILE), ()
        )  # fmt: skip
        assert people(other) == people(one)
        assert {name for name, *_rest in people(one)} == {" ".join(h.split()) for h in HOSTILE}


def people(shop: Shop) -> list[tuple[Any, ...]]:
    def told(one: Customer) -> tuple[Any, ...]:
        return (one.name, one.card, one.phones, one.email, one.birthday, one.note, one.contact_ok)

    with shop.whole() as whole:
        return sorted(map(told, whole.customers()))


# Names and places


@pytest.mark.parametrize("export", [export_csv, export_xlsx])
def test_nothing_is_written_over_and_a_name_of_its_own_is_numbered(
    shop: Shop, tmp_path: Path, export: Callable[..., Path]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "mine").write_text("precious")

    with pytest.raises(Refused, match="already"):
        export(shop, tmp_path / "mine")
    stems = [export(shop, out).stem for _turn in range(3)]

    assert (tmp_path / "mine").read_text() == "precious"
    assert stems == [f"glacier-du-port-2026-11-24-130000{end}" for end in ("", "-2", "-3")]
    assert len(list(out.iterdir())) == 3


@pytest.mark.parametrize(
    ("export", "step"),
    [
        (export_csv, "shopcard.files.shop_tables.write_csv"),
        (export_csv, "shopcard.files.new_files.sync"),
        (export_xlsx, "shopcard.files.shop_tables.write_workbook"),
        (export_xlsx, "xlsxwriter.workbook.Workbook._store_workbook"),
    ],
)
def test_a_full_disk_leaves_nothing_behind(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: Callable[..., Path],
    step: str,
) -> None:  # fmt: skip
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(step, full)

    with pytest.raises(DiskFull, match="no room left in"):
        export(shop, tmp_path / "out")

    assert every_byte(tmp_path / "out") == {}
    assert list(shop.opened.where.parent.glob(".*")) == []


def full(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("export", [export_csv, export_xlsx])
def test_progress_rises_to_one(shop: Shop, tmp_path: Path, export: Callable[..., Path]) -> None:
    told: list[float] = []
    export(shop, tmp_path, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 3
