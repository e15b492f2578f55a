"""What a shop file of an earlier version lacks besides tables, made from what stands in it."""

from datetime import date

from sqlalchemy import Connection, func, select
from sqlmodel import Session

from shopcard.store.customers import search_index
from shopcard.store.database.tables import CardRow, core
from shopcard.store.ledger import programs, rebuild

FILLED_SINCE = "0003"
"""From this revision on all that is kept of the ledger is there."""
INDEXED_SINCE = "0005"
"""From this revision on customers are found by every word that they are found by now."""


def fill(connection: Connection, revision: str) -> None:
    """Make what a shop of this revision did not keep, once its tables are up to date; inside the
    transaction that brings them there."""
    with Session(connection) as session:
        if revision < INDEXED_SINCE:
            search_index.index_missing(session)
            session.flush()
        if revision < FILLED_SINCE:
            as_of = session.execute(select(func.max(core(CardRow).c.as_of))).scalar_one()
            rebuild.keep_all(session, programs.Programs(session), as_of or date.min)
