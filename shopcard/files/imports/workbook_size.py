"""Whether a workbook unpacks to no more than a machine holds.

A few kilobytes can ask for gigabytes: two cells in opposite corners, a text that every cell
repeats, one that is packed a thousandfold, a cell that says how often it is to be repeated. The
library asks the memory for all of it at once and takes the whole program down, so it is added up
before.
"""

import io
import re
import zipfile
from array import array
from collections.abc import Iterator
from typing import IO

_CHUNK = 1 << 16
_OVERLAP = 512
"""Bytes that are looked at again with the next piece, so that nothing is missed where it is cut."""

_CELL = re.compile(rb"""<c\s[^>]{0,200}?\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_TEXT_CELL = re.compile(
    rb"""<c\s[^>]{0,200}?\bt=["']s["'][^>]{0,200}?>\s{0,20}<v>\s{0,20}(\d{1,9})"""
)
_TEXT_ENDS = b"</si>"
_FILLED = re.compile(
    rb"""<table:table-cell\s[^>]{0,400}?number-columns-repeated=["'](\d{1,9})["'](?:[^>]{0,400}?[^/])?>"""
)
_FILLED_ROWS = re.compile(
    rb"""number-rows-repeated=["'](\d{1,9})["'][^>]{0,200}>\s{0,20}<table:table-cell(?![^>]{0,400}/>)"""
)
_MOST_REPEATED = 1000
"""Cells with the same content that a sheet says only once."""


def fits(data: bytes, *, most_bytes: int, most_cells: int) -> bool:
    """Whether all parts together have so many bytes, each sheet so many cells, and their texts no
    more than the bytes. zipfile.BadZipFile where the parts are not what they say they are."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > most_bytes:
            return False
        texts = array("L")
        for part in parts:
            if part.filename.endswith("sharedStrings.xml"):
                with packed.open(part) as file:
                    texts = _text_lengths(file)
        for part in parts:
            with packed.open(part) as file:
                if not _part_fits(file, texts, most_bytes, most_cells):
                    return False
    return True


def _pieces(file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """A part piece by piece, each with the end of the one before; and where what is new begins."""
    kept = b""
    while new := file.read(_CHUNK):
        yield kept + new, len(kept)
        kept = (kept + new)[-_OVERLAP:]


def _text_lengths(file: IO[bytes]) -> "array[int]":
    """The bytes of each text that cells may refer to."""
    lengths = array("L")
    since, rest = 0, b""
    while new := file.read(_CHUNK):
        *whole, rest = (rest + new).split(_TEXT_ENDS)
        for text in whole:
            lengths.append(since + len(text))
            since = 0
        # only what could be the beginning of the end is kept
        cut = max(len(rest) - len(_TEXT_ENDS), 0)
        since, rest = since + cut, rest[cut:]
    return lengths


def _part_fits(file: IO[bytes], texts: "array[int]", most_bytes: int, most_cells: int) -> bool:
    width, height, said, rows_repeated, cells_repeated = 0, 1, 0, 1, 1
    for piece, begins in _pieces(file):
        for cell in _CELL.finditer(piece):
            width = max(width, _column(cell[1]))
            height = max(height, int(cell[2]))
        for cell in _TEXT_CELL.finditer(piece):
            if cell.end() > begins and int(cell[1]) < len(texts):
                said += texts[int(cell[1])]
        for repeated in _FILLED_ROWS.finditer(piece):
            rows_repeated = max(rows_repeated, int(repeated[1]))
        for filled in _FILLED.finditer(piece):
            cells_repeated = max(cells_repeated, int(filled[1]))
        repeated_cells = rows_repeated * cells_repeated
        if max(width * height, repeated_cells) > most_cells or said > most_bytes:
            return False
        if cells_repeated > _MOST_REPEATED:
            return False
    return True


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
