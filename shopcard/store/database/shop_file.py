"""The file of an open shop: whether it still is the file that was opened, and waiting for it."""

import os
import random
import struct
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from operator import lt
from pathlib import Path
from typing import Any

from shopcard import environment
from shopcard.errors import Moved
from shopcard.language import _

Identity = tuple[int, int] | None
"""Device and inode of a file; None where there is no file."""

COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""

_SHORTEST, _LONGEST = 0.0005, 0.003
"""Seconds between two tries to begin a write while another till is writing."""


def address(path: Path, options: str) -> str:
    """SQLite's address of a file with options such as `mode=rw`, whatever its folders' names."""
    uri = path.absolute().as_uri()
    if not uri.startswith("file:///"):  # a Windows share: SQLite takes no host
        uri = "file:////" + uri.removeprefix("file://")
    return f"{uri}?{options}"


def identity(path: str) -> Identity:
    """Which file a path leads to. OSError where the system cannot say."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


def _same(one: Identity, other: Identity) -> bool:
    if one == other:
        return True
    # A file system that numbers no files can only say that there is one.
    return one is not None and other is not None and not (one[1] and other[1])


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


_LOG_HEAD, _FRAME_HEAD = 32, 24
"""Bytes before the first frame of a write-ahead log, and before the page in each."""


def frames_of(index: str) -> tuple[int, int]:
    """How many frames of the write-ahead log are in the database already, and how many there are
    in all, as SQLite's index beside it (the -shm file) says; https://sqlite.org/walformat.html."""
    with suppress(OSError, struct.error), open(index, "rb") as file:
        head = file.read(100)
        return struct.unpack_from("=I", head, 96)[0], struct.unpack_from("=I", head, 16)[0]
    return 0, 0


def pages_in_log(log: str, length: int, frames: tuple[int, int]) -> set[int]:
    """The numbers of the pages, each of so many bytes, that SQLite reads from a write-ahead log:
    those in its frames after the first number and up to the second."""
    found: set[int] = set()
    first, last = frames
    with suppress(OSError), open(log, "rb") as file:
        for frame in range(first, last):
            file.seek(_LOG_HEAD + frame * (_FRAME_HEAD + length))
            found.add(int.from_bytes(file.read(4), "big"))
    return found


class ShopFile:
    """Looks at a shop's file before each act, on behalf of all connections to it.

    The connections carry what was opened: `files`, the identities of the database and of what
    stands beside it, and `version`, SQLite's own mark of what others have written.
    """

    def __init__(self, where: Path, patience: float) -> None:
        """`patience`: how many seconds a write waits for another till."""
        self.where = where.absolute()
        self.real = os.path.realpath(self.where)
        """Where links lead from there: SQLite keeps its log beside that name."""
        self.read_anew: Callable[[Any], None] | None = None
        """Told, with a connection in a transaction, when somebody else has written."""
        self._patience = patience
        self._paths = (self.real, *(f"{self.real}{end}" for end in COMPANIONS[:2]))
        self._first: Identity = None
        """Of the database, when the first connection opened it."""
        self._sizes = (0, 0)
        """Of the database and its log in bytes, at the last look."""
        self._stopped = threading.Event()
        self._keeping = threading.Lock()
        self._kept: Path | None = None

    def must_be_first(self) -> None:
        """Moved unless a connection that is being opened finds the file that the first one did."""
        now = identity(self.real)
        if self._first is None:
            self._first = now
        elif not _same(self._first, now):
            raise self._gone()

    def opened(self, connection: Any, *, log: bool) -> None:
        """Note which files a connection has open; `log`: with a write-ahead log."""
        connection.files = tuple(identity(path) for path in self._paths[: 3 if log else 1])
        connection.version = None

    def begin(self, connection: Any, *, immediate: bool) -> None:
        """Begin a transaction on the file that was opened, and on no other.

        Moved when the path leads elsewhere by now, the database library's own error when another
        till writes for too long.
        """
        try:
            if immediate:
                self._begin_writing(connection)
            else:
                connection.execute("BEGIN")
            self.must_be_there(connection)
            (version,) = connection.execute("PRAGMA data_version").fetchone()
            if version != connection.version and self.read_anew is not None:
                self.read_anew(connection)
                connection.version = version
        except BaseException:
            with suppress(Exception):
                connection.rollback()
            raise

    def _begin_writing(self, connection: Any) -> None:
        # SQLite's own waiting is not fair: its pauses grow to a tenth of a second, and who never
        # pauses is always quicker than who waits. Short ones of random length give all a chance.
        until = time.monotonic() + self._patience
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                except Exception as error:
                    held = "locked" in str(error) or "busy" in str(error)
                    if not held or time.monotonic() > until:
                        raise
                else:
                    return
                if self._stopped.wait(random.uniform(_SHORTEST, _LONGEST)):
                    until = 0
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(self._patience * 1000)}")

    def stop_waiting(self) -> None:
        """Writes that wait for another till give up at once, and later ones do not wait."""
        self._stopped.set()

    def must_be_there(self, connection: Any) -> None:
        """Moved unless the paths still lead to the files that the connection has open, by the same
        names, and the database and its log are as long as they were left."""
        # The same file by another name has another log: two logs would lie on one file.
        if os.path.realpath(self.where) != self.real:
            raise self._moved(connection)
        now = tuple(identity(path) for path in self._paths[: len(connection.files)])
        if now != connection.files:
            database, *beside = zip(connection.files, now, strict=True)
            # The log of a file without contents comes with the first that is written.
            if not _same(*database) or not all(_same(old, new) for old, new in beside if old):
                raise self._moved(connection)
            connection.files = now
        sizes = _size(self.real), _size(self._paths[1])
        if any(map(lt, sizes, self._sizes)) and self._is_cut_short(connection):
            raise self._cut_short(connection)
        self._sizes = sizes

    def _is_cut_short(self, connection: Any) -> bool:
        """Whether frames of the log are gone, or pages of the database are in neither the file nor
        its log. A file that was vacuumed, here or at another till, is shorter with all its pages,
        and so is a log that was emptied into the file."""
        begun = not connection.in_transaction
        if begun:
            connection.execute("BEGIN")
        try:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (length,) = connection.execute("PRAGMA page_size").fetchone()
            there = _size(self.real) // length
            frames = frames_of(self._paths[2]) if len(connection.files) > 1 else (0, 0)
            whole_log = _LOG_HEAD + frames[1] * (_FRAME_HEAD + length)
            if frames[1] and _size(self._paths[1]) < whole_log:
                return True
            if pages <= there:
                return bool(there == 0)
            in_log = pages_in_log(self._paths[1], length, frames)
            return not in_log.issuperset(range(there + 1, pages + 1))
        finally:
            if begun:
                connection.rollback()

    def _keep_once(self, connection: Any) -> None:
        with self._keeping:
            if self._kept is None:
                with suppress(Exception):
                    connection.rollback()
                self._kept = self._keep(connection)

    def _cut_short(self, connection: Any) -> Moved:
        self._keep_once(connection)
        if self._kept is None:
            return Moved(
                _(
                    "The shop's file was cut short by another program: nothing more is written. "
                    "Close shopcard and restore the latest backup. It was: {path}"
                ).format(path=self.where)
            )
        return Moved(
            _(
                "The shop's file was cut short by another program: nothing more is written. "
                "Close shopcard. It was: {path}. All that was stamped until now is kept in {kept}"
            ).format(path=self.where, kept=self._kept)
        )

    def _moved(self, connection: Any) -> Moved:
        """The error that says so. What the open file holds is kept under a name of its own first:
        where its name was taken away, nobody else could reach it."""
        self._keep_once(connection)
        return self._gone()

    def _gone(self) -> Moved:
        if self._kept is None:
            return Moved(
                _(
                    "The shop's file was moved, replaced or deleted: nothing more is written. "
                    "Check that its disk is plugged in, close shopcard and open it again. "
                    "It was: {path}"
                ).format(path=self.where)
            )
        return Moved(
            _(
                "The shop's file was moved, replaced or deleted: nothing more is written. Close "
                "shopcard and open it again. It was: {path}. All that was stamped until now is "
                "kept in {kept}"
            ).format(path=self.where, kept=self._kept)
        )

    def _keep(self, connection: Any) -> Path | None:
        now = datetime.now(UTC).astimezone()
        name = f"{self.where.stem}-kept-{now:%Y-%m-%d-%H%M%S}{self.where.suffix}"
        beside, home = self.where.parent, environment.data_folder()
        # Elsewhere in a folder of its own: beside the default shop it would be taken for that
        # one's. The folder of this very shop is not made again: its disk may come back.
        elsewhere = [Path.home() / "shopcard-kept"]
        if home != beside:
            elsewhere.insert(0, home / "kept")
        for folder in (beside, *elsewhere):
            kept = folder / name
            with suppress(Exception):
                if folder in elsewhere:
                    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                copy_into(connection, kept)
                if _is_sound(type(connection), kept):
                    return kept
                kept.unlink()
        return None


def copy_into(connection: Any, target: Path) -> None:
    """A consistent copy of an open database at `target`, which must not exist, on disk when this
    returns. Only its owner may read it; nothing is left of it when it fails."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        # SQLite fills a file that is there and empty, and leaves its rights as they are.
        connection.execute("VACUUM INTO ?", (address(target, "mode=rw"),))
        descriptor = os.open(target, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _is_sound(connect: Callable[..., Any], copy: Path) -> bool:
    """Whether a copy is whole: of a file cut short SQLite may still copy a part."""
    with closing(connect(address(copy, "mode=ro&immutable=1"), uri=True)) as connection:
        return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))


def standing_log(where: Path) -> Path | None:
    """A log that SQLite left beside a shop's file, with something in it."""
    for end in ("-wal", "-journal"):
        log = where.with_name(where.name + end)
        if log.is_file() and log.stat().st_size:
            return log
    return None
