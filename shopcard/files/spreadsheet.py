"""Tables that go out, as CSV or as a workbook: shown as meant, and read back as they were.

In a CSV an apostrophe leads each cell that a spreadsheet would alter; `unguarded` takes it away
again when our own import reads it. A workbook knows text from numbers and needs none.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from shopcard.language import _, babel_locale, minor_digits
from shopcard.rules.money import write_amount
from shopcard.rules.text import COMMANDING
from shopcard.words.table import Cells, Column, Table, Value

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""A cell that begins with one of these is worked out by a spreadsheet rather than shown."""

_GUARDED = (*FORMULA, "'")

SHEET_ROWS = 1_048_576
"""Rows that a sheet of a workbook can have, its heads included."""

EARLIEST = 1900
"""Before this year a workbook knows no days."""

Progress = Callable[[int], None]
"""Told how many rows are written."""
EVERY = 500
"""Rows between two words of progress."""


# CSV


def write_csv(
    table: Table, file: Path, currency: str, progress: Progress = lambda done: None
) -> int:
    """Write a CSV into a file that is there; how many rows it has.

    Fields are parted, and decimals written, as spreadsheets of the language expect.
    """
    kinds = [column.cells for column in table.columns]
    done = 0
    # The mark at the front is what tells Excel that the accents are UTF-8.
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=separator())
        writer.writerow([guarded(column.title) for column in table.columns])
        for row in _counted(table.rows, progress):
            writer.writerow(
                [_csv_cell(value, kind, currency) for value, kind in zip(row, kinds, strict=True)]
            )
            done += 1
    return done


def _csv_cell(value: Value, kind: Cells, currency: str) -> str:
    match value:
        case None | "":
            return ""
        case str():
            text = COMMANDING.sub(" ", value)  # a file may be shown in a terminal
            return as_text(text) if kind is Cells.CODE else guarded(text)
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
        case int() if kind is Cells.MONEY:
            return decimal(write_amount(value, currency))
    return decimal(str(value))


def separator() -> str:
    """A semicolon where the language's decimals follow a comma, else a comma: each language's
    spreadsheets read the one that is no decimal mark, and our import finds either."""
    return ";" if _point() == "," else ","


def decimal(number: str) -> str:
    """A number written with a point, as spreadsheets of the language read it."""
    return number.replace(".", _point())


def _point() -> str:
    from babel.numbers import get_decimal_symbol

    return str(get_decimal_symbol(babel_locale()))


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: where it could, an apostrophe leads it; one
    of its own gets another, so that each can be told from the other."""
    return "'" + cell if cell.startswith(_GUARDED) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given. An apostrophe that guards nothing stays: 't Hooft."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_GUARDED) else cell


def as_text(digits: str) -> str:
    """A phone or a card number, which a spreadsheet would take for a number, a day or a formula."""
    return "'" + digits if digits else ""


# Workbooks


def write_workbook(
    tables: Sequence[Table],
    file: Path,
    currency: str,
    progress: Progress = lambda done: None,
) -> int:
    """Write a workbook with a sheet per table into a file that is there; how many rows it has.

    A table of more rows than a sheet can have goes on in a second one. What is being written is
    kept beside the file until it is whole, not in memory. May raise OSError.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "constant_memory": True, "use_zip64": True, "tmpdir": str(file.parent),
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    written = 0
    book = Workbook(str(file), options)
    looks = _Looks(book, currency)
    for table in tables:
        written = _write_sheets(book, table, looks, written, progress)
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from None
    return written


class _Looks:
    """The cell formats. Those of days are the ones that each spreadsheet shows its own way."""

    def __init__(self, book: Any, currency: str) -> None:
        self.digits = minor_digits(currency)
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.of = {
            Cells.CODE: book.add_format({"num_format": "@"}),
            Cells.MONEY: book.add_format({"num_format": money_format(currency)}),
            Cells.DAY: book.add_format({"num_format": 14}),
            Cells.INSTANT: book.add_format({"num_format": 22}),
        }


def money_format(currency: str) -> str:
    """How a workbook shows amounts of a currency: `#,##0.00 "€"`."""
    from babel import Locale
    from babel.numbers import get_currency_symbol

    locale = Locale.parse(babel_locale())
    pattern = str(locale.currency_formats["standard"].pattern).split(";")[0]
    digits = minor_digits(currency)
    number = "#,##0" + ("." + "0" * digits if digits else "")
    symbol = get_currency_symbol(currency, locale).replace('"', "")
    before, _mark, after = pattern.partition("#,##0.00")
    return (before + number + after).replace("¤", f'"{symbol}"').replace("\u202f", "\u00a0")


_WIDTHS = {
    Cells.TEXT: 18, Cells.CODE: 16, Cells.NUMBER: 10, Cells.MONEY: 12, Cells.DAY: 12,
    Cells.INSTANT: 17, Cells.YES: 10,
}  # fmt: skip


def _write_sheets(book: Any, table: Table, looks: _Looks, before: int, progress: Progress) -> int:
    """Write a table into one sheet, or into more; how many rows there are now."""
    rows = _counted(table.rows, lambda done: progress(before + done))
    row, done = next(rows, None), before
    for number in count(1):
        sheet = book.add_worksheet(table.title if number == 1 else f"{table.title} {number}")
        _head(sheet, table.columns, looks)
        line = 1
        while row is not None and line < SHEET_ROWS:
            for at, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                _write_cell(sheet, (line, at), value, column.cells, looks)
            row, line, done = next(rows, None), line + 1, done + 1
        if row is None:
            break
    return done


def _head(sheet: Any, columns: Sequence[Column], looks: _Looks) -> None:
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        width = max(column.width or _WIDTHS[column.cells], len(column.title) + 2)
        # A cell that is still empty keeps what is typed into it later, leading zero and all.
        sheet.set_column(at, at, width, looks.of.get(column.cells))
        sheet.write_string(0, at, column.title, looks.head)


def _write_cell(
    sheet: Any, place: tuple[int, int], value: Value, kind: Cells, looks: _Looks
) -> None:
    look = looks.of.get(kind)
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(*place, _("yes") if value else _("no"))
        case date() if value.year >= EARLIEST:
            sheet.write_datetime(*place, value, look)
        case int() if kind is Cells.MONEY:
            sheet.write_number(*place, float(Decimal(value).scaleb(-looks.digits)), look)
        case int() | float():
            sheet.write_number(*place, value, look)
        case _:
            sheet.write_string(*place, str(value), look)


def _counted(rows: Iterable[Sequence[Value]], progress: Progress) -> Iterator[Sequence[Value]]:
    done = 0
    for done, row in enumerate(rows, 1):
        yield row
        if done % EVERY == 0:
            progress(done)
    progress(done)
