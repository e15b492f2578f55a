"""The month's headlines and remarks, for screen, command and report."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from shopcard.language import say_number
from shopcard.rules.metrics import Why
from shopcard.words.figures import explain, name_of, say_change, say_value, say_why

if TYPE_CHECKING:
    from shopcard.rules.metrics import Change, Figures
    from shopcard.store.answers.month import Month


HEADLINES = (
    "retention_pct", "repeat_purchase_pct", "new", "active_end", "visits", "average_basket",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that the month opens with."""

    name: str
    value: str
    change: str
    """Empty when it cannot be compared."""
    way: int
    """1 when it rose, -1 when it fell, 0 when it stayed or cannot be compared."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with how it is worked out."""

    name: str
    value: str
    change: str
    formula: str


def headlines(month: "Month") -> list[Headline]:
    figures = month.figures
    return [
        _headline(key, _said(key, month), figures.changes.get(key), month.currency)
        for key in HEADLINES
    ]


def _headline(key: str, value: str, change: "Change | None", currency: str) -> Headline:
    if change is None:
        return Headline(name_of(key), value, "", 0)
    return Headline(
        name_of(key), value, say_change(change, currency), (change.by > 0) - (change.by < 0)
    )


def _said(key: str, month: "Month") -> str:
    if key in month.figures.values:
        return say_value(key, month.figures.values[key], month.currency)
    return say_number(getattr(month.counts, key))


def told(figures: "Figures", currency: str) -> list[Told]:
    """The figures that are there. Loyalty is retention by another name, so it is left out."""
    found = []
    for key, figure in figures.values.items():
        if key != "loyalty_pct" and not isinstance(figure, Why):
            said = explain(key, figures, currency)
            change = figures.changes.get(key)
            moved = "" if change is None else say_change(change, currency)
            found.append(Told(said.name, said.value, moved, said.formula))
    return found


def untold(figures: "Figures") -> list[tuple[str, str]]:
    """Why the other figures are not there: the reason, and their names."""
    missing = sorted(
        ((say_why(figure, figures), n, name_of(key, figures))
         for n, (key, figure) in enumerate(figures.values.items())
         if key != "loyalty_pct" and isinstance(figure, Why))
    )  # fmt: skip
    grouped = [
        (why, [(n, name) for _why, n, name in found])
        for why, found in groupby(missing, key=lambda one: one[0])
    ]
    return [
        (why, ", ".join(name for _n, name in names))
        for why, names in sorted(grouped, key=lambda one: one[1][0])
    ]
