"""Staff and their PINs, merged and erased customers, consent with its day, customers' voices.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_CUSTOMER = "VARCHAR CONSTRAINT {} REFERENCES customer (id)"


def upgrade() -> None:
    # Rebuilding a table for a reference would drop the triggers that guard the ledger.
    op.execute(f"ALTER TABLE entry ADD COLUMN joins {_CUSTOMER.format('fk_entry_joins')}")
    op.create_index(op.f("ix_entry_joins"), "entry", ["joins"])
    merged = _CUSTOMER.format("fk_customer_merged_into")
    op.execute(f"ALTER TABLE customer ADD COLUMN merged_into {merged}")
    op.create_index(op.f("ix_customer_merged_into"), "customer", ["merged_into"])
    op.add_column("customer", sa.Column("erased_on", sa.Date(), nullable=True))
    op.add_column("customer", sa.Column("consent_on", sa.Date(), nullable=True))
    # When those who agreed before this was kept did so is not known: the day they joined at best.
    op.execute("UPDATE customer SET consent_on = joined WHERE contact_ok")
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("pin", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'cashier')", name=op.f("ck_staff_role")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_staff_tries")),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_staff_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("folded", name=op.f("uq_staff_folded")),
    )
    op.create_index(op.f("ix_staff_customer_id"), "staff", ["customer_id"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("till", sa.String(), nullable=False),
        sa.Column("recommend", sa.Integer(), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.CheckConstraint("recommend BETWEEN 0 AND 10", name=op.f("ck_feedback_recommend")),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_feedback_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_customer", "feedback", ["customer_id", "day"])
    op.create_index(op.f("ix_feedback_day"), "feedback", ["day"])
