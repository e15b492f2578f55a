"""Customers, purchases and balances from a table into the shop, all or nothing, with a report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shopcard.errors import WrongUsage
from shopcard.files.imports.balance_rows import ADD, SET, BalanceRows
from shopcard.files.imports.column_titles import BALANCES, CUSTOMERS
from shopcard.files.imports.customer_rows import KEEP, LEAVE, CustomerRows
from shopcard.files.imports.find_columns import find_columns
from shopcard.files.imports.read_table import read_sheet
from shopcard.files.imports.row_base import OnCard, Rejected, Rows, SetAside, Whom
from shopcard.files.imports.rows import PurchaseRows
from shopcard.language import _
from shopcard.rules.text import clean_text
from shopcard.store.answers.counter import Absorbed
from shopcard.store.shop.shop import Shop

__all__ = ["ImportReport", "OnCard", "Rejected", "SetAside", "Understood", "Whom", "bring_in"]


@dataclass(frozen=True, slots=True)
class Understood:
    """How the file was read."""

    separator: str
    encoding: str
    columns: Mapping[str, str]
    """For each field the title or number of its column."""
    date_form: str
    """YMD, DMY or MDY."""
    notes: tuple[str, ...] = ()
    """Sentences on what was chosen, added up or not used."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import added, or would add (`dry_run`), or why it added nothing."""

    kind: str
    rows: int
    """Rows with anything in them, titles not counted."""
    added_customers: int
    added_purchases: int
    added_balances: int
    already_there: int
    set_aside: tuple[SetAside, ...]
    rejected: tuple[Rejected, ...]
    understood: Understood
    dry_run: bool
    written: bool
    """False for a dry run, and where rejected rows stopped everything."""
    warned: tuple[SetAside, ...] = ()
    """Rows that are taken though the owner may want to look at them."""
    on_cards: tuple[OnCard, ...] = ()
    """Balances of customers whose cards show stamps already."""
    whom: tuple[Whom, ...] = ()
    """Whom each row means that is not set aside or rejected; of a dry run only."""

    def more(self) -> dict[str, object]:
        """What the report has besides, where there is anything to say."""
        told: dict[str, object] = {}
        if self.warned:
            told["warnings"] = [{"row": w.row, "why": w.why} for w in self.warned]
        if self.on_cards:
            told["on_cards"] = [
                {"row": c.row, "customer": c.customer, "name": c.name, "there": c.there,
                 "comes": c.comes, "then": c.then}
                for c in self.on_cards
            ]  # fmt: skip
        if self.dry_run:
            told["whom"] = [
                {"row": w.row, "customer": w.customer, "name": w.name, "how": w.how.value}
                for w in self.whom
            ]
        return told

    def to_dict(self) -> dict[str, object]:
        """The report as `import --json` prints it."""
        return {
            "kind": self.kind,
            "rows": self.rows,
            "added": {
                "customers": self.added_customers,
                "purchases": self.added_purchases,
                "balances": self.added_balances,
            },
            "already_there": self.already_there,
            "set_aside": [{"row": s.row, "why": s.why} for s in self.set_aside],
            "rejected": [
                {"row": r.row, "column": r.column, "value": r.value, "why": r.why}
                for r in self.rejected
            ],
            "understood": {
                "separator": self.understood.separator,
                "encoding": self.understood.encoding,
                "columns": dict(self.understood.columns),
            },
        }


def bring_in(
    shop: Shop,
    path: Path,
    *,
    kind: str | None = None,
    mapping: Mapping[str, str] = {},
    earn: bool = False,
    program: str | None = None,
    on_card: str = ADD,
    shared: str = KEEP,
    skip_rejected: bool = False,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportReport:
    """Take in the purchases, the customers or the balances of a CSV, TSV, padded or XLSX table.

    `mapping` names columns by field (`customer`, `date`, `amount`, …: title, number from 1, or `-`
    for none) and may set `separator`, `encoding`, `date_form` (YMD, DMY, MDY) and `decimal` (point,
    comma). The stamps of balances go to the `program` of that name, the first open one without a
    name, onto what a card shows already or in its place (`on_card`: add, set). Customers of another
    name with a phone or e-mail that somebody has are added or left out (`shared`: add, leave). A
    rejected row stops everything unless `skip_rejected`; the whole file is read and
    judged before anything is written. `progress` hears how many rows of how many are done.

    WrongUsage for an unknown kind or field, or a programme for what is no balance; NotFound where
    there is no such programme, or none that is open; Refused, saying what to give with --map, where
    the file as a whole cannot be read or understood.
    """
    _check_choice("--on-card", on_card, (ADD, SET))
    _check_choice("--shared", shared, (KEEP, LEAVE))
    sheet = read_sheet(
        path, separator=mapping.get("separator", ""), encoding=mapping.get("encoding", "")
    )
    columns = find_columns(sheet, kind, mapping)
    if program is not None and columns.kind != BALANCES:
        raise WrongUsage(
            _("--program says where balances go; this file was read as {kind}.").format(
                kind=columns.kind
            )
        )
    rows: Rows
    if columns.kind == BALANCES:
        rows = BalanceRows(shop, sheet, columns, mapping, shop.programs.named(program))
        rows.on_card = on_card
    elif columns.kind == CUSTOMERS:
        rows = CustomerRows(shop, sheet, columns, mapping)
        rows.shared = shared
    else:
        rows = PurchaseRows(shop, sheet, columns, mapping)
    rows.judge()
    stopped = bool(rows.rejected) and not skip_rejected
    absorbed = Absorbed(0, 0, 0)
    if not stopped:
        absorbed = rows.absorb(earn, dry_run, progress)
    return ImportReport(
        kind=columns.kind,
        rows=rows.count,
        added_customers=absorbed.customers,
        added_purchases=absorbed.purchases,
        added_balances=absorbed.balances,
        already_there=absorbed.already_there,
        set_aside=tuple(rows.set_aside),
        rejected=tuple(rows.rejected),
        understood=Understood(
            sheet.separator,
            sheet.encoding,
            columns.named,
            rows.date_form,
            (*columns.notes, *rows.notes),
        ),
        dry_run=dry_run,
        written=not stopped and not dry_run,
        warned=tuple(rows.warned),
        on_cards=tuple(rows.on_cards),
        whom=tuple(rows.whom()) if dry_run else (),
    )


def _check_choice(option: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise WrongUsage(
            _("“{value}” is no choice of {option}: give {choices}.").format(
                value=clean_text(value[:60]), option=option, choices=", ".join(choices)
            )
        )
