"""A table in a file as rows of text, whatever its separator, encoding or format.

The file is read once and kept, so that every pass over it sees the same rows. Nothing here knows
what a column means.
"""

import codecs
import csv
import io
import re
import zipfile
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from shopcard.errors import Refused
from shopcard.exchange.sheets import unguarded
from shopcard.language import _

Record = tuple[int, list[str]]
"""A row's number, as a spreadsheet shows it (the first is 1), and its trimmed cells."""

SPACES = " "
"""The separator of columns that are padded with spaces."""

_SEPARATORS = ("\t", ";", "|", ",")
"""In the order of trust: a comma may stand inside an amount, a tab stands nowhere else."""

_NAMED = {"tab": "\t", "\\t": "\t", "space": SPACES, "spaces": SPACES, "comma": ",",
          "semicolon": ";", "pipe": "|"}  # fmt: skip

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xls begins, and an .xlsx that is locked with a password."""

_CELL_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_MOST_CELLS = 20_000_000
_MOST_BYTES = 1 << 30
_INEXACT = 1e15
_SAMPLE_CHARACTERS = 1 << 16
_SAMPLE_LINES = 200


class Sheet(ABC):
    """A table that may be gone through as often as one likes."""

    separator: str
    """One character; a space stands for any run of them. Empty for a workbook."""
    encoding: str
    """The text encoding, or `xlsx`."""

    def records(self) -> Iterator[Record]:
        """Every row that is not blank. Refused where the file cannot be followed any further."""
        for row, cells in self._rows():
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                yield row, trimmed

    @abstractmethod
    def _rows(self) -> Iterator[tuple[int, Iterable[str]]]: ...


def read_sheet(path: Path, *, separator: str = "", encoding: str = "") -> Sheet:
    """The table in a file: CSV, TSV, padded columns or a workbook.

    Separator and encoding are found unless given; a separator may be named (`tab`, `space`).
    Refused with what is wrong when the file is missing, too large, or no table of text.
    """
    data = _bytes(path)
    if not data.strip():
        raise Refused(_("“{file}” is empty.").format(file=path.name))
    if data.startswith(_OLD_WORKBOOK):
        raise Refused(
            _("“{file}” is locked or in an older format. Save it as .xlsx or CSV.").format(
                file=path.name
            )
        )
    if data.startswith(_WORKBOOK):
        return _Workbook(data, path.name)
    return _TextTable(data, path.name, separator, encoding)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _too_large(path.name)
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused(_("There is no file “{file}”.").format(file=path)) from None
    except (OSError, ValueError):
        raise Refused(_("“{file}” cannot be read.").format(file=path)) from None


def _too_large(name: str) -> Refused:
    return Refused(_("“{file}” is too large. Split it into smaller files.").format(file=name))


class _TextTable(Sheet):
    def __init__(self, data: bytes, name: str, separator: str, encoding: str) -> None:
        self._data = data
        # Most tables hold no apostrophe: a million rows need not be looked through for one.
        self._guarded = b"'" in data
        self._codec = _codec_of(data, name, encoding)
        self.encoding = codecs.lookup(self._codec).name
        self.separator = _separator_named(separator) or _separator_in(self._sample())

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self._data), encoding=self._codec, newline="")

    def _sample(self) -> str:
        """The first lines, whole ones only."""
        text = self._text().read(_SAMPLE_CHARACTERS)
        lines = text.splitlines(keepends=True)
        whole = lines[:-1] if len(text) == _SAMPLE_CHARACTERS and len(lines) > 1 else lines
        return "".join(whole[:_SAMPLE_LINES])

    def _rows(self) -> Iterator[tuple[int, Iterable[str]]]:
        row = 0
        try:
            with self._text() as lines:
                rows: Iterable[list[str]] = (
                    (line.split() for line in lines)
                    if self.separator == SPACES
                    else csv.reader(lines, delimiter=self.separator, strict=True)
                )
                for row, cells in enumerate(rows, 1):
                    yield row, map(unguarded, cells) if self._guarded else cells
        except (csv.Error, UnicodeError):
            raise Refused(
                _(
                    "Row {row} cannot be followed: a quotation mark is left open, stands in the "
                    "middle of a cell, or the cell is far too long. Correct it first."
                ).format(row=row + 1)
            ) from None


def _codec_of(data: bytes, name: str, encoding: str) -> str:
    """The codec to decode with, after decoding the whole once."""
    marked = next((codec for mark, codec in _MARKS if data.startswith(mark)), "")
    for codec in [encoding] if encoding else [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = data.decode(codec)
        except (LookupError, TypeError):
            raise Refused(
                _("“{name}” is no encoding known here. Try --map encoding=utf-8.").format(
                    name=encoding
                )
            ) from None
        except ValueError:
            continue
        if "\0" in text:
            break
        return codec
    raise Refused(
        _("“{file}” is no table of text. Save it as CSV or Excel and try again.").format(file=name)
    )


def _separator_named(text: str) -> str:
    separator = _NAMED.get(text.lower(), text)
    if len(separator) > 1 or separator in ('"', "\r", "\n", "\0"):
        raise Refused(
            _("“{text}” separates no columns. Give one character, or tab or space.").format(
                text=text
            )
        )
    return separator


def _separator_in(sample: str) -> str:
    """The separator that most lines agree on; spaces only where no other cuts anything."""
    best, agreed = ",", 0
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        try:
            widths = Counter(len(cells) for cells in reader if cells)
        except csv.Error:
            continue
        width, lines = max(widths.items(), key=lambda found: (found[1], found[0]), default=(1, 0))
        if width > 1 and lines > agreed:
            best, agreed = separator, lines
    if agreed:
        return best
    widths = Counter(len(cells) for line in sample.splitlines() if (cells := line.split()))
    # names are words too: only columns of one width throughout are columns
    return SPACES if len(widths) == 1 and min(widths) > 2 and re.search(r"\d", sample) else best


class _Workbook(Sheet):
    """The first sheet that is shown and holds anything."""

    separator = ""
    encoding = "xlsx"

    def __init__(self, data: bytes, name: str) -> None:
        from python_calamine import CalamineWorkbook, SheetVisibleEnum

        try:
            _check_size(data, name)
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            shown = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
            sheets = (book.get_sheet_by_name(sheet) for sheet in shown)
            self._first_row, self._table = next(
                ((sheet.start[0] + 1, sheet.to_python()) for sheet in sheets if sheet.start),
                (1, []),
            )
        except Refused:
            raise
        except BaseException as error:
            # the library's own panics are no Exceptions
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            raise Refused(
                _("“{file}” is no workbook that can be read. Save it again, or as CSV.").format(
                    file=name
                )
            ) from None
        if not self._table:
            raise Refused(_("“{file}” is empty.").format(file=name))

    def _rows(self) -> Iterator[tuple[int, Iterable[str]]]:
        for row, cells in enumerate(self._table, self._first_row):
            yield row, map(_cell_text, cells)


def _check_size(data: bytes, name: str) -> None:
    """Refused where a workbook unpacks to more than a machine holds.

    Two cells in opposite corners are a sheet of seventeen thousand million, for which the library
    asks the memory at once and takes the whole program down.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        fits = sum(part.file_size for part in parts) <= _MOST_BYTES and all(
            _cells_spanned(packed.read(part)) <= _MOST_CELLS for part in parts
        )
    if not fits:
        raise _too_large(name)


def _cells_spanned(part: bytes) -> int:
    """The rows times the columns up to the farthest cell of a sheet's XML."""
    width, height = b"", 1
    for reference in _CELL_REFERENCE.finditer(part):
        column, row = reference[1], int(reference[2])
        if (len(column), column) > (len(width), width):
            width = column
        height = max(height, row)
    columns = 0
    for letter in width:
        columns = columns * 26 + letter - ord("A") + 1
    return columns * height


def _cell_text(value: object) -> str:
    """A cell as one would type it: numbers without a tail of binary dust, dates as ISO."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            # of more digits than a number keeps the last are lost, and the power of ten shows it
            exact = value.is_integer() and abs(value) < _INEXACT
            return str(int(value)) if exact else format(value, ".15g")
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
    return str(value)
