"""A counter left alone: names go out of view, what was half typed waits for the next Enter."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from shopcard.errors import NotFound
from shopcard.tui.counter.state import Draft, Said
from shopcard.tui.dialogs import Dialog

if TYPE_CHECKING:
    from shopcard.tui.counter.screen import Counter


class Rest:
    """Nothing that a person typed is thrown away because they turned to somebody else.

    A form with something typed in it waits until it is asked for; a text in the box, or a form in
    which nothing was typed, only until something else is done.
    """

    def __init__(self, counter: "Counter", clock: Callable[[], float]) -> None:
        """`clock` counts the seconds that nobody touches the counter."""
        self._counter = counter
        self._state = counter.state
        self._clock = clock
        self._touched = clock()

    def touch(self) -> None:
        """Somebody is here."""
        self._touched = self._clock()
        if self._state.veiled:
            self._state.veiled = False
            self._counter.draw_day()

    async def look(self) -> None:
        """Left alone for long enough: put everything that names a customer out of view, and
        lock what is the owner's."""
        if (
            not self._counter.is_open
            or self._state.veiled
            or not self._counter.shop.opened.settings.rest
        ):
            return
        if self._clock() - self._touched < self._counter.shop.opened.settings.rest:
            return
        if (
            getattr(self._counter.app.screen, "names_nobody", False)
            and not self._counter.gate.guarded
        ):
            return
        self._state.veiled = True
        self._counter.gate.lock()
        draft = self._half_done()
        await self._counter.clear_dialogs()
        self._counter.turns.put(partial(self._put_away, draft))

    async def _put_away(self, draft: Draft | None) -> None:
        self._counter.box.value = ""
        await self._counter.leave()
        self._keep(draft)

    def _keep(self, draft: Draft | None) -> None:
        self._state.keep(draft)
        self._counter.view.hint()

    def _half_done(self) -> Draft | None:
        """What would be lost by clearing the counter now; None where nothing would."""
        dialogs = [s for s in self._counter.app.screen_stack if isinstance(s, Dialog)]
        opened = self._state.opened.customer.id if self._state.opened else ""
        text = self._counter.box.value or next(
            (s.left_in_the_box for s in dialogs if s.left_in_the_box), ""
        )
        if text:
            return Draft(opened, self._state.active, text)
        forms = {s.kept_as: s.half_typed() for s in dialogs if s.kept_as}
        if forms:
            return Draft(opened, self._state.active, again=self._counter.turns.current, forms=forms)
        return self._state.passing

    async def bring_back(self) -> None:
        """Enter, with nobody open and nothing typed."""
        draft = self._state.take_back()
        if draft is None:
            return
        if draft.customer:
            try:
                await self._counter.open(draft.customer)
            except NotFound as gone:
                self._counter.say(Said(gone.sentence))
                return
            cards = self._state.opened.cards if self._state.opened else ()
            self._state.active = draft.active if draft.active < len(cards) else 0
            self._counter.view.all()
        if draft.text:
            self._counter.box.value = draft.text
            self._counter.box.cursor_position = len(draft.text)
        elif draft.again is not None:
            self._state.returning = draft.forms
            self._counter.turns.current = draft.again
            await draft.again()
            if any(self._state.returning.values()):  # the form was not reached: it waits on
                self._keep(
                    Draft(draft.customer, draft.active, "", draft.again, self._state.returning)
                )
            self._state.returning = {}
