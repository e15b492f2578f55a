"""Values in the file that no shopcard wrote there: damage inside a row, or somebody's own hand.

SQLite takes anything in any column, and its own check passes a changed letter in a day or a name.
`unreadable` finds what this program could not even read; what it reads and knows to be wrong is in
`laws`. Both look through a connection of the database module's own, and name row and value.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, Table

from shopcard.language import _
from shopcard.rules.text import clean_text
from shopcard.store.database.engine import sqlite_module
from shopcard.store.database.tables import Instant, metadata

Row = Mapping[str, Any]
"""A row as its columns' types have it."""

MISFITS = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)
"""What reading something that was changed may raise."""

MOST = 50
"""Rows of a table that are named."""


class Misfit(Exception):
    """A value that is none of its column's kind."""


MADE_ANEW = frozenset({"card", "reward", "customer_month", "cell", "search_word", "search_slip"})
"""Tables that are made from the others."""


def unreadable(connection: Any, *, made_anew: bool = True) -> Iterator[str]:
    """A sentence for each row with a value that is none of its column's kind; without `made_anew`
    those tables are passed over that are made from the others."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    for table in metadata().sorted_tables:
        # How the file is made is looked at elsewhere.
        if table.name in there and (made_anew or table.name not in MADE_ANEW):
            suspicious = " OR ".join(map(_not_of_its_kind, table.columns))
            yield from told(connection, table, suspicious, lambda row: None)


def told(
    connection: Any, table: Table, suspicious: str, wrong: Callable[[Row], str | None]
) -> Iterator[str]:
    """What is wrong in the rows of a table that a condition picks out."""
    asked = ", ".join(f'typeof("{c.name}"), CAST("{c.name}" AS BLOB)' for c in table.columns)
    connection.create_function("not_written", 1, _not_written)
    try:
        found = connection.execute(f'SELECT {asked} FROM "{table.name}" WHERE {suspicious}')
        named = 0
        for line in found:
            pairs = zip(line[::2], line[1::2], strict=True)
            values = dict(zip(table.columns.keys(), pairs, strict=True))
            if sentence := _about(table, values, wrong):
                yield sentence
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
        where = _("“{table}”, row “{row}”").format(table=table.name, row=key)
    words = {
        "name": _("the name"),
        "email": _("the e-mail"),
        "birthday": _("the birthday"),
        "note": _("the note"),
        "at": _("the date and time"),
        "business_day": _("the business day"),
        "day": _("the day"),
        "number": _("the number"),
        "value": _("the value"),
    }
    return _("{where}: {what} cannot be “{value}”.").format(
        where=where, what=words.get(column, column), value=shown(column)
    )


# Kinds


def kind_of(column: Column[Any]) -> type:
    """What a column's values are, as Python has them; `dict` is anything that JSON holds."""
    kinds = {
        Instant: datetime,
        Date: date,
        Boolean: bool,
        Integer: int,
        JSON: dict,
    }
    return next((kind for own, kind in kinds.items() if isinstance(column.type, own)), str)


_NOT_OF_KIND = {
    int: "typeof({0}) <> 'integer'",
    bool: "{0} NOT IN (0, 1) OR typeof({0}) <> 'integer'",
    # Most texts are plain letters, which SQLite sees by itself many times quicker.
    str: ("typeof({0}) <> 'text' OR {0} GLOB '*[^ -~]*' AND not_written(CAST({0} AS BLOB))"),
    date: "date({0}) IS NOT {0}",
    datetime: (
        "date({0}) IS NOT substr({0}, 1, 10) OR substr({0}, 12, 2) > '23' OR {0} NOT GLOB"
        " '????-??-?? [0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]'"
    ),
    dict: "NOT json_valid({0})",
}


def _not_of_its_kind(column: Column[Any]) -> str:
    name = f'"{column.name}"'
    wrong = _NOT_OF_KIND[kind_of(column)].format(name)
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
    wanted = kind_of(column)
    if wanted in (int, bool):
        if kind != "integer" or (wanted is bool and text not in {"0", "1"}):
            raise Misfit
        return wanted(int(text))
    if kind != "text" and wanted is not dict:
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
