"""Stamp, redeem and correct: load the entries, ask the rule, append what it returns, keep the
cards.

Every function works inside the immediate transaction that its caller opened.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam
from sqlmodel import Session

from shopcard.errors import Ambiguous, NotFound, Refused
from shopcard.language import _
from shopcard.rules import acts as rules
from shopcard.rules.calendar import utc
from shopcard.rules.card import Effect, Entry, Kind, Standing, every, replay
from shopcard.rules.program import Terms
from shopcard.rules.text import fold
from shopcard.store.answers.counter import CardView, Done, Program
from shopcard.store.counter.own_card import refuse_own_card
from shopcard.store.counter.till import Asked, Till
from shopcard.store.customers import rows
from shopcard.store.database.tables import EntryRow
from shopcard.store.ledger import entries as ledger
from shopcard.store.ledger import history, merged
from shopcard.store.ledger.entries import NewEntry
from shopcard.store.ledger.programs import Programs
from shopcard.store.ledger.standing import card_views, keep

EARLIEST = 1970
"""The first year of which a purchase is kept."""


@dataclass(slots=True)
class Decided:
    """The entries that an act writes, the act itself first, each with its effects."""

    row: NewEntry
    effects: Sequence[Effect]
    earned: Sequence[Effect] = ()
    """What has to be earned first, by an occasion, to be given by the act."""
    lost: int = 0
    """Stamps that a cap took from what the amount would have earned."""


_ONE_ACT = history.ACTS.where(history.entry.c.id == bindparam("entry"))


def stamp(session: Session, till: Till, asked: Asked, key: str) -> Done:
    when = asked.at or till.now
    if when.year < EARLIEST:
        raise Refused(_("That date lies too far back. Check the year."))
    day = till.day_of(min(utc(when), till.now))  # one to come is refused when its turn comes

    def decide(_customer_id: str, entries: list[Entry], known: Programs) -> Decided:
        ledger.not_in_the_future(when, till.now)
        program = _program_meant(known, asked, till.place)
        if program.closed:
            raise Refused(
                _("“{program}” is closed: it takes no more stamps.").format(program=program.name)
            )
        stands = program.terms.channel if till.place is None else till.place
        channel = asked.channel or stands or ""
        here = {p.id: p.terms for p in known.open_at(channel)}
        if program.id not in here:
            raise Refused(
                _("“{program}” does not run there. Choose another programme.").format(
                    program=program.name
                )
            )
        now = replay(entries, day)
        if asked.stamps is not None:
            counts = {program.id: asked.stamps}
        elif (now.card(program.id).terms or program.terms).per is None:
            counts = {program.id: 1}
        elif asked.amount is None:
            raise Refused(_("This card runs by spend. Type the amount of the purchase."))
        else:
            counts = {}
        effects = rules.stamp(
            entries, here, stamps=counts, amount=asked.amount, at=when, day=day,
            caps=till.settings.caps,
        )  # fmt: skip
        row = entry_of(till, asked, key, Kind.PURCHASE, when)
        row.amount, row.channel = asked.amount, channel
        lost = sum(rules.lost(effect, now.card(effect.program), asked.amount) for effect in effects)
        return Decided(row, effects, lost=lost)

    def brings(entries: list[Entry], known: Programs, made: Decided) -> list[Bonus]:
        here = {p.id: p.terms for p in known.open_at(made.row.channel)}
        bonuses = []
        if rewards := rules.tier_bonuses(entries, here, made.effects, day):
            bonuses.append(Bonus(made.row.customer_id, rewards))
        bonuses += _referral(session, made.row.customer_id, entries, here)
        return bonuses

    return _act(session, till, asked, key, decide, brings=brings)


def _program_meant(known: Programs, asked: Asked, place: str | None) -> Program:
    """The one named, else the first open one where the purchase is made."""
    channel = asked.channel or place
    if asked.program is None and channel is not None and (here := known.open_at(channel)):
        return here[0]
    return known.get(asked.program)


@dataclass(frozen=True, slots=True)
class Bonus:
    """What an act brings to a customer, as an entry that it causes."""

    customer: str
    effects: Sequence[Effect]


def _referral(
    session: Session, customer_id: str, entries: Iterable[Entry], here: Mapping[int, Terms]
) -> list[Bonus]:
    """What a purchase brings to a customer, and to who brought them if that one is still known."""
    effects = rules.referral(entries, here)
    if not effects:
        return []
    referred_by = rows.row(session, customer_id).referred_by
    if referred_by is None:
        return []
    try:
        brought_by, _name = merged.kept(session, referred_by)
    except NotFound:  # who was erased gets nothing any more
        return [Bonus(customer_id, effects)]
    if brought_by == customer_id:
        return []
    return [Bonus(customer_id, effects), Bonus(brought_by, effects)]


def welcome(session: Session, till: Till, customer_id: str) -> None:
    """Stamps on joining, in each programme that gives some."""
    known = Programs(session)
    effects = rules.welcome({p.id: p.terms for p in known.open_at(till.place)})
    if not effects:
        return
    asked = Asked("welcome", customer_id)
    row = entry_of(till, asked, f"welcome/{customer_id}", Kind.BONUS, till.now)
    entries: list[Entry] = []
    _append(session, known, entries, row, effects)
    keep(session, customer_id, entries, till.today, row.business_day)


def redeem(session: Session, till: Till, asked: Asked, key: str) -> Done:
    def decide(customer_id: str, entries: list[Entry], known: Programs) -> Decided:
        gifts = _birthday_gifts(session, customer_id, entries, known, till)
        program, reward = _reward_meant(entries, known, asked, till.today, gifts)
        row = entry_of(till, asked, key, Kind.REDEEM, till.now)
        ready = {r.name for r in replay(entries, till.today).card(program).ready}
        if reward not in ready:
            gift = gifts[program, reward]
            return Decided(row, [gift], earned=[gift])
        return Decided(row, [rules.redeem(entries, program, reward, till.today)])

    return _act(session, till, asked, key, decide)


def adjust(session: Session, till: Till, asked: Asked, key: str) -> Done:
    def decide(_customer: str, entries: list[Entry], known: Programs) -> Decided:
        if not asked.reason:
            raise Refused(_("Say why: a correction needs a reason."))
        program = known.get(asked.program)
        if program.closed:
            raise Refused(
                _("“{program}” is closed: it takes no more stamps.").format(program=program.name)
            )
        effect = rules.adjust(entries, program.id, program.terms, asked.stamps or 0, till.today)
        return Decided(entry_of(till, asked, key, Kind.ADJUST, till.now), [effect])

    return _act(session, till, asked, key, decide)


Gifts = Mapping[tuple[int, str], Effect]
"""By programme and reward: what a birthday offers."""


def _birthday_gifts(
    session: Session, customer_id: str, entries: Sequence[Entry], known: Programs, till: Till
) -> Gifts:
    birthday = rows.row(session, customer_id).birthday
    here = {p.id: p.terms for p in known.open_at(till.place)}
    return rules.birthday_gifts(entries, here, birthday, till.today)


def _reward_meant(
    entries: list[Entry], known: Programs, asked: Asked, today: date, gifts: Gifts
) -> tuple[int, str]:
    wanted = None if asked.reward is None else fold(asked.reward)
    copies = {
        (copy.program, copy.name)
        for card in replay(entries, today).cards.values()
        for copy in card.ready
    } | gifts.keys()
    ready = {
        (program, name)
        for program, name in copies
        if asked.program in (None, program) and wanted in (None, fold(name))
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


def _act(
    session: Session,
    till: Till,
    asked: Asked,
    key: str,
    decide: Callable[[str, list[Entry], Programs], Decided],
    *,
    brings: Callable[[list[Entry], Programs, Decided], list[Bonus]] = lambda *_known: [],
) -> Done:
    """One act with all that it brings, in the caller's transaction."""
    if first := _earlier(session, asked, key):
        return first_answer(session, first)
    assert asked.customer is not None
    customer_id, name = merged.kept(session, asked.customer)
    refuse_own_card(session, till.staff, customer_id)
    known = Programs(session)
    entries = ledger.entries_of(session, customer_id, known)
    before = list(entries)
    made = decide(customer_id, entries, known)
    made.row.customer_id = customer_id
    if made.earned:
        earned = entry_of(till, asked, f"{key}/earned", Kind.BONUS, made.row.at)
        earned.customer_id = customer_id
        _append(session, known, entries, earned, made.earned)
        made.row.caused_by = earned.id
    _append(session, known, entries, made.row, made.effects, reason=asked.reason)
    brought = []
    for n, bonus in enumerate(brings(before, known, made)):
        row = entry_of(till, asked, f"{key}/bonus/{n}", Kind.BONUS, made.row.at)
        row.customer_id, row.caused_by = bonus.customer, made.row.id
        row.channel = made.row.channel
        brought.append((row, bonus.effects))
        if bonus.customer == customer_id:
            _append(session, known, entries, row, bonus.effects)
        else:
            theirs = ledger.entries_of(session, bonus.customer, known)
            _append(session, known, theirs, row, bonus.effects)
            keep(session, bonus.customer, theirs, till.today, row.business_day)
    standing = keep(session, customer_id, entries, till.today, made.row.business_day)
    return Done(
        history.act_of(
            made.row, _told(made.effects), known, standing.gains, name=name, reason=asked.reason
        ),
        cards_of(made.effects, known, standing),
        bonuses=tuple(
            history.act_of(
                row, _told(effects), known, {}, name=rows.name_of(session, row.customer_id)
            )
            for row, effects in brought
        ),
        lost=made.lost,
    )


def _earlier(session: Session, asked: Asked, key: str) -> int | None:
    """The entry that this key already made; who asks for a customer may have been answered when
    they were not merged yet."""
    try:
        return ledger.earlier(session, key, asked.digest)
    except Refused:
        for other in merged.merged(session, [asked.customer or ""]):
            with suppress(Refused):
                return ledger.earlier(session, key, replace(asked, customer=other).digest)
        raise


def _append(
    session: Session,
    known: Programs,
    entries: list[Entry],
    row: NewEntry,
    effects: Sequence[Effect],
    *,
    reason: str = "",
) -> None:
    ledger.append(session, row, effects, known, reason)
    entries.append(row.seen(effects))


def _told(effects: Sequence[Effect]) -> list[tuple[int, int, str | None]]:
    return sorted((e.program, e.stamps * e.times, e.reward) for e in effects)


def cards_of(
    touched: Sequence[Effect], known: Programs, standing: Standing
) -> tuple[CardView, ...]:
    """A customer's cards, those that an act touched first: the most stamped before the others."""
    first = sorted(touched, key=lambda effect: (-effect.stamps, effect.program))
    return card_views(standing, known, [effect.program for effect in first])


def entry_of(till: Till, asked: Asked, key: str, kind: Kind, when: datetime) -> NewEntry:
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


def first_answer(session: Session, entry_id: int) -> Done:
    """What was answered when this entry had just been recorded."""
    row = session.get_one(EntryRow, entry_id)
    known = Programs(session)
    whose = merged.root(session, row.customer_id, by=entry_id)
    entries = ledger.entries_of(session, whose, known, by=entry_id)
    standing = replay(entries, row.business_day)
    (act,) = history.acts(session, known, _ONE_ACT, {"entry": entry_id}, standing.gains)
    meant = row.voids or entry_id
    touched = next((entry.effects for entry in every(entries) if entry.id == meant), ())
    return Done(act, cards_of(touched, known, standing), replayed=True)
