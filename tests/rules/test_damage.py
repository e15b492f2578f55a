"""How it shows that a spreadsheet has damaged a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.rules.damage import damaged_number, lost_letters, rounded_numbers, says_nothing
from shopcard.rules.identity import clean_card, phone_key


@pytest.mark.parametrize(
    "text",
    ["3.01762E+12", "3,01762E+12", "3.01762e12", "3E+12", "612345678.0", "42.0", "42,00", "#N/A",
     "#REF!", "#NOM?", " 3.01762E+12 "],
)  # fmt: skip
def test_case_34_a_number_that_a_spreadsheet_damaged_is_no_card_and_no_phone(text):
    assert damaged_number(text)
    with pytest.raises(Refused):
        clean_card(text)
    assert phone_key(text, "FR") is None


@pytest.mark.parametrize("text", ["000122521", "1E5", "3E12", "MAR5", "42.5", "A.0", "0612345678"])
def test_a_code_that_only_looks_odd_is_kept(text):
    assert not damaged_number(text)
    assert clean_card(text) == text


def test_case_34_numbers_rounded_after_fifteen_digits_are_told_as_a_column():
    rounded = ["3017620422003000", "3017620422004000", "42", "carte"]
    assert rounded_numbers(rounded) == frozenset()
    rounded += ["301762042200500000"]
    assert rounded_numbers(rounded) == frozenset(rounded) - {"42", "carte"}
    assert rounded_numbers([*rounded, "3017620422006001"]) == frozenset()


@given(st.lists(st.integers(10**17, 10**18 - 1), min_size=1))
def test_rounding_is_seen_whatever_the_numbers(numbers):
    rounded = {str(round(number, -3)) for number in numbers if round(number, -3) < 10**18}
    assert rounded_numbers(rounded) == rounded


def test_what_programs_write_for_nothing():
    assert all(map(says_nothing, ["NULL", "n/a", "#N/A", "nan", "-", "None"]))
    assert not any(map(says_nothing, ["", "0", "Nullens", "Nan Petit"]))
    assert lost_letters("H\ufffdl\ufffdne")
    assert not lost_letters("Hélène")
