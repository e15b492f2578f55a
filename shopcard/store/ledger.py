"""The ledger in a transaction: read a customer's entries, append one, keep the cards.

Every function works inside a session that its caller opened with `writing` or `reading`.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, func, select

from shopcard.errors import NotFound, Refused
from shopcard.language import _
from shopcard.rules.card import Card, Effect, Entry, Kind, Standing, replay, standing_entries
from shopcard.rules.program import Terms
from shopcard.store.answers import Act, CardView, Program, ProgramEffect
from shopcard.store.tables import (
    CardRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    ProgramRow,
    RemarkRow,
    RewardRow,
    TermsRow,
)


class Programs:
    """All programmes of the shop with the terms now in force, as one transaction sees them."""

    def __init__(self, session: Session) -> None:
        self.terms = {
            row.id: Terms.from_dict(row.body)
            for row in session.exec(select(TermsRow).order_by(col(TermsRow.id)))
            if row.id is not None
        }
        latest = dict(
            session.exec(
                select(TermsRow.program_id, func.max(TermsRow.id)).group_by(
                    col(TermsRow.program_id)
                )
            ).all()
        )
        self._terms_id = {program: terms or 0 for program, terms in latest.items()}
        rows = session.exec(select(ProgramRow).order_by(col(ProgramRow.position)))
        self.all = {
            row.id: Program(
                row.id, row.name, self.terms[self._terms_id[row.id]], row.closed_at is not None
            )
            for row in rows
            if row.id is not None
        }

    @property
    def open(self) -> tuple[Program, ...]:
        return tuple(p for p in self.all.values() if not p.closed)

    @property
    def in_order(self) -> tuple[Program, ...]:
        """Open ones first, each kind in the owner's order."""
        return tuple(sorted(self.all.values(), key=lambda p: p.closed))

    def get(self, program_id: int | None) -> Program:
        """A programme, or the first open one."""
        if program_id is None:
            if not self.open:
                raise NotFound(_("There is no open programme. Add one first."))
            return self.open[0]
        if program_id not in self.all:
            raise NotFound(_("There is no such programme."))
        return self.all[program_id]

    def terms_id(self, program_id: int, terms: Terms) -> int:
        """The row that holds these terms, the one now in force where it fits."""
        current = self._terms_id[program_id]
        if self.terms[current] == terms:
            return current
        return max(i for i, t in self.terms.items() if t == terms)


def entries_of(session: Session, customer_id: str, programs: Programs) -> list[Entry]:
    """A customer's entries in the order they were recorded."""
    rows = session.exec(
        select(EntryRow).where(EntryRow.customer_id == customer_id).order_by(col(EntryRow.id))
    ).all()
    effects = session.exec(
        select(EntryProgramRow)
        .join(EntryRow, col(EntryRow.id) == EntryProgramRow.entry_id)
        .where(EntryRow.customer_id == customer_id)
        .order_by(col(EntryProgramRow.entry_id), col(EntryProgramRow.program_id))
    ).all()
    return as_entries(rows, effects, programs.terms)


def as_entries(
    rows: Iterable[EntryRow], effects: Iterable[EntryProgramRow], terms: Mapping[int, Terms]
) -> list[Entry]:
    """Rows of the ledger as the rules see them."""
    by_entry: dict[int, list[Effect]] = {}
    for effect in effects:
        by_entry.setdefault(effect.entry_id, []).append(
            Effect(effect.program_id, terms[effect.terms_id], effect.stamps, effect.reward)
        )
    return [
        Entry(
            id=row.id,
            at=row.at,
            day=row.business_day,
            kind=Kind(row.kind),
            effects=tuple(by_entry.get(row.id, ())),
            amount=row.amount,
            voids=row.voids,
            caused_by=row.caused_by,
        )
        for row in rows
        if row.id is not None
    ]


def digest(asked: Mapping[str, Any]) -> str:
    """What a key stands for: the arguments as given."""
    text = json.dumps(asked, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def earlier(session: Session, key: str, contents: str) -> EntryRow | None:
    """The entry that this key already made. Refused when it was asked for something else."""
    row = session.exec(select(EntryRow).where(EntryRow.key == key)).first()
    if row is not None and row.contents != contents:
        raise Refused(_("The key “{key}” was used for another act. Use a new key.").format(key=key))
    return row


def append(
    session: Session,
    row: EntryRow,
    effects: Sequence[Effect],
    programs: Programs,
    reason: str = "",
) -> EntryRow:
    """Add an entry with its effects and the free words that go with it."""
    session.add(row)
    session.flush()
    assert row.id is not None
    for effect in effects:
        session.add(
            EntryProgramRow(
                entry_id=row.id,
                program_id=effect.program,
                terms_id=programs.terms_id(effect.program, effect.terms),
                stamps=effect.stamps,
                reward=effect.reward,
            )
        )
    if reason:
        session.add(RemarkRow(entry_id=row.id, text=reason))
    session.flush()
    return row


def keep(session: Session, customer_id: str, entries: Sequence[Entry], today: date) -> Standing:
    """Write the cards, rewards and visits that a customer's entries come to, where they differ
    from those kept."""
    standing = replay(entries, today)
    cards = session.exec(select(CardRow).where(CardRow.customer_id == customer_id)).all()
    rewards = session.exec(select(RewardRow).where(RewardRow.customer_id == customer_id)).all()
    _replace(session, cards, card_rows(customer_id, standing))
    _replace(session, rewards, reward_rows(customer_id, standing))
    customer = session.get_one(CustomerRow, customer_id)
    customer.visits, customer.last_visit = visits(entries)
    session.add(customer)
    session.flush()
    return standing


Kept = TypeVar("Kept", CardRow, RewardRow)


def _replace(session: Session, kept: Sequence[Kept], wanted: Sequence[Kept]) -> None:
    missing = Counter(plain(wanted))
    for row, told in zip(kept, plain(kept), strict=True):
        if missing[told]:
            missing[told] -= 1
        else:
            session.delete(row)
    session.flush()
    for row, told in zip(wanted, plain(wanted), strict=True):
        if missing[told]:
            missing[told] -= 1
            session.add(row)


def plain(rows: Sequence[CardRow] | Sequence[RewardRow]) -> list[str]:
    """What rows say, whatever their own numbers, for comparing."""
    return [str(sorted(row.model_dump(exclude={"id"}).items())) for row in rows]


def card_rows(customer_id: str, standing: Standing) -> list[CardRow]:
    return [
        CardRow(
            customer_id=customer_id,
            program_id=program,
            stamps=card.stamps,
            size=card.terms.size if card.terms else 0,
            carry=card.carry,
            ready=len(card.ready),
            untouched=card.terms is None,
            expires=card.expires,
            as_of=card.today,
            changes_on=card.changes_on,
        )
        for program, card in sorted(standing.cards.items())
    ]


def reward_rows(customer_id: str, standing: Standing) -> list[RewardRow]:
    return [
        RewardRow(
            customer_id=customer_id,
            program_id=reward.program,
            name=reward.name,
            earned_by=reward.earned_by,
            earned_on=reward.earned_on,
            expires=reward.expires,
            redeemed_by=reward.redeemed_by,
        )
        for _program, card in sorted(standing.cards.items())
        for reward in card.rewards
    ]


def visits(entries: Iterable[Entry]) -> tuple[int, date | None]:
    """How many business days have a purchase that stands, and the latest of them."""
    days = {e.day for e in standing_entries(entries) if e.kind is Kind.PURCHASE}
    return len(days), max(days, default=None)


def card_views(
    standing: Standing, programs: Programs, first: Iterable[int] = ()
) -> tuple[CardView, ...]:
    """A customer's cards: `first`, then open programmes, then closed ones that still hold
    something."""
    order = list(first)
    views = [
        CardView(program, standing.card(program.id))
        for program in programs.in_order
        if not program.closed or _holds_something(standing.card(program.id)) or program.id in order
    ]
    return tuple(
        sorted(
            views,
            key=lambda v: order.index(v.program.id) if v.program.id in order else len(order),
        )
    )


def _holds_something(card: Card) -> bool:
    return bool(card.stamps or card.carry or card.ready)


def as_acts(
    session: Session,
    rows: Sequence[EntryRow],
    programs: Programs,
    gains: Mapping[tuple[int, int], int] | None = None,
) -> tuple[Act, ...]:
    """Entries as people read them, in the order given.

    `gains` are the stamps that each (entry, programme) brought, where a replay is at hand; without
    it they are worked out for the customers whose cards run by spend.
    """
    ids = [row.id for row in rows if row.id is not None]
    by_entry: dict[int, list[EntryProgramRow]] = {}
    for part in _batches(ids):
        for effect in session.exec(
            select(EntryProgramRow)
            .where(col(EntryProgramRow.entry_id).in_(part))
            .order_by(col(EntryProgramRow.program_id))
        ):
            by_entry.setdefault(effect.entry_id, []).append(effect)
    remarks: dict[int, str] = {}
    voided: set[int | None] = set()
    names: dict[str, str] = {}
    for part in _batches(ids):
        remarks |= {
            r.entry_id: r.text
            for r in session.exec(select(RemarkRow).where(col(RemarkRow.entry_id).in_(part)))
        }
        voided |= set(session.exec(select(EntryRow.voids).where(col(EntryRow.voids).in_(part))))
    for people in _batches(sorted({row.customer_id for row in rows})):
        names |= dict(
            session.exec(
                select(CustomerRow.id, CustomerRow.name).where(col(CustomerRow.id).in_(people))
            ).all()
        )
    if gains is None:
        gains = _spend_gains(session, rows, by_entry, programs)
    return tuple(
        Act(
            id=row.id,
            key=row.key,
            at=row.at,
            business_day=row.business_day,
            kind=Kind(row.kind),
            amount=row.amount,
            voids=row.voids,
            programs=tuple(
                ProgramEffect(
                    programs.all[e.program_id].name,
                    gains.get((row.id, e.program_id), e.stamps),
                    e.reward,
                )
                for e in by_entry.get(row.id, ())
            ),
            customer=row.customer_id,
            name=names.get(row.customer_id, ""),
            staff=row.staff,
            till=row.till,
            channel=row.channel,
            reason=remarks.get(row.id, ""),
            voided=row.id in voided,
        )
        for row in rows
        if row.id is not None
    )


def _spend_gains(
    session: Session,
    rows: Sequence[EntryRow],
    by_entry: Mapping[int, list[EntryProgramRow]],
    programs: Programs,
) -> dict[tuple[int, int], int]:
    """What spend earned stands in no row: replay the customers for whom it matters."""
    gains: dict[tuple[int, int], int] = {}
    spenders = {
        row.customer_id
        for row in rows
        for effect in by_entry.get(row.id or 0, ())
        if row.amount and not effect.stamps and not effect.reward
    }
    for customer_id in sorted(spenders):
        entries = entries_of(session, customer_id, programs)
        gains |= replay(entries, date.min).gains
    return gains


def _batches(ids: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    return (ids[i : i + size] for i in range(0, len(ids), size))


def not_in_the_future(at: datetime, now: datetime) -> None:
    if at > now:
        raise Refused(_("That time is still to come. Check the date and the clock of this till."))
