"""A list of customers brings nobody twice, whatever it calls them."""

import pytest

from shopcard.errors import WrongUsage
from shopcard.files.imports.import_file import bring_in
from shopcard.files.imports.row_base import SetAside
from shopcard.rules.whom import How
from shopcard.store.answers.counter import CustomerDraft, PastPurchase
from tests.files.imports.test_import_file import make_shop
from tests.files.tables import table, workbook

LISE = "name,phone,email\nLise Durand,06 12 34 56 78,lise@example.com\n"


def customers(shop):
    return shop.counts()["customer"]


def phones(shop, who):
    return shop.customers.get(shop.customers.resolve(who)).phones


@pytest.fixture
def new_shop(tmp_path):
    with make_shop(tmp_path / "shop") as shop:
        yield shop


# Whom a row means


@pytest.mark.parametrize(
    "text",
    [
        "name,phone\nLise Durand,0612345678\n",
        "name,phone\nDURAND Lise,+33 6 12 34 56 78\n",
        "name,phone,email\nLise Durand,0033612345678,other@example.com\n",
        "name,email\nlise durand,LISE@example.com\n",
        "name,phone,card\nLise Durand,06.12.34.56.78,0099\n",
        "nom;prénom;portable\nDurand;Lise;612345678\n",
    ],
)
def test_case_35_who_is_known_is_not_added_again_and_it_is_said(tmp_path, new_shop, text):
    bring_in(new_shop, table(tmp_path, LISE))
    report = bring_in(new_shop, table(tmp_path, text), dry_run=True)
    (whom,) = report.whom
    assert (whom.name, whom.how in (How.PHONE, How.EMAIL)) == ("Lise Durand", True)
    report = bring_in(new_shop, table(tmp_path, text))
    assert (report.added_customers, report.already_there, customers(new_shop)) == (0, 1, 1)


def test_case_35_who_was_typed_at_the_counter_is_not_added_again(tmp_path, new_shop):
    new_shop.customers.add(CustomerDraft("Lise Durand", phone="06 12 34 56 78"))
    report = bring_in(new_shop, table(tmp_path, LISE))
    assert (report.added_customers, report.already_there, customers(new_shop)) == (0, 1, 1)


def test_case_35_the_same_list_with_phones_written_otherwise_doubles_nobody(tmp_path, new_shop):
    people = [(f"Anne {chr(65 + n)}onin", f"06123456{n:02}") for n in range(12)]
    text = "name,phone\n" + "".join(f"{name},{phone}\n" for name, phone in people)
    assert bring_in(new_shop, table(tmp_path, text)).added_customers == 12
    other = "name,phone\n" + "".join(f"{name},+33 {phone[1:]}\n" for name, phone in people)
    report = bring_in(new_shop, table(tmp_path, other))
    assert (report.added_customers, report.already_there) == (0, 12)


def test_case_35_two_rows_of_one_file_are_one_customer(tmp_path, new_shop):
    text = LISE + "durand lise,+33612345678,\nLise Durand,,lise@example.com\n"
    report = bring_in(new_shop, table(tmp_path, text))
    why = "The same customer as row 2."
    assert report.set_aside == (SetAside(3, why), SetAside(4, why))
    assert customers(new_shop) == 1


def test_case_35_another_name_with_the_same_phone_is_warned_of_row_by_row(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, LISE))
    text = "name,phone\nPaul Durand,0612345678\nZoé Roy,0612345678\nOmar,0612345679\n"
    kept = bring_in(new_shop, table(tmp_path, text), dry_run=True)
    why = "Lise Durand has the same phone under another name."
    assert kept.warned == (SetAside(2, why), SetAside(3, why))
    assert kept.more()["warnings"] == [{"row": 2, "why": why}, {"row": 3, "why": why}]
    assert kept.added_customers == 3
    left = bring_in(new_shop, table(tmp_path, text), shared="leave")
    assert (left.added_customers, left.set_aside) == (1, kept.warned)
    assert bring_in(new_shop, table(tmp_path, text)).added_customers == 2
    assert customers(new_shop) == 4
    with pytest.raises(WrongUsage, match="add, leave"):
        bring_in(new_shop, table(tmp_path, text), shared="perhaps")


def test_whose_name_was_not_known_gets_it(tmp_path, new_shop):
    new_shop.imports.purchases([PastPurchase("k", "0042", new_shop.opened.clock(), 300)])
    text = "name,phone,card,contact\nLise Durand,0612345678,0042,yes\n"
    report = bring_in(new_shop, table(tmp_path, text))
    assert (report.added_customers, report.rejected) == (0, ())
    assert any("1 customer who was known by the card alone" in n for n in report.understood.notes)
    lise = new_shop.customers.get(new_shop.customers.resolve("0042"))
    assert (lise.name, lise.phones, lise.contact_ok) == ("Lise Durand", ("+33612345678",), True)
    assert [match.name for match in new_shop.customers.find("lise")] == ["Lise Durand"]
    assert new_shop.check().ok


def test_who_was_erased_is_not_brought_back_though_the_list_gained_a_column(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, LISE))
    new_shop.privacy.erase(new_shop.customers.resolve("Lise Durand"))
    more = "phone,name,email,note\n+33612345678,Lise DURAND,lise@example.com,x\n"
    assert bring_in(new_shop, table(tmp_path, more)).already_there == 1
    assert customers(new_shop) == 1


def test_two_who_are_doubled_already_get_no_third(tmp_path, new_shop):
    for _n in range(2):
        new_shop.customers.add(CustomerDraft("Lise Durand", phone="06 12 34 56 78"))
    report = bring_in(new_shop, table(tmp_path, LISE))
    assert (report.added_customers, report.already_there, len(report.warned)) == (0, 1, 1)


# Cells


def test_case_34_damaged_cards_and_phones_are_refused(tmp_path, new_shop):
    text = (
        "name,phone,card\nAnne,,3.01762E+12\nBob,612345678.0,\nCléo,6.12346E+08,\n"
        "Dan,0612345678,42.0\nEve,0612345679,43\n"
    )
    report = bring_in(new_shop, table(tmp_path, text))
    assert [(bad.row, bad.column) for bad in report.rejected] == [
        (2, "card"), (3, "phone"), (4, "phone"), (5, "card")
    ]  # fmt: skip
    assert customers(new_shop) == 0


def test_case_46_birthdays_are_of_people_who_live(tmp_path, new_shop):
    cells = {"05/11/57": "1957-11-05", "05/11/26": "2026-11-05",
             "01/12/26": "1926-12-01", "9 décembre 1960": "1960-12-09", "24/11": "--11-24",
             "21500": "1958-11-11", "1980-11-24 00:00:00": "1980-11-24", "NULL": ""}  # fmt: skip
    rows = "".join(f"Client {chr(65 + n)};{cell}\n" for n, cell in enumerate(cells))
    assert bring_in(new_shop, table(tmp_path, f"nom;naissance\n{rows}")).rejected == ()
    for n, born in enumerate(cells.values()):
        assert (
            new_shop.customers.get(new_shop.customers.resolve(f"Client {chr(65 + n)}")).birthday
            == born
        )


def test_case_46_a_birthday_to_come_or_before_1900_is_refused_with_its_row(tmp_path, new_shop):
    text = "nom;naissance\nAnne;05/11/2057\nBob;24/11/1820\nCléo;25/11/2026\nDan;24/11/2026\n"
    report = bring_in(new_shop, table(tmp_path, text))
    assert [(bad.row, bad.column, bad.value) for bad in report.rejected] == [
        (2, "naissance", "05/11/2057"), (3, "naissance", "24/11/1820"),
        (4, "naissance", "25/11/2026"),
    ]  # fmt: skip
    for born in ("2057-11-05", "1820-11-24"):
        with pytest.raises(Exception, match="birthday"):
            new_shop.customers.add(CustomerDraft("Anne", birthday=born))
    who = new_shop.customers.add(CustomerDraft("Anne", birthday="05/11/57")).customer
    assert who.birthday == "1957-11-05"


def test_case_47_an_overseas_phone_is_one_number_whichever_way_it_is_written(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, "name,phone\nLise,0690 12 34 56\n"))
    assert phones(new_shop, "Lise") == ("+590690123456",)
    for typed in ("0690123456", "+590 690 12 34 56", "00590690123456", "+33 690 12 34 56"):
        assert new_shop.customers.resolve(typed) == new_shop.customers.resolve("Lise")
        assert bring_in(new_shop, table(tmp_path, f"name,phone\nLise,{typed}\n")).already_there == 1


def test_case_48_zeros_are_no_phone_and_it_is_said(tmp_path, new_shop):
    text = "name,phone\nAnne,00 00 00 00 00\nBob,00 00 00 00 00\nCléo,0612345678\n"
    report = bring_in(new_shop, table(tmp_path, text))
    assert (report.added_customers, report.rejected, report.warned) == (3, (), ())
    assert "“00 00 00 00 00” is nobody's phone: it is left out. (rows 2, 3)" in (
        report.understood.notes
    )
    assert phones(new_shop, "Anne") == ()
    with pytest.raises(Exception, match="nobody's phone"):
        new_shop.customers.add(CustomerDraft("Dan", phone="00 00 00 00 00"))


@pytest.mark.parametrize(
    "cell",
    ["06 12 34 56 78 / 01 42 68 53 00", "0612345678;0142685300", "06.12.34.56.78 ou 0142685300",
     "0612345678/0142685300", "+33612345678, +33142685300"],
)  # fmt: skip
def test_case_49_two_phones_in_a_cell_are_two(tmp_path, new_shop, cell):
    bring_in(new_shop, table(tmp_path, f'name,phone\nLise,"{cell}"\n'))
    assert phones(new_shop, "Lise") == ("+33612345678", "+33142685300")
    assert new_shop.customers.resolve("01 42 68 53 00") == new_shop.customers.resolve("Lise")


def test_two_columns_of_phones_are_two(tmp_path, new_shop):
    text = "nom;Téléphone;Portable\nLise;0142685300;0612345678\nAnne;;0612345679\n"
    bring_in(new_shop, table(tmp_path, text))
    assert phones(new_shop, "Lise") == ("+33142685300", "+33612345678")
    assert phones(new_shop, "Anne") == ("+33612345679",)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("612345678", "+33612345678"),
        (612345678, "+33612345678"),
        ("33612345678", "+33612345678"),
        ("447911123456", "+447911123456"),
        ("'0612345678", "+33612345678"),
    ],
)
def test_a_phone_whose_zero_or_plus_a_spreadsheet_took_is_found(tmp_path, new_shop, cell, number):
    bring_in(new_shop, workbook(tmp_path, [["name", "phone"], ["Lise", cell]]))
    assert phones(new_shop, "Lise") == (number,)


@pytest.mark.parametrize(
    "cell",
    ["lise @example.com", "mailto:lise@example.com", "Lise <lise@example.com>",
     "lise@example.com;", "lise@example.com; other@example.com"],
)  # fmt: skip
def test_an_address_with_what_lists_put_around_it_is_read(tmp_path, new_shop, cell):
    bring_in(new_shop, table(tmp_path, f'name,email\nLise,"{cell}"\n'))
    assert new_shop.customers.get(new_shop.customers.resolve("Lise")).email == "lise@example.com"


def test_case_50_letters_that_were_lost_before_are_refused(tmp_path, new_shop):
    report = bring_in(new_shop, table(tmp_path, "name,phone\nH\ufffdl\ufffdne,0612345678\n"))
    assert [(bad.row, bad.column) for bad in report.rejected] == [(2, "name")]


def test_case_49_a_total_row_is_set_aside_and_said(tmp_path, new_shop):
    for total in ("Total;;", "TOTAL clients : 2;;", "Total;;2"):
        text = f"nom;téléphone;note\nLise;0612345678;\nAnne;0612345679;\n{total}\n"
        report = bring_in(new_shop, table(tmp_path, text), dry_run=True)
        assert report.set_aside == (SetAside(4, "A total: not a customer."),)
    with_phone = "nom;téléphone\nTotal;0612345678\n"
    assert bring_in(new_shop, table(tmp_path, with_phone)).added_customers == 1


def test_a_birthday_is_read_by_its_own_column(tmp_path, new_shop):
    text = "nom;naissance;inscrit le\nLise;02/13/1980;31/12/2025\n"
    bring_in(new_shop, table(tmp_path, text))
    assert new_shop.customers.get(new_shop.customers.resolve("Lise")).birthday == "1980-02-13"
