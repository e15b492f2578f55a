"""Names, roles and PINs as typed, and whose acts one may undo."""

from datetime import date, timedelta

import pytest

from shopcard.errors import Refused, WrongUsage
from shopcard.rules.staff import (
    About,
    Role,
    clean_pin,
    clean_staff_name,
    free_to_undo,
    pin_typed,
    read_role,
    say_about,
    say_role,
)

TODAY = date(2026, 11, 24)
OWN = {"who": "Camille", "whose": "camille ", "day": TODAY, "today": TODAY, "last": True}


@pytest.mark.parametrize("pin", ["4711", " 0042 ", "90210 47", "correct horse", "naïve Élodie"])
def test_four_digits_or_a_passphrase_will_do(pin):
    assert clean_pin(pin) == " ".join(pin.split())
    assert clean_pin(f"\u202e{pin}\x00") == " ".join(pin.split())


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("", "passphrase"),
        ("471", "at least 4 digits"),
        ("seven c", "at least 8 characters"),
        ("0000", "first that anybody"),
        ("1234", "first that anybody"),
        ("654321", "first that anybody"),
        ("x" * 201, "too long"),
    ],
)
def test_what_is_short_or_guessed_at_once_is_refused_without_a_word_of_it(pin, why):
    with pytest.raises(Refused, match=why) as refused:
        clean_pin(pin)
    assert not pin or pin not in refused.value.sentence


def test_a_name_is_cleaned_and_never_empty():
    assert clean_staff_name(" Léa\x1b  [/] ") == "Léa [/]"
    with pytest.raises(Refused, match="name"):
        clean_staff_name(" \u200b ")


def test_roles_are_two():
    assert (read_role(" Owner "), read_role("cashier")) == (Role.OWNER, Role.CASHIER)
    assert (say_role(Role.OWNER), say_role(Role.CASHIER)) == ("owner", "cashier")
    with pytest.raises(WrongUsage, match="owner, cashier"):
        read_role("boss")


def test_one_s_own_last_act_of_today_is_free_to_undo():
    assert free_to_undo(**OWN)


@pytest.mark.parametrize(
    "other", [{"whose": "Noé"}, {"day": TODAY - timedelta(days=1)}, {"last": False}]
)
def test_another_s_an_older_day_s_and_an_earlier_one_are_not(other):
    assert not free_to_undo(**(OWN | other))


def test_case_51_a_passphrase_is_the_same_with_joiners_or_without():
    assert clean_pin("\u0645\u06cc\u200c\u062e" * 3) == clean_pin("\u0645\u06cc\u062e" * 3)
    assert pin_typed(" 47\u200d11 ") == "4711"


def test_case_74_all_that_the_journal_tells_has_words_of_its_own():
    said = {say_about(about) for about in About}
    assert len(said) == len(About)
    assert all(said)
