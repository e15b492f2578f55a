"""What goes in and out as files: export, restore, import; and the check of the shop's own file."""

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from shopcard.cli import command_help, options, output
from shopcard.cli.command_help import Commands
from shopcard.cli.import_as_text import lines_by_row
from shopcard.cli.options import Json
from shopcard.errors import Damaged, WrongUsage
from shopcard.language import N_, _, ngettext, say_number

if TYPE_CHECKING:
    from shopcard.files.backup.archive import Progress
    from shopcard.files.imports.import_file import ImportReport
    from shopcard.store.answers.counter import Checked
    from shopcard.store.shop.shop import Shop

    class Exporter(Protocol):
        def __call__(self, shop: Shop, target: Path | None, *, progress: Progress) -> Path: ...


FORMATS = ("backup", "csv", "xlsx", "json")
LISTED = 50
"""How many rejected rows the printed report lists; JSON lists all."""


def add_to(app: Commands) -> None:
    app.add(
        "export",
        N_(
            "Write the whole shop into one backup file, verified by restoring it first; or as "
            "tables to open in a spreadsheet, or as JSON."
        ),
        "shopcard export",
        "shopcard export /media/usb/glacier.shopcard",
        "shopcard export --format xlsx",
    )(export)
    app.add(
        "restore",
        N_("Make the shop from a backup or a JSON export; a shop that is there is set aside."),
        "shopcard restore glacier-du-port-2026-11-24-183000.shopcard",
    )(restore)
    app.add(
        "import",
        N_(
            "Take in purchases, customers or balances from a CSV, TSV or Excel file, "
            "all or nothing."
        ),
        "shopcard import sales.csv --dry-run",
        "shopcard import sales.csv --map customer=ClientNo --map date=Day --earn",
        "shopcard import customers.xlsx --kind customers",
        "shopcard import paper-cards.csv --kind balances --program Cone --dry-run",
        "shopcard import paper-cards.csv --on-card set",
    )(import_file)
    app.add(
        "check",
        N_("Replay the whole ledger, check the file, and say what was found."),
        "shopcard check",
        "shopcard check --rebuild",
    )(check)


def export(
    ctx: typer.Context,
    target: Annotated[
        str | None,
        typer.Argument(
            metavar=N_("TARGET"),
            help=N_("The file, or a folder in which it gets its name; this folder without."),
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar=N_("FORMAT"),
            help=N_(
                "backup (unless given) or json: everything, to restore from, the scrambled PINs "
                "included; xlsx (a workbook) or csv (a folder of files): tables to read, no PINs."
            ),
        ),
    ] = "backup",
    json: Json = False,
) -> None:
    if form not in FORMATS:
        raise WrongUsage(_("The formats are: {names}.").format(names=", ".join(FORMATS)))
    path = None if target is None else Path(target).expanduser()
    with command_help.place_of(ctx).open() as shop, output.progress(_("Exporting")) as progress:
        made = _exporter(form)(shop, path, progress=progress)
    if json:
        files = made.iterdir() if made.is_dir() else [made]
        size = sum(file.stat().st_size for file in files)
        output.answer_json({"file": str(made), "format": form, "bytes": size})
    elif form == "backup":
        output.answer(_("The backup is whole: {file}").format(file=made))
    elif form == "json":
        output.answer(_("The whole shop is written as JSON: {file}").format(file=made))
    else:
        output.answer(_("The shop's tables are written: {file}").format(file=made))


def _exporter(form: str) -> "Exporter":
    from shopcard.files import shop_tables
    from shopcard.files.backup import export as backup
    from shopcard.files.backup import shop_json

    exporters: dict[str, Exporter] = {
        "backup": backup.export,
        "csv": shop_tables.export_csv,
        "xlsx": shop_tables.export_xlsx,
        "json": shop_json.export,
    }
    return exporters[form]


def restore(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar=N_("FILE"), help=N_("A backup or a JSON export."))],
    json: Json = False,
) -> None:
    from shopcard.files.backup import restore as restore_

    where = command_help.place_of(ctx).where
    with output.progress(_("Restoring")) as progress:
        restored = restore_.restore(Path(file).expanduser(), where, progress=progress)
    aside = restored.set_aside
    if not restored.erasures_known:
        output.note(
            _(
                "If customers were erased after this backup was made, erase them again: no list "
                "of them was found here."
            )
        )
    if json:
        output.answer_json(
            {
                "name": restored.name,
                "file": str(where),
                "customers": restored.customers,
                "entries": restored.entries,
                "set_aside": str(aside) if aside else None,
                "erased": restored.erased,
                "erasures_known": restored.erasures_known,
            }
            | ({"problems": list(restored.problems)} if restored.problems else {})
        )
        return
    output.answer(
        ngettext(
            "{shop} is restored, with {n} customer.",
            "{shop} is restored, with {n} customers.",
            restored.customers,
        ).format(shop=restored.name, n=say_number(restored.customers))
    )
    if restored.erased:
        output.answer(
            ngettext(
                "{n} customer who was erased since then was erased again.",
                "{n} customers who were erased since then were erased again.",
                restored.erased,
            ).format(n=say_number(restored.erased))
        )
    if restored.problems:
        output.answer(
            _("Not all of it is as it should be. The check found:"),
            *(f"- {problem}" for problem in restored.problems),
        )
    if aside:
        output.answer(_("The shop that was here before is set aside: {file}").format(file=aside))


def import_file(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar=N_("FILE"), help=N_("CSV, TSV or XLSX."))],
    *,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar=N_("KIND"),
            help=N_("purchases, customers or balances; found out unless said."),
        ),
    ] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar=N_("FIELD=COLUMN"),
            help=N_(
                "Which column holds a field (customer, date, amount, name, phone, …), by title or "
                "number; also separator=, encoding=, date_form=DMY, decimal=comma, zeros=lost. "
                "May be repeated."
            ),
        ),
    ] = None,
    program: Annotated[
        str | None,
        typer.Option(
            "--program",
            metavar=N_("PROGRAM"),
            help=N_("Where the stamps of balances go; the first open programme unless named."),
        ),
    ] = None,
    on_card: Annotated[
        str,
        typer.Option(
            "--on-card",
            metavar=N_("WAY"),
            help=N_(
                "Where a card shows stamps already: add the balance to them, or set the card to it."
            ),
        ),
    ] = "add",
    shared: Annotated[
        str,
        typer.Option(
            "--shared",
            metavar=N_("WAY"),
            help=N_(
                "Somebody of another name with a phone or e-mail that a customer has: add, or "
                "leave."
            ),
        ),
    ] = "add",
    earn: Annotated[
        bool, typer.Option("--earn", help=N_("Give the stamps the purchases would have earned."))
    ] = False,
    skip_rejected: Annotated[
        bool,
        typer.Option("--skip-rejected", help=N_("Take the rest where rows cannot be read.")),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Only say what would be done."))
    ] = False,
    json: Json = False,
) -> None:
    from shopcard.files.imports.import_file import bring_in

    mapping = dict(options.pair(text) for text in maps or ())
    with command_help.place_of(ctx).open() as shop, output.progress(_("Importing")) as progress:
        report = bring_in(
            shop,
            Path(file).expanduser(),
            kind=kind,
            mapping=mapping,
            earn=earn,
            program=program,
            on_card=on_card,
            shared=shared,
            skip_rejected=skip_rejected,
            dry_run=dry_run,
            progress=lambda done, total: progress(done / total if total else 1),
        )
    if json:
        output.answer_json(report.to_dict() | report.more())
    else:
        output.answer(*_import_lines(report))
    if report.rejected and not skip_rejected:
        output.note(_("Some rows cannot be read: nothing was written. See --skip-rejected."))
        raise typer.Exit(1)
    if dry_run:
        output.note(_("A dry run: nothing was written."))


def _import_lines(report: "ImportReport") -> list[str]:
    understood = report.understood
    columns = ", ".join(f"{field} = {column}" for field, column in understood.columns.items())
    kinds = {
        "purchases": _("purchases"),
        "customers": _("customers"),
        "balances": _("balances"),
    }
    lines = [
        ngettext("{n} row read as {kind}.", "{n} rows read as {kind}.", report.rows).format(
            n=say_number(report.rows),
            kind=kinds[report.kind],
        ),
        _("Columns: {columns}").format(columns=columns),
        *understood.notes,
        (
            _("Added: {customers} customers, {balances} balances. Already there: {known}.")
            if report.kind == "balances"
            else _("Added: {customers} customers, {purchases} purchases. Already there: {known}.")
        ).format(
            customers=say_number(report.added_customers),
            purchases=say_number(report.added_purchases),
            balances=say_number(report.added_balances),
            known=say_number(report.already_there),
        ),
    ]
    reasons: dict[str, list[int]] = defaultdict(list)
    for aside in report.set_aside:
        reasons[aside.why].append(aside.row)
    for why, rows in reasons.items():
        some = ", ".join(str(row) for row in rows[:8]) + (", …" if len(rows) > 8 else "")
        lines.append(
            ngettext(
                "Set aside, {n} row: {why} (row {rows})",
                "Set aside, {n} rows: {why} (rows {rows})",
                len(rows),
            ).format(n=say_number(len(rows)), why=why.rstrip("."), rows=some)
        )
    lines += lines_by_row(report)
    if report.rejected:
        lines += ["", _("Rejected: {n}").format(n=say_number(len(report.rejected)))]
        lines += output.table(
            (_("Row"), _("Column"), _("Value"), _("Why")),
            [
                (str(bad.row), bad.column or "", str(bad.value or "")[:40], bad.why)
                for bad in report.rejected[:LISTED]
            ],
            right=(0,),
        )
        if len(report.rejected) > LISTED:
            lines.append(_("… --json lists all of them."))
    return lines


def check(
    ctx: typer.Context,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help=N_("First make the kept answers anew from the ledger.")),
    ] = False,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json

    place = command_help.place_of(ctx)
    try:
        with place.open(to_check=True) as shop:
            checked = shop.check(rebuild=rebuild)
    except Damaged as damaged:
        if json:
            output.answer_json(as_json.of_unreadable(damaged.sentence))
        else:
            output.answer(damaged.sentence)
        raise typer.Exit(damaged.exit_code) from None
    if json:
        output.answer_json(as_json.of_check(checked))
    else:
        output.answer(*_check_lines(checked, place.where))
    if not checked.ok:
        raise typer.Exit(Damaged.exit_code)


def _check_lines(checked: "Checked", where: Path) -> list[str]:
    lines = [
        _("{file} is sound.").format(file=where)
        if checked.ok
        else _("{file} has problems:").format(file=where),
        *(f"- {problem}" for problem in checked.problems),
        _("Schema {schema}, SQLite {sqlite}, journal {journal}").format(
            schema=checked.schema, sqlite=checked.sqlite, journal=checked.journal
        ),
    ]
    rows = [(table, say_number(count)) for table, count in checked.counts.items()]
    return lines + output.table((_("Table"), _("Rows")), rows, right=(1,))
