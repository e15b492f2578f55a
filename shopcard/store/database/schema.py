"""Making, recognising, upgrading and copying a shop file."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from shopcard.errors import Damaged
from shopcard.language import _
from shopcard.safe_write import sync
from shopcard.store.database.engine import IMMEDIATE, file_of, plainly, sentences, sqlite_module
from shopcard.store.database.shop_file import address, copy_into, standing_log
from shopcard.store.database.tables import APPLICATION_ID

HEAD = "0008"
"""The schema revision that this program writes and reads."""

MIGRATIONS = Path(__file__).parent / "migrations"

_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps what it is doing in the process, not in a thread."""

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")

Fill = Callable[[Connection, str], None]
"""Makes what a shop of a revision lacks besides tables, in the transaction of its upgrade."""


def revision_of(engine: Engine) -> str:
    """The schema revision of an open shop, in one query."""
    with sentences(), engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def make(engine: Engine, revision: str = "head") -> None:
    """All tables of a new shop, by the same migrations that bring an old one up to date; as they
    were at an earlier revision where one is named."""
    _upgrade(engine, revision=revision)


def bring_up_to_date(engine: Engine, fill: Fill) -> None:
    """Bring an open shop to the revision of this program. Damaged where it is of a newer one."""
    revision = revision_of(engine)
    if revision == HEAD:
        return
    if revision not in KNOWN:
        raise Damaged(
            _("This shop was last used with a newer shopcard. Update shopcard on this machine.")
        )
    _upgrade(engine, fill=lambda connection: fill(connection, revision))


def must_be_current(revision: str) -> None:
    """Damaged where another machine has brought an open shop to a schema that is not ours."""
    if revision != HEAD:
        raise Damaged(
            _(
                "A newer shopcard has brought this shop up to date. Nothing was written. Close "
                "shopcard here and update it."
            )
        )


def _nothing(connection: Connection) -> None:
    """All that is kept is there already."""


def _upgrade(
    engine: Engine, fill: Callable[[Connection], None] = _nothing, revision: str = "head"
) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with _ONE_AT_A_TIME, sentences(), engine.connect() as connection:
        # Batch migrations rebuild tables: with foreign keys on, dropping the old one would take
        # its children along, and the switch only works outside a transaction.
        _foreign_keys(connection, "OFF")
        # Two tills that start at once: the second finds it done.
        with connection.execution_options(**{IMMEDIATE: True}).begin():
            if revision == "head" and _at_head(connection):
                fill = _nothing
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            fill(connection)
        _foreign_keys(connection, "ON")


def _at_head(connection: Connection) -> bool:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return False
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return bool(found == HEAD)


def _foreign_keys(connection: Connection, state: str) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys = {state}")


def must_be_ours(where: Path) -> None:
    """Damaged unless the file is a SQLite database that carries our application id."""
    with sentences():
        if where.is_dir():
            raise Damaged(_("{path} is a folder. Name the shop's file.").format(path=where))
        if where.is_file() and not where.stat().st_size and standing_log(where):
            # SQLite would take the log of an empty file for rubbish and delete it.
            raise Damaged(
                _("{path} is empty: its contents were lost. Restore the latest backup.").format(
                    path=where
                )
            )
        with where.open("rb") as file:
            header = file.read(100)
    if not header.startswith(b"SQLite format 3\0") or len(header) < 100:
        raise Damaged(
            _("{path} is damaged or no shop file. Restore the latest backup.").format(path=where)
        )
    if APPLICATION_ID not in (int.from_bytes(header[68:72], "big"), _id_with_log(where)):
        raise Damaged(_("{path} belongs to another program.").format(path=where))


def _id_with_log(where: Path) -> int | None:
    """The application id with what still stands in the write-ahead log, which is left as it is:
    after a crash in a shop's first hour all of it may be there."""
    log = where.with_name(where.name + "-wal")
    if not (log.is_file() and log.stat().st_size):
        return None
    module = sqlite_module()
    with sentences(), closing(module.connect(address(where, "mode=ro"), uri=True)) as connection:
        return int(connection.execute("PRAGMA application_id").fetchone()[0])


def snapshot(engine: Engine, target: Path) -> None:
    """A consistent copy of the live file at `target`, which must not exist, on disk when this
    returns. Readers and writers go on meanwhile."""
    with plainly(engine) as connection:
        copy_into(connection, target)


def settle(engine: Engine) -> None:
    """Have all that was written in the one file and on disk, and nothing beside it. Nobody else
    may have it open."""
    with plainly(engine) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    engine.dispose()
    with sentences(), file_of(engine).where.open("r+b") as opened:
        sync(opened)


def sqlite_version() -> str:
    return str(sqlite_module().sqlite_version)
