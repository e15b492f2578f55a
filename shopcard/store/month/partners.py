"""Vouchers of other shops: what was given of them, what was paid for them, what is due."""

from datetime import date

from sqlalchemy import func, insert, select
from sqlmodel import Session

from shopcard.errors import NotFound, Refused
from shopcard.language import _
from shopcard.rules.text import fold
from shopcard.store.answers.month import PartnerMonth, Settlement, Voucher
from shopcard.store.database.tables import CustomerRow, RewardRow, SettlementRow, core
from shopcard.store.ledger.programs import Programs
from shopcard.store.month.counts import GIVEN, given_on

_customer, _reward, _paid = core(CustomerRow), core(RewardRow).c, core(SettlementRow)


def partners(session: Session) -> tuple[str, ...]:
    """Every other shop whose vouchers a programme promises, or ever gave."""
    promised = (
        promise.partner
        for program in Programs(session).in_order
        for promise in program.terms.rewards
    )
    given = session.execute(select(_reward.partner).distinct()).scalars()
    names: dict[str, str] = {}
    for name in filter(None, (*promised, *given)):
        names.setdefault(fold(name), name)
    return tuple(sorted(names.values(), key=fold))


def settlement(session: Session, partner: str) -> Settlement:
    """NotFound for a shop that no programme has vouchers of."""
    known = partners(session)
    name = next((name for name in known if fold(name) == fold(partner)), None)
    if name is None:
        raise NotFound(
            _("No programme gives vouchers of “{partner}”. These shops have some: {names}.").format(
                partner=partner, names=", ".join(known) or "—"
            )
        )
    return _stands(session, name)


def _stands(session: Session, name: str) -> Settlement:
    paid = int(
        session.execute(
            select(func.coalesce(func.sum(_paid.c.amount), 0)).where(_paid.c.partner == fold(name))
        ).scalar_one()
    )
    asked = (
        select(given_on, _customer.c.name, _reward.name, _reward.cost, _reward.partner)
        .select_from(GIVEN.join(_customer, _customer.c.id == _reward.customer_id))
        .where(_reward.partner.is_not(None), given_on.is_not(None))
        .order_by(given_on, _reward.redeemed_by)
    )
    vouchers, so_far = [], 0
    for day, customer, reward, cost, of in session.execute(asked):
        if fold(of) == fold(name):
            so_far += cost or 0
            vouchers.append(Voucher(day, customer, reward, cost or 0, settled=so_far <= paid))
    return Settlement(name, tuple(vouchers), paid)


def in_month(session: Session, first: date, through: date) -> tuple[PartnerMonth, ...]:
    """Each other shop with what was given of its vouchers in a span, and what is due to it now."""
    lines = []
    for name in partners(session):
        stands = _stands(session, name)
        given = [v.value for v in stands.vouchers if first <= v.day <= through]
        lines.append(PartnerMonth(name, len(given), sum(given), stands.due))
    return tuple(lines)


def pay(session: Session, partner: str, amount: int, *, day: date, staff: str) -> None:
    """Note what was paid, in minor units. Refused for nothing, and for more than is due."""
    stands = settlement(session, partner)
    if amount <= 0:
        raise Refused(_("Nothing is due to {partner}.").format(partner=stands.partner))
    if amount > stands.due:
        raise Refused(_("That is more than is due to {partner}.").format(partner=stands.partner))
    session.execute(
        insert(_paid),
        {"partner": fold(stands.partner), "day": day, "amount": amount, "staff": staff},
    )
