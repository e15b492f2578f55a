"""Values in the file that no shopcard wrote there: damage inside a row, or somebody's own hand.

SQLite takes anything in any column, and its own check passes a changed letter in a day or a name.
`unreadable` finds what this program could not even read; `impossible` what it reads and knows to
be wrong. Both look at a connection of the database module's own, and name row and value.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, Table

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.identity import clean_birthday, clean_card, clean_email, clean_text
from shopcard.rules.preferences import Preferences
from shopcard.rules.program import Terms
from shopcard.store.engine import sqlite_module
from shopcard.store.tables import Instant, metadata

Row = Mapping[str, Any]
"""A row as its columns' types have it."""

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""Characters that command a terminal; a line end is none."""

MISFITS = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)
"""What reading something that was changed may raise."""

MOST = 50
"""Rows of a table that are named."""


class Misfit(Exception):
    """A value that is none of its column's kind."""


def unreadable(connection: Any) -> Iterator[str]:
    """A sentence for each row with a value that is none of its column's kind."""
    for table in metadata().sorted_tables:
        suspicious = " OR ".join([*map(_not_of_its_kind, table.columns), _TEXTS_NOT_WRITTEN])
        yield from _told(connection, table, suspicious, lambda row: None)


def impossible(connection: Any) -> Iterator[str]:
    """A sentence for each row that could be read and cannot be so."""
    for law in _LAWS:
        yield from _told(connection, metadata().tables[law.table], law.suspicious, law.wrong)


def _told(
    connection: Any, table: Table, suspicious: str, wrong: Callable[[Row], str | None]
) -> Iterator[str]:
    """What is wrong in the rows of a table that a condition picks out."""
    texts = [c.name for c in table.columns if _kind(c) is str]
    joined = " || char(10) || ".join(f"coalesce(\"{name}\", '')" for name in texts) or "''"
    # Most texts are plain letters, which SQLite sees by itself many times quicker.
    unread = f"({joined}) GLOB '*[^ -~]*' AND not_written(CAST({joined} AS BLOB))"
    where = suspicious.replace(_TEXTS_NOT_WRITTEN, f"({unread})")
    asked = ", ".join(f'typeof("{c.name}"), CAST("{c.name}" AS BLOB)' for c in table.columns)
    connection.create_function("not_written", 1, _not_written)
    try:
        found = connection.execute(f'SELECT {asked} FROM "{table.name}" WHERE {where}')
        named = 0
        for line in found:
            pairs = zip(line[::2], line[1::2], strict=True)
            values = dict(zip(table.columns.keys(), pairs, strict=True))
            if told := _about(table, values, wrong):
                yield told
                named += 1
                if named == MOST:
                    break
    except sqlite_module().Error:
        yield _("The table “{table}” cannot be read to its end. Restore the latest backup.").format(
            table=table.name
        )


def _about(
    table: Table, values: Mapping[str, tuple[str, bytes | None]], wrong: Callable[[Row], str | None]
) -> str | None:
    """A sentence about a row, or None where all of it can be."""
    row = {}
    for column in table.columns:
        try:
            row[column.name] = _read(column, *values[column.name])
        except (Misfit, *MISFITS):
            return _say(table, values, column.name)
    name = wrong(row)
    return None if name is None else _say(table, values, name)


def _say(table: Table, values: Mapping[str, tuple[str, bytes | None]], column: str) -> str:
    def shown(name: str) -> str:
        _kind, value = values[name]
        return clean_text((value or b"").decode("utf-8", "replace")[:40])

    key = " ".join(shown(c.name) for c in table.primary_key)
    if table.name == "customer":
        where = _("Customer {name} ({id})").format(name=shown("name"), id=key)
    elif table.name == "entry":
        where = _("Action {n} of {day}").format(n=key, day=shown("business_day"))
    else:
        where = _("“{table}”, row {row}").format(table=table.name, row=key)
    words = {
        "name": _("the name"),
        "email": _("the e-mail"),
        "birthday": _("the birthday"),
        "note": _("the note"),
        "at": _("the date and time"),
        "business_day": _("the business day"),
    }
    return _("{where}: {what} cannot be “{value}”.").format(
        where=where, what=words.get(column, column), value=shown(column)
    )


# Kinds


def _kind(column: Column[Any]) -> type:
    kinds = {
        Instant: datetime,
        Date: date,
        Boolean: bool,
        Integer: int,
        JSON: dict,
    }
    return next((kind for own, kind in kinds.items() if isinstance(column.type, own)), str)


_TEXTS_NOT_WRITTEN = "<texts>"
_NOT_OF_KIND = {
    int: "typeof({0}) <> 'integer'",
    bool: "{0} NOT IN (0, 1) OR typeof({0}) <> 'integer'",
    str: "typeof({0}) <> 'text'",
    date: "date({0}) IS NOT {0}",
    datetime: (
        "date({0}) IS NOT substr({0}, 1, 10) OR substr({0}, 12, 2) > '23' OR {0} NOT GLOB"
        " '????-??-?? [0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]'"
    ),
    dict: "NOT json_valid({0})",
}


def _not_of_its_kind(column: Column[Any]) -> str:
    name = f'"{column.name}"'
    wrong = _NOT_OF_KIND[_kind(column)].format(name)
    return f"{name} IS NOT NULL AND ({wrong})" if column.nullable else f"{name} IS NULL OR {wrong}"


def _not_written(text: bytes) -> bool:
    """Whether this is no text."""
    try:
        text.decode()
    except UnicodeError:
        return True
    return False


def _read(column: Column[Any], kind: str, value: bytes | None) -> Any:
    if value is None:
        if column.nullable:
            return None
        raise Misfit
    text = value.decode()
    wanted = _kind(column)
    if wanted in (int, bool):
        if kind != "integer" or (wanted is bool and text not in {"0", "1"}):
            raise Misfit
        return wanted(int(text))
    if kind != "text":
        raise Misfit
    if wanted is date:
        return _exactly(date.fromisoformat, text)
    if wanted is datetime:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", text, re.ASCII):
            raise Misfit
        return datetime.fromisoformat(text)
    return json.loads(text) if wanted is dict else text


def _exactly(read: Callable[[str], date], text: str) -> date:
    found = read(text)
    if str(found) != text:
        raise Misfit
    return found


# Laws


@dataclass(frozen=True, slots=True)
class _Law:
    """What rows of a table cannot say: a quick condition that picks out those to look at, and the
    column that is wrong in one, if any."""

    table: str
    suspicious: str
    wrong: Callable[[Row], str | None]


def _customer(row: Row) -> str | None:
    if row["erased_on"] is None and not row["name"]:
        return "name"
    for name in ("name", "email", "birthday"):
        if CONTROL.search(row[name]) or "\n" in row[name]:
            return name
    if CONTROL.search(row["note"]):
        return "note"
    if not _stays(clean_email, row["email"]):
        return "email"
    return "birthday" if row["birthday"] and not _stays(clean_birthday, row["birthday"]) else None


def _entry(row: Row) -> str | None:
    # A day lies within two of its instant in any zone, with any hour at which days start.
    if row["at"] > row["recorded_at"]:
        return "at"
    if abs(row["business_day"] - row["at"].date()) > timedelta(days=2):
        return "business_day" if row["at"] == row["recorded_at"] else "at"
    return next((name for name in ("voids", "caused_by") if (row[name] or 0) >= row["id"]), None)


def _phone(row: Row) -> str | None:
    if not re.fullmatch(r"\+[0-9]{4,17}", row["number"], re.ASCII):
        return "number"
    return None if row["backwards"] == row["number"][:0:-1] else "backwards"


def _card_number(row: Row) -> str | None:
    return None if _stays(clean_card, row["number"]) else "number"


def _terms(row: Row) -> str | None:
    try:
        terms = Terms.from_dict(row["body"])
        counts = [promise.count for promise in terms.promises]
        named = all(isinstance(promise.name, str) for promise in terms.rewards)
        whole = all(type(count) is int and count > 0 for count in counts)
    except MISFITS:
        return "body"
    return None if counts and named and whole else "body"


def _setting(row: Row) -> str | None:
    try:
        Preferences.from_texts({"name": "?", row["key"]: row["value"]})
    except (Refused, *MISFITS):
        return "value"
    return None


def _stays(clean: Callable[[str], str], text: str) -> bool:
    """Whether cleaning leaves a text as it is."""
    with suppress(Refused):
        return clean(text) == text
    return False


_LAWS = (
    _Law("setting", "1", _setting),
    _Law("customer", "1", _customer),
    _Law("phone", "1", _phone),
    _Law("card_number", "1", _card_number),
    _Law("terms", "1", _terms),
    _Law(
        "entry",
        "at > recorded_at OR abs(julianday(business_day) - julianday(date(at))) > 2"
        " OR voids >= id OR caused_by >= id",
        _entry,
    ),
)
