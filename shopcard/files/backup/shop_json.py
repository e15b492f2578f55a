"""The whole shop as one JSON file, complete enough to rebuild it from: every table, row and column.

    {"format": "shopcard-json-1", "app": …, "schema": …, "shop": …, "created": …, "rows": {…},
    "tables": {
    "card": {"columns": ["customer_id", …], "rows": [
    ["c5vb…", 1, 7, …],
    …
    ]},
    …
    },
    "sha256": "…"}

Values stand as the database holds them. Any program reads it as JSON. We write and read a line at
a time, a row each, so that a large shop fills no memory; and the last line seals the bytes before
it, as a backup's last bytes do, so it is restored as it was written or not at all.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from shopcard import __version__
from shopcard.errors import Damaged
from shopcard.files.backup import archive as archives
from shopcard.files.backup import verified
from shopcard.files.backup.archive import Manifest, Progress
from shopcard.files.new_files import make_new, work_folder, writing_to
from shopcard.store.database import schema
from shopcard.store.database.engine import make_engine, make_private, sentence_for, sqlite_module
from shopcard.store.database.shop_file import address
from shopcard.store.database.tables import APPLICATION_ID

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

SUFFIX = ".json"
FORMAT = 1

_MARK = "shopcard-json-"
_END = re.compile(rb'\n"sha256": "([0-9a-f]{64})"}\n\Z')
_END_SIZE = 79
_MOST_LINE = 16 * 1024 * 1024
"""No row of a shop is longer: its longest texts are notes."""
_CHUNK = 1024 * 1024
_EVERY = 1000
"""Rows between two words of progress."""

_AS_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

_WRONG = {
    "INTEGER": "typeof({0}) != 'integer'",
    "BOOLEAN": "{0} NOT IN (0, 1)",
    "VARCHAR": "typeof({0}) != 'text'",
    "DATE": "date({0}) IS NOT {0}",
    "DATETIME": "date({0}) IS NOT substr({0}, 1, 10)",
    "JSON": "NOT json_valid({0})",
}
"""When a value is none that a column of the type holds. SQLite itself takes anything there."""


_FITTING: dict[str, set[type]] = {"INTEGER": {int}, "BOOLEAN": {int}, "JSON": {str, int, float}}
"""What JSON may hold for a column of the type; all others are texts. Of the type JSON SQLite itself
makes numbers of texts that are such."""

_MISFITS = (LookupError, TypeError, ValueError, OverflowError, RecursionError, AttributeError)
"""What reading something that was made up may raise."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says that it holds."""

    app: str
    schema: str
    shop: str
    created: datetime
    rows: dict[str, int]


# Out


def export(
    shop: "Shop", target: Path | None = None, *, progress: Progress = lambda done: None
) -> Path:
    """Write the whole shop as JSON and return its path: once it has been rebuilt from the file, in
    a place of its own, and every row found again.

    `target` and errors as `backup.export` has them.
    """
    beside = shop.opened.where.parent
    with writing_to(beside), work_folder(beside) as work:
        snapshot = work / "snapshot.db"
        shop.snapshot(snapshot)
        progress(0.1)
        try:
            verified.must_be_whole(snapshot, snapshot)
            verified.must_be_as_written(snapshot, snapshot)
            described = verified.describe(snapshot, verified.name_in(snapshot), shop.opened.clock())
        except Damaged as error:
            raise verified.not_kept() from error

        def write(made: Path) -> None:
            try:
                with made.open("wb") as out:
                    write_json(snapshot, described, out, lambda done: progress(0.1 + 0.4 * done))
                rebuild(made, work / "restored.db", lambda done: progress(0.5 + 0.4 * done))
                if not _the_same(snapshot, work / "restored.db", described.rows):
                    raise verified.not_kept()
            except Damaged as error:
                raise verified.not_kept() from error

        name = verified.default_name(shop, SUFFIX)
        made = make_new(write, target, name)
        progress(1)
        return made


def write_json(db: Path, manifest: Manifest, out: IO[bytes], progress: Progress) -> None:
    """Write the rows of a database that nobody else has open."""
    running, done, total = hashlib.sha256(), 0, sum(manifest.rows.values()) or 1

    def put(text: str) -> None:
        line = text.encode()
        running.update(line)
        out.write(line)

    rows = {name: n for name, n in manifest.rows.items() if name != _REVISION}
    head = {
        "format": f"{_MARK}{FORMAT}",
        "app": __version__,
        "schema": manifest.schema,
        "shop": manifest.shop,
        "created": manifest.created.isoformat(),
        "rows": rows,
    }
    put(_AS_JSON(head)[:-1] + ',\n"tables": {')
    with verified.looking_at(db, db) as connection:
        for at, table in enumerate(rows):
            columns = [name for name, _kind in _columns(connection, table)]
            opening = f'{_AS_JSON(table)}: {{"columns": {_AS_JSON(columns)}, "rows": ['
            put(f"{',' if at else ''}\n{opening}")
            for n, row in enumerate(connection.execute(f'SELECT * FROM "{table}"')):
                put(f"{',' if n else ''}\n{_AS_JSON(row)}")
                done += 1
                if done % _EVERY == 0:
                    progress(done / total)
            put("\n]}")
    put("\n},")
    out.write(f'\n"sha256": "{running.hexdigest()}"}}\n'.encode())
    progress(1)


_REVISION = "alembic_version"
"""The table of the schema's revision, which the head tells."""


def _columns(connection: Any, table: str) -> list[tuple[str, str]]:
    """Names and types."""
    found = connection.execute(f'PRAGMA table_info("{table}")')
    return [(name, kind) for _at, name, kind, *_rest in found]


def _the_same(one: Path, other: Path, rows: dict[str, int]) -> bool:
    """Whether two databases hold the same rows, by each table's key at most once."""
    with verified.looking_at(one, one) as connection:
        connection.execute("ATTACH ? AS other", (address(other, "immutable=1"),))
        return all(
            connection.execute(f'SELECT count(*) FROM other."{table}"').fetchone() == (n,)
            and not connection.execute(
                f'SELECT 1 FROM (SELECT * FROM main."{table}" EXCEPT '
                f'SELECT * FROM other."{table}") LIMIT 1'
            ).fetchone()
            for table, n in rows.items()
        )


# In


def unpack(file: Path, into: Path, progress: Progress) -> Manifest:
    """Rebuild the shop of a file in a new database and say what it holds.

    Damaged with the reason when the
    file is not whole, not ours, or made by a newer program; DiskFull.
    """
    head = rebuild(file, into, lambda done: progress(0.8 * done))
    manifest = verified.describe(into, head.shop, head.created, archive=file)
    verified.must_be_whole(file, into)
    if verified.name_of(file, into) != head.shop:
        raise verified.not_whole(file)
    progress(1)
    return manifest


def rebuild(file: Path, into: Path, progress: Progress) -> Head:
    """The rows of a file in a new database of its schema. Damaged, DiskFull."""
    end = _check_seal(file)
    module = sqlite_module()
    with file.open("rb") as opened:
        lines = _Lines(file, opened, end, progress)
        head = _head(file, lines.next())
        make_private(into)
        engine = make_engine(into)
        schema.make(engine, head.schema)
        engine.dispose()
        try:
            with closing(
                module.connect(address(into, "mode=rw"), uri=True, isolation_level=None)
            ) as connection:
                _fill(connection, head, lines)
        except module.OperationalError as error:
            raise sentence_for(error) from error
        except (module.Error, *_MISFITS) as error:
            raise verified.not_whole(file) from error
    return head


def _check_seal(file: Path) -> int:
    """Where what is sealed ends. Damaged unless every byte is as it was written."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        if not opened.read(_CHUNK).startswith(f'{{"format": "{_MARK}'.encode()):
            raise archives.foreign(file)
        end = max(0, size - _END_SIZE)
        opened.seek(end)
        sealed = _END.fullmatch(opened.read())
        opened.seek(0)
        running, left = hashlib.sha256(), end
        while left > 0 and (chunk := opened.read(min(_CHUNK, left))):
            left -= len(chunk)
            running.update(chunk)
    if not sealed or running.hexdigest().encode() != sealed[1]:
        raise archives.damaged(file)
    return end


class _Lines:
    """The lines of a file, one at a time, up to its seal."""

    def wrong(self, table: str, row: int) -> Damaged:
        return verified.holds(self._file, verified.wrong_row(table, row))

    def __init__(self, file: Path, opened: IO[bytes], end: int, progress: Progress) -> None:
        self._file, self._opened, self._end, self._progress = file, opened, end, progress
        self._read = self._done = 0

    def next(self) -> bytes:
        """The next line without its end, nor the comma before it."""
        line = self._opened.readline(_MOST_LINE)
        self._done += len(line)
        self._read += 1
        if self._read % _EVERY == 0:
            self._progress(min(self._done / self._end, 1))
        if not line.endswith(b"\n"):
            raise verified.not_whole(self._file)
        return line[:-1].removesuffix(b",")


def _head(file: Path, line: bytes) -> Head:
    try:
        kept = json.loads(line + b"}")
        version = int(kept["format"].removeprefix(_MARK))
        if version > FORMAT or kept["schema"] not in schema.KNOWN:
            raise archives.newer(file, kept["app"])
        rows = {name: int(n) for name, n in kept["rows"].items()}
        created = datetime.fromisoformat(kept["created"])
        return Head(str(kept["app"]), kept["schema"], str(kept["shop"]), created, rows)
    except _MISFITS as error:
        raise verified.not_whole(file) from error


def _fill(connection: Any, head: Head, lines: _Lines) -> None:
    """Put the rows of every table into its place. ValueError where they do not fit."""
    module = sqlite_module()
    for setting in ("journal_mode = DELETE", "synchronous = OFF", "foreign_keys = OFF",
                    "cache_size = -131072"):  # fmt: skip
        connection.execute(f"PRAGMA {setting}").fetchone()
    connection.execute("BEGIN")
    asked = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
    there = {name for (name,) in connection.execute(asked + "ESCAPE '\\'")} - {_REVISION}
    if there != set(head.rows) or lines.next() != b'"tables": {':
        raise ValueError("other tables")
    for table, n in head.rows.items():
        columns = _columns(connection, table)
        opening = json.loads(b"{" + lines.next() + b"]}}")
        if opening != {table: {"columns": [name for name, _kind in columns], "rows": []}}:
            raise ValueError("other columns")
        places = ", ".join("?" for _column in columns)
        rows = _Rows(connection, table, lines)
        try:
            connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
        except (module.IntegrityError, *_MISFITS) as error:
            raise lines.wrong(table, rows.read) from error
        if connection.execute(f'SELECT count(*) FROM "{table}"').fetchone() != (n,):
            raise ValueError("another number of rows")
        wrong = " OR ".join(
            f"{name} IS NOT NULL AND {_WRONG[kind].format(name)}"
            for name, kind in ((f'"{name}"', kind) for name, kind in columns)
        )
        if connection.execute(f'SELECT 1 FROM "{table}" WHERE {wrong} LIMIT 1').fetchone():
            raise ValueError("a value of another kind")
    connection.execute("COMMIT")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


class _Rows:
    """The rows of a table, one at a time. ValueError or TypeError for one that does not fit its
    columns."""

    def __init__(self, connection: Any, table: str, lines: _Lines) -> None:
        self._lines = lines
        self._kinds = [
            _FITTING.get(kind, {str}) | ({type(None)} if not needed else set())
            for _at, _name, kind, needed, *_rest in connection.execute(
                f'PRAGMA table_info("{table}")'
            )
        ]
        self.read = 0

    def __iter__(self) -> Iterator[list[Any]]:
        while (line := self._lines.next()) != b"]}":
            self.read += 1
            row = json.loads(line)
            if not isinstance(row, list):
                raise TypeError("a row is none")
            if any(type(v) not in kinds for v, kinds in zip(row, self._kinds, strict=True)):
                raise TypeError("a value of another kind")
            yield row
