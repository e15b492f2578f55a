"""The backup format: one zip of a snapshot and its manifest, sealed to the last byte.

    manifest.json   what the snapshot must be (`Manifest`)
    shop.db         the snapshot, a SQLite file
    the comment     a SHA-256 of every byte of the file before it

A zip's own checksums leave most of its headers uncovered; the seal leaves no byte out. It says
that a file is as it was written, not who wrote it, so nothing in a sealed file is trusted either.
"""

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from shopcard.errors import Damaged, DiskFull
from shopcard.language import _
from shopcard.rules.text import clean_text
from shopcard.safe_write import sync

Progress = Callable[[float], None]
"""Told now and then what share is done, from 0 to 1."""

FORMAT = 1
SUFFIX = ".shopcard"

_MANIFEST, _SNAPSHOT = "manifest.json", "shop.db"
_MOST_MANIFEST = 64 * 1024
_MOST_SWELLING = 200
"""How many times larger than its archive a snapshot of some size may be; real ones are 3 to 30."""
_CHUNK = 1024 * 1024
_MARK = b"shopcard sha256 "
_HEX = 64


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    format: int
    app: str
    """The version of shopcard that made it."""
    schema: str
    """The snapshot's schema revision."""
    application_id: int
    created: datetime
    """With its offset."""
    shop: str
    """The shop's name."""
    rows: dict[str, int]
    """Rows per table."""
    size: int
    """Bytes of the snapshot."""
    sha256: str
    """Of the snapshot, in hexadecimal."""

    def to_json(self) -> str:
        return json.dumps(asdict(self) | {"created": self.created.isoformat()}, indent=2)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Manifest":
        """KeyError, TypeError or ValueError for what is no manifest of this format."""
        kinds = {"format": int, "app": str, "schema": str, "application_id": int, "shop": str}
        kinds |= {"rows": dict, "size": int, "sha256": str}
        if any(type(kept[key]) is not kind for key, kind in kinds.items()):
            raise TypeError("a manifest's value is of another kind")
        named = {key: kept[key] for key in kinds}
        return cls(**named, created=datetime.fromisoformat(kept["created"]))


def digest(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def pack(snapshot: Path, manifest: Manifest, into: IO[bytes], progress: Progress) -> None:
    """Write a sealed archive into an empty file opened for reading and writing."""
    with ZipFile(into, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(_MANIFEST, manifest.to_json())
        large = manifest.size > 10**9
        with (
            snapshot.open("rb") as source,
            archive.open(_SNAPSHOT, "w", force_zip64=large) as inside,
        ):
            for chunk in _chunks(source, manifest.size, progress):
                inside.write(chunk)
        archive.comment = _MARK + b"0" * _HEX
    seal(into)


def seal(archive: IO[bytes]) -> None:
    """Put the hash of all that stands before it into the archive's last bytes."""
    archive.seek(0, os.SEEK_END)
    covered = archive.tell() - _HEX
    found = _digest_of(archive, covered)
    archive.seek(covered)
    archive.write(found.encode())
    archive.flush()


def is_sealed(archive: Path) -> bool:
    """Whether the file is a backup, byte for byte as it was written."""
    try:
        check_seal(archive)
    except (Damaged, OSError):
        return False
    return True


def check_seal(archive: Path) -> None:
    """Damaged, with the reason, unless every byte is as it was written. May raise OSError."""
    tail = len(_MARK) + _HEX
    with archive.open("rb") as opened:
        size = opened.seek(0, os.SEEK_END)
        opened.seek(0)
        start = opened.read(2)
        opened.seek(max(0, size - tail))
        end = opened.read(tail)
        if size == 0:
            raise Damaged(_("“{file}” is empty.").format(file=archive.name))
        if start != b"PK":
            raise foreign(archive)
        if not end.startswith(_MARK):
            raise Damaged(
                _(
                    "“{file}” is no backup made by shopcard, or its end is missing: "
                    "take another copy."
                ).format(file=archive.name)
            )
        if _digest_of(opened, size - _HEX).encode() != end[len(_MARK) :]:
            raise damaged(archive)


def _digest_of(opened: IO[bytes], covered: int) -> str:
    opened.seek(0)
    running = hashlib.sha256()
    for chunk in _chunks(opened, covered, lambda done: None):
        running.update(chunk)
    return running.hexdigest()


def read_manifest(archive: Path) -> Manifest:
    """What a backup says that it holds. Damaged unless it is sealed; may raise OSError."""
    check_seal(archive)
    with _opened(archive) as opened:
        return _manifest(archive, opened)


def unpack(archive: Path, into: Path, progress: Progress) -> Manifest:
    """Write the snapshot to a new file `into`, readable by its owner alone, and hold it against
    the manifest byte by byte. Damaged with the reason, DiskFull; may raise OSError."""
    check_seal(archive)
    with _opened(archive) as opened:
        manifest = _manifest(archive, opened)
        if shutil.disk_usage(into.parent).free < manifest.size:
            raise DiskFull(
                _("There is no room to unpack “{file}”. Free some space and try again.").format(
                    file=archive.name
                )
            )
        running = hashlib.sha256()
        with (
            opened.open(_SNAPSHOT) as inside,
            os.fdopen(os.open(into, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out,
        ):
            for chunk in _chunks(inside, manifest.size, progress):
                running.update(chunk)
                out.write(chunk)
            sync(out)
    if into.stat().st_size != manifest.size or running.hexdigest() != manifest.sha256:
        raise damaged(archive)
    return manifest


def _manifest(archive: Path, opened: ZipFile) -> Manifest:
    with opened.open(_MANIFEST) as inside:
        text = inside.read(_MOST_MANIFEST + 1)
    kept = json.loads(text) if len(text) <= _MOST_MANIFEST else None
    if not isinstance(kept, dict):
        raise damaged(archive)
    if isinstance(kept.get("format"), int) and kept["format"] > FORMAT:
        raise newer(archive, kept.get("app"))
    manifest = Manifest.from_dict(kept)
    # Names are compared and never used as paths, so that nothing in an archive can go elsewhere.
    as_written = (
        sorted(opened.namelist()) == [_MANIFEST, _SNAPSHOT]
        and manifest.format == FORMAT
        and opened.getinfo(_SNAPSHOT).file_size == manifest.size
        and manifest.size <= _MOST_SWELLING * max(_CHUNK, archive.stat().st_size)
    )
    if not as_written:
        raise damaged(archive)
    return manifest


@contextmanager
def _opened(archive: Path) -> Iterator[ZipFile]:
    """A zip opened for reading. Every way in which it may be broken is Damaged."""
    try:
        with ZipFile(archive) as opened:
            yield opened
    except (
        *(BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
        *(KeyError, TypeError, ValueError, OverflowError),
    ) as error:
        raise damaged(archive) from error


def _chunks(source: IO[bytes], size: int, progress: Progress) -> Iterator[bytes]:
    """The first `size` bytes, a piece at a time."""
    left = size
    while left > 0 and (chunk := source.read(min(_CHUNK, left))):
        left -= len(chunk)
        yield chunk
        progress(1 - left / size)


def damaged(archive: Path) -> Damaged:
    return Damaged(
        _("“{file}” is damaged: it is not as it was written. Take another copy.").format(
            file=archive.name
        )
    )


def foreign(archive: Path) -> Damaged:
    return Damaged(_("“{file}” is no backup made by shopcard.").format(file=archive.name))


def newer(archive: Path, version: object) -> Damaged:
    return Damaged(
        _("“{file}” was made by a newer shopcard ({version}). Update this one first.").format(
            file=archive.name, version=clean_text(str(version)[:20])
        )
    )
