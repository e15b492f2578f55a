"""Looks at a file that is to be a shop, or a copy of one, before anything of it is believed.

None of them changes it, or runs anything that stands in it. What is wrong is Damaged, which names
the backup and, where there is one, the place.
"""

import re
from typing import TYPE_CHECKING

from shopcard.errors import Refused, SettingsDamaged
from shopcard.files.backup.archive import SUFFIX
from shopcard.rules.calendar import local
from shopcard.rules.text import fold

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from shopcard import __version__
from shopcard.errors import Busy, Damaged
from shopcard.files.backup import archive as archives
from shopcard.files.backup.archive import Manifest
from shopcard.language import _
from shopcard.store.database.engine import sentence_for, sqlite_module
from shopcard.store.database.schema import KNOWN
from shopcard.store.database.shop_file import address
from shopcard.store.database.tables import APPLICATION_ID
from shopcard.store.integrity import expected_schema, totals, unreadable_values
from shopcard.store.month import cache

_CACHE = 64 * 1024
"""KiB of memory for checking a file: with SQLite's own 2 MB a large shop takes far longer."""


def describe(
    snapshot: Path, name: str, created: datetime, *, archive: Path | None = None
) -> Manifest:
    """What a file holds. Damaged names `archive`, where the file came from one."""
    application_id, schema, rows = contents(archive or snapshot, snapshot)
    return Manifest(
        format=archives.FORMAT,
        app=__version__,
        schema=schema,
        application_id=application_id,
        created=created,
        shop=name,
        rows=rows,
        size=snapshot.stat().st_size,
        sha256=archives.digest(snapshot),
    )


def name_in(snapshot: Path) -> str:
    """The shop's name as a snapshot has it: it may have been changed at another till."""
    with looking_at(snapshot, snapshot) as connection:
        found = connection.execute("SELECT value FROM setting WHERE key = 'name'").fetchone()
    if not (found and isinstance(found[0], str)):
        raise not_whole(snapshot)
    return found[0]


def contents(archive: Path, db: Path) -> tuple[int, str, dict[str, int]]:
    """Application id, schema revision, and rows per table. Damaged names `archive`."""
    with looking_at(archive, db) as connection:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        if application_id != APPLICATION_ID:
            raise Damaged(_("{file} belongs to another program.").format(file=archive))
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if revision in KNOWN:
            # Before anything else runs in it: a trigger or a view of somebody's own would.
            for difference in expected_schema.differences(connection, revision):
                raise not_ours(archive, difference)
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
            "ESCAPE '\\' ORDER BY name"
        ).fetchall()
        counting = 'SELECT count(*) FROM "{}"'
        rows = {
            table: connection.execute(counting.format(table.replace('"', '""'))).fetchone()[0]
            for (table,) in tables
        }
    return application_id, str(revision), rows


def must_be_whole(archive: Path, db: Path) -> None:
    """Damaged, naming `archive`, unless every page, index and reference of the file is sound."""
    with looking_at(archive, db) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise not_whole(archive)
        for table, row, *_rest in connection.execute("PRAGMA foreign_key_check"):
            raise holds(archive, wrong_row(table, row))


def must_be_as_written(archive: Path, db: Path) -> None:
    """Damaged, naming `archive`, unless every value can be read and what is kept agrees with the
    ledger, as far as sums and digests tell: a replay takes too long for every copy. The file is of
    this program's own schema."""
    must_be(archive, db, partial(unreadable_values.unreadable, made_anew=False))
    with looking_at(archive, db) as connection:
        if cache.changed(connection) or totals.differ(connection):
            raise not_whole(archive)


def must_be(archive: Path, db: Path, look: Callable[[Any], Iterator[str]]) -> None:
    """Damaged, naming `archive` and the place, if a look at the file finds anything wrong."""
    with looking_at(archive, db) as connection:
        for damage in look(connection):
            raise holds(archive, damage)


@contextmanager
def looking_at(archive: Path, db: Path) -> Iterator[Any]:
    """A connection to a file that nobody else has open, and that it cannot change."""
    module = sqlite_module()
    try:
        there = address(db, "mode=ro&immutable=1")
        with closing(module.connect(there, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            yield connection
    except (module.Error, TypeError, UnicodeError) as error:
        if isinstance(shown := sentence_for(error), Busy):  # which says nothing of the file
            raise shown from error
        raise not_whole(archive) from error


def not_ours(archive: Path, difference: str) -> Damaged:
    return Damaged(
        _("{file} is not made as shopcard makes a shop. {difference} Take another copy.").format(
            file=archive, difference=difference
        )
    )


def holds(archive: Path, damage: str) -> Damaged:
    return Damaged(
        _("{file} is damaged: what it holds is no whole shop. {damage} Take another copy.").format(
            file=archive, damage=damage
        )
    )


def wrong_row(table: str, row: int | None) -> str:
    """The place of what is wrong in a file, as a sentence."""
    if row is None:
        return _("A row of “{table}” is wrong.").format(table=table)
    return _("Row {row} of “{table}” is wrong.").format(row=row, table=table)


def not_whole(archive: Path) -> Damaged:
    return Damaged(
        _("{file} is damaged: what it holds is no whole shop. Take another copy.").format(
            file=archive
        )
    )


def default_name(shop: "Shop", suffix: str = SUFFIX) -> str:
    """glacier-du-port-2026-11-25-143200.shopcard, by the shop's own clock."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(shop.opened.settings.name))[:40].strip("-") or "shop"
    return f"{slug}-{local(shop.opened.clock(), shop.opened.settings.zone):%Y-%m-%d-%H%M%S}{suffix}"


def not_kept() -> Damaged:
    return Damaged(_("No backup was made: the copy did not pass its checks. Run: shopcard check"))


def name_of(archive: Path, db: Path) -> str:
    """The shop's name, once the file has opened as a shop (which brings an older one up to date).
    Damaged names `archive`, or says that the shop is of a newer program."""
    from shopcard.store.shop.shop import Shop

    try:
        with Shop.open(db) as shop:
            return shop.opened.settings.name
    except (SettingsDamaged, Refused, AttributeError, LookupError, TypeError, ValueError) as error:
        raise not_whole(archive) from error  # settings that no shop can have
