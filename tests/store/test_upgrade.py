"""A shop made by an older shopcard is brought up to date when it is opened."""

from shopcard.rules.program import make_terms
from shopcard.store.schema import HEAD
from shopcard.store.shop import Shop

AS_BEFORE_OCCASIONS = (
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
