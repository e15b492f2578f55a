"""All 18 months of a real shop equal figures worked out elsewhere, twice."""

import csv
from datetime import date, datetime

import pytest
from store_clock import Clock

from shopcard.rules.calendar import noon
from shopcard.rules.preferences import Preferences
from shopcard.store.answers import PastPurchase
from shopcard.store.shop import Shop

COUNTS = {
    "active": "in_month", "new": "new", "prev_active": "in_month_before",
    "retained_from_prev": "in_both_months", "S90": "active_start", "E90": "active_end",
    "N90": "new", "retained90": "retained", "transactions": "purchases", "visit_days": "visits",
    "repeaters_tx": "repeat_purchasers", "repeaters_days": "repeat_visitors",
    "revenue_cents": "revenue",
}  # fmt: skip
FIGURES = {
    "repeat_rate_tx_pct": "repeat_purchase_pct", "repeat_rate_days_pct": "repeat_visit_pct",
    "freq_tx_per_active": "frequency", "crr_set_pct": "month_to_month_pct",
    "median_gap_days_ending_in_month": "median_gap_days", "avg_basket_tx": "average_basket",
}  # fmt: skip
JUDGED = {"crr90_formula_pct": "crr_formula_pct", "crr90_set_pct": "retention_pct"}


@pytest.fixture(scope="module")
def cdnow(shared_data, tmp_path_factory):
    where = tmp_path_factory.mktemp("cdnow") / "shop.db"
    preferences = Preferences("CDNOW", currency="USD", timezone="America/New_York")
    with Shop.create(where, preferences, clock=Clock()) as shop:
        with (shared_data / "cdnow_sample.csv").open(newline="") as file:
            shop.absorb(
                PastPurchase(
                    str(n),
                    row["customer"],
                    noon(date.fromisoformat(row["date"]), preferences.zone),
                    round(float(row["amount"]) * 100),
                )
                for n, row in enumerate(csv.DictReader(file))
            )
        yield shop


def test_every_shared_column_of_every_month(cdnow, shared_data):
    with (shared_data / "cdnow_sample_monthly.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    for n, row in enumerate(rows):
        month = cdnow.month(datetime.strptime(row["month"], "%Y-%m").date())  # noqa: DTZ007
        counted = {column: getattr(month.counts, name) for column, name in COUNTS.items()}
        assert counted == {column: int(row[column] or 0) for column in COUNTS}
        columns = FIGURES if n < 3 else FIGURES | JUDGED
        for column, name in columns.items():
            if row[column]:
                unit = 100 if name == "average_basket" else 1
                told = month.figures.values[name] / unit
                assert told == pytest.approx(float(row[column]), abs=1e-6), (row["month"], column)


def test_every_cohort_of_every_month(cdnow, shared_data):
    with (shared_data / "cdnow_sample_cohorts.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    cohorts = {c.month: c for c in cdnow.month(date(1998, 6, 1)).cohorts}
    for row in rows:
        cohort = cohorts[date.fromisoformat(row["cohort"] + "-01")]
        assert (cohort.size, cohort.active[int(row["months_since"])]) == (
            int(row["cohort_size"]), int(row["active"]),
        )  # fmt: skip
    assert len(rows) == 51
