"""A shop made by an older shopcard is brought up to date when it is opened."""

from datetime import date, timedelta

from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import Consent, CustomerDraft
from shopcard.store.database.schema import HEAD
from shopcard.store.shop.shop import Shop

AS_BEFORE_DIGESTS = ("ALTER TABLE cell DROP COLUMN digest",)
AS_BEFORE_JOURNALS = (
    *AS_BEFORE_DIGESTS,
    "DROP INDEX ix_customer_email",
    "DROP TABLE consent",
    "DROP TABLE journal",
    "UPDATE alembic_version SET version_num = '0004'",
)
AS_BEFORE_PEOPLE = (
    *AS_BEFORE_JOURNALS,
    "DROP TABLE staff",
    "DROP TABLE feedback",
    "DROP INDEX ix_entry_joins",
    "ALTER TABLE entry DROP COLUMN joins",
    "DROP INDEX ix_customer_merged_into",
    "ALTER TABLE customer DROP COLUMN merged_into",
    "ALTER TABLE customer DROP COLUMN erased_on",
    "ALTER TABLE customer DROP COLUMN consent_on",
    "UPDATE alembic_version SET version_num = '0003'",
)
AS_BEFORE_OCCASIONS = (
    *AS_BEFORE_PEOPLE,
    "DROP TABLE settlement",
    "ALTER TABLE reward DROP COLUMN cost",
    "ALTER TABLE reward DROP COLUMN partner",
    "ALTER TABLE entry_program DROP COLUMN times",
    "ALTER TABLE entry_program DROP COLUMN most",
    "UPDATE alembic_version SET version_num = '0002'",
)
AS_BEFORE_MONTHS = (
    *AS_BEFORE_OCCASIONS,
    "DROP TABLE customer_month",
    "DROP TABLE cell",
    "DROP TABLE contact",
    "DROP INDEX ix_customer_first_visits",
    "ALTER TABLE customer DROP COLUMN first_visit",
    "ALTER TABLE customer DROP COLUMN second_visit",
    "ALTER TABLE customer DROP COLUMN opening",
    "UPDATE alembic_version SET version_num = '0001'",
)


def test_rewards_learn_what_they_cost(shop, where, clock, marie, sql):
    club = shop.programs.add("Club", make_terms([(None, "Scarf")], stamps=2, costs={"Scarf": 450}))
    shop.counter.stamp(marie, stamps=3, program=club.id)
    month = shop.month.figures()
    shop.close()
    for statement in AS_BEFORE_OCCASIONS:
        sql(statement)
    with Shop.open(where, clock=clock) as upgraded:
        assert upgraded.check().problems == ()
        assert upgraded.month.figures() == month
        assert month.figures.values["liability"] == 450


def test_months_are_counted_from_the_ledger_that_is_there(shop, where, clock, marie, sql):
    club = shop.programs.add("Club", make_terms([(None, "Scarf")], stamps=5, per=1000)).id
    shop.counter.stamp(marie, stamps=3)
    shop.counter.stamp(marie, program=club, amount=2500)
    shop.counter.undo()
    shop.counter.stamp(marie, program=club, amount=1900)
    month = shop.month.figures()
    shop.close()
    for statement in AS_BEFORE_MONTHS:
        sql(statement)
    with Shop.open(where, clock=clock) as upgraded:
        checked = upgraded.check()
        assert (checked.schema, checked.problems) == (HEAD, ())
        assert upgraded.month.figures() == month
        assert month.counts.stamps == 4


def test_who_agreed_before_it_was_kept_did_so_on_joining_at_best(shop, where, clock, marie, sql):
    shop.customers.edit(marie, contact_ok=True)
    before = shop.customers.get(marie)
    shop.close()
    for statement in AS_BEFORE_PEOPLE:
        sql(statement)
    with Shop.open(where, clock=clock) as upgraded:
        assert upgraded.check().problems == ()
        assert upgraded.customers.get(marie) == before
    assert sql("SELECT consent_on = joined FROM customer WHERE contact_ok") == [(1,)]


def test_case_58_rewards_are_earned_on_the_day_of_their_entry(shop, where, clock, marie, sql):
    shop.counter.stamp(marie, stamps=9)
    shop.counter.stamp(marie, at=clock.now - timedelta(days=40))
    assert shop.month.figures().counts.rewards_earned == 0
    shop.close()
    sql("UPDATE reward SET earned_on = '2026-11-24'")
    sql('UPDATE cell SET body = \'{"counted": {}, "opened": null, "gaps": {}}\'')
    for statement in AS_BEFORE_JOURNALS:
        sql(statement)
    with Shop.open(where, clock=clock) as upgraded:
        checked = upgraded.check()
        assert (checked.schema, checked.problems) == (HEAD, ())
        assert upgraded.month.figures().counts.rewards_earned == 0
        assert upgraded.month.figures(date(2026, 10, 15)).counts.rewards_earned == 1


def test_case_62_who_agreed_before_the_journal_stands_in_it(shop, where, clock, marie, sql):
    shop.customers.edit(marie, contact_ok=True)
    omar = shop.customers.add(CustomerDraft("Omar Mariani")).customer.id
    day = shop.opened.today_day()
    shop.close()
    for statement in AS_BEFORE_JOURNALS:
        sql(statement)
    clock.wait(days=3)
    with Shop.open(where, staff="Noé", till="right", clock=clock) as upgraded:
        assert upgraded.check().problems == ()
        assert upgraded.customers.consents(omar) == ()
        assert upgraded.customers.consents(marie) == (
            Consent(marie, day, None, True, "before", "", ""),
        )
        upgraded.customers.edit(marie, contact_ok=False)
        said = upgraded.customers.consents(marie)
        assert [(answer.agreed, answer.how, answer.staff) for answer in said] == [
            (True, "before", ""), (False, "till", "Noé"),
        ]  # fmt: skip


def test_case_52_customers_of_before_are_found_by_the_new_words(shop, where, clock, marie, sql):
    le_gall = shop.customers.add(
        CustomerDraft("Yann Le Gall", email="yann@example.com")
    ).customer.id
    shop.close()
    assert sql("DELETE FROM search_word WHERE word = 'legall'") == []
    sql("DELETE FROM search_slip WHERE word = 'legall'")
    for statement in AS_BEFORE_JOURNALS:
        sql(statement)
    with Shop.open(where, clock=clock) as upgraded:
        assert [match.id for match in upgraded.customers.find("legall")] == [le_gall]
        assert [match.id for match in upgraded.customers.find("yann@")] == [le_gall]
        assert upgraded.check().problems == ()


def test_case_47_phones_kept_under_another_country_before_are_found(shop, where, clock, sql):
    numbers = ["+33690123456", "+33639123456", "+590612345678", "+33612345678", "+262692123456"]
    people = [
        shop.customers.add(CustomerDraft(f"Client {n}", phone=f"06123456{n:02}")).customer.id
        for n in range(len(numbers))
    ]
    shop.close()
    for who, number in zip(people, numbers, strict=True):
        digits = number[:0:-1]
        sql(f"UPDATE phone SET number = '{number}', backwards = '{digits}' "
            f"WHERE customer_id = '{who}'")  # fmt: skip
    sql(f"INSERT INTO phone VALUES ('{people[0]}', '+590690123456', 1, '654321096095')")
    for statement in AS_BEFORE_JOURNALS:
        sql(statement)
    with Shop.open(where, clock=clock) as upgraded:
        assert upgraded.check().problems == ()
        kept = [upgraded.customers.get(who).phones for who in people]
        assert kept == [
            ("+590690123456",), ("+262639123456",), ("+33612345678",), ("+33612345678",),
            ("+262692123456",),
        ]  # fmt: skip
        assert upgraded.customers.resolve("0690 12 34 56") == people[0]
        assert [match.id for match in upgraded.customers.find("0639123456")] == [people[1]]
        assert [match.id for match in upgraded.customers.find("123456")] != []
