"""The look at whether anything was changed, by this shop or by another that has the file open."""

from shopcard.store.database.engine import sqlite_module
from shopcard.store.shop.shop import Shop


def test_case_71_whatever_another_till_commits_is_seen_and_nothing_else(shop, where, marie, clock):
    with Shop.open(where, till="right", clock=clock) as other:
        before = shop.opened.changes()
        other.customers.find("marie")
        assert shop.opened.changes() == before
        other.counter.stamp(marie)
        after = shop.opened.changes()
        assert after != before
        assert shop.opened.changes() == after


def test_case_71_ones_own_acts_are_seen_too(shop, marie):
    before = shop.opened.changes()
    shop.counter.stamp(marie)
    assert shop.opened.changes() != before


def test_case_45_the_settings_are_as_another_till_left_them(shop, where, clock):
    with Shop.open(where, till="right", clock=clock) as other:
        other.opened.change_setting("name", "Chez Léa")
    shop.opened.look()
    assert shop.opened.settings.name == "Chez Léa"


def test_case_71_a_look_never_waits_for_another_till(shop, where):
    before = shop.opened.changes()
    other = sqlite_module().connect(where, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert shop.opened.changes() == before
    other.execute("COMMIT")
    other.close()


def test_case_71_a_shop_that_was_looked_at_closes(where, clock):
    with Shop.open(where, clock=clock) as shop:
        seen = shop.opened.changes()
    assert shop.opened.changes() == seen
    assert sorted(file.name for file in where.parent.iterdir()) == ["shop.db"]
