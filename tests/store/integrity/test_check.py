"""A check says what is wrong, and mends what can be made anew from the ledger."""

from datetime import date

import pytest

from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.database.schema import HEAD
from shopcard.words.fair_play import say, say_why


@pytest.fixture
def busy_shop(shop, marie, cone):
    shop.programs.change(cone, terms=make_terms([(None, "Free cone")], reward_expires=30))
    shop.counter.stamp(marie, stamps=23)
    shop.counter.redeem(marie)
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
        ("UPDATE search_slip SET slip = 'lfvre' WHERE slip = 'lefvre'", "found by name"),
        ("DROP TRIGGER entry_refuses_delete", "unguarded"),
        ("DROP INDEX ix_entry_day", "ix_entry_day"),
        ("CREATE VIEW mine AS SELECT 1", "“mine” is none of ours"),
        (
            "CREATE TRIGGER mine AFTER INSERT ON entry BEGIN DELETE FROM phone; END",
            "“mine” is none of ours",
        ),
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


@pytest.fixture
def looked_at(busy_shop):
    """A shop whose month has been looked at, and is kept."""
    busy_shop.month.figures()
    return busy_shop


def test_case_93_a_changed_figure_of_a_month_is_named_and_never_shown(looked_at, sql):
    month = looked_at.month.figures()
    kept = sql("SELECT rowid, kind, body FROM cell")
    assert kept
    for row, _kind, body in kept:
        changed = str(body).translate(str.maketrans("01", "17")) + " "
        sql("UPDATE cell SET body = ? WHERE rowid = ?", changed, row)
    assert any("figure" in problem for problem in looked_at.check().problems)
    assert looked_at.month.figures() == month
    assert looked_at.check().problems == ()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE cell SET through = '2026-10-03' WHERE rowid = 1",
        "UPDATE cell SET body = x'ff' WHERE rowid = 1",
        "UPDATE cell SET kind = 'came least' WHERE rowid = 1",
        "UPDATE cell SET digest = '' WHERE rowid = 1",
        'UPDATE cell SET "window" = 91 WHERE rowid = 1',
    ],
)
def test_case_93_no_part_of_a_kept_figure_may_change(looked_at, sql, damage):
    month = looked_at.month.figures()
    sql(damage)
    assert not looked_at.check().ok
    assert looked_at.month.figures() == month
    assert looked_at.check(rebuild=True).problems == ()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE entry SET at = '20x6-11-24 12:00:00.000000'", "the date and time"),
        ("UPDATE entry SET at = '2027-11-24 12:00:00.000000'", "the date and time"),
        ("UPDATE entry SET at = '2025-11-24 12:00:00.000000'", "the date and time"),
        ("UPDATE entry SET business_day = '2026-11-31'", "the business day"),
        ("UPDATE entry SET amount = 'much' WHERE id = 1", "amount"),
        ("UPDATE entry SET staff = x'ff'", "staff"),
        ("UPDATE terms SET body = '{}'", "body"),
        ("UPDATE setting SET value = 'twelve' WHERE key = 'window'", "value"),
        ("UPDATE customer SET birthday = '1980-13-45'", "the birthday cannot be “1980-13-45”"),
        ("UPDATE customer SET email = 'marie(example.com'", "the e-mail"),
        ("UPDATE customer SET note = 'No' || char(8) || 'nuts'", "the note"),
        ("UPDATE customer SET joined = 'soon'", "joined"),
        ("UPDATE phone SET number = '+33x'", "number"),
        ("UPDATE phone SET backwards = '1'", "backwards"),
        ("UPDATE card_number SET number = 'a b'", "number"),
    ],
)
def test_case_93_a_value_that_cannot_be_is_named_with_its_row(busy_shop, sql, damage, said):
    for table in ("entry", "terms"):
        sql(f"DROP TRIGGER {table}_refuses_update")
    sql(damage)
    assert any(said in problem for problem in busy_shop.check().problems)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE customer SET birthday = '2980-01-01'", "the birthday cannot be"),
        ("UPDATE customer SET joined = '2980-01-01'", "joined cannot be"),
        ("UPDATE customer SET joined = '0001-01-01'", "joined cannot be"),
        ("UPDATE customer SET referred_by = id", "brought them"),
        ("INSERT INTO feedback SELECT 1, id, '9999-01-01', '', '', 9, 1, '', NULL FROM customer",
         "day cannot be"),
    ],
)  # fmt: skip
def test_case_93_a_year_no_shop_saw_and_a_self_referral_are_named(busy_shop, sql, damage, said):
    sql(damage)
    assert any(said in problem for problem in busy_shop.check().problems)


def test_case_87_damage_to_one_customer_hides_no_other(busy_shop, sql):
    bob = busy_shop.customers.add(CustomerDraft("Bob Martin")).customer.id
    busy_shop.counter.stamp(bob)
    sql("UPDATE customer SET first_visit = 'noon' WHERE name LIKE 'Marie%'")
    sql("UPDATE card SET stamps = 7 WHERE customer_id = ?", bob)
    problems = busy_shop.check().problems
    assert any(line.startswith("Customer Marie Lefèvre") for line in problems)
    assert any("cards of Bob Martin" in line for line in problems)


def test_case_77_an_act_dated_later_is_named_until_it_is_undone(busy_shop, marie, clock):
    today = clock.now
    clock.now = today.replace(year=2028)
    stamped = busy_shop.counter.stamp(marie)
    clock.now = today
    problems = busy_shop.check().problems
    assert any("Marie Lefèvre" in line and "2028" in line for line in problems)
    busy_shop.counter.undo(stamped.act.id)
    assert busy_shop.check().problems == ()


def test_case_77_acts_dated_later_stand_on_the_running_month_until_they_are_undone(
    shop, marie, clock
):
    today = clock.now
    clock.now = today.replace(year=2028)
    ahead = [shop.counter.stamp(marie).act.id for _act in range(2)]
    clock.now = today
    (finding,) = [one for one in shop.month.fair_play() if one.sign.kind == "to_come"]
    assert finding.entries == tuple(reversed(ahead))
    assert "2 actions are dated up to 24 Nov 2028" in say(finding.sign, finding.name)
    assert say_why(finding.sign).startswith("Shown until")
    assert not [
        one for one in shop.month.fair_play(date(2026, 10, 1)) if one.sign.kind == "to_come"
    ]
    for entry in ahead:
        shop.counter.undo(entry)
    assert shop.month.fair_play() == ()
