"""Making the shop without questions, and its settings."""

from dataclasses import replace
from typing import Annotated

import typer

from shopcard.cli import command_help, output
from shopcard.cli.command_help import Commands
from shopcard.cli.commands.programs import Rewards, Size, TypedTerms
from shopcard.cli.options import Json
from shopcard.language import N_, _, speak, spoken
from shopcard.rules.feedback import Ask


def add_to(app: Commands) -> None:
    app.add(
        "init",
        N_("Make a shop without questions; refused where one is already."),
        'shopcard init --name "Glacier du Port" --language fr --stamps 10 --reward "Cornet offert"',
    )(init)
    settings = Commands(
        N_("Show the shop's settings, or change one."),
        "shopcard settings",
        "shopcard settings set rest 120",
        invoke_without_command=True,
    )
    app.add_typer(settings, name="settings")
    settings.callback()(settings_alone)
    settings.add("list", N_("Show all settings."), "shopcard settings list")(settings_list)
    settings.add(
        "set",
        N_("Change a setting."),
        "shopcard settings set day_start 05:00",
        'shopcard settings set hours "Mon-Fri 9:00-12:30 14:00-19:00, Sat 10-17, 25/12 closed"',
        "shopcard settings set second_folder /media/usb",
    )(settings_set)


# The shop


def init(
    ctx: typer.Context,
    *,
    name: Annotated[str, typer.Option("--name", metavar=N_("NAME"), help=N_("The shop's name."))],
    currency: Annotated[
        str, typer.Option("--currency", metavar="EUR", help=N_("Its code; EUR unless given."))
    ] = "EUR",
    timezone: Annotated[
        str,
        typer.Option("--timezone", metavar="Europe/Paris", help=N_("Europe/Paris unless given.")),
    ] = "Europe/Paris",
    language: Annotated[
        str | None,
        typer.Option(
            "--language", metavar="fr", help=N_("The one now spoken unless given: en or fr.")
        ),
    ] = None,
    stamps: Size = None,
    reward: Rewards = None,
    new: Annotated[
        bool,
        typer.Option("--new", help=N_("Even where a shop was before; what is left is set aside.")),
    ] = False,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json
    from shopcard.files.backup.left_behind import left_behind, missing, set_aside
    from shopcard.rules.settings import Settings, country_of
    from shopcard.store.shop.shop import Shop

    place = command_help.place_of(ctx)
    wanted = Settings("").changed("language", language or spoken()).language
    # What is made here and named by itself keeps its name for good.
    speak(wanted)
    settings = Settings("")
    for key, text in (
        ("name", name),
        ("currency", currency),
        ("timezone", timezone),
        ("language", wanted),
    ):
        settings = settings.changed(key, text)
    settings = replace(settings, country=country_of(settings.timezone))
    terms = TypedTerms(stamps=stamps, rewards=reward or [_("Free one")]).over(
        None, settings.currency
    )
    stamp_card = _("Stamp card")
    speak(place.lang or wanted)
    if left_behind(place.where):
        if not new:
            raise missing(place.where)
        set_aside(place.where)
    with Shop.create(
        place.where,
        settings,
        [(stamp_card, terms)],
        staff=place.staff,
        till=place.till,
    ) as shop:
        programs = shop.programs.all()
    if json:
        listed = [as_json.of_program(program, settings) for program in programs]
        output.answer_json(
            {"file": str(place.where), "settings": settings.to_plain()} | {"programs": listed}
        )
    else:
        output.answer(_("{shop} is ready: {file}").format(shop=settings.name, file=place.where))


# Settings


def settings_alone(ctx: typer.Context, json: Json = False) -> None:
    if ctx.invoked_subcommand is None:
        settings_list(ctx, json)


def settings_list(ctx: typer.Context, json: Json = False) -> None:
    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
    if json:
        output.answer_json({"settings": here.to_plain()})
    else:
        output.answer(*output.table((_("Setting"), _("Value")), list(here.to_said().items())))


def settings_set(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(metavar=N_("KEY"), help=N_("The setting, as the list shows it."))
    ],
    value: Annotated[str, typer.Argument(metavar=N_("VALUE"), help=N_("What it shall be."))],
    json: Json = False,
) -> None:
    place = command_help.place_of(ctx)
    with place.open() as shop:
        if key == "second_folder":
            from shopcard.files.backup.daily import set_second_folder

            here = set_second_folder(shop, value)
        else:
            here = shop.opened.change_setting(key, value)
    if key == "language":
        speak(place.lang or here.language)
    if json:
        output.answer_json({"settings": here.to_plain()})
    elif key == "second_folder" and here.second_folder:
        output.answer(
            _("{folder} was tried and takes the copies.").format(folder=here.second_folder)
        )
    else:
        output.answer(_("{key} is now: {value}").format(key=key, value=here.to_said()[key]))
        if here.ask is not Ask.NO and key == "ask":
            output.answer(_("The counter asks after a stamp, from the second visit on."))
