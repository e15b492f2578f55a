"""The column beside the card: the people a look-up found, else what stands there at rest."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from shopcard.tui.widgets.fit import fit

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Match
    from shopcard.tui.widgets.last_acts import LastActs


class MatchList(Widget):
    """One line a person: name, last four digits of the phone, stamps of size or ★ when ready.

    `text` is what was looked up. The highlight starts on the first match; the wheel and the
    arrows move it, a click opens. While nobody is looked up the last acts stand here: the column
    itself never comes or goes, as moving everything else would cost the first letter its time.
    """

    can_focus = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "match-list--line", "match-list--quiet", "match-list--ready", "match-list--here",
    }  # fmt: skip

    class Picked(Message):
        """A line was clicked."""

        def __init__(self, match: "Match") -> None:
            super().__init__()
            self.match = match

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.text = ""
        self.matches: tuple[Match, ...] = ()
        self._alike: Counter[tuple[str, str]] = Counter()
        self._at = 0
        self._searching = False
        self._resting: LastActs | None = None

    def rest_on(self, acts: "LastActs | None") -> None:
        """What stands here while nobody is looked up."""
        self._resting = acts
        self.refresh()

    def look_up(self, searching: bool) -> None:
        """Whether somebody is being looked up."""
        if searching != self._searching:
            self._searching = searching
            self.show("", ())

    def show(self, text: str, matches: "Sequence[Match]") -> None:
        self.text, self.matches, self._at = text, tuple(matches), 0
        self._alike = Counter((match.name.casefold(), match.phone_tail) for match in matches)
        self.refresh()

    @property
    def highlighted(self) -> "Match | None":
        return self.matches[self._at] if self.matches else None

    @property
    def was_moved(self) -> bool:
        """Whether a person chose another than the first."""
        return self._at > 0

    def move(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), max(len(self.matches) - 1, 0))
        self.refresh()

    @property
    def _top(self) -> int:
        """The first match in view, so that the highlight stays in view."""
        return max(0, self._at - max(self.size.height, 1) + 1)

    def render(self) -> Content:
        return self._resting.drawn(*self.size) if self._resting else Content("")

    def render_line(self, y: int) -> Strip:
        """A person's line is made of ready styles: setting, wrapping and formatting all of them
        would be most of what a letter in the box costs."""
        if not self._searching:
            return super().render_line(y)
        index = self._top + y
        if index < len(self.matches):
            return self._line(self.matches[index], index == self._at)
        return Strip.blank(self.size.width, self._style("line"))

    def _line(self, match: "Match", here: bool) -> Strip:
        tail = f"{match.phone_tail[:2]} {match.phone_tail[2:]}" if match.phone_tail else "–"
        if self._alike[match.name.casefold(), match.phone_tail] > 1 and match.card:
            # Two of the same name are told apart by their cards, as # stands for a card's number.
            tail = f"#{match.card[-4:]}"
        count = f"{match.stamps}/{match.size}" if match.size else ""
        name = fit(match.name, self.size.width - 2 - 6 - 7)
        tail, mark = fit(tail, 6, right=True), fit("★" if match.ready else count, 7, right=True)
        if here:
            parts = [Segment(f"▸ {name}{tail}{mark}", self._style("here"))]
        else:
            parts = [
                Segment(f"  {name}", self._style("line")),
                Segment(tail, self._style("quiet")),
                Segment(mark, self._style("ready" if match.ready else "line")),
            ]
        return Strip(parts).adjust_cell_length(self.size.width, self._style("line"))

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"match-list--{part}")

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if self._searching and at is not None and (index := self._top + at.y) < len(self.matches):
            self._at = index
            self.refresh()
            self.post_message(self.Picked(self.matches[index]))

    def on_mouse_scroll_down(self) -> None:
        self.move(1)

    def on_mouse_scroll_up(self) -> None:
        self.move(-1)
