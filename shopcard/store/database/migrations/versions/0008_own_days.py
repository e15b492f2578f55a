"""Rewards earned on the day of the entry that earned them; kept figures to be counted again.

Revision: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    day = "(SELECT business_day FROM entry WHERE entry.id = reward.earned_by)"
    op.execute(f"UPDATE reward SET earned_on = {day} WHERE earned_on <> {day}")
    op.execute("DELETE FROM cell")
