"""The first schema.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("birthday", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("contact_ok", sa.Boolean(), nullable=False),
        sa.Column("joined", sa.Date(), nullable=False),
        sa.Column("last_visit", sa.Date(), nullable=True),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("referred_by", sa.String(), nullable=True),
        sa.CheckConstraint("visits >= 0", name=op.f("ck_customer_visits")),
        sa.ForeignKeyConstraint(
            ["referred_by"],
            ["customer.id"],
            name=op.f("fk_customer_referred_by"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_index(op.f("ix_customer_folded"), "customer", ["folded"], unique=False)
    op.create_table(
        "imported",
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_imported")),
    )
    op.create_table(
        "program",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("folded", name=op.f("uq_program_folded")),
    )
    op.create_table(
        "search_slip",
        sa.Column("slip", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("slip", "word", name=op.f("pk_search_slip")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "card",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("carry", sa.Integer(), nullable=False),
        sa.Column("ready", sa.Integer(), nullable=False),
        sa.Column("untouched", sa.Boolean(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("changes_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "stamps >= 0 AND carry >= 0 AND ready >= 0", name=op.f("ck_card_counts")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_card_customer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_card_program_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("customer_id", "program_id", name=op.f("pk_card")),
    )
    op.create_index(op.f("ix_card_changes_on"), "card", ["changes_on"], unique=False)
    op.create_index("ix_card_program_ready", "card", ["program_id", "ready"], unique=False)
    op.create_table(
        "card_number",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_card_number_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_card_number")),
    )
    op.create_index(
        op.f("ix_card_number_customer_id"), "card_number", ["customer_id"], unique=False
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("contents", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("till", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("voids", sa.Integer(), nullable=True),
        sa.Column("caused_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'void') = (voids IS NOT NULL)", name=op.f("ck_entry_voids")),
        sa.CheckConstraint(
            "kind IN ('purchase', 'bonus', 'redeem', 'void', 'opening', 'adjust', 'merge')",
            name=op.f("ck_entry_kind"),
        ),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_entry_amount")),
        sa.ForeignKeyConstraint(
            ["caused_by"], ["entry.id"], name=op.f("fk_entry_caused_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_entry_customer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["voids"], ["entry.id"], name=op.f("fk_entry_voids"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_entry_key")),
        sa.UniqueConstraint("voids", name=op.f("uq_entry_voids")),
    )
    op.create_index(op.f("ix_entry_caused_by"), "entry", ["caused_by"], unique=False)
    op.create_index("ix_entry_customer", "entry", ["customer_id", "id"], unique=False)
    op.create_index("ix_entry_day", "entry", ["business_day", "kind"], unique=False)
    op.create_index("ix_entry_till", "entry", ["till", "id"], unique=False)
    op.create_table(
        "phone",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("backwards", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_phone_customer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("customer_id", "number", name=op.f("pk_phone")),
    )
    op.create_index(op.f("ix_phone_backwards"), "phone", ["backwards"], unique=False)
    op.create_index(op.f("ix_phone_number"), "phone", ["number"], unique=False)
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_search_word_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("word", "customer_id", name=op.f("pk_search_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_search_word_customer_id"), "search_word", ["customer_id"], unique=False
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_terms_program_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
    )
    op.create_index(op.f("ix_terms_program_id"), "terms", ["program_id"], unique=False)
    op.create_table(
        "entry_program",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Integer(), nullable=False),
        sa.Column("reward", sa.String(), nullable=True),
        sa.CheckConstraint("stamps BETWEEN -1000 AND 1000", name=op.f("ck_entry_program_stamps")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_program_entry_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_entry_program_program_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["terms.id"], name=op.f("fk_entry_program_terms_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("entry_id", "program_id", name=op.f("pk_entry_program")),
    )
    op.create_table(
        "remark",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_remark_entry_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_remark")),
    )
    op.create_table(
        "reward",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("earned_by", sa.Integer(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("redeemed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_reward_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["earned_by"], ["entry.id"], name=op.f("fk_reward_earned_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_reward_program_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["redeemed_by"], ["entry.id"], name=op.f("fk_reward_redeemed_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward")),
    )
    op.create_index("ix_reward_customer", "reward", ["customer_id"], unique=False)
    op.create_index(op.f("ix_reward_earned_by"), "reward", ["earned_by"], unique=False)
    op.create_index(op.f("ix_reward_earned_on"), "reward", ["earned_on"], unique=False)
    op.create_index(op.f("ix_reward_redeemed_by"), "reward", ["redeemed_by"], unique=False)

    op.execute(f"PRAGMA application_id = {0x53484F50}")
    for table in ("entry", "entry_program", "terms"):
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
