"""The shop's settings as a person types them and as the shop file keeps them."""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import fields
from datetime import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcard.errors import Refused, WrongUsage
from shopcard.language import speak
from shopcard.rules.acts import Caps
from shopcard.rules.hours import Hours
from shopcard.rules.settings import Settings, country_of

SHOP = Settings("Glacier du Port")
KEYS = [f.name for f in fields(Settings)]
GOOD = {
    "name": [
        ("Chez Élodie", "Chez Élodie"),
        ("  a \t b\x07 ", "a b"),
        ("[/b]", "[/b]"),
        ("x" * 60, "x" * 60),
    ],
    "currency": [("EUR", "EUR"), ("chf", "CHF"), ("jpy", "JPY")],
    "timezone": [("Europe/Paris", "Europe/Paris"), ("UTC", "UTC"), ("Asia/Tokyo", "Asia/Tokyo")],
    "country": [("FR", "FR"), ("be", "BE")],
    "language": [("fr", "fr"), ("EN", "en")],
    "day_start": [
        ("04:00", time(4)),
        ("4", time(4)),
        ("0", time(0)),
        ("4:30", time(4, 30)),
        ("4h30", time(4, 30)),
        ("11:59", time(11, 59)),
    ],
    "window": [("31", 31), ("90", 90), ("730", 730), ("0090", 90)],
    "margin": [("", None), ("0", 0), ("100", 100)],
    "acts_per_day": [("1", 1), ("1000", 1000)],
    "stamps_per_purchase": [("1", 1), ("1000", 1000)],
    "rest": [("0", 0), ("3600", 3600)],
    "backups": [
        ("yes", True), ("NO", False), ("oui", True), ("non", False), ("on", True), ("off", False)
    ],
    "ask": [("no", "no"), ("Non", "no"), ("recommend", "recommend"), ("SATISFIED", "satisfied")],
    "second_folder": [("", ""), ("/media/usb  stick/é", "/media/usb  stick/é"), ("D:\\x", "D:\\x")],
    "hours": [
        ("", None),
        ("09:00-19:30", Hours((((540, 1170),),) * 7)),
        ("18:00-02:00", Hours((((1080, 1560),),) * 7)),
    ],
    "keep_years": [("", 0), ("0", 0), ("1", 1), ("20", 20)],
}  # fmt: skip
BAD = {
    "name": ["", "\u200b", "x" * 61],
    "currency": ["", "EURO", "€", "ZZZ"],
    "timezone": ["", "Paris", "utc", "Europe/Lyon", "../etc/passwd", "localtime", "\ud800"],
    "country": ["", "France", "ZZ", "1", "001"],
    "language": ["", "de", "french"],
    "day_start": [
        "", "12:00", "23:00", "24", "4:60", "04:00:30", "04:00+01:00", "-1", "4.5", "four",
        "99999999999", "9" * 5000,
    ],
    "window": ["", "30", "731", "-90", "90.5", "9e1", "٩٠", "²", "9" * 5000],
    "margin": ["-1", "101", "30%"],
    "acts_per_day": ["", "0", "1001", "-5", "0000000009999"],
    "stamps_per_purchase": ["", "0", "1001", "1.5"],
    "rest": ["", "-1", "3601", "0" * 5000, "0000000009999"],
    "backups": ["", "maybe", "1"],
    "ask": ["", "yes", "nps"],
    "second_folder": ["a\nb", "a\x00b", "\ud800", "a\u202eb", "x" * 401],
    "hours": ["9", "09:00", "09:00-09:00", "09:00-25:00", "always"],
    "keep_years": ["-1", "21", "2.5", "never"],
}  # fmt: skip


def cases(table):
    return [(key, case) for key, found in table.items() for case in found]


@pytest.mark.parametrize("table", [GOOD, BAD])
def test_every_setting_is_tried_here(table):
    assert sorted(table) == sorted(KEYS)


@pytest.mark.parametrize(("key", "case"), cases(GOOD))
def test_a_good_value_is_taken_and_nothing_else_changes(key, case):
    text, value = case
    changed = SHOP.changed(key, f" {text} ")
    assert getattr(changed, key) == value
    others = [name for name in KEYS if name != key]
    assert [getattr(changed, o) for o in others] == [getattr(SHOP, o) for o in others]


@pytest.mark.parametrize(("key", "text"), cases(BAD))
def test_a_bad_value_is_refused_with_a_sentence(key, text):
    with pytest.raises(Refused) as refusal:
        SHOP.changed(key, text)
    assert refusal.value.sentence.endswith(".")


def test_an_unknown_setting_is_wrong_usage_and_names_those_there_are():
    with pytest.raises(WrongUsage) as refusal:
        SHOP.changed("colour", "blue")
    assert "“colour”" in refusal.value.sentence
    assert all(key in refusal.value.sentence for key in KEYS)


@settings(max_examples=50)
@given(st.sampled_from(KEYS), st.text(max_size=12))
def test_whatever_is_typed_is_a_setting_or_a_sentence(key, text):
    with suppress(Refused):
        changed = SHOP.changed(key, text)
        assert Settings.from_texts(changed.to_texts()) == changed


@given(st.fixed_dictionaries({key: st.sampled_from(found) for key, found in GOOD.items()}))
def test_all_settings_come_back_from_the_shop_file_as_they_were(chosen):
    shop = SHOP
    for key, (text, _value) in chosen.items():
        shop = shop.changed(key, text)
    assert Settings.from_texts(shop.to_texts()) == shop


def test_a_setting_left_out_has_its_default_and_an_unknown_one_is_passed_over():
    assert Settings.from_texts({"name": "Glacier du Port", "from_later": "x"}) == SHOP


def test_settings_are_kept_as_plain_texts():
    texts = SHOP.to_texts()
    assert (texts["day_start"], texts["margin"], texts["backups"]) == ("04:00", "", "yes")
    assert all(isinstance(text, str) for text in texts.values())


def test_zone_and_caps_follow_the_settings():
    shop = SHOP.changed("timezone", "Asia/Tokyo").changed("acts_per_day", "7")
    assert shop.zone == ZoneInfo("Asia/Tokyo")
    assert shop.caps == Caps(per_day=7, most=50)


@pytest.mark.parametrize(
    ("timezone", "country"),
    [
        ("Europe/Paris", "FR"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),
        ("US/Pacific", "US"),
        ("Etc/UTC", "FR"),
        ("Antarctica/Troll", "FR"),
        ("nowhere", "FR"),
    ],
)
def test_a_time_zone_tells_the_country_where_it_can(timezone, country):
    assert country_of(timezone) == country
    assert SHOP.changed("country", country_of(timezone)).country == country


def test_opening_a_shop_reads_its_settings_without_loading_babel():
    code = (
        "import sys; from shopcard.rules.settings import Settings as P;"
        f"P.from_texts({SHOP.to_texts()!r}); print('babel' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@given(st.data())
def test_case_60_every_setting_stands_in_json_whatever_it_is(data):
    settings = SHOP
    for key, values in GOOD.items():
        settings = settings.changed(key, data.draw(st.sampled_from(values))[0])
    plain = json.loads(json.dumps(settings.to_plain()))
    texts = settings.to_texts()
    assert plain.keys() == texts.keys() == set(KEYS)
    for key, value in plain.items():
        if isinstance(value, str):
            assert value == texts[key]
    assert plain["window"] == settings.window
    assert plain["backups"] is settings.backups
    assert plain["margin"] == settings.margin


def test_case_75_settings_are_said_in_the_language_and_typed_back():
    shop = SHOP.changed("hours", "Mon-Fri 9-19, 25/12 closed").changed("backups", "no")
    try:
        speak("fr")
        said = shop.to_said()
        assert said["backups"] == "non"
        assert said["hours"] == "lun-ven 09:00-19:00, sam-dim fermé, 25/12 fermé"
        again = SHOP
        for key in ("hours", "backups"):
            again = again.changed(key, said[key])
        assert again == shop
        assert SHOP.to_said() == SHOP.to_texts() | {"backups": "oui"}
    finally:
        speak("en")


def test_what_is_kept_of_any_settings_is_never_called_wrong():
    assert Settings.wrong_in(Settings("Le Port", margin=60).to_texts()) == ()


def test_a_setting_that_is_missing_unknown_or_cannot_be_is_called_wrong():
    texts = Settings("Le Port").to_texts() | {"currency": "EUS", "colour": "red"}
    del texts["timezone"]
    assert Settings.wrong_in(texts) == ("colour", "currency", "timezone")


def test_a_setting_that_the_first_version_did_not_write_may_be_missing():
    texts = Settings("Le Port").to_texts()
    for later in ("ask", "hours", "keep_years"):
        del texts[later]
    assert Settings.wrong_in(texts) == ()
