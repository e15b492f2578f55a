"""A stamp card, drawn as the thing one recognises.

Told apart without colour: ● is a stamp, ✓ one given just now, a number is a place still empty,
★ a place that brings a reward.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from shopcard.tui.widgets.fit import Part, lines

MOST_LINES, MOST_LINES_TALL = 6, 10
"""Of a card, on a screen of 24 lines and on a taller one."""
FLASH = 0.4
"""Seconds that new stamps are lit up."""


@dataclass(frozen=True, slots=True)
class Face:
    """What is drawn: `stamps` of `size` places filled, the last `fresh` of them just now."""

    size: int
    stamps: int = 0
    fresh: int = 0
    rewards: frozenset[int] = frozenset()
    """The places that bring a reward."""
    flash: bool = False
    """Whether the fresh ones are lit up for a moment."""

    def sign(self, place: int) -> str:
        """What stands on a place, counted from 1."""
        if place <= self.stamps:
            return "✓" if place > self.stamps - self.fresh else "●"
        return "★" if place in self.rewards else str(place)

    def style(self, place: int) -> tuple[str, str]:
        """The styles of a place's frame and of its middle."""
        if place <= self.stamps:
            fresh = "$foreground" if self.flash else "$success"
            colour = fresh if place > self.stamps - self.fresh else "$primary"
            return colour, f"bold $background on {colour}"
        if place in self.rewards:
            return "$secondary", "bold $secondary"
        return "$faint", "$quiet"


class PunchCard(Widget):
    """A card as large as its room allows: framed places, else one-line places, else dots."""

    DEFAULT_CSS = "PunchCard { height: auto; width: 1fr; }"
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._face: Face | None = None

    def show(self, face: Face | None) -> None:
        """Draw a face; stamps given just now flash, then stay marked."""
        if face == self._face:
            return
        self._face = face
        self.set_class(bool(face and face.fresh), "-flash")
        self.refresh(layout=True)
        if face and face.fresh:
            self.set_timer(FLASH, self._settle)

    def _settle(self) -> None:
        self.remove_class("-flash")
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._drawn(width).plain.split("\n")) if self._face else 0

    def render(self) -> Content:
        return self._drawn(self.size.width)

    def _drawn(self, width: int) -> Content:
        if self._face is None:
            return Content("")
        face = replace(self._face, flash=self.has_class("-flash"))
        return draw(face, width, MOST_LINES_TALL if self.screen.has_class("-tall") else MOST_LINES)


def draw(face: Face, width: int, height: int) -> Content:
    """The face in at most `width` × `height` cells where any of the forms fits."""
    for form in FORMS:
        across = min(form.most, (width + form.gap) // (form.width + form.gap))
        rows = _rows(face.size, across)
        if rows and len(rows) * form.height <= height and face.size <= form.largest:
            break
    else:
        form, rows = FORMS[-1], _rows(face.size, max(width // 2, 1))
    return lines(line for row in rows for line in _row(face, row, form))


@dataclass(frozen=True, slots=True)
class Form:
    """A way to draw places: the cells of one, the gap between two, how many to a row at most,
    and the largest card drawn so."""

    width: int
    height: int
    gap: int
    most: int
    largest: int = 100


FORMS = (
    Form(9, 5, 2, 5, largest=10),
    Form(7, 3, 2, 5, largest=10),
    Form(7, 3, 1, 5, largest=10),
    Form(7, 3, 1, 6, largest=20),
    Form(4, 1, 1, 10),
    Form(2, 1, 0, 25),
)


def _rows(size: int, across: int) -> Sequence[range]:
    """Places in rows of like length: seven are 4 and 3, not 5 and 2."""
    if across < 1:
        return ()
    rows = -(-size // across)
    each = -(-size // rows)
    return [range(first, min(first + each, size + 1)) for first in range(1, size + 1, each)]


def _row(face: Face, row: range, form: Form) -> list[Content]:
    """A row of places, line by line."""
    places = [_place(face, place, form) for place in row]
    gap: Part = " " * form.gap
    drawn = []
    for line in zip(*places, strict=True):
        parts: list[Part] = []
        for cell in line:
            parts += [gap, *cell] if parts else cell
        drawn.append(Content.assemble(*parts))
    return drawn


def _place(face: Face, place: int, form: Form) -> list[list[Part]]:
    """The lines of one place."""
    frame, inside = face.style(place)
    sign = face.sign(place)
    if form.height == 1:
        return (
            [[(f"{sign:^4}", inside)]] if form.width == 4 else [[(f"{dot(face, place)} ", frame)]]
        )
    waits = place in face.rewards and place > face.stamps
    corners, flat, side = ("╔╗╚╝", "═", "║") if waits else ("╭╮╰╯", "─", "│")
    across = form.width - 2
    drawn: list[list[Part]] = [[(corners[0] + flat * across + corners[1], frame)]]
    for line in range(form.height - 2):
        said = sign if line == (form.height - 2) // 2 else ""
        drawn.append([(side, frame), (f"{said:^{across}}", inside), (side, frame)])
    return [*drawn, [(corners[2] + flat * across + corners[3], frame)]]


def dot(face: Face, place: int) -> str:
    """One cell for a place: ● ✓ ○ ★."""
    sign = face.sign(place)
    return "○" if sign.isdecimal() else sign


def small_card(face: Face) -> str:
    """A card on one line: ●●●○○★."""
    return "".join(dot(face, place) for place in range(1, face.size + 1))
