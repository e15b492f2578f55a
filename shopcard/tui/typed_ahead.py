"""Keys typed ahead: pressed while the screen that they are meant for is still on its way.

Every key is given in the order in which it was pressed, and only once all that the ones before it
set going has come to where the next key belongs. What a screen may say for itself:

- `opening`: another may yet follow from what was pressed (an act before its question, a form that
  is being saved);
- `not_yet(event)`: this key points at what does not stand there yet, such as a list being read;
- `own_keys`: keys that mean nothing elsewhere when they were pressed with this screen in view right
  after one another, as when somebody presses Save twice and the first has already led away.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input

Pressed = events.Key | events.Paste

MOST_NOT_YET = 2.0
"""Seconds that a key waits for what it points at."""
AGAIN = 0.005
"""Seconds between two looks at what keys wait for."""
LEAVES = ("ctrl+q",)
"""What is never made to wait."""


class TypedAhead:
    """What was pressed, each key for the screen it was meant for."""

    def __init__(
        self,
        app: App[Any],
        give: Callable[[Pressed], Awaitable[None]],
        opening: Callable[[bool], bool],
    ) -> None:
        """`give` gives a key to the screen in view; `opening` says whether a key (True: a letter
        for a line of text) must wait for another that the app itself is about to show."""
        self._app, self._give, self._opening = app, give, opening
        self._waiting: deque[tuple[Pressed, Screen[Any] | None]] = deque()
        """What was pressed, and the screen that was in view then."""
        self._serving = False
        self._own_to: Screen[Any] | None = None
        """The screen that was given one of its own keys last."""
        self._letters_for: DOMNode | None = None
        """The line of text that was given letters: they may not stand there yet."""
        self._stood: Screen[Any] | None = None
        """The last screen that was seen to take keys: it is mounted and has its focus."""

    @property
    def under_way(self) -> bool:
        """Whether a key waits, or what the last one set going has not come to its end."""
        return self._serving

    def forget(self) -> None:
        """What waits was meant for nothing that will ever come."""
        self._waiting.clear()

    async def take(self, event: Pressed) -> None:
        """A key was pressed, or a text was pasted."""
        if isinstance(event, events.Key) and event.key in LEAVES:
            await self._give(event)
        elif self._serving or not (self._is_text(event) and self._stands(event)):
            self._waiting.append((event, self._top))
            if not self._serving:
                self._serving = True
                self._app.run_worker(self._serve())
        else:
            self._letters_for = self._app.focused
            await self._give(event)

    def _is_text(self, event: Pressed) -> bool:
        """Whether it is one more letter in a line of text: nothing follows from it that another
        key would have to wait for."""
        printable = isinstance(event, events.Paste) or event.is_printable
        return printable and isinstance(self._app.focused, Input)

    async def _serve(self) -> None:
        try:
            while self._waiting:
                await self._letters_stand()
                await self._until_it_stands()
                if not self._waiting:
                    break
                event, seen = self._waiting.popleft()
                own_to = seen if _is_own(event, seen) else None
                again = own_to is not None and own_to is self._own_to
                if again and own_to not in self._app.screen_stack:
                    continue
                self._own_to = own_to if own_to is self._top else None
                target = self._app.focused or self._app.screen
                text = self._is_text(event)
                await self._give(event)
                if text:
                    self._letters_for = target
                else:
                    await self._passed(target)
        finally:
            self._serving = False

    # What keys wait for

    @property
    def _top(self) -> Screen[Any] | None:
        stack = self._app.screen_stack
        return stack[-1] if stack else None

    def _stands(self, event: Pressed) -> bool:
        """Whether the screen in view takes this key, and no other is about to come."""
        top = self._top
        return (
            top is not None
            and top is self._stood
            and not self._opening(self._is_text(event))
            and not getattr(top, "opening", False)
        )

    async def _letters_stand(self) -> None:
        """Wait until the letters before a key stand in their line, if it is no letter itself: what
        it means, and whether it is too soon for it, depends on them."""
        if self._letters_for is not None and not self._is_text(self._waiting[0][0]):
            line, self._letters_for = self._letters_for, None
            await self._passed(line)

    async def _until_it_stands(self) -> None:
        """Wait for the screen that the next key is meant for."""
        since = time.monotonic()
        while self._waiting:
            top, event = self._top, self._waiting[0][0]
            if self._stands(event):
                not_yet = getattr(top, "not_yet", None)
                waited = time.monotonic() - since
                if not not_yet or waited > MOST_NOT_YET or not not_yet(event):
                    return
            # Behind what mounts a screen and gives it its focus.
            elif top not in (None, self._stood) and await _reached(top) and top is self._top:
                self._stood = top
                continue
            await asyncio.sleep(AGAIN)

    async def _passed(self, target: DOMNode) -> None:
        """Wait until a key has been through all that it bubbles up to, and what they said of it
        has too: a widget's message goes through its own queue before its parent's."""
        for node in target.ancestors_with_self:
            if await _reached(node):
                await _reached(node)


def _is_own(event: Pressed, screen: Screen[Any] | None) -> bool:
    return isinstance(event, events.Key) and event.key in getattr(screen, "own_keys", ())


async def _reached(node: DOMNode) -> bool:
    """Wait until a node has done all that waits for it now; False when it has gone."""
    done = asyncio.Event()
    if not node.call_later(done.set):
        return False
    ran = node.is_running
    while not done.is_set():
        if not node.is_attached or (ran and not node.is_running):
            return False
        ran = ran or node.is_running
        try:
            await asyncio.wait_for(done.wait(), AGAIN)
        except TimeoutError:
            continue
    return True
