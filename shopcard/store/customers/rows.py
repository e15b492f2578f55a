"""Customers, their phones and card numbers, inside a session that the caller opened."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select

from shopcard.errors import NotFound, Refused
from shopcard.language import _
from shopcard.rules.identity import (
    clean_birthday,
    clean_card,
    clean_email,
    clean_name,
    clean_phone,
    make_card_number,
    make_customer_id,
    say_card,
)
from shopcard.rules.scanner import Scan, cannot_be_read, same_code
from shopcard.rules.text import clean_note, digits, fold
from shopcard.store.answers.counter import Customer, CustomerDraft, Merged
from shopcard.store.customers import consent, search_index
from shopcard.store.customers.search_index import index_customer
from shopcard.store.database.tables import CardNumberRow, CustomerRow, PhoneRow, core
from shopcard.store.ledger import merged as person

if TYPE_CHECKING:
    from shopcard.store.counter.till import Till

_customer = core(CustomerRow)
_NAME = select_columns(_customer.c.name, _customer.c.erased_on).where(
    _customer.c.id == bindparam("customer")
)


def cleaned(draft: CustomerDraft, region: str, today: date | None = None) -> CustomerDraft:
    """A draft with every field as it is stored, or Refused with the sentence for the first that
    cannot be."""
    return CustomerDraft(
        name=clean_name(draft.name),
        phone=clean_phone(draft.phone, region) if draft.phone.strip() else "",
        card=clean_card(draft.card) if draft.card.strip() else "",
        email=clean_email(draft.email),
        birthday=clean_birthday(draft.birthday, today) if draft.birthday.strip() else "",
        note=clean_note(draft.note),
        contact_ok=draft.contact_ok,
        referred_by=draft.referred_by,
        more_phones=tuple(clean_phone(phone, region) for phone in draft.more_phones),
    )


def row(session: Session, customer_id: str) -> CustomerRow:
    """A customer's row; NotFound when it is not there, or was erased."""
    found = session.get(CustomerRow, customer_id)
    if found is None:
        raise NotFound(_("There is no customer “{text}”.").format(text=customer_id))
    person.refuse_erased(found.erased_on)
    return found


def same_person(session: Session, customer_id: str) -> tuple[str, ...]:
    """The ids under which a customer stands: that of the one who is kept, then of those who were
    merged into them. NotFound when they are not there, or were erased."""
    kept = row(session, customer_id).merged_into or customer_id
    merged = select(CustomerRow.id).where(CustomerRow.merged_into == kept)
    return (kept, *session.exec(merged.order_by(CustomerRow.id)).all())


def name_of(session: Session, customer_id: str) -> str:
    """A customer's name; NotFound when they are not there, or were erased."""
    found = session.execute(_NAME, {"customer": customer_id}).first()
    if found is None:
        raise NotFound(_("There is no customer “{text}”.").format(text=customer_id))
    person.refuse_erased(found.erased_on)
    return str(found.name)


def customers(session: Session, ids: Sequence[str]) -> tuple[Customer, ...]:
    """Customers by id, in the order given, with the phones and card numbers of those merged into
    them; NotFound when one is not there, or was erased."""
    rows = {
        found.id: found
        for found in session.exec(select(CustomerRow).where(col(CustomerRow.id).in_(ids)))
    }
    if missing := [i for i in ids if i not in rows]:
        raise NotFound(_("There is no customer “{text}”.").format(text=missing[0]))
    for found in rows.values():
        person.refuse_erased(found.erased_on)
    into = person.merged(session, ids)
    asked = [*ids, *into]
    phones: dict[str, list[str]] = {}
    for phone in session.exec(
        select(PhoneRow)
        .where(col(PhoneRow.customer_id).in_(asked))
        .order_by(col(PhoneRow.position))
    ):
        phones.setdefault(phone.customer_id, []).append(phone.number)
    numbers: dict[str, list[str]] = {}
    replaced: dict[str, list[str]] = {}
    for number in session.exec(
        select(CardNumberRow)
        .where(col(CardNumberRow.customer_id).in_(asked))
        .order_by(col(CardNumberRow.replaced_at).desc())
    ):
        held = numbers if number.replaced_at is None else replaced
        held.setdefault(number.customer_id, []).append(number.number)
    names = dict(
        session.execute(
            select_columns(_customer.c.id, _customer.c.name).where(_customer.c.id.in_(list(into)))
        ).all()
        if into
        else ()
    )
    theirs: dict[str, list[str]] = {}
    for other, who in into.items():
        theirs.setdefault(who, []).append(other)
        # The numbers of a chain's customers come after those of the one kept.
        for told in (phones, numbers, replaced):
            told[who] = list(dict.fromkeys([*told.get(who, ()), *told.get(other, ())]))
    return tuple(
        Customer(
            id=found.id,
            name=found.name,
            card=next(iter(numbers.get(found.id, ())), ""),
            card_numbers=(*numbers.get(found.id, ()), *replaced.get(found.id, ())),
            phones=tuple(phones.get(found.id, ())),
            email=found.email,
            birthday=found.birthday,
            note=found.note,
            contact_ok=found.contact_ok,
            consent_on=found.consent_on,
            joined=found.joined,
            last_visit=found.last_visit,
            visits=found.visits,
            referred_by=found.referred_by,
            replaced_cards=tuple(replaced.get(found.id, ())),
            merged=tuple(Merged(other, names[other]) for other in theirs.get(found.id, ())),
            merged_into=found.merged_into,
        )
        for found in (rows[i] for i in ids)
    )


def add(
    session: Session,
    draft: CustomerDraft,
    *,
    joined: date,
    at: datetime,
    customer_id: str | None = None,
) -> str:
    """Insert a cleaned draft and make it findable; the new customer's id."""
    added = CustomerRow(
        id=customer_id or make_customer_id(secrets.randbelow),
        name=draft.name,
        folded=fold(draft.name),
        email=draft.email,
        birthday=draft.birthday,
        note=draft.note,
        contact_ok=draft.contact_ok,
        joined=joined,
        opening=False,
        referred_by=draft.referred_by,
        consent_on=joined if draft.contact_ok else None,
    )
    session.add(added)
    session.flush()
    set_phones(session, added.id, [p for p in (draft.phone, *draft.more_phones) if p])
    give_number(session, added.id, draft.card, at)
    index_customer(session, added.id, added.name)
    return added.id


def correct(
    session: Session,
    till: "Till",
    customer_id: str,
    *,
    name: str | None,
    phones: Sequence[str] | None,
    email: str | None,
    birthday: str | None,
    note: str | None,
    contact_ok: bool | None,
) -> None:
    """Change what is given, as typed; None leaves a field as it is."""
    region = till.settings.country
    changed = row(session, customer_id)
    if name is not None:
        changed.name = clean_name(name)
        changed.folded = fold(changed.name)
        session.add(changed)
        session.flush()
        search_index.index(session, customer_id)
    if phones is not None:
        _set_all_phones(session, customer_id, [clean_phone(p, region) for p in phones if p.strip()])
    if email is not None:
        changed.email = clean_email(email)
    if birthday is not None:
        changed.birthday = clean_birthday(birthday, till.today) if birthday.strip() else ""
    if note is not None:
        changed.note = clean_note(note)
    if contact_ok is not None:
        consent.change(session, till, changed, agreed=contact_ok)
    session.add(changed)
    session.flush()


def phone_row(customer_id: str, number: str, position: int) -> dict[str, Any]:
    """What `phone` holds for a number in E.164."""
    return {
        "customer_id": customer_id,
        "number": number,
        "position": position,
        "backwards": digits(number)[::-1],
    }


def set_phones(session: Session, customer_id: str, numbers: Iterable[str]) -> None:
    """Replace a customer's phones (E.164) by these."""
    session.execute(delete(PhoneRow).where(col(PhoneRow.customer_id) == customer_id))
    rows = [
        phone_row(customer_id, number, position)
        for position, number in enumerate(dict.fromkeys(numbers))
    ]
    if rows:
        session.execute(insert(core(PhoneRow)), rows)


def _set_all_phones(session: Session, customer_id: str, numbers: Sequence[str]) -> None:
    """Replace a person's phones by these. One that came by a merge stays with whom it came from;
    one that is gone is gone from them too."""
    others = list(person.merged(session, [customer_id]))
    if others:
        theirs = col(PhoneRow.customer_id).in_(others)
        session.execute(delete(PhoneRow).where(theirs, col(PhoneRow.number).not_in(numbers)))
        came = set(session.exec(select(PhoneRow.number).where(theirs)))
        own = set(session.exec(select(PhoneRow.number).where(PhoneRow.customer_id == customer_id)))
        numbers = [number for number in numbers if number in own or number not in came]
    set_phones(session, customer_id, numbers)


def give_number(session: Session, customer_id: str, number: str, at: datetime) -> str:
    """Give a customer a card number, a new one when none is named; the one in use is replaced."""
    if number:
        check_free(session, number)
    else:
        number = free_number(session)
    for old in session.exec(
        select(CardNumberRow).where(
            CardNumberRow.customer_id == customer_id, col(CardNumberRow.replaced_at).is_(None)
        )
    ):
        old.replaced_at = at
        session.add(old)
    session.add(CardNumberRow(number=number, customer_id=customer_id, given_at=at))
    session.flush()
    return number


def free_number(session: Session) -> str:
    while True:
        number = make_card_number(secrets.randbelow)
        if session.get(CardNumberRow, number) is None:
            return number


def check_free(session: Session, number: str) -> None:
    """Refused when a card number is in use, or was before it was replaced."""
    held = number_held(session, number)
    if held is None:
        return
    if held.replaced_at is not None:
        raise Refused(
            _("Card {number} has been replaced. Use another card.").format(number=held.number)
        )
    name = session.get_one(CustomerRow, held.customer_id).name
    raise Refused(
        _("Card {number} already belongs to {name}. Use another card.").format(
            number=held.number, name=name
        )
    )


def number_held(session: Session, number: str) -> CardNumberRow | None:
    """A card number in either of the forms that a scanner may give it, one in use first."""
    forms = [session.get(CardNumberRow, form) for form in same_code(number)]
    known = [form for form in forms if form is not None]
    return next((form for form in known if form.replaced_at is None), next(iter(known), None))


def no_card(scan: Scan) -> str:
    if not scan.code:
        return cannot_be_read()
    return _("No customer has card {number}.").format(number=say_card(scan.code))
