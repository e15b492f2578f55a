"""Customers: adding, finding, showing, correcting."""

from typing import Annotated

import typer

from shopcard.cli import command_help, output
from shopcard.cli.command_help import Commands
from shopcard.cli.commands import merge, privacy
from shopcard.cli.options import CustomerMeant, Json
from shopcard.errors import WrongUsage
from shopcard.language import N_, _

NewName = Annotated[str, typer.Argument(metavar=N_("NAME"), help=N_("The customer's name."))]
Email = Annotated[
    str | None, typer.Option("--email", metavar=N_("ADDRESS"), help=N_("The e-mail address."))
]
Birthday = Annotated[
    str | None,
    typer.Option(
        "--birthday", metavar=N_("DAY"), help=N_("Like 24/11 or 24/11/1980, or 1980-11-24.")
    ),
]
Note = Annotated[
    str | None, typer.Option("--note", metavar=N_("TEXT"), help=N_("Shown when the card opens."))
]


def add_to(app: Commands) -> None:
    customer = Commands(
        N_("Add, find, show, correct and merge customers."),
        "shopcard customer find marie",
        "shopcard customer show 42073104",
    )
    app.add_typer(customer, name="customer")
    customer.add(
        "add",
        N_("Add a customer; prints the id and the card number."),
        'shopcard customer add "Marie Lefèvre" --phone "06 12 34 56 78" --contact-ok',
        'shopcard customer add "Omar Mariani" --card 000122521',
    )(add)
    customer.add(
        "find",
        N_("Find customers by name, phone, last digits or card number."),
        "shopcard customer find lefevre",
        "shopcard customer find 5678 --json",
    )(find)
    customer.add(
        "show",
        N_("Show a customer's cards, rewards and latest acts."),
        "shopcard customer show 42073104",
    )(show_customer)
    customer.add(
        "edit",
        N_("Correct a customer; what is not named stays as it is."),
        'shopcard customer edit 42073104 --name "Marie Petit" --phone 0612345678',
        "shopcard customer edit 0612345678 --new-card",
    )(edit)
    merge.add_to(customer)
    privacy.add_to_customer(customer)


def add(
    ctx: typer.Context,
    name: NewName,
    *,
    phone: Annotated[
        str, typer.Option("--phone", metavar=N_("PHONE"), help=N_("In any format."))
    ] = "",
    card: Annotated[
        str,
        typer.Option("--card", metavar=N_("NUMBER"), help=N_("One is made up when not given.")),
    ] = "",
    email: Email = None,
    birthday: Birthday = None,
    note: Note = None,
    referred_by: Annotated[
        str,
        typer.Option(
            "--referred-by", metavar=N_("CUSTOMER"), help=N_("The customer who brought this one.")
        ),
    ] = "",
    contact_ok: Annotated[
        bool, typer.Option("--contact-ok", help=N_("Agrees to be contacted."))
    ] = False,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json
    from shopcard.rules.identity import say_card
    from shopcard.store.answers.counter import CustomerDraft

    with command_help.place_of(ctx).open() as shop:
        draft = CustomerDraft(
            name=name,
            phone=phone,
            card=card,
            email=email or "",
            birthday=birthday or "",
            note=note or "",
            contact_ok=contact_ok,
            referred_by=shop.customers.resolve(referred_by, to_write=True) if referred_by else None,
        )
        added = shop.customers.add(draft)
    output.note(*added.warnings)
    if json:
        customer = as_json.of_customer(added.customer)
        output.answer_json({"customer": customer, "warnings": list(added.warnings)})
    else:
        output.answer(
            _("Added {name}: card {card}, id {id}.").format(
                name=added.customer.name, card=say_card(added.customer.card), id=added.customer.id
            )
        )


def find(
    ctx: typer.Context,
    text: Annotated[
        list[str],
        typer.Argument(
            metavar=N_("TEXT"), help=N_("A part of a name, digits of a phone, a card number.")
        ),
    ],
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, as_text

    typed = " ".join(text)
    with command_help.place_of(ctx).open() as shop:
        found = shop.customers.find(typed)
        customers = shop.customers.several([match.id for match in found]) if json else ()
    if json:
        output.answer_json({"customers": [as_json.of_customer(c) for c in customers]})
    elif found:
        output.answer(*as_text.matches(found))
    if not found:
        output.note(_("No customer matches “{text}”.").format(text=typed))
        raise typer.Exit(1)


def show_customer(ctx: typer.Context, customer: CustomerMeant, json: Json = False) -> None:
    from shopcard.cli import as_json, as_text

    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        opened = shop.counter.open_card(shop.customers.resolve(customer))
    if json:
        output.answer_json(as_json.of_open_card(opened, here))
    else:
        output.answer(*as_text.open_card(opened, here))


def edit(
    ctx: typer.Context,
    customer: CustomerMeant,
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar=N_("NAME"), help=N_("The name put right."))
    ] = None,
    phone: Annotated[
        list[str] | None,
        typer.Option(
            "--phone",
            metavar=N_("PHONE"),
            help=N_("Takes the place of all phones; may be repeated, and empty removes them."),
        ),
    ] = None,
    email: Email = None,
    birthday: Birthday = None,
    note: Note = None,
    referred_by: Annotated[
        str | None,
        typer.Option(
            "--referred-by",
            metavar=N_("CUSTOMER"),
            help=N_("Who brought them, until the first purchase; empty takes it away."),
        ),
    ] = None,
    contact_ok: Annotated[
        bool | None,
        typer.Option("--contact-ok/--no-contact-ok", help=N_("Agrees to be contacted, or not.")),
    ] = None,
    card: Annotated[
        str | None,
        typer.Option(
            "--card",
            metavar=N_("NUMBER"),
            help=N_("A new card number; the one in use opens nothing more."),
        ),
    ] = None,
    new_card: Annotated[
        bool, typer.Option("--new-card", help=N_("The same, with a number made up."))
    ] = False,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, as_text

    facts = (name, phone or None, email, birthday, note, contact_ok, referred_by)
    corrects = any(fact is not None for fact in facts)
    replaces = new_card or card is not None
    if not (corrects or replaces):
        raise WrongUsage(_("Say what to correct. See: shopcard customer edit --help"))
    if corrects and replaces:
        # Two acts could end with only the first one done.
        raise WrongUsage(_("Replace the card by a command of its own."))
    if card is not None and (new_card or not card.strip()):
        raise WrongUsage(_("Give the new card's number, or use --new-card."))
    with command_help.place_of(ctx).open() as shop:
        meant = shop.customers.resolve(customer, to_write=True)
        if replaces:
            edited = shop.customers.give_card(meant, card or "")
        else:
            edited = shop.customers.edit(
                meant,
                name=name,
                phones=phone or None,
                email=email,
                birthday=birthday,
                note=note,
                contact_ok=contact_ok,
                referred_by=shop.customers.resolve(referred_by, to_write=True)
                if referred_by
                else referred_by,
            )
    if json:
        output.answer_json({"customer": as_json.of_customer(edited)})
    else:
        output.answer(_("Corrected: {customer}").format(customer=as_text.customer_line(edited)))
