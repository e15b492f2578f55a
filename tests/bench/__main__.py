"""`python -m tests.bench`: the table of figures, each beside its yardstick from the same run."""

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from shopcard.store.database.engine import sqlite_module
from tests.bench.figures import Figure, table
from tests.bench.files import files
from tests.bench.months import months
from tests.bench.screens import screens
from tests.bench.shop_file import big_shop
from tests.bench.store import store


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000, help="of the shop looked at")
    parser.add_argument("--purchases", type=int, default=100_000, help="in the import")
    parser.add_argument("--visits", type=int, default=2_000_000, help="in the months' shop")
    parser.add_argument("--runs", type=int, default=5, help="of which the medians are taken")
    parser.add_argument(
        "--only", choices=("screens", "store", "files", "months"), help="one part alone"
    )
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="shopcard-bench-") as folder:
        scratch = Path(folder)
        parts: dict[str, Callable[[], list[Figure]]] = {
            "screens": lambda: screens(big_shop(asked.customers), asked.runs),
            "store": lambda: store(big_shop(asked.customers), asked.customers, scratch, asked.runs),
            "files": lambda: files(asked.purchases, scratch, asked.runs),
            "months": lambda: months(asked.visits, scratch, asked.runs),
        }
        chosen = [asked.only] if asked.only else list(parts)
        figures = [figure for part in chosen for figure in parts[part]()]
    print(
        f"Python {platform.python_version()}, SQLite {sqlite_module().sqlite_version}, "
        f"{platform.system()}; {asked.customers:,} customers; medians of {asked.runs} runs "
        "unless said otherwise"
    )
    print(table(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
