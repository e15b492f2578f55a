"""What a person may ask of the shop: all that is held on them, and to be forgotten."""

from typing import Annotated

import typer

from shopcard.cli import command_help, options
from shopcard.cli import output as show
from shopcard.cli.command_help import Commands
from shopcard.cli.options import CustomerMeant, Json, Yes
from shopcard.language import N_, _, ngettext, say_day, say_number


def add_to_customer(customer: Commands) -> None:
    customer.add(
        "data",
        N_("All that is held on a customer, to give to them."),
        "shopcard customer data 42073104 -o marie.txt",
        "shopcard customer data 42073104 --json",
    )(data)
    customer.add(
        "erase",
        N_("Forget a customer for good; every total stays as it is."),
        "shopcard customer erase 42073104",
        "shopcard customer erase 42073104 --yes",
    )(erase)


def add_to_lists(lists: Commands) -> None:
    lists.add(
        "unseen",
        N_("Who has not been seen for years, agreed or not: whom the yearly tidy-up may erase."),
        "shopcard lists unseen",
        "shopcard settings set keep_years 2",
    )(unseen)


def data(
    ctx: typer.Context,
    customer: CustomerMeant,
    *,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar=N_("FILE"), help=N_("Write it to a file.")),
    ] = None,
    json: Json = False,
) -> None:
    import json as documents
    from pathlib import Path

    from shopcard.files import personal_data
    from shopcard.files.new_files import write_new

    with command_help.place_of(ctx).open() as shop:
        meant = shop.customers.resolve(customer)
        document = personal_data.as_document(shop, meant) if json else None
        text = "" if json else personal_data.as_text(shop, meant)
    if output is not None:
        if document is not None:
            text = documents.dumps(document, ensure_ascii=False, indent=2) + "\n"
        kind = "json" if json else "txt"
        target = Path(output).expanduser()
        file = write_new(text.encode("utf-8", "replace"), target, f"{meant}.{kind}")
        if json:
            show.answer_json({"customer": meant, "file": str(file)})
        else:
            show.answer(_("All that is held on them is written: {file}").format(file=file))
    elif document is not None:
        show.answer_json(document)
    else:
        show.answer(*text.splitlines())


def erase(
    ctx: typer.Context, customer: CustomerMeant, *, yes: Yes = False, json: Json = False
) -> None:
    from shopcard.files.backup import erased_list

    with command_help.place_of(ctx).open() as shop:
        meant = shop.customers.resolve(customer, to_write=True)
        erasure = shop.privacy.erasure(meant)
        show.note(*erased_list.say_erasure(erasure, shop.opened.where))
        question = _("Erase {name} for good?").format(name=erasure.customer.name)
        if not options.agreed(question, yes=yes):
            raise typer.Exit(1)
        erased, unkept = erased_list.erase(shop, meant)
    if unkept:
        show.note(unkept)
    if json:
        show.answer_json(
            {"erased": list(erased.ids), "day": erased.day.isoformat(), "entries": erasure.entries}
        )
    else:
        show.answer(_("Erased: {name}. The totals stay.").format(name=erasure.customer.name))


def unseen(ctx: typer.Context, json: Json = False) -> None:
    with command_help.place_of(ctx).open() as shop:
        years, found = shop.opened.settings.keep_years, shop.privacy.inactive()
    if json:
        show.answer_json(
            {
                "list": "unseen",
                "years": years,
                "customers": [
                    {
                        "customer": one.id,
                        "name": one.name,
                        "last_seen": one.last_seen.isoformat(),
                        "visits": one.visits,
                        "ready": one.ready,
                    }
                    for one in found
                ],
            }
        )
        return
    if found:
        heads = (_("Name"), _("Last seen"), _("Visits"), _("Ready"), _("Id"))
        rows = [
            (
                one.name,
                say_day(one.last_seen),
                say_number(one.visits),
                say_number(one.ready),
                one.id,
            )
            for one in found
        ]
        show.answer(*show.table(heads, rows, right=(2, 3)))
    elif years:
        show.note(
            ngettext(
                "Everybody was seen in the last {n} year.",
                "Everybody was seen in the last {n} years.",
                years,
            ).format(n=years)
        )
    else:
        show.note(_("The tidy-up is switched off. Set keep_years to have it."))
