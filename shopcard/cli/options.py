"""Options and arguments that several commands share, and how each is read."""

import re
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from shopcard.cli.words import answered
from shopcard.errors import Refused, WrongUsage
from shopcard.language import N_, _

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop


T = TypeVar("T")


def whole_number(text: str) -> int:
    """WrongUsage for what is no whole number, Refused for one of more than 18 digits."""
    if not re.fullmatch(r"\s*[+-]?\d+\s*", text, re.ASCII):
        raise WrongUsage(_("“{text}” is no whole number.").format(text=text[:40]))
    if len(text.strip()) > 18:
        raise Refused(_("This number is too large."))
    return int(text)


def day(text: str) -> date:
    """WrongUsage for what is no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongUsage(
            _("“{text}” is no day. Type it like 2026-11-24.").format(text=text[:40])
        ) from None


def as_usage(read: Callable[[], T]) -> T:
    """What a reader of the rules reads; where it refuses, the command was typed wrongly."""
    try:
        return read()
    except Refused as refused:
        raise WrongUsage(refused.sentence) from None


def amount(text: str, currency: str) -> int:
    """Minor units. WrongUsage for what is no amount; Refused for one below zero or absurd."""
    from shopcard.rules.money import parse_amount

    if re.match(r"\s*-\s*\d", text):
        raise Refused(_("An amount cannot be below zero."))
    try:
        return parse_amount(text, currency)
    except Refused as refused:
        if re.fullmatch(r"\s*\d+\s*", text, re.ASCII):
            raise
        raise WrongUsage(refused.sentence) from None


def pair(text: str) -> tuple[str, str]:
    """`NAME=VALUE` apart. WrongUsage when there is no = in it."""
    name, equals, value = text.partition("=")
    if not (equals and name.strip()):
        raise WrongUsage(_("“{text}” needs a = between its two parts.").format(text=text[:80]))
    return name.strip(), value.strip()


def act_key(key: str | None) -> str | None:
    """The key of an act as given; WrongUsage for one with nothing in it, which no retry finds."""
    from shopcard.rules.text import clean_text

    if key is None:
        return None
    cleaned = as_usage(lambda: clean_text(key))
    if not cleaned:
        raise WrongUsage(_("The key is empty."))
    return cleaned


def agreed(question: str, *, yes: bool) -> bool:
    """Ask before acting. WrongUsage without a terminal to ask on, unless told yes beforehand."""
    if yes:
        return True
    if not (sys.stdin and sys.stdin.isatty()):
        raise WrongUsage(_("This asks before it acts. Add --yes to agree beforehand."))
    answers = _("y/N")
    sys.stderr.write(f"{question} [{answers}] ")
    sys.stderr.flush()
    return answered().casefold() in {"y", "yes", "o", "oui"}


def sure_of_the_clock(shop: "Shop") -> None:
    """Ask before an act whether a clock that is far from the last one is right, where somebody is
    there to answer; else say so beside the answer. Refused when the answer is no."""
    from shopcard.cli import output
    from shopcard.words.clock import say_behind, say_far, why_clock

    doubt = shop.opened.clock_doubt()
    if doubt is None:
        return
    say = say_behind if doubt.behind else say_far
    output.note(f"{say(doubt.now, doubt.last, shop.opened.settings.zone)} {why_clock()}")
    asked = not doubt.behind and sys.stdin and sys.stdin.isatty()
    if asked and not agreed(_("Is the date right?"), yes=False):
        raise Refused(_("Nothing was written. Set the clock of this machine."))


def _say_version(wanted: bool) -> None:
    if wanted:
        from shopcard import __version__
        from shopcard.cli.output import answer

        answer(f"shopcard {__version__}")
        raise typer.Exit


def leading(
    db: Annotated[
        str | None,
        typer.Option("--db", metavar=N_("FILE"), help=N_("Another shop's file.")),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar=N_("CODE"), help=N_("The language: en or fr."))
    ] = None,
    staff: Annotated[
        str | None, typer.Option("--staff", metavar=N_("NAME"), help=N_("Who acts."))
    ] = None,
    till: Annotated[
        str | None,
        typer.Option("--till", metavar=N_("NAME"), help=N_("This till; the machine unless given.")),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_say_version, help=N_("Which shopcard.")),
    ] = False,
) -> None:
    """The options before the command. They are read before the commands are built, as their help
    depends on the language; here they are only checked and explained."""


Json = Annotated[bool, typer.Option("--json", help=N_("Answer as one JSON document."))]


Yes = Annotated[bool, typer.Option("--yes", help=N_("Do not ask first."))]


CustomerMeant = Annotated[
    str,
    typer.Argument(
        metavar=N_("CUSTOMER"),
        help=N_("A card number, a phone number in any format, an id, or a name."),
    ),
]


Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar=N_("KEY"),
        help=N_("Your own name for this act: a retry with the same key is the same act."),
    ),
]


ProgramNamed = Annotated[
    str | None,
    typer.Option("--program", metavar=N_("PROGRAM"), help=N_("The programme, by its name.")),
]
