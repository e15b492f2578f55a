"""Names, phones and card numbers: cleaned at every way in, found however they are typed."""

import unicodedata
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
    as_typed,
    clean_note,
    clean_text,
    digits,
    fold,
    is_shapeless,
    one_edit_apart,
    one_letter_deletions,
    run_together,
    shown,
    typed_words,
    words,
)

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60)
WORD = st.text("abcdé", max_size=7)


class TestFreeText:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  Marie \t Lefèvre\n", "Marie Lefèvre"),
            ("Bob\x1b]0;owned\x07", "Bob]0;owned"),
            ("a\x00b", "ab"),
            ("\u202eevil\u202c", "evil"),
            ("\ud800lone", "lone"),
            ("e\u0301", "é"),
            ("zero\u200bwidth", "zerowidth"),
            ("line\u2028break", "line break"),
            ("[/b] Bob [VIP=1]", "[/b] Bob [VIP=1]"),
        ],
    )
    def test_is_one_visible_line(self, typed, kept):
        assert clean_text(typed) == kept

    @given(ANY_TEXT)
    def test_once_cleaned_stays_as_it_is(self, text):
        once = clean_text(text)
        assert clean_text(once) == once
        assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in once)

    def test_too_long_is_refused_with_both_lengths(self):
        with pytest.raises(Refused, match=r"201.*200"):
            clean_text("x" * 201)

    def test_a_note_keeps_its_lines(self):
        assert clean_note("\n pistachio \r\n\n never\x07 hazelnut \n\n") == (
            "pistachio\n\nnever hazelnut"
        )

    def test_a_name_must_be_something(self):
        assert clean_name(" Zoé ") == "Zoé"
        for empty in ("", "  ", "\x00\u200b"):
            with pytest.raises(Refused, match="name"):
                clean_name(empty)


class TestMatchingNames:
    @pytest.mark.parametrize(
        ("name", "query"),
        [
            ("Élodie Lefèvre", "elodie"),
            ("Élodie Lefèvre", "LEFEVRE"),
            ("Élodie Lefèvre", "le\u0300fe"),
            ("Élodie Lefèvre", "E\u0301LODIE"),
            ("Œuvrard", "oeuv"),
            ("Oeuvrard", "œuv"),
            ("O'Brien", "obrien"),
            ("O’Brien", "o'brien"),
            ("O'Brien", "brien"),
            ("O'Brien", "o brien"),
            ("O´Brien", "obrien"),
            ("O'Brien", "o´brien"),
            ("Ǿrsted Ǽgir", "orsted aegir"),
            ("Jean-Marie Roy", "marie"),
            ("Jean-Marie Roy", "jean-marie roy"),
            ("Jean-Marie Roy", "roy jeanm"),
            ("Strauß", "strauss"),
            ("Łukasz Søren", "lukasz soren"),
            ("Nguyễn Thị", "nguyen"),
            ("François (boulanger)", "boulanger"),
        ],
    )
    def test_a_name_is_found_by_the_start_of_each_word_typed(self, name, query):
        typed = typed_words(query)
        assert typed
        assert all(any(word.startswith(t) for word in words(name)) for t in typed)

    @pytest.mark.parametrize("wildcard", ["%", "_", "*", '"', "?", "%_*", "'", "- -", "", "()"])
    def test_nothing_is_a_wildcard(self, wildcard):
        assert typed_words(wildcard) == ()
        assert words(wildcard) == ()

    @given(ANY_TEXT)
    def test_folding_is_the_same_for_composed_and_decomposed(self, text):
        assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))

    @given(ANY_TEXT)
    def test_what_is_folded_stays_as_it_is(self, text):
        assert fold(fold(text)) == fold(text)

    @given(ANY_TEXT)
    def test_every_name_is_found_by_itself(self, text):
        assert all(any(w.startswith(t) for w in words(text)) for t in typed_words(text))


def distance(a: str, b: str) -> int:
    """The restricted Damerau-Levenshtein distance by the book's full table."""
    table = [[i + j if not i or not j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1,
                table[i][j - 1] + 1,
                table[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


class TestTypingMistakes:
    @given(WORD, WORD)
    def test_one_edit_is_a_distance_of_at_most_one(self, a, b):
        assert one_edit_apart(a, b) == (distance(a, b) <= 1) == one_edit_apart(b, a)

    @given(WORD, st.data())
    def test_words_one_edit_apart_share_a_deletion(self, word, data):
        other = data.draw(st.sampled_from(sorted(_one_edit_from(word))))
        assert one_edit_apart(word, other)
        assert one_letter_deletions(word) & one_letter_deletions(other)

    def test_deletions_hold_the_word_itself(self):
        assert one_letter_deletions("aab") == {"aab", "ab", "aa"}


def _one_edit_from(word: str) -> set[str]:
    cuts = range(len(word))
    return (
        {word[:i] + word[i + 1 :] for i in cuts}
        | {word[:i] + "z" + word[i:] for i in range(len(word) + 1)}
        | {word[:i] + "z" + word[i + 1 :] for i in cuts}
        | {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    )


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


class TestJoiners:
    """Zero width joiners, with which some writings are spelled."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
            ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
            ("\U0001f469\u200d\U0001f373", "\U0001f469\u200d\U0001f373"),
            ("\u0645\u200c\u200d\u200c\u062e", "\u0645\u200c\u062e"),
            ("\u0645\u06cc\u200c \u062e\u200d", "\u0645\u06cc \u062e"),
            ("\u200c\u0645", "\u0645"),
            ("Ma\u200crie", "Marie"),
            ("\u041c\u200d\u0430", "\u041c\u0430"),
            ("\u200c\u200d", ""),
        ],
    )
    def test_case_51_are_kept_inside_words_that_are_spelled_with_them(self, typed, kept):
        assert clean_text(typed) == kept

    @given(st.text(alphabet="\u0645\u062e\u0915\u094d\u200c\u200d\u0301eM\u212b \U0001f469"))
    def test_case_51_once_cleaned_stay_as_they_are(self, text):
        assert clean_text(clean_text(text)) == clean_text(text)

    @given(st.text(alphabet="\u0645\u062e\u0915\u094d\u200c\u200d abc", max_size=30), st.data())
    def test_case_51_find_a_name_with_them_or_without(self, name, data):
        kept = clean_text(name)
        for typed in (kept, kept.replace("\u200c", "").replace("\u200d", ""), name):
            assert fold(typed).replace(" ", "") == fold(kept).replace(" ", "")
            assert all(any(w.startswith(t) for w in words(kept)) for t in typed_words(typed))


class TestWordsRunTogether:
    @pytest.mark.parametrize(
        ("name", "also"),
        [
            ("Le Gall", "legall"),
            ("Yann Le Gall", "legall"),
            ("De La Cruz", "delacruz"),
            ("De La Cruz", "lacruz"),
            ("Van den Berg", "vandenberg"),
            ("d'Arc le Bon", "lebon"),
        ],
    )
    def test_case_52_a_name_is_also_found_by_short_words_with_the_next(self, name, also):
        assert also in words(name)
        assert set(typed_words(name)) <= set(words(name))

    def test_case_52_long_words_stay_apart_and_a_run_has_an_end(self):
        assert words("Marie Petit") == ("marie", "petit")
        many = words(" ".join("abcdefghijklmnopqrstuvwxyz"))
        assert max(map(len, many)) == 3
        assert len(many) < 80

    @pytest.mark.parametrize(
        ("typed", "together"),
        [
            (("le", "gall"), [("legall",)]),
            (("yann", "le", "gall"), [("yann", "legall")]),
            (("de", "la", "cruz"), [("dela", "cruz"), ("de", "lacruz")]),
            (("marie", "petit"), []),
            (("marie",), []),
            ((), []),
        ],
    )
    def test_case_52_a_query_is_tried_with_short_words_run_together(self, typed, together):
        assert run_together(typed) == together


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


class TestWhatATerminalWouldObey:
    @pytest.mark.parametrize(
        ("text", "seen"),
        [
            ("Marie", "Marie"),
            ("Élodie\tŒuvrard", "Élodie Œuvrard"),
            ("A\x1b[31mB\x9bC\u202eD", "A[31mBCD"),
            ("two\nlines\x07", "two\nlines"),
        ],
    )
    def test_case_97_is_not_shown(self, text, seen):
        assert shown(text) == seen
        assert not is_shapeless(seen)

    @pytest.mark.parametrize("text", ["a\x07", "\x9b", "\ud800"])
    def test_case_97_is_known(self, text):
        assert is_shapeless(text)


@given(ANY_TEXT)
def test_case_97_what_is_typed_keeps_its_spaces_and_holds_nothing_unseen(text: str) -> None:
    kept = as_typed(text)
    assert as_typed(kept) == kept
    assert kept.split() == clean_text(text, most=len(text) * 4 + 1).split()
    assert all(c.isprintable() or c in "\u200c\u200d" for c in kept)
