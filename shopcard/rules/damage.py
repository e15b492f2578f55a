"""How it shows that a program has damaged a number or a text before it came to us.

A spreadsheet takes a long code for a quantity: it rounds it, writes it with a power of ten, or adds
a decimal. What was there before cannot be told from what is left, so nothing is made of it.
"""

import re
from collections.abc import Iterable

_POWER = re.compile(r"\d+(?:[.,]\d*e[+-]?|e[+-])\d+", re.I | re.A)
"""3.01762E+12 · 3,01762e12 · 3E+12; but 3E12 may be a code."""
_DECIMAL = re.compile(r"\d+[.,]0+", re.A)
"""612345678.0"""
_FAILED = re.compile(
    r"#(?:n/a|ref!|name\?|value!|div/0!|num!|null!|nom\?|valeur!|nombre!|nul!)", re.I
)
"""What stands in the cell of a formula that came to nothing."""
_NOTHING = frozenset(
    ("n/a", "#n/a", "na", "nan", "null", "none", "nil", "-", "--", "–", "—", "?", "<na>")
)
"""What programs write for nothing at all."""
_EXACT = 15
"""The digits of a number that a spreadsheet keeps; those behind become zeros."""
_SURE = 3
"""Zeros behind the fifteenth digit that are no accident."""


def damaged_number(text: str) -> bool:
    """Whether a code of digits was taken for a quantity, or stands for a formula that failed."""
    plain = text.strip()
    return bool(_POWER.fullmatch(plain) or _DECIMAL.fullmatch(plain) or _FAILED.fullmatch(plain))


def says_nothing(text: str) -> bool:
    """Whether a cell holds only what programs write for an empty one."""
    return text.strip().casefold() in _NOTHING


def rounded_numbers(texts: Iterable[str]) -> frozenset[str]:
    """Those of a column's numbers that were rounded: all that are longer than a spreadsheet keeps
    end in zeros from there, and these are more than would end so by accident."""
    long = {text for text in texts if text.isascii() and text.isdecimal() and len(text) > _EXACT}
    rest = [text[_EXACT:] for text in long]
    if any(part.strip("0") for part in rest) or sum(map(len, rest)) < _SURE:
        return frozenset()
    return frozenset(long)


def lost_letters(text: str) -> bool:
    """Whether letters of a text are gone for good: a program put a mark in their place."""
    return "\ufffd" in text
