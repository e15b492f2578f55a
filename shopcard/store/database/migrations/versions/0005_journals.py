"""When and how customers agreed to be contacted, or no longer; what was done about PINs; addresses
that are looked up.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("till", sa.String(), nullable=False),
        sa.CheckConstraint("how IN ('till', 'list', 'before')", name=op.f("ck_consent_how")),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_consent_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_customer_id"), "consent", ["customer_id"])
    # Who agreed before there was a journal did so on the day kept, nobody knows how.
    op.execute(
        "INSERT INTO consent (customer_id, day, at, agreed, how, staff, till) "
        "SELECT id, coalesce(consent_on, joined), NULL, 1, 'before', '', '' "
        "FROM customer WHERE contact_ok ORDER BY id"
    )
    op.create_index("ix_customer_email", "customer", [sa.text("email COLLATE NOCASE")])
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("till", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    erased = "(SELECT erased_on FROM customer WHERE id = OLD.customer_id) IS NOT NULL"
    for table, act, unless in (
        ("consent", "UPDATE", ""),
        ("consent", "DELETE", f"WHEN NOT {erased} "),
        ("journal", "UPDATE", ""),
        ("journal", "DELETE", ""),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} {unless}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
