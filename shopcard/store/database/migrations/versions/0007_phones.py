"""Phones of France's overseas, kept under the code of their own country however they were typed.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_COUNTRIES = {
    "590": ("590", "690", "691"),
    "594": ("594", "694"),
    "596": ("596", "696", "697"),
    "262": ("262", "269", "639", "692", "693"),
}


def upgrade() -> None:
    connection = op.get_bind()
    phone = sa.table(
        "phone",
        sa.column("customer_id", sa.String()),
        sa.column("number", sa.String()),
        sa.column("backwards", sa.String()),
    )
    homes = {begins: code for code, begun in _COUNTRIES.items() for begins in begun}
    typed_as = [
        phone.c.number.like(f"+{code}{'_' * 9}") for code in ("33", *_COUNTRIES)
    ]  # fmt: skip
    rows = connection.execute(
        sa.select(phone.c.customer_id, phone.c.number).where(sa.or_(*typed_as))
    ).all()
    theirs = {(row.customer_id, row.number) for row in rows}
    for who, number in sorted(theirs):
        dialled = number[-9:]
        home = homes.get(dialled[:3], "33" if dialled[0] in "1234567" else "")
        if dialled.startswith("63998"):  # kept for fiction, in France
            home = "33"
        right = f"+{home}{dialled}"
        if not home or right == number:
            continue
        mine = (phone.c.customer_id == who) & (phone.c.number == number)
        if (who, right) in theirs:
            connection.execute(sa.delete(phone).where(mine))
        else:
            changed = {"number": right, "backwards": right[:0:-1]}
            connection.execute(sa.update(phone).where(mine).values(changed))
            theirs.add((who, right))
