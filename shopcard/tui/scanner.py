"""Hearing a scanner among the keys, whichever screen they are for."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shopcard.rules.scanner import Scan

if TYPE_CHECKING:
    from textual.app import App

import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from textual import events

from shopcard.rules.scanner import ScanGuard, all_readings, read_scan

ENTER = ("enter", "ctrl+j")
"""A scanner may end its burst with either, or with both."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who pressed an Enter: `scanned` are the keys, quick as a scanner's, that it ends, empty for a
    person's; `too_soon` says that it follows a scan so closely that it must confirm nothing."""

    scanned: str = ""
    too_soon: bool = False
    scan: Scan | None = field(default=None, compare=False)
    """What those keys brought; None where they were no scan but a text that came in one piece."""

    @property
    def readings(self) -> tuple[str, ...]:
        """Every card number that those keys can be, a text's too."""
        return self.scan.readings if self.scan else all_readings(self.scanned)

    @property
    def card(self) -> Scan | None:
        """The scan, where names are typed too; a text typed fast is none."""
        return self.scan if self.scan and self.scan.in_a_form else None


TWINS = 0.05
"""Seconds: two Enters this close are a scanner's, or a key held down; no finger is as quick."""


class Ear:
    """Hears every key before any screen does, and says afterwards who pressed an Enter."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock`: what tells keys apart, in seconds."""
        self._clock = clock
        self.guard = ScanGuard()
        self._burst = ""
        self._last_enter = float("-inf")
        self._verdicts: WeakKeyDictionary[events.Key, Verdict] = WeakKeyDictionary()
        self._keyboards: frozenset[str] | None = None
        """Those that all the scans so far fit; None before the first that tells."""

    def hear(self, event: events.Key) -> events.Key | None:
        """The key as the screens should have it; None for one that a scanner sent and that must
        do nothing: a control character within a code. A Tab at its end is an Enter."""
        # The instant of the key itself: the screen's loop may have been held up since.
        at = event.time if self._clock is time.monotonic else self._clock()
        if event.key == "tab" and self.guard.whole(at):
            event = events.Key("enter", "\r")
        if event.key in ENTER:
            self._verdicts[event] = self._verdict(at)
        elif event.is_printable and event.character:
            alone = self.guard.key(at) == 1
            self._burst = event.character if alone else self._burst + event.character
        elif event.character and event.key not in ("escape", "tab") and self.guard.control(at):
            return None
        return event

    def _verdict(self, at: float) -> Verdict:
        twin, self._last_enter = at - self._last_enter < TWINS, at
        too_soon = twin or self.guard.too_soon(at)
        scanned = self._burst if self.guard.enter(at) else ""
        scan = read_scan(scanned, self._keyboards or ()) if scanned else None
        if scan and scan.keyboards:
            fit = frozenset(scan.keyboards)
            self._keyboards = fit if self._keyboards is None else self._keyboards & fit
        return Verdict(scanned, too_soon and not scanned, scan)

    def judge(self, event: events.Key) -> Verdict:
        """Who pressed this Enter; a person, when it was not heard."""
        return self._verdicts.get(event, Verdict())


def judged(app: "App[Any]", enter: events.Key) -> Verdict:
    """Who pressed this Enter, by the app's own hearing; a person in an app that has none. The
    Enter is taken away from everything else."""
    enter.stop()
    enter.prevent_default()
    judge: Callable[[events.Key], Verdict] | None = getattr(app, "judge", None)
    return judge(enter) if judge else Verdict()
