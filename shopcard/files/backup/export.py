"""Export and restore: a shop in one file, and the same shop again on an empty machine.

A backup is made under a passing name and gets its own only once it has been restored, in a place
of its own, and found to be the shop that it says it is.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shopcard.errors import Damaged
from shopcard.files.backup import archive as archives
from shopcard.files.backup.archive import Progress
from shopcard.files.backup.unpack import unpacked
from shopcard.files.backup.verified import (
    default_name,
    describe,
    must_be_as_written,
    must_be_whole,
    name_in,
    not_kept,
)
from shopcard.files.new_files import (
    name_finished,
    unnamed_file,
    wanted_name,
    work_folder,
    writing_to,
)
from shopcard.safe_write import sync

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop


# Out


def export(
    shop: "Shop", target: Path | None = None, *, progress: Progress = lambda done: None
) -> Path:
    """Write a verified backup and return its path.

    `target` is a file, or an existing folder in which the backup gets a name of its own; the
    current folder unless given. Refused for a file that is there already or a folder that may not
    be written to, DiskFull, Damaged when the copy does not pass its checks; nothing is left then.
    """
    name, chosen = wanted_name(target, default_name(shop))
    with made(shop, name.parent, progress) as finished, writing_to(name.parent):
        return name_finished(finished, name, chosen=chosen)


@contextmanager
def made(shop: "Shop", folder: Path, progress: Progress = lambda done: None) -> Iterator[Path]:
    """A verified backup in `folder` under a passing name, which is gone afterwards unless it was
    given another. Raises what `export` raises."""
    beside = shop.opened.where.parent
    with writing_to(beside), work_folder(beside) as work:
        snapshot = work / "snapshot.db"
        shop.snapshot(snapshot)
        progress(0.2)
        try:
            manifest = describe(snapshot, name_in(snapshot), shop.opened.clock())
        except Damaged as error:
            raise not_kept() from error
        with writing_to(folder), unnamed_file(folder) as finished:
            with ThreadPoolExecutor(2) as beside_it, finished.open("r+b") as out:
                looks = (must_be_whole, must_be_as_written)
                passed = [beside_it.submit(look, finished, snapshot) for look in looks]
                archives.pack(snapshot, manifest, out, lambda done: progress(0.2 + 0.4 * done))
                sync(out)
            snapshot.unlink()
            try:
                for looked in passed:
                    looked.result()
                found = unpacked(
                    finished,
                    work / "restored.db",
                    lambda done: progress(0.6 + 0.3 * done),
                    passed=manifest.sha256,
                )
            except Damaged as error:
                raise not_kept() from error
            if found != manifest:
                raise not_kept()
            progress(1)
            yield finished


# In


# The shop that is there
