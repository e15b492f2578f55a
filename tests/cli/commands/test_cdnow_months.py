"""All 18 months of a real shop, imported and summed up by command, equal figures that were worked
out elsewhere, twice."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

CUSTOMERS = {
    "active": "in_month", "new": "new", "prev_active": "in_month_before",
    "retained_from_prev": "in_both_months", "S90": "active_start", "E90": "active_end",
    "N90": "new", "retained90": "retained",
}  # fmt: skip
SUMS = {"transactions": "purchases", "visit_days": "visits", "revenue_cents": "revenue"}
FIGURES = {
    "repeat_rate_tx_pct": "repeat_purchase_pct", "repeat_rate_days_pct": "repeat_visit_pct",
    "freq_tx_per_active": "frequency", "crr_set_pct": "month_to_month_pct",
    "median_gap_days_ending_in_month": "median_gap_days", "avg_basket_tx": "average_basket",
}  # fmt: skip
REPEATERS = {"repeaters_tx": "repeat_purchase_pct", "repeaters_days": "repeat_visit_pct"}
JUDGED = {"crr90_formula_pct": "crr_formula_pct", "crr90_set_pct": "retention_pct"}
UNJUDGED = 3
"""Months that begin within 90 days of the first purchase."""


@pytest.fixture
def cdnow(nothing: Run, shared_data: Path) -> Run:
    made = nothing("init", "--name", "CDNOW", "--currency", "USD", "--timezone", "America/New_York")
    assert made.code == 0, made.err
    brought = nothing("import", str(shared_data / "cdnow_sample.csv"), "--json").json
    assert brought["added"] == {"customers": 2357, "purchases": 6919, "balances": 0}
    return nothing


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_every_shared_column_of_every_month(cdnow: Run, shared_data: Path) -> None:
    months = rows(shared_data / "cdnow_sample_monthly.csv")
    assert len(months) == 18
    for n, row in enumerate(months):
        told: dict[str, Any] = cdnow("summary", "--month", row["month"], "--json").json
        figures = told["figures"]
        assert (told["month"], told["complete"], told["currency"]) == (row["month"], True, "USD")
        for column, key in CUSTOMERS.items():
            assert told["customers"][key] == int(row[column] or 0), (row["month"], column)
        for column, key in SUMS.items():
            assert told[key] == int(row[column]), (row["month"], column)
        for column, key in REPEATERS.items():
            repeaters = figures[key] * told["customers"]["in_month"] / 100
            assert repeaters == pytest.approx(int(row[column])), (row["month"], column)
        columns = FIGURES if n < UNJUDGED else FIGURES | JUDGED
        for column, key in columns.items():
            if row[column]:
                unit = 100 if key == "average_basket" else 1
                expected = pytest.approx(float(row[column]), abs=1e-6)
                assert figures[key] / unit == expected, (row["month"], column)
        if n < UNJUDGED:
            assert all(figures[key] is None for key in JUDGED.values())
            assert "1997" in told["figures_why"]["retention_pct"]


def test_every_cohort_of_every_month(cdnow: Run, shared_data: Path) -> None:
    cells = rows(shared_data / "cdnow_sample_cohorts.csv")
    assert len(cells) == 51
    told = cdnow("summary", "--month", "1998-06", "--json").json["cohorts"]
    cohorts = {cohort["month"]: cohort for cohort in told}
    for row in cells:
        cohort = cohorts[row["cohort"]]
        here = cohort["size"], cohort["active"][int(row["months_since"])]
        assert here == (int(row["cohort_size"]), int(row["active"]))
