"""Make cards, rewards and months anew from the ledger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

from sqlalchemy import BindParameter, bindparam, delete, insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from shopcard.rules.card import Entry, Standing, replay
from shopcard.store.database.tables import (
    CardRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    RewardRow,
    core,
)
from shopcard.store.ledger import entries as ledger
from shopcard.store.ledger import merged
from shopcard.store.ledger import standing as rollup
from shopcard.store.ledger.programs import Programs

T = TypeVar("T")


EVERY = 500
"""Rows between two words of progress, and in one batch of a query."""


_card, _reward = core(CardRow), core(RewardRow)


_entry, _effect = core(EntryRow), core(EntryProgramRow)


_customer = core(CustomerRow)


_CHOSEN: BindParameter[str] = bindparam("customers", expanding=True)


_MERGED = select_columns(_customer.c.id).where(
    _customer.c.id.in_(_CHOSEN), _customer.c.merged_into.is_not(None)
)


_DROP_CARDS = delete(_card).where(_card.c.customer_id.in_(_CHOSEN))


_DROP_REWARDS = delete(_reward).where(_reward.c.customer_id.in_(_CHOSEN))


_WITH_EFFECTS = (
    select_columns(_entry.c.customer_id)
    .join(_effect, _effect.c.entry_id == _entry.c.id)
    .where(_entry.c.customer_id.in_(_CHOSEN))
    .distinct()
    .order_by(_entry.c.customer_id)
)


def keep_all(
    session: Session,
    programs: Programs,
    today: date,
    ids: Sequence[str] | None = None,
    since: date = date.min,
    *,
    known: Mapping[str, tuple[list[Entry], Standing]] | None = None,
) -> None:
    """Make cards, rewards, visits and months anew, of some customers or of all; `since` is the
    earliest business day that changed. `known` is the whole ledger of each customer and how it
    stands, where that is known already and nobody was merged."""
    for part in _grouped(_everyone(session) if ids is None else ids, EVERY):
        chosen = {"customers": part}
        session.execute(_DROP_CARDS, chosen)
        session.execute(_DROP_REWARDS, chosen)
        if others := session.execute(_MERGED, chosen).scalars().all():
            rollup.forget(session, others)
        if alone := [who for who in part if who not in others]:
            rollup.make_anew(session, alone)
        joined = set(merged.merged(session, alone).values())
        cards: list[ledger.Row] = []
        rewards: list[ledger.Row] = []
        replayed = (
            _replayed(session, programs, alone, joined, today)
            if known is None
            else ((who, *known[who]) for who in alone)
        )
        for customer_id, entries, standing in replayed:
            cards += rollup.card_rows(customer_id, standing)
            rewards += rollup.reward_rows(customer_id, standing)
            if customer_id in joined:
                # What stands in the ledgers of others was not counted yet.
                rollup.keep_visits(session, customer_id, entries)
            if customer_id in joined or programs.by_spend & standing.cards.keys():
                rollup.keep_months(session, customer_id, entries, standing)
        if cards:
            session.execute(insert(_card), cards)
        if rewards:
            session.execute(insert(_reward), rewards)
    rollup.stale(session, since)
    session.expire_all()


def _replayed(
    session: Session, programs: Programs, ids: Sequence[str], joined: set[str], today: date
) -> Iterator[tuple[str, list[Entry], Standing]]:
    """Those of some customers who have cards, imported history mostly has none, and those who
    others were merged into."""
    found = session.execute(_WITH_EFFECTS, {"customers": ids}).scalars()
    holders = sorted(joined.union(found))
    for customer_id, entries in ledger.ledgers_of(session, holders, programs).items():
        yield customer_id, entries, replay(entries, today)


def _everyone(session: Session) -> Sequence[str]:
    return session.exec(select(CustomerRow.id).order_by(col(CustomerRow.id))).all()


def each_ledger(session: Session, programs: Programs) -> Iterator[tuple[str, list[Entry]]]:
    """Customers one by one with their entries; those without entries have an empty list, and those
    who were merged into another, whose entries are in that one's."""
    for part in _grouped(_everyone(session), EVERY):
        yield from ledgers_of(session, programs, part)


def ledgers_of(
    session: Session, programs: Programs, ids: Sequence[str]
) -> Iterator[tuple[str, list[Entry]]]:
    """The same of some customers."""
    others = session.execute(_MERGED, {"customers": ids}).scalars().all()
    alone = [who for who in ids if who not in others]
    yield from ledger.ledgers_of(session, alone, programs).items()
    yield from ((who, []) for who in others)


def _grouped(items: Iterable[T], size: int) -> Iterator[list[T]]:
    walk = iter(items)
    while group := list(islice(walk, size)):
        yield group
