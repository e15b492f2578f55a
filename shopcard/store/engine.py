"""Connections and transactions: SQLite as it must be set up to lose nothing."""

import os
import sqlite3 as standard_sqlite
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlmodel import Session

from shopcard.errors import Busy, Damaged, DiskFull, ShopcardError
from shopcard.language import _
from shopcard.store.wanted import Dropped, wanted_now

BUSY_SECONDS = 5.0
"""How long an act waits for another till before it gives up."""

STEPS = 10_000
"""Of SQLite's own, some tenths of a millisecond, between two looks at whether one still waits."""

_IMMEDIATE = "shopcard_immediate"


def sqlite_module() -> ModuleType:
    """pysqlite3 where it is installed (a current SQLite), else the standard library's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return standard_sqlite
    return dbapi2  # type: ignore[no-any-return]


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is beyond the fault by which two connections that write and checkpoint
    at once can corrupt a WAL database (3.7.0 to 3.51.2; also fixed in 3.44.6 and 3.50.7)."""
    return (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )


def make_engine(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """An engine on a SQLite file that exists or may be made.

    Transactions are begun by us: immediate for writers (`writing`), deferred for readers.
    """
    module = sqlite_module()
    engine = create_engine(
        f"sqlite:///{path}",
        module=module,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
        pool_size=2,
        max_overflow=6,
        pool_timeout=30,
        # What goes wrong is told, and written to a log: without what a person's row holds.
        hide_parameters=True,
        # The latest used first: it still holds the pages that a look-up goes through.
        pool_use_lifo=True,
    )
    journal = "WAL" if wal_is_safe(module.sqlite_version_info) else "TRUNCATE"

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.execute("PRAGMA synchronous = FULL")
        # A look-up's list of fifty touches some hundred pages all over the file: of a hundred
        # thousand customers SQLite's own 2 MB forgets most before the next key.
        cursor.execute("PRAGMA cache_size = -64000")
        if cursor.execute("PRAGMA journal_mode").fetchone()[0].upper() != journal:
            cursor.execute(f"PRAGMA journal_mode = {journal}")
        cursor.close()

    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_IMMEDIATE)
        wanted = wanted_now()
        if wanted is not None and not immediate:
            connection.info["watched"] = True
            raw: Any = connection.connection.dbapi_connection
            raw.set_progress_handler(lambda: not wanted(), STEPS)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    def given_back(connection: Any, record: Any) -> None:
        if connection is not None and record.info.pop("watched", False):
            connection.set_progress_handler(None, STEPS)

    event.listen(engine, "connect", connected)
    event.listen(engine, "checkin", given_back)
    event.listen(engine, "begin", begin)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One short immediate transaction: committed when the block ends, undone when it raises."""
    with sentences(), engine.connect() as connection:
        immediate = connection.execution_options(**{_IMMEDIATE: True})
        with Session(immediate, expire_on_commit=False) as session:
            yield session
            session.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One consistent view for several look-ups."""
    with sentences(), Session(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """The same for what runs with every key, without the session's book-keeping."""
    with sentences(), engine.begin() as connection:
        yield connection


@contextmanager
def sentences() -> Iterator[None]:
    """Turn the database library's errors into ours, each a sentence."""
    try:
        yield
    except ShopcardError:
        raise
    except (exc.SQLAlchemyError, standard_sqlite.Error, sqlite_module().Error, OSError) as error:
        raise sentence_for(error) from error


def sentence_for(error: Exception) -> ShopcardError:
    """The error a person is shown for one of the database's or the operating system's."""
    words = str(getattr(error, "orig", error)).lower()
    if words == "interrupted":
        return Dropped("")
    if isinstance(error, exc.TimeoutError) or "locked" in words or "busy" in words:
        return Busy(_("Another till is writing. Nothing was written; try again."))
    if "full" in words or "no space" in words or "quota" in words or "too large" in words:
        return DiskFull(_("The disk is full. Nothing was written; free some space and try again."))
    if "readonly" in words or "read-only" in words or isinstance(error, PermissionError):
        return Damaged(
            _("The shop file may not be written to. Check the rights on it and its folder.")
        )
    if "unable to open" in words:
        return Damaged(_("The shop file cannot be opened. Check that its folder is there."))
    if "not a database" in words or "malformed" in words or "no such table" in words:
        return Damaged(_("The shop file is damaged or is none of ours. Restore the latest backup."))
    return Damaged(_("The shop file could not be used: {reason}").format(reason=words))


def make_private(path: Path) -> None:
    """An empty file that only its owner may read, in a folder that only its owner may enter.

    A folder that was there already keeps its rights.
    """
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
