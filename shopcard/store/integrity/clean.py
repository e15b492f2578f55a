"""Texts of a shop that came from elsewhere, cleaned as if they had just been typed.

The ledger is append-only for everybody; here, before a restored shop is anybody's, its guards are
set aside and put back within the one transaction.
"""

import json
from typing import Any

from sqlmodel import Session, col, select

from shopcard.rules.identity import clean_name
from shopcard.rules.text import clean_note, fold, shown
from shopcard.store.customers import search_index
from shopcard.store.database import schema
from shopcard.store.database.tables import (
    APPEND_ONLY,
    CustomerRow,
    FeedbackRow,
    ProgramRow,
    RemarkRow,
    StaffRow,
    metadata,
)
from shopcard.store.integrity import expected_schema
from shopcard.store.integrity.unreadable_values import MADE_ANEW, kind_of

_OF_SOME_LINES = {"note", "text", "comment"}


def clean_everything(session: Session) -> int:
    """Clean every text that people may have typed, the ledger's included; how many were not
    clean. Refused where nothing is left of a name, or it is too long."""
    changed = _as_typed(session)
    session.flush()
    raw: Any = session.connection().connection.dbapi_connection
    raw.create_function("one_line", 1, _one_line)
    raw.create_function("some_lines", 1, _some_lines)
    for table in APPEND_ONLY:
        raw.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_update")
    changed += sum(_clean_table(raw, table) for table in metadata().sorted_tables)
    expected_schema.mend(raw, schema.HEAD)
    session.expire_all()
    return changed


def _clean_table(raw: Any, table: Any) -> int:
    if table.name in MADE_ANEW:
        return 0
    changed = 0
    for column in table.columns:
        name = f'"{column.name}"'
        if kind_of(column) is dict:
            rows = raw.execute(f'SELECT rowid, {name} FROM "{table.name}"').fetchall()
            for row, text in rows:
                if (cleaned := json.dumps(_in_depth(json.loads(text)))) != text and (
                    json.loads(cleaned) != json.loads(text)
                ):
                    raw.execute(
                        f'UPDATE "{table.name}" SET {name} = ? WHERE rowid = ?', (cleaned, row)
                    )
                    changed += 1
        elif kind_of(column) is str:
            cleaned = f"{'some_lines' if column.name in _OF_SOME_LINES else 'one_line'}({name})"
            # Plain letters, which are nearly all, are passed over by SQLite itself.
            changed += raw.execute(
                f'UPDATE "{table.name}" SET {name} = {cleaned}'
                f" WHERE {name} GLOB '*[^ -~]*' AND {cleaned} <> {name}"
            ).rowcount
    return changed


def _one_line(text: str) -> str:
    return " ".join(shown(text).split())


def _some_lines(text: str) -> str:
    return shown(text)


def _in_depth(kept: Any) -> Any:
    """The same with every text in it cleaned."""
    match kept:
        case str():
            return _one_line(kept)
        case list():
            return [_in_depth(each) for each in kept]
        case dict():
            return {key: _in_depth(each) for key, each in kept.items()}
    return kept


def _as_typed(session: Session) -> int:
    """What the forms do besides: outer spaces, and the keys by which names are found."""
    changed = 0
    for row in session.exec(select(CustomerRow).where(col(CustomerRow.erased_on).is_(None))).all():
        name, note = clean_name(row.name), clean_note(row.note)
        folded = fold(name)
        if (name, note, folded) != (row.name, row.note, row.folded):
            row.name, row.note, row.folded = name, note, folded
            session.add(row)
            session.flush()
            search_index.index(session, row.id)
            changed += 1
    for remark in session.exec(select(RemarkRow)).all():
        if (text := clean_note(remark.text)) != remark.text:
            remark.text = text
            session.add(remark)
            changed += 1
    for said in session.exec(select(FeedbackRow)).all():
        if (text := clean_note(said.comment)) != said.comment:
            said.comment = text
            session.add(said)
            changed += 1
    named: list[StaffRow | ProgramRow] = [
        *session.exec(select(StaffRow)).all(),
        *session.exec(select(ProgramRow)).all(),
    ]
    for each in named:
        name = clean_name(each.name)
        if (name, fold(name)) != (each.name, each.folded):
            each.name, each.folded = name, fold(name)
            session.add(each)
            changed += 1
    return changed
