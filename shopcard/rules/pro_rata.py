"""What cards in progress may come to: of each reward the part that their stamps have reached.

A card of 7 stamps towards a coffee at 10 that costs €1.20 is expected to cost 7 / 10 × €1.20. What
a card has earned on its way is a reward already, and counts as one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from shopcard.rules.program import Terms

CostOf = Callable[[str], int | None]
"""What the reward of a name costs the shop, in minor units; None where that is not said."""


@dataclass(frozen=True, slots=True)
class OpenCards:
    """Cards in progress as of now."""

    count: int = 0
    expected: Fraction = Fraction(0)
    """What their stamps so far come to, in minor units; rewards without a cost left out."""
    uncosted: int = 0
    """How many of them are on their way to a reward whose cost is not said."""

    def __add__(self, other: "OpenCards") -> "OpenCards":
        return OpenCards(
            self.count + other.count,
            self.expected + other.expected,
            self.uncosted + other.uncosted,
        )


def of_cards(terms: Terms, stamps: int, cards: int, carry: int, cost_of: CostOf) -> OpenCards:
    """Some cards under the same terms that show as many stamps each; `carry` is what they keep
    towards their next stamp together, in minor units of spend."""
    reached = Fraction(cards * stamps)
    if terms.per:
        reached += Fraction(carry, terms.per)
    expected, uncosted = Fraction(0), False
    for promise in terms.promises:
        if promise.count > stamps:
            cost = cost_of(promise.name)
            expected += reached / promise.count * (cost or 0)
            uncosted |= cost is None
    return OpenCards(cards, expected, cards if uncosted else 0)
