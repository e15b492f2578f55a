"""The migrations make what the tables say; what is not ours is refused."""

import shutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from shopcard.errors import Damaged, NotFound, Refused
from shopcard.store.database import schema
from shopcard.store.database.engine import make_engine
from shopcard.store.database.tables import metadata
from shopcard.store.shop.shop import Shop


def test_the_migrations_make_exactly_the_tables(where):
    engine = make_engine(where)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata()) == []
    engine.dispose()


def test_the_head_is_the_last_migration():
    folder = ScriptDirectory(str(schema.MIGRATIONS))
    assert folder.get_current_head() == schema.HEAD
    assert {r.revision for r in folder.walk_revisions()} == set(schema.KNOWN)


def test_no_shop_is_a_sentence(tmp_path):
    assert not Shop.exists(tmp_path / "shop.db")
    with pytest.raises(NotFound, match="shopcard init"):
        Shop.open(tmp_path / "shop.db")


@pytest.mark.parametrize("contents", [b"", b"hello", b"SQLite format 3\0", b"\0" * 4096])
def test_a_file_that_is_no_shop_is_refused_and_left_alone(tmp_path, contents):
    where = tmp_path / "shop.db"
    where.write_bytes(contents)
    with pytest.raises(Damaged):
        Shop.open(where)
    assert where.read_bytes() == contents


def test_another_program_s_file_is_refused(where, sql):
    sql("PRAGMA application_id = 7")
    with pytest.raises(Damaged, match="another program"):
        Shop.open(where)


def test_a_newer_shop_is_refused_and_left_alone(where, sql):
    sql("UPDATE alembic_version SET version_num = '9999'")
    before = where.read_bytes()
    with pytest.raises(Damaged, match="newer"):
        Shop.open(where)
    assert where.read_bytes() == before


def test_a_torn_file_is_refused(where):
    where.write_bytes(where.read_bytes()[:5000])
    with pytest.raises(Damaged):
        Shop.open(where)


class TestASnapshot:
    def test_holds_every_act_acknowledged_so_far(self, shop, marie, tmp_path):
        stamped = shop.counter.stamp(marie, stamps=4)
        shop.snapshot(tmp_path / "copy.db")
        with Shop.open(tmp_path / "copy.db", clock=shop.opened.clock) as copy:
            assert copy.counter.history() == (stamped.act,)
            assert copy.check().ok
            assert copy.imports.import_secret() == shop.imports.import_secret()

    def test_is_the_owner_s_alone_and_never_overwrites(self, shop, tmp_path):
        target = tmp_path / "copy.db"
        shop.snapshot(target)
        assert target.stat().st_mode & 0o777 == 0o600
        with pytest.raises(Damaged):
            shop.snapshot(target)


def test_people_restored_from_elsewhere_are_cleaned(shop, marie, sql):
    shop.counter.stamp(marie)
    shop.counter.undo(reason="x")
    sql("UPDATE customer SET name = 'Bob' || char(27) || '[2J', note = char(8238) || 'hi'")
    sql("UPDATE remark SET text = 'a' || char(7)")
    assert shop.customers.clean() == 2
    assert (shop.customers.get(marie).name, shop.customers.get(marie).note) == ("Bob[2J", "hi")
    assert [m.id for m in shop.customers.find("bob")] == [marie]
    assert shop.customers.clean() == 0
    assert shop.check().ok


def test_a_copied_file_is_the_same_shop(where, shop, marie, tmp_path, clock):
    shop.counter.stamp(marie)
    shop.close()
    copied = shutil.copy(where, tmp_path / "moved.db")
    with Shop.open(copied, clock=clock) as moved:
        assert moved.counter.open_card(marie).cards[0].card.stamps == 1


def test_a_folder_in_place_of_a_shop_is_refused(tmp_path):
    with pytest.raises((Damaged, Refused)):
        Shop.open(tmp_path)
