"""What rows that can be read cannot say.

`impossible` is what no shopcard writes, such as a birthday on the 45th of a month. `breaking` are
the few things among it that a replay would stumble over, or never come to the end of: whoever
brings a shop from outside has to refuse these first. Connections are the database module's own.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.identity import clean_birthday, clean_card, clean_email
from shopcard.rules.money import MOST as MOST_AMOUNT
from shopcard.rules.program import MOST_TIMES, Terms, remade
from shopcard.rules.settings import Settings
from shopcard.rules.staff import About
from shopcard.rules.text import clean_text, fold, is_shapeless
from shopcard.store.database.tables import IMPORT_SECRET, SHOP_KEYS, TILL_KEYS, metadata
from shopcard.store.integrity.unreadable_values import MADE_ANEW, MISFITS, Row, kind_of, told

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2200, 1, 1)
"""Between these lies every day on which a shop did something."""

AHEAD = timedelta(days=3653)
"""A clock that was once wrong may have dated something so far ahead of today, but no further."""

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
    """A sentence for each row that cannot be so on a business day."""
    said = list(breaking(connection))
    yield from said
    laws = (*_OTHERS, _born(today + timedelta(days=1)), *_dated_laws(today))
    yield from (line for line in _broken(connection, laws) if line not in said)
    yield from _settings(connection)
    yield from _brought_in_circles(connection)


def breaking(connection: Any) -> Iterator[str]:
    """A sentence for each row that would keep a replay from coming to its end."""
    yield from _broken(connection, _BREAKING)
    yield from _joined_in_circles(connection)
    ((earned,),) = connection.execute(_BY_SPEND.format("sum"))
    if (earned or 0) > _MOST_BY_SPEND_IN_ALL:
        yield _("The amounts come to more stamps than any shop gives.")


def _broken(connection: Any, laws: tuple[_Law, ...]) -> Iterator[str]:
    for law in laws:
        yield from told(connection, metadata().tables[law.table], law.suspicious, law.wrong)


# What breaks a replay


def _setting(row: Row) -> str | None:
    try:
        Settings.from_texts({"name": "?", row["key"]: row["value"]})
    except (Refused, *MISFITS):
        return "value"
    return None


def _terms(row: Row) -> str | None:
    try:
        terms = Terms.from_dict(row["body"])
        return None if repr(remade(terms)) == repr(terms) and _no_yes(row["body"]) else "body"
    except (Refused, *MISFITS):
        return "body"


def _no_yes(kept: Any) -> bool:
    """Whether no yes or no stands where a number belongs, for which Python takes it."""
    if isinstance(kept, (list, dict)):
        return all(map(_no_yes, kept.values() if isinstance(kept, dict) else kept))
    return not isinstance(kept, bool)


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
        # Equal terms of another programme say the same: older versions wrote them.
        " OR NOT EXISTS (SELECT 1 FROM terms JOIN terms AS own ON own.body = terms.body"
        " WHERE terms.id = terms_id AND own.program_id = entry_program.program_id)"
        " OR (most IS NULL AND EXISTS (SELECT 1 FROM terms JOIN entry ON entry.id = entry_id"
        " WHERE terms.id = terms_id AND json_valid(body) AND json_extract(body, '$.per') > 0"
        f" AND entry.amount / json_extract(body, '$.per') > {_MOST_BY_SPEND}))",
        _effect,
    ),
)


def _joined_in_circles(connection: Any) -> Iterator[str]:
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


_LAST_ANSWER = (
    "SELECT agreed FROM consent WHERE consent.customer_id = customer.id"
    " ORDER BY consent.id DESC LIMIT 1"
)


def _customer(row: Row) -> str | None:
    if row["erased_on"] is None and not row["name"]:
        return "name"
    for name in ("name", "email", "birthday", "note"):
        if is_shapeless(row[name]):
            return name
    if not _stays(clean_email, row["email"]):
        return "email"
    return None


def _brought_in_circles(connection: Any) -> Iterator[str]:
    """A sentence for a customer who is among those who brought them."""
    by = dict(
        connection.execute("SELECT id, referred_by FROM customer WHERE referred_by IS NOT NULL")
    )
    for customer in by:
        before, who = set[str](), customer
        while (who := by.get(who, "")) and who not in before:
            before.add(who)
        if customer in before:
            yield _("Customer {id} is among those who brought them.").format(
                id=clean_text(str(customer)[:40])
            )
            return


def _born(latest: date) -> _Law:
    """Nobody is born after a day."""

    def wrong(row: Row) -> str | None:
        birthday = row["birthday"]
        return None if _stays(lambda text: clean_birthday(text, latest), birthday) else "birthday"

    return _Law("customer", "birthday <> ''", wrong)


def _dated_laws(today: date) -> Iterator[_Law]:
    """All that is dated lies between the first day and what a clock may once have said."""
    latest = today + AHEAD
    for table in metadata().sorted_tables:
        dated = [c.name for c in table.columns if issubclass(kind_of(c), date)]
        if dated and table.name not in MADE_ANEW:
            far = (f"date({name}) NOT BETWEEN '{FIRST_DAY}' AND '{latest}'" for name in dated)
            yield _Law(table.name, " OR ".join(far), partial(_far, dated, latest))


def _far(dated: list[str], latest: date, row: Row) -> str | None:
    for name in dated:
        day = row[name]
        if day is not None:
            day = day.date() if isinstance(day, datetime) else day
            if not FIRST_DAY <= day <= latest:
                return name
    return None


def _settings(connection: Any) -> Iterator[str]:
    """A sentence for the settings that are missing, unknown, or that no owner could type."""
    texts = dict(connection.execute("SELECT key, value FROM setting"))
    own = {key: value for key, value in texts.items() if not _is_of_the_shop(key)}
    wrong = Settings.wrong_in(own)
    if not re.fullmatch("[0-9a-f]{64}", texts.get(IMPORT_SECRET, "")):
        wrong = (*wrong, IMPORT_SECRET)
    if wrong:
        yield _("Settings are missing, or cannot be so: {keys}.").format(keys=", ".join(wrong))


def _is_of_the_shop(key: str) -> bool:
    return key in SHOP_KEYS or key.startswith(TILL_KEYS)


def _dated(row: Row) -> str | None:
    if row["at"] > row["recorded_at"]:
        return "at"
    # A day lies within two of its instant in any zone, with any hour at which days start.
    if abs(row["business_day"] - row["at"].date()) > timedelta(days=2):
        return "business_day" if row["at"] == row["recorded_at"] else "at"
    return None


def _named(row: Row) -> str | None:
    return None if row["folded"] == fold(row["name"]) else "folded"


def _phone(row: Row) -> str | None:
    if row["position"] < 0:
        return "position"
    if not re.fullmatch(r"\+[0-9]{4,17}", row["number"], re.ASCII):
        return "number"
    return None if row["backwards"] == row["number"][:0:-1] else "backwards"


def _card_number(row: Row) -> str | None:
    return None if _stays(clean_card, row["number"]) else "number"


def _stays(clean: Callable[[str], str], text: str) -> bool:
    """Whether cleaning leaves a text as it is."""
    with suppress(Refused):
        return clean(text) == text
    return False


_ABOUT = ", ".join(f"'{what}'" for what in About)

_OTHERS = (
    _Law("customer", "1", _customer),
    # The last answer that was written down; those of people who were merged are one.
    _Law(
        "customer",
        "merged_into IS NULL AND id NOT IN (SELECT merged_into FROM customer WHERE merged_into"
        f" IS NOT NULL) AND contact_ok <> ({_LAST_ANSWER})",
        lambda row: "contact_ok",
    ),
    _Law("program", "1", _named),
    _Law("staff", "1", _named),
    _Law("staff", "pin NOT GLOB '$argon2id$*' AND pin <> ''", lambda row: "pin"),
    _Law("journal", f"what NOT IN ({_ABOUT})", lambda row: "what"),
    _Law("settlement", f"amount NOT BETWEEN 0 AND {MOST_AMOUNT * 100}", lambda row: "amount"),
    _Law("phone", "1", _phone),
    _Law("card_number", "1", _card_number),
    _Law(
        "entry",
        "at > recorded_at OR abs(julianday(business_day) - julianday(date(at))) > 2",
        _dated,
    ),
)
