"""staff add, list, edit, pin, remove; adjust."""

import io
import os
import sys
from pathlib import Path

import pytest

from shopcard import environment
from shopcard.cli.commands import staff as staff_commands
from tests.cli.conftest import MARIE, Run


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """What a pipe holds for the next command."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_the_team_as_json(shopcard: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shopcard("staff", "list", "--json").json == {"staff": []}
    shopcard("staff", "add", "Camille", "--customer", MARIE)
    added = shopcard("staff", "add", "Anna [/]", "--role", "owner", "--json")
    typed(monkeypatch, "4711\n4711\n")
    answered = shopcard("staff", "pin", "anna [/]", "--json")
    marie = shopcard("customer", "show", MARIE, "--json").json["customer"]["id"]
    anna = {"name": "Anna [/]", "role": "owner", "pin": False, "customer": None}
    camille = {"name": "Camille", "role": "cashier", "pin": False, "customer": marie}
    assert added.json == {"staff": [anna, camille]}
    assert answered.json == {"staff": [anna | {"pin": True}, camille]}
    assert shopcard("staff", "list", "--json").json == answered.json
    table = shopcard("staff", "list").out
    assert all(word in table for word in ("Anna [/]", "owner", "yes", "Camille", "Marie Lefèvre"))


def test_changing_and_removing(shopcard: Run) -> None:
    shopcard("staff", "add", "Camille", "--customer", MARIE)
    changed = shopcard("staff", "edit", "camille", "--role", "owner", "--customer", "", "--json")
    assert changed.json["staff"][0]["role"] == "owner"
    assert changed.json["staff"][0]["customer"] is None
    assert shopcard("staff", "edit", "camille").code == 2
    assert shopcard("staff", "remove", "camille").code == 2
    assert shopcard("staff", "remove", "camille", "--yes").out == "Camille works here no more.\n"
    assert "Nobody is on the list" in shopcard("staff", "list").err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", " "], 1, "Type the name"),
        (["add", "Camille"], 1, "works here already"),
        (["add", "Noé", "--role", "boss"], 2, "owner, cashier"),
        (["add", "Noé", "--customer", "Nobody"], 1, "No customer is called"),
        (["pin", "Noé"], 1, "Nobody called “Noé” works here"),
        (["remove", "Noé", "--yes"], 1, "Nobody called"),
        (["pin", "Camille", "4711"], 2, "too many words"),
    ],
)
def test_what_is_refused(shopcard: Run, words: list[str], code: int, said: str) -> None:
    shopcard("staff", "add", "Camille")
    answer = shopcard("staff", *words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "No PIN was typed"),
        ("4711\n4712\n", "not the same"),
        ("471\n", "at least 4 digits"),
        ("1234\n1234\n", "Choose another"),
    ],
)
def test_a_pin_that_will_not_do_changes_nothing(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch, lines: str, said: str
) -> None:
    shopcard("staff", "add", "Camille")
    typed(monkeypatch, lines)
    answer = shopcard("staff", "pin", "Camille")
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err
    assert not shopcard("staff", "list", "--json").json["staff"][0]["pin"]


def test_a_lost_pin_is_set_anew_and_taken_away(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shopcard("staff", "add", "Anna", "--role", "owner")
    for pin in ("4711\n", "a long pass phrase\n"):
        typed(monkeypatch, pin)
        assert shopcard("staff", "pin", "Anna").out == "Anna has a new PIN.\n"
    assert shopcard("staff", "pin", "Anna", "--none").out == "Anna has no PIN now.\n"


def test_case_74_resetting_a_pin_stands_in_the_journal(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nothing was done" in shopcard("staff", "journal").err
    shopcard("staff", "add", "Anna", "--role", "owner")
    for pin in ("4711\n", "5822\n"):
        typed(monkeypatch, pin)
        shopcard("--staff", "Noé", "staff", "pin", "Anna")
    shopcard("staff", "pin", "Anna", "--none")
    told = shopcard("staff", "journal", "--json").json["journal"]
    assert [line["what"] for line in told] == [
        "pin taken away", "pin reset", "pin reset", "pin set", "made owner", "added",
    ]  # fmt: skip
    assert (told[2]["whose"], told[2]["staff"], told[2]["till"]) == ("Anna", "Noé", "left")
    assert "PIN reset without the old one" in shopcard("staff", "journal").out
    shopcard("settings", "set", "language", "fr")
    assert "réinitialisé sans l’ancien" in shopcard("staff", "journal").out


@pytest.mark.parametrize(
    "words",
    [
        ["pin", "Anna"],
        ["pin", "Camille", "--none"],
        ["add", "Eve", "--role", "owner"],
        ["edit", "Camille", "--role", "owner"],
        ["edit", "Anna", "--role", "cashier"],
        ["remove", "Anna", "--yes"],
    ],
)
def test_case_74_only_the_owner_of_the_file_gets_past_a_pin(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch, home: Path, words: list[str]
) -> None:
    shopcard("staff", "add", "Anna", "--role", "owner")
    shopcard("staff", "add", "Camille")
    monkeypatch.setattr(os, "geteuid", lambda: home.stat().st_uid + 4711, raising=False)
    typed(monkeypatch, "4711\n")
    assert shopcard("staff", "pin", "Anna").code == 0, "nobody has one yet"
    before = shopcard("staff", "journal", "--json").json
    typed(monkeypatch, "5822\n")
    refused = shopcard("staff", *words)
    assert (refused.code, refused.out) == (1, "")
    assert "who owns the shop's file on this computer" in refused.err
    assert shopcard("staff", "journal", "--json").json == before
    assert shopcard("staff", "edit", "Camille", "--role", "cashier").code == 0


def test_case_74_a_system_without_owners_by_number_lets_everybody(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.delattr(os, "geteuid", raising=False)
    assert environment.owns(home / "shop.db")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert environment.owns(home / "shop.db")
    assert environment.owner_of(home / "shop.db")


def test_at_a_terminal_it_is_asked_for_twice_and_not_shown(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked = []

    def hidden(prompt: str, _stream: object) -> str:
        asked.append(prompt)
        return "4711"

    monkeypatch.setattr("getpass.getpass", hidden)
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert staff_commands.typed_twice("Anna") == "4711"
    assert [prompt.split(" ")[0] for prompt in asked] == ["PIN", "The"]


def test_a_cashier_cannot_stamp_the_card_of_their_own(shopcard: Run) -> None:
    shopcard("staff", "add", "Camille", "--customer", MARIE)
    refused = shopcard("--staff", "CAMILLE", "stamp", MARIE)
    assert (refused.code, refused.out) == (1, "")
    assert "own card" in refused.err
    assert shopcard("stamp", MARIE).code == 0


def test_a_correction_needs_a_reason_and_shows_in_the_ledger(shopcard: Run) -> None:
    assert shopcard("adjust", MARIE, "--stamps", "3").code == 2
    assert shopcard("adjust", MARIE, "--stamps", "1.5", "--reason", "x").code == 2
    for stamps, said in (("0", "like 2"), ("-1", "shows 0 stamps"), ("101", "At most 100")):
        refused = shopcard("adjust", MARIE, "--stamps", stamps, "--reason", "x")
        assert (refused.code, refused.out) == (1, "")
        assert said in refused.err
    done = shopcard("adjust", MARIE, "--stamps", "+3", "--reason", "wet card", "--json").json
    assert (done["entry"]["kind"], done["entry"]["stamps"]) == ("adjust", 3)
    assert done["cards"][0]["stamps"] == 3
    said = shopcard("adjust", MARIE, "--stamps", "-2", "--reason", "not paid").out
    assert "corrected: -2 Cone" in said
    assert "1 of 10" in said
    latest = shopcard("history", "--json").json["entries"][0]
    assert (latest["stamps"], latest["reason"]) == (-2, "not paid")
