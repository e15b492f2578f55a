"""No column of a shop can be changed from outside to what it never holds without being named."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column

from shopcard.errors import ShopcardError
from shopcard.store.database.tables import metadata
from shopcard.store.integrity.unreadable_values import MADE_ANEW, kind_of
from shopcard.store.shop.shop import Shop
from tests.files.conftest import NOON, filled_file

__all__ = ["filled_file"]

FREE = {
    # Words of people, and names of tills and channels: any word can be meant.
    *("customer.note", "remark.text", "feedback.comment", "journal.whose", "settlement.partner"),
    "setting.value",  # of the first row, the shop's name
    *(f"{table}.staff" for table in ("entry", "feedback", "contact", "consent", "settlement")),
    *(f"{table}.till" for table in ("entry", "feedback", "consent")),
    *("journal.staff", "journal.till", "entry.channel"),
    # Keys that nothing else repeats.
    *("entry.key", "entry.contents", "imported.key"),
    *(f"{table}.id" for table in ("contact", "consent", "feedback", "journal", "settlement")),
    "staff.id",
    # Numbers and answers that can all be.
    *("program.position", "phone.position", "feedback.satisfied", "staff.tries"),
    "settlement.amount",
}
"""Columns whose values nothing in the shop contradicts."""

OTHER_VALUE = {
    int: "99999",
    bool: "1 - {0}",
    str: "'qé zz'",
    date: "'2150-01-02'",
    datetime: "'2150-01-02 10:00:00.000000'",
    dict: "'{{}}'",
}
"""By kind of column: what a damaged row may hold that can still be read."""


def columns() -> Iterator[Column]:
    for table in metadata().sorted_tables:
        if table.name not in MADE_ANEW:
            yield from table.columns


def damaged(where: Path, column: Column) -> bool:
    """Change a column in one row; False where no row has a value there, or SQLite refuses it."""
    table, name = column.table, f'"{column.name}"'
    key = ", ".join(f'"{part.name}"' for part in table.primary_key)
    with closing(sqlite3.connect(where, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?",
            (table.name,),
        ).fetchall()
        for guard, _sql in guards:
            connection.execute(f"DROP TRIGGER {guard}")
        try:
            changed = connection.execute(
                f'UPDATE "{table.name}" SET {name} = {OTHER_VALUE[kind_of(column)].format(name)}'
                f' WHERE ({key}) = (SELECT {key} FROM "{table.name}" WHERE {name} IS NOT NULL'
                " LIMIT 1)"
            ).rowcount
        except sqlite3.IntegrityError:
            return False
        for _guard, sql in guards:
            connection.execute(sql)
    return changed == 1


def problems(where: Path) -> tuple[str, ...]:
    try:
        with Shop.open(where, clock=lambda: NOON) as shop:
            return shop.check().problems
    except ShopcardError as error:
        return (error.sentence,)


def test_case_93_a_changed_column_is_named_unless_nothing_contradicts_it(
    filled_file: Path, tmp_path: Path
) -> None:
    silent = set()
    for column in columns():
        where = Path(shutil.copy(filled_file, tmp_path / "damaged.db"))
        if damaged(where, column) and not problems(where):
            silent.add(str(column))
    assert silent == FREE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM setting WHERE key = 'timezone'", "cannot be so: timezone."),
        ("DELETE FROM setting WHERE key = 'import_secret'", "cannot be so: import_secret."),
        ("UPDATE setting SET key = 'margins' WHERE key = 'margin'", "so: margin, margins."),
        ("UPDATE setting SET value = 'EUS' WHERE key = 'currency'", "cannot be so: currency."),
        ("UPDATE setting SET value = 'ZZZ' WHERE key = 'country'", "cannot be so: country."),
        ("UPDATE customer SET birthday = '2027-01-02'", "the birthday cannot be"),
        ("UPDATE staff SET folded = 'somebody'", "folded cannot be"),
        ("UPDATE program SET folded = folded || 'x'", "folded cannot be"),
        ("UPDATE phone SET position = -1", "position cannot be"),
        ("UPDATE settlement SET amount = 1000000000000", "amount cannot be"),
    ],
)
def test_case_93_what_no_owner_could_have_typed_is_named(
    filled_file: Path, tmp_path: Path, change: str, said: str
) -> None:
    where = Path(shutil.copy(filled_file, tmp_path / "changed.db"))
    with closing(sqlite3.connect(where, isolation_level=None)) as connection:
        connection.execute(change)
    assert any(said in line for line in problems(where))


def test_a_setting_that_earlier_versions_did_not_know_may_be_missing(
    filled_file: Path, tmp_path: Path
) -> None:
    where = Path(shutil.copy(filled_file, tmp_path / "older.db"))
    with closing(sqlite3.connect(where, isolation_level=None)) as connection:
        connection.execute("DELETE FROM setting WHERE key IN ('ask', 'hours', 'keep_years')")
    assert problems(where) == ()
