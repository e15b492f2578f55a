"""Connections and transactions: SQLite as it must be set up to lose nothing."""

import errno
import os
import sqlite3 as standard_sqlite
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc
from sqlmodel import Session

from shopcard.errors import Busy, Damaged, DiskFailed, DiskFull, Moved, ShopcardError
from shopcard.language import _
from shopcard.store.database.shop_file import ShopFile, address, identity
from shopcard.store.database.wanted import Dropped, wanted_now

BUSY_SECONDS = 5.0
"""How long an act waits for another till before it gives up."""

IMMEDIATE = "shopcard_immediate"
"""The option of a connection whose transactions are to write."""
_FILE = "shopcard_file"
STEPS = 10_000
"""Of SQLite's own, some tenths of a millisecond, between two looks at whether one still waits."""


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
    """An engine on a SQLite file that exists: none is ever made by opening it.

    Transactions are begun by us: immediate for writers (`writing`), deferred for readers; each
    looks first whether the file still is the one that was opened.
    """
    module = sqlite_module()
    file = ShopFile(path, busy_seconds)
    where = file.real
    kind = type("ShopConnection", (module.Connection,), {"files": (), "version": None})
    journal = "WAL" if wal_is_safe(module.sqlite_version_info) else "TRUNCATE"

    def connect() -> Any:
        while True:
            before = identity(where)
            connection = module.connect(
                address(Path(where), "mode=rw"), uri=True, factory=kind,
                timeout=busy_seconds, check_same_thread=False, isolation_level=None,
            )  # fmt: skip
            if identity(where) == before:
                break
            connection.close()
        try:
            file.must_be_first()
        except Moved:
            connection.close()
            raise
        return connection

    def connected(connection: Any, _record: Any) -> None:
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
        file.opened(connection, log=journal == "WAL")

    def begin(connection: Connection) -> None:
        immediate = bool(connection.get_execution_options().get(IMMEDIATE))
        raw: Any = connection.connection.dbapi_connection
        wanted = wanted_now()
        if wanted is not None and not immediate:
            connection.info["watched"] = True
            raw.set_progress_handler(lambda: not wanted(), STEPS)
        file.begin(raw, immediate=immediate)

    def given_back(connection: Any, record: Any) -> None:
        if connection is not None and record.info.pop("watched", False):
            connection.set_progress_handler(None, STEPS)

    engine = create_engine(
        URL.create("sqlite", database=where),
        module=module,
        creator=connect,
        pool_size=2,
        max_overflow=6,
        pool_timeout=30,
        # What goes wrong is told, and written to a log: without what a person's row holds.
        hide_parameters=True,
        # The latest used first: it still holds the pages that a look-up goes through.
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", connected)
    event.listen(engine, "checkin", given_back)
    event.listen(engine, "begin", begin)
    engine.update_execution_options(**{_FILE: file})
    return engine


def file_of(engine: Engine) -> ShopFile:
    """The file that an engine is on."""
    file = engine.get_execution_options()[_FILE]
    assert isinstance(file, ShopFile)
    return file


@contextmanager
def plainly(engine: Engine) -> Iterator[Any]:
    """A connection without a transaction, for what SQLite does in none; the file is looked at
    as before each act."""
    with sentences(), closing(engine.raw_connection()) as connection:
        raw = connection.dbapi_connection
        file_of(engine).must_be_there(raw)
        yield raw


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One short immediate transaction: committed when the block ends, undone when it raises."""
    with sentences(), engine.connect() as connection:
        file, opened = file_of(engine), connection.connection.dbapi_connection
        immediate = connection.execution_options(**{IMMEDIATE: True})
        try:
            with Session(immediate, expire_on_commit=False) as session:
                # Begun at once: what the act goes by, settings and clock, is read in its turn.
                session.connection()
                yield session
                session.flush()
                _commit(session)
        except _errors():
            file.must_be_there(opened)  # or that it is gone is what went wrong
            raise
        # What is written into a file that nobody finds any more is not written.
        file.must_be_there(opened)


def _commit(session: Session) -> None:
    try:
        session.commit()
    except _errors() as error:
        raise sentence_for(error, committing=True) from error


def _errors() -> tuple[type[Exception], ...]:
    return exc.SQLAlchemyError, standard_sqlite.Error, sqlite_module().Error, OSError


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
    except UnicodeError as error:  # SQLite quotes what it cannot make sense of
        raise _damaged() from error
    except _errors() as error:
        raise sentence_for(error) from error


_FAILING = (
    "i/o error",
    "input/output",
    "no such device",
    "stale file handle",
    "host is down",
    "transport endpoint",
    "not responding",
)
"""What SQLite and the operating system say of a disk that fails or is gone."""


def sentence_for(error: Exception, *, committing: bool = False) -> ShopcardError:
    """The error a person is shown for one of the database's or the operating system's;
    `committing`: it came when all was to be written for good."""
    words = str(getattr(error, "orig", error)).lower()
    if no_more_files(error) or ("unable to open" in words and not _one_more_file()):
        return too_many_files()
    if words == "interrupted":
        return Dropped("")
    if isinstance(error, exc.TimeoutError) or "locked" in words or "busy" in words:
        return Busy(_("Another till is writing. Nothing was written; try again."))
    if "full" in words or "no space" in words or "quota" in words or "too large" in words:
        return DiskFull(_("The disk is full. Nothing was written; free some space and try again."))
    if any(sign in words for sign in _FAILING):
        if committing:
            return DiskFailed(
                _(
                    "The disk failed while writing. It is not certain that this was written: look "
                    "at the card before you do it again."
                )
            )
        return DiskFailed(
            _(
                "The disk with the shop's file does not answer. Nothing was written; check that it "
                "is plugged in."
            )
        )
    if "readonly" in words or "read-only" in words or isinstance(error, PermissionError):
        return Damaged(
            _("The shop file may not be written to. Check the rights on it and its folder.")
        )
    gone = isinstance(error, (FileNotFoundError, NotADirectoryError))
    if gone or "unable to open" in words:
        return Damaged(_("The shop file cannot be opened. Check that its folder is there."))
    if any(sign in words for sign in _DAMAGE):
        return _damaged()
    return Damaged(_("The shop file could not be used. Try again, then run: shopcard check."))


_DAMAGE = (
    *("not a database", "malformed", "no such table", "no such column", "could not decode"),
    *("unsupported file format", "datatype mismatch", "constraint failed"),
)
"""What SQLite says of a file, or of a row, that is not as it was written."""


def _damaged() -> Damaged:
    return Damaged(_("The shop file is damaged or is none of ours. Restore the latest backup."))


def no_more_files(error: BaseException) -> bool:
    """Whether this, or what it came from, is that the process or the machine has too many files
    open."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in {errno.EMFILE, errno.ENFILE}:
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def too_many_files() -> Busy:
    return Busy(
        _(
            "Too many files are open on this machine. Nothing was written; close other programs "
            "and try again."
        )
    )


def _one_more_file() -> bool:
    """Whether one more file may be opened: SQLite only says that it could open none."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return not no_more_files(error)
    return True


def make_private(path: Path) -> None:
    """An empty file that only its owner may read, in a folder that only its owner may enter.

    A folder that was there already keeps its rights.
    """
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
