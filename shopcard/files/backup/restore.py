"""Restore a shop from a backup; the shop that is there is set aside."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from shopcard.errors import Busy, Damaged, Refused
from shopcard.files.backup import erased_list
from shopcard.files.backup.archive import Progress
from shopcard.files.backup.unpack import companions, is_json, unpacked
from shopcard.files.backup.verified import must_be, not_whole
from shopcard.files.new_files import also_named, free_name, work_folder, writing_to
from shopcard.language import _
from shopcard.safe_write import sync, sync_folder
from shopcard.store.database.engine import sentence_for, sentences, sqlite_module
from shopcard.store.database.schema import must_be_ours
from shopcard.store.database.shop_file import address
from shopcard.store.integrity import row_laws, unreadable_values

PATIENCE = 2.0
"""Seconds that a restore waits for another till to let go of the shop."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back."""

    name: str
    customers: int
    entries: int
    set_aside: Path | None
    """Where the shop that was there before is now; None when there was none."""
    erased: int = 0
    """Customers in the backup who were erased since, and were erased again."""
    erasures_known: bool = True
    """False where nothing was found that tells who was erased since the backup was made."""
    problems: tuple[str, ...] = ()
    """What is wrong in the ledger that it came with, in sentences; nothing of it is mended."""


def restore(archive: Path, where: Path, *, progress: Progress = lambda done: None) -> Restored:
    """Make `where` the shop that a backup holds. A shop that is there is set aside beside it.

    A JSON export, a bare snapshot or a shop set aside earlier (a .db file) is restored as well.
    Raises what `verify` raises, Busy while another till has the shop open, Refused and DiskFull;
    whatever is raised, and wherever the machine stops, the shop that was there is still there.
    """
    where = where.resolve()
    if archive.exists() and where.exists() and archive.samefile(where):
        raise Refused(_("{file} is the shop itself. Name a backup of it.").format(file=archive))
    with writing_to(where.parent), _folder(where.parent), work_folder(where.parent) as work:
        fresh = work / "shop.db"
        manifest = unpacked(archive, fresh, lambda done: progress(0.9 * done))
        listed = erased_list.known((archive.parent, where.parent, erased_list.backups_of(where)))
        # Holding the shop writes to its file: by then nothing of the backup is refused any more.
        erased, problems = _tidy(archive, fresh, listed or {})
        with _held(where) as erased_there:
            if erased_there:
                more, problems = _tidy(archive, fresh, erased_there)
                erased += more
            set_aside = _move_in(fresh, where)
        progress(1)
    return Restored(
        manifest.shop,
        manifest.rows["customer"],
        manifest.rows["entry"],
        set_aside,
        erased,
        erasures_known=listed is not None or erased_there is not None,
        problems=problems,
    )


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """Have a folder, that only its owner may enter if it is new; gone again when all fails."""
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    for part in reversed(missing):
        part.mkdir(mode=0o700)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            for part in missing:
                part.rmdir()
        raise


def _tidy(archive: Path, fresh: Path, erased: Mapping[str, date]) -> tuple[int, tuple[str, ...]]:
    """Erase again who was erased since, clean every text that came from elsewhere, replay all of
    it, and leave one whole file on disk; how many were erased, and what is wrong in the ledger.

    A copy of a shop is taken with what is wrong in it, which is said. A JSON export, which any
    program may have written, is refused with it: see `row_laws.impossible`.
    """
    from shopcard.store.shop.shop import Shop

    must_be(archive, fresh, partial(unreadable_values.unreadable, made_anew=False))
    with Shop.open(fresh) as shop:
        again = shop.privacy.erase_again(erased)
        try:
            shop.customers.clean()
        except (Refused, *unreadable_values.MISFITS) as error:  # nothing is left of a name
            raise not_whole(archive) from error
    # What no shop holds may keep a replay busy for ever.
    must_be(archive, fresh, row_laws.breaking)
    with Shop.open(fresh) as shop:
        if is_json(archive):
            must_be(archive, fresh, partial(row_laws.impossible, today=shop.opened.today_day()))
        found = shop.check()
        if not found.ok:
            found = shop.check(rebuild=True)
    with sentences(), closing(_connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    with fresh.open("r+b") as opened:
        sync(opened)
    return again, found.problems


def _move_in(fresh: Path, where: Path) -> Path | None:
    """Put a finished shop in the place of one that is held. What was there is set aside under a
    second name first, so that a machine that stops anywhere has the old shop or the new one."""
    now = datetime.now(UTC).astimezone()
    aside = free_name(where.with_stem(f"{where.stem}-set-aside-{now:%Y-%m-%d-%H%M%S}"))
    names = {where: aside} | dict(zip(companions(where), companions(aside), strict=True))
    there = {old: name for old, name in names.items() if os.path.lexists(old)}
    try:
        for old, name in there.items():
            also_named(old, name)
        sync_folder(where.parent)
        for old in there.keys() - {where}:
            old.unlink()
        os.replace(fresh, where)
    except BaseException:
        for old, name in there.items():
            if old.exists():
                name.unlink(missing_ok=True)
            else:
                os.replace(name, old)
        raise
    sync_folder(where.parent)
    return aside if where in there else None


@contextmanager
def _held(where: Path) -> Iterator[dict[str, date] | None]:
    """Hold a shop so that nobody else can write to it, with all its writes in its one file; who
    was erased in it, None where that cannot be read.

    A till that comes meanwhile is refused by SQLite, which sees that the file has moved. Busy
    while another till has the shop open; a damaged file cannot be held and is taken as it is.
    """
    if not _is_ours(where):  # SQLite might clear away what stands beside it
        yield None
        return
    module = sqlite_module()
    before = where.stat()
    with closing(_connect(where)) as connection:
        try:
            # Leaving the write-ahead log empties it into the file, and only works alone.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
        except module.Error as error:
            if isinstance(sentence_for(error), Busy):
                raise _busy() from error
            connection.close()
        if not os.path.samestat(before, where.stat()):
            raise _busy()
        erased = _erased_in(connection)
        if os.name == "nt":  # where no open file is moved, nor one replaced that others have open
            connection.close()
        yield erased


def _erased_in(connection: Any) -> dict[str, date] | None:
    module = sqlite_module()
    try:
        rows = connection.execute(
            "SELECT id, erased_on FROM customer WHERE erased_on IS NOT NULL"
        ).fetchall()
        return {who: date.fromisoformat(day) for who, day in rows}
    except (module.Error, TypeError, ValueError) as error:
        # In a shop of an older shopcard nobody could be erased.
        return {} if "no such column" in str(error) else None


def _is_ours(where: Path) -> bool:
    try:
        must_be_ours(where)
    except Damaged:
        return False
    return True


def _connect(file: Path) -> Any:
    return sqlite_module().connect(
        address(file, "mode=rw"), uri=True, timeout=PATIENCE, isolation_level=None
    )


def _busy() -> Busy:
    return Busy(_("This shop is open on another till. Close shopcard there and restore again."))
