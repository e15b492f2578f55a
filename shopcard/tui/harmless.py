"""The last door before the terminal: no text of the shop reaches it as a command.

Names are cleaned when they come in; a file that was changed by somebody else's hand is not.
"""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from shopcard.rules.text import COMMANDING


class Harmless(LineFilter):
    """Leaves out what a terminal would obey. It takes no room on a screen, so nothing moves."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if not any(COMMANDING.search(segment.text) for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(COMMANDING.sub("", segment.text), segment.style)
            for segment in segments
        ]


HARMLESS = Harmless()
