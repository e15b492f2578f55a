"""Bring the catalogues up to date: `python -m tests.tools.catalogue`.

Collects every sentence of the source, merges it into each language's .po, and compiles the .mo
that the program reads. What is still to be translated is listed.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from shopcard.language import LANGUAGES
from tests.tools.build_hook import compiled
from tests.tools.build_hook import read as read_source

PACKAGE = Path(__file__).parents[2] / "shopcard"
LOCALE = PACKAGE / "locale"
TRANSLATED = LANGUAGES[1:]
"""All languages but English, which the source is written in."""


def collected() -> Catalog:
    """Every sentence that the source hands to gettext, the report's page included, without places:
    they would only churn."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(str(PACKAGE), method_map=[("**.py", "python"), ("**.html", "jinja2")])
    for _file, _line, message, _comments, context in found:
        catalog.add(message, context=context)
    return catalog


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "shopcard.po"


def read(language: str) -> Catalog:
    path = po_path(language)
    return read_source(path) if path.exists() else Catalog(locale=language, charset="utf-8")


def write(catalog: Catalog, language: str) -> None:
    """The .po, without dates and names, which are git's to keep; and the .mo that gettext reads."""
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
    path.with_suffix(".mo").write_bytes(compiled(path))


_CHURNING = (
    b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Language-Team',
    b'"Generated-By', b'"Report-Msgid', b'"Project-Id',
)  # fmt: skip


def missing(catalog: Catalog) -> list[Message]:
    """Sentences without a translation, or with one that nobody has confirmed."""
    return [m for m in catalog if m.id and (not all(_strings(m)) or m.fuzzy)]


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def main() -> int:
    template = collected()
    left = 0
    for language in TRANSLATED:
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
