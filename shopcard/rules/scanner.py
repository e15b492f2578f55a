"""What a barcode scanner typed: telling its keys from a person's, and its characters as a code.

A scanner is a keyboard. It may wrap a code (AIM prefix, Code 39 stars, control characters), and it
may be set to another keyboard than the computer: then 1121 arrives as `&&é&`.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from shopcard.language import _

LEAST = 4
"""Characters of the shortest code that is told from typing."""

CODE = re.compile(r"[A-Za-z0-9./_+:]{1,64}")
"""What a card number holds once spaces and dashes are left out."""

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""The symbology identifier of ISO/IEC 15424: `]C1` before a Code 128, `]E0` before an EAN."""

_QWERTY = (
    "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"
)
_FRENCH = (
    "&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!1234567890°+AZERTYUIOP¨£QSDFGHJKLM%WXCVBN?./§"
)
_BELGIAN_AND_MAC = (
    "&é\"'(§è!çà)-azertyuiop^$qsdfghjklmùwxcvbn,;:=1234567890°_AZERTYUIOP¨*QSDFGHJKLM%WXCVBN?./+"
)
_SWISS = (
    "1234567890'^qwertzuiopè¨asdfghjkléàyxcvbnm,.-+\"*ç%&/()=?`QWERTZUIOPü!ASDFGHJKLöäYXCVBNM;:_"
)
_GERMAN = (
    '1234567890ß´qwertzuiopü+asdfghjklöäyxcvbnm,.-!"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄYXCVBNM;:_'
)
_BRITISH = (
    "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./!\"£$%^&*()_+QWERTYUIOP{}ASDFGHJKL:@ZXCVBNM<>?"
)
KEYBOARDS = {
    "french": (_FRENCH, _QWERTY),
    "belgian": (_BELGIAN_AND_MAC, _QWERTY),
    "swiss": (_SWISS, _QWERTY),
    "german": (_GERMAN, _QWERTY),
    "swiss, shifted": (_SWISS, _FRENCH),
    "german, shifted": (_GERMAN, _FRENCH),
    "american, shifted": (_QWERTY, _FRENCH),
    "british, shifted": (_BRITISH, _FRENCH),
}
"""The computer's keyboard and the one that the scanner believes in: the same keys in the same
order, the plain ones and then those with Shift. A scanner set to AZERTY types digits with Shift."""


def _back(computer: str, scanner: str) -> dict[str, str]:
    """What each character that arrives was on the scanner's keyboard."""
    keys = dict(zip(computer, scanner, strict=True))
    # With Caps Lock some systems make É of é and leave & as it is.
    locked = {k.upper(): v for k, v in keys.items() if not k.isascii() and k.upper() not in keys}
    return locked | keys


_BACK = {name: _back(*pair) for name, pair in KEYBOARDS.items()}


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan. `code` is the card number it brought, empty where it cannot be read."""

    typed: str
    """The characters as they arrived."""
    code: str
    keyboards: tuple[str, ...] = ()
    """The keyboards that make this code of the characters; empty where they are the code."""
    readings: tuple[str, ...] = ()
    """Every card number that the characters can be (`all_readings`)."""
    doubtful: frozenset[str] = frozenset()
    """Those of the readings that only a keyboard never heard makes of characters that are a code
    already: nobody may be opened by one without a question."""

    @property
    def in_a_form(self) -> bool:
        """Whether it is a card's even where names are typed: in one piece, with a digit. A person
        who types fast is as quick as a scanner."""
        return not self.code or (" " not in self.typed.strip() and any(map(str.isdigit, self.code)))


def read_scan(burst: str, heard: Collection[str] = ()) -> Scan | None:
    """What a burst of characters ended by Enter brought; None where a person wrote it.

    `heard` are the keyboards that all earlier scans fit: where the characters can be two codes,
    the one of these is meant. A text without a digit that reads as a name is a person's: keys that
    waited while the till was held up arrive as quickly as a scan.
    """
    plain = unwrapped(burst)
    if _is_code(plain):
        return _as_typed(burst, _compact(plain), heard)
    if _reads_as_a_name(plain):
        return _as_typed(burst, plain, heard) if _is_shouted(plain) else None
    found = _readings(burst)
    if len(found) > 1:
        found = {code: names for code, names in found.items() if set(heard) & set(names)}
    readings = all_readings(burst, heard)
    if len(found) != 1:
        return Scan(burst, "", readings=readings)
    ((code, keyboards),) = found.items()
    return Scan(burst, code, keyboards, readings)


def all_readings(text: str, heard: Collection[str] = ()) -> tuple[str, ...]:
    """Every card number that a text can be, as it is and through every keyboard, letters alone
    too; the shop knows which are its cards. With `heard`, where the characters are no code as they
    are, only those of the keyboards heard, if there are any."""
    plain = _compact(unwrapped(text))
    found = _through_keyboards(text)
    as_it_is = (plain,) if CODE.fullmatch(plain) else ()
    if not as_it_is:
        known = {code: names for code, names in found.items() if set(heard) & set(names)}
        found = known or found
    return tuple(dict.fromkeys(code.upper() for code in (*as_it_is, *found)))


def unwrapped(text: str) -> str:
    """A text without control and other invisible characters, AIM prefix and Code 39 stars."""
    shown = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    bare = shown.strip()
    if prefix := _AIM.match(bare):
        bare = bare[prefix.end() :]
    if len(bare) > 2 and bare[0] == bare[-1] == "*":
        bare = bare[1:-1]
    return bare.strip()


def unshifted(text: str) -> str:
    """The digits meant by a text of nothing but the signs of another keyboard's digits; any other
    text, and one that can be two numbers, as it is."""
    scan = slow_scan(text)
    return scan.code if scan and scan.code else text


def slow_scan(text: str) -> Scan | None:
    """The scan that a slowly typed text can only be: four characters or more, all of them signs of
    another keyboard's digits, none a plain letter or digit. None for anything else."""
    typed = unicodedata.normalize("NFC", "".join(text.split()))
    if len(typed) < LEAST or any(c.isdigit() or (c.isalpha() and c not in "éèçà") for c in typed):
        return None
    found = _readings(typed)
    if not any(code.isdigit() for code in found):
        return None
    code, keyboards = next(iter(found.items())) if len(found) == 1 else ("", ())
    return Scan(text, code, keyboards, all_readings(text))


def same_code(number: str) -> tuple[str, ...]:
    """A card number and its other form, the number itself first: a UPC-A of 12 digits is the
    EAN-13 that has a 0 before it, and a scanner may say either."""
    if re.fullmatch(r"0[0-9]{12}", number) and _check_digit_fits(number):
        return number, number[1:]
    if re.fullmatch(r"[0-9]{12}", number) and _check_digit_fits(number):
        return number, "0" + number
    return (number,)


def cannot_be_read() -> str:
    """What a scan says that brought no code."""
    return _("This scan cannot be read: the scanner has another keyboard. F6 says what to do.")


def _check_digit_fits(number: str) -> bool:
    """The check digit of EAN and UPC numbers (GS1: weights 1 and 3 from the right)."""
    return sum(int(d) * (1 + 2 * (i % 2)) for i, d in enumerate(reversed(number))) % 10 == 0


def _compact(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _as_typed(burst: str, code: str, heard: Collection[str]) -> Scan:
    """The scan of a burst that is a code as it stands."""
    through = _through_keyboards(burst)
    doubtful = {c.upper() for c, names in through.items() if not set(heard) & set(names)}
    return Scan(burst, code, (), all_readings(burst, heard), frozenset(doubtful - {code.upper()}))


def _is_code(text: str) -> bool:
    compact = _compact(text)
    return bool(CODE.fullmatch(compact)) and any(c.isdigit() for c in compact)


def _readings(text: str) -> dict[str, tuple[str, ...]]:
    """The codes with digits that other keyboards make of a text, and which do."""
    found = {code: names for code, names in _through_keyboards(text).items() if _is_code(code)}
    # Digits alone before what would have a letter among them: an é is a Swiss scanner's m too.
    return {code: names for code, names in found.items() if code.isdigit()} or found


def _through_keyboards(text: str) -> dict[str, tuple[str, ...]]:
    """All that other keyboards make of a text and that can stand on a card."""
    typed = unicodedata.normalize("NFC", "".join(c for c in text if c.isprintable())).strip()
    found: dict[str, tuple[str, ...]] = {}
    for name, back in _BACK.items():
        meant = unwrapped("".join(back.get(c, "\n") if c != " " else c for c in typed))
        code = _compact(meant)
        if all(c in back or c == " " for c in typed) and CODE.fullmatch(code):
            found[code] = (*found.get(code, ()), name)
    return found


def _reads_as_a_name(text: str) -> bool:
    """Letters, and what stands between the parts of a name; not mostly the accented letters that
    are digits on a French keyboard."""
    letters = [c for c in text if c.isalpha()]
    signs = sum(c in "éèçà" for c in letters)
    others = all(c.isalpha() or c in " -'’." or unicodedata.category(c) == "Mn" for c in text)
    return others and len(letters) * 2 > len(text) and signs * 2 < len(letters)


def _is_shouted(text: str) -> bool:
    """A code of capital letters alone."""
    return bool(re.fullmatch(r"[A-Z]{4,64}", text))


class ScanGuard:
    """Tells a scanner's Enter from a person's, by the instants of the keys (seconds).

    A scan is at least four characters, each within 35 ms of the one before, ended by an Enter as
    quick. For 300 ms after a scan's Enter no other Enter may stamp or confirm anything: scanners
    that end with CR CR send two.
    """

    LEAST = LEAST
    BETWEEN = 0.035
    AFTER = 0.300

    def __init__(self) -> None:
        self._run = 0
        self._last = float("-inf")
        self._scanned = float("-inf")

    def key(self, at: float) -> int:
        """A printable key arrived; how many characters the burst it belongs to has by now."""
        self._run = self._run + 1 if at - self._last <= self.BETWEEN else 1
        self._last = at
        return self._run

    def control(self, at: float) -> bool:
        """A control character arrived; whether it belongs to a burst, and must do nothing."""
        inside = self._run > 1 and at - self._last <= self.BETWEEN
        if inside:
            self._last = at
        return inside

    def whole(self, at: float) -> bool:
        """Whether the keys so far are a whole scan that an end may follow now."""
        return self._run >= self.LEAST and at - self._last <= self.BETWEEN

    def enter(self, at: float) -> bool:
        """An Enter arrived; whether it ends a scan."""
        ends = self.whole(at)
        self._run = 0
        if ends:
            self._scanned = at
        return ends

    def too_soon(self, at: float) -> bool:
        """Whether an Enter at this instant is a scanner's own and must do nothing."""
        return at - self._scanned < self.AFTER
