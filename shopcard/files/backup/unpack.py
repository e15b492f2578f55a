"""Unpack a backup into a working folder and verify it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from shopcard.errors import Damaged, NotFound
from shopcard.files.backup import archive as archives
from shopcard.files.backup.archive import Manifest, Progress
from shopcard.files.backup.verified import contents, describe, must_be_whole, name_of, not_whole
from shopcard.files.new_files import copy_new, work_folder, writing_to
from shopcard.language import _
from shopcard.store.database.engine import no_more_files, too_many_files

_COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database: left beside another one, they would damage it."""


def verify(archive: Path, *, progress: Progress = lambda done: None) -> Manifest:
    """What a backup holds, after restoring it to a passing place.

    Damaged with the reason when it is not whole, not ours or made by a newer program; NotFound.
    """
    import tempfile

    beside = Path(tempfile.gettempdir())
    with writing_to(beside), work_folder(beside) as work:
        return unpacked(archive, work / "shop.db", progress)


def unpacked(archive: Path, into: Path, progress: Progress, *, passed: str = "") -> Manifest:
    """Restore a backup to a new file, and return what it holds once all of it is checked.
    `passed` is the SHA-256 of a snapshot that is known to be whole."""
    if _starts(archive, b"SQLite format 3\0"):
        if any(_size(beside) for beside in companions(archive)):
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
    if is_json(archive):
        from shopcard.files.backup import shop_json

        return shop_json.unpack(archive, into, progress)
    manifest = archives.unpack(archive, into, progress)
    if contents(archive, into) != (manifest.application_id, manifest.schema, manifest.rows):
        raise not_whole(archive)
    if manifest.sha256 != passed:
        must_be_whole(archive, into)
    if name_of(archive, into) != manifest.shop:
        raise not_whole(archive)
    return manifest


def is_json(archive: Path) -> bool:
    """Whether a backup is a JSON export. Errors as `unpacked` has them."""
    return _starts(archive, b"{")


def _starts(archive: Path, mark: bytes) -> bool:
    """Whether a file begins like one of a kind. NotFound, or Damaged when it cannot be read."""
    try:
        # A pipe or a device may never begin, or never end.
        if not (archive.is_file() or archive.is_dir()) and archive.exists():
            raise Damaged(_("{file} is no backup. Name a file.").format(file=archive))
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


def companions(file: Path) -> tuple[Path, ...]:
    """The files that SQLite may keep beside a database."""
    return tuple(file.with_name(file.name + end) for end in _COMPANIONS)


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
