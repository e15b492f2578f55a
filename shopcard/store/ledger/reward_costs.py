"""What rewards cost the shop: as the owner had last said by the close of a day."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from shopcard.rules.calendar import business_day
from shopcard.rules.program import Terms
from shopcard.rules.settings import Settings
from shopcard.rules.text import fold
from shopcard.store.database.tables import SettingRow, TermsRow, core

Costs = Mapping[tuple[int, str], int | None]
"""By programme and folded name of a reward, in minor units; None where the owner said none."""

_setting, _terms = core(SettingRow).c, core(TermsRow).c
_SETTINGS = select(_setting.key, _setting.value)
_SAID = select(_terms.program_id, _terms.since, _terms.body).order_by(_terms.id)


def costs_at(session: Session, day: date) -> Costs:
    """What each reward cost at the close of a business day. Of a day before its programme was made
    here, such as one of imported history, what was said first."""
    shop = Settings.from_texts(dict(session.execute(_SETTINGS).all()))
    said: dict[tuple[int, str], int | None] = {}
    later: dict[tuple[int, str], int | None] = {}
    for program, since, body in session.execute(_SAID):
        known_by_then = business_day(since, shop.zone, shop.day_start) <= day
        for promise in Terms.from_dict(body).rewards:
            named = program, fold(promise.name)
            if known_by_then:
                said[named] = promise.cost
            else:
                later.setdefault(named, promise.cost)
    return later | said


def cost_of(costs: Costs, program: int, reward: str) -> int | None:
    """None where it was not said."""
    return costs.get((program, fold(reward)))
