"""What a killed process or a stubborn disk leaves behind is cleared away at the next start."""

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from shopcard import environment
from shopcard.errors import Busy
from shopcard.files import unfinished
from shopcard.files.backup import erased_list, export, restore
from shopcard.files.backup.daily import daily_copy
from shopcard.files.new_files import unnamed_file, work_folder
from shopcard.store.shop.shop import Shop
from tests.files.whole_shops import NOON, ROOT, every_byte, sqlite3


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPCARD_HOME", str(tmp_path / "home"))


MAKING = """
import sys, time
from pathlib import Path
from shopcard.files.new_files import work_folder
with work_folder(Path(sys.argv[1])) as work:
    (work / "snapshot.db").write_text("Marie Lefevre")
    print("made", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_makes_a_copy(beside: Path) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", MAKING, str(beside)], cwd=ROOT, text=True, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "made\n"
        try:
            yield other
        finally:
            other.kill()


def test_case_80_what_a_killed_export_left_goes_at_the_next_start_and_no_sooner(
    tmp_path: Path,
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with another_makes_a_copy(stick) as other:
        assert unfinished.clear() == 0
        assert len(every_byte(stick)) == 2
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert len(every_byte(stick)) == 2

        assert unfinished.clear() == 0

    assert every_byte(stick) == {}
    assert not environment.data_folder().exists() or every_byte(environment.data_folder()) == {}


def test_case_80_what_the_disk_would_not_delete_goes_at_the_next_start(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(errno.EPERM, "not now")

    with monkeypatch.context() as patch:
        with work_folder(tmp_path) as work:
            (work / "snapshot.db").write_text("Marie Lefèvre")
            patch.setattr(os, "unlink", refuse)
        assert work.exists()
        assert unfinished.clear() == 1

    assert daily_copy(shop) is None

    assert not work.exists()


def test_case_80_nothing_is_left_of_what_ended_well(tmp_path: Path) -> None:
    with work_folder(tmp_path), unnamed_file(tmp_path) as passing:
        passing.rename(tmp_path / "named")

    assert [file.name for file in tmp_path.iterdir()] == ["named"]


def test_case_80_a_note_never_deletes_what_is_not_passing(tmp_path: Path) -> None:
    precious = tmp_path / "shop.db"
    precious.write_text("precious")
    notes = environment.data_folder() / "unfinished"
    notes.mkdir(parents=True)
    (notes / "a.txt").write_text(str(precious))

    unfinished.clear()

    assert precious.read_text() == "precious"


@pytest.fixture
def few_files() -> Iterator[Callable[[], None]]:
    """Leaves the process no file more to open."""
    held: list[int] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    def take_all() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 256), hard))
        with suppress(OSError):
            while True:
                held.append(os.open(os.devnull, os.O_RDONLY))

    yield take_all
    for one in held:
        os.close(one)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_case_80_too_many_open_files_is_told_as_what_it_is(
    shop: Shop, archive: Path, tmp_path: Path, few_files: Callable[[], None]
) -> None:
    shop.counts()
    few_files()
    for act in (
        lambda: export.export(shop, tmp_path),
        lambda: restore.restore(archive, tmp_path / "new.db"),
        lambda: Shop.open(archive.with_name("shop.db")),
    ):
        with pytest.raises(Busy, match="Too many files are open"):
            act()


def test_case_99_a_name_that_stands_in_the_log_is_said_and_goes_by_itself(shop: Shop) -> None:
    marie = next(found.id for found in shop.customers.find("lefevre"))
    with closing(sqlite3.connect(shop.opened.where, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM customer").fetchone()
        _erased, told = erased_list.erase(shop, marie)
        assert told
        assert "another till is reading" in told
        reader.execute("COMMIT")
    assert shop.privacy.sweep()
    for file in shop.opened.where.parent.glob("shop.db*"):
        assert b"Lef\xc3\xa8vre" not in file.read_bytes()
    assert shop.check().problems == ()


def test_case_99_a_shop_set_aside_is_named_before_and_by_whoever_asks(
    shop: Shop, archive: Path, tmp_path: Path
) -> None:
    live = tmp_path / "live" / "shop.db"
    restore.restore(archive, live)
    aside = restore.restore(archive, live).set_aside
    with Shop.open(live, clock=lambda: NOON) as restored:
        marie = next(found.id for found in restored.customers.find("lefevre"))
        said = erased_list.say_erasure(restored.privacy.erasure(marie), live)

    assert any(str(aside) in line for line in said)
    assert not [
        line
        for line in erased_list.say_erasure(shop.privacy.erasure(marie), shop.opened.where)
        if "aside" in line
    ]
