"""What was half typed when the counter was left alone: put away, and back with the next Enter."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.widgets import Input

from shopcard.errors import NotFound
from shopcard.tui.counter.turns import CounterTurns, Turn
from shopcard.tui.counter.view import Said
from shopcard.tui.dialogs import Dialog

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """Forms or a text, and how to come back to where they were."""

    customer: str = ""
    """The id of the customer who was open; empty: nobody was."""
    active: int = 0
    """The place of the programme that Enter stamps, among that customer's cards."""
    text: str = ""
    """What stood in the box."""
    again: Turn | None = None
    """Opens what was open."""
    forms: Mapping[str, Values] = field(default_factory=dict)
    """What was typed in each of them, by the form's name."""


class CounterDrafts(CounterTurns):
    """Nothing that a person typed is thrown away because they turned to somebody else.

    A form with something typed in it waits until it is asked for; a text in the box, or a form in
    which nothing was typed, only until something else is done.
    """

    _waiting: tuple[Draft, ...] = ()
    """Forms, the latest last."""
    _passing: Draft | None = None
    _returning: Mapping[str, Values] = {}
    """What the forms that open now take up."""

    @property
    def put_away(self) -> bool:
        """Whether Enter on an empty counter brings something back."""
        return bool(self._passing or self._waiting)

    @property
    def half_typed(self) -> bool:
        """Whether a form holds something that closing shopcard would lose."""
        return bool(self._waiting) or any(
            getattr(screen, "touched", False) for screen in self.app.screen_stack
        )

    def take_draft(self, kept_as: str) -> Values:
        """What was typed in the form of this name when it was put away; nothing, if it was not."""
        forms = dict(self._returning)
        values = forms.pop(kept_as, {})
        self._returning = forms
        return values

    def half_done(self) -> Draft | None:
        """What would be lost by clearing the counter now; None where nothing would."""
        dialogs = [s for s in self.app.screen_stack if isinstance(s, Dialog)]
        opened = self._opened.customer.id if self._opened else ""
        text = self.box.value or next((s.left_in_the_box for s in dialogs if s.left_in_the_box), "")
        if text:
            return Draft(opened, self._active, text)
        forms = {s.kept_as: s.half_typed() for s in dialogs if s.kept_as}
        if forms:
            return Draft(opened, self._active, again=self._current, forms=forms)
        return self._passing

    def keep(self, draft: Draft | None) -> None:
        """Have it wait for the next Enter."""
        if draft is not None and any(draft.forms.values()):
            self._waiting = (*self._waiting, draft)
        else:
            self._passing = draft
        self._draw_hint()

    def _leave(self) -> None:
        super()._leave()
        self._passing = None

    async def bring_back(self) -> None:
        """Enter, with nobody open and nothing typed."""
        draft, self._passing = self._passing, None
        if draft is None and self._waiting:
            *others, draft = self._waiting
            self._waiting = tuple(others)
        if draft is None:
            return
        if draft.customer:
            try:
                await self._open(draft.customer)
            except NotFound as gone:
                self.say(Said(gone.sentence))
                return
            cards = self._opened.cards if self._opened else ()
            self._active = draft.active if draft.active < len(cards) else 0
            self.draw()
        if draft.text:
            self.box.value = draft.text
            self.box.cursor_position = len(draft.text)
        elif draft.again is not None:
            self._returning = draft.forms
            self._current = draft.again
            await draft.again()
            if any(self._returning.values()):  # the form was not reached: it waits on
                self.keep(Draft(draft.customer, draft.active, "", draft.again, self._returning))
            self._returning = {}

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value:
            self._passing = None
