"""A shop made by an older shopcard is brought up to date when it is opened."""

from shopcard.rules.program import make_terms
from shopcard.store.answers import CustomerDraft
from shopcard.store.schema import HEAD
from shopcard.store.shop import Shop

AS_BEFORE_PEOPLE = (
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
    club = shop.add_program("Club", make_terms([(None, "Scarf")], stamps=2, costs={"Scarf": 450}))
    shop.stamp(marie, stamps=3, program=club.id)
    month = shop.month()
    shop.close()
    for statement in AS_BEFORE_OCCASIONS:
        sql(statement)
    with Shop.open(where, clock=clock) as upgraded:
        assert upgraded.check().problems == ()
        assert upgraded.month() == month
        assert month.figures.values["liability"] == 450


def test_months_are_counted_from_the_ledger_that_is_there(shop, where, clock, marie, sql):
    club = shop.add_program("Club", make_terms([(None, "Scarf")], stamps=5, per=1000)).id
    shop.stamp(marie, stamps=3)
    shop.stamp(marie, program=club, amount=2500)
    shop.undo()
    shop.stamp(marie, program=club, amount=1900)
    month = shop.month()
    shop.close()
    for statement in AS_BEFORE_MONTHS:
        sql(statement)
    with Shop.open(where, clock=clock) as upgraded:
        checked = upgraded.check()
        assert (checked.schema, checked.problems) == (HEAD, ())
        assert upgraded.month() == month
        assert month.counts.stamps == 4


def test_who_agreed_before_it_was_kept_did_so_on_joining_at_best(shop, where, clock, marie, sql):
    shop.edit_customer(marie, contact_ok=True)
    before = shop.customer(marie)
    shop.close()
    for statement in AS_BEFORE_PEOPLE:
        sql(statement)
    with Shop.open(where, clock=clock) as upgraded:
        assert upgraded.check().problems == ()
        assert upgraded.customer(marie) == before
    assert sql("SELECT consent_on = joined FROM customer WHERE contact_ok") == [(1,)]


def test_case_47_phones_kept_under_another_country_before_are_found(shop, where, clock, sql):
    numbers = ["+33690123456", "+33639123456", "+590612345678", "+33612345678", "+262692123456"]
    people = [
        shop.add_customer(CustomerDraft(f"Client {n}", phone=f"06123456{n:02}")).customer.id
        for n in range(len(numbers))
    ]
    shop.close()
    for who, number in zip(people, numbers, strict=True):
        digits = number[:0:-1]
        sql(f"UPDATE phone SET number = '{number}', backwards = '{digits}' "
            f"WHERE customer_id = '{who}'")  # fmt: skip
    sql(f"INSERT INTO phone VALUES ('{people[0]}', '+590690123456', 1, '654321096095')")
    sql("UPDATE alembic_version SET version_num = '0004'")
    with Shop.open(where, clock=clock) as upgraded:
        assert upgraded.check().problems == ()
        kept = [upgraded.customer(who).phones for who in people]
        assert kept == [
            ("+590690123456",), ("+262639123456",), ("+33612345678",), ("+33612345678",),
            ("+262692123456",),
        ]  # fmt: skip
        assert upgraded.resolve("0690 12 34 56") == people[0]
        assert [match.id for match in upgraded.find("0639123456")] == [people[1]]
        assert [match.id for match in upgraded.find("123456")] != []
