"""Looking customers up: one box, one ranking.

An exact card number, an exact phone, the last digits of a phone, the start of every word typed,
and, when these find few, words one typing mistake away. Every look-up is a range of an index, so
that a hundred thousand customers answer as quickly as ten.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, delete, select

from shopcard.errors import Refused
from shopcard.rules.identity import (
    clean_card,
    digits,
    fold,
    one_edit_apart,
    one_letter_deletions,
    phone_key,
    typed_words,
    words,
)
from shopcard.store.tables import (
    CardNumberRow,
    CustomerRow,
    PhoneRow,
    SearchSlipRow,
    SearchWordRow,
)

FEW = 5
"""With fewer matches than this, typing mistakes are allowed for."""

_CANDIDATES = 300
"""How many matches of a short beginning are put in order of last visit."""

_SHORTEST_SLIP = 4
"""Words shorter than this are not searched with a typing mistake."""


def search_rows(customer_id: str, name: str) -> list[dict[str, str]]:
    """What `search_word` holds for a customer."""
    return [{"word": word, "customer_id": customer_id} for word in words(name)]


def slip_rows(found_by: Iterable[str]) -> list[dict[str, str]]:
    """What `search_slip` holds for some words."""
    return [
        {"slip": slip, "word": word}
        for word in found_by
        if len(word) >= _SHORTEST_SLIP
        for slip in sorted(one_letter_deletions(word))
    ]


def index_customer(session: Session, customer_id: str, name: str) -> None:
    """Make a customer findable by this name and no other."""
    session.execute(delete(SearchWordRow).where(col(SearchWordRow.customer_id) == customer_id))
    if rows := search_rows(customer_id, name):
        session.execute(insert(SearchWordRow), rows)
    new = {row["word"] for row in rows}
    whole = col(SearchSlipRow.slip) == col(SearchSlipRow.word)
    there = select(SearchSlipRow.word).where(col(SearchSlipRow.word).in_(new), whole)
    new.difference_update(session.exec(there).all())
    if slips := slip_rows(sorted(new)):
        session.execute(insert(SearchSlipRow), slips)


def find_ids(session: Session, text: str, region: str, limit: int) -> tuple[list[str], str | None]:
    """The ids that a typed text finds, best first, and the one that it names exactly, if any."""
    exact = _by_card(session, text) or _by_phone(session, text, region)
    found = dict.fromkeys([exact] if exact else [])
    number = digits(text)
    if number and not typed_words(text.replace(number, "")):
        found |= dict.fromkeys(_by_last_digits(session, number, limit))
    typed = typed_words(text)
    if typed:
        found |= dict.fromkeys(_by_words(session, typed, limit))
        if len(found) < FEW and not exact:
            found |= dict.fromkeys(_by_slips(session, typed, limit))
    return list(found)[:limit], exact


def _by_card(session: Session, text: str) -> str | None:
    try:
        number = clean_card(text)
    except Refused:
        return None
    return session.exec(
        select(CardNumberRow.customer_id).where(
            CardNumberRow.number == number, col(CardNumberRow.replaced_at).is_(None)
        )
    ).first()


def _by_phone(session: Session, text: str, region: str) -> str | None:
    number = phone_key(text, region) if len(digits(text)) >= 6 else None
    if number is None:
        return None
    return session.exec(
        select(PhoneRow.customer_id)
        .join(CustomerRow)
        .where(PhoneRow.number == number)
        .order_by(col(CustomerRow.last_visit).desc())
    ).first()


def _by_last_digits(session: Session, number: str, limit: int) -> list[str]:
    if len(number) < 3:
        return []
    backwards = number.lstrip("0")[::-1] if len(number) > 8 else number[::-1]
    return list(
        session.exec(
            select(PhoneRow.customer_id)
            .join(CustomerRow)
            .where(_starts(PhoneRow.backwards, backwards))
            .order_by(col(CustomerRow.last_visit).desc(), col(CustomerRow.id))
            .limit(limit)
        )
    )


def _by_words(session: Session, typed: Collection[str], limit: int) -> list[str]:
    """Customers with a word beginning with each one typed; the longest decides where to look."""
    return _ordered(session, [_starts(SearchWordRow.word, word) for word in typed], typed, limit)


def _by_slips(session: Session, typed: Collection[str], limit: int) -> list[str]:
    """The same, each typed word allowed one typing mistake."""
    choices: list[Any] = []
    for word in typed:
        near = [] if len(word) < _SHORTEST_SLIP else _near(session, word)
        choices.append(
            col(SearchWordRow.word).in_(near) if near else _starts(SearchWordRow.word, word)
        )
    return _ordered(session, choices, typed, limit)


def _near(session: Session, word: str) -> list[str]:
    slips = one_letter_deletions(word)
    known = session.exec(
        select(SearchSlipRow.word).where(col(SearchSlipRow.slip).in_(slips)).distinct()
    )
    return [w for w in known if one_edit_apart(w, word)]


def _ordered(session: Session, choices: list[Any], typed: Collection[str], limit: int) -> list[str]:
    lengths = [len(word) for word in typed]
    first = lengths.index(max(lengths))
    found = select(SearchWordRow.customer_id).where(choices[first])
    for i, choice in enumerate(choices):
        if i != first:
            found = found.where(
                col(SearchWordRow.customer_id).in_(select(SearchWordRow.customer_id).where(choice))
            )
    some = found.distinct().limit(_CANDIDATES).subquery()
    return list(
        session.exec(
            select(CustomerRow.id)
            .where(col(CustomerRow.id).in_(select(some.c.customer_id)))
            .order_by(col(CustomerRow.last_visit).desc(), col(CustomerRow.id))
            .limit(limit)
        )
    )


def same_name(session: Session, name: str) -> list[str]:
    """Ids of customers whose whole name matches, case and accents folded."""
    return list(session.exec(select(CustomerRow.id).where(CustomerRow.folded == fold(name))))


def _starts(column: Any, beginning: str) -> Any:
    """The index range of a beginning, in binary order."""
    return col(column).between(beginning, beginning + "\U0010ffff")
