"""Amounts as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.language import speak
from shopcard.rules.money import parse_amount, write_amount


@pytest.mark.parametrize(
    ("typed", "currency", "minor_units"),
    [
        ("12,50", "EUR", 1250), ("12.50", "EUR", 1250), ("12", "EUR", 1200), ("0,5", "EUR", 50),
        ("0", "EUR", 0), ("1 234,50", "EUR", 123450), ("1'234.50", "CHF", 123450),
        ("1\u202f234,50 €", "EUR", 123450), ("€12.50", "EUR", 1250), ("12,50 €", "EUR", 1250),
        ("EUR 12", "EUR", 1200), ("1,234.50", "EUR", 123450), ("1.234,50", "EUR", 123450),
        ("1.234.567", "EUR", 123456700), ("1250", "JPY", 1250), ("1,250", "JPY", 1250),
        ("1,234", "TND", 1234), ("12.5", "TND", 12500), ("1234,567", "TND", 1234567),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(typed, currency, minor_units):
    assert parse_amount(typed, currency) == minor_units


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("", "EUR"), ("abc", "EUR"), ("-3", "EUR"), ("12.505", "EUR"), ("1,234", "EUR"),
        ("1.5", "JPY"), ("1,2,3", "EUR"), ("1.234.56", "EUR"), ("12,", "EUR"), (",5", "EUR"),
        ("1e5", "EUR"), ("١٢", "EUR"), ("\x00", "EUR"), ("1,234,5", "TND"), ("1 2", "EUR"),
    ],
)  # fmt: skip
def test_what_is_no_amount_or_two_is_refused_with_an_example(typed, currency):
    with pytest.raises(Refused, match="12"):
        parse_amount(typed, currency)


def test_the_example_is_written_as_the_language_writes_it():
    speak("fr")
    try:
        with pytest.raises(Refused, match="12,50"):
            parse_amount("abc", "EUR")
    finally:
        speak("en")


def test_the_sentence_repeats_only_what_a_terminal_may_show():
    with pytest.raises(Refused, match="“]0;x”"):
        parse_amount("\x1b]0;x\x07\u202e\ud800", "EUR")


@pytest.mark.parametrize("typed", ["1000000001", "9" * 300, str(2**63), "1" + "0" * 5000])
def test_an_absurd_amount_is_refused(typed):
    with pytest.raises(Refused, match="too large"):
        parse_amount(typed, "EUR")


@given(st.integers(0, 10**9), st.sampled_from(["EUR", "JPY", "TND", "CHF"]))
def test_what_is_written_is_read_back(minor_units, currency):
    assert parse_amount(write_amount(minor_units, currency), currency) == minor_units


@given(st.text(st.characters(exclude_categories=[]), max_size=30))
def test_no_text_whatever_breaks_it(text):
    try:
        said = str(parse_amount(text, "EUR"))
    except Refused as refused:
        said = refused.sentence
    assert said.isprintable()
    assert not said.startswith("-")
