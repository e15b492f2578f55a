"""Many acts in one transaction: imports, the demo's past, and keeping all cards anew."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from sqlalchemy import BindParameter, bindparam, delete, func, insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.card import Effect, Entry, Kind, Standing, replay
from shopcard.rules.identity import (
    make_card_number,
    make_customer_id,
)
from shopcard.rules.whom import How, Someone
from shopcard.store import ledger, people, person, rollup
from shopcard.store.acts import Till
from shopcard.store.already import already_there
from shopcard.store.answers import Absorbed, CustomerDraft, PastPurchase, Program
from shopcard.store.batch import Batch, roomy
from shopcard.store.known_people import known_people, said_of
from shopcard.store.ledger import Programs
from shopcard.store.tables import (
    CardNumberRow,
    CardRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    ImportedRow,
    RewardRow,
    core,
)

Progress = Callable[[int], None]
T = TypeVar("T")

EVERY = 500
"""Rows between two words of progress, and in one batch of a query."""

_REMEMBERED = 65_536
"""Instants whose business day is kept: of a purchase known only by its date it is noon."""


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


@dataclass(slots=True)
class _Earning:
    """What imported purchases earn in the shop's first programme and in those by spend."""

    programs: Sequence[Program]
    per_day: int
    """The shop's cap, for a programme that says none."""
    given: Counter[tuple[str, date]] = field(default_factory=Counter)

    def effects(self, customer_id: str, day: date, amount: int | None) -> tuple[Effect, ...]:
        if not self.programs:
            return ()
        self.given[customer_id, day] += 1
        first = self.programs[0]
        if self.given[customer_id, day] > (first.terms.per_day or self.per_day):
            return ()
        keyed = () if first.terms.per else (Effect(first.id, first.terms, 1),)
        by_spend = (Effect(p.id, p.terms) for p in self.programs if p.terms.per and amount)
        return (*keyed, *by_spend)


def absorb(
    session: Session,
    till: Till,
    purchases: Iterable[PastPurchase],
    earn: bool,
    progress: Progress,
) -> Absorbed:
    """Insert the purchases whose keys are new, in order of time, and the customers they need."""
    batch = Batch(session, till)
    earning = _Earning(batch.programs.open if earn else (), till.preferences.acts_per_day)
    holders = _holders(session)
    day_of = lru_cache(_REMEMBERED)(till.day_of)
    waiting = sorted(purchases, key=lambda p: p.at)
    there = already_there(session, till, waiting, holders) if batch.next_entry > 1 else set()
    joined, touched, added, since = 0, set[str](), 0, date.max
    with roomy(session):
        for n, purchase in enumerate(waiting, 1):
            if n % EVERY == 0:
                progress(n)
            if purchase.key in there:
                continue
            ledger.not_in_the_future(purchase.at, till.now)
            day = day_of(purchase.at)
            customer_id = holders.get(purchase.card)
            if customer_id is None:
                draft = purchase.customer or CustomerDraft(
                    _("Customer {code}").format(code=purchase.card), card=purchase.card
                )
                holders[purchase.card] = customer_id = make_customer_id(secrets.randbelow)
                batch.join(customer_id, draft, purchase.at, day)
                joined += 1
            entry = Entry(
                batch.take_id(), purchase.at, day, Kind.PURCHASE,
                earning.effects(customer_id, day, purchase.amount), purchase.amount,
            )  # fmt: skip
            batch.record(customer_id, till.staff, purchase.key, entry)
            there.add(purchase.key)
            touched.add(customer_id)
            since = min(since, day)
            added += 1
        batch.write()
        keep_all(session, batch.programs, till.today, sorted(touched), since)
    progress(len(waiting))
    return Absorbed(joined, added, len(waiting) - added)


def _holders(session: Session) -> dict[str, str]:
    """Whom each card number opens."""
    asked = select_columns(
        core(CardNumberRow).c.number, func.coalesce(_customer.c.merged_into, _customer.c.id)
    ).join_from(core(CardNumberRow), _customer)
    return dict(session.execute(asked).all())


def keys_imported(session: Session) -> frozenset[str]:
    """The keys of customers' and balances' rows that came in before."""
    return frozenset(session.exec(select(ImportedRow.key)))


def imported_formerly(session: Session) -> bool:
    """Whether anything came in under a key that earlier versions made of a row's letters."""
    formerly = (
        select(EntryRow.key).where(col(EntryRow.key).startswith("import-")).limit(1),
        select(ImportedRow.key).where(col(ImportedRow.key).startswith("import-")).limit(1),
    )
    return any(session.exec(asked).first() for asked in formerly)


def absorb_customers(
    session: Session,
    till: Till,
    drafts: Sequence[tuple[str, CustomerDraft]],
    former: Mapping[str, str],
) -> Absorbed:
    """Insert cleaned drafts whose keys are new and who mean nobody known; keys are kept, so that
    the same file again adds nobody. `former` has the keys that earlier versions gave them. Who was
    known by a card alone gets what the list says of them."""
    batch, known = Batch(session, till), known_people(session)
    there, held = set(keys_imported(session)), known.cards
    added = completed = 0
    for key, draft in drafts:
        if key in there:
            continue
        there.add(key)
        batch.rows[ImportedRow].append((key,))
        if former.get(key) in there:
            continue
        said = said_of(draft)
        met = known.meet(said)
        if met.how is How.CARD and (met.doubt or met.other_name):
            people.check_free(session, draft.card)
            raise Refused(
                _("Card {number} stands twice in the file. Give each customer their own.").format(
                    number=draft.card
                )
            )
        if met.someone and met.someone.nameless and not said.nameless:
            _complete(session, till, met.someone.id, draft)
            completed += 1
        if met.how is not How.NEW:
            continue
        number = draft.card or unused(held)
        held.add(number)
        customer_id = make_customer_id(secrets.randbelow)
        batch.join(customer_id, replace(draft, card=number), till.now, till.today)
        known.add(Someone(customer_id, draft.name), said)
        added += 1
    batch.write()
    session.flush()
    return Absorbed(added, 0, len(drafts) - added - completed, completed=completed)


def _complete(session: Session, till: Till, customer_id: str, draft: CustomerDraft) -> None:
    """Give somebody who was known by a card number what else is known of them now."""
    people.correct(
        session, till, customer_id,
        name=draft.name, phones=[p for p in (draft.phone, *draft.more_phones) if p] or None,
        email=draft.email or None, birthday=draft.birthday or None, note=draft.note or None,
        contact_ok=draft.contact_ok or None,
    )  # fmt: skip


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
        joined = set(person.merged(session, alone).values())
        cards: list[ledger.Row] = []
        rewards: list[ledger.Row] = []
        replayed = (
            _replayed(session, programs, alone, joined, today)
            if known is None
            else ((who, *known[who]) for who in alone)
        )
        for customer_id, entries, standing in replayed:
            cards += ledger.card_rows(customer_id, standing)
            rewards += ledger.reward_rows(customer_id, standing)
            if customer_id in joined:
                # What stands in the ledgers of others was not counted yet.
                ledger.keep_visits(session, customer_id, entries)
            if customer_id in joined or programs.by_spend & standing.cards.keys():
                ledger.keep_months(session, customer_id, entries, standing)
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


def unused(held: set[str]) -> str:
    while (number := make_card_number(secrets.randbelow)) in held:
        pass
    return number


def _grouped(items: Iterable[T], size: int) -> Iterator[list[T]]:
    walk = iter(items)
    while group := list(islice(walk, size)):
        yield group
