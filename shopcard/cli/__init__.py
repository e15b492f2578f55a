"""The `shopcard` command: reads arguments, calls, prints.

Nothing heavy is imported here: the counter opens without the command library, and help without
the database's.
"""

import errno
import sys
from collections.abc import Sequence
from typing import Any

from shopcard import environment
from shopcard.cli.which_shop import Place, open_counter
from shopcard.cli.words import must_be_text
from shopcard.errors import Ambiguous, ShopcardError, WrongUsage
from shopcard.language import N_, _, speak, system_language

LEAD = ("db", "lang", "staff", "till")
"""The options that stand before the command."""

INTERRUPTED = 130
UNEXPECTED = 3


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Do what the words after `shopcard` say, and answer with the exit code."""
    lead, rest = read_lead(words)
    try:
        speak(environment.language_wanted(lead.get("lang")) or system_language())
        must_be_text(words)
        place = Place.named(**lead)
        # The commands' help is translated when they are built.
        speak(place.lang or environment.language_of(place.where))
        if not rest:
            return open_counter(place)
        return _do(words, place)
    except ShopcardError as error:
        _say(error.sentence)
        if isinstance(error, Ambiguous):
            _say(*(f"  {candidate}" for candidate in error.candidates))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            _say(environment.too_long(error.filename or "").sentence)
            return WrongUsage.exit_code
        return _unexpected(error)


def read_lead(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The leading options with their values, and the words from the command on."""
    lead: dict[str, str] = {}
    rest = list(words)
    while rest and rest[0].startswith("--"):
        name, equals, value = rest[0][2:].partition("=")
        if name not in LEAD or (not equals and len(rest) == 1):
            break
        lead[name] = value if equals else rest[1]
        rest = rest[1 if equals else 2 :]
    return lead, rest


def _do(words: Sequence[str], place: Place) -> int:
    import typer

    from shopcard.cli.command_help import usage_sentence

    try:
        code = build().main(
            args=list(words), prog_name="shopcard", standalone_mode=False, obj=place
        )
    except typer.TyperException as error:
        _say(usage_sentence(error))
        return error.exit_code
    except typer.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def build() -> Any:
    """All commands, in the language now spoken: a click command."""
    from typer.main import get_command

    from shopcard.cli.command_help import Commands, translated
    from shopcard.cli.commands import (
        counter,
        customers,
        demo,
        feedback,
        files,
        lists,
        month,
        partners,
        programs,
        staff,
    )
    from shopcard.cli.commands import (
        settings as setup,
    )
    from shopcard.cli.options import leading

    app = Commands(
        N_("Loyalty cards for a small shop. Without a command it opens the counter."),
        "shopcard",
        "shopcard demo",
        "shopcard --db /srv/shop.db stamp 42073104",
    )
    app.callback()(leading)
    for group in (
        demo, setup, programs, customers, counter, feedback, month, lists, partners, staff, files
    ):  # fmt: skip
        group.add_to(app)
    return translated(get_command(app))


def _say(*lines: str) -> None:
    from shopcard.cli.output import note

    note(*lines)


def _unexpected(error: Exception) -> int:
    from shopcard.error_log import written_down

    what = f"{type(error).__name__}: {error}".strip()[:200]
    _say(
        _(
            "Something unexpected happened: {what}. What was done before stands: look before you "
            "do it again."
        ).format(what=what)
    )
    if log := written_down(error):
        _say(_("The details are in {file}.").format(file=log))
    return UNEXPECTED
