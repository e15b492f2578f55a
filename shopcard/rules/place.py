"""Which programmes run where: those of a channel, such as a market stall, and those of the shop."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from shopcard.rules.text import fold

P = TypeVar("P")


def running_at(
    programs: Iterable[P], place: str | None, channel: Callable[[P], str | None]
) -> tuple[P, ...]:
    """Those of the open programmes that run in a place: its own, else those of no channel.

    An empty `place` is the shop itself; None is not said, and all of them run.
    """
    every = tuple(programs)
    if place is None:
        return every
    own = tuple(p for p in every if (at := channel(p)) and fold(at) == fold(place))
    return own or tuple(p for p in every if not channel(p))
