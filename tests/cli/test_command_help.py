"""What all commands share: help, languages, wrong usage, pipes, faults."""

import io
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shopcard import cli
from shopcard.cli import build, output, read_lead
from shopcard.errors import Busy, Damaged, DiskFull
from shopcard.store.shop.counter import CounterPart
from tests.cli.conftest import MARIE, Answer, Run, started

COMMANDS = (
    "init", "settings list", "settings set", "program list", "program add", "program change",
    "program close", "customer add", "customer find", "customer show", "customer edit",
    "customer data", "customer erase", "lists unseen", "stamp",
    "redeem", "undo", "history", "export", "restore", "import", "check", "demo", "summary",
    "report", "lists slipping", "lists best", "lists ready", "lists birthdays", "lists expiring",
    "contacted", "settle", "feedback", "lists comments", "lists ambassadors", "adjust",
    "staff add", "staff list", "staff edit", "staff pin", "staff journal", "staff remove",
    "customer merge", "customer unmerge",
)  # fmt: skip

UNANSWERED = {"demo"}
"""Commands that open a screen rather than answer."""


def found(root: Any, name: str) -> Any:
    for word in name.split():
        root = root.commands[word]
    return root


def leaves(root: Any, before: str = "") -> Iterator[str]:
    for name, command in root.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield before + name


def test_there_are_these_commands_and_no_others() -> None:
    assert sorted(leaves(build())) == sorted(COMMANDS)


def test_the_readme_names_no_command_that_is_not_there() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(?:shopcard )?([a-z]+)[ `]", readme.partition("## Commands")[2])
    root = build()
    assert set(named) >= {"init", "stamp", "redeem", "restore", "check"}
    assert set(named) - {"python"} <= set(root.commands)


@pytest.mark.parametrize(
    "name", ["", "settings", "program", "customer", "lists", "staff", *COMMANDS]
)
def test_every_help_has_an_example_that_is_right(nothing: Run, name: str) -> None:
    shown = nothing(*name.split(), "--help")
    assert (shown.code, shown.err) == (0, "")
    examples = shown.out.partition("Examples:\n")[2].splitlines()
    assert examples
    assert all(line.strip().startswith(f"shopcard {name}".strip()[:8]) for line in examples)
    assert any(f"shopcard {name}".strip() in line for line in examples)
    assert ("--json" in shown.out) is (name not in UNANSWERED | {"", "customer", "lists", "staff"})


def test_every_option_and_argument_is_explained() -> None:
    root = build()
    for name in COMMANDS:
        command = found(root, name)
        assert command.help
        assert [p.name for p in command.params if not p.help] == []


def test_help_speaks_the_language_that_was_settled(nothing: Run) -> None:
    shown = nothing("--lang", "fr", "stamp", "--help").out
    for word in ("Usage\u00a0: ", "CLIENT", "Tamponner", "Exemples\u00a0:", "Options\u00a0:"):
        assert word in shown
    assert "Usage:" in nothing("stamp", "--help").out


@pytest.mark.parametrize(
    ("words", "lead", "rest"),
    [
        ([], {}, []),
        (["--db", "a", "--lang=fr"], {"db": "a", "lang": "fr"}, []),
        (["--till", "x", "stamp", "--db", "b"], {"till": "x"}, ["stamp", "--db", "b"]),
        (["--db"], {}, ["--db"]),
        (["--staff", "--help"], {"staff": "--help"}, []),
        (["--version"], {}, ["--version"]),
    ],
)
def test_the_leading_options(words: list[str], lead: dict[str, str], rest: list[str]) -> None:
    assert read_lead(words) == (lead, rest)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nope"], "There is no command “nope”"),
        (["customer", "nope"], "There is no command “nope”"),
        (["customer"], "Say what to do"),
        (["stamp"], "CUSTOMER is missing"),
        (["settings", "set", "window"], "VALUE is missing"),
        (["init"], "--name is missing"),
        (["stamp", MARIE, "--stumps", "3"], "Did you mean --stamps?"),
        (["--frobnicate"], "There is no option --frobnicate"),
        (["--db"], "The option --db needs a value"),
        (["stamp", MARIE, "--stamps"], "The option --stamps needs a value"),
        (["check", "--json=yes"], "The option --json takes no value"),
        (["stamp", "Marie", "Lefèvre"], "quotes"),
        (["--"], "Say what to do"),
    ],
)
def test_wrong_usage_is_one_sentence_and_2(nothing: Run, words: list[str], says: str) -> None:
    wrong = nothing(*words)
    assert (wrong.code, wrong.out) == (2, "")
    assert says in wrong.err
    assert wrong.err.count("\n") == 1


def test_the_version(nothing: Run) -> None:
    from shopcard import __version__

    assert nothing("--version") == Answer(0, f"shopcard {__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["stamp", MARIE], ["redeem", MARIE], ["undo"], ["history"], ["settings"], ["program"],
        ["settings", "set", "window", "60"], ["program", "add", "Tea", "--reward", "Tea"],
        ["customer", "add", "Ann"], ["customer", "find", "ann"], ["customer", "show", "ann"],
        ["customer", "edit", "ann", "--note", "x"], ["export"], ["check"],
    ],
)  # fmt: skip
def test_without_a_shop_it_says_how_to_make_one(nothing: Run, home: Path, words: list[str]) -> None:
    for more in ([], ["--json"]):
        refused = nothing(*words, *more)
        assert (refused.code, refused.out) == (1, "")
        assert "shopcard init" in refused.err
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("words", [[], ["--till", "left"], ["demo"], ["demo", "--seed", "3"]])
def test_the_counter_needs_a_terminal(nothing: Run, words: list[str]) -> None:
    assert nothing(*words) == Answer(2, "", "The counter needs a terminal of its own.\n")


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """Runs a command on a terminal where the counter only notes how it was opened."""
    from shopcard.tui import app

    notes: list[Any] = []

    def counter(where: Path, **named: Any) -> int:
        notes.append((where, where.exists(), named))
        return 5

    def command(*words: str) -> list[Any]:
        for name in ("stdin", "stdout", "stderr"):
            monkeypatch.setattr(sys, name, Terminal())
        notes.clear()
        assert cli.run(words) == 5
        return notes

    monkeypatch.setattr(app, "run", counter)
    return command


def test_without_a_command_the_counter_opens(home: Path, opened: Callable[..., list[Any]]) -> None:
    named = {"staff": "Camille", "till": "left", "demo": False, "lang": "fr"}
    assert opened("--staff", "Camille", "--lang=fr") == [(home / "shop.db", False, named)]


def test_the_demo_is_thrown_away(
    home: Path, opened: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from shopcard import demo

    told: list[int] = []

    def build_small(folder: Path, *, seed: int, progress: Callable[[int, int], None]) -> Path:
        told.append(seed)
        progress(1, 2)
        progress(2, 2)
        (folder / "shop.db").write_bytes(b"")
        return folder / "shop.db"

    monkeypatch.setattr(demo, "build", build_small)
    for words in (["demo", "--seed", "3"], ["demo"]):
        ((where, was_there, named),) = opened(*words)
        assert was_there
        assert named["demo"] is True
        assert not where.parent.exists()
    assert told == [3, demo.SEED]
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code"), [(Busy("held"), 4), (DiskFull("full"), 4), (Damaged("broken"), 3)]
)
def test_each_fault_has_its_exit_code(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:

    def fail(*_given: Any, **_named: Any) -> None:
        raise error

    monkeypatch.setattr(CounterPart, "stamp", fail)
    assert shopcard("stamp", MARIE, "--json") == Answer(code, "", f"{error}\n")


def test_a_busy_shop_says_so(shopcard: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import closing

    from shopcard.store.database.engine import make_engine, sqlite_module
    from shopcard.store.shop import open_shop

    monkeypatch.setattr(
        open_shop, "make_engine", lambda where: make_engine(where, busy_seconds=0.1)
    )
    with closing(sqlite_module().connect(home / "shop.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = shopcard("stamp", MARIE)
    assert (refused.code, refused.out) == (4, "")
    assert shopcard("history", "--json").json["entries"] == []


def test_the_unexpected_is_a_sentence_and_a_private_log(
    shopcard: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def fail(*_given: Any, **_named: Any) -> None:
        raise LookupError("a\x1b[2Jb\nc")

    monkeypatch.setattr(CounterPart, "undo", fail)
    failed = shopcard("undo")
    assert (failed.code, failed.out) == (3, "")
    assert failed.err.startswith("Something unexpected happened: LookupError: a")
    assert "Traceback" not in failed.err
    assert "\x1b" not in failed.err
    log = home / "errors.log"
    assert str(log) in failed.err
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "Traceback" in log.read_text(encoding="utf-8")
    log.unlink()
    log.mkdir()
    assert len(shopcard("undo").err.splitlines()) == 2


def test_an_interrupted_command_says_nothing(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:

    def interrupt(*_given: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(CounterPart, "history", interrupt)
    assert shopcard("history") == Answer(130, "", "")


def test_progress_is_only_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = io.StringIO()
    monkeypatch.setattr(sys, "stderr", plain)
    with output.progress("Exporting") as progress:
        progress(0.5)
    assert plain.getvalue() == ""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with output.progress("Exporting") as progress:
        progress(0.5)
        progress(1)
    assert "Exporting" in terminal.getvalue()


class Latin(io.StringIO):
    encoding = "iso-8859-1"


def test_a_name_that_the_terminal_cannot_show_is_no_fault(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shopcard("customer", "add", "李雷 Lefèvre", "--card", "C1")
    for words, shown in (
        (["C1"], "?? Lefèvre"),
        (["C1", "--json"], "\\u674e\\u96f7 Lef\\u00e8vre"),
    ):
        screen = Latin()
        monkeypatch.setattr(sys, "stdout", screen)
        assert cli.run(["customer", "show", *words]) == 0
        assert shown in screen.getvalue()


def test_an_answer_that_cannot_be_printed_is_said(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Terminal):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    err = io.StringIO()
    monkeypatch.setattr(sys, "stderr", err)
    assert cli.run(["stamp", MARIE]) == 3
    assert "It was done" in err.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close in another way")
def test_whoever_stops_reading_is_no_fault(process: Run) -> None:
    assert process("stamp", MARIE).code == 0
    reading, writing = os.pipe()
    os.close(reading)
    running = started("history", stdout=writing)
    os.close(writing)
    assert running.stderr is not None
    assert running.stderr.read() == ""
    assert running.wait() == 0


def test_a_pipe_gets_no_colour_and_no_bar(process: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    for words in (["customer", "show", MARIE], ["export"], ["--help"]):
        said = process(*words)
        assert said.code == 0
        assert "\x1b" not in said.out
        assert said.err == ""


def loaded(*words: str) -> set[str]:
    """The modules that a command has imported by its end."""
    code = (
        "import sys; from shopcard.cli import run; code = run(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True, text=True, check=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    return set(done.stderr.split())


def test_help_does_not_wait_for_the_database_or_the_screen(shopcard: Run) -> None:
    modules = loaded("stamp", "--help")
    assert "typer" in modules
    assert not modules & {"sqlmodel", "sqlalchemy", "textual", "babel", "rich"}


def test_the_counter_does_not_wait_for_the_commands(shopcard: Run) -> None:
    modules = loaded("--till", "left")
    assert not modules & {"typer", "sqlmodel", "sqlalchemy", "pydantic", "babel"}
