"""Names, phones and card numbers: cleaned at every way in, found however they are typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.rules.identity import (
    checked_birthday,
    clean_birthday,
    clean_card,
    clean_email,
    clean_name,
    clean_phone,
    could_be_phone,
    looks_like_card,
    make_card_number,
    make_customer_id,
    no_ones_phone,
    phone_beginning,
    phone_key,
    phone_tail,
    say_card,
    say_phone,
)
from shopcard.rules.text import (
    clean_note,
    clean_text,
    digits,
    fold,
    typed_words,
    words,
)

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60)


def test_a_name_must_be_something():
    assert clean_name(" Zoé ") == "Zoé"
    for empty in ("", "  ", "\x00\u200b"):
        with pytest.raises(Refused, match="name"):
            clean_name(empty)


class TestPhones:
    @pytest.mark.parametrize(
        "typed",
        [
            "06 12 34 56 78", "0612345678", "+33612345678", "0033 6 12 34 56 78",
            "06.12.34.56.78", "06-12-34-56-78", "+33 (0)6 12 34 56 78", "(06) 12 34 56 78",
            "０６１２３４５６７８", " 06\u202f12\u202f34\u202f56\u202f78 ",
            "\u202a+33\u202a612345678\u202c",
        ],
    )  # fmt: skip
    def test_one_phone_has_one_key_however_it_is_typed(self, typed):
        assert phone_key(typed, "FR") == "+33612345678"
        assert clean_phone(typed, "FR") == "+33612345678"

    @pytest.mark.parametrize(
        "typed", ["", "+", "5678", "+999 1234 5678", "Marie", "06 12 ab", "9" * 40, "\x00"]
    )
    def test_what_is_no_phone_is_refused_in_one_sentence(self, typed):
        assert phone_key(typed, "FR") is None
        assert not could_be_phone(typed, "FR")
        with pytest.raises(Refused, match="phone"):
            clean_phone(typed, "FR")

    @pytest.mark.parametrize(
        ("dialled", "code"),
        [
            ("0690 12 34 56", "590"), ("0691 12 34 56", "590"), ("0590 12 34 56", "590"),
            ("0692 12 34 56", "262"), ("0693 12 34 56", "262"), ("0262 12 34 56", "262"),
            ("0639 12 34 56", "262"), ("0269 12 34 56", "262"), ("0694 12 34 56", "594"),
            ("0594 12 34 56", "594"), ("0696 12 34 56", "596"), ("0697 12 34 56", "596"),
            ("0596 12 34 56", "596"), ("0612 34 56 78", "33"), ("01 42 68 53 00", "33"),
        ],
    )  # fmt: skip
    def test_case_47_france_and_its_overseas_dial_one_number_alike(self, dialled, code):
        number = f"+{code}{digits(dialled)[1:]}"
        for region in ("FR", "GP", "MQ", "GF", "RE", "YT"):
            assert phone_key(dialled, region) == number
        for typed in (number, f"00{number[1:]}", f"+33{number[-9:]}", f"+{code} (0){number[-9:]}"):
            assert phone_key(typed, "FR") == number

    def test_a_number_that_no_country_shares_stays_where_it_is(self):
        assert phone_key("0976 12 34 56", "GP") == "+590976123456"
        assert phone_key("+44 690 123 4567", "FR") == "+446901234567"

    @pytest.mark.parametrize(
        "typed",
        ["00 00 00 00 00", "0000000000", "11 11 11 11 11", "+33000000000"],
    )
    def test_case_48_what_only_fills_the_field_is_nobodys_phone(self, typed):
        assert no_ones_phone(typed)
        assert phone_key(typed, "FR") is None
        with pytest.raises(Refused, match="nobody's phone: leave the phone empty"):
            clean_phone(typed, "FR")
        assert not no_ones_phone("06 66 66 66 66")
        assert not no_ones_phone("06 00 00 00 00")

    def test_a_phone_from_abroad_keeps_its_country(self):
        assert phone_key("+44 20 7946 0123", "FR") == "+442079460123"
        assert say_phone("+442079460123", "FR") == "+44 20 7946 0123"

    def test_a_phone_at_home_is_said_as_people_write_it(self):
        assert say_phone("+33612345678", "FR") == "06 12 34 56 78"
        assert say_phone("not a phone", "FR") == "not a phone"

    def test_the_tail_is_the_last_four_digits(self):
        assert phone_tail("+33612345678") == "5678"
        assert digits("٠٦ a1") == "061"


class TestCardNumbers:
    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            ("000122521", "000122521"),
            ("#42", "42"),
            ("4207 7310", "42077310"),
            ("4207-7310", "42077310"),
            ("4207–7310", "42077310"),
            ("4207\u20117310", "42077310"),
            ("ab12", "AB12"),
            ("&é\"'(-è_çà", "1234567890"),
            ("https://x.io/c/9", "HTTPS://X.IO/C/9"),
        ],
    )
    def test_leading_zeros_stay_and_spaces_go(self, typed, number):
        assert clean_card(typed) == number
        assert clean_card(number) == number

    @pytest.mark.parametrize(
        "typed", ["", "#", "  ", "é", "a" * 65, "1;2", "\x00", "%", "ß1", "ı1"]
    )
    def test_what_is_no_card_number_is_refused(self, typed):
        with pytest.raises(Refused, match="card number"):
            clean_card(typed)

    @pytest.mark.parametrize("typed", ["#42", "#x", "000122521", "4207 7310", "AB1234"])
    def test_a_card_number_is_told_from_a_name(self, typed):
        assert looks_like_card(typed)

    @pytest.mark.parametrize("typed", ["marie", "5678", "jean 2", "", "o'brien", "é12345"])
    def test_a_name_is_told_from_a_card_number(self, typed):
        assert not looks_like_card(typed)

    def test_a_number_is_said_in_two_groups(self):
        assert say_card("42077310") == "4207 7310"
        assert say_card("000122521") == "000122521"

    @given(st.integers(0, 8_999_999))
    def test_a_new_number_has_eight_digits_and_a_luhn_check_digit(self, n):
        number = make_card_number(lambda most: n % most)
        values = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(number))]
        assert len(number) == 8
        assert number[0] != "0"
        assert sum(v - 9 if v > 9 else v for v in values) % 10 == 0

    def test_a_new_id_starts_with_a_letter(self):
        assert make_customer_id(lambda most: most - 1) == "czzzzzzzzzz"


class TestEmailAndBirthday:
    def test_an_address_is_kept_as_typed(self):
        assert clean_email(" Marie@Example.com ") == "Marie@Example.com"
        assert clean_email("") == ""

    @pytest.mark.parametrize("typed", ["marie", "a@b", "a b@c.fr", "a@@b.fr"])
    def test_what_is_no_address_is_refused(self, typed):
        with pytest.raises(Refused, match="e-mail"):
            clean_email(typed)

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("1980-11-24", "1980-11-24"), ("24/11/1980", "1980-11-24"),
            ("24.11.1980", "1980-11-24"),
            ("24/11", "--11-24"), ("--11-24", "--11-24"), ("11-24", "--11-24"),
            ("24/11/١٩٨٠", "1980-11-24"),
            ("29/2", "--02-29"), ("29/02/2024", "2024-02-29"), ("1 3", "--03-01"),
        ],
    )  # fmt: skip
    def test_a_birthday_may_lack_its_year(self, typed, kept):
        assert clean_birthday(typed) == kept
        assert clean_birthday(kept) == kept

    @pytest.mark.parametrize(
        ("typed", "born"),
        [("24/11/57", "1957-11-24"), ("24.11.26", "2026-11-24"), ("25/11/26", "1926-11-25"),
         ("24-11-1980", "1980-11-24"), ("29/02/00", "2000-02-29"), ("24/11", "--11-24")],
    )  # fmt: skip
    def test_case_46_two_digits_are_the_latest_year_that_is_not_to_come(self, typed, born):
        assert clean_birthday(typed, date(2026, 11, 24)) == born

    @pytest.mark.parametrize("typed", ["24/11/2057", "2026-11-25", "24/11/1820", "1899-12-31"])
    def test_case_46_nobody_is_born_tomorrow_or_before_1900(self, typed):
        with pytest.raises(Refused, match="no birthday"):
            clean_birthday(typed, date(2026, 11, 24))

    def test_without_a_day_to_compare_with_only_the_past_is_refused(self):
        assert clean_birthday("24/11/57") == "2057-11-24"
        assert checked_birthday(date(2057, 1, 1), None) == date(2057, 1, 1)

    @pytest.mark.parametrize(
        "typed", ["31/02", "29/02/2023", "0/1", "tomorrow", "", "1/2/3", "13-45"]
    )
    def test_an_impossible_birthday_is_refused(self, typed):
        with pytest.raises(Refused, match="birthday"):
            clean_birthday(typed)


@given(ANY_TEXT)
def test_no_text_whatever_breaks_a_cleaner(text):
    cleaners = (
        clean_text, clean_note, clean_name, clean_card, clean_email, clean_birthday,
        lambda t: clean_phone(t, "FR"), fold, words, typed_words, looks_like_card,
    )  # fmt: skip
    sentences = []
    for clean in cleaners:
        try:
            clean(text)
        except Refused as refused:
            sentences.append(refused.sentence)
    assert all(sentences)


@pytest.mark.parametrize(
    ("typed", "region", "beginning"),
    [
        ("061234", "FR", "+3361234"),
        ("06 12.34-5", "FR", "+33612345"),
        ("+336123", "GB", "+336123"),
        ("0033 61", "GB", "+3361"),
        ("612345", "FR", "+33612345"),
        ("0612345", "IT", "+390612345"),
        ("415 555", "US", "+1415555"),
        ("06123", "FR", None),
        ("06123a4", "FR", None),
        ("", "FR", None),
    ],
)
def test_case_52_the_beginning_of_a_phone_is_understood_as_typed_at_home(typed, region, beginning):
    assert phone_beginning(typed, region) == beginning
