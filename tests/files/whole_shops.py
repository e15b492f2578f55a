"""Looking at shop files from outside, and what is done to them in several tests."""

import errno
import multiprocessing
import os
import pwd
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shopcard.store.database import engine

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]

sqlite3 = engine.sqlite_module()
"""Never another one in the same process: closing a file in one drops the locks of the other."""

STAMP_FOR_EVER = """
import sys, time
from pathlib import Path
from shopcard.store.shop.open_shop import new_key
from shopcard.store.shop.shop import Shop
shop = Shop.open(Path(sys.argv[1]), till="right")
who = shop.customers.resolve("C78")
while True:
    key = new_key()
    shop.counter.stamp(who, key=key)
    print(key, flush=True)
    time.sleep(0.002)
"""
"""A till to be run in its own process: prints the key of each act once it is answered."""


def every_row(db: Path) -> dict[str, list[Any]]:
    """Every row of every table, and the schema itself."""
    with closing(sqlite3.connect(db)) as connection:
        schema = connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name")
        found: dict[str, list[Any]] = {"": schema.fetchall()}
        for kind, name, _sql in found[""]:
            if kind == "table":
                rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
                found[name] = sorted(rows, key=repr)
    return found


def every_byte(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes() if file.is_file() else b"folder"
        for file in sorted(folder.rglob("*"))
    }


@contextmanager
def as_somebody() -> Iterator[None]:
    """Without the rights of root, for whom every folder is open."""
    if os.geteuid() != 0:
        yield
        return
    nobody, groups = pwd.getpwnam("nobody"), os.getgroups()
    os.setgroups([])
    os.setegid(nobody.pw_gid)
    os.seteuid(nobody.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def no_second_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_arguments: object, **_options: object) -> None:
        raise PermissionError(errno.EPERM, "no second names on this disk")

    monkeypatch.setattr(os, "link", link)


def stopped(at: int, run: Callable[[], object]) -> bool:
    """Run something in a process that dies just before its nth step on the disk; whether it did."""

    def until_then() -> None:
        left = at

        def dying(step: Callable[..., Any]) -> Callable[..., Any]:
            def stops_or_goes_on(*arguments: Any, **options: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return step(*arguments, **options)

            return stops_or_goes_on

        for name in ("link", "replace", "unlink", "fsync", "rmdir", "mkdir"):
            setattr(os, name, dying(getattr(os, name)))
        run()

    child = multiprocessing.get_context("fork").Process(target=until_then)
    child.start()
    child.join()
    assert child.exitcode in {0, -signal.SIGKILL}
    return child.exitcode != 0
