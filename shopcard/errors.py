"""What can go wrong, each as a sentence that the person at the counter can act upon.

The text of every error here is already in the user's language; the edges (screens, commands)
show it as it is and never add to it.
"""

from collections.abc import Sequence


class ShopcardError(Exception):
    """Base of all expected errors. `exit_code` is what a command answers with."""

    exit_code = 1

    @property
    def sentence(self) -> str:
        return str(self)


class Refused(ShopcardError):
    """A rule said no, or nothing matched. Nothing was written."""


class NotFound(Refused):
    """No such customer, card, programme, entry or shop."""


class Ambiguous(Refused):
    """Several things match; `candidates` are what a person would choose between."""

    def __init__(self, sentence: str, candidates: Sequence[str]) -> None:
        super().__init__(sentence)
        self.candidates = tuple(candidates)


class WrongUsage(ShopcardError):
    """The words of a command are off: not a number, an unknown option's value."""

    exit_code = 2


class Damaged(ShopcardError):
    """The file is damaged, foreign, newer than this program, or cannot be opened."""

    exit_code = 3


class Busy(ShopcardError):
    """Another till holds the file for too long. Nothing was written."""

    exit_code = 4


class DiskFull(ShopcardError):
    """There is no room left to write. Nothing was written."""

    exit_code = 4


class DiskFailed(ShopcardError):
    """The disk did not do what it was asked; the sentence says whether anything was written. The
    same act with the same key may be tried again."""

    exit_code = 4


class SettingsDamaged(Damaged):
    """Settings in the shop's file are missing, or cannot be."""


class Moved(ShopcardError):
    """The shop's file is not the one that was opened. Nothing more is written."""

    exit_code = 3
