"""Whether amounts are kept, and in which currency: they are whole minor units that say nothing of
it themselves, so the shop's currency is theirs."""

from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.program import Terms
from shopcard.store.database.tables import (
    EntryRow,
    RewardRow,
    SettingRow,
    SettlementRow,
    TermsRow,
    core,
)

_entry, _reward, _terms = core(EntryRow).c, core(RewardRow).c, core(TermsRow).c
_setting, _paid = core(SettingRow).c, core(SettlementRow)
_CURRENCY = select(_setting.value).where(_setting.key == "currency")


def refuse_another_currency(session: Session, wanted: str) -> None:
    """Refused once any amount is kept, which another currency would give another worth."""
    of_what = "" if _currency(session) == wanted else _kept_of(session)
    if of_what:
        raise Refused(
            _(
                "The currency stays: the shop keeps amounts in {currency} ({of_what}), and another "
                "currency would change what they are worth. For another currency make a new shop."
            ).format(currency=_currency(session), of_what=of_what)
        )


def must_be_in(session: Session, currency: str) -> None:
    """Refused where an amount was typed in another currency than the shop has by now."""
    now = _currency(session)
    if now and now != currency:
        raise Refused(
            _(
                "The shop's currency is {currency} now. Nothing was written: type the amount again."
            ).format(currency=now)
        )


def _currency(session: Session) -> str:
    return str(session.execute(_CURRENCY).scalar() or "")


def _kept_of(session: Session) -> str:
    """Of what the first amounts found are, in words; empty where none is kept."""

    def any_of(asked: Select[Any]) -> bool:
        return session.execute(asked.limit(1)).first() is not None

    if any_of(select(_entry.id).where(_entry.amount.is_not(None))):
        return _("purchases")
    if any_of(select(_reward.id).where(_reward.cost.is_not(None))):
        return _("rewards")
    if any_of(select(_paid.c.id)):
        return _("vouchers paid")
    bodies = session.execute(select(_terms.body)).scalars()
    return _("terms of a programme") if any(Terms.from_dict(b).in_money for b in bodies) else ""
