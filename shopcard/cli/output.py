"""What commands print: the answer on standard output, everything else on standard error.

Nothing printed is coloured, and no character reaches a terminal that could command it.
"""

import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from shopcard.errors import Damaged
from shopcard.language import _
from shopcard.rules.text import COMMANDING

GAP = "  "


def harmless(text: str) -> str:
    return COMMANDING.sub(" ", text)


def answer(*lines: str) -> None:
    """Print the answer."""
    _write("".join(f"{harmless(line)}\n" for line in lines))


def answer_json(document: dict[str, Any]) -> None:
    """Print one JSON document. What a terminal could obey is written as \\u escapes."""
    ascii_only = (sys.stdout.encoding or "").replace("-", "").lower() != "utf8"
    text = json.dumps(document, ensure_ascii=ascii_only, indent=2)
    text = re.sub(
        f"{COMMANDING.pattern}|[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text
    )
    _write(text + "\n")


def _write(text: str) -> None:
    stream = sys.stdout
    try:
        # A name that the terminal's encoding lacks is no reason to fail after the act is done.
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "replace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _forget(stream)
    except (OSError, ValueError) as error:
        _forget(stream)
        raise Damaged(
            _("It was done, but the answer could not be printed: {reason}").format(reason=error)
        ) from None


def _forget(stream: TextIO) -> None:
    """Let the interpreter's own last flush go nowhere: whoever read has gone."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def note(*lines: str) -> None:
    """Say something beside the answer."""
    if sys.stderr:
        with suppress(OSError, ValueError):
            sys.stderr.write("".join(f"{harmless(line)}\n" for line in lines))
            sys.stderr.flush()


@contextmanager
def progress(label: str, *, eta: bool = True) -> Iterator[Callable[[float], None]]:
    """A bar on standard error, told the share done from 0 to 1; nothing where nobody watches.
    Without `eta` it guesses no time: a wait of seconds is over before the guess is right."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield lambda share: None
        return
    import typer

    parts = 1000
    with typer.progressbar(length=parts, label=label, file=sys.stderr, show_eta=eta) as bar:
        yield lambda share: bar.update(round(share * parts) - bar.pos)


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()
) -> list[str]:
    """Aligned lines under their heads; the columns in `right` are flush right."""
    written = [[harmless(cell).replace("\n", " ") for cell in row] for row in (heads, *rows)]
    widths = [max(_width(row[i]) for row in written) for i in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        cells = (
            " " * (room - _width(cell)) + cell if i in right else cell + " " * (room - _width(cell))
            for i, (cell, room) in enumerate(zip(row, widths, strict=True))
        )
        return GAP.join(cells).rstrip()

    return [line(row) for row in written]


def _width(text: str) -> int:
    """Terminal cells: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
