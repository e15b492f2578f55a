"""A check says what is wrong, and mends what can be made anew from the ledger."""

import pytest

from shopcard.rules.program import make_terms
from shopcard.store.schema import HEAD


@pytest.fixture
def busy_shop(shop, marie, cone):
    shop.change_program(cone, terms=make_terms([(None, "Free cone")], reward_expires=30))
    shop.stamp(marie, stamps=23)
    shop.redeem(marie)
    return shop


def test_a_sound_shop_has_no_problems(busy_shop):
    checked = busy_shop.check()
    assert checked.ok
    assert checked.problems == ()
    assert checked.counts["entry"] == 2
    assert checked.schema == HEAD
    assert checked.journal in {"wal", "truncate"}


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE card SET stamps = 9", "cards of Marie"),
        ("DELETE FROM card", "cards of Marie"),
        ("UPDATE card SET changes_on = NULL", "cards of Marie"),
        ("UPDATE reward SET redeemed_by = NULL", "rewards of Marie"),
        ("DELETE FROM reward WHERE redeemed_by IS NULL", "rewards of Marie"),
        ("UPDATE customer SET visits = 7", "visits of Marie"),
        ("UPDATE customer SET last_visit = NULL", "visits of Marie"),
        ("UPDATE customer SET folded = 'x'", "found by name"),
        ("DELETE FROM search_word WHERE word = 'marie'", "found by name"),
        ("INSERT INTO search_word SELECT 'zoe', id FROM customer", "found by name"),
        ("DELETE FROM search_slip WHERE word = 'lefevre'", "found by name"),
    ],
)
def test_what_is_kept_and_wrong_is_said_and_mended(busy_shop, sql, damage, said):
    sql(damage)
    checked = busy_shop.check()
    assert not checked.ok
    assert any(said in problem for problem in checked.problems)
    assert busy_shop.check(rebuild=True).problems == ()
    assert busy_shop.check().ok


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DROP TRIGGER entry_refuses_delete", "unguarded"),
        ("PRAGMA application_id = 1", "mark"),
        ("INSERT INTO phone VALUES ('cnobody', '+331', 0, '133')", "refers"),
    ],
)
def test_what_cannot_be_mended_is_said(busy_shop, sql, damage, said):
    sql(damage)
    assert any(said in problem for problem in busy_shop.check(rebuild=True).problems)


def test_a_reward_given_but_never_earned_is_said(busy_shop, sql):
    sql("DROP TRIGGER entry_program_refuses_update")
    sql("UPDATE entry_program SET stamps = 3 WHERE stamps = 23")
    assert any("not earned" in problem for problem in busy_shop.check().problems)


def test_a_long_list_of_problems_has_an_end(busy_shop, sql):
    sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80)"
        " INSERT INTO phone SELECT 'cnobody', '+33' || i, 0, i FROM n"
    )
    problems = busy_shop.check().problems
    assert len(problems) == 51
    assert "more" in problems[-1]
