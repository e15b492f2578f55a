"""All that is held on one person, as a text to read or one JSON document."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from shopcard.language import _, say_day, say_money, say_number, say_time
from shopcard.rules.calendar import local
from shopcard.rules.identity import say_card, say_phone
from shopcard.words.acts import kind_names
from shopcard.words.privacy import labels, titles

if TYPE_CHECKING:
    from shopcard.rules.settings import Settings
    from shopcard.store.privacy.personal_data import Held, Row
    from shopcard.store.shop.shop import Shop

NEVER = {"staff": {"pin", "tries", "tried_at"}}
"""Columns that are in no document, by table: how a member of the team proves who they are."""

INNER = {
    "customer": {"folded"},
    "phone": {"customer_id", "position", "backwards"},
    "card_number": {"customer_id"},
    "search_word": {"customer_id"},
    "card": {"customer_id", "untouched", "as_of", "changes_on"},
    "reward": {"id", "customer_id"},
    "customer_month": {"customer_id", "days", "priced"},
    "entry": {"key", "contents", "customer_id"},
    "entry_program": {"terms_id", "most"},
    "feedback": {"id", "customer_id"},
    "contact": {"id", "customer_id"},
    "consent": {"id", "customer_id"},
    "staff": {"id", "folded", "customer_id"},
}
"""Columns that only the JSON document has, by table: other spellings of what the text says, and
the shop's own numbers."""

_ENTRIES = frozenset(
    (("reward", "earned_by"), ("reward", "redeemed_by"), ("entry", "voids"),
     ("entry", "caused_by"), ("entry_program", "entry_id"), ("remark", "entry_id"))
)  # fmt: skip
"""Columns that name another entry, by table."""


def as_text(shop: "Shop", customer_id: str) -> str:
    """Everything held on a customer, readable, under plain headings; no markup of any kind.
    NotFound where they were erased."""
    held, here = shop.privacy.personal_data(customer_id), shop.opened.settings
    named = labels()
    lines = [
        _("{shop}: all that is held on {name}").format(shop=here.name, name=held.customer.name),
        _("Made on {day}").format(day=_moment(shop.opened.clock(), here)),
    ]
    for table, title in (titles() | {t: t for t in held.tables if t not in named}).items():
        rows = held.tables.get(table, ())
        if not rows:
            continue
        lines += ["", title if table == "customer" else f"{title} ({say_number(len(rows))})"]
        for row in rows:
            told = _told(table, row, named.get(table, {}), held, here)
            if table == "customer":
                lines += [f"  {fact}" for fact in told]
            else:
                lines.append("  " + " · ".join(told))
    lines += ["", _("Customers they brought: {n}").format(n=say_number(held.brought))]
    return "\n".join(lines) + "\n"


def _told(
    table: str, row: "Row", named: Mapping[str, str], held: "Held", here: "Settings"
) -> Iterable[str]:
    """What a row says, each value after its label, in the order of the labels; nothing of what
    is empty."""
    shown = [
        *named,
        *(row.keys() - named.keys() - INNER.get(table, set()) - NEVER.get(table, set())),
    ]
    for column in shown:
        if row[column] not in (None, ""):
            value = _say(table, column, row[column], held, here)
            yield _("{name}: {value}").format(name=named.get(column, column), value=value)


def _say(table: str, column: str, value: Any, held: "Held", here: "Settings") -> str:
    if column == "program_id":
        return held.programs[value]
    if column in {"amount", "cost", "carry"}:
        return say_money(value, here.currency)
    if (table, column) in _ENTRIES:
        return _entry(value, held)
    ways: dict[tuple[str, str], Callable[[Any], str]] = {
        ("entry", "id"): str,
        ("customer", "birthday"): _birthday,
        ("phone", "number"): lambda number: say_phone(number, here.country),
        ("card_number", "number"): say_card,
        ("entry", "kind"): lambda kind: kind_names()[kind],
        ("consent", "how"): lambda how: how_said()[how],
    }
    if way := ways.get((table, column)):
        return way(value)
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return _moment(value, here)
        case date():
            return say_day(value)
        case int():
            return say_number(value)
    return " / ".join(str(value).splitlines())


def _entry(number: int, held: "Held") -> str:
    """Another entry by its number, which is no quantity, with the day on which it was."""
    days = {row["id"]: row["business_day"] for row in held.tables.get("entry", ())}
    if number not in days:
        return str(number)
    return _("{number} of {day}").format(number=number, day=say_day(days[number]))


def _birthday(birthday: str) -> str:
    """A birthday as it is kept; without its year, the day and month in words."""
    if not birthday.startswith("--"):
        return birthday
    return say_day(date.fromisoformat(f"2000{birthday[1:]}"), year=False)


def how_said() -> dict[str, str]:
    """How a customer agreed to be contacted, or no longer, in words."""
    return {
        "till": _("said in the shop"),
        "list": _("brought with a list"),
        "before": _("from before this was kept"),
    }


def _moment(instant: datetime, here: "Settings") -> str:
    moment = local(instant, here.zone)
    return f"{say_day(moment.date())} {say_time(moment)}"


def as_document(shop: "Shop", customer_id: str) -> dict[str, Any]:
    """The same as plain values for JSON: `held` has every row by table and column. Amounts are
    minor units, instants ISO 8601 with the shop's offset, days YYYY-MM-DD."""
    held, here = shop.privacy.personal_data(customer_id), shop.opened.settings

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return local(value, here.zone).isoformat()
        return value.isoformat() if isinstance(value, date) else value

    return {
        "shop": here.name,
        "made_at": plain(shop.opened.clock()),
        "customer": held.customer.id,
        "name": held.customer.name,
        "currency": here.currency,
        "brought": held.brought,
        "programs": {str(number): name for number, name in held.programs.items()},
        "held": {
            table: [
                {
                    column: plain(value)
                    for column, value in row.items()
                    if column not in NEVER.get(table, set())
                }
                for row in rows
            ]
            for table, rows in held.tables.items()
        },
    }
