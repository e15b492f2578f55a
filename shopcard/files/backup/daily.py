"""The daily copy: made by itself, kept for fourteen days and twelve months, on a stick as well."""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shopcard.errors import Damaged, Refused, ShopcardError
from shopcard.files import unfinished
from shopcard.files.backup import archive as archives
from shopcard.files.backup import erased_list
from shopcard.files.backup.archive import SUFFIX
from shopcard.files.backup.export import made
from shopcard.files.new_files import sweep, unnamed_file, writing_to
from shopcard.language import _
from shopcard.rules.text import clean_text
from shopcard.safe_write import sync, sync_folder

if TYPE_CHECKING:
    from shopcard.rules.settings import Settings
    from shopcard.store.shop.shop import Shop

DAYS, MONTHS = 14, 12


def kept(days: Iterable[date], today: date) -> set[date]:
    """Which days' copies to keep: the latest fourteen, and the latest of each month from the same
    month a year ago on. Days to come (a clock was wrong) are kept and count for nothing."""
    in_order = sorted(set(days))
    past = [day for day in in_order if day <= today]
    month_ends = {(day.year, day.month): day for day in past}.values()
    return {
        *in_order[len(past) :],
        *past[-DAYS:],
        *(day for day in month_ends if _months_ago(day, today) <= MONTHS),
    }


def _months_ago(day: date, today: date) -> int:
    return (today.year - day.year) * 12 + today.month - day.month


def daily_copy(
    shop: "Shop", *, folder: Path | None = None, today: date | None = None
) -> str | None:
    """Make the business day's copy where there is none yet, and clear away old ones.

    It goes to `backups` beside the shop (or `folder`), and to the second folder if one is set,
    each with the list of who was erased.
    What goes wrong is not raised: the answer is a sentence for the counter, or None when all is
    well or the shop wants no copies. Blocks for as long as an export does.
    """
    try:
        unfinished.clear()
        shop.privacy.sweep()
        if not shop.opened.settings.backups:
            return None
        second, day = shop.opened.settings.second_folder, today or shop.opened.today_day()
        copy = (folder or erased_list.backups_of(shop.opened.where)) / f"daily-{day}{SUFFIX}"
        _make(shop, copy)
        erased_list.keep(shop, copy.parent)
        _clear(copy.parent, day)
    except ShopcardError as error:
        return _("The daily copy could not be made. {reason}").format(reason=error.sentence)
    try:
        if second:
            _repeat(copy, Path(second).expanduser())
            erased_list.keep(shop, Path(second).expanduser())
            _clear(Path(second).expanduser(), day)
    except ShopcardError as error:
        return _("The second daily copy could not be made. {reason}").format(reason=error.sentence)
    return None


def set_second_folder(shop: "Shop", typed: str) -> "Settings":
    """Have the daily copy go to a second folder as well, or no more where none is typed. It is
    tried at once. Refused where it is not there, may not be written to, or holds the first copies;
    DiskFull; Damaged where it does not keep what is written."""
    wanted = shop.opened.settings.changed("second_folder", typed).second_folder
    if not wanted:
        return shop.opened.change_setting("second_folder", "")
    # As a path of its own: the next start may be from another folder.
    folder = Path(wanted).expanduser().absolute()
    if folder == erased_list.backups_of(shop.opened.where).absolute():
        raise Refused(
            _("The daily copies go to {folder} already. Choose a folder on another disk.").format(
                folder=folder
            )
        )
    tried = os.urandom(4096)
    with writing_to(folder), unnamed_file(folder) as passing:
        with passing.open("wb") as out:
            out.write(tried)
            sync(out)
        kept = passing.read_bytes()
    if kept != tried:
        raise _not_kept(folder)
    return shop.opened.change_setting("second_folder", str(folder))


def _not_kept(folder: Path) -> Damaged:
    return Damaged(
        _("{folder} did not keep what was written to it. Take another disk.").format(folder=folder)
    )


def _make(shop: "Shop", copy: Path) -> None:
    with writing_to(copy.parent):
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not archives.is_sealed(copy):
            # Two tills at once each make one and the later takes the name: both are whole.
            with made(shop, copy.parent) as finished:
                os.replace(finished, copy)
                sync_folder(copy.parent)


def _repeat(copy: Path, folder: Path) -> None:
    """The same file in another folder, which is not made: a stick that is out has none."""
    there = folder / copy.name
    with writing_to(folder):
        if archives.is_sealed(there):
            holder = archives.read_manifest(there).shop
            if holder != archives.read_manifest(copy).shop:
                raise Refused(
                    _("{folder} holds the copies of another shop, {name}. Set another one.").format(
                        folder=folder, name=clean_text(holder)
                    )
                )
            return
        with unnamed_file(folder) as passing:
            with copy.open("rb") as source, passing.open("wb") as out:
                shutil.copyfileobj(source, out, 1024 * 1024)
                sync(out)
            if not archives.is_sealed(passing):
                raise _not_kept(folder)
            os.replace(passing, there)
            sync_folder(folder)


def _clear(folder: Path, today: date) -> None:
    """Delete the copies that are not kept, and nothing that is not named as one."""
    with writing_to(folder):
        sweep(folder)
        copies = {}
        for file in folder.glob(f"daily-????-??-??{SUFFIX}"):
            with suppress(ValueError):
                copies[date.fromisoformat(file.stem.removeprefix("daily-"))] = file
        for day in copies.keys() - kept(copies, today):
            copies[day].unlink(missing_ok=True)
