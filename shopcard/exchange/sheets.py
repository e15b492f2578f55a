"""Lists as CSV, for a mail tool or a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from shopcard.language import babel_locale

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""A cell that begins with one of these is worked out by a spreadsheet rather than shown."""


def csv_bytes(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, text: Sequence[int] = ()
) -> bytes:
    """A CSV file that spreadsheets show as it is meant.

    No cell can be a formula. The columns in `text` keep their leading zeros. Fields are parted as
    spreadsheets of the language expect.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator())
    writer.writerow([guarded(head) for head in heads])
    for row in rows:
        writer.writerow(
            [as_text(cell) if n in text else guarded(cell) for n, cell in enumerate(row)]
        )
    # The mark at the front is what tells Excel that the accents are UTF-8.
    return out.getvalue().encode("utf-8-sig")


def separator() -> str:
    """A semicolon where the language's decimals follow a comma, else a comma."""
    return ";" if _point() == "," else ","


def decimal(number: str) -> str:
    """A number written with a point, as spreadsheets of the language read it."""
    return number.replace(".", _point())


def _point() -> str:
    from babel.numbers import get_decimal_symbol

    return str(get_decimal_symbol(babel_locale()))


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: where it could, an apostrophe leads it."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def as_text(digits: str) -> str:
    """A phone or a card number, which a spreadsheet would take for a number or a formula."""
    return "'" + digits if digits else ""
