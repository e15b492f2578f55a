"""Clean, fold and split text that people typed."""

import re
import unicodedata
from collections.abc import Sequence

from shopcard.errors import Refused
from shopcard.language import _

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


_UNSEEN = "\u200c\u200d"
"""Zero width non-joiner and joiner, with which Persian and Hindi, for instance, are spelled."""


_JOINERS = "'’‘ʼ`-‐‑‒–—.·" + _UNSEEN
"""Inside a name these part two words that may also be typed as one: O'Brien, Jean-Marie."""


_LONGEST_PARTICLE = 3
"""Words of a name so short are often written with the next as one: Le Gall, Van den Berg."""


_SHAPELESS = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode's control, format (bidi marks among them), surrogate, private and unassigned."""


COMMANDING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
"""Control and bidi characters, which a terminal obeys; a line end is what parts two lines."""


def clean_text(text: str, *, most: int = 200) -> str:
    """One line of text, NFC, without control, surrogate, bidi or other invisible characters.

    Refused when it is longer than `most` characters.
    """
    return _capped(" ".join(visible(text).split()), most)


def clean_note(text: str, *, most: int = 2000) -> str:
    """The same over several lines: line ends are kept as \\n, empty lines at the ends are not."""
    lines = [" ".join(visible(line).split()) for line in text.splitlines()]
    return _capped("\n".join(lines).strip("\n"), most)


def is_shapeless(text: str) -> bool:
    """Whether a text holds a control character that is no line end: one that a terminal obeys."""
    return any(c != "\n" and unicodedata.category(c) in {"Cc", "Cs"} for c in text)


def shown(text: str) -> str:
    """A text as a screen may show it, whatever it holds: what could command a terminal, or turn
    the order of letters round, is left out; line ends stay, other white space is a space."""
    return "\n".join(map(as_typed, text.split("\n")))


def as_typed(text: str) -> str:
    """A text on its way into a line that is being typed: spaces stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    return visible(text)


def visible(text: str) -> str:
    """White space of any kind as spaces; what has no shape of its own left out."""
    if text.isascii() and text.isprintable():
        return text
    spaced = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", text))
    kept = "".join(c for c in spaced if c in _UNSEEN or unicodedata.category(c) not in _SHAPELESS)
    while True:
        # Where a joiner goes, marks come together and change places, beside another joiner too.
        joined = unicodedata.normalize("NFC", re.sub(f"[{_UNSEEN}]+", _joining, kept))
        if joined == kept:
            return joined
        kept = joined


def _joining(found: re.Match[str]) -> str:
    """Of some joiners the first, where it stands inside a word of a writing that has them; between
    Latin letters, Greek or Cyrillic ones it would only be a difference that nobody sees."""
    start, end = found.span()
    before, after = found.string[start - 1 : start], found.string[end : end + 1]
    return found[0][0] if min(before, after) >= "\u0590" else ""


def _capped(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused(
            _("This text is too long: {n} characters, at most {most}.").format(
                n=len(text), most=most
            )
        )
    return text


def fold(text: str) -> str:
    """The key two spellings share: case, accents, ligatures and outer space do not count."""
    return _folded(text.translate(_WITHOUT_UNSEEN))


def _folded(text: str) -> str:
    # A lone acute stands for an apostrophe; NFKD would make a space of it.
    apart = unicodedata.normalize("NFKD", text.casefold().replace("´", "'"))
    bare = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    return " ".join(bare.casefold().translate(_LIGATURES).split())


_WITHOUT_UNSEEN = dict.fromkeys(map(ord, _UNSEEN))


def words(text: str) -> tuple[str, ...]:
    """The folded words a name is found by: the parts of a joined name, and the whole of it; short
    words also as one with the next."""
    found: dict[str, None] = {}
    run: list[str] = []
    for joined in _tokens(text):
        parts = [p for p in re.split(f"[{re.escape(_JOINERS)}]+", joined) if p]
        if not parts:
            continue
        whole = "".join(parts)
        found |= dict.fromkeys([whole, *parts])
        # Legall for Le Gall, Vandenberg and Denberg for Van den Berg
        run = [*(word + whole for word in run[-2:]), whole]
        found |= dict.fromkeys(run[:-1])
        if len(whole) > _LONGEST_PARTICLE:
            run = []
    return tuple(found)


def run_together(typed: Sequence[str]) -> list[tuple[str, ...]]:
    """Words of a query with a short one and the next made one: Le Gall may be kept as Legall."""
    return [
        (*typed[:n], typed[n] + typed[n + 1], *typed[n + 2 :])
        for n in range(len(typed) - 1)
        if len(typed[n]) <= _LONGEST_PARTICLE
    ]


def typed_words(text: str) -> tuple[str, ...]:
    """The folded words of a query: each must begin one of a name's `words`.

    Nothing typed is a wildcard.
    """
    joined = ("".join(c for c in token if c not in _JOINERS) for token in _tokens(text))
    return tuple(dict.fromkeys(word for word in joined if word))


def _tokens(text: str) -> list[str]:
    return [
        kept
        for token in _folded(text).split()
        for kept in re.split(rf"[^\w{re.escape(_JOINERS)}]+|_+", token)
        if kept
    ]


def one_letter_deletions(word: str) -> frozenset[str]:
    """The word and every word that one deleted letter makes of it.

    Two words one typing mistake apart share one of these (W. Garbe's symmetric deletion).
    """
    return frozenset({word, *(word[:i] + word[i + 1 :] for i in range(len(word)))})


def one_edit_apart(a: str, b: str) -> bool:
    """Whether two words are equal, or one letter added, left out, changed or swapped with its
    neighbour apart (the restricted Damerau-Levenshtein distance is at most 1)."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    swapped = a[:start] + a[start + 1 : start + 2] + a[start : start + 1] + a[start + 2 :]
    return a[start + 1 :] == b[start + 1 :] or swapped == b


def digits(text: str) -> str:
    """Its decimal digits, as 0 to 9."""
    if text.isascii():
        return "".join(filter(str.isdecimal, text))
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
