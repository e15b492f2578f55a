"""The one customer who is meant by a card, a phone, an id or a name, where no list is shown."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session

from shopcard.errors import Ambiguous, NotFound, Refused
from shopcard.language import _
from shopcard.rules.identity import card_key, phone_key, say_card
from shopcard.rules.scanner import same_code, slow_scan
from shopcard.rules.text import fold
from shopcard.store.answers.counter import CardHeld, CustomerDraft
from shopcard.store.customers.find import BY_PHONE, HELD_FOR, HOLDER, find_ids
from shopcard.store.customers.rows import customers, no_card, number_held, row
from shopcard.store.database.tables import CardNumberRow, CustomerRow, core
from shopcard.store.ledger import merged

_number = core(CardNumberRow)


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


def card_scanned(session: Session, numbers: Sequence[str]) -> CardHeld | None:
    """The one of these numbers that is a card of the shop, and who holds it, asked in one go; None
    where none is, Ambiguous where two are meant, Refused where the only one has been replaced."""
    forms = {form: number for number in numbers for form in same_code(number)}
    rows = session.execute(
        select(_number.c.number, _number.c.replaced_at, HELD_FOR)
        .join_from(_number, HOLDER, HOLDER.c.id == _number.c.customer_id)
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
    kept = whose or holder(session, number)
    return CardHeld(number, kept) if kept else None


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


def same_name(session: Session, name: str) -> list[str]:
    """Ids of customers whose whole name matches, case and accents folded."""
    same = (
        select(HELD_FOR)
        .where(HOLDER.c.folded == fold(name), HOLDER.c.erased_on.is_(None))
        .distinct()
    )
    return list(session.execute(same).scalars().all())


def with_phone(session: Session, number: str) -> list[str]:
    """Ids of customers with a phone (E.164)."""
    rows = BY_PHONE.rows(session.connection(), number=number)
    return list(dict.fromkeys(found for (found,) in rows))


def likely_duplicates(
    session: Session, draft: CustomerDraft, region: str, besides: str | None
) -> list[str]:
    """Ids of those with the same phone, then those of the same name."""
    same_phone = _with_phone(session, phone_key(draft.phone, region))
    named = same_name(session, draft.name) if draft.name.strip() else ()
    return [i for i in dict.fromkeys([*same_phone, *named]) if i != besides]


def _with_phone(session: Session, number: str | None) -> Sequence[str]:
    return () if number is None else with_phone(session, number)
