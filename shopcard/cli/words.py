"""What comes in with a command: its words, the environment's, and lines from a pipe, as text."""

import os
import re
import sys
from collections.abc import Sequence

from shopcard.errors import WrongUsage
from shopcard.language import _

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""Half a character, or what stands for a byte that is none, and the character 0."""

ENVIRONMENT = ("SHOPCARD_DB", "SHOPCARD_HOME", "SHOPCARD_LANG", "SHOPCARD_STAFF", "SHOPCARD_TILL")


def must_be_text(words: Sequence[str]) -> None:
    """WrongUsage where a word of a command, or of the environment, is no text: a name would be kept
    without what could not be read of it. The name of a file that is there may be anything."""
    for word in (*words, *(os.environ.get(name, "") for name in ENVIRONMENT)):
        if _NO_TEXT.search(word) and not (_is_there(word) or _is_there(word.partition("=")[2])):
            raise WrongUsage(
                _(
                    "“{word}” holds a character that cannot be read. Nothing was done: type it "
                    "again, in a terminal set to UTF-8."
                ).format(word=_NO_TEXT.sub("\ufffd", word)[:80])
            )


def _is_there(path: str) -> bool:
    try:
        return bool(path) and os.path.lexists(path)
    except ValueError:  # the character 0, or what no file system takes
        return False


def piped() -> str:
    """What a pipe or a file holds for the command, 1,000 characters at most. WrongUsage for what is
    no text."""
    try:
        return sys.stdin.read(1000) if sys.stdin else ""
    except UnicodeDecodeError:
        raise WrongUsage(
            _("What was piped in cannot be read. Nothing was done: it has to be UTF-8.")
        ) from None


def answered() -> str:
    """The line that somebody types; empty where it cannot be read."""
    try:
        return sys.stdin.readline().strip() if sys.stdin else ""
    except UnicodeDecodeError:
        return ""
