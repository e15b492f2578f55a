"""Tables to import, written the way other programs write them."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def table(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "sales.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, rows: Sequence[Sequence[object]], *, first_row: int = 1) -> Path:
    """An .xlsx of one sheet; days and times are cells with a date format."""
    lines = [
        f'<row r="{n}">{"".join(_cell(value, column, n) for column, value in enumerate(row))}</row>'
        for n, row in enumerate(rows, first_row)
    ]
    return raw_workbook(folder, "".join(lines))


def _cell(value: object, column: int, row: int) -> str:
    at = f'r="{chr(ord("A") + column)}{row}"'
    days = datetime(1899, 12, 30)  # noqa: DTZ001
    match value:
        case None | "":
            return ""
        case str():
            return f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case bool():
            return f'<c {at} t="b"><v>{int(value)}</v></c>'
        case datetime():
            return f'<c {at} s="2"><v>{(value - days).total_seconds() / 86400}</v></c>'
        case date():
            return f'<c {at} s="1"><v>{(value - days.date()).days}</v></c>'
    return f"<c {at}><v>{value}</v></c>"


def raw_workbook(folder: Path, rows: str, *, sheets: int = 1) -> Path:
    """An .xlsx whose last sheet has these rows as XML; those before it are empty."""
    numbers = range(1, sheets + 1)
    content_types = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
        '.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        "</Types>"
    )
    office = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    book = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    parts = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in numbers
    )
    styles = f'<Relationship Id="styles" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>'
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", content_types)
        file.writestr("_rels/.rels", f"{relations}{office}</Relationships>")
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{book}</sheets></workbook>',
        )
        file.writestr("xl/_rels/workbook.xml.rels", f"{relations}{parts}{styles}</Relationships>")
        file.writestr("xl/styles.xml", f'<styleSheet xmlns="{_MAIN}">{formats}</styleSheet>')
        for n in numbers:
            data = rows if n == sheets else ""
            file.writestr(
                f"xl/worksheets/s{n}.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData></worksheet>',
            )
    path = folder / "sales.xlsx"
    path.write_bytes(packed.getvalue())
    return path
