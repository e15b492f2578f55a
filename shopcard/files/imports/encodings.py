"""Which encoding a table of text is written in.

Old tills and spreadsheets write é as a byte that means another sign elsewhere. Each encoding makes
some text of every byte; only one makes words that people write. Where no one of them does, or two
do, the person is asked with a sample rather than names damaged.
"""

import codecs
import re
import unicodedata
from collections import Counter
from itertools import islice

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.text import clean_text

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ("cp1252", "cp850", "mac-roman", "iso8859-15", "cp437", "cp1250", "iso8859-2")
"""In the order of trust where two make the same text."""

_LETTERS = {
    **dict.fromkeys("éèêëàâçîïôöùûüäñœæ", 1.0),
    **dict.fromkeys("åø", 0.9),
    **dict.fromkeys("áíóúßÿ", 0.7),
    **dict.fromkeys("ãõìò", 0.5),
    **dict.fromkeys("ąćęłńśźżčďěňřšťůžőűğşıșțăđ", 0.3),
}
"""How usual a letter is in names: one of the West goes before one of the middle of Europe."""
_OTHERS = {"cp1250": 0.3, "iso8859-2": 0.3}
"""How much better the encodings of the middle of Europe must do than those of the West."""
_SURE, _AHEAD = 0.6, 0.2
"""How well the best must do, and by how much better than any other."""
_NO_TEXT = -0.5

_BESIDE_DIGITS = frozenset("€£°½²³±")
_ALONE = frozenset("«»–—…•·€£°§©®™½ºª¿¡\xa0")
_INSIDE = frozenset("’‘´'·-")

_SPOT = re.compile(rb"([\x20-\x7e]{0,2}[\x80-\xff]+)(?=([\x20-\x7e]?))")
_SPOTS = 20_000
"""Places that are looked at: more say nothing more."""
_WORD = re.compile(rb"[^\r\n\t;,|\"]*[\x80-\xff][^\r\n\t;,|\"]*")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")
_TWICE = re.compile(rb"\xc3\x83\xc2[\xa0-\xbf]")
"""Ã© and its like: UTF-8 that was read as an old encoding, and written as UTF-8 again."""
_CHUNK = 1 << 20


def codec_of(data: bytes, name: str, said: str = "") -> str:
    """The codec that a file's text is to be read with: as `said`, else as its mark tells, else
    UTF-8, else the old one that makes words of it. Refused, with a sample and what to add, where
    that cannot be told, and where it is no text at all."""
    if said:
        return _checked(data, said, name)
    if mark := next((codec for begins, codec in _MARKS if data.startswith(begins)), ""):
        return _checked(data, mark, name)
    if b"\0" not in data and _decodes(data, "utf-8"):
        if _TWICE.search(data):
            raise Refused(
                _(
                    "“{file}” was damaged when it was saved before: “Ã©” stands where “é” was. "
                    "Save the list anew from the program it comes from."
                ).format(file=name)
            )
        return "utf-8"
    if b"\0" in data:
        raise _no_text(name)
    return _told(data, name)


def _checked(data: bytes, codec: str, name: str) -> str:
    try:
        "".encode(codec)
        codecs.lookup(codec)
    except (LookupError, ValueError):
        raise Refused(
            _("“{name}” is no encoding known here. Try --map encoding=utf-8.").format(
                name=clean_text(codec[:40])
            )
        ) from None
    if not _decodes(data, codec, text_only=True):
        raise _no_text(name)
    return codec


def _no_text(name: str) -> Refused:
    return Refused(
        _("“{file}” is no table of text. Save it as CSV or Excel and try again.").format(file=name)
    )


def _decodes(data: bytes, codec: str, *, text_only: bool = False) -> bool:
    """Whether the whole can be decoded, piece by piece: no second copy is made of it."""
    try:
        decoder = codecs.getincrementaldecoder(codec)()
        for at in range(0, len(data), _CHUNK):
            text = decoder.decode(data[at : at + _CHUNK], at + _CHUNK >= len(data))
            if text_only and "\0" in text:
                return False
    except (ValueError, LookupError, TypeError):
        return False
    return True


def _told(data: bytes, name: str) -> str:
    spots = Counter(found[1] + found[2] for found in islice(_SPOT.finditer(data), _SPOTS))
    worth: dict[str, float] = {}
    reads: dict[str, dict[bytes, str]] = {}
    for codec in _OLD:
        try:
            read = {spot: spot.decode(codec) for spot in spots}
        except ValueError:
            continue
        if read in reads.values() or not _decodes(data, codec):
            continue
        reads[codec] = read
        mean = sum(n * _worth(read[spot]) for spot, n in spots.items()) / spots.total()
        worth[codec] = mean - _OTHERS.get(codec, 0.0)
    if not worth:
        raise _no_text(name)
    best, *others = sorted(worth, key=lambda codec: -worth[codec])

    def ahead_of(other: str) -> float:
        """By how much the best does better, where the two differ."""
        apart = {spot: n for spot, n in spots.items() if reads[best][spot] != reads[other][spot]}
        better = sum(
            n * (_worth(reads[best][spot]) - _worth(reads[other][spot]))
            for spot, n in apart.items()
        )
        return better / sum(apart.values()) + _OTHERS.get(other, 0.0) - _OTHERS.get(best, 0.0)

    if worth[best] > _SURE and all(ahead_of(other) > _AHEAD for other in others):
        return best
    # bytes of all kinds are no text in any encoding
    if worth[best] < _NO_TEXT or _CONTROL.search(data):
        raise _no_text(name)
    raise _question(data, name, [best, *others][:3])


def _worth(text: str) -> float:
    """How much a piece looks like what people write: 1 for a letter in its place, -1 for a sign
    that stands where none does."""
    values = [_of_sign(text, at) for at, sign in enumerate(text) if ord(sign) > 0x7F]
    return sum(values) / len(values) if values else 0.0


def _of_sign(text: str, at: int) -> float:
    sign = text[at]
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if sign.isalpha() and sign not in "ºª":
        return _of_letter(sign, before, after, text[at - 2] if at > 1 else " ")
    between = before.isalpha() and after.isalpha()
    if sign in _INSIDE and between:
        return 1.0
    nearest = before if before != " " or at < 2 else text[at - 2]
    if sign in _BESIDE_DIGITS and (nearest.isdigit() or after.isdigit()):
        return 1.0
    if sign == "°" and before in "nN":
        return 1.0
    if sign == "\xa0":
        return 0.7
    if sign in _ALONE and not (before.isalpha() or after.isalpha()):
        return 0.5 if sign in "€£°«»–…" else 0.0
    return -1.0


def _of_letter(letter: str, before: str, after: str, first: str) -> float:
    usual = _LETTERS.get(unicodedata.normalize("NFC", letter).lower(), -1.0)
    if letter in "øí" and before in "nN" and not after.isalpha():
        # a damaged N°
        return 0.3
    # capitals stand at the front of a word or in all of it
    misplaced = letter.isupper() and (before.islower() or (before.isupper() and after.islower()))
    among = letter.islower() and before.isupper() and (first.isupper() or after.isupper())
    if misplaced or among:
        return -1.0
    if not before.isalpha() and not after.isalpha():
        return min(usual, 0.2)
    return usual if before.isalpha() or letter.isupper() else min(usual, 0.5)


def _question(data: bytes, name: str, codecs_: list[str]) -> Refused:
    found = _WORD.search(data)
    sample = found.group()[:60] if found else b""
    read = "; ".join(
        _("{codec} makes it “{text}”").format(
            codec=codec, text=clean_text(sample.decode(codec, "replace").strip())
        )
        for codec in codecs_
    )
    return Refused(
        _(
            "“{file}” is in an old encoding that cannot be told for sure: {samples}. Add the right "
            "one, like --map encoding={codec}, or save the list as UTF-8."
        ).format(file=name, samples=read, codec=codecs_[0])
    )
