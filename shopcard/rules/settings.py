"""The shop's own settings: what they are, what they may be, and how a person types them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from shopcard.errors import Refused, WrongUsage
from shopcard.language import LANGUAGES, _
from shopcard.rules.acts import Caps
from shopcard.rules.feedback import Ask
from shopcard.rules.hours import Hours, read_hours
from shopcard.rules.text import clean_text


@dataclass(frozen=True, slots=True)
class Settings:
    """A shop's settings, each kept as one text in the shop file."""

    name: str
    currency: str = "EUR"
    timezone: str = "Europe/Paris"
    country: str = "FR"
    """Two letters; phones typed without a country code belong to it."""
    language: str = "en"
    day_start: time = time(4)
    """The wall-clock time at which a business day begins."""
    window: int = 90
    """The activity window W of the month's figures, in days."""
    margin: int | None = None
    """Gross margin in percent; None: not said."""
    acts_per_day: int = 5
    stamps_per_purchase: int = 50
    rest: int = 60
    """Seconds after which an untouched counter clears itself; 0: never."""
    backups: bool = True
    """Whether a copy is made by itself each day."""
    second_folder: str = ""
    """Where the daily copy goes as well, a USB stick for instance; empty: nowhere."""
    ask: Ask = Ask.NO
    """What the counter asks a customer after a stamp, once a quarter."""
    hours: Hours | None = None
    """When the shop serves: acts outside are counted for the owner; None: not watched."""
    keep_years: int = 3
    """After so many years unseen the yearly tidy-up proposes to erase a customer; 0: never."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def caps(self) -> Caps:
        return Caps(self.acts_per_day, self.stamps_per_purchase)

    def changed(self, key: str, text: str) -> "Settings":
        """With one setting as typed by a person. WrongUsage for an unknown key, Refused for a
        value it cannot have."""
        if key not in _READERS:
            raise WrongUsage(
                _("There is no setting “{key}”. These are: {keys}.").format(
                    key=key, keys=", ".join(_READERS)
                )
            )
        return replace(self, **{key: _READERS[key](text.strip())})

    def to_texts(self) -> dict[str, str]:
        """Every setting as the text `from_texts` reads back."""
        return {key: _written(value) for key, value in self._values()}

    def to_said(self) -> dict[str, str]:
        """The same as a person reads them, who may type each of them so."""
        said = self.to_texts()
        said["backups"] = _("yes") if self.backups else _("no")
        if self.hours is not None:
            said["hours"] = self.hours.said()
        return said

    def to_plain(self) -> dict[str, str | int | bool | None]:
        """The same for a JSON document: numbers, yes or no, and what is not said as JSON has
        them, the rest as those texts."""
        return {
            key: value if value is None or isinstance(value, int) else _written(value)
            for key, value in self._values()
        }

    def _values(self) -> Iterator[tuple[str, Any]]:
        # Not `asdict`, which would take a setting apart that is made of several values.
        return ((field.name, getattr(self, field.name)) for field in fields(self))

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> "Settings":
        """What `to_texts` wrote; unknown settings are passed over."""
        readers = _READERS | _CHECKED_WHEN_TYPED
        return cls(**{k: readers[k](v) for k, v in texts.items() if k in readers})

    @classmethod
    def wrong_in(cls, texts: Mapping[str, str]) -> tuple[str, ...]:
        """The names of settings that no owner could have typed so, that do not exist, or that are
        missing and every version wrote."""
        known = {field.name for field in fields(cls)}
        missing = _IN_EVERY_SHOP - texts.keys()
        wrong = {key for key, text in texts.items() if key not in known or not _readable(key, text)}
        return tuple(sorted(missing | wrong))


def _readable(key: str, text: str) -> bool:
    try:
        _READERS[key](text)
    except (Refused, ValueError):
        return False
    return True


def country_of(timezone: str) -> str:
    """The country a time zone lies in, its older names too; FR where it names none."""
    from babel.core import get_global

    place = get_global("zone_aliases").get(timezone, timezone)
    country = str(get_global("zone_territories").get(place))
    return country if _is_country(country) else "FR"


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case time():
            return f"{value:%H:%M}"
    return str(value)


def _name(text: str) -> str:
    name = clean_text(text, most=60)
    if not name:
        raise Refused(_("Type the shop's name."))
    return name


def _currency(text: str) -> str:
    from babel.core import get_global

    code = text.upper()
    if code not in get_global("all_currencies"):
        raise Refused(_("“{text}” is no currency. Type its code, like EUR.").format(text=text))
    return code


def _timezone(text: str) -> str:
    try:
        # All names have capitals, but some file systems find them without; and "localtime" is
        # whatever the machine says, so that a shop restored elsewhere would change its days.
        if not text.islower() and ZoneInfo(text):
            return text
    except (KeyError, ValueError):
        pass
    raise Refused(_("“{text}” is no time zone. Type one like Europe/Paris.").format(text=text))


def _country(text: str) -> str:
    code = text.upper()
    if not _is_country(code):
        raise Refused(_("“{text}” is no country. Type its two letters, like FR.").format(text=text))
    return code


def _is_country(code: str) -> bool:
    from babel.core import get_global

    return code in get_global("territory_currencies") and code != "ZZ"  # ZZ is nowhere known


def _language(text: str) -> str:
    if text.lower() not in LANGUAGES:
        raise Refused(_("The languages are: {codes}.").format(codes=", ".join(LANGUAGES)))
    return text.lower()


def _day_start(text: str) -> time:
    typed = re.fullmatch(r"(\d{1,2})(?:[:h]([0-5]\d))?", text.lower())
    if not typed:
        raise Refused(_("Type the hour at which the day starts, like 04:00."))
    if int(typed[1]) >= 12:
        raise Refused(_("The day starts between 00:00 and 11:59."))
    return time(int(typed[1]), int(typed[2] or 0))


def _number(low: int, high: int, *, empty: bool = False) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if empty and not text:
            return None
        if re.fullmatch(r"[0-9]{1,9}", text) and low <= int(text) <= high:
            return int(text)
        raise Refused(_("Type a whole number from {low} to {high}.").format(low=low, high=high))

    return read


def _folder(text: str) -> str:
    if len(text) > 400 or not text.isprintable():
        raise Refused(_("Type the folder's path in one line."))
    return text


def _yes_or_no(text: str) -> bool:
    answers = {"yes": True, "no": False, "oui": True, "non": False, "on": True, "off": False}
    if text.lower() not in answers:
        raise Refused(_("Answer yes or no."))
    return answers[text.lower()]


def _ask(text: str) -> Ask:
    answer = {"non": "no", "off": "no"}.get(text.lower(), text.lower())
    if answer not in set(Ask):
        raise Refused(_("Type one of these: {words}.").format(words=", ".join(Ask)))
    return Ask(answer)


_READERS: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "currency": _currency,
    "timezone": _timezone,
    "country": _country,
    "language": _language,
    "day_start": _day_start,
    "window": _number(31, 730),
    "margin": _number(0, 100, empty=True),
    "acts_per_day": _number(1, 1000),
    "stamps_per_purchase": _number(1, 1000),
    "rest": _number(0, 3600),
    "backups": _yes_or_no,
    "second_folder": _folder,
    "ask": _ask,
    "hours": read_hours,
    "keep_years": lambda text: _number(0, 20)(text or "0"),
}

_IN_EVERY_SHOP = frozenset({
    "name", "currency", "timezone", "country", "language", "day_start", "window", "margin",
    "acts_per_day", "stamps_per_purchase", "rest", "backups", "second_folder",
})  # fmt: skip
"""What the first version wrote already. A later setting that is missing has its usual value."""

# Checking these loads Babel, which would hold up every start.
_CHECKED_WHEN_TYPED: dict[str, Callable[[str], Any]] = {"currency": str, "country": str}
