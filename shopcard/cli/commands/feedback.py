"""What customers say: noted from the command line, and their comments listed."""

from pathlib import Path
from typing import Annotated

import typer

from shopcard.cli import command_help, options
from shopcard.cli import output as show
from shopcard.cli.command_help import Commands
from shopcard.cli.options import CustomerMeant, Json
from shopcard.errors import WrongUsage
from shopcard.language import N_, _, ngettext, say_number


def add_to(app: Commands) -> None:
    app.add(
        "feedback",
        N_("Note what a customer answered or said."),
        "shopcard feedback 42073104 --recommend 9",
        'shopcard feedback "Marie Lefèvre" --satisfied --comment "More pistachio, please."',
    )(feedback)


def add_to_lists(lists: Commands) -> None:
    lists.add(
        "comments",
        N_("What customers said, newest first; everybody's, by name alone."),
        "shopcard lists comments --open",
        "shopcard lists comments -o comments.csv",
    )(comments)


def feedback(
    ctx: typer.Context,
    customer: CustomerMeant,
    *,
    recommend: Annotated[
        int | None,
        typer.Option(
            "--recommend",
            metavar="0-10",
            parser=options.whole_number,
            help=N_("Would they recommend the shop? 0 is no, 10 certainly."),
        ),
    ] = None,
    satisfied: Annotated[
        bool | None,
        typer.Option("--satisfied/--not-satisfied", help=N_("Whether they are satisfied.")),
    ] = None,
    comment: Annotated[
        str, typer.Option("--comment", metavar=N_("TEXT"), help=N_("What they said."))
    ] = "",
    json: Json = False,
) -> None:
    if recommend is None and satisfied is None and not comment.strip():
        raise WrongUsage(
            _("Say what they answered: --recommend, --satisfied, --not-satisfied or --comment.")
        )
    from shopcard.cli import as_json
    from shopcard.words.feedback import say_answer

    with command_help.place_of(ctx).open() as shop:
        noted = shop.feedback.note(
            shop.customers.resolve(customer, to_write=True),
            recommend=recommend,
            satisfied=satisfied,
            comment=comment,
        )
    if json:
        keys = ("id", "customer", "day", "recommend", "satisfied", "comment")
        told = as_json.of_voice(noted)
        show.answer_json({"feedback": {key: told[key] for key in keys}})
    else:
        answer = say_answer(noted.recommend, noted.satisfied)
        said = " · ".join(part for part in (answer, noted.comment) if part)
        show.answer(_("Noted of {name}: {said}").format(name=noted.name, said=said))


def comments(
    ctx: typer.Context,
    *,
    open_only: Annotated[
        bool, typer.Option("--open", help=N_("Only those not yet marked as acted upon."))
    ] = False,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar=N_("FILE"), help=N_("Write it as CSV.")),
    ] = None,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, month_as_text
    from shopcard.files.mailing_list import write_comments

    with command_help.place_of(ctx).open() as shop:
        found = shop.feedback.comments(open_only=open_only)
        file = None if output is None else write_comments(shop, found, Path(output).expanduser())
    if json:
        show.answer_json(
            {"comments": [as_json.of_voice(voice) for voice in found]}
            | ({"file": str(file)} if file else {})
        )
    elif file:
        show.answer(
            ngettext("{n} row is written: {file}", "{n} rows are written: {file}", len(found))
            .format(n=say_number(len(found)), file=file)
        )  # fmt: skip
    elif found:
        show.answer(*show.table(*month_as_text.comment_rows(found)))
    else:
        show.note(_("There are no comments."))
