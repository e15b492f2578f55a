"""Dates and amounts as people and programs write them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.files.imports.cell_values import (
    DateForm,
    DecimalMark,
    is_amount,
    is_day,
    read_amount,
    read_moment,
)
from shopcard.rules.money import MOST

PARIS = ZoneInfo("Europe/Paris")


def form_of(*cells, said=""):
    form = DateForm()
    for cell in cells:
        form.look(cell)
    return form.settle(said)


def mark_of(*cells, said=""):
    mark = DecimalMark()
    for cell in cells:
        mark.look(cell)
    return mark.settle(said)


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["03/04/2026", "25/04/2026"], "DMY"),
        (["03/04/2026", "04/25/2026 14:30"], "MDY"),
        (["2026-04-03", "20260403"], "YMD"),
        (["2026-04-03", "25.04.2026"], "DMY"),
        (["04/04/2026", "5-5-2026"], "YMD"),
        (["no date", ""], "YMD"),
    ],
)
def test_one_day_past_the_twelfth_settles_the_whole_column(cells, form):
    assert form_of(*cells) == form
    assert form_of(*reversed(cells)) == form


def test_an_order_left_open_needs_a_word_of_the_person():
    with pytest.raises(Refused, match=r"“03/04/2026”.*--map date_form=DMY.*--map date_form=MDY"):
        form_of("2026-01-01", "03/04/2026", "01/02/2026")
    assert form_of("03/04/2026", said="mdy") == "MDY"


def test_both_orders_in_one_column_are_named():
    with pytest.raises(Refused, match=r"“25/04/2026”.*“04/26/2026”.*date_form"):
        form_of("25/04/2026", "04/26/2026")
    with pytest.raises(Refused, match="no date form"):
        form_of(said="DYM")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-02", "2026-01-02 11:00"),
        ("20260102", "2026-01-02 11:00"),
        ("2026/1/2", "2026-01-02 11:00"),
        ("02/01/2026", "2026-01-02 11:00"),
        ("2.1.2026 14:30", "2026-01-02 13:30"),
        ("2026-07-02 14:30:15", "2026-07-02 12:30"),
        ("2026-01-02T14:30Z", "2026-01-02 14:30"),
        ("2026-01-02 14:30:00.250+05:30", "2026-01-02 09:00"),
        ("2026-01-02 02:30 pm", "2026-01-02 13:30"),
        ("2026-01-02, 12:05 AM", "2026-01-01 23:05"),
        ("20260102T14:30", "2026-01-02 13:30"),
    ],
)
def test_a_date_is_local_noon_and_a_time_the_wall_clock(text, utc):
    moment = read_moment(text, "DMY", PARIS)
    assert moment is not None
    assert moment.at.replace(second=0) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert moment.day == date(2026, 7 if "-07-" in text else 1, 2)
    assert moment.timed == (":" in text)


def test_the_month_comes_first_where_the_column_says_so():
    moment = read_moment("02/01/2026", "MDY", PARIS)
    assert moment is not None
    assert moment.day == date(2026, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2026-13-01", "2026-02-30", "31/02/2026", "2026-01-02 24:30", "1/2/3",
        "2026-01-02 13:00 pm", "2026-01-02 0:10 am", "0000-00-00", "2026-1/2", "202601020",
        "2026-01-02 10:00+99:99", "٢٠٢٦-٠١-٠٢",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert read_moment(text, "DMY", PARIS) is None


def test_the_ends_of_the_calendar_are_no_error():
    assert read_moment("9999-12-31 23:59-12:00", "YMD", PARIS) is None
    assert read_moment("0001-01-01 00:00", "YMD", ZoneInfo("Asia/Tokyo")) is None


@given(st.text(max_size=30), st.sampled_from(["YMD", "DMY", "MDY"]))
def test_no_text_is_more_than_a_date_or_none(text, form):
    moment = read_moment(text, form, PARIS)
    assert moment is None or moment.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["12.50", "7"], "."),
        (["12,50", "7"], ","),
        (["1,234.50"], "."),
        (["1.234,50", "1.234"], ","),
        (["1,234,567", "1,234"], "."),
        (["1.234", "0.500"], "."),
        (["1,234", "1234,500"], ","),
        (["1,234", ",5"], ","),
        (["7", "", "no amount"], "."),
    ],
)
def test_one_certain_amount_settles_the_whole_column(cells, mark):
    assert mark_of(*cells) == mark
    assert mark_of(*reversed(cells)) == mark


def test_thousands_or_three_decimals_need_a_word_of_the_person():
    with pytest.raises(Refused, match=r"“1,234”.*--map decimal=point.*decimal=comma"):
        mark_of("7", "1,234")
    assert mark_of("1,234", said="comma") == ","
    assert mark_of("1,234", said=".") == "."
    with pytest.raises(Refused, match="no decimal mark"):
        mark_of(said="dash")


def test_both_marks_in_one_column_are_named():
    with pytest.raises(Refused, match=r"“12\.50” and “7,25”"):
        mark_of("12.50", "7,25")


@pytest.mark.parametrize(
    ("text", "mark", "cents"),
    [
        ("29.33", ".", 2933),
        ("12,5", ",", 1250),
        ("7", ".", 700),
        (".5", ".", 50),
        ("12.", ".", 1200),
        ("0.00", ".", 0),
        ("1 234,50 €", ",", 123450),
        ("1\u202f234,50", ",", 123450),
        ("€1,234.50", ".", 123450),
        ("CHF 1'234.50", ".", 123450),
        ("1.234.567,00 kr", ",", 123456700),
        ("12.-", ".", 1200),
        ("12,- kr", ",", 1200),
        ("-3.00", ".", -300),
        ("−3.00", ".", -300),
        ("3.00-", ".", -300),
        ("(3.00)", ".", -300),
        ("-$5.00", ".", -500),
        ("12.500", ".", 1250),
        ("22.200000000000003", ".", 2220),
        ("19.999999999999996", ".", 2000),
    ],
)
def test_amounts_as_they_are_written(text, mark, cents):
    assert is_amount(text)
    assert read_amount(text, mark, 2) == cents


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "€", "free", "12.345", "1,23.45", "1,2,3", "12 34.50", "1e5", "0x10", "NaN",
        "12.50.50", "(3.00", "$€5", "5 euros", "12.5 0", "inf", "12.34567890123",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_none(text):
    assert read_amount(text, ".", 2) is None


@pytest.mark.parametrize("text", [str(2**63), "9" * 400, "9" * 5000, f"{MOST}.01", "1" + "0" * 39])
def test_an_absurd_amount_is_none(text):
    assert read_amount(text, ".", 2) is None
    assert read_amount(str(MOST), ".", 2) == MOST * 100


@pytest.mark.parametrize(("text", "digits", "units"), [("1,234", 0, 1234), ("1.234", 3, 1234)])
def test_currencies_without_cents_and_with_thousandths(text, digits, units):
    assert read_amount(text, ".", digits) == units
    assert read_amount("1.5", ".", 0) is None


@given(st.integers(0, MOST * 100), st.sampled_from([".", ","]), st.booleans())
def test_every_amount_is_read_as_it_was_written(cents, mark, grouped):
    text = f"{Decimal(cents) / 100:{',' if grouped else ''}.2f}"
    if mark == ",":
        text = text.translate(str.maketrans(".,", ",."))
    assert read_amount(text, mark, 2) == cents


@given(st.text(max_size=30), st.sampled_from([".", ","]), st.integers(0, 3))
def test_no_text_is_more_than_an_amount_or_none(text, mark, digits):
    amount = read_amount(text, mark, digits)
    assert amount is None or abs(amount) <= MOST * 10**digits


def test_a_day_is_told_from_a_number():
    assert is_day("19970101")
    assert is_day("12/31/1997")
    assert not is_day("12345678")
    assert not is_day("00004")
    assert not is_day("0101-01-01")
