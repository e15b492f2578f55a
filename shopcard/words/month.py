"""The month's headlines and remarks, for screen, command and report."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from shopcard.rules.metrics import Why
from shopcard.words.definition import Place
from shopcard.words.figure_definitions import DEFINITIONS, standing
from shopcard.words.figures import explain, name_of, say_change, say_value, say_why, value_of

if TYPE_CHECKING:
    from shopcard.rules.metrics import Figures
    from shopcard.store.answers.month import Month


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
    """The figures that the month opens with, each with its change."""
    return [_headline(key, month.figures, month.currency) for key in standing(Place.HEADLINE)]


def _headline(key: str, figures: "Figures", currency: str) -> Headline:
    value = say_value(key, value_of(key, figures), currency)
    change = figures.changes.get(key)
    if change is None:
        return Headline(name_of(key), value, "", 0)
    way = (change.by > 0) - (change.by < 0)
    return Headline(name_of(key), value, say_change(change, currency), way)


def told(figures: "Figures", currency: str) -> list[Told]:
    """The figures that are there, but for those that stand in the JSON alone."""
    found = []
    for key, figure in figures.values.items():
        if DEFINITIONS[key].place is not Place.JSON and not isinstance(figure, Why):
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
         if DEFINITIONS[key].place is not Place.JSON and isinstance(figure, Why))
    )  # fmt: skip
    grouped = [
        (why, [(n, name) for _why, n, name in found])
        for why, found in groupby(missing, key=lambda one: one[0])
    ]
    return [
        (why, ", ".join(name for _n, name in names))
        for why, names in sorted(grouped, key=lambda one: one[1][0])
    ]
