"""What is understood of a row is what makes it the same purchase, and whom it means is said."""

import hmac
from datetime import UTC, date, datetime

import pytest

from shopcard.files.imports.import_file import bring_in
from shopcard.files.imports.row_base import normal
from shopcard.rules.whom import How
from shopcard.store.answers.counter import CustomerDraft, PastPurchase
from tests.files.imports.test_import_file import make_shop, sums
from tests.files.tables import table, workbook

HEAD = "customer,date,amount\n"
SALES = HEAD + "0042,2026-01-02 14:30:15,12.50\n0043,2026-01-03 09:05:00,3.00\n"


@pytest.fixture
def new_shop(tmp_path):
    with make_shop(tmp_path / "shop") as shop:
        yield shop


# Damaged numbers


def test_case_34_damaged_codes_are_refused_row_by_row_and_never_joined(tmp_path, new_shop):
    cells = ["3.01762E+12", "3.01762E+12", "612345678.0", "#NOM?", "0042", "#REF!"]
    rows = "".join(f"{cell},2026-01-02,3.00\n" for cell in cells)
    report = bring_in(new_shop, table(tmp_path, HEAD + rows))
    assert [(bad.row, bad.column) for bad in report.rejected] == [
        (2, "customer"), (3, "customer"), (4, "customer"), (5, "customer"), (7, "customer")
    ]  # fmt: skip
    assert "spreadsheet" in report.rejected[0].why
    assert sums(new_shop) == (0, 0, 0)


def test_case_34_a_number_of_a_workbook_with_more_digits_than_it_keeps_is_refused(
    tmp_path, new_shop
):
    rows = [["card", "date", "amount"], [3017620422003125, date(2026, 1, 2), 3.5],
            [3017620422003126, date(2026, 1, 2), 3.5], [301762042200312, date(2026, 1, 2), 3.5],
            ["3017620422003127", date(2026, 1, 2), 3.5]]  # fmt: skip
    report = bring_in(new_shop, workbook(tmp_path, rows))
    assert [bad.row for bad in report.rejected] == [2, 3]
    bring_in(new_shop, workbook(tmp_path, rows), skip_rejected=True)
    assert new_shop.counts()["customer"] == 2


def test_case_34_a_text_saved_after_a_spreadsheet_rounded_it_is_refused(tmp_path, new_shop):
    rows = "".join(f"30176204220{n}000000,2026-01-02,3.00\n" for n in (10, 11))
    report = bring_in(new_shop, table(tmp_path, HEAD + rows))
    assert [bad.row for bad in report.rejected] == [2, 3]


def test_case_34_damaged_receipts_are_refused(tmp_path, new_shop):
    rows = "2.02601E+11,A1,2026-01-02,3.00\n2.02601E+11,A1,2026-01-02,4.00\n"
    report = bring_in(new_shop, table(tmp_path, f"ticket,card,date,amount\n{rows}"))
    assert [(bad.row, bad.column) for bad in report.rejected] == [(2, "ticket"), (3, "ticket")]


def test_what_stands_for_nothing_is_no_customer(tmp_path, new_shop):
    rows = "NULL,2026-01-02,3.00\n#N/A,2026-01-02,3.00\n-,2026-01-02,3.00\n0042,2026-01-02,3.00\n"
    report = bring_in(new_shop, table(tmp_path, HEAD + rows))
    assert [aside.row for aside in report.set_aside] == [2, 3, 4]
    assert report.added_customers == 1


def test_zeros_that_a_spreadsheet_took_are_asked_for(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, SALES))
    path = table(tmp_path, SALES.replace("0042", "42").replace("0043", "43"))
    report = bring_in(new_shop, path)
    assert [(bad.row, bad.value) for bad in report.rejected] == [(2, "42"), (3, "43")]
    assert "zeros=lost" in report.rejected[0].why
    assert bring_in(new_shop, path, mapping={"zeros": "lost"}).already_there == 2
    assert bring_in(new_shop, path, mapping={"zeros": "kept"}).added_customers == 2


# The same purchases, written another way

RESAVED = {
    "decimals": HEAD + "0042,2026-01-02 14:30:15,12.5\n0043,2026-01-03 09:05:00,3\n",
    "comma and day first": "customer;date;amount\n0042;02/01/2026 14:30;12,50 €\n"
    "0043;03/01/2026 09:05;3,00 €\n",
    "another order": "amount,customer,date\n3.00,0043,2026-01-03 09:05\n"
    "12.50,0042,2026-01-02 14:30\n",
    "one column more": "customer,date,amount,note\n0042,2026-01-02 14:30:15,12.50,x\n"
    "0043,2026-01-03 09:05:00,3.00,\n",
    "receipts added": "ticket,customer,date,amount\nT1,0042,2026-01-02 14:30,12.50\n"
    "T2,0043,2026-01-03 09:05,3.00\n",
    "two columns for the time": "customer,date,time,amount\n0042,02.01.26,14h30,12.5\n"
    "0043,03.01.26,09h05,3\n",
    "the month in words": "client;date;montant\n0042;2 janv. 2026 14:30;12,5\n"
    "0043;3 janv. 2026 09:05;3\n",
    "as an instant": HEAD + "0042,2026-01-02T13:30:15Z,12.50\n0043,2026-01-03T08:05:00Z,3.00\n",
}


@pytest.mark.parametrize("how", RESAVED)
def test_case_36_the_same_purchases_written_another_way_add_nothing(tmp_path, new_shop, how):
    first = bring_in(new_shop, table(tmp_path, SALES))
    assert (first.added_purchases, sums(new_shop)) == (2, (2, 2, 1550))
    again = bring_in(new_shop, table(tmp_path, RESAVED[how]))
    assert (again.added_purchases, again.already_there, again.rejected) == (0, 2, ())
    assert sums(new_shop) == (2, 2, 1550)


@pytest.mark.parametrize("how", RESAVED)
def test_case_36_whichever_way_they_came_in_first(tmp_path, new_shop, how):
    assert bring_in(new_shop, table(tmp_path, RESAVED[how])).added_purchases == 2
    again = bring_in(new_shop, table(tmp_path, SALES))
    assert (again.added_purchases, again.already_there) == (0, 2)


def test_case_36_days_and_midnights_and_day_numbers_are_one(tmp_path, new_shop):
    days = [HEAD + f"0042,{day},3.00\n" for day in
            ("2026-01-02", "2026-01-02 00:00:00", "02/01/2026", "46024", "02/01/26")]  # fmt: skip
    assert bring_in(new_shop, table(tmp_path, days[0])).added_purchases == 1
    for text in days:
        assert bring_in(new_shop, table(tmp_path, text)).already_there == 1, text
    (act,) = new_shop.counter.history()
    assert act.business_day == date(2026, 1, 2)


def test_a_column_of_midnights_is_one_of_days(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, HEAD + "0042,2026-01-02 00:00:00,3.00\n"))
    (act,) = new_shop.counter.history()
    assert (act.business_day, act.at) == (date(2026, 1, 2), datetime(2026, 1, 2, 11, tzinfo=UTC))


def test_purchases_that_mean_the_same_are_counted(tmp_path, new_shop):
    rows = "0042,2026-01-02 14:30:{},3.00\n"
    text = HEAD + "".join(rows.format(n) for n in (10, 20, 30))
    assert bring_in(new_shop, table(tmp_path, text)).added_purchases == 3
    minutes = HEAD + "0042,02/01/2026 14:30,3\n" * 4
    report = bring_in(new_shop, table(tmp_path, minutes))
    assert (report.added_purchases, report.already_there) == (1, 3)


def test_two_receipts_of_one_customer_and_day_stay_two(tmp_path, new_shop):
    head = "ticket,customer,date,amount\n"
    assert bring_in(new_shop, table(tmp_path, head + "1,0042,2026-01-02,3\n")).added_purchases == 1
    more = table(tmp_path, head + "0001,0042,2026-01-02,3\n2,0042,2026-01-02,3\n")
    report = bring_in(new_shop, more)
    assert (report.added_purchases, report.already_there) == (1, 1)


def former_keys(shop, cells):
    """The keys that the version before made of the letters of rows."""
    hashed = hmac.new(shop.imports.import_secret(), digestmod="sha256")
    for row in cells:
        keyed = hashed.copy()
        keyed.update(f"purchases\x1e{normal(row)}".encode())
        yield "import-" + keyed.hexdigest()[:40]


FORMER = [["0042", "2026-01-02 14:30:15", "12.50"], ["0043", "2026-01-03", "3.00"]]


@pytest.fixture
def former_shop(new_shop):
    """A shop whose purchases the version before brought in."""
    at = datetime(2026, 1, 2, 13, 30, 15, tzinfo=UTC), datetime(2026, 1, 3, 11, tzinfo=UTC)
    new_shop.imports.purchases(
        PastPurchase(key, cells[0], moment, round(float(cells[2]) * 100))
        for key, cells, moment in zip(former_keys(new_shop, FORMER), FORMER, at, strict=True)
    )
    return new_shop


def test_case_36_what_the_version_before_brought_in_is_there_too(tmp_path, former_shop):
    same = HEAD + "".join(",".join(cells) + "\n" for cells in FORMER)
    assert bring_in(former_shop, table(tmp_path, same)).already_there == 2
    other = "client;date;montant\n0042;02/01/2026 14:30;12,5\n0043;03/01/2026;3\n"
    assert bring_in(former_shop, table(tmp_path, other)).already_there == 2
    longer = bring_in(former_shop, table(tmp_path, other + "0043;03/01/2026;3\n0043;4/1/2026;3\n"))
    assert (longer.already_there, longer.added_purchases) == (2, 2)
    again = bring_in(former_shop, table(tmp_path, other + "0043;03/01/2026;3\n0043;4/1/2026;3\n"))
    assert (again.already_there, again.added_purchases) == (4, 0)


def test_who_was_erased_after_an_import_of_the_version_before_is_not_brought_back(
    tmp_path, former_shop
):
    former_shop.privacy.erase(former_shop.customers.resolve("0042"))
    same = HEAD + "".join(",".join(cells) + "\n" for cells in FORMER)
    report = bring_in(former_shop, table(tmp_path, same))
    assert (report.already_there, report.added_customers) == (2, 0)


# Whom a row means


def test_the_dry_run_says_whom_each_row_means_and_why(tmp_path, new_shop):
    marie = new_shop.customers.add(CustomerDraft("Marie", phone="06 12 34 56 78", card="0042"))
    text = HEAD + "0042,2026-01-02,3\n06 12 34 56 78,2026-01-03,3\n77,2026-01-03,3\n"
    report = bring_in(new_shop, table(tmp_path, text), dry_run=True)
    who = marie.customer.id
    assert [(w.row, w.customer, w.how) for w in report.whom] == [
        (2, who, How.CARD), (3, who, How.PHONE), (4, None, How.NEW)
    ]  # fmt: skip
    bring_in(new_shop, table(tmp_path, text))
    assert new_shop.customers.get(who).visits == 2
    assert bring_in(new_shop, table(tmp_path, text)).already_there == 3


def test_a_phone_that_several_have_is_no_customer_s_code(tmp_path, new_shop):
    for name in ("Marie", "Paul"):
        new_shop.customers.add(CustomerDraft(name, phone="06 12 34 56 78"))
    report = bring_in(new_shop, table(tmp_path, HEAD + "0612345678,2026-01-03,3\n"))
    assert [bad.row for bad in report.rejected] == [2]
    named = table(tmp_path, "customer,name,date,amount\n0612345678,Paul,2026-01-03,3\n")
    assert bring_in(new_shop, named).added_customers == 0


def test_another_name_on_a_card_is_pointed_out(tmp_path, new_shop):
    new_shop.customers.add(CustomerDraft("Marie Roy", card="0042"))
    path = table(
        tmp_path, "card,name,date,amount\n0042,Bob,2026-01-02,3\n0042,Marie Roy,2026-01-03,3\n"
    )
    notes = bring_in(new_shop, path).understood.notes
    assert "The card belongs to someone of another name here. (row 2)" in notes
