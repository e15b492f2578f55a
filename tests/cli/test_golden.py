"""The answers of every command over one shop's story, word for word: text in both languages, JSON.

When an answer changes on purpose, look at what `python -m tests.commands.test_golden` rewrites.
"""

import io
import os
import random
import shlex
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
import time_machine

from shopcard import language
from shopcard.cli import run
from shopcard.store.database.engine import sqlite_module

GOLDEN = Path(__file__).parent / "golden"
TRANSCRIPTS = {"en": ["--lang", "en"], "fr": ["--lang", "fr"], "json": ["--lang", "en"]}
"""The words before each command of a transcript; the last one also asks for JSON."""


class _Captured(io.StringIO):
    encoding = "utf-8"


def transcript(name: str) -> str:
    """The story's commands and what each answered."""
    said = []
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        for example in GOLDEN.glob("*.csv"):
            shutil.copy(example, folder)
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("SHOPCARD_", "LC_", "LANG"))
        }
        kept |= {"SHOPCARD_HOME": str(home), "SHOPCARD_TILL": "left", "LANG": "en_GB.UTF-8"}
        with (
            chdir(folder),
            mock.patch.dict(os.environ, kept, clear=True),
            _same_ids_every_time(),
        ):
            for line in (GOLDEN / "story.txt").read_text(encoding="utf-8").splitlines():
                if line and not line.startswith("#"):
                    instant, _, command = line.partition(" ")
                    said.append(_one(name, instant, command))
    text = "\n".join(said)
    for passing, name in (
        (os.path.realpath(folder), "FOLDER"),
        (folder, "FOLDER"),
        (sqlite_module().sqlite_version, "VERSION"),
    ):
        text = text.replace(passing, name)
    return text


def _one(name: str, instant: str, command: str) -> str:
    words = [*TRANSCRIPTS[name], *shlex.split(command), *(["--json"] if name == "json" else [])]
    out, err = _Captured(), _Captured()
    with (
        time_machine.travel(f"{instant}:00+00:00", tick=False),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = run(words)
    answer = f"$ shopcard {command}\n{out.getvalue()}"
    if err.getvalue():
        answer += f"[standard error]\n{err.getvalue()}"
    return f"{answer}[{code}]\n"


@contextmanager
def _same_ids_every_time() -> Iterator[None]:
    """Ids, keys and secrets are chosen at random: here from a fixed seed."""
    ids, keys, tokens = random.Random(1), random.Random(2), random.Random(3)

    def next_key() -> uuid.UUID:
        return uuid.UUID(int=keys.getrandbits(128), version=4)

    def next_token(size: int) -> str:
        return tokens.randbytes(size).hex()

    with (
        mock.patch("secrets.randbelow", ids.randrange),
        mock.patch("uuid.uuid4", side_effect=next_key),
        mock.patch("secrets.token_hex", side_effect=next_token),
    ):
        yield


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.speak("en")


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_every_command_answers_as_it_did(name: str) -> None:
    assert transcript(name) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:] or TRANSCRIPTS:
        (GOLDEN / f"{name}.txt").write_text(transcript(name), encoding="utf-8")
