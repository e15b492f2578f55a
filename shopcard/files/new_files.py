"""Where files are made and how they get their names: never half there, never over another."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path

from shopcard.environment import too_long
from shopcard.errors import Busy, DiskFull, Refused
from shopcard.files import unfinished
from shopcard.language import _
from shopcard.safe_write import give_name, sync, sync_folder
from shopcard.store.database.engine import no_more_files, too_many_files

_PREFIX = unfinished.PREFIX
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


def _sentence(folder: Path, error: OSError) -> DiskFull | Refused | Busy:
    if no_more_files(error):
        return too_many_files()
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
    if error.errno == errno.ENAMETOOLONG:
        return Refused(too_long(error.filename or folder).sentence)
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return Refused(_("The folder {folder} is not there.").format(folder=folder))
    return Refused(
        _("{folder} could not be written to. Try again, or choose another folder.").format(
            folder=folder
        )
    )


@contextmanager
def work_folder(beside: Path) -> Iterator[Path]:
    """A folder of our own inside `beside`, gone afterwards; only its owner may enter it."""
    sweep(beside)
    unfinished.clear()
    made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=beside))
    with unfinished.noted(made):
        try:
            yield made
        finally:
            unfinished.remove(made)


@contextmanager
def unnamed_file(folder: Path) -> Iterator[Path]:
    """An empty file under a passing name, readable by its owner alone; gone afterwards unless it
    was given its own name."""
    descriptor, made = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
    os.close(descriptor)
    with unfinished.noted(Path(made)):
        try:
            yield Path(made)
        finally:
            Path(made).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Clear away what a machine that lost its power left unfinished here over a day ago."""
    with suppress(OSError):
        for left in folder.glob(_PREFIX + "*"):
            if time.time() - left.lstat().st_mtime > _DAY:
                unfinished.remove(left)


def free_name(wanted: Path) -> Path:
    """`wanted`, or the same with -2, -3, … before its suffix where that is taken."""
    numbered = (wanted.with_stem(f"{wanted.stem}-{n}") for n in count(2))
    return next(name for name in chain([wanted], numbered) if not os.path.lexists(name))


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


def wanted_name(target: Path | None, default_name: str) -> tuple[Path, bool]:
    """Where something new goes, and whether that name was chosen. `target` is a name, or an
    existing folder in which it gets its default name; the current folder unless given. Refused
    for a name that is taken."""
    name = target or Path.cwd()
    if name.is_dir():
        return name / default_name, False
    if os.path.lexists(name):
        raise taken(name)
    return name, True


def write_new(content: bytes, target: Path | None, default_name: str) -> Path:
    """Write a file that only its owner may read, whole or not at all, and return its path, which
    is as `wanted_name` says. Refused for a folder that may not be written to, DiskFull."""
    return make_new(lambda made: made.write_bytes(content), target, default_name)


def empty_file(name: Path) -> Path:
    """A new file that only its owner may read."""
    os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    return name


def make_new(write: Callable[[Path], object], target: Path | None, default_name: str) -> Path:
    """The same for a file that `write` fills: it is given an empty one under a passing name, in
    a folder that nobody else may enter."""
    name, chosen = wanted_name(target, default_name)
    with writing_to(name.parent), work_folder(name.parent) as work:
        made = empty_file(work / "made")
        write(made)
        with made.open("r+b") as out:
            sync(out)
        return name_finished(made, name, chosen=chosen)


def make_new_folder(
    write: Callable[[Path], object], target: Path | None, default_name: str
) -> Path:
    """The same for a folder that `write` fills with files; only its owner may enter it."""
    name, chosen = wanted_name(target, default_name)
    with writing_to(name.parent), work_folder(name.parent) as work:
        made = work / "made"
        made.mkdir(mode=0o700)
        write(made)
        for file in made.iterdir():
            with file.open("r+b") as out:
                sync(out)
        sync_folder(made)
        while True:
            own = name if chosen else free_name(name)
            if chosen and os.path.lexists(name):
                raise taken(name)
            try:
                os.rename(made, own)  # over no folder with anything in it
            except OSError:
                if not os.path.lexists(own):
                    raise
            else:
                sync_folder(own.parent)
                return own


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
