"""Quick sums by which a copy is compared with its own ledger.

`check` compares every customer; this sees in one pass over the ledger whether the months as they
are kept come to what was bought in them.
"""

from typing import Any

_BOUGHT = """
    SELECT substr(business_day, 1, 8) || '01', count(*), count(amount), coalesce(sum(amount), 0)
    FROM entry WHERE kind = 'purchase'
    AND id NOT IN (SELECT voids FROM entry WHERE voids IS NOT NULL) GROUP BY 1 ORDER BY 1"""
_KEPT = """
    SELECT month, sum(purchases), sum(priced), sum(amount) FROM customer_month
    GROUP BY month ORDER BY month"""
_VISITS = """
    SELECT (SELECT coalesce(sum(visits), 0) FROM customer),
    (SELECT coalesce(sum(visits), 0) FROM customer_month),
    (SELECT coalesce(sum(bits(days)), 0) FROM customer_month)"""
_GIVEN = """
    SELECT (SELECT count(*) FROM reward WHERE redeemed_by IS NOT NULL),
    (SELECT count(*) FROM entry JOIN entry_program ON entry_id = id WHERE kind = 'redeem'
    AND id NOT IN (SELECT voids FROM entry WHERE voids IS NOT NULL))"""


def differ(connection: Any) -> bool:
    """Whether what is kept of months, visits and rewards comes to other sums than the ledger,
    seen through a connection of the database module's own."""
    connection.create_function("bits", 1, int.bit_count, deterministic=True)
    bought, kept = (connection.execute(asked).fetchall() for asked in (_BOUGHT, _KEPT))
    sums = [connection.execute(asked).fetchone() for asked in (_VISITS, _GIVEN)]
    return bought != kept or any(len(set(several)) > 1 for several in sums)
