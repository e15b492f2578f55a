"""The database itself refuses what would alter the past."""

import pytest

from shopcard.store.database.engine import sqlite_module

IntegrityError = sqlite_module().IntegrityError


@pytest.fixture
def some_acts(shop, marie):
    shop.counter.stamp(marie, stamps=10)
    shop.counter.redeem(marie)
    shop.counter.undo(customer_id=marie)


@pytest.mark.parametrize("table", ["entry", "entry_program", "terms"])
class TestAppendOnly:
    def test_nothing_is_deleted(self, some_acts, sql, table):
        with pytest.raises(IntegrityError, match="append-only"):
            sql(f"DELETE FROM {table}")

    def test_nothing_is_updated(self, some_acts, sql, table):
        column = {"entry": "amount", "entry_program": "stamps", "terms": "body"}[table]
        with pytest.raises(IntegrityError, match="append-only"):
            sql(f"UPDATE {table} SET {column} = 1")


@pytest.mark.parametrize(
    "change",
    [
        "amount = -1",
        "kind = 'gift'",
        "kind = 'void', voids = NULL",
        "kind = 'purchase', voids = 1",
        "customer_id = NULL",
        "at = NULL",
        "business_day = NULL",
    ],
)
def test_an_impossible_entry_cannot_be_written(some_acts, sql, change):
    sql("DROP TRIGGER entry_refuses_update")
    with pytest.raises(IntegrityError):
        sql(f"UPDATE entry SET {change} WHERE id = 3")


def test_an_act_can_be_voided_only_once(some_acts, sql):
    with pytest.raises(IntegrityError, match="voids"):
        sql(
            "INSERT INTO entry (key, contents, at, recorded_at, business_day, customer_id, staff,"
            " till, channel, kind, voids) SELECT 'other', contents, at, recorded_at, business_day,"
            " customer_id, staff, till, channel, kind, voids FROM entry WHERE kind = 'void'"
        )


def test_a_card_never_shows_less_than_nothing(some_acts, sql):
    with pytest.raises(IntegrityError):
        sql("UPDATE card SET stamps = -1")


def test_no_personal_word_stands_in_the_ledger(shop, marie, sql):
    shop.counter.stamp(marie)
    shop.counter.undo(reason="Marie asked for it")
    rows = sql("SELECT * FROM entry") + sql("SELECT * FROM entry_program")
    assert "Marie" not in str(rows)
    assert sql("SELECT text FROM remark") == [("Marie asked for it",)]
