"""Keep the search index in step with the customers."""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, exists, insert, select
from sqlmodel import Session

from shopcard.rules.text import one_letter_deletions, words
from shopcard.store.database.tables import CustomerRow, EntryRow, SearchSlipRow, SearchWordRow, core
from shopcard.store.ledger.merged import kept

_customers, _entries = core(CustomerRow), core(EntryRow)
_customer, _entry = _customers.c, _entries.c

_AT_ONCE = 20_000
"""Rows that are inserted in one go."""


_NAMES = (
    select(_customer.name)
    .where((_customer.id == bindparam("who")) | (_customer.merged_into == bindparam("who")))
    .order_by(_customer.id)
)


def index(session: Session, customer_id: str) -> None:
    """Make a person findable by the names of the customer kept and of those merged into them."""
    who, _name = kept(session, customer_id)
    index_customer(session, who, *session.execute(_NAMES, {"who": who}).scalars())


SHORTEST_SLIP = 4
"""Words shorter than this are not searched with a typing mistake."""


_word, _slip = core(SearchWordRow), core(SearchSlipRow)


def search_rows(customer_id: str, *names: str) -> list[dict[str, str]]:
    """What `search_word` holds for a customer of these names."""
    found_by = dict.fromkeys(word for name in names for word in words(name))
    return [{"word": word, "customer_id": customer_id} for word in found_by]


def slip_rows(found_by: Iterable[str]) -> list[dict[str, str]]:
    """What `search_slip` holds for some words."""
    return [
        {"slip": slip, "word": word}
        for word in found_by
        if len(word) >= SHORTEST_SLIP
        for slip in sorted(one_letter_deletions(word))
    ]


def index_customer(session: Session, customer_id: str, *names: str) -> None:
    """Make a customer findable by these names and no other."""
    theirs = _word.c.customer_id == customer_id
    had = set(session.execute(select(_word.c.word).where(theirs)).scalars())
    session.execute(delete(_word).where(theirs))
    if rows := search_rows(customer_id, *names):
        session.execute(insert(_word), rows)
    new = {row["word"] for row in rows}
    _forget_words(session, had - new)
    there = select(core(SearchSlipRow).c.word).where(
        core(SearchSlipRow).c.word.in_(new), _slip.c.slip == core(SearchSlipRow).c.word
    )
    new.difference_update(session.execute(there).scalars())
    if slips := slip_rows(sorted(new)):
        session.execute(insert(_slip), slips)


def _forget_words(session: Session, old: set[str]) -> None:
    """Take away the slips of those of these words by which nobody is found any more."""
    if not old:
        return
    held = session.execute(select(_word.c.word).where(_word.c.word.in_(old))).scalars()
    for word in old.difference(held):
        slips = one_letter_deletions(word)
        session.execute(
            delete(_slip).where(_slip.c.slip.in_(slips), core(SearchSlipRow).c.word == word)
        )


def forget_stray_words(session: Session) -> None:
    """Take away the slips of every word by which nobody is found."""
    held = exists().where(_word.c.word == core(SearchSlipRow).c.word)
    session.execute(delete(_slip).where(~held))


def index_missing(session: Session) -> None:
    """Add the words by which customers are to be found and an older shopcard did not keep."""
    asked = select(_customer.id, _customer.name, _customer.merged_into)
    found_by = [
        row for who, name, into in session.execute(asked) for row in search_rows(into or who, name)
    ]
    known = set(session.execute(select(core(SearchSlipRow).c.word).distinct()).scalars())
    slips = slip_rows(sorted({row["word"] for row in found_by} - known))
    for table, rows in ((core(SearchWordRow), found_by), (core(SearchSlipRow), slips)):
        for start in range(0, len(rows), _AT_ONCE):
            added = insert(table).prefix_with("OR IGNORE")
            session.execute(added, rows[start : start + _AT_ONCE])
