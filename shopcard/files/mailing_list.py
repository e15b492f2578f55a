"""Write a list of customers as CSV or Excel, for a mail tool."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopcard.errors import WrongUsage
from shopcard.files.new_files import make_new
from shopcard.files.spreadsheet import write_csv, write_workbook
from shopcard.language import _
from shopcard.words.feedback import say_satisfied
from shopcard.words.lists import CSV, PART, XLSX, Listed, Listing, Where
from shopcard.words.table import Cells, Column, Table

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Customer
    from shopcard.store.answers.month import Voice
    from shopcard.store.shop.shop import Shop


def reached(shop: "Shop", listed: Sequence[Listed]) -> "list[Customer]":
    """The customers of a list, in its order."""
    ids = [one.id for one in listed]
    return [
        customer
        for n in range(0, len(ids), PART)
        for customer in shop.customers.several(ids[n : n + PART])
    ]


def write_list(
    shop: "Shop", listing: Listing[Any], target: Path | None = None, *, ending: str = CSV
) -> Path:
    """Write a list and return its path.

    `target` is a file that ends with .csv or .xlsx, or an existing folder in which the list gets
    its own name with `ending`. WrongUsage for another ending, Refused for a file that
    is there already or a folder that may not be written to, DiskFull.
    """
    agreed, columns = listing.agreed, listing.standing(Where.FILE)
    rows = [
        (
            one.name, next(iter(one.phones), ""), one.email, one.card,
            *(column.cell(listed) for column in columns),
        )
        for listed, one in zip(agreed, reached(shop, agreed), strict=True)
    ]  # fmt: skip
    heads = (
        Column(_("Name"), width=24), Column(_("Phone"), Cells.CODE),
        Column(_("E-mail"), width=26), Column(_("Card"), Cells.CODE), *columns,
    )  # fmt: skip
    table = Table(_("Customers"), heads, rows, len(rows))
    return write_table(shop, table, target, f"{listing.name}{ending}")


def write_comments(shop: "Shop", found: "Sequence[Voice]", target: Path | None = None) -> Path:
    """Write what customers said, by name alone. Raises what `write_list` raises."""
    columns = (
        Column(_("Day"), Cells.DAY), Column(_("Name"), width=24),
        Column(_("Would recommend (0–10)"), Cells.NUMBER), Column(_("Satisfied")),
        Column(_("Comment"), width=60), Column(_("Acted upon"), Cells.DAY),
    )  # fmt: skip
    rows = [
        (
            voice.day, voice.name, voice.recommend,
            "" if voice.satisfied is None else say_satisfied(voice.satisfied),
            voice.comment, voice.acted_on,
        )
        for voice in found
    ]  # fmt: skip
    table = Table(_("Comments"), columns, rows, len(rows))
    return write_table(shop, table, target, f"comments{CSV}")


def write_table(shop: "Shop", table: Table, target: Path | None, default_name: str) -> Path:
    """Write one table as CSV or Excel. Raises what `write_list` raises."""
    named = Path(default_name) if target is None or target.is_dir() else target
    kind, currency = named.suffix.lower(), shop.opened.settings.currency
    if kind not in (CSV, XLSX):
        raise WrongUsage(_("Let the file end with .csv or .xlsx, which says how it is written."))

    def write(made: Path) -> None:
        if kind == XLSX:
            write_workbook([table], made, currency)
        else:
            write_csv(table, made, currency)

    return make_new(write, target, default_name)
