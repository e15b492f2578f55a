"""Names, phones, card numbers and scanned codes: cleaning, and the keys they are matched by."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.damage import damaged_number
from shopcard.rules.scanner import CODE, unshifted, unwrapped

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

_OVERSEAS = {
    **dict.fromkeys(("590", "690", "691"), 590),
    **dict.fromkeys(("594", "694"), 594),
    **dict.fromkeys(("596", "696", "697"), 596),
    **dict.fromkeys(("262", "269", "639", "692", "693"), 262),
}
"""The country code by how a number begins that France and its overseas shares dial alike: 0690
12 34 56 rings in Guadeloupe from all of them."""
_FRANCE = 33
_FICTION = "63998"
"""How the numbers begin that France's regulator keeps for films, and for examples such as ours."""
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


# Free text


def clean_text(text: str, *, most: int = 200) -> str:
    """One line of text, NFC, without control, surrogate, bidi or other invisible characters.

    Refused when it is longer than `most` characters.
    """
    return _capped(" ".join(_visible(text).split()), most)


def clean_note(text: str, *, most: int = 2000) -> str:
    """The same over several lines: line ends are kept as \\n, empty lines at the ends are not."""
    lines = [" ".join(_visible(line).split()) for line in text.splitlines()]
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
    return _visible(text)


def _visible(text: str) -> str:
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


def clean_name(text: str) -> str:
    """A customer's name. Refused when nothing is left of it."""
    name = clean_text(text, most=120)
    if not name:
        raise Refused(_("Type the customer's name."))
    return name


# Matching names


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


# Phones


def digits(text: str) -> str:
    """Its decimal digits, as 0 to 9."""
    if text.isascii():
        return "".join(filter(str.isdecimal, text))
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def phone_key(text: str, region: str) -> str | None:
    """E.164 of a phone typed in any format, None where it is no possible number.

    `region` is the two-letter country of numbers typed without a country code.
    """
    if not 4 <= len(digits(text)) <= 17 or re.search(r"[^\W\d_]", text):
        return None
    if no_ones_phone(text) or damaged_number(text):
        return None
    import phonenumbers

    try:
        number = phonenumbers.parse(_visible(text).replace("(0)", ""), region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    dialled = phonenumbers.national_significant_number(number)
    shared = number.country_code in {_FRANCE, *_OVERSEAS.values()}
    if shared and re.fullmatch(r"[1-7]\d{8}", dialled):
        fiction = dialled.startswith(_FICTION)
        number.country_code = _FRANCE if fiction else _OVERSEAS.get(dialled[:3], _FRANCE)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_beginning(text: str, region: str) -> str | None:
    """The beginning of E.164 for the first digits of a phone, six at least, typed with + or as at
    home; None for what is none."""
    typed = digits(text)
    if len(typed) < 6 or any(c.isalpha() for c in text):
        return None
    if text.strip().startswith("+"):
        return f"+{typed}"
    if typed.startswith("00"):
        return f"+{typed[2:]}"
    from phonenumbers import country_code_for_region, ndd_prefix_for_region

    home = ndd_prefix_for_region(region, True) or ""
    return f"+{country_code_for_region(region)}{typed.removeprefix(home)}"


def no_ones_phone(text: str) -> bool:
    """Whether digits only fill a field that wants a phone: 00 00 00 00 00, +33 000000000."""
    typed = digits(text)
    return len(typed) >= 4 and (len(set(typed)) == 1 or typed.endswith("0" * 9))


def could_be_phone(text: str, region: str) -> bool:
    return phone_key(text, region) is not None


def clean_phone(text: str, region: str) -> str:
    """E.164; Refused when it can be no phone number."""
    number = phone_key(text, region)
    if number is None and no_ones_phone(text):
        raise Refused(
            _("“{text}” is nobody's phone: leave the phone empty where there is none.").format(
                text=clean_text(text[:40])
            )
        )
    if number is None:
        raise Refused(
            _(
                "“{text}” is no phone number. Type all its digits, with + for another country."
            ).format(text=clean_text(text[:40]))
        )
    return number


def say_phone(number: str, region: str) -> str:
    """E.164 as people of `region` write it: 06 12 34 56 78, or +44 20 7946 0123 from abroad. What
    France and its overseas dial alike is written alike."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    shared = {_FRANCE, *_OVERSEAS.values()}
    home = phonenumbers.country_code_for_region(region)
    at_home = phonenumbers.region_code_for_number(parsed) == region or (
        home in shared and parsed.country_code in shared
    )
    form = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(parsed, form.NATIONAL if at_home else form.INTERNATIONAL))


def phone_tail(number: str) -> str:
    """The last four digits, by which a phone is recognised in a list."""
    return digits(number)[-4:]


# Card numbers


def clean_card(text: str) -> str:
    """The key of a card number, leading zeros kept; a leading #, spaces and dashes do not count,
    nor what a scanner may put around it.

    Refused when it is empty, too long, damaged by a spreadsheet, or holds what no card number
    holds.
    """
    if damaged_number(text):
        raise Refused(
            _(
                "“{text}” is no card number any more: a spreadsheet has rounded it. Format the "
                "column as text in the first list, and save it anew."
            ).format(text=clean_text(text[:40]))
        )
    plain = unwrapped(unshifted(text))
    number = unicodedata.normalize("NFKC", plain).strip().removeprefix("#")
    number = re.sub(r"[\s‐-―-]", "", number)
    if not CODE.fullmatch(number):
        raise Refused(_("This is no card number: letters and digits, at most 64 of them."))
    return number.upper()


def card_key(text: str) -> str | None:
    """What `clean_card` makes of a text, None where it is no card number."""
    try:
        return clean_card(text)
    except Refused:
        return None


def looks_like_card(text: str) -> bool:
    """Whether a text is a card number rather than a name: `#…`, or a code that holds digits."""
    typed = unwrapped(unshifted(text))
    if typed.startswith("#"):
        return True
    grouped = re.fullmatch(r"[0-9]{2,}(?:[ -][0-9]{2,})+|[A-Za-z0-9./_:]{5,64}", typed)
    return bool(grouped) and len(digits(typed)) >= (5 if " " in typed or "-" in typed else 1)


def say_card(number: str) -> str:
    """A card number as it is printed: eight digits in two groups, others as they are."""
    return f"{number[:4]} {number[4:]}" if re.fullmatch(r"\d{8}", number) else number


def make_card_number(pick: Callable[[int], int]) -> str:
    """A new number of eight digits, the last a Luhn check digit. `pick(n)` gives 0 to n - 1."""
    body = str(1_000_000 + pick(9_000_000))
    return body + _luhn(body)


def _luhn(body: str) -> str:
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def make_customer_id(pick: Callable[[int], int]) -> str:
    """A new customer id: the letter c and ten characters without i, l, o and u."""
    return "c" + "".join(_CROCKFORD[pick(32)] for _i in range(10))


# E-mail and birthday

EARLIEST_BIRTH = 1900
"""Nobody who has a card was born before."""


def clean_email(text: str) -> str:
    """An address as typed, or empty. Refused when it can be none."""
    address = clean_text(text, most=254)
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        raise Refused(_("This is no e-mail address. Type it like marie@example.com."))
    return address


def clean_birthday(text: str, today: date | None = None) -> str:
    """YYYY-MM-DD, or --MM-DD when the year is unknown, from day/month/year or ISO order.

    A year of two digits is the latest that is not to come: 57 is 1957. Refused when it is no
    birthday, before 1900, or later than `today` where that is given.
    """
    typed = clean_text(text, most=40)
    wrong = Refused(
        _("“{text}” is no birthday. Type it like 24/11 or 24/11/1980.").format(text=typed)
    )
    iso = re.fullmatch(r"(?:(\d{4})-|--)?(\d{1,2})-(\d{1,2})", typed)
    spoken = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?", typed)
    if iso:
        year, month, day = iso[1], int(iso[2]), int(iso[3])
    elif spoken:
        year, month, day = spoken[3], int(spoken[2]), int(spoken[1])
    else:
        raise wrong
    try:
        date(2000, month, day)
        born = birth_date(int(year), len(year) == 2, month, day, today) if year else None
    except ValueError:
        raise wrong from None
    if born is None:
        return f"--{month:02}-{day:02}"
    return checked_birthday(born, today).isoformat()


def birth_date(year: int, short: bool, month: int, day: int, today: date | None) -> date:
    """The day somebody was born, its century found where the year is `short`. ValueError where
    there is no such day."""
    if not short:
        return date(year, month, day)
    latest = (today or date(2099, 12, 31)).isoformat()
    passed = f"{2000 + year}-{month:02}-{day:02}" <= latest
    return date((2000 if passed else 1900) + year, month, day)


def checked_birthday(born: date, today: date | None) -> date:
    """The same; Refused where nobody who lives was born on that day."""
    if born.year < EARLIEST_BIRTH:
        raise Refused(_("“{text}” is no birthday of anybody living.").format(text=born.isoformat()))
    if today is not None and born > today:
        raise Refused(
            _("“{text}” is no birthday: it is still to come.").format(text=born.isoformat())
        )
    return born
