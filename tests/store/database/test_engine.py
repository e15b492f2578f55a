"""Connections as they must be, and every failure as a sentence."""

import sqlite3
import stat
from datetime import datetime

import pytest
from sqlalchemy import exc, text

from shopcard.errors import Busy, Damaged, DiskFull, Refused, ShopcardError
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.database.engine import (
    make_engine,
    reading,
    sentence_for,
    sentences,
    sqlite_module,
    wal_is_safe,
    writing,
)
from shopcard.store.database.tables import EntryRow
from shopcard.store.shop.shop import Shop


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False),
        ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 0), False), ((3, 51, 2), False),
        ((3, 51, 3), True), ((3, 53, 0), True),
    ],
)  # fmt: skip
def test_wal_is_used_only_beyond_its_fault(version, safe):
    assert wal_is_safe(version) is safe


def test_every_connection_is_durable_and_holds_references(where):
    engine = make_engine(where)
    with reading(engine) as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("synchronous", "foreign_keys", "secure_delete", "journal_mode")
        }
    engine.dispose()
    journal = "wal" if wal_is_safe(sqlite_module().sqlite_version_info) else "truncate"
    assert pragmas == {
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "journal_mode": journal,
    }


def test_an_old_sqlite_gets_the_rollback_journal(where, monkeypatch):
    monkeypatch.setattr("shopcard.store.database.engine.wal_is_safe", lambda version: False)
    with Shop.open(where) as shop:
        assert shop.check().journal == "truncate"
        assert shop.check().ok


def test_the_file_and_its_folder_are_the_owner_s_alone(tmp_path):
    where = tmp_path / "new" / "shop.db"
    with Shop.create(where, Settings("A")) as shop:
        shop.opened.change_setting("window", "60")
        modes = {f.name: stat.S_IMODE(f.stat().st_mode) for f in where.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(where.parent.stat().st_mode) == 0o700


def test_a_shop_is_never_made_over_another(where):
    before = where.read_bytes()
    with pytest.raises(Refused):
        Shop.create(where, Settings("A"))
    assert where.read_bytes() == before


def test_a_shop_that_cannot_be_made_leaves_nothing(tmp_path, monkeypatch):
    where = tmp_path / "shop.db"
    with pytest.raises(Refused):
        Shop.create(where, Settings("A"), [("", None)])
    assert list(tmp_path.iterdir()) == []


def test_a_time_without_a_zone_is_refused(shop, marie):
    with pytest.raises(ValueError, match="zone"):
        shop.counter.stamp(marie, at=datetime(2026, 11, 1))  # noqa: DTZ001


def test_a_time_without_a_zone_never_reaches_the_file(shop, marie, where):
    engine = make_engine(where)
    naive = datetime(2026, 11, 1)  # noqa: DTZ001
    with pytest.raises(ShopcardError), writing(engine) as session:
        session.add(
            EntryRow(key="k", contents="", at=naive, recorded_at=naive, business_day=naive.date(),
                     customer_id=marie, kind="purchase")
        )  # fmt: skip
    engine.dispose()


class TestATillHeldUp:
    def test_says_so_writes_nothing_and_recovers(self, where, shop, marie, monkeypatch):
        monkeypatch.setattr("shopcard.store.database.engine.BUSY_SECONDS", 0.1)
        other = sqlite_module().connect(where, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held_up = Shop(where, clock=shop.opened.clock)
        held_up.opened.engine = make_engine(where, busy_seconds=0.1)
        with pytest.raises(Busy, match="Another till"):
            held_up.counter.stamp(marie, key="k")
        assert held_up.counter.open_card(marie).cards[0].card.stamps == 0
        other.execute("ROLLBACK")
        other.close()
        assert not held_up.counter.stamp(marie, key="k").replayed
        held_up.close()

    def test_never_undoes_what_the_other_wrote(self, where, shop, marie, clock):
        with Shop.open(where, till="right", clock=clock) as other:
            for till in (shop, other, shop, other):
                till.counter.stamp(marie)
            assert other.counter.open_card(marie).cards[0].card.stamps == 4


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("database is locked", Busy),
        ("database table is busy", Busy),
        ("database or disk is full", DiskFull),
        ("attempt to write a readonly database", Damaged),
        ("unable to open database file", Damaged),
        ("file is not a database", Damaged),
        ("database disk image is malformed", Damaged),
        ("no such table: entry", Damaged),
        ("something else", Damaged),
    ],
)
def test_each_failure_is_a_sentence(words, kind):
    error = sentence_for(exc.OperationalError("SELECT secret", {}, sqlite3.OperationalError(words)))
    assert type(error) is kind
    assert error.sentence.endswith((".", words))
    assert "SELECT" not in error.sentence


def test_our_own_sentences_pass_as_they_are():
    with pytest.raises(Refused, match="as it is"), sentences():
        raise Refused("as it is")


def _fill(shop):
    for n in range(5000):
        shop.customers.add(CustomerDraft(f"Marie {n}", note="x" * 2000))


def test_a_full_disk_is_said_and_nothing_is_half_written(shop, marie, sql):
    shop.counter.stamp(marie)
    (pages,) = sql("PRAGMA page_count")[0]

    def cap(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    from sqlalchemy import event

    event.listen(shop.opened.engine, "checkout", cap)
    with pytest.raises(DiskFull, match="disk is full"):
        _fill(shop)
    event.remove(shop.opened.engine, "checkout", cap)
    shop.opened.engine.dispose()
    assert shop.check().ok
    assert shop.counter.open_card(marie).cards[0].card.stamps == 1
