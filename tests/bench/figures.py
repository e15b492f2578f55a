"""A row of the bench's table."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured and its yardstick, both in seconds; `at_most` bounds their ratio."""

    what: str
    ours: float
    yardstick: str
    theirs: float
    at_most: float
    limit: float | None = None
    """A bound on `ours` itself, in seconds, where there is one."""

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def within(self) -> bool:
        return self.ratio <= self.at_most and (self.limit is None or self.ours <= self.limit)

    def row(self) -> str:
        bound = f"{self.at_most:g} ×" + (f", {say(self.limit)}" if self.limit else "")
        return (
            f"| {self.what} | {say(self.ours)} | {self.yardstick} | {say(self.theirs)} "
            f"| {self.ratio:.3g} × | {bound} | {'yes' if self.within else 'NO'} |"
        )


def p50(seconds: Sequence[float]) -> float:
    return median(seconds)


def p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, round(len(seconds) * 0.95))]


def say(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def table(figures: Sequence[Figure]) -> str:
    head = "| what | ours | yardstick | its time | ratio | at most | within |"
    return "\n".join([head, "|---" * 7 + "|", *(figure.row() for figure in figures)])
