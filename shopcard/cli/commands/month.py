"""The owner's month: its summary, and its page to print or send."""

import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopcard.cli import command_help, options
from shopcard.cli import output as show
from shopcard.cli.command_help import Commands
from shopcard.cli.options import Json
from shopcard.errors import WrongUsage
from shopcard.language import N_, _

if TYPE_CHECKING:
    from shopcard.rules.settings import Settings

MonthNamed = Annotated[
    str | None,
    typer.Option("--month", metavar="2026-10", help=N_("The month; the one running unless named.")),
]
Window = Annotated[
    int | None,
    typer.Option(
        "--window",
        metavar=N_("DAYS"),
        parser=options.whole_number,
        help=N_("For how long after a visit a customer is active; the setting unless given."),
    ),
]
OLDEST = 1900
"""No shop's ledger reaches back before this year."""


def add_to(app: Commands) -> None:
    app.add(
        "summary",
        N_("Show the owner's month: its figures, whom to look after, the best customers."),
        "shopcard summary",
        "shopcard summary --month 2026-10 --window 60",
        "shopcard summary --json",
    )(summary)
    app.add(
        "report",
        N_("Write the owner's month as one page to print or send."),
        "shopcard report",
        "shopcard report --month 2026-10 -o october.html",
    )(report)


def summary(
    ctx: typer.Context,
    *,
    month: MonthNamed = None,
    window: Window = None,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, month_as_text

    meant = month_meant(month)
    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        told = shop.month.figures(meant, window=window_meant(window, here))
        after, best = shop.month.slipping(told.month), shop.month.best(told.month)
        ambassadors, found = shop.month.ambassadors(told.month), shop.month.fair_play(told.month)
        cards = None if told.complete else shop.month.open_cards()
        orders = {"visits": False, "spend": True} if json else {}
        best_by = {
            order: shop.month.best(told.month, by_spend=by_spend)
            for order, by_spend in orders.items()
        }
    if json:
        show.answer_json(
            as_json.of_month(
                told, after, best, found, ambassadors, best_by=best_by, open_cards=cards
            )
        )
    else:
        show.answer(
            *month_as_text.month(
                told, after, best, found, here, ambassadors=ambassadors, open_cards=cards
            )
        )


def report(
    ctx: typer.Context,
    *,
    month: MonthNamed = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar=N_("FILE"),
            help=N_("The file, or a folder in which it gets its name; this folder without."),
        ),
    ] = None,
    window: Window = None,
    json: Json = False,
) -> None:
    from shopcard.files.report import report as reports

    meant = month_meant(month)
    target = None if output is None else Path(output).expanduser()
    with command_help.place_of(ctx).open() as shop:
        days = window_meant(window, shop.opened.settings)
        made = reports.write(shop, target, month=meant, window=days)
    if json:
        show.answer_json({"file": str(made), "bytes": made.stat().st_size})
    else:
        show.answer(_("The report is written: {file}").format(file=made))


def month_meant(text: str | None) -> date | None:
    """The first day of a month as typed; None when none was. WrongUsage for what is no month."""
    if text is None:
        return None
    if re.fullmatch(r"\d{4}-\d{2}", text.strip(), re.ASCII):
        with suppress(ValueError):
            month = date.fromisoformat(f"{text.strip()}-01")
            if month.year >= OLDEST:
                return month
    raise WrongUsage(_("“{text}” is no month. Type it like 2026-10.").format(text=text[:40]))


def window_meant(days: int | None, shop: "Settings") -> int | None:
    """The window as typed; Refused for one that the setting could not have."""
    return None if days is None else shop.changed("window", str(days)).window
