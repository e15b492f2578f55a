"""What stands in a shop file besides its rows, compared with a fresh shop of the same revision.

Tables, indexes and the ledger's guards. Anything else, a trigger or a view of somebody's own,
would act on every stamp, so it is named and never taken over.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from shopcard.language import _
from shopcard.rules.text import clean_text
from shopcard.store.database import schema
from shopcard.store.database.engine import make_engine, make_private, sqlite_module
from shopcard.store.database.tables import APPEND_ONLY


class Part(NamedTuple):
    """A table, index, trigger or view."""

    kind: str
    name: str


class Made(NamedTuple):
    """How a part is made; two are alike when their words are, however they are spaced."""

    words: tuple[str, ...]
    statement: str


_PARTS = (
    "SELECT type, name, sql FROM sqlite_master"
    " WHERE type <> 'index' OR sql IS NOT NULL ORDER BY type, name"
)
_OF_SQLITE = re.compile(r"sqlite_(sequence|stat[0-9])")
"""Tables that SQLite keeps for itself."""
_WORD = re.compile(r"'(?:[^']|'')*'|\w+|[^\w\s\"`\[\]]")


@cache
def fresh(revision: str) -> dict[Part, Made]:
    """Everything that a new shop of a revision consists of, by the same migrations; a second's
    work the first time. KeyError where there is no such revision."""
    import tempfile

    if revision not in schema.KNOWN:
        raise KeyError(revision)
    with tempfile.TemporaryDirectory(prefix="shopcard-new-") as folder:
        file = Path(folder) / "shop.db"
        make_private(file)
        engine = make_engine(file)
        schema.make(engine, revision)
        engine.dispose()
        connection = sqlite_module().connect(file)
        try:
            return _read(connection)
        finally:
            connection.close()


def differences(connection: Any, revision: str) -> Iterator[str]:
    """A sentence for each part of an open file that is not as a fresh shop has it. `connection` is
    one of the database module's own."""
    wanted, there = fresh(revision), _read(connection)
    for part in sorted(wanted.keys() - there.keys()):
        yield _missing(part)
    for part in sorted(there.keys() - wanted.keys()):
        yield _("{what} is none of ours.").format(what=_called(part))
    for part in sorted(wanted.keys() & there.keys()):
        if wanted[part].words != there[part].words:
            yield _("{what} is not as shopcard made it.").format(what=_called(part))


def mend(connection: Any, revision: str) -> None:
    """Take away what is none of ours beside the tables, and put back the indexes and guards that
    are missing or were changed. Tables stay as they are."""
    wanted = fresh(revision)
    kept = set()
    for part, made in _read(connection).items():
        if part in wanted and wanted[part].words == made.words:
            kept.add(part)
        elif part.kind != "table":
            name = part.name.replace('"', '""')
            connection.execute(f'DROP {part.kind.upper()} IF EXISTS "{name}"')
    for part, made in wanted.items():
        if part.kind != "table" and part not in kept:
            connection.execute(made.statement)


def _read(connection: Any) -> dict[Part, Made]:
    return {
        Part(str(kind), str(name)): Made(tuple(_WORD.findall(str(text))), str(text))
        for kind, name, text in connection.execute(_PARTS)
        if not _OF_SQLITE.fullmatch(str(name))
    }


def _missing(part: Part) -> str:
    if part.kind == "trigger" and (table := part.name.partition("_refuses_")[0]) in APPEND_ONLY:
        return _("The ledger is unguarded: “{table}” could be altered.").format(table=table)
    return _("{what} is missing.").format(what=_called(part))


def _called(part: Part) -> str:
    name = clean_text(part.name[:60])
    kinds = {
        "table": _("The table “{name}”"),
        "index": _("The index “{name}”"),
        "view": _("The view “{name}”"),
        "trigger": _("The trigger “{name}”"),
    }
    return kinds.get(part.kind, "“{name}”").format(name=name)
