"""Commands run in this process, or in one of their own where that is the point."""

import functools
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shopcard import cli, language
from shopcard.cli import run
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop

MARIE = "000122521"
"""Marie's card number."""


class Captured(io.StringIO):
    encoding = "utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Commands settle the language of the whole process."""
    yield
    language.speak("en")


@pytest.fixture(scope="package", autouse=True)
def _built_once() -> Iterator[None]:
    """All commands are built once for each language; each process of its own builds them anyway."""
    build = cli.build
    built = functools.cache(lambda _language: build())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "build", lambda: built(language.spoken()))
        yield


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a shop with one programme and one customer, closed."""
    where = tmp_path_factory.mktemp("made") / "shop.db"
    cone = make_terms([(None, "Free cone")], stamps=10)
    with Shop.create(where, Settings("Glacier du Port"), [("Cone", cone)]) as shop:
        shop.customers.add(CustomerDraft("Marie Lefèvre", phone="06 12 34 56 78", card=MARIE))
    return where


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and an environment that says nothing else."""
    for name in list(os.environ):
        if name.startswith(("SHOPCARD_", "LC_", "LANG")):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("SHOPCARD_HOME", str(folder))
    monkeypatch.setenv("SHOPCARD_TILL", "left")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def nothing(home: Path) -> Run:
    """Runs a command on a machine without a shop."""

    def command(*words: str) -> Answer:
        out, err = Captured(), Captured()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(words)
        return Answer(code, out.getvalue(), err.getvalue())

    return command


@pytest.fixture
def shopcard(nothing: Run, home: Path, shop_file: Path) -> Run:
    """Runs a command on a copy of the shop."""
    shutil.copy(shop_file, home / "shop.db")
    (home / "shop.db").chmod(0o600)
    return nothing


@pytest.fixture
def process(home: Path, shop_file: Path) -> Callable[..., Answer]:
    """Runs a command on a copy of the shop in a process of its own, its output piped."""
    shutil.copy(shop_file, home / "shop.db")
    (home / "shop.db").chmod(0o600)

    def command(*words: str) -> Answer:
        running = started(*words)
        out, err = running.communicate(timeout=60)
        return Answer(running.returncode, out, err)

    return command


def started(*words: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """A command in a process of its own, going on."""
    return subprocess.Popen(
        [sys.executable, "-m", "shopcard", *words],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
