"""Customers and purchases from a table into the shop."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcard.errors import Refused, ShopcardError, WrongUsage
from shopcard.files.imports.find_columns import find_columns
from shopcard.files.imports.import_file import bring_in
from shopcard.files.imports.read_table import read_sheet
from shopcard.files.imports.row_base import Rejected, SetAside
from shopcard.files.imports.rows import PurchaseRows
from shopcard.language import speak
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop
from tests.files.tables import table, workbook

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Ten in the morning in Paris."""

SALES = "customer,date,amount\n0042,2026-01-02,3.00\n0043,2026-01-03,4.50\n"


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


def make_shop(folder: Path, **settings) -> Shop:
    cone = make_terms([(None, "Free cone")], stamps=10)
    return Shop.create(
        folder / "shop.db",
        Settings(**{"name": "Glacier du Port", **settings}),
        [("Cone", cone)],
        clock=Clock(),
    )


@pytest.fixture
def new_shop(tmp_path) -> Iterator[Shop]:
    with make_shop(tmp_path / "shop") as shop:
        yield shop


def sums(shop: Shop) -> tuple[int, int, int]:
    """Customers, purchases and revenue in cents."""
    acts = shop.counter.history()
    return shop.counts()["customer"], len(acts), sum(act.amount or 0 for act in acts)


# Real purchases


@pytest.fixture(scope="module")
def histories() -> dict[str, list[tuple[str, date, int | None]]]:
    """Who bought when and for how much, as each of the CDNOW files told it."""
    return {}


@pytest.mark.parametrize("file", ["cdnow_sample.csv", "CDNOW_sample.txt"])
def test_the_cdnow_log_comes_in_whole_and_once(tmp_path, shared_data, file, histories):
    with make_shop(tmp_path, currency="USD", timezone="America/New_York") as shop:
        first = bring_in(shop, shared_data / file)
        assert (first.rows, first.added_customers, first.added_purchases) == (6919, 2357, 6919)
        assert (first.set_aside, first.rejected, first.already_there) == ((), (), 0)
        assert sums(shop) == (2357, 6919, 24_409_194)
        acts = shop.counter.history()
        assert sum(act.amount == 0 for act in acts) == 8
        assert shop.customers.get(shop.customers.resolve("0001")).name == "Customer 0001"
        assert shop.customers.get(shop.customers.resolve("0001")).joined == date(1997, 1, 1)
        second = bring_in(shop, shared_data / file)
        assert (second.added_customers, second.added_purchases) == (0, 0)
        assert second.already_there == 6919
        assert shop.counter.history() == acts
        assert shop.check().ok
    histories[file] = sorted((act.name, act.business_day, act.amount or 0) for act in acts)
    assert len({tuple(history) for history in histories.values()}) == 1


def test_a_dry_run_of_the_cdnow_log_announces_it_and_writes_nothing(tmp_path, shared_data):
    mapping = {"customer": "1", "date": "3", "amount": "5"}
    with make_shop(tmp_path, currency="USD") as shop:
        before = shop.counts()
        report = bring_in(shop, shared_data / "CDNOW_sample.txt", mapping=mapping, dry_run=True)
        assert (report.added_customers, report.added_purchases) == (2357, 6919)
        assert not report.written
        assert shop.counts() == before


def test_cancelled_invoices_are_never_purchases(tmp_path, shared_data):
    path = shared_data / "online_retail_invoices.csv"
    with path.open(newline="") as lines:
        invoices = list(enumerate(csv.DictReader(lines), 2))
    cancelled = {row for row, invoice in invoices if invoice["cancel"] == "1"}
    kept = [invoice for row, invoice in invoices if row not in cancelled]
    assert (len(invoices), len(cancelled)) == (22_190, 3_654)
    with make_shop(tmp_path, currency="GBP", timezone="Europe/London") as shop:
        report = bring_in(shop, path)
        assert report.rows == 22_190
        assert {aside.row for aside in report.set_aside} == cancelled
        assert {aside.why for aside in report.set_aside} == {"Cancelled: not a purchase."}
        assert report.rejected == ()
        assert report.added_purchases == len(kept)
        assert sums(shop) == (
            len({invoice["customer"] for invoice in kept}),
            len(kept),
            sum(round(float(invoice["amount"]) * 100) for invoice in kept),
        )
        told = sorted((a.name, f"{a.at:%Y-%m-%d %H:%M}") for a in shop.counter.history())
        winter = [i for i in kept if not "2011-03-27" <= i["datetime"] < "2011-10-30 02"]
        assert set(told) >= {(f"Customer {i['customer']}", i["datetime"][:16]) for i in winter}


def test_without_the_column_the_letter_still_tells_cancellations(new_shop, shared_data):
    sheet = read_sheet(shared_data / "online_retail_invoices.csv")
    mapping = {"cancel": "-"}
    rows = PurchaseRows(new_shop, sheet, find_columns(sheet, None, mapping), mapping)
    rows.judge()
    assert (rows.count, len(rows.set_aside), rows.rejected) == (22_190, 3_654, [])


# The same rows again


def test_a_longer_file_adds_only_what_is_new(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, SALES))
    longer = table(tmp_path, SALES + "0042,2026-01-05,1.00\n0044,2026-01-05,1.00\n")
    report = bring_in(new_shop, longer)
    assert (report.added_customers, report.added_purchases, report.already_there) == (1, 2, 2)
    assert sums(new_shop) == (3, 4, 950)


def test_identical_rows_are_separate_purchases_and_stay_so(tmp_path, new_shop):
    row = "0042,2026-01-02,3.00\n"
    head = "customer,date,amount\n"
    assert bring_in(new_shop, table(tmp_path, head + row * 2)).added_purchases == 2
    report = bring_in(new_shop, table(tmp_path, head + row * 3))
    assert (report.added_purchases, report.already_there) == (1, 2)


def test_case_and_outer_space_and_the_way_it_was_saved_make_no_new_row(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, "customer,date,amount,note\nab42,2026-01-02,3.00,Été\n"))
    again = "customer;date;amount;note\n AB42 ;2026-01-02;3.00; ÉTÉ ;\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        report = bring_in(new_shop, table(tmp_path, again.replace(" ;\n", "\n"), encoding=encoding))
        assert (report.added_purchases, report.already_there) == (0, 1)


def test_rows_in_another_order_are_the_same_rows(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, SALES))
    head, *rows = SALES.splitlines(keepends=True)
    report = bring_in(new_shop, table(tmp_path, head + "".join(reversed(rows))))
    assert (report.added_purchases, report.already_there) == (0, 2)


def test_a_voided_row_stays_already_there(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, SALES))
    new_shop.counter.undo(customer_id=new_shop.customers.resolve("0042"))
    assert bring_in(new_shop, table(tmp_path, SALES)).already_there == 2
    assert new_shop.customers.get(new_shop.customers.resolve("0042")).visits == 0


def test_keys_say_nothing_without_the_shop_s_own_secret(tmp_path):
    keys = []
    for name in ("one", "two"):
        with make_shop(tmp_path / name) as shop:
            bring_in(shop, table(tmp_path, SALES))
            keys.append({act.key for act in shop.counter.history()})
    assert len(keys[0]) == len(keys[1]) == 2
    assert keys[0].isdisjoint(keys[1])


# All or nothing


def test_one_bad_row_stops_everything_or_is_skipped(tmp_path, new_shop):
    path = table(tmp_path, SALES.replace("0043,2026-01-03", "0043,2026-02-30") + "0044,20260104,\n")
    stopped = bring_in(new_shop, path)
    bad = Rejected(3, "date", "2026-02-30", "This is no date.")
    assert (stopped.rejected, stopped.written) == ((bad,), False)
    assert (stopped.rows, stopped.added_customers, stopped.added_purchases) == (3, 0, 0)
    assert sums(new_shop) == (0, 0, 0)

    announced = bring_in(new_shop, path, skip_rejected=True, dry_run=True)
    assert (announced.added_customers, announced.added_purchases) == (2, 2)
    assert sums(new_shop) == (0, 0, 0)
    done = bring_in(new_shop, path, skip_rejected=True)
    assert (done.to_dict(), done.written) == (announced.to_dict(), True)
    assert sums(new_shop) == (2, 2, 300)


@pytest.mark.parametrize(
    ("row", "rejected"),
    [
        ("0042,soon,3.00", ("date", "soon", "This is no date.")),
        ("0042,,3.00", ("date", "", "The date is missing.")),
        ("0042,1900-01-01,3.00", ("date", "1900-01-01", "This is too long ago to be true.")),
        ("0042,2026-11-25,3.00", ("date", "2026-11-25", "This date is still to come.")),
        ("0042,2026-11-24 10:01,3", ("date", "2026-11-24 10:01", "This date is still to come.")),
        ("0042,2026-01-02,free", ("amount", "free", "This is no amount, or far too large a one.")),
        (f"0042,2026-01-02,{2**63}", ("amount", str(2**63), None)),
        ("é!,2026-01-02,3.00", ("customer", "é!", None)),
        ("0042,x", ("date", "x", "This is no date.")),
        ("0042,x,12,50", ("", "0042 x 12 50", "This row has 4 columns where 3 were expected.")),
        ("0042,\x1b[2J,3.00", ("date", "[2J", "This is no date.")),
    ],
)  # fmt: skip
def test_each_refusal_names_row_column_value_and_why(tmp_path, new_shop, row, rejected):
    report = bring_in(new_shop, table(tmp_path, f"{SALES}{row}\n"))
    (found,) = report.rejected
    column, value, why = rejected
    assert (found.row, found.column, found.value) == (4, column, value)
    assert found.why == (why or found.why) != ""
    assert sums(new_shop) == (0, 0, 0)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",2026-01-02,3.00", "No customer."),
        ("0042,2026-01-02,-3.00", "Below zero: given back, not a purchase."),
    ],
)
def test_what_is_no_purchase_is_set_aside_and_stops_nothing(tmp_path, new_shop, row, why):
    report = bring_in(new_shop, table(tmp_path, f"{SALES}{row}\n"))
    assert report.set_aside == (SetAside(4, why),)
    assert (report.written, report.added_purchases) == (True, 2)
    assert sums(new_shop) == (2, 2, 750)


def test_the_report_has_the_keys_that_others_rely_on(tmp_path, new_shop):
    path = table(tmp_path, f"{SALES},2026-01-02,3.00\n0042,soon,3.00\n")
    assert bring_in(new_shop, path, skip_rejected=True).to_dict() == {
        "kind": "purchases",
        "rows": 4,
        "added": {"customers": 2, "purchases": 2, "balances": 0},
        "already_there": 0,
        "set_aside": [{"row": 4, "why": "No customer."}],
        "rejected": [
            {"row": 5, "column": "date", "value": "soon", "why": "This is no date."}
        ],
        "understood": {
            "separator": ",",
            "encoding": "utf-8",
            "columns": {"customer": "customer", "date": "date", "amount": "amount"},
        },
    }  # fmt: skip


# What a purchase becomes


def test_a_day_is_kept_at_local_noon_and_a_time_on_the_shop_s_wall_clock(tmp_path, new_shop):
    bring_in(
        new_shop, table(tmp_path, "card,date,amount\nA1,2026-01-02,1\nA1,2026-07-02 23:30,1\n")
    )
    timed, day = new_shop.counter.history()
    assert (day.at, day.business_day) == (datetime(2026, 1, 2, 11, tzinfo=UTC), date(2026, 1, 2))
    assert timed.at == datetime(2026, 7, 2, 21, 30, tzinfo=UTC)


def test_today_is_not_to_come_though_noon_is(tmp_path, new_shop):
    path = table(tmp_path, "card,date,amount\nA1,2026-11-24,1.00\n")
    assert bring_in(new_shop, path).rejected == ()
    (act,) = new_shop.counter.history()
    assert act.business_day == date(2026, 11, 24)
    new_shop.opened.clock.now = NOW.replace(hour=23)
    assert bring_in(new_shop, path).already_there == 1


def test_day_and_time_may_stand_in_two_columns(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, "carte;jour;heure;total\nA1;24/11/2026;08:15;12,50 €\n"))
    (act,) = new_shop.counter.history()
    assert (act.at, act.amount) == (datetime(2026, 11, 24, 7, 15, tzinfo=UTC), 1250)


def test_zero_is_an_amount_and_empty_is_none(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, "card,date,amount\nA1,2026-01-02,0.00\nA1,2026-01-03,\n"))
    assert [act.amount for act in new_shop.counter.history()] == [None, 0]


def test_codes_keep_their_zeros_and_names_come_along(tmp_path, new_shop):
    text = (
        "code client;nom;date;montant\n000122521;Élodie [/b];2026-01-02;3,00\n7;;2026-01-02;3,00\n"
    )
    bring_in(new_shop, table(tmp_path, text, encoding="cp1252"))
    found = new_shop.customers.get(new_shop.customers.resolve("000122521"))
    assert (found.card, found.name) == ("000122521", "Élodie [/b]")
    assert new_shop.customers.get(new_shop.customers.resolve("7")).name == "Customer 7"


def test_a_purchase_of_someone_known_goes_on_their_card(tmp_path, new_shop):
    marie = new_shop.customers.add(CustomerDraft("Marie", card="0042")).customer
    report = bring_in(new_shop, table(tmp_path, SALES))
    assert (report.added_customers, report.added_purchases) == (1, 2)
    assert new_shop.customers.get(marie.id).visits == 1


def test_history_gives_no_stamp_unless_asked(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, SALES))
    assert [act.stamps for act in new_shop.counter.history()] == [0, 0]
    report = bring_in(new_shop, table(tmp_path, SALES + "0042,2026-01-05,1.00\n"), earn=True)
    assert report.added_purchases == 1
    (view, *_rest) = new_shop.counter.open_card(new_shop.customers.resolve("0042")).cards
    assert view.card.stamps == 1


def test_progress_is_told_to_the_end(tmp_path, new_shop):
    heard = []
    bring_in(
        new_shop, table(tmp_path, SALES), progress=lambda done, total: heard.append((done, total))
    )
    assert heard[-1] == (2, 2)


def test_a_workbook_comes_in_like_any_table(tmp_path, new_shop):
    path = workbook(
        tmp_path,
        [
            ["Carte", "Date", "Montant"],
            ["0042", date(2026, 1, 2), 12.5],
            ["0043", date(2026, 1, 3), 7],
        ],
    )
    report = bring_in(new_shop, path)
    assert (report.understood.encoding, report.added_purchases) == ("xlsx", 2)
    assert sums(new_shop) == (2, 2, 1950)
    assert new_shop.counter.history()[1].business_day == date(2026, 1, 2)


# How it is written


@pytest.mark.parametrize(
    ("country", "mapping", "day"),
    [
        ("FR", {}, date(2026, 4, 3)),
        ("US", {}, date(2026, 3, 4)),
        ("FR", {"date_form": "MDY"}, date(2026, 3, 4)),
        ("US", {"date_form": "DMY"}, date(2026, 4, 3)),
    ],
)
def test_an_ambiguous_order_of_day_and_month_is_the_country_s_and_said(
    tmp_path, country, mapping, day
):
    path = table(tmp_path, "card,date,amount\nA1,03/04/2026,1.00\n")
    with make_shop(tmp_path / country, country=country) as shop:
        report = bring_in(shop, path, mapping=mapping)
        assert shop.counter.history()[0].business_day == day
    said = [note for note in report.understood.notes if "03/04/2026" in note]
    assert len(said) == (0 if mapping else 1)


def test_what_does_not_fit_the_order_of_the_column_is_rejected(tmp_path, new_shop):
    path = table(tmp_path, "card,date,amount\nA1,25/12/2025,1.00\nA1,12/26/2025,1.00\n")
    with pytest.raises(Refused, match="date_form"):
        bring_in(new_shop, path)
    report = bring_in(new_shop, path, mapping={"date_form": "DMY"})
    assert [(r.row, r.value) for r in report.rejected] == [(3, "12/26/2025")]


def test_separator_encoding_and_decimals_may_be_given(tmp_path, new_shop):
    path = table(tmp_path, "carté|date|amount\nA1|2026-01-02|1,234\n", encoding="mac-roman")
    how = {"encoding": "mac-roman", "separator": "|", "decimal": "point", "customer": "carté"}
    assert bring_in(new_shop, path, mapping=how).understood.columns["customer"] == "carté"
    assert sums(new_shop) == (1, 1, 123_400)


def test_an_unknown_kind_or_field_is_wrong_usage(tmp_path, new_shop):
    for how in ({"kind": "shoes"}, {"mapping": {"colour": "1"}}):
        with pytest.raises(WrongUsage):
            bring_in(new_shop, table(tmp_path, SALES), **how)


# Receipts


def test_the_receipt_number_is_what_makes_a_purchase_the_same(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, "ticket,card,date,amount\nT1,A1,2026-01-02,3.00\n"))
    rows = "t1,A1,2026-01-02,3.00,left\nT2,A1,2026-01-02,3.00,left\n"
    report = bring_in(new_shop, table(tmp_path, f"ticket,card,date,amount,till\n{rows}"))
    assert (report.added_purchases, report.already_there) == (1, 1)


def test_rows_of_one_receipt_are_one_purchase_and_it_is_said(tmp_path, new_shop):
    rows = "T1,A1,2026-01-02 09:00,3.00\nT1,A1,2026-01-02 09:00,\nT1,A1,2026-01-02 09:00,4.50\n"
    report = bring_in(new_shop, table(tmp_path, f"ticket,card,date,amount\n{rows}"))
    assert (report.rows, report.added_purchases) == (3, 1)
    assert any("2 rows belong to receipts" in note for note in report.understood.notes)
    assert sums(new_shop) == (1, 1, 750)


@pytest.mark.parametrize("other", ["T1,A2,2026-01-02,4.50", "T1,A1,2026-01-03,4.50"])
def test_one_receipt_of_two_customers_or_days_is_rejected(tmp_path, new_shop, other):
    path = table(tmp_path, f"ticket,card,date,amount\nT1,A1,2026-01-02,3.00\n{other}\n")
    (found,) = bring_in(new_shop, path).rejected
    assert (found.row, found.column, found.value) == (3, "ticket", "T1")
    assert "Row 2" in found.why
    assert bring_in(new_shop, path, mapping={"receipt": "-"}).added_purchases == 2


def test_a_c_means_cancelled_only_where_other_numbers_have_none(tmp_path, new_shop):
    head = "invoice,card,date,amount\n"
    mixed = table(
        tmp_path, f"{head}1,A1,2026-01-02,3.00\n2,A1,2026-01-02,3.00\nC3,A1,2026-01-02,3.00\n"
    )
    report = bring_in(new_shop, mixed)
    assert [aside.row for aside in report.set_aside] == [4]
    alike = table(tmp_path, f"{head}C11,A1,2026-01-02,3.00\nC12,A1,2026-01-02,3.00\n")
    assert bring_in(new_shop, alike).added_purchases == 2


@pytest.mark.parametrize("word", ["1", "yes", "OUI", "Annulé", "x", "TRUE"])
def test_a_cancelled_row_is_set_aside_in_any_words(tmp_path, new_shop, word):
    path = table(tmp_path, f"card,date,amount,annulé\nA1,2026-01-02,3.00,non\nA1,x,3.00,{word}\n")
    report = bring_in(new_shop, path)
    assert report.set_aside == (SetAside(3, "Cancelled: not a purchase."),)
    assert report.added_purchases == 1


def test_a_cancel_cell_that_is_neither_yes_nor_no_is_rejected(tmp_path, new_shop):
    path = table(tmp_path, "card,date,amount,cancel\nA1,2026-01-02,3.00,maybe\n")
    (found,) = bring_in(new_shop, path).rejected
    assert (found.column, found.value) == ("cancel", "maybe")


# Customers

PEOPLE = (
    "name,phone,card,email,birthday,note,contact\n"
    "Marie Lefèvre,06 12 34 56 78,0042,marie@example.com,24/11/1960,No nuts,yes\n"
    "=1+1,,,,--02-29,,\n"
)


def test_customers_come_in_with_all_they_have(tmp_path, new_shop):
    announced = bring_in(new_shop, table(tmp_path, PEOPLE), dry_run=True)
    assert new_shop.counts()["customer"] == 0
    report = bring_in(new_shop, table(tmp_path, PEOPLE))
    assert (report.kind, report.added_customers, report.added_purchases) == ("customers", 2, 0)
    assert report.to_dict() == announced.to_dict()
    marie = new_shop.customers.get(new_shop.customers.resolve("0612345678"))
    assert (marie.name, marie.card, marie.email) == ("Marie Lefèvre", "0042", "marie@example.com")
    assert (marie.birthday, marie.note, marie.contact_ok) == ("1960-11-24", "No nuts", True)
    other = new_shop.customers.get(new_shop.customers.resolve("=1+1"))
    assert (other.birthday, other.phones, other.contact_ok) == ("--02-29", (), False)
    assert other.card != ""


def test_the_same_customers_again_add_nobody(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, PEOPLE))
    report = bring_in(new_shop, table(tmp_path, f"{PEOPLE}Omar,,,,,,\n"))
    assert (report.added_customers, report.already_there, report.rejected) == (1, 2, ())


def test_a_row_that_says_the_same_is_nobody_new(tmp_path, new_shop):
    report = bring_in(
        new_shop, table(tmp_path, "name,phone\nMarie,0612345678\nMARIE ,0612345678\n")
    )
    assert report.set_aside == (SetAside(3, "The same as row 2."),)
    assert report.added_customers == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",06 12 34 56 79,,,,,", "name"),
        ("Omar,12,,,,,", "phone"),
        ("Omar,,42é,,,,", "card"),
        ("Omar,,0042,,,,", "card"),
        ("Omar,,,nobody,,,", "email"),
        ("Omar,,,,31/02/1980,,", "birthday"),
        ("Omar,,,,,,perhaps", "contact"),
    ],
)
def test_a_customer_that_cannot_be_is_rejected_by_cell(tmp_path, new_shop, row, column):
    report = bring_in(new_shop, table(tmp_path, f"{PEOPLE}{row}\n"))
    assert [(r.row, r.column) for r in report.rejected] == [(4, column)]
    assert new_shop.counts()["customer"] == 0
    assert bring_in(new_shop, table(tmp_path, f"{PEOPLE}{row}\n"), skip_rejected=True).written
    assert new_shop.counts()["customer"] == 2


def test_a_card_that_is_or_was_another_s_is_rejected_by_name(tmp_path, new_shop):
    held = new_shop.customers.add(CustomerDraft("Anne", card="0042")).customer
    text = "name,card\nMarie,0042\nOmar,0043\n"
    (found,) = bring_in(new_shop, table(tmp_path, text)).rejected
    assert (found.row, found.column, found.value) == (2, "card", "0042")
    assert "Anne" in found.why
    new_shop.customers.give_card(held.id)
    (found,) = bring_in(new_shop, table(tmp_path, text), skip_rejected=True).rejected
    assert "replaced" in found.why
    assert new_shop.counts()["customer"] == 2


def test_first_and_last_names_are_put_together(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, "Nom;Prénom;Date de naissance\nLefèvre;Marie;13/02/1980\n"))
    (match,) = new_shop.customers.find("Marie")
    assert match.name == "Marie Lefèvre"
    assert new_shop.customers.get(match.id).birthday == "1980-02-13"


def test_birthdays_of_an_american_file_are_read_its_way(tmp_path, new_shop):
    bring_in(new_shop, table(tmp_path, "name,birthday\nMarie,02/13/1980\nOmar,03/04/1950\n"))
    (omar,) = new_shop.customers.find("Omar")
    assert new_shop.customers.get(omar.id).birthday == "1950-03-04"


# Whatever comes


def test_the_report_speaks_the_language_of_the_shop(tmp_path, new_shop):
    speak("fr")
    try:
        report = bring_in(new_shop, table(tmp_path, f"{SALES},2026-01-02,3.00\n"))
    finally:
        speak("en")
    assert report.added_purchases == 2
    assert report.set_aside[0].why


CELLS = st.sampled_from(
    ["", "0042", "A1", "2026-01-02", "25/12/2025", "12/26/2025", "3.00", "1,5", "-2", "C12", "1",
     "Marie", "x@y.fr", "\x1b[2J", "\u202e", "é" * 200, str(2**63), "\ud7ff", "'", "=1+1"]
)  # fmt: skip
TITLE = st.sampled_from(
    ["customer", "date", "amount", "invoice", "cancel", "name", "phone", "card", ""]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(TITLE, max_size=6), st.lists(st.lists(CELLS, max_size=7), max_size=6), st.booleans()
)
def test_no_table_writes_by_halves_or_raises_anything_but_a_sentence(
    tmp_path, new_shop, titles, rows, skip
):
    text = "\n".join(",".join(cells) for cells in [titles, *rows])
    before = new_shop.counts()
    try:
        announced = bring_in(new_shop, table(tmp_path, text), skip_rejected=skip, dry_run=True)
        assert new_shop.counts() == before
        report = bring_in(new_shop, table(tmp_path, text), skip_rejected=skip)
    except ShopcardError:
        assert new_shop.counts() == before
        return
    assert report.to_dict() == announced.to_dict()
    after = new_shop.counts()
    assert after["customer"] - before["customer"] == report.added_customers
    assert after["entry"] - before["entry"] == report.added_purchases
    assert report.written == (skip or not report.rejected)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["purchases", "customers"]))
def test_random_bytes_are_refused_or_rejected(tmp_path, new_shop, data, kind):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    columns = {"customer": "1", "date": "2"} if kind == "purchases" else {"name": "1"}
    try:
        report = bring_in(new_shop, path, kind=kind, mapping=columns)
    except ShopcardError:
        return
    assert (
        report.rows
        == report.added_customers
        + report.added_purchases
        + report.already_there
        + (len(report.set_aside) + len(report.rejected))
        or not report.written
    )
