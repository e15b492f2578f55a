"""What is done at the counter: stamp, redeem, correct, undo, and look back."""

from typing import Annotated

import typer

from shopcard.cli import command_help, options, output
from shopcard.cli.command_help import Commands
from shopcard.cli.options import CustomerMeant, Json, Key, ProgramNamed
from shopcard.errors import WrongUsage
from shopcard.language import N_, _, ngettext

LATEST = 50
"""How many entries a table of the ledger shows unless told otherwise; JSON shows all."""


def add_to(app: Commands) -> None:
    app.add(
        "stamp",
        N_("Stamp a customer's card: one purchase."),
        "shopcard stamp 42073104",
        'shopcard stamp "Marie Lefèvre" --stamps 3 --program "Ice-cream cone"',
        "shopcard stamp 0612345678 --amount 12.50 --key receipt-1789",
    )(stamp)
    app.add(
        "redeem",
        N_("Give a customer a reward that is ready."),
        "shopcard redeem 42073104",
        'shopcard redeem "Marie Lefèvre" --reward "Free cone"',
    )(redeem)
    app.add(
        "adjust",
        N_("Correct a card by stamps given or taken off; a reward earned by mistake is undone."),
        'shopcard adjust 42073104 --stamps 2 --reason "the card got wet"',
        'shopcard adjust "Marie Lefèvre" --stamps -1 --program "Car wash" --reason "not paid"',
    )(adjust)
    app.add(
        "undo",
        N_("Undo an act: the one named, or this till's latest that still stands."),
        "shopcard undo",
        'shopcard undo 1204 --reason "wrong card"',
    )(undo)
    app.add(
        "history",
        N_("Show the ledger, newest first."),
        "shopcard history --from 2026-11-01 --staff Camille",
        "shopcard history 42073104 --json",
    )(history)


def stamp(
    ctx: typer.Context,
    customer: CustomerMeant,
    *,
    stamps: Annotated[
        int | None,
        typer.Option(
            "--stamps",
            metavar=N_("N"),
            parser=options.whole_number,
            help=N_("How many stamps; one unless the card runs by spend."),
        ),
    ] = None,
    program: ProgramNamed = None,
    amount: Annotated[
        str | None,
        typer.Option("--amount", metavar="12.50", help=N_("What was paid.")),
    ] = None,
    channel: Annotated[
        str,
        typer.Option("--channel", metavar=N_("NAME"), help=N_("Where it was bought.")),
    ] = "",
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="2026-11-24T14:30",
            help=N_("When it was bought, if not now; the shop's clock unless it has an offset."),
        ),
    ] = None,
    key: Key = None,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, as_text
    from shopcard.rules.calendar import read_instant

    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        paid = None if amount is None else options.amount(amount, here.currency)
        when = None if at is None else options.as_usage(lambda: read_instant(at, here.zone))
        options.sure_of_the_clock(shop)
        done = shop.counter.stamp(
            shop.customers.resolve(customer, to_write=True),
            stamps=stamps,
            program=None if program is None else shop.programs.named(program).id,
            amount=paid,
            channel=channel,
            at=when,
            key=options.act_key(key),
        )
    if done.replayed:
        _say_replayed()
    if json:
        output.answer_json(as_json.of_done(done, here))
    else:
        output.answer(*as_text.stamped(done, here))


def redeem(
    ctx: typer.Context,
    customer: CustomerMeant,
    *,
    program: ProgramNamed = None,
    reward: Annotated[
        str | None,
        typer.Option(
            "--reward",
            metavar=N_("REWARD"),
            help=N_("Which one, when different ones are ready."),
        ),
    ] = None,
    key: Key = None,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, as_text

    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        options.sure_of_the_clock(shop)
        done = shop.counter.redeem(
            shop.customers.resolve(customer, to_write=True),
            program=None if program is None else shop.programs.named(program).id,
            reward=reward,
            key=options.act_key(key),
        )
    if done.replayed:
        _say_replayed()
    if json:
        output.answer_json(as_json.of_done(done, here))
    else:
        output.answer(*as_text.redeemed(done, here))


def adjust(
    ctx: typer.Context,
    customer: CustomerMeant,
    *,
    stamps: Annotated[
        int,
        typer.Option(
            "--stamps",
            metavar="±N",
            parser=options.whole_number,
            help=N_("How many to give, like 2, or to take off, like -2."),
        ),
    ],
    reason: Annotated[
        str, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why, for the ledger."))
    ],
    program: ProgramNamed = None,
    key: Key = None,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, as_text

    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        options.sure_of_the_clock(shop)
        done = shop.counter.adjust(
            shop.customers.resolve(customer, to_write=True),
            stamps,
            reason=reason,
            program=None if program is None else shop.programs.named(program).id,
            key=options.act_key(key),
        )
    if done.replayed:
        _say_replayed()
    if json:
        output.answer_json(as_json.of_done(done, here))
    else:
        output.answer(*as_text.adjusted(done, here))


def undo(
    ctx: typer.Context,
    entry: Annotated[
        int | None,
        typer.Argument(
            metavar=N_("ENTRY"),
            parser=options.whole_number,
            help=N_("The entry's number, as history shows it."),
        ),
    ] = None,
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why, for the ledger."))
    ] = "",
    key: Key = None,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, as_text

    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        done = shop.counter.undo(entry, reason=reason, key=options.act_key(key))
    if done.replayed:
        _say_replayed()
    if json:
        output.answer_json(as_json.of_done(done, here))
    else:
        output.answer(*as_text.undone(done, here))


def _say_replayed() -> None:
    from shopcard.cli import as_text

    output.note(as_text.replayed())


def history(
    ctx: typer.Context,
    customer: Annotated[
        str | None,
        typer.Argument(metavar=N_("CUSTOMER"), help=N_("One customer's; everybody's without.")),
    ] = None,
    *,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar=N_("DAY"), help=N_("The first day, like 2026-11-01.")),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar=N_("DAY"), help=N_("The last day, included.")),
    ] = None,
    staff: Annotated[
        str | None, typer.Option("--staff", metavar=N_("NAME"), help=N_("Whose acts."))
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar=N_("N"),
            parser=options.whole_number,
            help=N_("At most so many; the table shows 50 unless told otherwise, JSON all."),
        ),
    ] = None,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, as_text

    if limit is not None and limit < 1:
        raise WrongUsage(_("The limit is 1 or more."))
    first, last = (None if text is None else options.day(text) for text in (since, until))
    # One more than is shown tells whether there is more.
    most = limit if json or limit else LATEST + 1
    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        meant = None if customer is None else shop.customers.resolve(customer)
        acts = shop.counter.history(meant, since=first, until=last, staff=staff, limit=most)
    if json:
        output.answer_json(as_json.of_history(acts, here))
        return
    if not acts:
        output.note(_("There is nothing yet."))
        return
    if limit is None and len(acts) > LATEST:
        acts = acts[:LATEST]
        output.note(
            ngettext(
                "The latest {n} entry; --limit shows more.",
                "The latest {n} entries; --limit shows more.",
                LATEST,
            ).format(n=LATEST)
        )
    output.answer(*as_text.history(acts, here))
