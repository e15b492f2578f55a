"""Nobody stamps their own card."""

from sqlalchemy import bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import Session

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.staff import Role
from shopcard.rules.text import fold
from shopcard.store.database.tables import CustomerRow, StaffRow, core

_staff, _customer = core(StaffRow), core(CustomerRow)


_OWN_CARD = select_columns(_staff.c.customer_id).where(_staff.c.folded == bindparam("folded"))


_KEPT = select_columns(func.coalesce(_customer.c.merged_into, _customer.c.id)).where(
    _customer.c.id == bindparam("customer")
)


_GUARD = (
    select_columns(_staff.c.id)
    .where(_staff.c.role == Role.OWNER, _staff.c.pin != "", _staff.c.removed_at.is_(None))
    .limit(1)
)


def guarded(session: Session) -> bool:
    """Whether an owner has a PIN."""
    return session.execute(_GUARD).first() is not None


def refuse_own_card(session: Session, staff: str, customer_id: str) -> None:
    """Refused where the one at the till would act on their own card, or on one it is merged
    with."""
    held = session.execute(_OWN_CARD, {"folded": fold(staff)}).scalar() if staff else None
    if held is not None and _kept(session, held) == _kept(session, customer_id):
        raise Refused(
            _("This is {name}'s own card. Somebody else of the team must do it.").format(name=staff)
        )


def _kept(session: Session, customer_id: str) -> str | None:
    """The customer that this one is merged into; themselves where they are not."""
    return session.execute(_KEPT, {"customer": customer_id}).scalar()
