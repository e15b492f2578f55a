"""What every command shares: help in the user's language, readers of what is typed, the shop meant.

Commands are declared when their modules are imported, with sentences marked by `N_`; `translated`
puts them into the language spoken when the commands are built.
"""

import re
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from shopcard.cli.place import Place
from shopcard.cli.words import answered
from shopcard.errors import Refused, WrongUsage
from shopcard.language import _

if TYPE_CHECKING:
    from shopcard.store.shop import Shop

T = TypeVar("T")


def N_(sentence: str) -> str:  # noqa: N802
    """Mark a sentence for the catalogue; it is translated when the commands are built."""
    return sentence


def place_of(ctx: typer.Context) -> Place:
    place = ctx.find_object(Place)
    assert place is not None
    return place


# Help

OPTIONS = N_("[OPTIONS]")


class _Helpful:
    """A command's help with its frame in the user's language and its examples at the end."""

    epilog: str | None
    options_metavar: str | None
    params: list[Any]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = [self.options_metavar or "", *(_word(p) for p in self.params if _is_argument(p))]
        if inner := getattr(self, "subcommand_metavar", None):
            pieces.append(inner)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage:") + " ")

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this help.")
        return option

    def format_options(self, ctx: Any, formatter: Any) -> None:
        arguments, options = [], []
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            if _is_argument(param):
                arguments.append((param.metavar, param.help or ""))
            elif record := param.get_help_record(ctx):
                options.append(record)
        for title, rows in ((_("Arguments"), arguments), (_("Options"), options)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        if self.epilog:
            with formatter.section(_("Examples")):
                for line in self.epilog.splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _word(argument: Any) -> str:
    """An argument as the usage line shows it: [NAME] may be left out."""
    word = argument.metavar + ("…" if argument.nargs == -1 else "")
    return word if argument.required else f"[{word}]"


class Command(_Helpful, TyperCommand):
    pass


class Group(_Helpful, TyperGroup):
    def format_options(self, ctx: Any, formatter: Any) -> None:
        super().format_options(ctx, formatter)
        rows = [(name, c.get_short_help_str(200)) for name, c in self.commands.items()]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise WrongUsage(
                _("There is no command “{name}”. These are: {names}.").format(
                    name=args[0], names=", ".join(self.commands)
                )
            )
        return super().resolve_command(ctx, args)


class Commands(typer.Typer):
    """A set of commands in our frame."""

    def __init__(self, about: str, *examples: str, **options: Any) -> None:
        super().__init__(
            cls=Group,
            help=about,
            epilog="\n".join(examples),
            options_metavar=OPTIONS,
            subcommand_metavar=N_("COMMAND …"),
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            **options,
        )

    def add(
        self, name: str, about: str, *examples: str
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """Declare a command; the examples are shown at the end of its help."""
        return self.command(
            name, cls=Command, help=about, epilog="\n".join(examples), options_metavar=OPTIONS
        )


def translated(command: Any) -> Any:
    """A built command with all that its help says, and what is beneath it, in the language."""
    for part in (command, *command.params):
        for name in ("help", "metavar", "options_metavar", "subcommand_metavar"):
            if sentence := getattr(part, name, None):
                setattr(part, name, _(sentence))
    for inner in getattr(command, "commands", {}).values():
        translated(inner)
    return command


def usage_sentence(error: typer.TyperException) -> str:
    """What is wrong with the words of a command. Typer's own sentences are English only."""
    param: Any = getattr(error, "param", None)
    match type(error).__name__:
        case "MissingParameter" if param is not None:
            sentence = _("{what} is missing.").format(
                what=param.metavar if _is_argument(param) else param.opts[0]
            )
        case "NoSuchOption":
            sentence = _("There is no option {option}.").format(
                option=getattr(error, "option_name", "")
            )
            if near := getattr(error, "possibilities", None):
                sentence += " " + _("Did you mean {option}?").format(option=", ".join(near))
        case "BadOptionUsage":
            option = getattr(error, "option_name", "")
            sentence = (
                _("The option {option} needs a value.")
                if "requires" in error.message
                else _("The option {option} takes no value.")
            ).format(option=option)
        case "UsageError" if "extra argument" in error.message:
            sentence = _("There are too many words. Put a name of several words in quotes.")
        case "UsageError" if "Missing command" in error.message:
            sentence = _("Say what to do.")
        case _other:
            sentence = error.format_message()
    ctx = getattr(error, "ctx", None)
    if ctx is None:
        return sentence
    return sentence + " " + _("See: {command} --help").format(command=ctx.command_path)


# Reading what is typed


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
    from shopcard.rules.identity import clean_text

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
    from shopcard.cli import show
    from shopcard.rules.say_clock import say_behind, say_far, why_clock

    doubt = shop.clock_doubt()
    if doubt is None:
        return
    say = say_behind if doubt.behind else say_far
    show.note(f"{say(doubt.now, doubt.last, shop.preferences.zone)} {why_clock()}")
    asked = not doubt.behind and sys.stdin and sys.stdin.isatty()
    if asked and not agreed(_("Is the date right?"), yes=False):
        raise Refused(_("Nothing was written. Set the clock of this machine."))


# Parameters


def _say_version(wanted: bool) -> None:
    if wanted:
        from shopcard import __version__
        from shopcard.cli.show import answer

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
