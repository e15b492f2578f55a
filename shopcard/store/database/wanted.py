"""Long work that is given up once nobody waits for its answer any more."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from shopcard.errors import ShopcardError

T = TypeVar("T")
Wanted = Callable[[], bool]

_wanted: ContextVar[Wanted | None] = ContextVar("wanted", default=None)


class Dropped(ShopcardError):
    """Nobody waited for this answer any more. Nothing was written."""


@contextmanager
def while_wanted(wanted: Wanted) -> Iterator[None]:
    """What a shop is asked in this block, and in this thread, raises Dropped soon after `wanted`
    has become false. Acts are not asked, but done: they are never given up half-way."""
    before = _wanted.set(wanted)
    try:
        yield
    finally:
        _wanted.reset(before)


def wanted_now() -> Wanted | None:
    """What says whether the answer is still waited for; None: it is, to the end."""
    return _wanted.get()


def as_long_as_wanted(things: Iterable[T]) -> Iterator[T]:
    """The same things one by one; raises Dropped at the first that nobody waits for."""
    wanted = _wanted.get()
    for thing in things:
        if wanted is not None and not wanted():
            raise Dropped("")
        yield thing
