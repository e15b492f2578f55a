"""The month's figures, beside plain SQL over the same ledger and DuckDB over a copy of it."""

import re
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median

from shopcard.rules.calendar import add_months, last_of_month
from shopcard.store.database.engine import sqlite_module
from shopcard.store.shop.shop import Shop
from tests.bench.figures import Figure, p50
from tests.bench.shop_file import cards, visited_shop

_MONTHS, _WINDOW = 13, 90
_SMALL = 10_000
"""Purchases of the shop from which growth is measured."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds, each the median of the runs."""

    month: float
    """The running month's figures after a stamp, as F8 opens them on a working day."""
    look_up: float
    stamp: float
    by_sql: float
    by_duckdb: float | None
    """None where DuckDB is not installed."""


def months(purchases: int, scratch: Path, runs: int) -> list[Figure]:
    small = _measured(min(_SMALL, purchases), scratch, runs)
    large = _measured(purchases, scratch, runs)
    what, from_small = f"month's figures at {purchases:,} purchases", f"at {_SMALL:,}"
    figures = [Figure(what, large.month, "the same by plain SQL over it", large.by_sql, 0.05)]
    if large.by_duckdb is None:
        print("DuckDB is not installed: pip install -e '.[bench]'")
    else:
        figures.append(Figure(what, large.month, "DuckDB on its own copy", large.by_duckdb, 1))
    return [
        *figures,
        Figure("growth: the month's figures", large.month, from_small, small.month, 3),
        Figure("growth: a look-up", large.look_up, from_small, small.look_up, 3),
        Figure("growth: a stamp", large.stamp, from_small, small.stamp, 3),
    ]


def _measured(purchases: int, scratch: Path, runs: int) -> Measured:
    where = scratch / "visited.db"
    shutil.copyfile(visited_shop(purchases), where)
    random, month, look_up, stamp = Random(5), [], [], []
    with Shop.open(where) as shop:
        running = shop.month.months()[1]
        ids = [shop.customers.resolve(card) for card in cards(purchases)[:200]]
        shop.month.figures()
        for _run in range(max(runs, 5) * 4):
            text = random.choice(("mar", "le", "jean d", "noel", "02"))
            look_up.append(_timed(lambda text=text: shop.customers.find(text)))
            who = random.choice(ids)
            stamp.append(_timed(lambda who=who: shop.counter.stamp(who, stamps=1, amount=350)))
            month.append(_timed(shop.month.figures))
    by_sql = _by_sql(where, running)
    return Measured(p50(month), p50(look_up), p50(stamp), by_sql, _by_duckdb(where, running))


# The yardsticks: the same counts by plain SQL, in one pass over the ledger

_MINE = """
    CREATE TEMP TABLE mine AS
    SELECT customer_id, substr(CAST(business_day AS TEXT), 1, 7) AS month,
        max(business_day) AS last, count(DISTINCT business_day) AS visits,
        count(*) AS purchases, sum(amount) AS revenue
    FROM entry e
    WHERE kind = 'purchase' AND NOT EXISTS (SELECT 1 FROM entry v WHERE v.voids = e.id)
    GROUP BY 1, 2
"""
_CAME = """
    CREATE TEMP TABLE came AS SELECT customer_id, min(month) AS month FROM mine GROUP BY 1
"""
_HISTORY = """
    WITH span(month, earliest, since, back) AS (VALUES {spans}),
    seen AS (
        SELECT span.month, span.since, span.back, mine.customer_id,
            max(CASE WHEN mine.month < span.month THEN mine.last END) AS before,
            max(mine.last) AS after
        FROM span JOIN mine ON mine.month BETWEEN span.earliest AND span.month
        GROUP BY 1, 2, 3, 4
    )
    SELECT seen.month, sum(CAST(before >= since AS INT)), sum(CAST(after >= back AS INT)),
        sum(CAST(before >= since AND after >= back AS INT)),
        sum(CAST(came.month = seen.month AS INT))
    FROM seen JOIN came USING (customer_id) GROUP BY 1
"""
_MONTH = """
    SELECT count(*), sum(purchases), sum(visits), sum(revenue),
        sum(CAST(purchases > 1 AS INT)), sum(CAST(visits > 1 AS INT))
    FROM mine WHERE month = '{month}'
"""
_COHORTS = """
    SELECT came.month, mine.month, count(*) FROM mine JOIN came USING (customer_id) GROUP BY 1, 2
"""


def _statements(running: date) -> list[str]:
    """The 13 months' active customers, the month's own figures, the cohorts."""
    spans = ", ".join(
        f"('{first:%Y-%m}', '{add_months(first, -4):%Y-%m}', "
        f"'{first - timedelta(days=_WINDOW)}', "
        f"'{last_of_month(first) - timedelta(days=_WINDOW - 1)}')"
        for first in (add_months(running, -back) for back in range(_MONTHS))
    )
    return [
        "DROP TABLE IF EXISTS mine",
        "DROP TABLE IF EXISTS came",
        _MINE,
        _CAME,
        _HISTORY.format(spans=spans),
        _MONTH.format(month=f"{running:%Y-%m}"),
        _COHORTS,
    ]


def _by_sql(where: Path, running: date) -> float:
    with closing(sqlite_module().connect(str(where))) as ledger:
        return _of(_statements(running), lambda told: ledger.execute(told).fetchall())


def _by_duckdb(where: Path, running: date) -> float | None:
    try:
        import duckdb
    except ImportError:
        return None
    with closing(sqlite_module().connect(str(where))) as ledger:
        table = where.with_suffix(".csv")
        with table.open("w", encoding="utf-8") as file:
            file.write("id,customer_id,business_day,kind,amount,voids\n")
            for row in ledger.execute(
                "SELECT id, customer_id, business_day, kind, amount, voids FROM entry"
            ):
                file.write(",".join("" if cell is None else str(cell) for cell in row) + "\n")
    with closing(duckdb.connect()) as copy:
        copy.execute(
            f"CREATE TABLE entry AS SELECT * FROM read_csv('{table}', types = "
            "{'voids': 'BIGINT', 'amount': 'BIGINT', 'business_day': 'DATE'})"
        )
        return _of(
            [_for_duckdb(told) for told in _statements(running)],
            lambda told: copy.execute(told).fetchall(),
        )


def _for_duckdb(statement: str) -> str:
    """With days as dates, which it compares faster than text."""
    return re.sub(r"('\d{4}-\d\d-\d\d')", r"DATE \1", statement)


def _of(statements: list[str], ask: Callable[[str], object]) -> float:
    runs = [_timed(lambda: [ask(told) for told in statements]) for _run in range(3)]
    return median(runs)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
