"""Amounts as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.language import speak
from shopcard.rules.money import amount_examples, parse_amount, say_examples, write_amount


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


@pytest.mark.parametrize(
    ("typed", "currency", "minor_units"),
    [
        ("12€", "EUR", 1200), ("12.50 €", "EUR", 1250), ("€12", "EUR", 1200),
        ("12€50", "EUR", 1250), ("12 € 50", "EUR", 1250), ("1 000", "EUR", 100000),
        ("1\u00a0234,50", "EUR", 123450),
        ("12,-", "EUR", 1200), ("12 euros", "EUR", 1200), ("CHF 12.-", "CHF", 1200),
        ("12.–", "CHF", 1200), ("Fr. 12.50", "CHF", 1250), ("1’234.50", "CHF", 123450),
        ("1200", "JPY", 1200), ("1 200", "JPY", 1200), ("¥1200", "JPY", 1200),
        ("1200円", "JPY", 1200), ("１２００", "JPY", 1200), ("1200.00", "JPY", 1200),
        ("1 234,500", "TND", 1234500),
        ("1 234", "TND", 1234000), ("1200 F CFA", "XOF", 1200), ("$12", "AUD", 1200),
        ("12,00", "EUR", 1200), ("£12", "GBP", 1200),
    ],
)  # fmt: skip
def test_case_40_an_amount_is_read_as_shopkeepers_write_it(typed, currency, minor_units):
    assert parse_amount(typed, currency) == minor_units


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,234", "Type 1234 or 1,23"), ("12.000", "Type 12000 or 12.00"), ("$12", "counts in EUR"),
        ("12 USD", "counts in EUR"), ("12 x", "is no amount"), ("€12€", "is no amount"),
        ("0 500", "is no amount"), ("0.500", "is no amount"), ("12€5", "is no amount"),
        ("12 £ 50", "is no amount"), ("", "Type an amount, like 12.50"),
        (" \u00a0", "Type an amount, like 12.50"),
    ],
)  # fmt: skip
def test_case_40_what_is_no_amount_or_two_is_never_guessed(typed, said):
    with pytest.raises(Refused, match=said):
        parse_amount(typed, "EUR")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("currency", ["EUR", "CHF", "JPY", "XOF", "TND", "KWD"])
def test_case_40_every_example_of_the_help_is_read_as_it_says(currency, language):
    speak(language)
    try:
        for text, minor_units in amount_examples(currency):
            assert parse_amount(text, currency) == minor_units
        assert len(say_examples(currency)) == len(amount_examples(currency)) == 6
    finally:
        speak("en")


@given(
    st.integers(0, 10**9),
    st.sampled_from(["EUR", "JPY", "TND", "CHF"]),
    st.sampled_from("' \u202f"),
)
def test_case_40_groups_of_thousands_change_nothing(minor_units, currency, space):
    whole, point, cents = write_amount(minor_units, currency).partition(".")
    grouped = f"{int(whole):,}".replace(",", space)
    assert parse_amount(grouped + point + cents, currency) == minor_units


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
