"""When and how customers agreed to be contacted: a journal, kept until the person is erased."""

from datetime import timedelta

import pytest

from shopcard.store.answers.counter import CustomerDraft, PastPurchase
from shopcard.store.database.engine import sqlite_module


def told(shop, who):
    return [(said.agreed, said.how, said.day, said.staff) for said in shop.customers.consents(who)]


def test_case_62_withdrawing_consent_keeps_when_and_how_it_was_given(shop, clock, marie):
    given = shop.opened.today_day()
    shop.customers.edit(marie, contact_ok=True)
    clock.wait(days=20)
    shop.opened.staff, shop.opened.till = "Noé", "right"
    withdrawn = shop.customers.edit(marie, contact_ok=False)
    assert (withdrawn.contact_ok, withdrawn.consent_on) == (False, None)
    first, last = shop.customers.consents(marie)
    assert (first.agreed, first.day, first.how, first.staff, first.till) == (
        True, given, "till", "Camille", "left",
    )  # fmt: skip
    assert first.at == clock.now - timedelta(days=20)
    assert (last.agreed, last.day, last.staff, last.till) == (
        False, given + timedelta(days=20), "Noé", "right",
    )  # fmt: skip


def test_case_62_saying_the_same_again_writes_nothing(shop, marie):
    shop.customers.edit(marie, contact_ok=False)
    assert shop.customers.consents(marie) == ()
    shop.customers.edit(marie, contact_ok=True)
    shop.customers.edit(marie, contact_ok=True, note="mint")
    assert len(shop.customers.consents(marie)) == 1


def test_case_62_who_agrees_on_joining_stands_in_the_journal(shop, clock):
    at_the_till = shop.customers.add(CustomerDraft("Omar", contact_ok=True)).customer.id
    shop.customers.add(CustomerDraft("Lise"))
    shop.imports.customers([("row", CustomerDraft("Zoé Petit", card="C78", contact_ok=True))])
    draft = CustomerDraft("Éva", card="C79", contact_ok=True)
    shop.imports.purchases([PastPurchase("p", "C79", clock.now - timedelta(days=9), None, draft)])
    today = shop.opened.today_day()
    assert told(shop, at_the_till) == [(True, "till", today, "Camille")]
    assert told(shop, shop.customers.resolve("C78")) == [(True, "list", today, "Camille")]
    (said,) = shop.customers.consents(shop.customers.resolve("C79"))
    assert (said.how, said.day) == ("list", shop.customers.get(said.customer).consent_on)
    assert len(shop.customers.consents(shop.customers.resolve("Lise"))) == 0


def test_case_62_nothing_in_the_journal_is_altered_or_taken_out(shop, marie, sql):
    shop.customers.edit(marie, contact_ok=True)
    for statement in ("UPDATE consent SET agreed = 0", "DELETE FROM consent"):
        with pytest.raises(sqlite_module().IntegrityError, match="append-only"):
            sql(statement)
    assert shop.check().problems == ()
    sql("DROP TRIGGER consent_refuses_delete")
    assert "consent" in " ".join(shop.check().problems)


def test_case_62_erasure_takes_the_journal_along_and_nobody_elses(shop, marie, sql):
    omar = shop.customers.add(CustomerDraft("Omar", contact_ok=True)).customer.id
    shop.customers.edit(marie, contact_ok=True)
    shop.customers.edit(marie, contact_ok=False)
    shop.privacy.erase(marie)
    assert sql("SELECT customer_id FROM consent") == [(omar,)]
    assert shop.check().problems == ()


def test_case_62_a_merge_shows_both_journals_and_parting_gives_each_their_own(shop, clock, marie):
    shop.customers.edit(marie, contact_ok=True)
    clock.wait(days=1)
    other = shop.customers.add(CustomerDraft("Mari Lefevre", contact_ok=True)).customer.id
    shop.customers.merge(marie, other)
    assert [said.customer for said in shop.customers.consents(marie)] == [marie, other]
    shop.customers.unmerge(other)
    assert [said.customer for said in shop.customers.consents(marie)] == [marie]
    assert [said.customer for said in shop.customers.consents(other)] == [other]
    shop.customers.merge(marie, other)
    shop.privacy.erase(marie)
    assert shop.counts()["consent"] == 0
