"""How long wrong tries at a PIN hold up the next one. All lengths of time are in seconds."""

import math

from shopcard.language import ngettext

FREE = 3
"""Wrong tries that a slip of the finger may make."""
WAITS = (5, 15, 60, 300, 900)
"""What the last of these, and each wrong try after it, makes one wait; the longest from then on.
At that pace all PINs of four digits take 104 days."""


def wait_after(tries: int) -> int:
    """The whole wait that so many wrong tries in a row bring."""
    return 0 if tries < FREE else WAITS[min(tries - FREE, len(WAITS) - 1)]


def seconds_left(tries: int, *, by_clock: float, steadily: float | None = None) -> float:
    """What is left of it, from 0 to the whole wait.

    `by_clock` is what the clock on the wall says has passed since the latest wrong try, `steadily`
    what a clock says that nobody can set, where one has run since. A clock that was set back says
    less than nothing: the wait begins anew, and a year wrong is no year of waiting.
    """
    wait = wait_after(tries)
    passed = max(by_clock, 0) if steadily is None else steadily
    return max(wait - passed, 0)


def say_wait(seconds: float) -> str:
    """What to do until then; minutes and seconds are rounded up."""
    n = math.ceil(seconds)
    if n <= 90:
        return ngettext(
            "Too many wrong tries. Wait {n} second, then try again.",
            "Too many wrong tries. Wait {n} seconds, then try again.",
            n,
        ).format(n=n)
    n = math.ceil(seconds / 60)
    return ngettext(
        "Too many wrong tries. Wait {n} minute, then try again.",
        "Too many wrong tries. Wait {n} minutes, then try again.",
        n,
    ).format(n=n)
