"""Cards in progress and what they are expected to cost: as of now, as cards keep no past."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from shopcard.rules.card import replay
from shopcard.rules.pro_rata import CostOf, OpenCards, of_cards
from shopcard.rules.program import Terms
from shopcard.store.database.tables import CardRow, TermsRow, core
from shopcard.store.ledger.entries import ledgers_of
from shopcard.store.ledger.programs import Programs
from shopcard.store.ledger.reward_costs import cost_of, costs_at

PART = 500
"""Customers in one batch of a query."""

_card, _terms = core(CardRow).c, core(TermsRow).c


def open_cards(session: Session, today: date) -> OpenCards:
    """Of all programmes, at what rewards cost by now."""
    costs, sizes = costs_at(session, today), _terms_by_size(session)
    begun = and_(_card.untouched.is_(False), or_(_card.expires.is_(None), _card.expires >= today))
    asked = (
        select(_card.program_id, _card.size, _card.stamps, func.count(), func.sum(_card.carry))
        .where(begun)
        .group_by(_card.program_id, _card.size, _card.stamps)
    )
    found = OpenCards()
    for program, size, stamps, cards, carry in session.execute(asked).all():
        worth = partial(cost_of, costs, program)
        told = {of_cards(t, stamps, cards, int(carry), worth) for t in sizes[program, size]}
        if len(told) == 1:
            found += told.pop()
            continue
        # Terms of one size that come to different costs: which a card is under, its ledger says.
        whose = select(_card.customer_id).where(
            begun, _card.program_id == program, _card.size == size, _card.stamps == stamps
        )
        found += _one_by_one(session, session.execute(whose).scalars().all(), program, worth, today)
    return found


def _one_by_one(
    session: Session, customers: Sequence[str], program: int, worth: CostOf, today: date
) -> OpenCards:
    programs, found = Programs(session), OpenCards()
    for n in range(0, len(customers), PART):
        for entries in ledgers_of(session, customers[n : n + PART], programs).values():
            card = replay(entries, today).card(program)
            if card.terms:
                found += of_cards(card.terms, card.stamps, 1, card.carry, worth)
    return found


def _terms_by_size(session: Session) -> dict[tuple[int, int], list[Terms]]:
    """All terms that were ever in force, by programme and size of the card."""
    found: dict[tuple[int, int], list[Terms]] = {}
    for program, body in session.execute(select(_terms.program_id, _terms.body)):
        terms = Terms.from_dict(body)
        found.setdefault((program, terms.size), []).append(terms)
    return found
