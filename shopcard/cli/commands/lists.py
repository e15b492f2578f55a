"""Whom to write to: only customers who agreed to be contacted, as a table, CSV, Excel or JSON."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shopcard.cli import command_help, options
from shopcard.cli import output as show
from shopcard.cli.command_help import Commands
from shopcard.cli.commands import feedback, privacy
from shopcard.cli.commands.month import MonthNamed, month_meant
from shopcard.cli.options import CustomerMeant, Json
from shopcard.language import N_, _, ngettext, say_number

if TYPE_CHECKING:
    from shopcard.store.answers.month import ReadyReward
    from shopcard.store.shop.shop import Shop
    from shopcard.words.lists import Listing

Output = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar=N_("FILE"),
        help=N_("Write it to a file for mail merge: Excel or CSV, as it ends with .xlsx or .csv."),
    ),
]


SOON = 30
"""Days that the lists look ahead unless told."""
Days = Annotated[
    int | None,
    typer.Option(
        "--days",
        metavar=N_("DAYS"),
        parser=options.whole_number,
        help=N_("How many days to look ahead; 30 unless given."),
    ),
]


class Order(StrEnum):
    """What makes a customer one of the best."""

    VISITS = "visits"
    SPEND = "spend"


def add_to(app: Commands) -> None:
    lists = Commands(
        N_("List whom to write to: only customers who agreed to be contacted."),
        "shopcard lists slipping",
        "shopcard lists ready -o ready.xlsx",
    )
    app.add_typer(lists, name="lists")
    lists.add(
        "slipping",
        N_("Who may be slipping away, those with most at stake first."),
        "shopcard lists slipping",
        "shopcard lists slipping --month 2026-10 -o slipping.csv",
    )(slipping)
    lists.add(
        "best",
        N_("The best customers of the last 12 months."),
        "shopcard lists best -o best.csv",
        "shopcard lists best --by visits",
    )(best)
    lists.add(
        "birthdays",
        N_("Whose birthday is in the next 30 days, the soonest first."),
        "shopcard lists birthdays -o birthdays.csv",
        "shopcard lists birthdays --days 7",
    )(birthdays)
    lists.add(
        "expiring",
        N_("Whose reward runs out in the next 30 days, the soonest first."),
        "shopcard lists expiring -o expiring.csv",
    )(expiring)
    lists.add(
        "ready",
        N_("Who has a reward ready, those first to expire first."),
        "shopcard lists ready -o ready.csv",
    )(ready)
    lists.add(
        "ambassadors",
        N_("Who brought most new customers."),
        "shopcard lists ambassadors",
        "shopcard lists ambassadors --month 2026-10 -o ambassadors.csv",
    )(ambassadors)
    feedback.add_to_lists(lists)
    privacy.add_to_lists(lists)
    app.add(
        "contacted",
        N_("Note that a customer was written to or called today."),
        "shopcard contacted 42073104",
    )(contacted)


def slipping(
    ctx: typer.Context, *, month: MonthNamed = None, output: Output = None, json: Json = False
) -> None:
    from shopcard.words import lists

    meant = month_meant(month)
    with command_help.place_of(ctx).open() as shop:
        late = shop.month.slipping(meant).customers
        listing = lists.slipping(late, shop.opened.settings.currency)
        _answer(shop, listing, output, json=json)


def best(
    ctx: typer.Context,
    *,
    month: MonthNamed = None,
    by: Annotated[
        Order | None,
        typer.Option("--by", help=N_("In which order; by spend, where amounts are kept.")),
    ] = None,
    output: Output = None,
    json: Json = False,
) -> None:
    from shopcard.words import lists

    meant = month_meant(month)
    with command_help.place_of(ctx).open() as shop:
        found = shop.month.best(meant, by_spend=None if by is None else by is Order.SPEND)
        listing = lists.best(found, shop.opened.settings.currency)
        _answer(shop, listing, output, json=json)


def ambassadors(
    ctx: typer.Context, *, month: MonthNamed = None, output: Output = None, json: Json = False
) -> None:
    from shopcard.words import lists

    meant = month_meant(month)
    with command_help.place_of(ctx).open() as shop:
        _answer(shop, lists.ambassadors(shop.month.ambassadors(meant)), output, json=json)


def ready(ctx: typer.Context, *, output: Output = None, json: Json = False) -> None:
    from shopcard.words import lists

    with command_help.place_of(ctx).open() as shop:
        _answer(shop, lists.ready(_of_somebody(shop)), output, json=json)


def expiring(
    ctx: typer.Context, *, days: Days = None, output: Output = None, json: Json = False
) -> None:
    from datetime import timedelta

    from shopcard.words import lists

    with command_help.place_of(ctx).open() as shop:
        last = shop.opened.today_day() + timedelta(days=SOON if days is None else days)
        soon = [one for one in _of_somebody(shop) if one.expires and one.expires <= last]
        _answer(shop, lists.ready(soon, "expiring"), output, json=json)


def _of_somebody(shop: "Shop") -> "list[ReadyReward]":
    """The rewards that somebody may still ask for: not those of the erased."""
    return [one for one in shop.month.ready() if one.name]


def birthdays(
    ctx: typer.Context, *, days: Days = None, output: Output = None, json: Json = False
) -> None:
    from shopcard.words import lists

    with command_help.place_of(ctx).open() as shop:
        found = shop.month.birthdays(SOON if days is None else days)
        _answer(shop, lists.birthdays(found), output, json=json)


def _answer(shop: "Shop", listing: "Listing[Any]", output: str | None, *, json: bool) -> None:
    """Print a list, or write it to a file; how many did not agree is said beside it."""
    from shopcard.cli import as_json, month_as_text
    from shopcard.files.mailing_list import reached, write_list

    agreed = listing.agreed
    file = None if output is None else write_list(shop, listing, Path(output).expanduser())
    if json:
        show.answer_json(
            {
                "list": listing.name,
                "customers": [
                    as_json.reachable(one, listing, customer)
                    for one, customer in zip(agreed, reached(shop, agreed), strict=True)
                ],
                "not_agreed": listing.left_out,
            }
            | ({"file": str(file)} if file else {})
        )
    elif file:
        show.answer(
            ngettext("{n} row is written: {file}", "{n} rows are written: {file}", len(agreed))
            .format(n=say_number(len(agreed)), file=file)
        )  # fmt: skip
    elif agreed:
        shown, country = month_as_text.rows_of(listing, agreed), shop.opened.settings.country
        rows = month_as_text.with_phones(shown, reached(shop, agreed), country)
        show.answer(*show.table(*rows, right=month_as_text.right_of(listing, before=2)))
    else:
        show.note(_("There is nobody on this list."))
    if sentence := listing.say_left_out():
        show.note(sentence)


def contacted(ctx: typer.Context, customer: CustomerMeant, json: Json = False) -> None:
    with command_help.place_of(ctx).open() as shop:
        meant = shop.customers.resolve(customer, to_write=True)
        shop.month.contacted(meant)
        told, day = shop.customers.get(meant), shop.opened.today_day()
    if json:
        show.answer_json({"customer": told.id, "name": told.name, "contacted": day.isoformat()})
    else:
        show.answer(_("Noted: {name} was contacted today.").format(name=told.name))
