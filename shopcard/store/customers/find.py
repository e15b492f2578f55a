"""Looking customers up: one box, one ranking.

An exact card number, an exact phone, the last digits of a phone, its first, the start of an e-mail
address, the start of every word typed, and, when these find few, words one typing mistake away.
Every look-up is a range of an index, so that a hundred thousand customers answer as quickly as ten;
but for digits in the middle of a phone, which are looked for where nothing else is found.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    exists,
    func,
    select,
)

from shopcard.rules.identity import card_key, phone_beginning, phone_key
from shopcard.rules.scanner import same_code, slow_scan
from shopcard.rules.text import (
    digits,
    one_edit_apart,
    one_letter_deletions,
    run_together,
    typed_words,
)
from shopcard.store.customers.search_index import SHORTEST_SLIP
from shopcard.store.database.compiled import Compiled, numbered, several
from shopcard.store.database.tables import (
    CardNumberRow,
    CustomerRow,
    PhoneRow,
    SearchSlipRow,
    SearchWordRow,
    core,
)

_word, _slip = core(SearchWordRow), core(SearchSlipRow)

FEW = 5
"""With fewer matches than this, typing mistakes are allowed for."""

_CANDIDATES = 100
"""How many matches of a short beginning are put in order of last visit."""


_LAST = "\U0010ffff"
"""After every letter, in binary order."""


def _starts(column: ColumnElement[str], n: int) -> ColumnElement[bool]:
    """The index range of a beginning, in binary order."""
    return column.between(bindparam(f"from{n}"), bindparam(f"to{n}"))


_customer, _number, _phone = core(CustomerRow), core(CardNumberRow), core(PhoneRow)
HOLDER = _customer.alias("holder")
HELD_FOR = func.coalesce(HOLDER.c.merged_into, HOLDER.c.id)
"""Whom the numbers of a merged customer find."""
_LATEST_FIRST = (_customer.c.last_visit.desc(), _customer.c.folded, _customer.c.id)
_WITH_PHONE = (
    select(_customer.c.id)
    .join_from(_phone, HOLDER, HOLDER.c.id == _phone.c.customer_id)
    .join(_customer, _customer.c.id == HELD_FOR)
)
_BY_CARD = Compiled(
    select(HELD_FOR)
    .join_from(_number, HOLDER, HOLDER.c.id == _number.c.customer_id)
    .where(_number.c.number == bindparam("number"), _number.c.replaced_at.is_(None))
)
BY_PHONE = Compiled(
    _WITH_PHONE.where(_phone.c.number == bindparam("number")).order_by(
        _customer.c.last_visit.desc()
    )
)
_BY_LAST_DIGITS = Compiled(
    _WITH_PHONE.where(_starts(_phone.c.backwards, 0))
    .order_by(*_LATEST_FIRST)
    .limit(bindparam("most"))
)
_BY_FIRST_DIGITS = Compiled(
    _WITH_PHONE.where(_starts(_phone.c.number, 0)).order_by(*_LATEST_FIRST).limit(bindparam("most"))
)
_BY_INNER_DIGITS = Compiled(
    _WITH_PHONE.where(
        _phone.c.number.in_(
            select(_phone.c.number)
            .where(func.instr(_phone.c.number, bindparam("inner")) > 0)
            .limit(_CANDIDATES)
        )
    )
    .order_by(*_LATEST_FIRST)
    .limit(bindparam("most"))
)
_BY_EMAIL = Compiled(
    select(_customer.c.id)
    .join_from(HOLDER, _customer, _customer.c.id == HELD_FOR)
    .where(
        HOLDER.c.email.collate("NOCASE").between(bindparam("from0"), bindparam("to0")),
        HOLDER.c.email != "",
    )
    .order_by(*_LATEST_FIRST)
    .limit(bindparam("most"))
)
_HOW_COMMON = Compiled(
    select(func.count()).select_from(
        select(_word.c.word).where(_starts(_word.c.word, 0)).limit(1000).subquery()
    )
)


@lru_cache(maxsize=64)
def _by_slips_statement(many: int) -> Compiled:
    return Compiled(select(_slip.c.word).where(_slip.c.slip.in_(several("slip", many))).distinct())


def find_ids(shop: Connection, text: str, region: str, limit: int) -> tuple[list[str], str | None]:
    """The ids that a typed text finds, best first, and the one that it names exactly, if any."""
    if slow_scan(text):
        held = _by_card(shop, text)
        return ([held] if held else []), held
    exact = _by_card(shop, text) or _by_phone(shop, text, region)
    found = dict.fromkeys([exact] if exact else [])
    number = digits(text)
    if number and not any(c.isalpha() for c in text):
        found |= dict.fromkeys(_by_last_digits(shop, number, limit))
        found |= dict.fromkeys(_by_first_digits(shop, text, region, limit))
    if "@" in text:
        found |= dict.fromkeys(_by_email(shop, text, limit))
    typed = typed_words(text)
    if typed and not ("@" in text and found):
        found |= dict.fromkeys(_by_words(shop, typed, limit))
        if len(found) < FEW and not exact:
            for together in run_together(typed):
                found |= dict.fromkeys(_by_words(shop, together, limit))
            found |= dict.fromkeys(_by_slips(shop, typed, limit))
    if not found and not any(c.isalpha() for c in text):
        found |= dict.fromkeys(_by_inner_digits(shop, number, limit))
    return list(found)[:limit], exact


def _by_card(shop: Connection, text: str) -> str | None:
    number = card_key(text)
    if number is None:
        return None
    rows = (row for form in same_code(number) for row in _BY_CARD.rows(shop, number=form))
    return next((found for (found,) in rows), None)


def _by_phone(shop: Connection, text: str, region: str) -> str | None:
    number = phone_key(text, region) if len(digits(text)) >= 6 else None
    if number is None:
        return None
    return next((found for (found,) in BY_PHONE.rows(shop, number=number)), None)


def _by_last_digits(shop: Connection, number: str, limit: int) -> list[str]:
    if len(number) < 3:
        return []
    backwards = number.lstrip("0")[::-1] if len(number) > 8 else number[::-1]
    rows = _BY_LAST_DIGITS.rows(shop, from0=backwards, to0=backwards + _LAST, most=limit)
    return list(dict.fromkeys(found for (found,) in rows))


def _by_first_digits(shop: Connection, text: str, region: str, limit: int) -> list[str]:
    beginning = phone_beginning(text, region)
    if beginning is None:
        return []
    rows = _BY_FIRST_DIGITS.rows(shop, from0=beginning, to0=beginning + _LAST, most=limit)
    return list(dict.fromkeys(found for (found,) in rows))


def _by_inner_digits(shop: Connection, number: str, limit: int) -> list[str]:
    if not 6 <= len(number) <= 15:
        return []
    rows = _BY_INNER_DIGITS.rows(shop, inner=number, most=limit)
    return list(dict.fromkeys(found for (found,) in rows))


def _by_email(shop: Connection, text: str, limit: int) -> list[str]:
    beginning = text.strip()
    rows = _BY_EMAIL.rows(shop, from0=beginning, to0=beginning + _LAST, most=limit)
    return list(dict.fromkeys(found for (found,) in rows))


def _by_words(shop: Connection, typed: Sequence[str], limit: int) -> list[str]:
    """Customers with a word beginning with each one typed."""
    return _ordered(shop, typed, [()] * len(typed), limit)


def _by_slips(shop: Connection, typed: Sequence[str], limit: int) -> list[str]:
    """The same, each typed word allowed one typing mistake."""
    near = [() if len(word) < SHORTEST_SLIP else _near(shop, word) for word in typed]
    if not any(near):
        return []
    # A letter left out is the likeliest: “elix” is Félix sooner than Alix.
    likely = [
        [word for word in known if len(word) > len(asked)] or known
        for asked, known in zip(typed, near, strict=True)
    ]
    found = _ordered(shop, typed, likely, limit) if likely != near else []
    return [*found, *_ordered(shop, typed, near, limit)]


def _near(shop: Connection, word: str) -> Sequence[str]:
    slips = one_letter_deletions(word)
    known = _by_slips_statement(len(slips)).rows(shop, **numbered("slip", slips))
    return [w for (w,) in known if one_edit_apart(w, word)]


def _ordered(
    shop: Connection, typed: Sequence[str], near: Sequence[Sequence[str]], limit: int
) -> list[str]:
    """Customers with, for each word typed, one of those `near` it, or one that it begins."""
    words = list(zip(typed, near, strict=True))
    if len(words) > 1:
        # the rarest decides where to look
        words.sort(key=lambda pair: 0 if pair[1] else _how_common(shop, pair[0]))
    asked: dict[str, Any] = {"most": limit}
    for n, (word, known) in enumerate(words):
        asked |= (
            numbered(f"near{n}_", known) if known else {f"from{n}": word, f"to{n}": word + _LAST}
        )
    statement = _by_words_statement(tuple(len(known) for _word, known in words))
    return [found for (found,) in statement.rows(shop, **asked)]


def _how_common(shop: Connection, beginning: str) -> int:
    """How many there are with a word that begins so, as far as it is worth counting."""
    ((common,),) = _HOW_COMMON.rows(shop, from0=beginning, to0=beginning + _LAST)
    return int(common)


@lru_cache(maxsize=256)
def _by_words_statement(near: tuple[int, ...]) -> Compiled:
    """For each word how many known ones it may be, 0: it is a beginning; the first decides where
    to look."""
    found = select(_word.c.customer_id)
    for n, known in enumerate(near):
        # asked of each candidate: a list of all who fit a short beginning would be long
        also = _word.alias(f"word{n}") if n else _word
        fits = also.c.word.in_(several(f"near{n}_", known)) if known else _starts(also.c.word, n)
        if n:
            fits = exists().where(also.c.customer_id == _word.c.customer_id, fits)
        found = found.where(fits)
    some = found.distinct().limit(_CANDIDATES).subquery()
    return Compiled(
        select(_customer.c.id)
        .where(_customer.c.id.in_(select(some.c.customer_id)))
        .order_by(*_LATEST_FIRST)
        .limit(bindparam("most"))
    )
