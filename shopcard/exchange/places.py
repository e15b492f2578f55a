"""Where files are made and how they get their names: never half there, never over another."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import IO

from shopcard.errors import DiskFull, Refused
from shopcard.language import _

_PREFIX = ".shopcard-"
_DAY = 24 * 60 * 60
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Turn what the system says of a folder into DiskFull or Refused, each a sentence."""
    try:
        yield
    except OSError as error:
        raise _sentence(folder, error) from error


def _sentence(folder: Path, error: OSError) -> DiskFull | Refused:
    if error.errno in _NO_ROOM:
        return DiskFull(
            _("There is no room left in {folder}. Free some space or choose another.").format(
                folder=folder
            )
        )
    if error.errno in _NOT_ALLOWED:
        return Refused(
            _("{folder} may not be written to. Choose another folder.").format(folder=folder)
        )
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return Refused(_("The folder {folder} is not there.").format(folder=folder))
    return Refused(
        _("{folder} could not be written to: {reason}.").format(
            folder=folder, reason=error.strerror or error
        )
    )


@contextmanager
def work_folder(beside: Path) -> Iterator[Path]:
    """A folder of our own inside `beside`, gone afterwards; only its owner may enter it."""
    sweep(beside)
    with tempfile.TemporaryDirectory(
        prefix=_PREFIX, dir=beside, ignore_cleanup_errors=True
    ) as made:
        yield Path(made)


@contextmanager
def unnamed_file(folder: Path) -> Iterator[Path]:
    """An empty file under a passing name, readable by its owner alone; gone afterwards unless it
    was given its own name."""
    descriptor, made = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
    os.close(descriptor)
    try:
        yield Path(made)
    finally:
        Path(made).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Clear away what a machine that lost its power left unfinished here over a day ago."""
    with suppress(OSError):
        for left in folder.glob(_PREFIX + "*"):
            if time.time() - left.lstat().st_mtime > _DAY:
                if left.is_dir() and not left.is_symlink():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink(missing_ok=True)


def free_name(wanted: Path) -> Path:
    """`wanted`, or the same with -2, -3, … before its suffix where that is taken."""
    numbered = (wanted.with_stem(f"{wanted.stem}-{n}") for n in count(2))
    return next(name for name in chain([wanted], numbered) if not os.path.lexists(name))


def give_name(made: Path, name: Path) -> None:
    """Give a finished file its name. FileExistsError where the name is taken."""
    try:
        os.link(made, name)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a disk without second names, as most USB sticks are
        if os.path.lexists(name):
            raise FileExistsError(errno.EEXIST, "taken", str(name)) from None
        os.replace(made, name)
    sync_folder(name.parent)


def name_finished(made: Path, name: Path, *, chosen: bool) -> Path:
    """Give a finished file its name and return it. Refused where a name that was chosen is taken;
    one of our own becomes the next that is free."""
    while True:
        own = name if chosen else free_name(name)
        try:
            give_name(made, own)
        except FileExistsError:
            if chosen:
                raise taken(name) from None
        else:
            return own


def taken(name: Path) -> Refused:
    return Refused(_("There is a file {file} already. Choose another name.").format(file=name))


def also_named(file: Path, name: Path) -> None:
    """Give a file a second name; where the disk knows no such thing, copy it."""
    try:
        os.link(file, name)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        copy_new(file, name)


def copy_new(file: Path, name: Path) -> None:
    """Copy a file to a new one that only its owner may read, on disk when this returns. Nothing
    is left of it when that fails."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    with file.open("rb") as source, os.fdopen(os.open(name, flags, 0o600), "wb") as out:
        try:
            shutil.copyfileobj(source, out, 1024 * 1024)
            sync(out)
        except BaseException:
            name.unlink()
            raise


def sync(opened: IO[bytes]) -> None:
    """Have all that was written on disk."""
    opened.flush()
    os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some network disks know no such call
            raise
    finally:
        os.close(descriptor)
