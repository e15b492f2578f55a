"""What a scanner typed: told from typing, unwrapped, read through every keyboard."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules.identity import card_key, looks_like_card
from shopcard.rules.scanner import (
    KEYBOARDS,
    ScanGuard,
    all_readings,
    cannot_be_read,
    read_scan,
    same_code,
    slow_scan,
    unshifted,
    unwrapped,
)

ROWS = {
    "french": "à&é\"'(-è_ç",
    "belgian": "à&é\"'(§è!ç",
    "swiss, shifted": '=+"*ç%&/()',
    "german, shifted": '=!"§$%&/()',
    "american, shifted": ")!@#$%^&*(",
    "british, shifted": ')!"£$%^&*(',
}
"""What the keys 0 to 9 type where scanner and computer differ."""

CODES = string.ascii_letters + string.digits
LAYOUTS = sorted(KEYBOARDS.values())
"""The computer's keys and those of a scanner that believes in another keyboard."""


def through(row: str, number: str) -> str:
    return "".join(row[int(digit)] for digit in number)


class TestCase37:
    @pytest.mark.parametrize("keyboard", ROWS)
    @pytest.mark.parametrize("number", ["1121", "4207", "000122521", "42077310", "0012345678905"])
    def test_case_37_a_code_is_read_through_every_keyboard(self, keyboard, number):
        scan = read_scan(through(ROWS[keyboard], number), [keyboard])
        assert scan.code == number
        assert scan.typed == through(ROWS[keyboard], number)

    @given(st.text("0123456789", min_size=4, max_size=20), st.sampled_from(sorted(ROWS)))
    def test_case_37_a_scan_is_the_right_code_or_none_and_never_another(self, number, keyboard):
        assert read_scan(through(ROWS[keyboard], number)).code in (number, "")
        assert read_scan(through(ROWS[keyboard], number), [keyboard]).code == number

    @given(st.text(CODES, min_size=4, max_size=14), st.sampled_from(LAYOUTS))
    def test_case_37_the_code_meant_is_among_the_readings_of_every_burst(self, code, layout):
        computer, scanner = layout
        keys = dict(zip(scanner, computer, strict=True))
        assert code.upper() in all_readings("".join(keys[c] for c in code))
        assert code.upper() in all_readings(code)

    @given(st.text("0123456789", min_size=4, max_size=20))
    def test_case_37_digits_are_what_they_are(self, number):
        assert read_scan(number).code == number
        assert read_scan(number).keyboards == ()

    def test_case_37_what_can_be_two_codes_is_neither_until_a_keyboard_was_heard(self):
        assert read_scan('&&"(').code == ""
        assert read_scan('&&"(', ["french", "belgian"]).code == "1135"
        assert read_scan('&&"(', ["swiss, shifted"]).code == "6628"
        assert read_scan('&&"(', ["american, shifted"]).code == ""

    def test_case_37_what_only_a_keyboard_never_heard_makes_of_a_code_is_doubtful(self):
        scan = read_scan("ZQX8")
        assert scan.code == "ZQX8"
        assert "YQX8" in scan.readings
        assert "YQX8" in scan.doubtful
        assert "ZQX8" not in scan.doubtful
        assert "YQX8" not in read_scan("ZQX8", ["swiss"]).doubtful
        assert not read_scan("&&é&").doubtful

    @given(st.text(CODES, min_size=4, max_size=14))
    def test_case_37_a_code_is_never_in_doubt_as_it_stands(self, code):
        scan = read_scan(code)
        assert scan is None or scan.code.upper() not in scan.doubtful

    def test_case_37_caps_lock_changes_only_some_of_the_keys(self):
        assert read_scan("&&É&").code == "1121"

    @pytest.mark.parametrize(
        ("typed", "code"),
        [("QB&é\"'", "AB1234"), ("AB'12", "AB12"), ("QB+/", "AB17"), ("qb&é\"'", "ab1234")],
    )
    def test_case_37_letters_are_read_back_too(self, typed, code):
        assert read_scan(typed).code == code

    @pytest.mark.parametrize("typed", ["~~~~", "ççççç", "https://x.io/?a=1", "12;34"])
    def test_case_37_what_cannot_be_read_is_no_code(self, typed):
        assert read_scan(typed).code == ""

    @pytest.mark.parametrize(
        "typed", ["petit", "Zoé Martin", "O'Brien", "Jean-Marie", "e\u0301lodie"]
    )
    def test_case_37_a_name_in_one_piece_is_a_persons(self, typed):
        assert read_scan(typed) is None

    def test_case_37_typed_slowly_only_signs_are_a_scan(self):
        assert slow_scan("&&é&").code == "1121"
        assert slow_scan("& & é &").code == "1121"
        assert slow_scan("&&&&").code == ""
        for typed in ("marie", "&é1&", "&&", "((!", "éloé", "~~~~", ";;;;"):
            assert slow_scan(typed) is None
        assert unshifted("&&é&") == "1121"
        assert unshifted("&&&&") == "&&&&"

    @pytest.mark.parametrize(
        ("typed", "card"),
        [("AB12", True), ("é~é~", True), ("VITE", False), ("Vite 3", False), ("12 34", False)],
    )
    def test_case_39_what_is_a_card_s_among_names(self, typed, card):
        assert read_scan(typed).in_a_form is card

    def test_case_37_it_says_what_to_do(self):
        assert "F6" in cannot_be_read()

    @given(st.text(st.characters(exclude_categories=[]), max_size=30))
    def test_case_37_no_text_whatever_breaks_it(self, text):
        scan = read_scan(text)
        assert scan is None or scan.code == "" or card_key(scan.code)


class TestCase38:
    @pytest.mark.parametrize(
        "typed",
        [
            "]C1000122521", "*000122521*", "]A0*000122521*", "000122521\x1d", "0001\x1d22521",
            "\x02000122521\x03", " 000122521 ", "]E0000122521", "\u200b000122521",
            "$C&ààà&éé(é&", "8ààà&éé(é&8",
        ],
    )  # fmt: skip
    def test_case_38_what_stands_round_a_code_is_no_part_of_it(self, typed):
        assert read_scan(typed).code == "000122521"

    @pytest.mark.parametrize("typed", ["]C1000122521", "*000122521*", "000122521\x1d"])
    def test_case_38_a_code_typed_or_given_to_a_command_is_read_alike(self, typed):
        assert card_key(typed) == "000122521"
        assert looks_like_card(typed)

    def test_case_38_a_code_of_capitals_is_a_code(self):
        assert read_scan("*LOYAL*").code == "LOYAL"

    def test_case_38_stars_alone_stay(self):
        assert unwrapped("**") == "**"
        assert unwrapped("a*") == "a*"

    def test_case_38_upc_a_and_ean_13_are_one_code(self):
        assert same_code("012345678905") == ("012345678905", "0012345678905")
        assert same_code("0012345678905") == ("0012345678905", "012345678905")

    @pytest.mark.parametrize(
        "number", ["012345678906", "0012345678906", "42077310", "1012345678902"]
    )
    def test_case_38_another_number_has_one_form(self, number):
        assert same_code(number) == (number,)

    @given(st.text("0123456789", min_size=1, max_size=14))
    def test_case_38_each_form_leads_to_the_other(self, number):
        forms = same_code(number)
        assert forms[0] == number
        assert set(same_code(forms[-1])) == set(forms)


class TestScanGuard:
    def type(self, guard, start, count, gap):
        for n in range(count):
            guard.key(start + n * gap)
        return start + (count - 1) * gap

    def test_a_burst_ended_by_enter_is_a_scan(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 8, 0.005)
        assert guard.enter(last + 0.005)

    def test_a_person_is_no_scanner(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 8, 0.120)
        assert not guard.enter(last + 0.120)
        assert not guard.too_soon(last + 0.200)

    def test_a_few_quick_keys_are_no_scan(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 3, 0.005)
        assert not guard.enter(last + 0.005)

    def test_a_pause_before_enter_is_a_person_s(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 8, 0.005)
        assert not guard.enter(last + 0.5)

    def test_the_second_enter_of_a_scanner_is_too_soon(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 8, 0.005)
        ended = last + 0.005
        assert guard.enter(ended)
        assert guard.too_soon(ended + 0.299)
        assert not guard.too_soon(ended + 0.301)

    def test_nothing_is_too_soon_before_any_scan(self):
        assert not ScanGuard().too_soon(0.0)

    def test_case_38_a_control_character_belongs_to_the_burst_it_stands_in(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 8, 0.005)
        assert guard.control(last + 0.005)
        assert guard.enter(last + 0.036)

    def test_case_38_a_control_key_of_a_person_is_theirs(self):
        guard = ScanGuard()
        assert not guard.control(9.0)
        last = self.type(guard, 10.0, 8, 0.005)
        assert not guard.control(last + 0.1)
