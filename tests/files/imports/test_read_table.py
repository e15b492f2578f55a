"""A table in a file as rows of text."""

import codecs
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused, ShopcardError
from shopcard.files.imports import read_table
from shopcard.files.imports.read_table import read_sheet
from tests.files.tables import raw_workbook, table, workbook


def rows(path, **how):
    return list(read_sheet(path, **how).records())


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("client,jour,montant\n42,2026-01-02,12.50\n", ","),
        ("client;jour;montant\n42;2026-01-02;12,50\n", ";"),
        ("client\tjour\tmontant\n42\t2026-01-02\t12,50\n", "\t"),
        ("client|jour|montant\n42|2026-01-02|12,50\n", "|"),
        ("42;2026-01-02;12,50\n43;2026-01-03;13,50\n", ";"),
    ],
)
def test_the_separator_is_the_one_that_lines_agree_on(tmp_path, text, separator):
    sheet = read_sheet(table(tmp_path, text))
    assert sheet.separator == separator
    assert {len(cells) for _row, cells in sheet.records()} == {3}


def test_columns_padded_with_spaces_are_cut_at_any_run_of_them(tmp_path):
    path = table(tmp_path, " 00004 0001 19970101  2   29.33\r\n 00021 0002 19970101  3   63.34\r\n")
    assert read_sheet(path).separator == " "
    assert rows(path)[0] == (1, ["00004", "0001", "19970101", "2", "29.33"])


def test_names_of_one_column_are_not_cut_into_words(tmp_path):
    path = table(tmp_path, "name\nMarie Anne Lefèvre\nJean Luc Roy\n")
    assert rows(path)[1] == (2, ["Marie Anne Lefèvre"])


@pytest.mark.parametrize("name", ["tab", "\\t", "TAB"])
def test_a_separator_may_be_named(tmp_path, name):
    path = table(tmp_path, "a,b\tc\n")
    assert rows(path, separator=name) == [(1, ["a,b", "c"])]


@pytest.mark.parametrize("name", ["::", '"', "\n"])
def test_what_separates_nothing_is_refused(tmp_path, name):
    with pytest.raises(Refused, match="separates no columns"):
        read_sheet(table(tmp_path, "a,b\n"), separator=name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_accents_survive_the_usual_encodings(tmp_path, encoding):
    path = table(tmp_path, "nom,œuvre\nÉlodie Lefèvre,5 €\n", encoding=encoding)
    assert rows(path) == [(1, ["nom", "œuvre"]), (2, ["Élodie Lefèvre", "5 €"])]
    assert read_sheet(path).encoding == codecs.lookup(encoding).name


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_both_byte_orders_are_told_by_their_mark(tmp_path, mark):
    order = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    path = tmp_path / "a.csv"
    path.write_bytes(mark + "nom,é\n".encode(order))
    assert rows(path) == [(1, ["nom", "é"])]


def test_an_encoding_may_be_given(tmp_path):
    path = table(tmp_path, "nom,é\n", encoding="mac-roman")
    assert rows(path, encoding="mac-roman") == [(1, ["nom", "é"])]
    for unknown in ("klingon", "hex"):
        with pytest.raises(Refused, match="encoding"):
            read_sheet(path, encoding=unknown)


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path):
    path = table(tmp_path, 'a,b\n\n , \n"two\nlines", x \n1,2\n')
    assert rows(path) == [(1, ["a", "b"]), (4, ["two\nlines", "x"]), (5, ["1", "2"])]


def test_a_table_may_be_gone_through_again(tmp_path):
    sheet = read_sheet(table(tmp_path, "a,b\n1,2\n"))
    assert list(sheet.records()) == list(sheet.records()) != []


@pytest.mark.parametrize(
    "text",
    ['a,b\n1,"two\n3,4\n', 'a,b\n"x"y,2\n', 'a,b\n"' + "x" * 200_000 + '",2\n'],
    ids=["left open", "in the middle", "far too long"],
)
def test_a_row_that_cannot_be_followed_is_named(tmp_path, text):
    with pytest.raises(Refused, match="Row 2 cannot be followed"):
        rows(table(tmp_path, text))


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n"])
def test_an_empty_file_is_said_to_be(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Refused, match="is empty"):
        read_sheet(path)


@pytest.mark.parametrize(
    "data", [b"a,b\n1,\0\n", bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xfea"]
)
def test_what_is_no_text_is_refused(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Refused, match="no table of text"):
        read_sheet(path)


@pytest.mark.parametrize("encoding", ["idna", "utf-7", "unicode_escape", "undefined", "a\0b"])
def test_an_encoding_that_fits_badly_is_a_sentence_at_worst(tmp_path, encoding):
    path = table(tmp_path, "a" * 70 + ".é\\x,+AAA-\n" * 2000)
    try:
        found = rows(path, encoding=encoding)
    except ShopcardError as error:
        found = [(1, [error.sentence])]
    assert found


def test_a_missing_file_a_folder_and_an_impossible_name_are_refused(tmp_path):
    with pytest.raises(Refused, match="There is no file"):
        read_sheet(tmp_path / "none.csv")
    with pytest.raises(Refused, match="cannot be read"):
        read_sheet(tmp_path)
    with pytest.raises(Refused, match="cannot be read"):
        read_sheet(Path("a\0b.csv"))


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(read_table, "MOST_BYTES", 5)
    with pytest.raises(Refused, match="too large"):
        read_sheet(table(tmp_path, "a,b\n1,2\n"))


def test_a_workbook_gives_text_dates_as_iso_and_numbers_without_dust(tmp_path):
    moment = datetime(2026, 1, 2, 14, 30)  # noqa: DTZ001
    path = workbook(
        tmp_path,
        [
            ["carte", "jour", "heure", "montant", "nombre", "ok"],
            ["0042", date(2026, 1, 2), moment, 139.12000000000003, 17850, True],
        ],
        first_row=3,
    )
    sheet = read_sheet(path)
    assert (sheet.separator, sheet.encoding) == ("", "xlsx")
    assert list(sheet.records())[1] == (
        4, ["0042", "2026-01-02", "2026-01-02 14:30:00", "139.12", "17850", "TRUE"]
    )  # fmt: skip


def test_the_first_sheet_that_holds_anything_is_read(tmp_path):
    cell = '<row r="1"><c r="A1"><v>7</v></c></row>'
    assert rows(raw_workbook(tmp_path, cell, sheets=3)) == [(1, ["7"])]


def test_an_empty_workbook_is_said_to_be(tmp_path):
    with pytest.raises(Refused, match="is empty"):
        read_sheet(raw_workbook(tmp_path, ""))


def test_a_sheet_that_unpacks_to_more_than_memory_is_refused(tmp_path):
    corners = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    with pytest.raises(Refused, match="too large"):
        read_sheet(raw_workbook(tmp_path, corners))


def test_a_workbook_that_unpacks_to_too_many_bytes_is_refused(tmp_path, monkeypatch):
    path = raw_workbook(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 100_000)
    monkeypatch.setattr(read_table, "MOST_BYTES", 50_000)
    with pytest.raises(Refused, match="too large"):
        read_sheet(path)


def test_an_older_or_locked_workbook_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500)
    with pytest.raises(Refused, match=r"Save it as \.xlsx or CSV"):
        read_sheet(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.txt", "a")
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed.getvalue())
    with pytest.raises(Refused, match="no workbook"):
        read_sheet(path)


def _read_bytes(data: bytes) -> int:
    """How many rows are in a file of these bytes; 0 where it is refused with a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(data)
        try:
            return len(list(read_sheet(path).records()))
        except ShopcardError:
            return 0


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_sentence(data):
    assert _read_bytes(data) <= len(data)


@given(st.data())
def test_no_damage_to_a_workbook_raises_anything_but_a_sentence(data):
    with tempfile.TemporaryDirectory() as folder:
        whole = bytearray(workbook(Path(folder), [["carte", "jour"], ["42", 1.5]]).read_bytes())
    for _i in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert _read_bytes(bytes(whole)) <= 100


# What takes no end


def peak_of(path: Path) -> tuple[str, int]:
    """The sentence with which another process refuses a file, and the megabytes that it took."""
    code = (
        "import sys; from pathlib import Path\n"
        "from shopcard.errors import Refused\n"
        "from shopcard.files.imports.read_table import read_sheet\n"
        "try:\n"
        "    sheet = read_sheet(Path(sys.argv[1])); print(sum(1 for _row in sheet.records()))\n"
        "except Refused as refused: print(refused.sentence)\n"
        "status = Path('/proc/self/status').read_text().splitlines()\n"
        "print(next(line.split()[1] for line in status if line.startswith('VmHWM')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    said, peak = done.stdout.splitlines()
    return said, int(peak) // 1024


def test_case_102_a_pipe_and_a_device_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/zero")):
        with pytest.raises(Refused, match="is no file that can be read"):
            read_sheet(path)


def test_case_102_a_million_columns_are_a_sentence(tmp_path):
    path = table(tmp_path, "a,b\n" + "1," * 400_000 + "\n" + "2," * 1_000_000 + "\n")
    with pytest.raises(Refused, match="no list that can be read"):
        rows(path)
    with pytest.raises(Refused, match="no list that can be read"):
        rows(table(tmp_path, "name\n" + '"x\n",' * 20_000))


def test_case_102_columns_that_are_empty_to_the_right_are_none(tmp_path):
    assert rows(table(tmp_path, "a,b" + "," * 5000 + "\n1,2\n"))[1] == (2, ["1", "2"])


def test_case_102_a_text_that_every_cell_repeats_is_refused(tmp_path):
    path = raw_workbook(tmp_path, "")
    long, cells = "x" * 5_000_000, 200
    sheet = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells))
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/x"><si><t>{long}</t></si></sst>'
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sharedStrings.xml", shared)
        file.writestr(
            "xl/worksheets/s9.xml", f"<worksheet><sheetData>{sheet}</sheetData></worksheet>"
        )
    assert path.stat().st_size < 200_000
    said, megabytes = peak_of(path)
    assert "too large" in said
    assert megabytes < 300


def test_case_102_a_workbook_packed_a_thousandfold_is_refused_in_little_memory(tmp_path):
    path = raw_workbook(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>')
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        for n in range(70):
            file.writestr(f"xl/media/{n}", bytes(4_000_000))
    said, megabytes = peak_of(path)
    assert "too large" in said
    assert megabytes < 300


@pytest.mark.parametrize(
    "table_rows",
    [
        '<table:table-row table:number-rows-repeated="9000000">{}</table:table-row>',
        '<table:table-row table:number-rows-repeated="100000">{0}{0}</table:table-row>',
    ],
)
def test_case_102_a_cell_that_is_repeated_without_end_is_refused(tmp_path, table_rows):
    cell = (
        '<table:table-cell office:value-type="string" table:number-columns-repeated="999">'
        "<text:p>x</text:p></table:table-cell>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", table_rows.format(cell))
    with pytest.raises(Refused, match="too large"):
        read_sheet(path)
