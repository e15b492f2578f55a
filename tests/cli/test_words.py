"""Words of a command that are no text: a sentence, and nothing is kept of them."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import MARIE, Run

HALF, ZERO = "\udcff", "\0"
COMMANDS = [
    ["customer", "add", "Jo{}hn"],
    ["customer", "add", "John", "--note", "a{}b"],
    ["customer", "find", "{}"],
    ["customer", "edit", MARIE, "--note=a{}b"],
    ["stamp", "{}"],
    ["stamp", MARIE, "--key", "a{}"],
    ["stamp", MARIE, "--channel", "{}"],
    ["adjust", MARIE, "--stamps", "1", "--reason", "{}"],
    ["--staff", "L{}a", "stamp", MARIE],
    ["--till={}", "stamp", MARIE],
    ["--db", "/tmp/{}.db", "settings"],
    ["settings", "set", "name", "A{}b"],
    ["settings", "set", "second_folder", "/tmp/{}"],
    ["program", "add", "{}"],
    ["staff", "add", "{}"],
    ["history", "--staff", "{}"],
    ["export", "{}"],
    ["import", "{}.csv"],
    ["restore", "{}.shopcard"],
    ["{}"],
    ["customer", "add", "John", "--no{}te", "x"],
]


@pytest.mark.parametrize("bad", [HALF, "\ud800", ZERO])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_case_102_a_word_that_is_no_text_is_a_sentence_and_nothing_is_done(
    shopcard: Run, home: Path, words: list[str], bad: str
) -> None:
    before = (home / "shop.db").read_bytes()
    refused = shopcard(*(word.replace("{}", bad) for word in words))
    assert (refused.code, refused.out) == (2, "")
    assert "holds a character that cannot be read" in refused.err
    assert "unexpected" not in refused.err
    assert (home / "shop.db").read_bytes() == before
    assert not (home / "errors.log").exists()


def test_case_102_the_environment_is_no_way_round(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPCARD_STAFF", "L\udce9a")
    assert "holds a character that cannot be read" in shopcard("stamp", MARIE).err


def test_case_102_a_file_with_such_a_name_is_read_all_the_same(
    shopcard: Run, tmp_path: Path
) -> None:
    # Only Linux knows names of files that are no text.
    name = b"caf\xe9.csv" if sys.platform == "linux" else b"caf\xc3\xa9.csv"
    named = os.path.join(os.fsencode(tmp_path), name)
    with open(named, "w", encoding="utf-8") as file:
        file.write("name,phone\nLise Durand,0611223344\n")
    done = shopcard("import", os.fsdecode(named), "--yes")
    assert "unexpected" not in done.err
    assert "holds a character" not in done.err


def test_case_102_a_byte_of_another_encoding_is_told_in_a_process_of_its_own(
    shopcard: Run, home: Path
) -> None:
    done = subprocess.run(
        [os.fsencode(sys.executable), b"-m", b"shopcard", b"customer", b"add", b"Ren\xe9"],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 2
    assert "Ren\ufffd".encode() in done.stderr
    assert "No customer matches" in shopcard("customer", "find", "ren").err


def test_case_102_a_pin_from_a_pipe_that_is_no_text_changes_nothing(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shopcard("staff", "add", "Anna", "--role", "owner")
    piped = io.TextIOWrapper(io.BytesIO(b"caf\xe9 au lait\n"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", piped)
    refused = shopcard("staff", "pin", "Anna")
    assert (refused.code, refused.out) == (2, "")
    assert "has to be UTF-8" in refused.err
    assert not shopcard("staff", "list", "--json").json["staff"][0]["pin"]


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_categories=[]), min_size=1, max_size=20))
def test_case_102_no_word_whatever_is_unexpected(shopcard: Run, text: str) -> None:
    for words in (["customer", "find", text], ["customer", "add", text], ["stamp", text]):
        assert "unexpected" not in shopcard(*words).err
