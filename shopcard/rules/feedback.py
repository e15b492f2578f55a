"""What customers say of the shop: when they are asked, and what their answers come to.

Scores are in points, from −100 to 100; shares are percent, 0 to 100, neither rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.intervals import jeffreys

QUARTER = 90
"""Days after which a customer may be asked again."""
HIGHEST = 10
"""The most that the answer to the recommendation question may be; the least is 0."""
LEAST_VISITS = 2
"""From this visit on a customer is asked."""
LEAST_SCORED, LEAST_SATISFIED = 30, 10
"""Under so many answers only the counts are told."""
PROMOTERS_FROM, PASSIVES_FROM = 9, 7
"""The least answer of a promoter, and of a passive; less makes a detractor."""
_SURE = 1.96
"""Standard errors either way that hold 95 in 100."""


class Ask(StrEnum):
    """Which question the counter asks."""

    NO = "no"
    RECOMMEND = "recommend"
    SATISFIED = "satisfied"


def due(ask: Ask, last_asked: date | None, today: date, visits: int) -> Ask:
    """The question that a customer is to be asked; NO while none is, and before the second visit:
    who has come once has nothing to judge by. One who would rather not say was asked all the
    same."""
    if visits < LEAST_VISITS:
        return Ask.NO
    if last_asked is not None and (today - last_asked).days < QUARTER:
        return Ask.NO
    return ask


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer answered to the one question; neither: they would rather not say."""

    recommend: int | None = None
    satisfied: bool | None = None


NO_ANSWER = "/"
"""What is typed for one who would rather not say: a sign that no name and no number begins with,
on every keyboard's figures."""
_JUDGED = {"1": Answer(satisfied=True), "2": Answer(satisfied=False)}


def typed_answer(ask: Ask, typed: str) -> Answer | None:
    """The answer that a text is to the question asked; None where it is none, as a name, a card
    number or an amount is. Refused for one or two figures that are out of its range."""
    text = typed.strip()
    if ask is Ask.NO or not text:
        return None
    if text == NO_ANSWER:
        return Answer()
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(HIGHEST))):
        return None
    if ask is Ask.RECOMMEND:
        return Answer(recommend=checked(int(text)))
    if text not in _JUDGED:
        raise Refused(_("Type 1 for yes or 2 for no."))
    return _JUDGED[text]


def checked(recommend: int | None) -> int | None:
    """The answer to the recommendation question; Refused for one that is not 0 to 10."""
    if recommend is not None and not 0 <= recommend <= HIGHEST:
        raise Refused(_("The answer is a whole number from 0 to {most}.").format(most=HIGHEST))
    return recommend


@dataclass(frozen=True, slots=True)
class Voices:
    """What the customers of a span of days said: of each, the latest answer to each question.

    People who were merged are one; erased ones keep counting.
    """

    promoters: int = 0
    """Answered 9 or 10."""
    passives: int = 0
    """Answered 7 or 8."""
    detractors: int = 0
    """Answered 0 to 6."""
    satisfied: int = 0
    not_satisfied: int = 0
    referred: int = 0
    """New customers of the span who name who brought them."""

    @property
    def scored(self) -> int:
        """Who answered the recommendation question."""
        return self.promoters + self.passives + self.detractors

    @property
    def judged(self) -> int:
        """Who said whether they are satisfied."""
        return self.satisfied + self.not_satisfied


def voices(
    recommend: Mapping[int, int], satisfied: Mapping[bool, int], referred: int = 0
) -> Voices:
    """From how many customers gave each answer."""
    promoters = sum(n for answer, n in recommend.items() if answer >= PROMOTERS_FROM)
    detractors = sum(n for answer, n in recommend.items() if answer < PASSIVES_FROM)
    return Voices(
        promoters=promoters,
        passives=sum(recommend.values()) - promoters - detractors,
        detractors=detractors,
        satisfied=satisfied.get(True, 0),
        not_satisfied=satisfied.get(False, 0),
        referred=referred,
    )


def score(v: Voices) -> float | None:
    """The Net Promoter Score: percent answering 9 or 10 minus percent answering 0 to 6. None
    without an answer."""
    return 100 * (v.promoters - v.detractors) / v.scored if v.scored else None


def margin(v: Voices) -> float:
    """By how many points the score may be off either way, 95 times in 100.

    ± 1.96 √(((p + d) − (p − d)²) / n) after adding ¾ promoter, ¾ detractor and 1½ passive: the
    adjusted Wald interval of B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The
    American Statistician 70 (2016).
    """
    n = v.scored + 3
    p, d = (v.promoters + 0.75) / n, (v.detractors + 0.75) / n
    return 100 * _SURE * sqrt((p + d - (p - d) ** 2) / n)


def moved(now: Voices, before: Voices) -> float | None:
    """By how many points the score moved. None where either has too few answers to be told, and
    where the move is within its margin: that of a difference, √(m₁² + m₂²)."""
    new, old = score(now), score(before)
    if new is None or old is None or min(now.scored, before.scored) < LEAST_SCORED:
        return None
    passes = abs(new - old) > sqrt(margin(now) ** 2 + margin(before) ** 2)
    return new - old if passes else None


def satisfaction(v: Voices) -> float | None:
    """Satisfied / all who said; None without an answer."""
    return 100 * v.satisfied / v.judged if v.judged else None


def satisfaction_range(v: Voices) -> tuple[float, float] | None:
    """Between which shares the true one lies, 95 times in 100 (Jeffreys); None without an
    answer."""
    if not v.judged:
        return None
    low, high = jeffreys(v.satisfied / v.judged, v.judged)
    return 100 * low, 100 * high
