"""Stamp, redeem and undo: load the entries, ask the rule, append what it returns, keep the cards.

Every function works inside the immediate transaction that its caller opened.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from shopcard.errors import Ambiguous, NotFound, Refused
from shopcard.language import _
from shopcard.rules import acts as rules
from shopcard.rules.calendar import business_day
from shopcard.rules.card import Effect, Entry, Kind, Standing, replay
from shopcard.rules.identity import fold
from shopcard.rules.preferences import Preferences
from shopcard.store import history, ledger, people
from shopcard.store.answers import CardView, Done
from shopcard.store.ledger import NewEntry, Programs
from shopcard.store.tables import EntryRow


@dataclass(frozen=True, slots=True)
class Till:
    """Who acts, where and when."""

    staff: str
    name: str
    now: datetime
    preferences: Preferences

    def day_of(self, instant: datetime) -> date:
        return business_day(instant, self.preferences.zone, self.preferences.day_start)

    @property
    def today(self) -> date:
        return self.day_of(self.now)


@dataclass(frozen=True)
class Asked:
    """An act as its caller asked for it: what a key stands for."""

    act: str
    customer: str | None
    program: int | None = None
    stamps: int | None = None
    amount: int | None = None
    channel: str = ""
    at: datetime | None = None
    reward: str | None = None
    entry: int | None = None
    reason: str = ""

    @cached_property
    def digest(self) -> str:
        return ledger.digest(asdict(self))


Decided = tuple[NewEntry, Sequence[Effect]]

_ONE_ACT = history.ACTS.where(history.entry.c.id == bindparam("entry"))


def stamp(session: Session, till: Till, asked: Asked, key: str) -> Done:
    when = asked.at or till.now
    day = till.day_of(when)

    def decide(entries: list[Entry], known: Programs) -> Decided:
        ledger.not_in_the_future(when, till.now)
        program = known.get(asked.program)
        if program.closed:
            raise Refused(
                _("“{program}” is closed: it takes no more stamps.").format(program=program.name)
            )
        if asked.stamps is not None:
            counts = {program.id: asked.stamps}
        elif (replay(entries, day).card(program.id).terms or program.terms).per is None:
            counts = {program.id: 1}
        elif asked.amount is None:
            raise Refused(_("This card runs by spend. Type the amount of the purchase."))
        else:
            counts = {}
        effects = rules.stamp(
            entries,
            {p.id: p.terms for p in known.open},
            stamps=counts, amount=asked.amount, at=when, day=day, caps=till.preferences.caps,
        )  # fmt: skip
        row = _entry(till, asked, key, Kind.PURCHASE, when)
        row.amount, row.channel = asked.amount, asked.channel
        return row, effects

    return _act(session, till, asked, key, decide)


def redeem(session: Session, till: Till, asked: Asked, key: str) -> Done:
    def decide(entries: list[Entry], known: Programs) -> Decided:
        program, reward = _reward_meant(entries, known, asked, till.today)
        effect = rules.redeem(entries, program, reward, till.today)
        return _entry(till, asked, key, Kind.REDEEM, till.now), [effect]

    return _act(session, till, asked, key, decide)


def _reward_meant(
    entries: list[Entry], known: Programs, asked: Asked, today: date
) -> tuple[int, str]:
    wanted = None if asked.reward is None else fold(asked.reward)
    ready = {
        (copy.program, copy.name)
        for card in replay(entries, today).cards.values()
        for copy in card.ready
        if asked.program in (None, copy.program) and wanted in (None, fold(copy.name))
    }
    if not ready:
        raise Refused(
            _("No reward is ready on this card.")
            if asked.reward is None
            else _("No “{reward}” is ready on this card.").format(reward=asked.reward)
        )
    if len(ready) > 1:
        raise Ambiguous(
            _("Several rewards are ready. Name one:"),
            [f"{name} · {known.all[program].name}" for program, name in sorted(ready)],
        )
    return ready.pop()


def undo(session: Session, till: Till, asked: Asked, key: str) -> Done:
    if first := ledger.earlier(session, key, asked.digest):
        return _first_answer(session, first)
    target = (
        session.get(EntryRow, asked.entry)
        if asked.entry is not None
        else last_standing(session, till.name, asked.customer)
    )
    if target is None or target.id is None:
        raise NotFound(_("There is no such act to undo."))
    customer_id, name = target.customer_id, people.name_of(session, target.customer_id)
    known = Programs(session)
    entries = ledger.entries_of(session, customer_id, known)
    rows = []
    for n, voided in enumerate(rules.void(entries, target.id, till.today)):
        row = _entry(till, asked, f"{key}/{n}" if n else key, Kind.VOID, till.now)
        row.customer_id, row.voids = customer_id, voided
        ledger.append(session, row, (), known, asked.reason)
        rows.append(row)
    undone = next(entry for entry in entries if entry.id == target.id)
    entries += [row.seen() for row in rows]
    since = min(entry.day for entry in entries if entry.id in {row.voids for row in rows})
    standing = ledger.keep(session, customer_id, entries, till.today, since)
    act = history.act_of(rows[0], (), known, standing.gains, name=name, reason=asked.reason)
    return Done(act, _cards(undone.effects, known, standing))


def last_standing(session: Session, till: str, customer_id: str | None) -> EntryRow | None:
    """The customer's latest act that stands, or this till's."""
    voided = select(EntryRow.voids).where(col(EntryRow.voids).is_not(None))
    whose = EntryRow.till == till if customer_id is None else EntryRow.customer_id == customer_id
    return session.exec(
        select(EntryRow)
        .where(whose, EntryRow.kind != Kind.VOID, col(EntryRow.id).not_in(voided))
        .order_by(col(EntryRow.id).desc())
        .limit(1)
    ).first()


def _act(
    session: Session,
    till: Till,
    asked: Asked,
    key: str,
    decide: Callable[[list[Entry], Programs], Decided],
) -> Done:
    if first := ledger.earlier(session, key, asked.digest):
        return _first_answer(session, first)
    assert asked.customer is not None
    name = people.name_of(session, asked.customer)
    known = Programs(session)
    entries = ledger.entries_of(session, asked.customer, known)
    row, effects = decide(entries, known)
    ledger.append(session, row, effects, known)
    entries.append(row.seen(effects))
    standing = ledger.keep(session, asked.customer, entries, till.today, row.business_day)
    told = sorted((effect.program, effect.stamps, effect.reward) for effect in effects)
    act = history.act_of(row, told, known, standing.gains, name=name)
    return Done(act, _cards(effects, known, standing))


def _cards(touched: Sequence[Effect], known: Programs, standing: Standing) -> tuple[CardView, ...]:
    """A customer's cards, those that an act touched first: the most stamped before the others."""
    first = sorted(touched, key=lambda effect: (-effect.stamps, effect.program))
    return ledger.card_views(standing, known, [effect.program for effect in first])


def _entry(till: Till, asked: Asked, key: str, kind: Kind, when: datetime) -> NewEntry:
    return NewEntry(
        key=key,
        contents=asked.digest,
        at=when,
        recorded_at=till.now,
        business_day=till.day_of(when),
        customer_id=asked.customer or "",
        staff=till.staff,
        till=till.name,
        kind=kind,
    )


def _first_answer(session: Session, entry_id: int) -> Done:
    """What was answered when this entry had just been recorded."""
    row = session.get_one(EntryRow, entry_id)
    known = Programs(session)
    entries = ledger.entries_of(session, row.customer_id, known)
    standing = replay([entry for entry in entries if entry.id <= entry_id], row.business_day)
    (act,) = history.acts(session, known, _ONE_ACT, {"entry": entry_id}, standing.gains)
    meant = row.voids or entry_id
    touched = next(entry.effects for entry in entries if entry.id == meant)
    return Done(act, _cards(touched, known, standing), replayed=True)
