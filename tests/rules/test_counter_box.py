"""What Enter does at the counter: every row of the table."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules.counter_box import (
    AskAmount,
    Either,
    Next,
    Nothing,
    Purchase,
    Search,
    Unreadable,
    read_box,
)


def read(text, *, is_open=True, stamped=False, by_spend=False, currency="EUR"):
    return read_box(
        text, customer_open=is_open, just_stamped=stamped, by_spend=by_spend, currency=currency
    )


class TestNobodyOpen:
    def test_an_empty_box_does_nothing(self):
        assert read("  ", is_open=False) == Nothing()

    @pytest.mark.parametrize("text", ["mar", "5678", "3", "06 12 34 56 78", "12,50"])
    def test_any_text_looks_up(self, text):
        assert read(text, is_open=False).text == text


class TestACustomerIsOpen:
    def test_an_empty_box_stamps_once(self):
        assert read("") == Purchase(stamps=1)

    def test_by_spend_an_empty_box_asks_for_the_amount(self):
        assert read("", by_spend=True) == AskAmount()

    def test_just_stamped_an_empty_box_goes_on(self):
        assert read("", stamped=True) == Next()
        assert read("", stamped=True, by_spend=True) == Next()

    @pytest.mark.parametrize(("text", "count"), [("1", 1), ("3", 3), ("12", 12), (" 7 ", 7)])
    def test_one_or_two_digits_are_stamps(self, text, count):
        assert read(text) == Purchase(stamps=count)

    def test_by_spend_they_are_the_amount(self):
        assert read("12", by_spend=True) == Purchase(amount=1200)
        assert read("12", by_spend=True, currency="JPY") == Purchase(amount=12)

    @pytest.mark.parametrize("text", ["12,50", "12.50"])
    def test_an_amount_is_a_purchase(self, text):
        assert read(text) == Purchase(amount=1250)

    @pytest.mark.parametrize("text", ["3 7,50", "3  7.50"])
    def test_a_count_and_an_amount_are_both(self, text):
        assert read(text) == Purchase(stamps=3, amount=750)

    def test_a_count_and_nothing_to_pay_are_stamps(self):
        assert read("3 0") == Purchase(stamps=3, amount=0)

    def test_two_pairs_of_digits_are_the_end_of_a_phone(self):
        assert isinstance(read("20 11"), Search)
        assert isinstance(read("20 11", by_spend=True), Search)
        assert read("20 11,00") == Purchase(stamps=20, amount=1100)

    @pytest.mark.parametrize("text", ["0", "00", "0,00"])
    def test_a_purchase_of_nothing_is_no_purchase(self, text):
        assert "Type it like 12.50" in read(text, by_spend=True).sentence
        assert isinstance(read(text), Unreadable)

    @pytest.mark.parametrize("text", ["mar", "5678", "567", "06 12 34 56 78", "06 12", "12,50 x"])
    def test_anything_else_looks_up(self, text):
        assert isinstance(read(text), Search)

    @pytest.mark.parametrize("text", ["0", "00", "12,505"])
    def test_what_cannot_be_meant_says_what_to_type(self, text):
        assert "Type" in read(text).sentence


class TestCardNumbers:
    @pytest.mark.parametrize("is_open", [True, False])
    def test_a_hash_is_always_a_card(self, is_open):
        assert read("#42", is_open=is_open) == Search("#42", "42")

    @pytest.mark.parametrize("is_open", [True, False])
    def test_a_scanned_number_keeps_its_zeros(self, is_open):
        assert read("000122521", is_open=is_open) == Search("000122521", "000122521")

    def test_a_scan_through_a_french_keyboard_is_a_card(self):
        assert read("&é\"'(-è_") == Search("12345678", "12345678")

    def test_a_hash_alone_is_no_card(self):
        assert read("#").card is None


class TestCase40:
    @pytest.mark.parametrize(
        ("text", "currency", "amount"),
        [
            ("12€", "EUR", 1200), ("12.50 €", "EUR", 1250), ("€12", "EUR", 1200),
            ("1 000", "EUR", 100000), ("1 050,00", "EUR", 105000), ("CHF 12.-", "CHF", 1200),
            ("1'234.50", "CHF", 123450), ("1\u202f234,50", "EUR", 123450), ("1 000 ¥", "JPY", 1000),
            ("1,200", "JPY", 1200), ("12,5", "TND", 12500),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("by_spend", [True, False])
    def test_case_40_what_is_written_as_an_amount_is_one(self, text, currency, amount, by_spend):
        assert read(text, by_spend=by_spend, currency=currency) == Purchase(amount=amount)

    @pytest.mark.parametrize(
        ("text", "currency", "amount"),
        [
            ("150", "EUR", 15000), ("1200", "EUR", 120000), ("1200", "JPY", 1200),
            ("3", "JPY", 3), ("1 234,50", "EUR", 123450), ("3 150", "JPY", 3150),
            ("12345678", "JPY", 12345678), ("150", "TND", 150000),
        ],
    )  # fmt: skip
    def test_case_40_by_spend_any_number_is_an_amount(self, text, currency, amount):
        assert read(text, by_spend=True, currency=currency) == Purchase(amount=amount)

    @pytest.mark.parametrize("text", ["0612345678", "42077310", "06 12 34 56 78", "000122521"])
    def test_case_40_but_a_phone_and_a_card_are_none(self, text):
        assert isinstance(read(text, by_spend=True), Search)

    @pytest.mark.parametrize(
        ("text", "currency", "amount", "stamps", "rest"),
        [("1 234,50", "EUR", 123450, 1, 23450), ("3 150", "JPY", 3150, 3, 150)],
    )
    def test_case_40_thousands_or_stamps_is_asked(self, text, currency, amount, stamps, rest):
        assert read(text, currency=currency) == Either(
            Purchase(amount=amount), Purchase(stamps, rest)
        )

    @pytest.mark.parametrize(
        ("text", "currency", "amount"),
        [("1200", "JPY", 1200), ("150", "EUR", 15000), ("42077310", "JPY", 42077310)],
    )
    def test_case_40_figures_to_look_up_can_be_an_amount(self, text, currency, amount):
        assert read(text, currency=currency).amount == amount
        assert read(text, currency=currency, is_open=False).amount is None

    @pytest.mark.parametrize("text", ["612 345 678", "4207 7310", "0612", "42077310", "marie"])
    def test_case_40_a_phone_a_card_and_a_name_are_no_amount(self, text):
        assert read(text).amount is None

    @pytest.mark.parametrize("text", ["$12", "12,505 €", "12.505", "1,234", "3 7,505", "€0"])
    def test_case_40_what_is_meant_as_an_amount_and_is_none_says_so(self, text):
        assert read(text).sentence

    def test_case_40_words_after_a_count_are_looked_up(self):
        assert isinstance(read("2 rue"), Search)


@pytest.mark.parametrize("letter", sorted(set(string.printable) - set(string.whitespace)))
@pytest.mark.parametrize("is_open", [True, False])
def test_every_character_typed_is_text_and_nothing_else(letter, is_open):
    intent = read(letter, is_open=is_open)
    if letter.isdigit() and is_open:
        assert isinstance(intent, Purchase | Unreadable)
    else:
        assert intent == Search(letter, None)


ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=40)
KEYED = st.text("0123456789,. #'é&", max_size=12)


@given(
    ANY_TEXT | KEYED,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["EUR", "JPY", "TND"]),
)
def test_no_text_in_the_box_ever_raises(text, customer_open, just_stamped, by_spend, currency):
    intent = read_box(
        text,
        customer_open=customer_open,
        just_stamped=just_stamped,
        by_spend=by_spend,
        currency=currency,
    )
    assert customer_open or isinstance(intent, Nothing | Search)
    if isinstance(intent, Purchase):
        assert intent.stamps != 0
        assert intent.stamps or intent.amount
