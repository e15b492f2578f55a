"""Many acts in one transaction: imports, the demo's past, and keeping all cards anew."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.card import Effect, Entry, Kind
from shopcard.rules.identity import make_card_number, make_customer_id
from shopcard.rules.whom import How, Someone
from shopcard.store.answers.counter import Absorbed, CustomerDraft, PastPurchase, Program
from shopcard.store.counter.till import Till
from shopcard.store.customers import rows
from shopcard.store.database.tables import (
    CardNumberRow,
    CustomerRow,
    EntryRow,
    ImportedRow,
    core,
)
from shopcard.store.imports.already_there import already_there
from shopcard.store.imports.batch import Batch, roomy
from shopcard.store.imports.known_people import known_people, said_of
from shopcard.store.ledger import entries
from shopcard.store.ledger.rebuild import EVERY, keep_all

_customer = core(CustomerRow)

Progress = Callable[[int], None]


_REMEMBERED = 65_536
"""Instants whose business day is kept: of a purchase known only by its date it is noon."""


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
    earning = _Earning(batch.programs.open if earn else (), till.settings.acts_per_day)
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
            entries.not_in_the_future(purchase.at, till.now)
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
            rows.check_free(session, draft.card)
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
    rows.correct(
        session, till, customer_id,
        name=draft.name, phones=[p for p in (draft.phone, *draft.more_phones) if p] or None,
        email=draft.email or None, birthday=draft.birthday or None, note=draft.note or None,
        contact_ok=draft.contact_ok or None,
    )  # fmt: skip


def unused(held: set[str]) -> str:
    while (number := make_card_number(secrets.randbelow)) in held:
        pass
    return number
