"""Where a new shop's file is made, and how it gets its place."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.safe_write import give_name, sync_folder
from shopcard.store.database.shop_file import standing_log


def must_be_free(where: Path) -> None:
    """Refused where there is a shop, or the log of one: opening a new file beside it would delete
    what stands in it."""
    if os.path.lexists(where):
        raise _taken(where)
    if log := standing_log(where):
        raise Refused(
            _(
                "There was a shop here: {log} holds the last of its stamps. Put the shop's file "
                "back, or restore a backup."
            ).format(log=log)
        )


@contextmanager
def passing_place(where: Path) -> Iterator[Path]:
    """A path in a folder of its own beside `where`, which is gone afterwards; after a power cut
    the daily sweep clears it away. Folders that are missing are made, for their owner alone."""
    missing = [part for part in where.parents if not part.exists()]
    for part in reversed(missing):
        part.mkdir(mode=0o700)
        sync_folder(part.parent)
    with tempfile.TemporaryDirectory(
        prefix=".shopcard-", dir=where.parent, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder) / where.name


def give_place(made: Path, where: Path) -> None:
    """Give a finished shop its place; it is there after a power cut. Refused where one came
    meanwhile."""
    try:
        give_name(made, where)
    except FileExistsError:
        raise _taken(where) from None


def _taken(where: Path) -> Refused:
    return Refused(_("There is a shop here already: {path}").format(path=where))
