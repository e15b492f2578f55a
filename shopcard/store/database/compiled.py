"""Statements that run with every key at the counter, compiled once.

Each is handed to the database's own library, past SQLAlchemy's way of running a statement, which
takes thirty times what a short look-up does. Values go in and come out as that library knows them:
with SQLite a day is its text.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam
from sqlalchemy.engine.interfaces import Dialect


class Compiled:
    """A statement with named values. Safe to use from several threads."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str], dict[str, Any]]] = {}
        """By dialect: the text, the names of its values in order, what they are unless said."""

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """All rows, as tuples, inside the transaction of the connection."""
        dialect = connection.dialect
        text, names, defaults = self._compiled.get(dialect.name) or self._compile(dialect)
        values = defaults | values
        raw: Any = connection.connection.dbapi_connection
        found: list[Any] = raw.execute(text, [values[name] for name in names]).fetchall()
        return found

    def _compile(self, dialect: Dialect) -> tuple[str, list[str], dict[str, Any]]:
        compiled = self._statement.compile(dialect=dialect)
        names = list(compiled.positiontup or ())
        made = self._compiled[dialect.name] = (str(compiled), names, dict(compiled.params))
        return made


def several(name: str, many: int) -> list[BindParameter[Any]]:
    """As many values: name0, name1, …"""
    return [bindparam(f"{name}{n}") for n in range(many)]


def numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """What goes into `several`."""
    return {f"{name}{n}": value for n, value in enumerate(values)}
