"""Tiers, caps on what spend earns, what rewards cost, and vouchers settled with other shops.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column(
        "entry_program", sa.Column("times", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column("entry_program", sa.Column("most", sa.Integer(), nullable=True))
    op.add_column("reward", sa.Column("cost", sa.Integer(), nullable=True))
    op.add_column("reward", sa.Column("partner", sa.String(), nullable=True))
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
    )
