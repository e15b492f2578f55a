"""Who was erased, kept beside the backups as ids and days, so that an older backup brings nobody
back.

    # shopcard: customers who were erased. Restoring a backup erases them again.
    c4k2m9q7x1z 2026-11-24
"""

import glob
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shopcard import environment
from shopcard.errors import ShopcardError
from shopcard.files import unfinished
from shopcard.files.new_files import unnamed_file, writing_to
from shopcard.language import _, ngettext, say_number
from shopcard.safe_write import sync, sync_folder

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Erased, Erasure
    from shopcard.store.shop.shop import Shop

NAME = "erased-customers.txt"
_HEAD = "# shopcard: customers who were erased. Restoring a backup erases them again.\n"
_LINE = re.compile(r"(c[0-9a-z]{10}) (\d{4}-\d\d-\d\d)")
_MOST = 16 * 1024 * 1024
"""Bytes of a list that are read."""


def backups_of(where: Path) -> Path:
    """The folder in which the daily copies of the shop at a place are."""
    return where.parent / "backups"


def erase(shop: "Shop", *customer_ids: str) -> "tuple[Erased, str | None]":
    """Forget customers for good, and have later restores know of it.

    With who it was comes a sentence where the list beside the backups could not be written, None
    when all is well. Raises what `Shop.erase` raises.
    """
    erased = shop.privacy.erase(*customer_ids)
    clean = shop.privacy.sweep()
    left = unfinished.clear()
    _forget_log()
    folders = [backups_of(shop.opened.where)]
    if second := shop.opened.settings.second_folder:
        folders.append(Path(second).expanduser())
    with suppress(OSError):  # keeping the list says why
        folders[0].mkdir(mode=0o700, exist_ok=True)
    failures = []
    for folder in folders:
        try:
            keep(shop, folder)
        except ShopcardError as error:
            failures.append(error.sentence)
    told = []
    if not clean:
        told.append(
            _(
                "Erased; but another till is reading, so that the name still stands in an unused "
                "part of the shop's files. It goes by itself when that is done."
            )
        )
    if left:
        told.append(
            _(
                "Erased; but an unfinished copy with the name could not be deleted yet. The next "
                "start tries again."
            )
        )
    if failures:
        told.append(
            _(
                "Erased; but the list of the erased could not be written beside the backups, so "
                "that restoring an older one would bring them back. The next daily copy tries "
                "again. {reason}"
            ).format(reason=" ".join(failures))
        )
    return erased, " ".join(told) or None


def _forget_log() -> None:
    """What went wrong before may have been written down with a customer's words by an older
    shopcard."""
    with suppress(OSError):
        environment.error_log().unlink(missing_ok=True)


def keep(shop: "Shop", folder: Path) -> None:
    """Have the list in a folder hold everybody whom the shop has erased, besides those it holds
    already. Nothing is written where nobody was. Refused and DiskFull."""
    erased = shop.privacy.erased()
    there = read(folder)
    if erased.keys() <= there.keys():
        return
    lines = [f"{who} {day}\n" for who, day in sorted((there | erased).items())]
    with writing_to(folder), unnamed_file(folder) as passing:
        with passing.open("wb") as out:
            out.write("".join([_HEAD, *lines]).encode("ascii"))
            sync(out)
        os.replace(passing, folder / NAME)
        sync_folder(folder)


def read(folder: Path) -> dict[str, date]:
    """Whom the list in a folder names, each with the day; nobody where there is none. Lines that
    are no lines of ours are passed over."""
    return _named(_lines(folder / NAME))


def known(folders: Iterable[Path]) -> dict[str, date] | None:
    """Whom any list in these folders names; None where there is no list at all."""
    found = [folder for folder in dict.fromkeys(folders) if (folder / NAME).is_file()]
    if not found:
        return None
    return {who: day for folder in found for who, day in read(folder).items()}


def _lines(file: Path) -> list[str]:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST).decode("ascii", "replace").splitlines()
    except OSError:
        return []


def _named(lines: Iterable[str]) -> dict[str, date]:
    named = {}
    for line in lines:
        if written := _LINE.fullmatch(line.strip()):
            with suppress(ValueError):
                named[written[1]] = date.fromisoformat(written[2])
    return named


def set_aside(where: Path) -> list[Path]:
    """The shops that were set aside when another was restored in the place of this one."""
    with suppress(OSError):
        return sorted(where.parent.glob(f"{glob.escape(where.stem)}-set-aside-*{where.suffix}"))
    return []


def say_set_aside(where: Path) -> list[str]:
    """That the shops set aside know nothing of an erasure; no line where there are none."""
    return [
        _(
            "A shop that was set aside keeps the name for ever: {file}. Delete that file when you "
            "need it no more."
        ).format(file=file)
        for file in set_aside(where)
    ]


def say_erasure(erasure: "Erasure", where: Path | None = None) -> list[str]:
    """Who goes, what goes with them, what stays, and where they can still be read: beside the
    shop at `where` too, where that is said."""
    customer = erasure.customer
    names = ", ".join((customer.name, *(other.name for other in erasure.others)))
    counts = [
        (ngettext("{n} phone", "{n} phones", erasure.phones), erasure.phones),
        (ngettext("{n} card number", "{n} card numbers", erasure.cards), erasure.cards),
        (ngettext("{n} remark", "{n} remarks", erasure.remarks), erasure.remarks),
        (ngettext("{n} contact", "{n} contacts", erasure.contacts), erasure.contacts),
    ]
    goes = [_("the name"), _("the e-mail"), _("the birthday"), _("the note")]
    held = (customer.name, customer.email, customer.birthday, customer.note)
    goes = [word for word, there in zip(goes, held, strict=True) if there]
    goes += [said.format(n=say_number(n)) for said, n in counts if n]
    return [
        _("Who: {names}").format(names=names),
        _("Goes: {what}").format(what=", ".join(goes)),
        ngettext(
            "Stays, under no name: {n} line of the ledger, so that every total is as before.",
            "Stays, under no name: {n} lines of the ledger, so that every total is as before.",
            erasure.entries,
        ).format(n=say_number(erasure.entries)),
        _(
            "Backups made before still hold the name until they are cleared away: the daily ones "
            "within a year, those you made yourself when you delete them. Restoring one with "
            "this shop's list of the erased erases them again."
        ),
        *(say_set_aside(where) if where else ()),
        _("This cannot be undone."),
    ]
