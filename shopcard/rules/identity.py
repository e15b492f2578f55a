"""Names, phones, card numbers and scanned codes: cleaning, and the keys they are matched by."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.damage import damaged_number
from shopcard.rules.scanner import CODE, unshifted, unwrapped
from shopcard.rules.text import clean_text, digits, visible

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


def clean_name(text: str) -> str:
    """A customer's name. Refused when nothing is left of it."""
    name = clean_text(text, most=120)
    if not name:
        raise Refused(_("Type the customer's name."))
    return name


# Matching names


# Phones


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
        number = phonenumbers.parse(visible(text).replace("(0)", ""), region)
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
