"""Entries of the ledger as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session

from shopcard.rules.card import Kind, replay
from shopcard.store.answers.counter import Act, Merged, ProgramEffect
from shopcard.store.database.tables import CustomerRow, EntryProgramRow, EntryRow, RemarkRow, core
from shopcard.store.ledger.entries import entries_of
from shopcard.store.ledger.programs import Programs

entry = core(EntryRow)
_customer, _effect, _remark = core(CustomerRow), core(EntryProgramRow), core(RemarkRow)
_voider = entry.alias("voider")

ACTS = (
    select(
        entry.c.id, entry.c.key, entry.c.at, entry.c.business_day, entry.c.kind, entry.c.amount,
        entry.c.voids, entry.c.customer_id, entry.c.staff, entry.c.till, entry.c.channel,
        entry.c.recorded_at, entry.c.joins, _customer.c.name, _remark.c.text.label("reason"),
        _voider.c.id.label("voided_by"),
    )
    .select_from(entry)
    .join(_customer, _customer.c.id == entry.c.customer_id)
    .outerjoin(_remark, _remark.c.entry_id == entry.c.id)
    .outerjoin(_voider, _voider.c.voids == entry.c.id)
)  # fmt: skip
"""All entries; callers say which, over the columns of `entry`, and in which order."""

_EFFECTS = (
    select(
        _effect.c.entry_id,
        _effect.c.program_id,
        (_effect.c.stamps * _effect.c.times).label("stamps"),
        _effect.c.reward,
    )
    .where(_effect.c.entry_id.in_(bindparam("entries", expanding=True)))
    .order_by(_effect.c.entry_id, _effect.c.program_id)
)

Gains = Mapping[tuple[int, int], int]
"""The stamps that each (entry, programme) brought."""

Told = tuple[int, int, str | None]
"""What an entry does in a programme: its id, what its stamps count, the reward given."""


def acts(
    session: Session,
    programs: Programs,
    asked: Select[Any],
    parameters: Mapping[str, Any] | None = None,
    gains: Gains | None = None,
) -> tuple[Act, ...]:
    """The entries that `asked`, made from ACTS, finds, in its order.

    `gains` come from a replay that is at hand; without one they are worked out for the customers
    whose cards run by spend.
    """
    rows = session.execute(asked, parameters).all()
    effects: dict[int, list[Told]] = {}
    ids = [row.id for row in rows]
    joined = _joined(session, [row.joins for row in rows if row.joins])
    for part in (ids[i : i + 500] for i in range(0, len(ids), 500)):
        for entry_id, program, stamps, reward in session.execute(_EFFECTS, {"entries": part}):
            effects.setdefault(entry_id, []).append((program, stamps, reward))
    if gains is None:
        gains = _spend_gains(session, rows, effects, programs)
    return tuple(
        act_of(
            row,
            effects.get(row.id, ()),
            programs,
            gains,
            name=row.name,
            reason=row.reason or "",
            voided=row.voided_by is not None,
            joins=joined.get(row.joins),
        )
        for row in rows
    )


def _joined(session: Session, ids: Sequence[str]) -> dict[str, Merged]:
    """Those who were merged, by id."""
    if not ids:
        return {}
    asked = select(_customer.c.id, _customer.c.name).where(_customer.c.id.in_(set(ids)))
    return {who: Merged(who, name) for who, name in session.execute(asked)}


def act_of(
    row: Any,
    effects: Iterable[Told],
    programs: Programs,
    gains: Gains,
    *,
    name: str,
    reason: str = "",
    voided: bool = False,
    joins: Merged | None = None,
) -> Act:
    """A row of the ledger, with what its entry does by programme; `name` is its customer's."""
    return Act(
        id=row.id,
        key=row.key,
        at=row.at,
        business_day=row.business_day,
        kind=Kind(row.kind),
        amount=row.amount,
        voids=row.voids,
        programs=tuple(
            ProgramEffect(programs.all[program].name, gains.get((row.id, program), stamps), reward)
            for program, stamps, reward in effects
        ),
        customer=row.customer_id,
        name=name,
        staff=row.staff,
        till=row.till,
        channel=row.channel,
        reason=reason,
        voided=voided,
        joins=joins,
        recorded_at=row.recorded_at,
    )


def _spend_gains(
    session: Session,
    rows: Sequence[Any],
    effects: Mapping[int, Sequence[Told]],
    programs: Programs,
) -> Gains:
    """What spend earned stands in no row: replay the customers for whom it matters."""
    gains: dict[tuple[int, int], int] = {}
    spenders = {
        row.customer_id
        for row in rows
        for program, _stamps, reward in effects.get(row.id, ())
        if row.amount and program in programs.by_spend and not reward
    }
    for customer_id in sorted(spenders):
        gains |= replay(entries_of(session, customer_id, programs), date.min).gains
    return gains
