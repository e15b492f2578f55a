"""Export and restore: a shop in one file, and the same shop again on an empty machine.

A backup is made under a passing name and gets its own only once it has been restored, in a place
of its own, and found to be the shop that it says it is.
"""

import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopcard.errors import Busy, Damaged, NotFound, Refused
from shopcard.exchange import archive as archives
from shopcard.exchange import erasures
from shopcard.exchange.archive import SUFFIX, Manifest, Progress
from shopcard.exchange.looks import (
    contents,
    describe,
    must_be,
    must_be_as_written,
    must_be_whole,
    name_in,
    not_whole,
)
from shopcard.exchange.places import (
    also_named,
    copy_new,
    free_name,
    name_finished,
    unnamed_file,
    wanted_name,
    work_folder,
    writing_to,
)
from shopcard.language import _
from shopcard.rules.calendar import local
from shopcard.rules.identity import fold
from shopcard.safe_write import sync, sync_folder
from shopcard.store import laws, misfits
from shopcard.store.engine import (
    no_more_files,
    sentence_for,
    sentences,
    sqlite_module,
    too_many_files,
)
from shopcard.store.schema import must_be_ours
from shopcard.store.shop_file import address

if TYPE_CHECKING:
    from shopcard.store.shop import Shop

PATIENCE = 2.0
"""Seconds that a restore waits for another till to let go of the shop."""

_COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database: left beside another one, they would damage it."""


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


def default_name(shop: "Shop", suffix: str = SUFFIX) -> str:
    """glacier-du-port-2026-11-25-143200.shopcard, by the shop's own clock."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(shop.preferences.name))[:40].strip("-") or "shop"
    return f"{slug}-{local(shop.clock(), shop.preferences.zone):%Y-%m-%d-%H%M%S}{suffix}"


@contextmanager
def made(shop: "Shop", folder: Path, progress: Progress = lambda done: None) -> Iterator[Path]:
    """A verified backup in `folder` under a passing name, which is gone afterwards unless it was
    given another. Raises what `export` raises."""
    beside = shop.where.parent
    with writing_to(beside), work_folder(beside) as work:
        snapshot = work / "snapshot.db"
        shop.snapshot(snapshot)
        progress(0.2)
        try:
            manifest = describe(snapshot, name_in(snapshot), shop.clock())
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
                found = _unpacked(
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


def not_kept() -> Damaged:
    return Damaged(_("No backup was made: the copy did not pass its checks. Run: shopcard check"))


# In


def verify(archive: Path, *, progress: Progress = lambda done: None) -> Manifest:
    """What a backup holds, after restoring it to a passing place.

    Damaged with the reason when it is not whole, not ours or made by a newer program; NotFound.
    """
    import tempfile

    beside = Path(tempfile.gettempdir())
    with writing_to(beside), work_folder(beside) as work:
        return _unpacked(archive, work / "shop.db", progress)


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
        manifest = _unpacked(archive, fresh, lambda done: progress(0.9 * done))
        listed = erasures.known((archive.parent, where.parent, erasures.backups_of(where)))
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


def _unpacked(archive: Path, into: Path, progress: Progress, *, passed: str = "") -> Manifest:
    """Restore a backup to a new file, and return what it holds once all of it is checked.
    `passed` is the SHA-256 of a snapshot that is known to be whole."""
    if _starts(archive, b"SQLite format 3\0"):
        if any(_size(beside) for beside in _companions(archive)):
            raise Damaged(
                _("{file} is a shop in use, not a backup. Export it and restore that.").format(
                    file=archive
                )
            )
        copy_new(archive, into)
        must_be_whole(archive, into)
        changed = datetime.fromtimestamp(archive.stat().st_mtime, UTC)
        manifest = describe(into, "", changed, archive=archive)
        return replace(manifest, shop=name_of(archive, into))
    if _starts(archive, b"{"):
        from shopcard.exchange import whole_json

        return whole_json.unpack(archive, into, progress)
    manifest = archives.unpack(archive, into, progress)
    if contents(archive, into) != (manifest.application_id, manifest.schema, manifest.rows):
        raise not_whole(archive)
    if manifest.sha256 != passed:
        must_be_whole(archive, into)
    if name_of(archive, into) != manifest.shop:
        raise not_whole(archive)
    return manifest


def _starts(archive: Path, mark: bytes) -> bool:
    """Whether a file begins like one of a kind. NotFound, or Damaged when it cannot be read."""
    try:
        with archive.open("rb") as opened:
            return opened.read(len(mark)) == mark
    except FileNotFoundError:
        raise NotFound(_("There is no file {file}.").format(file=archive)) from None
    except IsADirectoryError:
        raise NotFound(_("{file} is a folder. Name a backup.").format(file=archive)) from None
    except OSError as error:
        if no_more_files(error):
            raise too_many_files() from error
        raise Damaged(
            _("{file} cannot be read. Check the rights on it, or take another copy.").format(
                file=archive
            )
        ) from None


def name_of(archive: Path, db: Path) -> str:
    """The shop's name, once the file has opened as a shop (which brings an older one up to date).
    Damaged names `archive`, or says that the shop is of a newer program."""
    from shopcard.store.shop import Shop

    try:
        with Shop.open(db) as shop:
            return shop.preferences.name
    except (Refused, AttributeError, LookupError, TypeError, ValueError) as error:
        raise not_whole(archive) from error  # settings that no shop can have


def _tidy(archive: Path, fresh: Path, erased: Mapping[str, date]) -> tuple[int, tuple[str, ...]]:
    """Erase again who was erased since, clean every text that came from elsewhere, replay all of
    it, and leave one whole file on disk; how many were erased, and what is wrong in the ledger."""
    from shopcard.store.shop import Shop

    must_be(archive, fresh, partial(misfits.unreadable, made_anew=False))
    with Shop.open(fresh) as shop:
        again = shop.erase_again(erased)
        try:
            shop.clean_people()
        except (Refused, *misfits.MISFITS) as error:  # nothing is left of a name
            raise not_whole(archive) from error
    # What no shop holds may keep a replay busy for ever.
    must_be(archive, fresh, laws.breaking)
    with Shop.open(fresh) as shop:
        found = shop.check()
        if not found.ok:
            found = shop.check(rebuild=True)
    with sentences(), closing(_connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    with fresh.open("r+b") as opened:
        sync(opened)
    return again, found.problems


# The shop that is there


def _move_in(fresh: Path, where: Path) -> Path | None:
    """Put a finished shop in the place of one that is held. What was there is set aside under a
    second name first, so that a machine that stops anywhere has the old shop or the new one."""
    now = datetime.now(UTC).astimezone()
    aside = free_name(where.with_stem(f"{where.stem}-set-aside-{now:%Y-%m-%d-%H%M%S}"))
    names = {where: aside} | dict(zip(_companions(where), _companions(aside), strict=True))
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


def _companions(file: Path) -> tuple[Path, ...]:
    """The files that SQLite may keep beside a database."""
    return tuple(file.with_name(file.name + end) for end in _COMPANIONS)


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
