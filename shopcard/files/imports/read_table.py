"""A table in a file as rows of text, whatever its separator, encoding or format.

The file is read once and kept, so that every pass over it sees the same rows. Nothing here knows
what a column means.
"""

import codecs
import csv
import io
import re
import stat
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from shopcard.errors import Refused
from shopcard.files.imports.encodings import codec_of
from shopcard.files.imports.workbook_size import fits
from shopcard.files.spreadsheet import unguarded
from shopcard.language import _

Record = tuple[int, list[str]]
"""A row's number, as a spreadsheet shows it (the first is 1), and its trimmed cells."""

SPACES = " "
"""The separator of columns that are padded with spaces."""

_SEPARATORS = ("\t", ";", "|", ",")
"""In the order of trust: a comma may stand inside an amount, a tab stands nowhere else."""

_NAMED = {"tab": "\t", "\\t": "\t", "space": SPACES, "spaces": SPACES, "comma": ",",
          "semicolon": ";", "pipe": "|"}  # fmt: skip

_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xls begins, and an .xlsx that is locked with a password."""

_MOST_CELLS = 6_000_000
MOST_BYTES = 1 << 28
_MOST_COLUMNS = 1000
_MOST_ROWS = 2_500_000
_LONGEST_LINE = 1 << 20
_MOST_LINES = 10_000
"""Lines that one row may run over."""
_SEPARATOR_SAID = re.compile(r"\ufeff?\"?sep=([^\s\"]|\t)\"?\r?\n", re.I)
_INEXACT = 1e15
_SAMPLE_CHARACTERS = 1 << 16
_SAMPLE_LINES = 200


class Sheet(ABC):
    """A table that may be gone through as often as one likes."""

    separator: str
    """One character; a space stands for any run of them. Empty for a workbook."""
    encoding: str
    """The text encoding, or `xlsx`."""
    name: str
    """The file's."""

    def records(self) -> Iterator[Record]:
        """Every row that is not blank. Refused where the file cannot be followed any further."""
        for row, cells in self._rows():
            trimmed = [cell.strip() for cell in cells]
            if len(trimmed) > _MOST_COLUMNS and any(trimmed[_MOST_COLUMNS:]):
                raise _no_list()
            if row > _MOST_ROWS:
                raise _too_large(self.name)
            if any(trimmed):
                yield row, trimmed[:_MOST_COLUMNS]

    @abstractmethod
    def _rows(self) -> Iterator[tuple[int, Iterable[str]]]: ...


def read_sheet(path: Path, *, separator: str = "", encoding: str = "") -> Sheet:
    """The table in a file: CSV, TSV, padded columns or a workbook.

    Separator and encoding are found unless given; a separator may be named (`tab`, `space`).
    Refused with what is wrong when the file is missing, too large, or no table of text.
    """
    data = _bytes(path)
    if not data[:_SAMPLE_CHARACTERS].strip() and not data.strip():
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
        # what is no file, a pipe or a device, may never end, or never begin
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise Refused(
                _("“{file}” is no file that can be read. Save the list as a file first.").format(
                    file=path.name
                )
            )
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise Refused(_("There is no file “{file}”.").format(file=path)) from None
    except (OSError, ValueError):
        raise Refused(_("“{file}” cannot be read.").format(file=path)) from None
    if len(data) > MOST_BYTES:
        raise _too_large(path.name)
    return data


def _no_list() -> Refused:
    return Refused(
        _("This is no list that can be read: a row of it has more than {n} columns.").format(
            n=_MOST_COLUMNS
        )
    )


def _too_large(name: str) -> Refused:
    return Refused(_("“{file}” is too large. Split it into smaller files.").format(file=name))


class _TextTable(Sheet):
    def __init__(self, data: bytes, name: str, separator: str, encoding: str) -> None:
        self.name = name
        # the mark with which tills of old end a file
        self._data = data = data.rstrip(b"\x1a")
        # Most tables hold no apostrophe: a million rows need not be looked through for one.
        self._guarded = b"'" in data
        self._since = 0
        """Lines read since the last whole row."""
        self._codec = codec_of(data, name, encoding)
        self.encoding = codecs.lookup(self._codec).name
        said = _SEPARATOR_SAID.match(self._text().readline(_SAMPLE_CHARACTERS))
        self._skipped = 1 if said else 0
        written = said[1] if said else ""
        self.separator = _separator_named(separator) or written or _separator_in(self._sample())

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self._data), encoding=self._codec, newline="")

    def _begun(self) -> io.TextIOWrapper:
        """The text behind the line that only says what separates the columns, which no spreadsheet
        shows."""
        text = self._text()
        for _line in range(self._skipped):
            text.readline()
        return text

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        """The lines, none of which may be without end."""
        while line := text.readline(_LONGEST_LINE + 1):
            self._since += 1
            if len(line) > _LONGEST_LINE or self._since > _MOST_LINES:
                raise _no_list()
            yield line

    def _sample(self) -> str:
        """The first lines, whole ones only."""
        text = self._begun().read(_SAMPLE_CHARACTERS)
        lines = text.splitlines(keepends=True)
        whole = lines[:-1] if len(text) == _SAMPLE_CHARACTERS and len(lines) > 1 else lines
        return "".join(whole[:_SAMPLE_LINES])

    def _rows(self) -> Iterator[tuple[int, Iterable[str]]]:
        row = 0
        try:
            with self._begun() as text:
                lines = self._lines(text)
                rows: Iterable[list[str]] = (
                    (line.split() for line in lines)
                    if self.separator == SPACES
                    else csv.reader(lines, delimiter=self.separator, strict=True)
                )
                for row, cells in enumerate(rows, 1):
                    self._since = 0
                    yield row, map(unguarded, cells) if self._guarded else cells
        except (csv.Error, UnicodeError):
            raise Refused(
                _(
                    "Row {row} cannot be followed: a quotation mark is left open, stands in the "
                    "middle of a cell, or the cell is far too long. Correct it first."
                ).format(row=row + 1)
            ) from None


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
        try:
            from python_calamine import CalamineWorkbook, SheetVisibleEnum
        except ImportError:  # pyproject.toml says on which system it is not there
            raise Refused(
                _("Excel files cannot be read on this computer. Save “{file}” as CSV.").format(
                    file=name
                )
            ) from None
        self.name = name
        try:
            if not fits(data, most_bytes=MOST_BYTES, most_cells=_MOST_CELLS):
                raise _too_large(name)  # noqa: TRY301
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            shown = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
            sheets = (book.get_sheet_by_name(sheet) for sheet in shown)
            self._sheet = next((sheet for sheet in sheets if sheet.start), None)
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
        if self._sheet is None:
            raise Refused(_("“{file}” is empty.").format(file=name))

    def _rows(self) -> Iterator[tuple[int, Iterable[str]]]:
        if self._sheet is not None and self._sheet.start:
            first_column = self._sheet.start[1]
            for row, cells in enumerate(self._sheet.iter_rows(), 1):
                yield row, map(_cell_text, cells[first_column:])


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
