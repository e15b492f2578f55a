"""Making the shop without questions, and its settings."""

from dataclasses import asdict, replace
from datetime import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shopcard.cli import frame, show
from shopcard.cli.frame import N_, Commands, Json
from shopcard.cli.programs import Rewards, Size, TypedTerms
from shopcard.language import _, spoken

if TYPE_CHECKING:
    from shopcard.rules.preferences import Preferences


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
    from shopcard.cli import documents
    from shopcard.exchange.left_behind import left_behind, missing, set_aside
    from shopcard.rules.preferences import Preferences, country_of
    from shopcard.store.shop import Shop

    place = frame.place_of(ctx)
    preferences = Preferences(_("Shop"))
    for key, text in (
        ("name", name),
        ("currency", currency),
        ("timezone", timezone),
        ("language", language or spoken()),
    ):
        preferences = preferences.changed(key, text)
    preferences = replace(preferences, country=country_of(preferences.timezone))
    terms = TypedTerms(stamps=stamps, rewards=reward or [_("Free one")]).over(
        None, preferences.currency
    )
    if left_behind(place.where):
        if not new:
            raise missing(place.where)
        set_aside(place.where)
    with Shop.create(
        place.where,
        preferences,
        [(_("Stamp card"), terms)],
        staff=place.staff,
        till=place.till,
    ) as shop:
        programs = shop.programs()
    if json:
        listed = [documents.of_program(program, preferences) for program in programs]
        show.answer_json(
            {"file": str(place.where), "settings": _plain(preferences)} | {"programs": listed}
        )
    else:
        show.answer(_("{shop} is ready: {file}").format(shop=preferences.name, file=place.where))


# Settings


def settings_alone(ctx: typer.Context, json: Json = False) -> None:
    if ctx.invoked_subcommand is None:
        settings_list(ctx, json)


def settings_list(ctx: typer.Context, json: Json = False) -> None:
    with frame.place_of(ctx).open() as shop:
        here = shop.preferences
    if json:
        show.answer_json({"settings": _plain(here)})
    else:
        show.answer(*show.table((_("Setting"), _("Value")), list(here.to_texts().items())))


def settings_set(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(metavar=N_("KEY"), help=N_("The setting, as the list shows it."))
    ],
    value: Annotated[str, typer.Argument(metavar=N_("VALUE"), help=N_("What it shall be."))],
    json: Json = False,
) -> None:
    with frame.place_of(ctx).open() as shop:
        here = shop.set_preference(key, value)
    if json:
        show.answer_json({"settings": _plain(here)})
    else:
        show.answer(_("{key} is now: {value}").format(key=key, value=here.to_texts()[key]))


def _plain(preferences: "Preferences") -> dict[str, Any]:
    return {
        key: f"{value:%H:%M}" if isinstance(value, time) else value
        for key, value in asdict(preferences).items()
    }
