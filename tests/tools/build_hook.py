"""Hatch runs this when a wheel is built or shopcard is installed for development."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path("shopcard/locale")


def read(source: Path) -> Catalog:
    """The sentences of a .po file that lies in its language's folder."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    # Babel puts the present in where the file has no date.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    return catalogue


def compiled(source: Path) -> bytes:
    """The .mo of a .po file, the same bytes whenever it is made."""
    catalogue = read(source)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


class CompileCatalogues(BuildHookInterface[Any]):
    """Compiles each language's sentences (.po) into what gettext reads (.mo), beside it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in (Path(self.root) / LOCALE).glob("*/LC_MESSAGES/*.po"):
            source.with_suffix(".mo").write_bytes(compiled(source))
