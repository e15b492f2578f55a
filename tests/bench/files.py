"""What goes in and out as files: an import, and a backup of what it made."""

import csv
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

from shopcard.demo import programs
from shopcard.files.backup.export import export
from shopcard.files.imports.import_file import bring_in
from shopcard.rules.settings import Settings
from shopcard.store.database.engine import sqlite_module
from shopcard.store.shop.shop import Shop
from tests.bench.figures import Figure, p50


def files(purchases: int, scratch: Path, runs: int) -> list[Figure]:
    """Imports of so many purchases into new shops, and backups of the last of them."""
    sheet = _sheet(purchases, scratch / "purchases.csv")
    bare_import, by_whom = _bare_import()
    ours, theirs, kept, copied = [], [], [], []
    for run in range(runs):
        theirs.append(_timed(bare_import, sheet, scratch / f"bare{run}.db"))
        with Shop.create(
            scratch / f"shop{run}.db", Settings("Bench", backups=False), programs()
        ) as shop:
            ours.append(_timed(bring_in, shop, sheet))
    with Shop.open(scratch / f"shop{runs - 1}.db") as shop:
        for run in range(runs):
            copied.append(_timed(_vacuum, shop.opened.where, scratch / f"copy{run}.db"))
            kept.append(_timed(export, shop, scratch / f"kept{run}.shopcard"))
    return [
        Figure(f"import of {purchases:,} purchases", p50(ours), by_whom, p50(theirs), 12),
        Figure("backup, verified, of that shop", p50(kept), "VACUUM INTO", p50(copied), 4),
    ]


def _sheet(purchases: int, where: Path) -> Path:
    """A table of purchases by a tenth as many customers, over three years."""
    random, first = Random(3), date(2022, 1, 1)
    with where.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(["customer", "date", "amount"])
        for _n in range(purchases):
            day = first + timedelta(days=random.randrange(1095))
            card = f"{random.randrange(max(1, purchases // 10)):08}"
            sheet.writerow([card, day.isoformat(), f"{random.randrange(100, 5000) / 100:.2f}"])
    return where


_TABLE = "CREATE TABLE purchase(customer TEXT, date TEXT, amount TEXT);"
_INDEX = "CREATE INDEX by_customer ON purchase(customer, date);"


def _bare_import() -> tuple[Callable[[Path, Path], None], str]:
    program = shutil.which("sqlite3")
    if program is None:
        return _insert_many, "Python's executemany of the same rows, one index"

    def by_program(sheet: Path, where: Path) -> None:
        orders = [_TABLE, _INDEX, f".import --csv --skip 1 {sheet} purchase"]
        subprocess.run([program, str(where), *orders], check=True, capture_output=True)

    return by_program, "sqlite3 .import of the same rows, one index"


def _insert_many(sheet: Path, where: Path) -> None:
    with closing(sqlite_module().connect(str(where))) as bare, sheet.open(encoding="utf-8") as file:
        bare.executescript(_TABLE + _INDEX)
        rows = csv.reader(file)
        next(rows)
        bare.executemany("INSERT INTO purchase VALUES (?, ?, ?)", rows)
        bare.commit()


def _vacuum(where: Path, copy: Path) -> None:
    with closing(sqlite_module().connect(str(where))) as bare:
        bare.execute("VACUUM INTO ?", (str(copy),))


def _timed(act: Callable[..., object], *arguments: object) -> float:
    began = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - began
