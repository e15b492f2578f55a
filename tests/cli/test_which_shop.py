"""Where the shop is, who is at the till, and which language is spoken."""

import os
import platform
from pathlib import Path

import pytest

from shopcard import environment as settings
from shopcard import language
from shopcard.cli import output
from shopcard.known_shops import name_of
from tests.cli.conftest import MARIE, Run


@pytest.mark.parametrize(
    ("words", "environment", "kept", "spoken"),
    [
        (["--lang", "fr"], {"SHOPCARD_LANG": "en"}, "en", "fr"),
        ([], {"SHOPCARD_LANG": "fr"}, "en", "fr"),
        ([], {}, "fr", "fr"),
        ([], {"LANG": "fr_FR.UTF-8"}, "en", "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, None, "fr"),
    ],
)
def test_which_language_is_spoken(
    shopcard: Run, home: Path, monkeypatch: pytest.MonkeyPatch,
    words: list[str], environment: dict[str, str], kept: str | None, spoken: str,
) -> None:  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if kept is None:
        (home / "shop.db").unlink()
    else:
        shopcard("settings", "set", "language", kept)
    assert shopcard(*words, "--help").code == 0
    assert language.spoken() == spoken


def test_looking_for_the_language_leaves_nothing_beside_the_shop(shopcard: Run, home: Path) -> None:
    shopcard("--help")
    assert settings.language_of(home / "shop.db") == "en"
    assert [file.name for file in home.iterdir()] == ["shop.db"]
    (home / "shop.db").write_bytes(b"SQLite format 3\0 and no more")
    assert settings.language_of(home / "shop.db") == "en_GB.UTF-8"


def test_the_language_is_read_from_a_shop_in_use(
    shopcard: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shopcard.store.shop.shop import Shop

    monkeypatch.setenv("LANG", "xx")
    with Shop.open(home / "shop.db") as open_elsewhere:
        open_elsewhere.opened.change_setting("language", "fr")
        assert settings.language_of(home / "shop.db") == "fr"


def test_who_and_where_come_from_options_then_the_environment(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.shop_file(None) == home / "shop.db"
    monkeypatch.setenv("SHOPCARD_DB", "/elsewhere/my.db")
    monkeypatch.setenv("SHOPCARD_STAFF", "Camille")
    assert settings.shop_file(None) == Path("/elsewhere/my.db")
    assert settings.shop_file("~/x.db") == Path.home() / "x.db"
    assert (settings.staff_name(None), settings.staff_name("Noé")) == ("Camille", "Noé")
    assert (settings.till_name(None), settings.till_name("right")) == ("left", "right")
    monkeypatch.delenv("SHOPCARD_TILL")
    monkeypatch.delenv("SHOPCARD_HOME")
    assert settings.till_name(None) == platform.node()
    assert settings.data_folder().name == "shopcard"


def test_case_33_the_currency_is_refused_with_the_reason(shopcard: Run) -> None:
    assert shopcard("stamp", MARIE, "--amount", "12.50").code == 0
    refused = shopcard("settings", "set", "currency", "JPY")
    assert refused.code == 1
    assert "The currency stays" in refused.err
    assert refused.out == ""
    assert shopcard("settings", "--json").json["settings"]["currency"] == "EUR"
    shopcard("settings", "set", "language", "fr")
    assert "La devise reste" in shopcard("settings", "set", "currency", "JPY").err


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("hours", "9-19:30", "09:00-19:30"),
        ("hours", "", None),
        ("ask", "satisfied", "satisfied"),
        ("day_start", "5", "05:00"),
        ("backups", "no", False),
        ("window", "60", 60),
        ("second_folder", "", ""),
    ],
)
def test_case_60_a_setting_is_answered_as_json_once_it_is_written(
    shopcard: Run, key: str, value: str, kept: object
) -> None:
    changed = shopcard("settings", "set", key, value, "--json")
    assert (changed.code, changed.err) == (0, "")
    assert changed.json["settings"][key] == kept
    for words in (["settings", "--json"], ["settings", "list", "--json"]):
        assert shopcard(*words).json == changed.json
    assert shopcard("settings").code == shopcard("summary", "--json").code == 0


def test_case_60_what_fails_unexpectedly_does_not_say_that_nothing_was_written(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls(document: object) -> None:
        raise LookupError("a")

    with monkeypatch.context() as patch:
        patch.setattr(output, "answer_json", falls)
        failed = shopcard("settings", "set", "window", "60", "--json")
    assert failed.code == 3
    assert "What was done before stands" in failed.err
    assert shopcard("settings", "--json").json["settings"]["window"] == 60


def test_case_61_init_makes_and_says_all_in_the_language_asked_for(
    nothing: Run, home: Path
) -> None:
    made = nothing("init", "--name", "Glacier du Port", "--language", "fr")
    assert made.code == 0
    assert "est prête" in made.out
    (program,) = nothing("program", "list", "--json").json["programs"]
    assert program["name"] == "Carte à tampons"
    assert program["rewards"][0]["reward"] == french("Free one")
    assert nothing("settings", "--json").json["settings"]["language"] == "fr"


def test_case_61_a_french_machine_makes_an_english_shop_when_asked(
    nothing: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    made = nothing("init", "--name", "Harbour", "--language", "en")
    assert "Harbour is ready" in made.out
    (program,) = nothing("program", "list", "--json").json["programs"]
    assert (program["name"], program["rewards"][0]["reward"]) == ("Stamp card", "Free one")


def test_case_61_what_is_wrong_is_said_in_the_language_asked_for(nothing: Run, home: Path) -> None:
    refused = nothing("init", "--name", "Port", "--language", "fr", "--currency", "zz")
    assert refused.code == 1
    assert "n’est pas une monnaie" in refused.err
    assert not (home / "shop.db").exists()
    assert "languages are" in nothing("init", "--name", "Port", "--language", "de").err


def test_case_61_who_speaks_another_language_is_answered_in_it(nothing: Run) -> None:
    made = nothing("--lang", "en", "init", "--name", "Port", "--language", "fr")
    assert "Port is ready" in made.out
    (program,) = nothing("program", "list", "--json").json["programs"]
    assert program["name"] == "Carte à tampons"


def test_case_61_a_new_language_is_spoken_from_its_own_answer_on(shopcard: Run) -> None:
    set_to = shopcard("settings", "set", "language", "fr")
    assert set_to.out == french("{key} is now: {value}").format(key="language", value="fr") + "\n"
    assert "is now" in shopcard("--lang", "en", "settings", "set", "language", "fr").out


WEEK = "Mon-Fri 9:00-12:30 14:00-19:00, Sat 10:00-17:00, 2026-12-25 closed"


def test_case_75_hours_are_answered_as_they_are_understood_in_the_language(shopcard: Run) -> None:
    kept = "Mon-Fri 09:00-12:30 14:00-19:00, Sat 10:00-17:00, Sun closed, 2026-12-25 closed"
    assert "Sun closed, 25/12/2026 closed" in shopcard("settings", "set", "hours", WEEK).out
    assert shopcard("settings", "--json").json["settings"]["hours"] == kept
    shopcard("settings", "set", "language", "fr")
    said = "lun-ven 09:00-12:30 14:00-19:00, sam 10:00-17:00, dim fermé, 25/12/2026 fermé"
    assert said in shopcard("settings").out
    assert said in shopcard("settings", "set", "hours", said).out
    assert shopcard("settings", "--json").json["settings"]["hours"] == kept


def test_case_75_a_second_folder_that_is_not_there_is_refused_at_once(
    shopcard: Run, tmp_path: Path
) -> None:
    there = tmp_path / "stick"
    refused = shopcard("settings", "set", "second_folder", str(there))
    assert (refused.code, refused.err) == (1, f"The folder {there} is not there.\n")
    assert shopcard("settings", "--json").json["settings"]["second_folder"] == ""
    there.mkdir()
    told = shopcard("settings", "set", "second_folder", str(there))
    assert told.out == f"{there} was tried and takes the copies.\n"
    assert list(there.iterdir()) == []


def french(sentence: str) -> str:
    before = language.spoken()
    language.speak("fr")
    try:
        return language._(sentence)
    finally:
        language.speak(before)


def test_a_language_that_is_not_there_is_refused(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = shopcard("--lang", "xx", "settings")
    assert (said.code, said.out, said.err) == (2, "", "The languages are: en, fr.\n")
    monkeypatch.setenv("SHOPCARD_LANG", "tlh")
    assert shopcard("settings").code == 2


@pytest.mark.parametrize(
    "words",
    [("--db", "pipe", "settings"), ("--db", "pipe", "init", "--name", "A"), ("restore", "pipe")],
)
def test_case_102_a_pipe_is_refused_at_once(shopcard: Run, tmp_path: Path, words) -> None:
    os.mkfifo(tmp_path / "pipe")
    said = shopcard(*words)
    assert said.code in {2, 3}
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("report", "-o", "a" * 300 + ".html"),
        ("lists", "comments", "-o", "a" * 300 + ".csv"),
        ("export", "a" * 300),
        ("restore", "a" * 5000),
    ],
)
def test_case_102_a_name_that_is_too_long_is_a_sentence(shopcard: Run, words) -> None:
    said = shopcard(*words)
    assert said.code in {1, 2, 3}
    assert "This path is too long: aaa" in said.err or "cannot be read" in said.err


def test_a_shop_that_a_command_opened_is_remembered_by_its_name(shopcard: Run, home: Path) -> None:
    where = home / "shop.db"
    assert name_of(where) == ""
    assert shopcard("history", MARIE).code == 0
    assert name_of(where) == "Glacier du Port"
