"""What a figure of the month is in words: how it is told, where it stands, what it is made from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from shopcard.language import say_money
from shopcard.rules.feedback import Voices
from shopcard.rules.metrics import Counts, Figures, Group
from shopcard.words.formulas import part


class Measure(StrEnum):
    """What a figure is told in."""

    PERCENT = "percent"
    MONEY = "money"
    """From minor units."""
    DECIMAL = "decimal"
    DAYS = "days"
    COUNT = "count"


class Place(StrEnum):
    """Where a figure stands."""

    HEADLINE = "headline"
    """The month opens with it."""
    PAGE = "page"
    """Among all figures."""
    VOICES = "voices"
    """Among all figures, and beside what customers say."""
    JSON = "json"
    """For other programs alone: another name of a figure that stands elsewhere."""
    BEHIND = "behind"
    """A count, or a sentence's sum, that is explained where it is met."""


@dataclass(frozen=True, slots=True)
class InMonth:
    """What the words of a figure are made from."""

    figures: Figures
    currency: str

    @property
    def counts(self) -> Counts:
        return self.figures.counts

    @property
    def voices(self) -> Voices:
        return self.figures.voices

    def part(self, name: str) -> str:
        """A count with what it counts: 312 retained."""
        return part(name, self.counts)

    def divided(self, top: str, bottom: str) -> str:
        """One count as a percentage of another."""
        return f"{self.part(top)} / {self.part(bottom)} × 100"

    def money(self, minor: float) -> str:
        return say_money(minor, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A figure of the month in words, each in the language now spoken."""

    name: Callable[[], str]
    short: Callable[[], str] | None = None
    """For a headline, where the name is too long."""
    without_margin: Callable[[], str] | None = None
    """What it is called where no gross margin is set, if that makes it something else."""
    measure: Measure = Measure.COUNT
    place: Place = Place.PAGE
    formula: Callable[[InMonth], str]
    """How it was worked out, with the month's numbers in place, up to the equals sign; in words
    where it has none."""
    about: Callable[[InMonth], Iterable[str]]
    """What it means and what it does not say, a sentence each."""
    groups: tuple[Group, ...] = ()
    """The customers behind it, those it is about first."""
    say: Callable[[Voices], str] | None = None
    """How it is said with the counts that it does not go without."""
