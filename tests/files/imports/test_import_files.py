"""Lists as tills and spreadsheets save them, each understood for what it is."""

from datetime import date, datetime
from pathlib import Path

import pytest

from shopcard.errors import Refused
from shopcard.files.imports.import_file import bring_in
from shopcard.files.imports.row_base import SetAside
from tests.files.imports.test_import_file import make_shop
from tests.files.tables import table, workbook

FILES = Path(__file__).parent / "examples"

SHAPES = [
    "sales-plain.csv", "sales-semicolon-cp1252.csv", "sales-bom-sep.csv", "sales-tab-utf16.txt",
    "sales-old-till-cp850.txt", "sales-american.csv", "sales-titles-total.csv",
    "sales-receipts.csv", "sales-pipe.csv", "sales-words-mac.csv", "sales-short-rows.csv",
    "sales.xlsx",
]  # fmt: skip
"""One list in twelve shapes."""

WORKBOOK = [
    ["Nom", "Montant", "Date", "Carte"],
    ["Hélène Lefèvre", 12.5, datetime(2026, 1, 2, 14, 30), "0042"],  # noqa: DTZ001
    ["François Noël", 3, datetime(2026, 1, 3, 9, 5), "0043"],  # noqa: DTZ001
    ["Hélène Lefèvre", 1234.5, datetime(2026, 2, 14, 18, 0), "0042"],  # noqa: DTZ001
    ["Zoé Œuvrard", 7, datetime(2026, 2, 15, 10, 0), "0044"],  # noqa: DTZ001
    ["François Noël", 0.8, datetime(2026, 3, 31, 11, 45), "0043"],  # noqa: DTZ001
    ["", 1257.8, "", ""],
]


@pytest.fixture
def new_shop(tmp_path):
    with make_shop(tmp_path / "shop") as shop:
        yield shop


def path_of(folder, shape):
    return workbook(folder, WORKBOOK) if shape.endswith(".xlsx") else FILES / shape


def told(shop):
    """Who bought when and for how much. An old till knows no Œ."""
    return sorted(
        (act.name.replace("Œ", "OE"), f"{act.at:%Y-%m-%d %H:%M}", act.amount)
        for act in shop.counter.history()
    )


EXPECTED = [
    ("François Noël", "2026-01-03 08:05", 300),
    ("François Noël", "2026-03-31 09:45", 80),
    ("Hélène Lefèvre", "2026-01-02 13:30", 1250),
    ("Hélène Lefèvre", "2026-02-14 17:00", 123450),
    ("Zoé OEuvrard", "2026-02-15 09:00", 700),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_one_list_in_twelve_shapes_makes_the_same_shop_and_the_next_adds_nothing(
    tmp_path, new_shop, shape
):
    report = bring_in(new_shop, path_of(tmp_path, shape))
    assert (report.kind, report.rejected) == ("purchases", ())
    assert (report.added_customers, report.added_purchases) == (3, 5)
    assert told(new_shop) == EXPECTED
    assert new_shop.customers.get(new_shop.customers.resolve("0042")).visits == 2
    following = SHAPES[(SHAPES.index(shape) + 1) % len(SHAPES)]
    for again in (shape, following, "sales-receipts.csv"):
        report = bring_in(new_shop, path_of(tmp_path, again))
        assert (report.added_customers, report.added_purchases) == (0, 0), again
        assert (report.already_there, report.rejected) == (5, ()), again
    assert told(new_shop) == EXPECTED


def test_case_49_title_rows_above_and_a_total_beneath_are_said(new_shop):
    report = bring_in(new_shop, FILES / "sales-titles-total.csv")
    assert report.set_aside == (SetAside(11, "A total: not a purchase."),)
    (above,) = [note for note in report.understood.notes if note.startswith("Above the titles")]
    assert "Glacier du Port; Ventes du 01/01/2026" in above


def test_case_49_dolibarr_s_third_parties_are_customers_but_for_suppliers(new_shop):
    report = bring_in(new_shop, FILES / "dolibarr-third-parties.csv")
    assert (report.kind, report.added_customers, report.rejected) == ("customers", 2, ())
    assert [aside.row for aside in report.set_aside] == [3]
    helene = new_shop.customers.get(new_shop.customers.resolve("04 91 12 34 56"))
    assert (helene.name, helene.card) == ("Hélène Lefèvre", "CU260100001")
    assert (helene.email, helene.note) == ("helene@example.com", "Sans noix")
    again = bring_in(new_shop, FILES / "dolibarr-third-parties.csv")
    assert (again.added_customers, again.already_there) == (0, 2)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("N° de téléphone", "phone"), ("Numéro de téléphone", "phone"), ("Tél. portable", "phone"),
        ("Nom du client", "name"), ("Nom de famille", "name"), ("Date de naissance", "birthday"),
        ("Adresse e-mail", "email"), ("N° de carte de fidélité", "card"), ("Code client", "card"),
        ("Numéro de client", "card"),
    ],
)  # fmt: skip
def test_case_49_titles_with_little_words_are_understood(tmp_path, new_shop, title, field):
    titles = [title] if field == "name" else ["Nom", title]
    path = table(tmp_path, ";".join([*titles, "x"]) + "\n" + ";".join(["", "", ""]) + "\nAnne;;\n")
    columns = bring_in(new_shop, path, kind="customers", dry_run=True).understood.columns
    assert columns[field] == title


def test_case_49_a_short_row_lacks_what_it_lacks(tmp_path, new_shop):
    text = "name;phone;email;note\nAnne\nBob;0612345678\n"
    assert bring_in(new_shop, table(tmp_path, text)).added_customers == 2
    sales = "card;date;amount\n0042;2026-01-02;3\n0043;2026-01-02\n0044\n"
    report = bring_in(new_shop, table(tmp_path, sales))
    assert [(bad.row, bad.column, bad.why) for bad in report.rejected] == [
        (4, "date", "The date is missing.")
    ]


def test_case_50_a_list_of_an_old_till_keeps_its_names_and_phones(new_shop):
    report = bring_in(new_shop, FILES / "customers-cp850.txt")
    assert (report.understood.encoding, report.added_customers) == ("cp850", 2)
    assert report.set_aside == (SetAside(4, "A total: not a customer."),)
    helene = new_shop.customers.get(new_shop.customers.resolve("06 12 34 56 78"))
    assert (helene.name, helene.birthday) == ("Hélène Lefèvre", "1957-11-05")
    assert helene.phones == ("+33612345678", "+33491123456")
    assert (
        new_shop.customers.get(new_shop.customers.resolve("+590690123456")).name == "François Noël"
    )


def test_case_34_a_damaged_list_is_refused_row_by_row(new_shop):
    report = bring_in(new_shop, FILES / "customers-damaged.csv", skip_rejected=True)
    assert [(bad.row, bad.column) for bad in report.rejected] == [
        (2, "carte"), (3, "téléphone"), (5, "carte")
    ]  # fmt: skip
    assert (report.added_customers, new_shop.counts()["customer"]) == (1, 1)


def test_case_76_a_list_is_read_column_by_column_and_empty_stamps_are_none(new_shop):
    report = bring_in(new_shop, FILES / "paper-cards.csv")
    assert (report.kind, report.rejected, report.added_customers) == ("balances", (), 3)
    assert [aside.row for aside in report.set_aside] == [5]
    births = {
        name: new_shop.customers.get(new_shop.customers.resolve(name)).birthday
        for name in ("Hélène Lefèvre", "François Noël", "Zoé Roy")
    }
    assert births == {
        "Hélène Lefèvre": "1980-04-03", "François Noël": "1975-06-05", "Zoé Roy": "1990-11-24"
    }  # fmt: skip
    days = {act.name: act.business_day for act in new_shop.counter.history()}
    assert days["Hélène Lefèvre"] == date(2026, 10, 26)
    stamps = {act.name: act.stamps for act in new_shop.counter.history()}
    assert (stamps["Hélène Lefèvre"], stamps["François Noël"]) == (7, 0)
    again = bring_in(new_shop, FILES / "paper-cards.csv")
    assert (again.added_balances, again.already_there) == (0, 3)


def test_case_50_where_the_encoding_cannot_be_told_a_sample_is_asked_about(tmp_path, new_shop):
    path = tmp_path / "names.csv"
    path.write_bytes("imię\nŁukasz Wójcik\n".encode("cp1250"))
    with pytest.raises(Refused) as refused:
        bring_in(new_shop, path)
    assert "cp1250 makes it “imię”" in str(refused.value)
    assert "--map encoding=" in str(refused.value)
    how = {"encoding": "cp1250", "name": "1"}
    bring_in(new_shop, path, kind="customers", mapping=how)
    assert (
        new_shop.customers.get(new_shop.customers.resolve("Łukasz Wójcik")).name == "Łukasz Wójcik"
    )
