"""The bench runs, at a size too small to mean anything."""

import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.figures import Figure, p50, p95, table


@pytest.mark.parametrize(
    ("part", "figures"),
    [
        pytest.param(
            "screens",
            ["first paint", "letters typed at first paint", "key to the list painted"],
            marks=[
                pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty"),
                pytest.mark.long,
            ],
        ),
        ("store", ["look-up", "durable stamp"]),
        ("files", ["import of 300 purchases", "backup"]),
        (
            "months",
            ["month's figures at 400 purchases", "growth: the month", "a look-up", "a stamp"],
        ),
    ],
)
def test_the_bench_prints_a_row_for_each_figure(
    part: str,
    figures: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    # The shop that a bench of another day left behind may be of another make.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setitem(sys.modules, "duckdb", None)  # an extra that need not be there
    small = ["--customers", "120", "--purchases", "300", "--visits", "400", "--runs", "1"]
    main([*small, "--only", part])
    rows = [line for line in capsys.readouterr().out.splitlines() if " × |" in line]
    assert len(rows) == len(figures)
    assert all(figure in row for figure, row in zip(figures, rows, strict=True))


def test_a_figure_is_within_its_budget_or_says_no() -> None:
    assert Figure("a", 0.02, "b", 0.01, 2).within
    assert not Figure("a", 0.021, "b", 0.01, 2).within
    assert not Figure("a", 0.02, "b", 0.01, 2, limit=0.019).within
    assert "| 2.1 × | 2 × | NO |" in table([Figure("a", 0.021, "b", 0.01, 2)])


def test_the_middle_and_the_slow_end_of_some_times() -> None:
    times = [float(n) for n in range(100, 0, -1)]
    assert p50(times) == 50.5
    assert p95(times) == 96
    assert p95([3.0]) == 3
