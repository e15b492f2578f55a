"""What cards from elsewhere show, taken in as opening entries, many in one transaction."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlmodel import Session

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.card import Effect, Entry, Kind, Running, every, standing_entries
from shopcard.rules.identity import make_customer_id
from shopcard.rules.whom import How
from shopcard.store.answers.counter import Absorbed, Met, PastBalance, Program
from shopcard.store.counter.till import Till
from shopcard.store.database.tables import EntryRow, ImportedRow, RemarkRow, core
from shopcard.store.imports.batch import Batch, roomy
from shopcard.store.imports.known_people import known_people, refusal, remark, said_of
from shopcard.store.imports.purchases import unused
from shopcard.store.ledger import entries as ledger
from shopcard.store.ledger.merged import person
from shopcard.store.ledger.programs import Programs
from shopcard.store.ledger.rebuild import EVERY, keep_all

_entry, _imported = core(EntryRow), core(ImportedRow)

_REMEMBERED = 65_536
"""Balances of new customers whose worth is kept: the same few come again and again."""


class _Known:
    """What came in before, and everybody by what a row may say of them."""

    def __init__(self, session: Session, brought: Sequence[PastBalance]) -> None:
        self.keys: dict[str, str | None] = dict.fromkeys(
            session.execute(select(_imported.c.key)).scalars()
        )
        """With the customer of those that made an entry."""
        for part in _parts(brought):
            keys = [key for balance in part for key in (balance.key, balance.former_key) if key]
            made = select(_entry.c.key, person(_entry.c.customer_id)).where(_entry.c.key.in_(keys))
            self.keys.update((key, who) for key, who in session.execute(made))
        self.people = known_people(session)

    def meet(self, balance: PastBalance) -> Met:
        """Whose a balance is: by its key, else as of every list."""
        for key in (balance.key, balance.former_key):
            if key in self.keys:
                return Met(self.keys[key], there=True, how=How.THERE)
        card = balance.customer.card
        met = self.people.meet(said_of(balance.customer))
        if why := refusal(met, card):
            return Met(why=why, field=met.field)
        who = met.someone
        return Met(
            who.id if who else None,
            remark=remark(met, card),
            name=who.name if who else "",
            how=met.how,
        )


def meet(
    session: Session,
    programs: Programs,
    program_id: int,
    brought: Sequence[PastBalance],
    today: date,
) -> Iterator[Met]:
    """Whose each balance is, and whether it may be taken.

    One that came in before is there already, even if it was undone since or its customer erased;
    one that differs from what its customer brought into this programme is not taken.
    """
    known = _Known(session, brought)
    found = _found(session, programs, program_id, brought, known=known, today=today)
    return (met for met, _entries in found)


def _found(
    session: Session,
    programs: Programs,
    program_id: int,
    brought: Sequence[PastBalance],
    *,
    known: _Known,
    today: date,
) -> Iterator[tuple[Met, Sequence[Entry]]]:
    """What is known of each balance, and the ledger of its customer."""
    for part in _parts(brought):
        met = [known.meet(balance) for balance in part]
        ids = {one.customer_id for one in met if one.customer_id is not None}
        theirs = ledger.ledgers_of(session, sorted(ids), programs)
        for balance, one in zip(part, met, strict=True):
            entries = theirs[one.customer_id] if one.customer_id is not None else ()
            compared = _compared(balance, one, _opening(entries, program_id))
            stands = Running(entries).standing(today).card(program_id).stamps if entries else 0
            yield replace(compared, stands=stands), entries


def _opening(entries: Iterable[Entry], program_id: int) -> int | None:
    """The stamps that a customer brought into a programme, None where they brought none."""
    brought = (
        effect.stamps
        for entry in standing_entries(entries)
        if entry.kind is Kind.OPENING
        for effect in entry.effects
        if effect.program == program_id
    )
    return next(brought, None)


def _compared(balance: PastBalance, met: Met, opening: int | None) -> Met:
    if met.why or opening is None:
        return met
    if opening == balance.stamps:
        return replace(met, there=True)
    return replace(
        met,
        there=False,
        why=_(
            "This customer brought {there} stamps already; this row says {here}. "
            "Nothing brought is ever replaced: undo the first one if it was wrong."
        ).format(there=opening, here=balance.stamps),
        field="stamps",
    )


def absorb(
    session: Session,
    till: Till,
    program_id: int,
    brought: Sequence[PastBalance],
    *,
    put: bool,
    progress: Callable[[int], None],
) -> Absorbed:
    """Insert the balances that are not there yet, and the customers they need. `put` sets the cards
    to what is brought; else it is added to what they show."""
    batch, known = Batch(session, till), _Known(session, brought)
    program = batch.programs.get(program_id)
    if program.closed:
        raise Refused(
            _("“{program}” is closed: it takes no more stamps.").format(program=program.name)
        )
    found = _found(session, batch.programs, program_id, brought, known=known, today=till.today)
    held = known.people.cards | {balance.customer.card for balance in brought}
    comes_to_alone = lru_cache(_REMEMBERED)(_comes_to)
    touched, taken, given = set[str](), set[str](), Counter[str]()
    joined, there, since = 0, 0, date.max
    with roomy(session):
        for n, (balance, (met, before)) in enumerate(zip(brought, found, strict=True), 1):
            entries = before
            if n % EVERY == 0:
                progress(n)
            if met.why:
                raise Refused(met.why)
            if met.there:
                there += 1
                if balance.key not in known.keys:
                    batch.rows[ImportedRow].append((balance.key,))
                continue
            named = {name for name in (met.customer_id, balance.customer.card) if name}
            if named & taken:
                raise Refused(_("Two balances are of the same customer."))
            taken |= named
            ledger.not_in_the_future(balance.at, till.now)
            day, customer_id = till.day_of(balance.at), met.customer_id
            if customer_id is None:
                customer_id = make_customer_id(secrets.randbelow)
                number = balance.customer.card or unused(held)
                held.add(number)
                draft = replace(balance.customer, card=number)
                batch.join(customer_id, draft, balance.at, day)
                joined += 1
            if put and balance.said and met.stands:
                entries = [*entries, _cleared(batch, till, customer_id, program, met.stands)]
                since = min(since, till.today)
            effect = Effect(program.id, program.terms, balance.stamps)
            entry = Entry(batch.take_id(), balance.at, day, Kind.OPENING, (effect,))
            batch.record(customer_id, till.staff, balance.key, entry)
            touched.add(customer_id)
            # who brought a balance was never new, whenever they first bought something here
            bought = (e.day for e in every(entries) if e.kind is Kind.PURCHASE)
            since = min(since, day, *bought)
            given += (
                _comes_to(entry, till.today, entries)
                if entries
                else comes_to_alone(replace(entry, id=0), till.today)
            )
        batch.write()
        keep_all(session, batch.programs, till.today, sorted(touched), since)
    progress(len(brought))
    return Absorbed(
        customers=joined,
        purchases=0,
        already_there=there,
        balances=len(touched),
        rewards=given["rewards"],
        rewards_over=given["over"],
        lapsed=given["lapsed"],
    )


def _cleared(batch: Batch, till: Till, customer_id: str, program: Program, stamps: int) -> Entry:
    """A correction that takes what a card shows off it, so that a balance may take its place."""
    effect = Effect(program.id, program.terms, -stamps)
    entry = Entry(batch.take_id(), till.now, till.today, Kind.ADJUST, (effect,))
    batch.record(customer_id, till.staff, f"cleared-{secrets.token_hex(20)}", entry)
    batch.rows[RemarkRow].append((entry.id, _("The balance brought in takes its place.")))
    return entry


def _comes_to(opening: Entry, today: date, entries: Sequence[Entry] = ()) -> Counter[str]:
    """The rewards that an opening entry earns after those before it, how many of them are over by
    today, and whether its stamps are."""
    (effect,) = opening.effects
    running = Running(entries)
    running.take(opening)
    then = running.standing(date.min).card(effect.program)
    now = running.standing(today).card(effect.program)
    earned = [reward for reward in now.rewards if reward.earned_by == opening.id]
    return Counter(
        rewards=len(earned),
        over=sum(not reward.ready(today) for reward in earned),
        lapsed=int(then.stamps > 0 and now.terms is None and effect.stamps > 0),
    )


def _parts(brought: Sequence[PastBalance]) -> Iterator[Sequence[PastBalance]]:
    return (brought[n : n + EVERY] for n in range(0, len(brought), EVERY))
