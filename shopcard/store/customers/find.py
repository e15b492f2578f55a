"""Looking customers up: one box, one ranking.

An exact card number, an exact phone, the last digits of a phone, its first, the start of an e-mail
address, the start of every word typed, and, when these find few, words one typing mistake away.
Every look-up is a range of an index, so that a hundred thousand customers answer as quickly as ten;
but for digits in the middle of a phone, which are looked for where nothing else is found.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    select,
)
from sqlmodel import Session

from shopcard.errors import Ambiguous, NotFound, Refused
from shopcard.language import _
from shopcard.rules.card import replay
from shopcard.rules.identity import card_key, phone_beginning, phone_key, phone_tail, say_card
from shopcard.rules.place import running_at
from shopcard.rules.program import Terms
from shopcard.rules.scanner import same_code, slow_scan
from shopcard.rules.text import (
    digits,
    fold,
    one_edit_apart,
    one_letter_deletions,
    run_together,
    typed_words,
)
from shopcard.store.answers.counter import CustomerDraft, Match
from shopcard.store.customers.rows import customers, no_card, number_held, row
from shopcard.store.customers.search_index import SHORTEST_SLIP, search_rows, slip_rows
from shopcard.store.database.compiled import Compiled
from shopcard.store.database.tables import (
    CardNumberRow,
    CardRow,
    CustomerRow,
    PhoneRow,
    ProgramRow,
    SearchSlipRow,
    SearchWordRow,
    TermsRow,
    core,
)
from shopcard.store.ledger import entries, history, merged
from shopcard.store.ledger.programs import Programs
from shopcard.store.ledger.standing import card_rows


def matches(
    shop: Connection,
    ids: Sequence[str],
    exact: str | None,
    today: date,
    place: str | None = None,
) -> tuple[Match, ...]:
    """The lines of a look-up's list, in the order of `ids`, as a till in a place shows them."""
    if not ids:
        return ()
    day = today.isoformat()
    running = running_at(_OPEN_PROGRAMS.rows(shop), place, lambda row: _terms_of(row[1]).channel)
    program, terms = next(iter(running), (None, None))
    full = _terms_of(terms).size if terms else 0
    found = {}
    for line in _lines(len(ids)).rows(shop, program=program, **numbered("id", ids)):
        customer_id, name, last_visit, number, phone, stamps, size, ready, changes_on = line
        if changes_on is not None and changes_on <= day:
            cards = _as_they_stand(shop, customer_id, today)
            ready = sum(card["ready"] for card in cards)
            leading = [card for card in cards if card["program_id"] == program]
            stamps, size = (leading[0]["stamps"], leading[0]["size"]) if leading else (0, 0)
        found[customer_id] = Match(
            id=customer_id,
            name=name,
            card=number or "",
            phone_tail=phone_tail(phone or ""),
            stamps=stamps or 0,
            size=size or full,
            ready=ready or 0,
            last_visit=date.fromisoformat(last_visit) if last_visit else None,
            exact=customer_id == exact,
        )
    return tuple(found[customer_id] for customer_id in ids)


def holder(session: Session, number: str) -> str | None:
    """Who holds a card number now; Refused when it has been replaced, None when it is unknown."""
    held = number_held(session, number)
    if held is None:
        return None
    if held.replaced_at is not None:
        raise Refused(
            _("Card {number} was replaced. Look the customer up by name or phone.").format(
                number=say_card(held.number)
            )
        )
    return merged.kept(session, held.customer_id)[0]


def holder_of_any(session: Session, numbers: Sequence[str]) -> str | None:
    """Who holds the one of these numbers that is a card of the shop, asked in one go; None where
    none is, Ambiguous where two are meant, Refused where the only one has been replaced."""
    forms = {form: number for number in numbers for form in same_code(number)}
    rows = session.execute(
        select(_number.c.number, _number.c.replaced_at, _held_for)
        .join_from(_number, _holder, _holder.c.id == _number.c.customer_id)
        .where(_number.c.number.in_(forms))
    ).all()
    meant: dict[str, str] = {}
    for number, replaced_at, whose in sorted(rows, key=lambda row: row[1] is None):
        meant[forms[number]] = "" if replaced_at else whose
    if not meant:
        return None
    if len(set(meant.values())) > 1:
        raise Ambiguous(_("Two cards could be meant. Scan it again."), list(meant))
    number, whose = next(iter(meant.items()))
    return whose or holder(session, number)


_word, _slip = core(SearchWordRow), core(SearchSlipRow)
_program, _terms = core(ProgramRow), core(TermsRow)
_customer, _entry, _card = core(CustomerRow), history.entry, core(CardRow)

FEW = 5
"""With fewer matches than this, typing mistakes are allowed for."""

_CANDIDATES = 100
"""How many matches of a short beginning are put in order of last visit."""


_AT_ONCE = 20_000
"""Rows that are inserted in one go."""

_LAST = "\U0010ffff"
"""After every letter, in binary order."""


def _starts(column: ColumnElement[str], n: int) -> ColumnElement[bool]:
    """The index range of a beginning, in binary order."""
    return column.between(bindparam(f"from{n}"), bindparam(f"to{n}"))


def several(name: str, many: int) -> list[BindParameter[Any]]:
    """As many values: name0, name1, …"""
    return [bindparam(f"{name}{n}") for n in range(many)]


def numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """What goes into `several`."""
    return {f"{name}{n}": value for n, value in enumerate(values)}


_customer, _number, _phone = core(CustomerRow), core(CardNumberRow), core(PhoneRow)
_holder = _customer.alias("holder")
_held_for = func.coalesce(_holder.c.merged_into, _holder.c.id)
"""Whom the numbers of a merged customer find."""
_LATEST_FIRST = (_customer.c.last_visit.desc(), _customer.c.folded, _customer.c.id)
_WITH_PHONE = (
    select(_customer.c.id)
    .join_from(_phone, _holder, _holder.c.id == _phone.c.customer_id)
    .join(_customer, _customer.c.id == _held_for)
)
_BY_CARD = Compiled(
    select(_held_for)
    .join_from(_number, _holder, _holder.c.id == _number.c.customer_id)
    .where(_number.c.number == bindparam("number"), _number.c.replaced_at.is_(None))
)
_BY_PHONE = Compiled(
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
    .join_from(_holder, _customer, _customer.c.id == _held_for)
    .where(
        _holder.c.email.collate("NOCASE").between(bindparam("from0"), bindparam("to0")),
        _holder.c.email != "",
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


def index_missing(session: Session) -> None:
    """Add the words by which customers are to be found and an older shopcard did not keep."""
    asked = select(_customer.c.id, _customer.c.name, _customer.c.merged_into)
    found_by = [
        row for who, name, into in session.execute(asked) for row in search_rows(into or who, name)
    ]
    known = set(session.execute(select(_slip.c.word).distinct()).scalars())
    slips = slip_rows(sorted({row["word"] for row in found_by} - known))
    for table, rows in ((_word, found_by), (_slip, slips)):
        for start in range(0, len(rows), _AT_ONCE):
            added = insert(table).prefix_with("OR IGNORE")
            session.execute(added, rows[start : start + _AT_ONCE])


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
    return next((found for (found,) in _BY_PHONE.rows(shop, number=number)), None)


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


def same_name(session: Session, name: str) -> list[str]:
    """Ids of customers whose whole name matches, case and accents folded."""
    same = (
        select(_held_for)
        .where(_holder.c.folded == fold(name), _holder.c.erased_on.is_(None))
        .distinct()
    )
    return list(session.execute(same).scalars().all())


def with_phone(session: Session, number: str) -> list[str]:
    """Ids of customers with a phone (E.164)."""
    rows = _BY_PHONE.rows(session.connection(), number=number)
    return list(dict.fromkeys(found for (found,) in rows))


_OPEN_PROGRAMS = Compiled(
    select(
        _program.c.id,
        select(cast(_terms.c.body, Text))
        .where(_terms.c.program_id == _program.c.id)
        .order_by(_terms.c.id.desc())
        .limit(1)
        .scalar_subquery(),
    )
    .where(_program.c.closed_at.is_(None))
    .order_by(_program.c.position)
)


@lru_cache(maxsize=64)
def _lines(many: int) -> Compiled:
    """What is told of so many customers, and of their cards, one of which is in a programme."""
    leading = _card.c.program_id == bindparam("program")
    return Compiled(
        select(
            _customer.c.id, _customer.c.name, _customer.c.last_visit,
            func.max(_number.c.number), func.max(_phone.c.number),
            func.max(case((leading, _card.c.stamps))), func.max(case((leading, _card.c.size))),
            func.sum(_card.c.ready), func.min(_card.c.changes_on),
        )
        .outerjoin_from(
            _customer,
            _number,
            (_number.c.customer_id == _customer.c.id) & _number.c.replaced_at.is_(None),
        )
        .outerjoin(_phone, (_phone.c.customer_id == _customer.c.id) & (_phone.c.position == 0))
        .outerjoin(_card, _card.c.customer_id == _customer.c.id)
        .where(_customer.c.id.in_(several("id", many)))
        .group_by(_customer.c.id)
    )  # fmt: skip


@lru_cache(maxsize=64)
def _terms_of(terms: str) -> Terms:
    return Terms.from_dict(json.loads(terms))


def _as_they_stand(shop: Connection, customer_id: str, today: date) -> Sequence[Mapping[str, Any]]:
    """The rows of cards that a day has changed since the last act."""
    with Session(shop) as session:
        standing = replay(entries.entries_of(session, customer_id, Programs(session)), today)
    return card_rows(customer_id, standing)


def likely_duplicates(
    session: Session, draft: CustomerDraft, region: str, besides: str | None
) -> list[str]:
    """Ids of those with the same phone, then those of the same name."""
    same_phone = _with_phone(session, phone_key(draft.phone, region))
    named = same_name(session, draft.name) if draft.name.strip() else ()
    return [i for i in dict.fromkeys([*same_phone, *named]) if i != besides]


def _with_phone(session: Session, number: str | None) -> Sequence[str]:
    return () if number is None else with_phone(session, number)


def resolve(session: Session, text: str, region: str, *, to_write: bool) -> str:
    """The customer meant by a card number, a phone, an id or a name.

    To write, a name must match as a whole. NotFound, or Ambiguous with what to choose between.
    """
    if text.startswith("c") and session.get(CustomerRow, text) is not None:
        return merged.kept(session, row(session, text).id)[0]
    if (number := card_key(text)) and (held := holder(session, number)):
        return held
    if scan := slow_scan(text):
        raise NotFound(no_card(scan))
    if same := _with_phone(session, phone_key(text, region)):
        return _only(session, same, text)
    if whole := same_name(session, text):
        return _only(session, whole, text)
    if to_write:
        raise NotFound(
            _(
                "No customer is called “{text}”. Give the whole name, the phone or the card number."
            ).format(text=text)
        )
    found, _exact = find_ids(session.connection(), text, region, 20)
    if not found:
        raise NotFound(_("No customer matches “{text}”.").format(text=text))
    return _only(session, found, text)


def _only(session: Session, ids: Sequence[str], text: str) -> str:
    if len(ids) == 1:
        return ids[0]
    raise Ambiguous(
        _("Several customers match “{text}”. Name one by card number:").format(text=text),
        [f"{c.name} · {c.card}" for c in customers(session, ids)],
    )
