"""Bring the catalogues up to date: `python -m tests.catalogue`.

Collects every sentence of the source, merges it into each language's .po, and compiles the .mo
that the program reads. What is still to be translated is listed.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "shopcard"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("fr",)


def collected() -> Catalog:
    """Every sentence that the source hands to gettext, without places: they would only churn."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(str(PACKAGE), method_map=[("**.py", "python")])
    for _file, _line, message, _comments, context in found:
        catalog.add(message, context=context)
    return catalog


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "shopcard.po"


def read(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    # Babel puts the present in where the file has no date.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    return catalog


def write(catalog: Catalog, language: str) -> None:
    """The .po and the .mo, without dates and names: these are git's to keep."""
    catalog.header_comment = f"# The sentences of shopcard in {catalog.locale.english_name}."
    catalog.fuzzy = False
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    lean = io.BytesIO()
    write_po(lean, catalog, width=100, sort_output=True)
    kept = [
        line for line in lean.getvalue().splitlines(keepends=True) if not line.startswith(_CHURNING)
    ]
    path.write_bytes(b"".join(kept))
    path.with_suffix(".mo").write_bytes(compiled(read(language)))


_CHURNING = (
    b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Language-Team',
    b'"Generated-By', b'"Report-Msgid', b'"Project-Id',
)  # fmt: skip


def compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def missing(catalog: Catalog) -> list[Message]:
    """Sentences without a translation, or with one that nobody has confirmed."""
    return [m for m in catalog if m.id and (not all(_strings(m)) or m.fuzzy)]


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def main() -> int:
    template = collected()
    left = 0
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        write(catalog, language)
        for message in missing(catalog):
            left += 1
            print(f"{language}: {message.id}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
