"""Fitting words into terminal cells, where a wide character takes two."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

Part = str | Content | tuple[str, str]


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Exactly `width` cells of `text`: padded, or cut with an ellipsis."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    padding = " " * (width - length)
    return padding + text if right else text + padding


def clipped(text: str, width: int) -> str:
    """At most `width` cells of `text`, an ellipsis where it was cut."""
    return text if cell_len(text) <= width else fit(text, max(width, 0))


def joined(parts: Sequence[str], width: int) -> list[str]:
    """`one · two` on as few rows of `width` cells as hold them; no part is broken over two."""
    rows: list[str] = []
    for part in parts:
        whole = f"{rows[-1]} · {part}" if rows else part
        if rows and cell_len(whole) <= width:
            rows[-1] = whole
        else:
            rows.append(clipped(part, width))
    return rows


def lines(rows: Iterable[Content]) -> Content:
    return Content("\n").join(rows)


def hints(pairs: Sequence[tuple[str, str]], width: int, gap: int = 3) -> Content:
    """Keys and what they do on one line: `⏎ open   ↑↓ choose`.

    What does not fit goes from the end, so the first pair is the one that must be read.
    """
    parts: list[Part] = []
    room = width
    for key, words in pairs:
        lead = gap if parts else 0
        need = lead + cell_len(key) + 1 + cell_len(words)
        if need > room and parts:
            break
        said = clipped(words, max(room - lead - cell_len(key) - 1, 0))
        parts += [" " * lead, (key, "bold $primary"), " ", (said, "$quiet")]
        room -= need
    return Content.assemble(*parts)
