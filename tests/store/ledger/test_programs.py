"""Which row of terms an entry names."""

from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft

ALIKE = make_terms([(None, "Bun")], stamps=2)
CHANGED = make_terms([(None, "Bun")], stamps=3)


def two_programmes_that_changed(shop):
    """A reward earned under the earlier terms of the first of two programmes that are alike."""
    first, second = shop.programs.add("Mornings", ALIKE), shop.programs.add("Evenings", ALIKE)
    customer = shop.customers.add(CustomerDraft("Rose")).customer.id
    shop.counter.stamp(customer, program=first.id, stamps=2)
    shop.programs.change(first.id, terms=CHANGED)
    shop.programs.change(second.id, terms=CHANGED)
    shop.programs.change(second.id, terms=ALIKE)
    shop.counter.redeem(customer, program=first.id)


def terms_named_across_programmes(sql):
    return sql(
        "SELECT effect.entry_id FROM entry_program AS effect JOIN terms ON terms.id = terms_id"
        " WHERE terms.program_id <> effect.program_id"
    )


def test_an_entry_names_terms_of_its_own_programme_where_two_are_alike(shop, sql):
    two_programmes_that_changed(shop)
    assert terms_named_across_programmes(sql) == []
    assert shop.check().problems == ()


def test_equal_terms_of_another_programme_as_older_versions_wrote_them_are_no_damage(shop, sql):
    two_programmes_that_changed(shop)
    sql("DROP TRIGGER entry_program_refuses_update")
    sql(
        "UPDATE entry_program SET terms_id = (SELECT max(id) FROM terms"
        " WHERE body = (SELECT body FROM terms WHERE id = entry_program.terms_id))"
    )
    assert terms_named_across_programmes(sql)
    assert not [p for p in shop.check(rebuild=True).problems if "terms" in p]
