"""All customers of the shop by what a row of a list may say of them, and what to say of whom a row
means."""

from collections import defaultdict

from sqlalchemy import select
from sqlmodel import Session

from shopcard.language import _
from shopcard.rules.whom import Doubt, How, Meeting, People, Said, Someone, made_of_card
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.database.tables import CardNumberRow, CustomerRow, PhoneRow, core

_number, _phone, _customer = core(CardNumberRow), core(PhoneRow), core(CustomerRow)


def known_people(session: Session) -> People:
    """Everybody but those who were erased; who was merged is the one who was kept."""
    cards: defaultdict[str, list[str]] = defaultdict(list)
    replaced: defaultdict[str, list[str]] = defaultdict(list)
    phones: defaultdict[str, list[str]] = defaultdict(list)
    for number, who, replaced_at in session.execute(
        select(_number.c.number, _number.c.customer_id, _number.c.replaced_at)
    ):
        (cards if replaced_at is None else replaced)[who].append(number)
    for number, who in session.execute(
        select(_phone.c.number, _phone.c.customer_id).order_by(_phone.c.position)
    ):
        phones[who].append(number)
    asked = select(
        _customer.c.id, _customer.c.name, _customer.c.merged_into, _customer.c.email,
        _customer.c.birthday,
    ).where(_customer.c.erased_on.is_(None))  # fmt: skip
    people = People()
    for row in session.execute(asked):
        numbers = cards[row.id] or [""]
        nameless = any(made_of_card(row.name, number) for number in (*numbers, *replaced[row.id]))
        someone = Someone(row.merged_into or row.id, row.name, nameless, 0, numbers[0])
        for number in numbers:
            said = Said(row.name, number, phones[row.id], row.email, row.birthday, nameless)
            people.add(someone, said, replaced[row.id])
    return people


def said_of(draft: CustomerDraft) -> Said:
    """What a cleaned draft says of whom it means."""
    phones = [phone for phone in (draft.phone, *draft.more_phones) if phone]
    nameless = made_of_card(draft.name, draft.card)
    return Said(draft.name, draft.card, phones, draft.email, draft.birthday, nameless)


def refusal(meeting: Meeting, card: str) -> str:
    """Why a row that leaves in doubt whom it means cannot be taken; empty where it does not."""
    match meeting.doubt:
        case None:
            return ""
        case Doubt.REPLACED:
            return _("Card {number} has been replaced by a new one. It opens nothing.").format(
                number=card
            )
        case Doubt.SEVERAL if meeting.how is How.PHONE:
            return _("Several customers have this name and phone: give the card number.")
        case Doubt.SEVERAL if meeting.how is How.EMAIL:
            return _("Several customers have this name and e-mail: give the card number.")
    return _("Several customers have this name and birthday: give the card number.")


def remark(meeting: Meeting, card: str) -> str:
    """What the owner may want to look at; empty where it is plain whom a row means."""
    if meeting.other_name:
        return _("The card belongs to someone of another name here.")
    if meeting.how is How.PHONE and card:
        return _("Found by name and phone: the card they have here stays theirs.")
    if meeting.how is How.EMAIL and card:
        return _("Found by name and e-mail: the card they have here stays theirs.")
    if meeting.how is How.BIRTHDAY and card:
        return _("Found by name and birthday: the card they have here stays theirs.")
    if meeting.shares_by is How.PHONE:
        return _("Added, though someone with another name has the same phone.")
    if meeting.shares_by is How.EMAIL:
        return _("Added, though someone with another name has the same e-mail.")
    return ""


def how_it_is_told(how: How) -> str:
    """What told whom a row means, in words."""
    return {
        How.CARD: _("by the card"),
        How.PHONE: _("by phone and name"),
        How.EMAIL: _("by e-mail and name"),
        How.BIRTHDAY: _("by name and birthday"),
        How.NEW: _("somebody new"),
        How.THERE: _("came in before"),
    }[how]
