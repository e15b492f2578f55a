"""Forgetting a person for good: every word about them goes, every count stays.

Every function works inside a transaction that its caller opened, but `sweep`, which comes after.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Engine, bindparam, delete, func, or_, select, update
from sqlmodel import Session

from shopcard.errors import ShopcardError
from shopcard.store.answers.counter import Erased, Erasure
from shopcard.store.customers import rows
from shopcard.store.customers.search_index import forget_stray_words
from shopcard.store.database.engine import plainly, reading, writing
from shopcard.store.database.tables import (
    UNSWEPT,
    CardNumberRow,
    ConsentRow,
    ContactRow,
    CustomerRow,
    EntryRow,
    FeedbackRow,
    PhoneRow,
    RemarkRow,
    SearchWordRow,
    SettingRow,
    StaffRow,
    core,
)

_customer, _staff, _feedback = core(CustomerRow), core(StaffRow), core(FeedbackRow)
_phone, _number, _contact = core(PhoneRow), core(CardNumberRow), core(ContactRow)
_word, _remark, _entry = core(SearchWordRow), core(RemarkRow), core(EntryRow)
_cause, _setting = _entry.alias("cause"), core(SettingRow)
_THEM: BindParameter[str] = bindparam("them", expanding=True)

BLANK: Mapping[str, Any] = {
    "name": "",
    "folded": "",
    "email": "",
    "birthday": "",
    "note": "",
    "contact_ok": False,
    "consent_on": None,
}
"""What is left of a customer's own words."""

GONE = (_phone, _number, _word, _contact, core(ConsentRow))
"""Tables whose rows of a customer are deleted: they say something of the person and count in no
figure."""

_JOINED = select(_entry.c.id).where(_entry.c.joins.in_(_THEM))
_BROUGHT = (
    select(_entry.c.id)
    .join(_cause, _cause.c.id == _entry.c.caused_by)
    .where(_cause.c.customer_id.in_(_THEM))
)
_THEIR_ENTRIES = select(_entry.c.id).where(
    or_(
        _entry.c.customer_id.in_(_THEM),
        # What was said when they were merged with another, and when their acts were undone with
        # what these had brought to another.
        _entry.c.joins.in_(_THEM),
        _entry.c.voids.in_(_JOINED.union_all(_BROUGHT)),
    )
)
_THEIR_REMARKS = _remark.c.entry_id.in_(_THEIR_ENTRIES)

_IN_LOG = " in the log"
"""What `UNSWEPT` ends with once only the log is left to be emptied, which takes no time."""

PART = 500


def erasure(session: Session, customer_id: str) -> Erasure:
    """What erasing a customer would take away, and what would stay."""
    ids = rows.same_person(session, customer_id)
    customer, *others = rows.customers(session, ids)
    said = (_feedback.c.comment != "") & _feedback.c.customer_id.in_(_THEM)

    def count(table: Any, whose: Any) -> int:
        asked = select(func.count()).select_from(table).where(whose)
        return int(session.execute(asked, {"them": ids}).scalar_one())

    return Erasure(
        customer=customer,
        others=tuple(others),
        phones=sum(len(one.phones) for one in (customer, *others)),
        cards=sum(len(one.card_numbers) for one in (customer, *others)),
        remarks=count(_remark, _THEIR_REMARKS) + count(_feedback, said),
        contacts=count(_contact, _contact.c.customer_id.in_(_THEM)),
        entries=count(_entry, _entry.c.customer_id.in_(_THEM)),
    )


def erase(session: Session, customer_ids: Sequence[str], today: date) -> Erased:
    """Forget customers, with those who were merged into them."""
    them = [rows.same_person(session, customer_id) for customer_id in customer_ids]
    names = tuple(rows.name_of(session, kept) for kept, *_others in them)
    ids = tuple(dict.fromkeys(who for same in them for who in same))
    _blank(session, dict.fromkeys(ids, today))
    return Erased(names, ids, today)


def erase_again(session: Session, known: Mapping[str, date]) -> int:
    """Forget those who were erased on the days told, where they stand here with their names; how
    many did."""
    there: dict[str, date] = {}
    for part in _parts(list(known)):
        asked = select(_customer.c.id).where(
            _customer.c.id.in_(part), _customer.c.erased_on.is_(None)
        )
        there |= {who: known[who] for who in session.execute(asked).scalars()}
    if there:
        _blank(session, there)
    return len(there)


def erased(session: Session) -> dict[str, date]:
    """Who was erased, and on which day."""
    asked = select(_customer.c.id, _customer.c.erased_on).where(_customer.c.erased_on.is_not(None))
    return {row.id: row.erased_on for row in session.execute(asked)}


def remains(session: Session) -> set[str]:
    """The erased of whom something is there that ought not to be."""
    gone = select(_customer.c.id).where(_customer.c.erased_on.is_not(None))
    left = or_(*(_customer.c[column].is_distinct_from(value) for column, value in BLANK.items()))
    found = set(session.execute(gone.where(left)).scalars())
    for table in GONE:
        kept = select(table.c.customer_id).where(table.c.customer_id.in_(gone))
        found |= set(session.execute(kept).scalars())
    said = select(_feedback.c.customer_id).where(
        _feedback.c.customer_id.in_(gone), _feedback.c.comment != ""
    )
    return found | set(session.execute(said).scalars())


def blank_remains(session: Session) -> None:
    """Take away what ought not to be there any more of those who were erased."""
    days = erased(session)
    if left := remains(session):
        _blank(session, {who: days[who] for who in left})


def _blank(session: Session, days: Mapping[str, date]) -> None:
    for part in _parts(sorted(days)):
        them = {"them": part}
        for who in part:
            session.execute(
                update(_customer).where(_customer.c.id == who).values(**BLANK, erased_on=days[who])
            )
        for table in GONE:
            session.execute(delete(table).where(table.c.customer_id.in_(_THEM)), them)
        session.execute(delete(_remark).where(_THEIR_REMARKS), them)
        for table, blanked in ((_feedback, {"comment": ""}), (_staff, {"customer_id": None})):
            session.execute(
                update(table).where(table.c.customer_id.in_(_THEM)).values(**blanked), them
            )
    forget_stray_words(session)
    session.merge(SettingRow(key=UNSWEPT, value=secrets.token_hex(8)))
    session.flush()
    session.expire_all()


def _parts(ids: Sequence[str]) -> Collection[Sequence[str]]:
    return [ids[n : n + PART] for n in range(0, len(ids), PART)]


# The file's unused parts


def sweep(engine: Engine) -> bool:
    """Make the file anew where something erased may be left in its unused parts; whether it is
    clean now.

    SQLite zeroes what is deleted (secure_delete), but when rows move from one page to another it
    leaves copies of them in the free room of the first: of 200 people erased one by one 6 left a
    name there. Only VACUUM leaves none. It takes about a second per 50 MB, in which other tills
    wait; where one of them is in the way, the next sweep does it.
    """
    with reading(engine) as session:
        row = session.get(SettingRow, UNSWEPT)
    if row is None:
        return True
    these = row.value
    try:
        with plainly(engine) as raw:
            if not these.endswith(_IN_LOG):
                raw.execute("VACUUM")
            # Until it is emptied, the write-ahead log holds pages as they were.
            busy, _pages, _moved = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        # Who was erased meanwhile, at another till, has a mark of their own.
        mine = (_setting.c.key == UNSWEPT) & (_setting.c.value == these)
        with writing(engine) as session:
            if not busy:
                session.execute(delete(_setting).where(mine))
            elif not these.endswith(_IN_LOG):
                session.execute(update(_setting).where(mine).values(value=these + _IN_LOG))
        if busy:
            return False
    except ShopcardError:
        return False
    return True
