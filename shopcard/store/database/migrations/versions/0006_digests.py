"""Kept figures carry a digest, by which one that was changed is known.

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("cell", sa.Column("digest", sa.String(), server_default="", nullable=False))
    # What was kept before carries none: it is worked out anew when somebody looks.
    op.execute("DELETE FROM cell")
