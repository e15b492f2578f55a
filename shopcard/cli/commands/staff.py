"""Who works in the shop: adding, listing, PINs, removing."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from shopcard import environment
from shopcard.cli import command_help, options, output, words
from shopcard.cli.command_help import Commands
from shopcard.cli.options import Json, Yes
from shopcard.errors import Refused, WrongUsage
from shopcard.language import N_, _

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

Named = Annotated[
    str, typer.Argument(metavar=N_("NAME"), help=N_("Who: the name that acts are kept under."))
]
OwnCard = Annotated[
    str | None,
    typer.Option(
        "--customer",
        metavar=N_("CUSTOMER"),
        help=N_("Their own card, which they cannot stamp; empty: none."),
    ),
]


def add_to(app: Commands) -> None:
    staff = Commands(
        N_("The owner and the cashiers, and their PINs."),
        "shopcard staff add Camille",
        "shopcard staff pin Anna",
    )
    app.add_typer(staff, name="staff")
    staff.add(
        "add",
        N_("Add somebody; who was removed comes back."),
        "shopcard staff add Camille",
        "shopcard staff add Anna --role owner --customer 42073104",
    )(add)
    staff.add("list", N_("Show who works here."), "shopcard staff list --json")(list_staff)
    staff.add(
        "edit",
        N_("Change a role or the card of their own; what is not named stays as it is."),
        "shopcard staff edit Camille --customer 0612345678",
    )(edit)
    staff.add(
        "pin",
        N_(
            "Set a new PIN or passphrase, also where the old one is lost: only who owns the shop's "
            "file may, and the journal tells of it. It is asked for twice and not shown; from a "
            "pipe it is read in two lines. Once an owner has one, the owner's screens at the "
            "counter ask for it."
        ),
        "shopcard staff pin Anna",
        "shopcard staff pin Camille --none",
    )(pin)
    staff.add(
        "journal",
        N_("Who was added or removed, and every PIN set, taken away or reset."),
        "shopcard staff journal",
    )(journal)
    staff.add(
        "remove",
        N_("Somebody works here no more; their acts stay theirs."),
        "shopcard staff remove Camille --yes",
    )(remove)


def add(
    ctx: typer.Context,
    name: Named,
    *,
    role: Annotated[
        str, typer.Option("--role", metavar=N_("ROLE"), help=N_("owner, or cashier unless given."))
    ] = "cashier",
    customer: OwnCard = None,
    json: Json = False,
) -> None:
    from shopcard.rules.staff import Role, read_role

    wanted = read_role(role)
    with command_help.place_of(ctx).open() as shop:
        if wanted is Role.OWNER:
            _must_own(shop)
        own = shop.customers.resolve(customer, to_write=True) if customer else None
        added = shop.staff.add(name, wanted, own)
        _tell(shop, _("{name} works here now.").format(name=added.name), json=json)


def list_staff(ctx: typer.Context, json: Json = False) -> None:
    from shopcard.cli import as_json, as_text

    with command_help.place_of(ctx).open() as shop:
        members = shop.staff.members()
    if json:
        output.answer_json(as_json.of_staff(members))
    elif members:
        output.answer(*as_text.staff(members))
    else:
        output.note(_("Nobody is on the list yet. Add somebody: shopcard staff add NAME"))


def edit(
    ctx: typer.Context,
    name: Named,
    *,
    role: Annotated[
        str | None, typer.Option("--role", metavar=N_("ROLE"), help=N_("owner or cashier."))
    ] = None,
    customer: OwnCard = None,
    json: Json = False,
) -> None:
    from shopcard.rules.staff import read_role

    if role is None and customer is None:
        raise WrongUsage(_("Say what to change. See: shopcard staff edit --help"))
    wanted = None if role is None else read_role(role)
    with command_help.place_of(ctx).open() as shop:
        meant = shop.staff.member(name)
        if wanted is not None and wanted is not meant.role:
            _must_own(shop)
        own = shop.customers.resolve(customer, to_write=True) if customer else customer
        changed = shop.staff.edit(meant.id, role=wanted, customer_id=own)
        _tell(shop, _("{name} is changed.").format(name=changed.name), json=json)


def pin(
    ctx: typer.Context,
    name: Named,
    *,
    none: Annotated[bool, typer.Option("--none", help=N_("Take it away."))] = False,
    json: Json = False,
) -> None:
    with command_help.place_of(ctx).open() as shop:
        meant = shop.staff.member(name)
        _must_own(shop)
        set_for = shop.staff.set_pin(meant.id, "" if none else typed_twice(meant.name), reset=True)
        said = _("{name} has no PIN now.") if none else _("{name} has a new PIN.")
        _tell(shop, said.format(name=set_for.name), json=json)


def remove(ctx: typer.Context, name: Named, *, yes: Yes = False, json: Json = False) -> None:
    with command_help.place_of(ctx).open() as shop:
        meant = shop.staff.member(name)
        question = _("Remove {name}? Their acts stay theirs.").format(name=meant.name)
        if not options.agreed(question, yes=yes):
            raise typer.Exit(1)
        _must_own(shop)
        gone = shop.staff.remove(meant.id)
        _tell(shop, _("{name} works here no more.").format(name=gone.name), json=json)


def journal(ctx: typer.Context, json: Json = False) -> None:
    from shopcard.cli import as_json, as_text

    with command_help.place_of(ctx).open() as shop:
        lines, here = shop.staff.journal(), shop.opened.settings
    if json:
        output.answer_json(as_json.of_journal(lines, here))
    elif lines:
        output.answer(*as_text.journal(lines, here))
    else:
        output.note(_("Nothing was done about the team yet."))


def _must_own(shop: "Shop") -> None:
    """Refused where an owner has a PIN and who types this does not own the shop's file: nobody
    else on the machine gets past the PIN by a command."""
    if shop.staff.guarded() and not environment.owns(shop.opened.where):
        raise Refused(
            _(
                "Only {owner}, who owns the shop's file on this computer, may do this. Sign in as "
                "{owner}."
            ).format(owner=environment.owner_of(shop.opened.where))
        )


def typed_twice(name: str) -> str:
    """A PIN or passphrase, hidden while it is typed; from a pipe its second line may be left out.
    Refused when there is none, or the second is not the first."""
    if sys.stdin and sys.stdin.isatty():
        from getpass import getpass

        first = getpass(_("PIN or passphrase for {name}: ").format(name=name), sys.stderr)
        second = getpass(_("The same again: "), sys.stderr)
    else:
        lines = words.piped().splitlines()
        first = lines[0] if lines else ""
        second = lines[1] if len(lines) > 1 else first
    if not first.strip():
        raise Refused(_("No PIN was typed. Nothing is changed."))
    if first != second:
        raise Refused(_("The two are not the same. Nothing is changed."))
    return first


def _tell(shop: "Shop", sentence: str, *, json: bool) -> None:
    """What was done, or everybody as they now are."""
    from shopcard.cli import as_json

    if json:
        output.answer_json(as_json.of_staff(shop.staff.members()))
    else:
        output.answer(sentence)
