"""Files that are never half there: on disk before they get their name, and never over another."""

import errno
import os
from pathlib import Path
from typing import IO


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
