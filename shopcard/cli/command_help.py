"""What every command shares: help in the user's language, readers of what is typed, the shop meant.

Commands are declared when their modules are imported, with sentences marked by `N_`; `translated`
puts them into the language spoken when the commands are built.
"""

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from shopcard.cli.which_shop import Place
from shopcard.errors import WrongUsage
from shopcard.language import N_, _


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


# Parameters
