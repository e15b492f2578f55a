"""Making, recognising, upgrading and copying a shop file."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text
from sqlmodel import Session

from shopcard.errors import Damaged
from shopcard.language import _
from shopcard.store.engine import make_private, sentences, sqlite_module
from shopcard.store.tables import APPLICATION_ID, CardRow, core

HEAD = "0007"
"""The schema revision that this program writes and reads."""

MIGRATIONS = Path(__file__).parent / "migrations"

KNOWN = ("0001", "0002", "0003", "0004", "0007")

FILLED_SINCE = "0003"
"""From this revision on all that is kept of the ledger is there."""


def revision_of(engine: Engine) -> str:
    """The schema revision of an open shop, in one query."""
    with sentences(), engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def make(engine: Engine, revision: str = "head") -> None:
    """All tables of a new shop, by the same migrations that bring an old one up to date; as they
    were at an earlier revision where one is named."""
    _upgrade(engine, revision=revision)


def bring_up_to_date(engine: Engine) -> None:
    revision = revision_of(engine)
    if revision == HEAD:
        return
    if revision not in KNOWN:
        raise Damaged(
            _("This shop was last used with a newer shopcard. Update shopcard on this machine.")
        )
    _upgrade(engine, _fill if revision < FILLED_SINCE else _nothing)


def _fill(connection: Connection) -> None:
    """What an older shopcard did not keep yet, from the ledger."""
    from shopcard.store import bulk, ledger

    with Session(connection) as session:
        as_of = session.execute(select(func.max(core(CardRow).c.as_of))).scalar_one()
        bulk.keep_all(session, ledger.Programs(session), as_of or date.min)


def _nothing(connection: Connection) -> None:
    """All that is kept is there already."""


def _upgrade(
    engine: Engine, fill: Callable[[Connection], None] = _nothing, revision: str = "head"
) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with sentences(), engine.connect() as connection:
        # Batch migrations rebuild tables: with foreign keys on, dropping the old one would take
        # its children along, and the switch only works outside a transaction.
        _foreign_keys(connection, "OFF")
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            fill(connection)
        _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, state: str) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys = {state}")


def must_be_ours(where: Path) -> None:
    """Damaged unless the file's header says SQLite and our application id."""
    with sentences(), where.open("rb") as file:
        header = file.read(100)
    if not header.startswith(b"SQLite format 3\0") or len(header) < 100:
        raise Damaged(
            _("{path} is damaged or no shop file. Restore the latest backup.").format(path=where)
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise Damaged(_("{path} belongs to another program.").format(path=where))


def snapshot(engine: Engine, target: Path) -> None:
    """A consistent copy of the live file at `target`, which must not exist, on disk when this
    returns. Readers and writers go on meanwhile."""
    with sentences():
        make_private(target)
        target.unlink()
        source: Any = engine.raw_connection()
        try:
            source.execute("VACUUM INTO ?", (str(target),))
        finally:
            source.close()
        target.chmod(0o600)
        descriptor = os.open(target, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sqlite_version() -> str:
    return str(sqlite_module().sqlite_version)
