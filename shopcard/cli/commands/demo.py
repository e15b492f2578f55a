"""The demo shop, in a throw-away place."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from shopcard.cli import command_help, options, output
from shopcard.cli.command_help import Commands
from shopcard.cli.which_shop import forget_keys, must_be_terminal, open_counter
from shopcard.language import N_, _


def add_to(app: Commands) -> None:
    app.add(
        "demo",
        N_("Look round a demo shop with two years of visits; your own data is not touched."),
        "shopcard demo",
        "shopcard --lang fr demo --seed 3",
    )(demo)


def demo(
    ctx: typer.Context,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            metavar=N_("N"),
            parser=options.whole_number,
            help=N_("Another shop; the same number makes the same one."),
        ),
    ] = None,
) -> None:
    must_be_terminal()
    from shopcard.demo import SEED, build

    with TemporaryDirectory(prefix="shopcard-demo-", ignore_cleanup_errors=True) as folder:
        with output.progress(_("Making the demo shop"), eta=False) as progress:
            where = build(
                Path(folder),
                seed=SEED if seed is None else seed,
                progress=lambda done, total: progress(done / total),
            )
        forget_keys()
        code = open_counter(replace(command_help.place_of(ctx), where=where), demo=True)
    raise typer.Exit(code)
