"""When, where and how customers agreed to be contacted, or no longer: a journal that is only ever
added to, until the person is erased."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select
from sqlmodel import Session

from shopcard.rules.text import clean_text
from shopcard.store.answers.counter import Consent
from shopcard.store.database.tables import ConsentRow, CustomerRow, core
from shopcard.store.ledger import merged

if TYPE_CHECKING:
    from shopcard.store.counter.till import Till

_consent = core(ConsentRow)


def note(session: Session, till: "Till", customer_id: str, *, agreed: bool) -> None:
    """Write down what a customer just said at the till."""
    session.execute(
        insert(_consent),
        row(
            customer_id, till.today, till.now, agreed=agreed, how="till", staff=till.staff,
            till=till.name,
        ),
    )  # fmt: skip


def change(session: Session, till: "Till", customer: CustomerRow, *, agreed: bool) -> None:
    """A customer says whether they may be contacted; nothing is noted where that is known."""
    if agreed != customer.contact_ok:
        customer.contact_ok, customer.consent_on = agreed, till.today if agreed else None
        note(session, till, customer.id, agreed=agreed)


def row(
    customer_id: str, day: date, at: datetime, *, agreed: bool, how: str, staff: str, till: str
) -> dict[str, object]:
    """What `consent` holds of one answer."""
    return {
        "id": None, "customer_id": customer_id, "day": day, "at": at, "agreed": agreed,
        "how": how, "staff": staff, "till": till,
    }  # fmt: skip


def journal(session: Session, customer_id: str) -> tuple[Consent, ...]:
    """The answers of a person, the oldest first: of those merged into them too."""
    ids = [customer_id, *merged.merged(session, [customer_id])]
    asked = (
        select(
            _consent.c.customer_id, _consent.c.day, _consent.c.at, _consent.c.agreed,
            _consent.c.how, _consent.c.staff, _consent.c.till,
        )
        .where(_consent.c.customer_id.in_(ids))
        .order_by(_consent.c.day, _consent.c.id)
    )  # fmt: skip
    return tuple(
        Consent(*told, *(clean_text(name[:200]) for name in (staff, till)))
        for *told, staff, till in session.execute(asked)
    )
