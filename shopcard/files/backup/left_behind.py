"""What is left of a shop whose file is not where it was: its name, its log, its copies."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shopcard import known_shops
from shopcard.errors import NotFound
from shopcard.files.backup.archive import SUFFIX
from shopcard.files.backup.erased_list import backups_of
from shopcard.files.new_files import free_name, writing_to
from shopcard.language import _
from shopcard.store.database.shop_file import COMPANIONS, standing_log


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A shop that was here. Nothing of what is left is ever deleted."""

    where: Path
    name: str
    """Empty where it is not remembered."""
    copies: tuple[Path, ...]
    """From which it can be restored, the latest first."""

    @property
    def folder_is_there(self) -> bool:
        return self.where.parent.is_dir() and not self.where.is_symlink()

    @property
    def sentence(self) -> str:
        """What is missed, and where it was."""
        missed = (
            _("The shop “{name}” is not where it was: {path}.")
            if self.name
            else _("There was a shop here, and its file is gone: {path}.")
        ).format(name=self.name, path=self.where)
        if self.folder_is_there:
            return missed
        return missed + " " + _("Is its disk plugged in and ready?")


def left_behind(where: Path) -> LeftBehind | None:
    """What is left of a shop that was at a place; None where there is a shop, or never was one."""
    if where.exists():
        return None
    name = known_shops.name_of(where)
    copies = tuple(sorted(_copies(where), key=lambda copy: copy.stat().st_mtime, reverse=True))
    if name or copies or standing_log(where) or os.path.lexists(where):
        return LeftBehind(where, name, copies)
    return None


def _copies(where: Path) -> Iterator[Path]:
    yield from backups_of(where).glob(f"*{SUFFIX}")
    for kind in ("kept", "set-aside"):
        yield from where.parent.glob(f"{where.stem}-{kind}-*{where.suffix}")


def missing(where: Path) -> NotFound:
    """The error for a command that needs the shop."""
    left = left_behind(where)
    if left is None:
        return NotFound(_("There is no shop here yet. Make one with: shopcard init"))
    if left.copies:
        more = _("Bring its latest copy back with: shopcard restore {copy}").format(
            copy=left.copies[0]
        )
    else:
        more = _("Put it back, or make a new shop with: shopcard init --new")
    return NotFound(f"{left.sentence} {more}")


def set_aside(where: Path) -> None:
    """Make room for a new shop: what is left of the one that was here gets other names, so that
    neither is taken for the other's. Refused where the folder may not be written to."""
    day = f"{datetime.now(UTC).astimezone():%Y-%m-%d-%H%M%S}"
    beside = [where, backups_of(where), *(where.with_name(where.name + end) for end in COMPANIONS)]
    with writing_to(where.parent):
        for old in beside:
            if os.path.lexists(old):
                old.rename(free_name(old.with_name(f"{old.name}-set-aside-{day}")))
