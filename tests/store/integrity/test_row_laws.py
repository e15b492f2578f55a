"""What no shop can hold is named, whichever table and column it stands in."""

import shutil
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from shopcard.errors import SettingsDamaged
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.database.engine import sqlite_module
from shopcard.store.database.tables import APPEND_ONLY, metadata
from shopcard.store.integrity.unreadable_values import kind_of
from shopcard.store.shop.shop import Shop
from tests.store.store_clock import Clock

FREE = {
    f"{table}.id": "a number of its own, to which nothing refers"
    for table in (
        "consent", "contact", "feedback", "journal", "reward", "settlement", "staff", "terms",
    )
}  # fmt: skip
"""Columns in which a wrong value passes, and why."""

WRONG: dict[type, tuple[Any, ...]] = {
    str: ("a\x1bb",),
    int: (-7777,),
    bool: (7,),
    date: ("0001-01-01", "2980-01-01"),
    datetime: ("0001-01-01 00:00:00.000000", "2980-01-01 00:00:00.000000"),
    dict: ('{"a": 1}',),
}
"""By a column's kind, values that no shop writes."""


@pytest.fixture
def full_shop(shop, marie, cone, sql):
    """A shop with a row in every table that has days."""
    shop.counter.stamp(marie, stamps=12)
    shop.counter.redeem(marie)
    shop.month.figures(date(2026, 10, 1))
    shop.customers.add(CustomerDraft("Bob Martin", phone="0698765432"))
    day, at = "2026-11-24", "2026-11-24 12:00:00.000000"
    sql("INSERT INTO staff VALUES (7, 'Lea', 'lea', 'cashier', '', NULL, ?, 1, ?)", at, at)
    sql("INSERT INTO feedback VALUES (1, ?, ?, '', '', 9, 1, 'Good', ?)", marie, day, day)
    sql("INSERT INTO settlement VALUES (1, 'cafe', ?, 100, '')", day)
    sql("INSERT INTO contact VALUES (1, ?, ?, '')", marie, day)
    sql("INSERT INTO consent VALUES (90, ?, ?, ?, 1, 'till', '', '')", marie, day, at)
    sql("INSERT INTO journal VALUES (1, ?, ?, 'pin', 'Lea', '', '')", day, at)
    sql("INSERT INTO imported VALUES ('abc')")
    sql("INSERT INTO remark VALUES (1, 'Late')")
    return shop


def changed(where: Path, statement: str, *values: Any) -> None:
    """Run a statement past every rule of the file: checks, guards and references."""
    with closing(sqlite_module().connect(where, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for table in APPEND_ONLY:
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_update")
        connection.execute(statement, values)


def problems_of(where: Path, clock: Clock) -> set[str]:
    with Shop.open(where, clock=clock, to_check=True) as shop:
        return set(shop.check().problems)


@pytest.mark.parametrize("table", [table.name for table in metadata().sorted_tables])
def test_case_93_a_wrong_value_in_any_column_of_any_table_is_named(
    full_shop: Shop, clock: Clock, tmp_path: Path, table: str
) -> None:
    full_shop.snapshot(tmp_path / "whole.db")
    changed(tmp_path / "whole.db", "SELECT 1")
    before, passed = problems_of(tmp_path / "whole.db", clock), []

    for column in metadata().tables[table].columns:
        for value in WRONG[kind_of(column)]:
            damaged = Path(shutil.copy(tmp_path / "whole.db", tmp_path / "damaged.db"))
            key = next(iter(metadata().tables[table].primary_key)).name
            one = (
                f'UPDATE "{table}" SET "{column.name}" = ?'
                f' WHERE "{key}" = (SELECT max("{key}") FROM "{table}")'
            )
            changed(damaged, one, value)
            if problems_of(damaged, clock) <= before:
                passed.append(f"{table}.{column.name}")

    assert set(passed) == {name for name in FREE if name.startswith(f"{table}.")}


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE setting SET key = 'timezonf' WHERE key = 'timezone'", "“timezone” is missing"),
        ("UPDATE setting SET key = 'hourz' WHERE key = 'hours'", "key cannot be “hourz”"),
        ("DELETE FROM setting WHERE key = 'currency'", "“currency” is missing"),
        ("DELETE FROM setting WHERE key = 'import_secret'", "“import_secret” is missing"),
        ("UPDATE setting SET value = 'zz' WHERE key = 'import_secret'", "value cannot be “zz”"),
        ("UPDATE setting SET value = 'EUS' WHERE key = 'currency'", "value cannot be “EUS”"),
        ("UPDATE setting SET value = 'ZZZ' WHERE key = 'country'", "value cannot be “ZZZ”"),
        ("UPDATE setting SET value = 'Mars' WHERE key = 'timezone'", "value cannot be “Mars”"),
        ("DELETE FROM setting WHERE key = 'name'", "“name” is missing"),
        ("UPDATE terms SET since = '2980-01-01 00:00:00.000000'", "since cannot be"),
        ("UPDATE program SET folded = folded || 'x'", "folded cannot be"),
        ("UPDATE staff SET folded = 'x'", "folded cannot be"),
        ("UPDATE phone SET position = -1", "position cannot be"),
        ("UPDATE card SET as_of = '2980-01-01'", "as_of cannot be"),
        ("UPDATE customer SET birthday = '2027-01-01'", "the birthday cannot be"),
        ("UPDATE card_number SET number = '' WHERE number = '000122521'", "number cannot be"),
        (
            """UPDATE customer
            SET referred_by = (SELECT c.id FROM customer c WHERE c.id <> customer.id)""",
            "whom they brought themselves",
        ),
        (
            """UPDATE terms SET body = replace(body, '[[10, ', '[[true, ')""",
            "body cannot be",
        ),
    ],
)
def test_case_93_what_check_was_silent_on_is_named(
    full_shop: Shop, clock: Clock, tmp_path: Path, damage: str, said: str
) -> None:
    full_shop.snapshot(tmp_path / "whole.db")
    changed(tmp_path / "whole.db", damage)

    found = problems_of(tmp_path / "whole.db", clock)

    assert any(said in problem for problem in found), found


def test_every_damaged_setting_is_named_and_the_check_goes_on(
    full_shop: Shop, clock: Clock, tmp_path: Path
) -> None:
    full_shop.snapshot(tmp_path / "whole.db")
    for damage in (
        "UPDATE setting SET value = 'Mars' WHERE key = 'timezone'",
        "UPDATE setting SET value = 'soon' WHERE key = 'day_start'",
        "UPDATE card SET stamps = 9",
    ):
        changed(tmp_path / "whole.db", damage)

    text = "\n".join(problems_of(tmp_path / "whole.db", clock))

    assert "“Mars”" in text
    assert "“soon”" in text
    assert "cards of Marie" in text
    with pytest.raises(SettingsDamaged):
        Shop.open(tmp_path / "whole.db", clock=clock)
