"""What rows that can be read cannot say.

`impossible` is what no shopcard writes, such as a birthday on the 45th of a month. `breaking` are
the few things among it that a replay would stumble over, or never come to the end of: whoever
brings a shop from outside has to refuse these first. Connections are the database module's own.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.identity import clean_birthday, clean_card, clean_email
from shopcard.rules.money import MOST as MOST_AMOUNT
from shopcard.rules.program import MOST_TIMES, Terms, remade
from shopcard.rules.settings import Preferences
from shopcard.rules.text import fold, is_shapeless
from shopcard.store.database.tables import metadata
from shopcard.store.integrity.unreadable_values import MADE_ANEW, MISFITS, Row, kind_of, told

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2200, 1, 1)
"""Between these lies every day on which a shop did something."""

_SECRET = "import_secret"
_EVERY_VERSION_WROTE = (
    "name", "currency", "timezone", "country", "language", "day_start", "window", _SECRET,
)  # fmt: skip

_MOST_BY_SPEND = 100_000
"""Stamps that one amount may come to under its terms."""
_MOST_BY_SPEND_IN_ALL = 20_000_000


@dataclass(frozen=True, slots=True)
class _Law:
    """A quick condition that picks out the rows to look at, and the column that is wrong in one,
    if any."""

    table: str
    suspicious: str
    wrong: Callable[[Row], str | None]


def impossible(connection: Any, today: date) -> Iterator[str]:
    """A sentence for each row that cannot be so. `today` is the business day."""
    yield from breaking(connection)
    yield from _broken(connection, _OTHERS)
    yield from _broken(connection, _days_no_shop_saw())
    yield from _broken(connection, _texts_nobody_typed())
    yield from _broken(connection, (_born_later(today),))
    yield from _missing_settings(connection)
    yield from _referred_in_circles(connection)


def breaking(connection: Any) -> Iterator[str]:
    """A sentence for each row that would keep a replay from coming to its end."""
    yield from _broken(connection, _BREAKING)
    yield from _in_circles(connection)
    ((earned,),) = connection.execute(_BY_SPEND.format("sum"))
    if (earned or 0) > _MOST_BY_SPEND_IN_ALL:
        yield _("The amounts come to more stamps than any shop gives.")


def _broken(connection: Any, laws: Iterable[_Law]) -> Iterator[str]:
    for law in laws:
        yield from told(connection, metadata().tables[law.table], law.suspicious, law.wrong)


# What breaks a replay


def _setting(row: Row) -> str | None:
    key, value = row["key"], row["value"]
    try:
        Preferences.from_texts({"name": "?", key: value})
        if key in ("currency", "country"):
            kept = Preferences("?").changed(key, value).to_texts()[key]
            return None if kept == value else "value"
    except (Refused, *MISFITS):
        return "value"
    if key == _SECRET and not re.fullmatch(r"[0-9a-f]{64}", value, re.ASCII):
        return "value"
    return None


def _terms(row: Row) -> str | None:
    try:
        terms = Terms.from_dict(row["body"])
        # To Python, and so to all comparing, `true` is 1.
        if any(type(number) is bool for p in terms.rewards for number in (p.count, p.cost)):
            return "body"
        return None if repr(remade(terms)) == repr(terms) else "body"
    except (Refused, *MISFITS):
        return "body"


def _entry(row: Row) -> str | None:
    for name in ("at", "recorded_at"):
        if not FIRST_DAY <= row[name].date() <= LAST_DAY:
            return name
    if not FIRST_DAY <= row["business_day"] <= LAST_DAY:
        return "business_day"
    if (row["amount"] or 0) > MOST_AMOUNT * 100:
        return "amount"
    if (row["kind"] == "merge") != (row["joins"] is not None):
        return "joins"
    return next((name for name in ("voids", "caused_by") if (row[name] or 0) >= row["id"]), None)


def _effect(row: Row) -> str | None:
    if not 1 <= row["times"] <= MOST_TIMES:
        return "times"
    if (row["most"] or 0) < 0:
        return "most"
    # The condition has found the terms of another programme, or an amount that earns too much.
    return "terms_id"


_BY_SPEND = """
    SELECT {}(entry.amount / json_extract(terms.body, '$.per')) FROM entry_program AS effect
    JOIN terms ON terms.id = effect.terms_id JOIN entry ON entry.id = effect.entry_id
    WHERE effect.most IS NULL AND json_extract(terms.body, '$.per') > 0"""

_BREAKING = (
    _Law("setting", "1", _setting),
    _Law("terms", "1", _terms),
    _Law(
        "entry",
        f"date(at) NOT BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'"
        f" OR date(recorded_at) NOT BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'"
        f" OR business_day NOT BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'"
        f" OR amount > {MOST_AMOUNT * 100}"
        " OR (kind = 'merge') <> (joins IS NOT NULL) OR voids >= id OR caused_by >= id",
        _entry,
    ),
    _Law(
        "entry_program",
        f"times NOT BETWEEN 1 AND {MOST_TIMES} OR most < 0"
        " OR NOT EXISTS (SELECT 1 FROM terms WHERE terms.id = terms_id"
        " AND terms.program_id = entry_program.program_id)"
        " OR (most IS NULL AND EXISTS (SELECT 1 FROM terms JOIN entry ON entry.id = entry_id"
        " WHERE terms.id = terms_id AND json_valid(body) AND json_extract(body, '$.per') > 0"
        f" AND entry.amount / json_extract(body, '$.per') > {_MOST_BY_SPEND}))",
        _effect,
    ),
)


def _in_circles(connection: Any) -> Iterator[str]:
    """Merges that stand and lead back to where they began, or that join one customer twice."""
    into: dict[str, str] = {}
    for entry, kept, other in connection.execute(
        "SELECT id, customer_id, joins FROM entry WHERE joins IS NOT NULL"
        " AND id NOT IN (SELECT voids FROM entry WHERE voids IS NOT NULL) ORDER BY id"
    ):
        end, steps = kept, 0
        while end in into and steps <= len(into):
            end, steps = into[end], steps + 1
        if other in into or end == other:
            yield _("Action {n} joins a customer who is joined already.").format(n=entry)
            return
        into[other] = kept


# What is wrong, and breaks nothing


def _customer(row: Row) -> str | None:
    if row["erased_on"] is None and not row["name"]:
        return "name"
    if not _stays(clean_email, row["email"]):
        return "email"
    if row["birthday"] and not _stays(lambda text: clean_birthday(text, LAST_DAY), row["birthday"]):
        return "birthday"
    return "referred_by" if row["referred_by"] == row["id"] else None


def _dated(row: Row) -> str | None:
    if row["at"] > row["recorded_at"]:
        return "at"
    # A day lies within two of its instant in any zone, with any hour at which days start.
    if abs(row["business_day"] - row["at"].date()) > timedelta(days=2):
        return "business_day" if row["at"] == row["recorded_at"] else "at"
    return None


def _phone(row: Row) -> str | None:
    if not re.fullmatch(r"\+[0-9]{4,17}", row["number"], re.ASCII):
        return "number"
    if row["backwards"] != row["number"][:0:-1]:
        return "backwards"
    return "position" if row["position"] < 0 else None


def _folded(row: Row) -> str | None:
    return None if row["folded"] == fold(row["name"]) else "folded"


def _unknown_setting(row: Row) -> str | None:
    known = row["key"] == _SECRET or row["key"] in Preferences("?").to_texts()
    return None if known else "key"


def _card_number(row: Row) -> str | None:
    return None if _stays(clean_card, row["number"]) else "number"


def _stays(clean: Callable[[str], str], text: str) -> bool:
    """Whether cleaning leaves a text as it is."""
    with suppress(Refused):
        return clean(text) == text
    return False


_OTHERS = (
    _Law("customer", "1", _customer),
    _Law("setting", "1", _unknown_setting),
    _Law("program", "1", _folded),
    _Law("program", "position < 0", lambda row: "position"),
    _Law("settlement", "amount <= 0", lambda row: "amount"),
    _Law("staff", "1", _folded),
    _Law("phone", "1", _phone),
    _Law("card_number", "1", _card_number),
    _Law(
        "entry",
        "at > recorded_at OR abs(julianday(business_day) - julianday(date(at))) > 2",
        _dated,
    ),
)


def _days_no_shop_saw() -> Iterator[_Law]:
    """A law for every table with days or instants. Those of entries are among what breaks a replay;
    of what is made from other tables, the day of a card's answer alone is compared with nothing."""
    for table in metadata().sorted_tables:
        if table.name != "entry" and (table.name == "card" or table.name not in MADE_ANEW):
            names = [c.name for c in table.columns if kind_of(c) in (date, datetime)]
            beyond = [f"date(\"{n}\") NOT BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'" for n in names]
            if beyond:
                yield _Law(table.name, " OR ".join(beyond), _day_no_shop_saw)


def _day_no_shop_saw(row: Row) -> str | None:
    for name, value in row.items():
        day = value.date() if isinstance(value, datetime) else value
        if isinstance(day, date) and not FIRST_DAY <= day <= LAST_DAY:
            return name
    return None


def _texts_nobody_typed() -> Iterator[_Law]:
    """A law for every table with texts: none holds characters that control a terminal."""
    for table in metadata().sorted_tables:
        names = [c.name for c in table.columns if kind_of(c) is str]
        if names and table.name not in MADE_ANEW:
            beyond = [f"\"{n}\" GLOB '*[^ -~]*'" for n in names]
            yield _Law(table.name, " OR ".join(beyond), _text_nobody_typed)


def _text_nobody_typed(row: Row) -> str | None:
    texts = ((name, value) for name, value in row.items() if isinstance(value, str))
    return next((name for name, value in texts if is_shapeless(value)), None)


def _born_later(today: date) -> _Law:
    """Birthdays are typed by the calendar, which may be a day ahead of the business day."""
    last = today + timedelta(days=1)
    return _Law(
        "customer",
        f"birthday > '{last}' AND birthday <= '{LAST_DAY}'",
        lambda row: (
            None if _stays(lambda text: clean_birthday(text, last), row["birthday"]) else "birthday"
        ),
    )


def _missing_settings(connection: Any) -> Iterator[str]:
    there = {key for (key,) in connection.execute("SELECT key FROM setting")}
    for key in _EVERY_VERSION_WROTE:
        if key not in there:
            yield _("The setting “{key}” is missing. Restore the latest backup.").format(key=key)


def _referred_in_circles(connection: Any) -> Iterator[str]:
    """Customers who brought each other, each circle once; of one alone the row's own law tells."""
    brought_by = dict(
        connection.execute("SELECT id, referred_by FROM customer WHERE referred_by IS NOT NULL")
    )
    seen: set[str] = set()
    for start in brought_by:
        path: dict[str, None] = {}
        at = start
        while at in brought_by and at not in seen:
            seen.add(at)
            path[at] = None
            at = brought_by[at]
        if at in path and brought_by[at] != at:
            yield _("Customer {id} was brought by customers whom they brought themselves.").format(
                id=at
            )
