"""A customer who is erased is gone from every byte of the shop, and from no total."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from shopcard.errors import NotFound, ShopcardError
from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft, PastBalance, PastPurchase
from shopcard.store.database import engine
from shopcard.store.database.engine import sqlite_module
from shopcard.store.shop.shop import Shop

Sql = Callable[..., list[tuple]]

SECRETS = (
    "Zéphyrine", "zephyrine", "Quxwell", "quxwell", "zephyrin", "Olddname", "olddname",
    "612345678", "876543216", "4477888999", "zq@example.com", "1980-11-24", "Allergic to zinc",
    "said zinc was typed twice", "the counter was zesty",
)  # fmt: skip
"""What was ever written down of her; half of it in other spellings."""


@pytest.fixture(params=["WAL", "TRUNCATE"])
def journal(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(engine, "wal_is_safe", lambda _version: request.param == "WAL")
    return str(request.param)


@pytest.fixture
def zoe(shop: Shop, sql: Sql, cone: int) -> str:
    """A customer with every word a shop may hold on somebody, corrected once, with a card that was
    replaced, among others who have other words."""
    referrer = shop.customers.add(CustomerDraft("Omar Mariani", card="42")).customer.id
    made = shop.customers.add(
        CustomerDraft(
            "Olddname Quxwell", phone="06 12 34 56 78", card="4477888999", email="zq@example.com",
            birthday="24/11/1980", note="Allergic to zinc", contact_ok=True, referred_by=referrer,
        )
    ).customer.id  # fmt: skip
    shop.customers.edit(made, name="Zéphyrine Quxwell")
    shop.customers.give_card(made)
    shop.counter.stamp(made, stamps=12, amount=1250)
    shop.counter.redeem(made)
    shop.counter.stamp(made)
    shop.counter.undo(customer_id=made, reason="said zinc was typed twice")
    shop.month.contacted(made)
    sql(
        "INSERT INTO feedback (customer_id, day, staff, till, recommend, comment)"
        " VALUES (?, '2026-11-24', '', '', 9, 'the counter was zesty')",
        made,
    )
    sql(
        "INSERT INTO staff (name, folded, role, pin, customer_id, tries)"
        " VALUES ('Camille', 'camille', 'cashier', '', ?, 0)",
        made,
    )
    return made


def bytes_of(folder: Path) -> bytes:
    return b"\0".join(file.read_bytes() for file in sorted(folder.iterdir()))


def found(folder: Path) -> list[str]:
    everything = bytes_of(folder)
    return [
        secret
        for secret in SECRETS
        if secret.encode() in everything or secret.encode("utf-16-le") in everything
    ]


def test_no_byte_of_an_erased_customer_is_left(
    journal: str, zoe: str, shop: Shop, where: Path
) -> None:
    assert set(SECRETS) - set(found(where.parent)) <= {"Olddname", "olddname"}
    shop.privacy.erase(zoe)
    assert found(where.parent) == []
    shop.close()
    assert found(where.parent) == []


def test_nor_of_what_an_older_shopcard_had_left_behind(
    journal: str, zoe: str, shop: Shop, where: Path, sql: Sql
) -> None:
    """Without secure_delete what is deleted stays in the file's free room, whoever erases then."""
    shop.close()
    connection = sqlite_module().connect(where, isolation_level=None)
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("CREATE TABLE gone (words TEXT)")
    connection.executemany("INSERT INTO gone VALUES (?)", [("Quxwell the elder " * 9,)] * 500)
    connection.execute("DROP TABLE gone")
    connection.close()
    assert b"Quxwell the elder" in bytes_of(where.parent)
    shop.privacy.erase(zoe)
    assert found(where.parent) == []


def test_words_of_a_corrected_name_do_not_wait_for_the_erasure(shop: Shop, sql: Sql) -> None:
    omar = shop.customers.add(CustomerDraft("Omar Mariani")).customer.id
    shop.customers.add(CustomerDraft("Olga Mariani"))
    shop.customers.edit(omar, name="Omar Roy")
    assert sql("SELECT count(*) FROM search_slip WHERE word = 'mariani'") != [(0,)]
    shop.customers.edit(omar, name="Oscar Roy")
    assert sql("SELECT count(*) FROM search_slip WHERE word = 'omar'") == [(0,)]
    assert shop.check().ok


def totals(shop: Shop) -> Any:
    months = [shop.month.figures(date(2026, 11, 1)), shop.month.figures(date(2026, 10, 1))]
    counts = {
        t: n for t, n in shop.counts().items() if t in ("entry", "card", "reward", "feedback")
    }
    today = shop.counter.today()
    acts = [
        (act.id, act.kind, act.amount, act.programs, act.voided) for act in shop.counter.history()
    ]
    return months, counts, (today.purchases, today.rewards, today.revenue), acts


def test_every_total_is_as_before(zoe: str, shop: Shop) -> None:  # FIELD-CASES 27
    before = totals(shop)
    shop.privacy.erase(zoe)
    assert totals(shop) == before
    assert shop.check().problems == ()
    assert shop.check(rebuild=True).problems == ()
    assert totals(shop) == before


def test_an_erased_customer_is_found_by_nothing(zoe: str, shop: Shop) -> None:
    number = shop.customers.get(zoe).card
    erased = shop.privacy.erase(zoe)
    assert (erased.names, erased.ids) == (("Zéphyrine Quxwell",), (zoe,))
    for typed in ("zeph", "Zéphyrine Quxwell", "0612345678", "5678", number, "4477888999", zoe):
        assert shop.customers.find(typed) == ()
        with pytest.raises(NotFound):
            shop.customers.resolve(typed)
    with pytest.raises(NotFound, match="This customer was erased: only the counts are left"):
        shop.customers.resolve(zoe)
    with pytest.raises(NotFound):
        shop.customers.resolve("")
    assert shop.customers.holder(number) is None
    assert (
        shop.customers.likely_duplicates(CustomerDraft("Zéphyrine Quxwell", phone="0612345678"))
        == ()
    )
    assert [act.name for act in shop.counter.history() if act.customer == zoe] == [""] * 4
    assert shop.customers.add(CustomerDraft("Ann", card="4477888999")).customer.card == "4477888999"


def test_an_erased_customer_takes_no_further_act(zoe: str, shop: Shop) -> None:
    entry = next(
        act.id for act in shop.counter.history(zoe) if not act.voided and act.voids is None
    )
    shop.privacy.erase(zoe)
    acts: list[Callable[[], object]] = [
        lambda: shop.counter.stamp(zoe),
        lambda: shop.counter.redeem(zoe),
        lambda: shop.counter.undo(entry),
        lambda: shop.customers.edit(zoe, name="Back"),
        lambda: shop.customers.give_card(zoe),
        lambda: shop.month.contacted(zoe),
        lambda: shop.counter.open_card(zoe),
        lambda: shop.customers.get(zoe),
        lambda: shop.privacy.erase(zoe),
        lambda: shop.privacy.personal_data(zoe),
    ]
    before = shop.counts()
    for act in acts:
        with pytest.raises(NotFound, match="was erased"):
            act()
    assert shop.counts() == before
    last = shop.counter.last_act()
    assert last is None or last.customer != zoe


def test_whoever_brought_a_customer_may_be_erased_before_the_first_purchase(shop: Shop) -> None:
    program = shop.programs.named(None)
    shop.programs.change(program.id, terms=make_terms([(None, "Free cone")], referral=1))
    marie = shop.customers.add(CustomerDraft("Marie")).customer.id
    omar = shop.customers.add(CustomerDraft("Omar", referred_by=marie)).customer.id
    ann = shop.customers.add(CustomerDraft("Ann", referred_by=marie)).customer.id
    brought = shop.counter.stamp(omar, key="first")
    assert {bonus.customer for bonus in brought.bonuses} == {marie, omar}
    shop.privacy.erase(marie)
    # Who was erased gets nothing any more; the friend gets theirs.
    assert [bonus.customer for bonus in shop.counter.stamp(ann).bonuses] == [ann]
    assert shop.counter.stamp(omar, key="first").replayed
    shop.counter.undo(
        brought.act.id, reason="a slip"
    )  # with what it brought to the one who is erased
    assert shop.check().problems == ()


def test_what_was_said_of_an_undone_act_goes_from_the_cards_of_others_too(
    shop: Shop, sql: Sql
) -> None:
    program = shop.programs.named(None)
    shop.programs.change(program.id, terms=make_terms([(None, "Free cone")], referral=1))
    marie = shop.customers.add(CustomerDraft("Marie")).customer.id
    omar = shop.customers.add(CustomerDraft("Omar", referred_by=marie)).customer.id
    shop.counter.stamp(omar)
    shop.counter.undo(customer_id=omar, reason="Omar paid for Ann")
    shop.counter.stamp(marie)
    shop.counter.undo(customer_id=marie, reason="too soon")
    assert len(sql("SELECT 1 FROM remark WHERE text LIKE 'Omar%'")) > 1
    shop.privacy.erase(omar)
    assert sql("SELECT text FROM remark") == [("too soon",)]


def test_those_who_were_merged_into_a_customer_go_with_them(shop: Shop, sql: Sql) -> None:
    kept, other, third = (
        shop.customers.add(CustomerDraft(name, phone=f"06 12 34 56 7{n}")).customer.id
        for n, name in enumerate(("Marie Roy", "Marie Leroy", "Omar"))
    )
    shop.customers.merge(kept, other)
    assert [one.name for one in shop.privacy.erasure(kept).others] == ["Marie Leroy"]
    assert shop.privacy.erase(other).ids == (kept, other)
    assert shop.privacy.erased() == {kept: shop.opened.today_day(), other: shop.opened.today_day()}
    assert sql("SELECT customer_id FROM phone") == [(third,)]
    assert shop.check().problems == ()


def test_several_are_erased_all_or_none(shop: Shop, marie: str) -> None:
    omar = shop.customers.add(CustomerDraft("Omar")).customer.id
    shop.privacy.erase(omar)
    with pytest.raises(NotFound):
        shop.privacy.erase(marie, omar)
    assert shop.customers.get(marie).name == "Marie Lefèvre"
    ann = shop.customers.add(CustomerDraft("Ann")).customer.id
    assert shop.privacy.erase(marie, ann).names == ("Marie Lefèvre", "Ann")


def test_what_is_told_before_is_what_goes_and_what_stays(zoe: str, shop: Shop, sql: Sql) -> None:
    told = shop.privacy.erasure(zoe)
    assert (told.phones, told.cards, told.remarks, told.contacts, told.entries) == (1, 2, 2, 1, 4)
    before = shop.counts()
    shop.privacy.erase(zoe)
    after = shop.counts()
    assert before["phone"] - after["phone"] == told.phones
    assert before["card_number"] - after["card_number"] == told.cards
    assert before["contact"] - after["contact"] == told.contacts
    assert sql("SELECT comment, recommend FROM feedback") == [("", 9)]
    assert sql("SELECT customer_id FROM staff") == [(None,)]


def test_imported_rows_stay_there_and_bring_nobody_back(shop: Shop, cone: int) -> None:
    noon = shop.opened.clock() - timedelta(days=9)
    customers = [("key-c", CustomerDraft("Zoe Quxwell", card="C1"))]
    purchases = [PastPurchase("key-p", "C1", noon, 500, CustomerDraft("Zoe Quxwell", card="C1"))]
    balances = [PastBalance("key-b", CustomerDraft("Zoe Quxwell", card="C1"), noon, 4)]
    shop.imports.customers(customers)
    shop.imports.purchases(purchases)
    shop.imports.balances(cone, balances)
    before = shop.counts()["customer"]
    shop.privacy.erase(shop.customers.resolve("C1"))
    again = [
        shop.imports.customers(customers), shop.imports.purchases(purchases),
        shop.imports.balances(cone, balances),
    ]  # fmt: skip
    assert [(a.customers, a.purchases, a.balances, a.already_there) for a in again] == [
        (0, 0, 0, 1)
    ] * 3
    assert shop.counts()["customer"] == before
    assert shop.customers.find("quxwell") == ()


def test_check_finds_what_is_left_of_the_erased_and_mends_it(
    shop: Shop, marie: str, sql: Sql
) -> None:
    shop.privacy.erase(marie)
    sql("UPDATE customer SET note = 'no nuts' WHERE id = ?", marie)
    sql("INSERT INTO search_word VALUES ('marie', ?)", marie)
    (problem,) = shop.check().problems
    assert problem.startswith(f"Something is left of the erased customer {marie}.")
    assert shop.check(rebuild=True).problems == ()
    assert sql("SELECT note, erased_on FROM customer WHERE id = ?", marie) == [("", "2026-11-24")]


def test_a_till_in_the_middle_of_a_look_is_no_failure_and_the_next_sweep_is_clean(
    zoe: str, shop: Shop, where: Path
) -> None:
    if not engine.wal_is_safe(engine.sqlite_module().sqlite_version_info):
        pytest.skip("without a write-ahead log a reader keeps writers out")
    till = sqlite_module().connect(where, isolation_level=None)
    till.execute("BEGIN")
    till.execute("SELECT count(*) FROM customer").fetchone()
    shop.close()
    shop.opened.engine = engine.make_engine(where, busy_seconds=0.1)
    shop.privacy.erase(zoe)
    assert not shop.privacy.sweep()
    assert found(where.parent)
    till.close()
    assert shop.privacy.sweep()
    assert found(where.parent) == []


def test_with_another_till_writing_nobody_is_erased(zoe: str, shop: Shop, where: Path) -> None:
    shop.close()
    shop.opened.engine = engine.make_engine(where, busy_seconds=0.1)
    till = sqlite_module().connect(where, isolation_level=None)
    till.execute("BEGIN IMMEDIATE")
    with pytest.raises(ShopcardError, match="Another till is writing"):
        shop.privacy.erase(zoe)
    till.close()
    assert shop.customers.get(zoe).name == "Zéphyrine Quxwell"
