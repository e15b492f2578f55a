"""What is being made beside a file, noted until it is gone, so that the next start clears it away.

A process that is killed, or a disk that refuses to delete, leaves a copy of the shop in some folder
that nobody would look into again. Each passing file or folder has a note of its own in the data
folder, which stays locked for as long as its maker is alive.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shopcard import environment

PREFIX = ".shopcard-"
"""How the names of passing files and folders begin."""


@contextmanager
def noted(made: Path) -> Iterator[None]:
    """Keep a note of something passing while the block lasts, and after it if it is still there.
    Where no note can be kept it is made without one."""
    folder = _notes()
    new: list[Path] = []
    note = folder / f"{uuid.uuid4().hex}.txt"
    descriptor = None
    with suppress(OSError):
        new = [part for part in (folder, *folder.parents) if not os.path.lexists(part)]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(note, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        _lock(descriptor)
        os.write(descriptor, os.fsencode(made.absolute()))
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
            if not os.path.lexists(made):
                with suppress(OSError):
                    note.unlink()
        for part in (folder, *new):
            with suppress(OSError):  # unless there are other notes in it
                part.rmdir()


def clear() -> int:
    """Clear away what processes left behind that are gone; how much is still left."""
    left = 0
    folder = _notes()
    try:
        notes = sorted(folder.glob("*.txt"))
    except OSError:
        return 0
    for note in notes:
        with suppress(OSError):
            descriptor = os.open(note, os.O_RDWR)
            try:
                if not _lock(descriptor):
                    continue
                made = Path(os.fsdecode(os.read(descriptor, 64 * 1024)))
            finally:
                os.close(descriptor)
            if made.name.startswith(PREFIX) and os.path.lexists(made):
                remove(made)
            if os.path.lexists(made) and made.name.startswith(PREFIX):
                left += 1
            elif made.parent.is_dir() or not made.name:
                note.unlink()  # a stick that is out may come back with what is on it
    with suppress(OSError):
        folder.rmdir()
    return left


def remove(made: Path) -> None:
    """Delete a passing file or folder, as far as the disk lets."""
    if made.is_dir() and not made.is_symlink():
        shutil.rmtree(made, ignore_errors=True)
    else:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _notes() -> Path:
    return environment.data_folder() / "unfinished"


def _lock(descriptor: int) -> bool:
    """Lock an open note; whether nobody else has it locked."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
