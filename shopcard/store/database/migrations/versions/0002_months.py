"""What the owner's month is counted from.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("customer", sa.Column("first_visit", sa.Date(), nullable=True))
    op.add_column("customer", sa.Column("second_visit", sa.Date(), nullable=True))
    op.add_column(
        "customer", sa.Column("opening", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index("ix_customer_first_visits", "customer", ["first_visit", "second_visit"])
    op.create_table(
        "customer_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("purchases", sa.Integer(), nullable=False),
        sa.Column("priced", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "days > 0 AND visits > 0 AND purchases >= visits",
            name=op.f("ck_customer_month_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_month_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("month", "customer_id", name=op.f("pk_customer_month")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_customer_month_customer", "customer_month", ["customer_id"])
    op.create_table(
        "cell",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "first", "through", "window", name=op.f("pk_cell")),
    )
    op.create_index(op.f("ix_cell_through"), "cell", ["through"])
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_contact_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_customer_id"), "contact", ["customer_id"])
