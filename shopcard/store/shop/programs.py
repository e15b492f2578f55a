"""The owner's programmes, inside a session that the caller opened."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import func, true
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from shopcard.errors import NotFound, Refused
from shopcard.language import _
from shopcard.rules import simulate as rules
from shopcard.rules.calendar import add_months
from shopcard.rules.card import Entry, Kind
from shopcard.rules.program import Terms
from shopcard.rules.simulate import Bought, Simulated
from shopcard.rules.text import clean_text, fold
from shopcard.store.answers.counter import Affected, Program
from shopcard.store.database.engine import reading, writing
from shopcard.store.database.tables import (
    CardRow,
    CustomerRow,
    EntryProgramRow,
    EntryRow,
    ProgramRow,
    TermsRow,
    core,
)
from shopcard.store.database.wanted import as_long_as_wanted
from shopcard.store.ledger import kept_money
from shopcard.store.ledger.programs import Programs
from shopcard.store.shop.open_shop import OpenShop

_customer, _entry, _effect = core(CustomerRow), core(EntryRow), core(EntryProgramRow)
_voider = _entry.alias("voider")


def named(session: Session, name: str | None) -> Program:
    """By name, case and accents folded; the first open one without a name. NotFound."""
    known = Programs(session)
    if name is None:
        return known.get(None)
    for program in known.in_order:
        if fold(program.name) == fold(name):
            return program
    raise NotFound(
        _("There is no programme “{name}”. These are: {names}.").format(
            name=name, names=", ".join(p.name for p in known.in_order)
        )
    )


def add(session: Session, name: str, terms: Terms, at: datetime) -> Program:
    position = session.exec(select(func.coalesce(func.max(ProgramRow.position), 0))).one() + 1
    row = ProgramRow(name="", folded="", position=position)
    _rename(session, row, name)
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add(TermsRow(program_id=row.id, since=at, body=terms.to_dict()))
    session.flush()
    return Programs(session).get(row.id)


def change(
    session: Session, program_id: int, name: str | None, terms: Terms | None, at: datetime
) -> Program:
    program = Programs(session).get(program_id)
    if program.closed:
        raise Refused(_("“{program}” is closed and stays as it is.").format(program=program.name))
    row = session.get_one(ProgramRow, program_id)
    if name is not None:
        _rename(session, row, name)
        session.add(row)
    if terms is not None and terms != program.terms:
        session.add(TermsRow(program_id=program_id, since=at, body=terms.to_dict()))
    session.flush()
    return Programs(session).get(program_id)


def close(session: Session, program_id: int, at: datetime) -> Program:
    program = Programs(session).get(program_id)
    if program.closed:
        raise Refused(_("“{program}” is closed already.").format(program=program.name))
    row = session.get_one(ProgramRow, program_id)
    row.closed_at = at
    session.add(row)
    session.flush()
    return Programs(session).get(program_id)


def affected(session: Session, program_id: int, today: date) -> Affected:
    """The cards in progress on `today`: name, stamps, and the size they will end at."""
    rows = session.exec(
        select(CustomerRow.name, CardRow.stamps, CardRow.size)
        .join(CustomerRow)
        .where(
            CardRow.program_id == program_id,
            col(CardRow.untouched).is_(False),
            col(CustomerRow.erased_on).is_(None),
            col(CardRow.expires).is_(None) | (col(CardRow.expires) >= today),
        )
        .order_by(col(CardRow.stamps).desc(), col(CustomerRow.name))
    ).all()
    return Affected(Programs(session).get(program_id), tuple((n, s, z) for n, s, z in rows))


def simulate(session: Session, terms: Terms, program_id: int | None, today: date) -> Simulated:
    """On the purchases of the last 12 months; of a programme's own where it is named."""
    histories: dict[str, list[Bought]] = defaultdict(list)
    keyed = func.coalesce(func.max(_effect.c.stamps), 1)
    stamped = _effect.c.program_id == program_id if program_id is not None else true()
    asked = (
        select_columns(
            _entry.c.id, _entry.c.at, _entry.c.business_day, _entry.c.amount,
            _entry.c.customer_id, _customer.c.merged_into, keyed,
        )
        .join_from(_entry, _customer, _customer.c.id == _entry.c.customer_id)
        .join(_effect, (_effect.c.entry_id == _entry.c.id) & stamped, isouter=program_id is None)
        .outerjoin(_voider, _voider.c.voids == _entry.c.id)
        .where(
            _entry.c.business_day > add_months(today, -12),
            _entry.c.kind == Kind.PURCHASE,
            _voider.c.id.is_(None),
        )
        .group_by(_entry.c.id)
        .order_by(_entry.c.id)
    )  # fmt: skip
    for number, at, day, amount, who, into, stamps in session.execute(asked):
        entry = Entry(number, at, day, Kind.PURCHASE, amount=amount)
        histories[into or who].append(Bought(entry, max(stamps, 1)))
    known = select_columns(_customer.c.id, _customer.c.birthday).where(_customer.c.birthday != "")
    birthdays = dict(session.execute(known).all())
    return rules.simulate(
        (
            rules.History(birthdays.get(who, ""), bought)
            for who, bought in as_long_as_wanted(histories.items())
        ),
        terms,
    )


def _rename(session: Session, row: ProgramRow, name: str) -> None:
    cleaned = clean_text(name, most=60)
    if not cleaned:
        raise Refused(_("Name the programme, for example “Ice-cream cone”."))
    same = session.exec(select(ProgramRow).where(ProgramRow.folded == fold(cleaned))).first()
    if same is not None and same.id != row.id:
        raise Refused(_("There is a programme “{name}” already.").format(name=same.name))
    row.name, row.folded = cleaned, fold(cleaned)


class ProgramsPart:
    """The owner's programmes: add, change, close, try out."""

    def __init__(self, opened: OpenShop) -> None:
        self._opened = opened

    def all(self, *, closed: bool = False) -> tuple[Program, ...]:
        """In the owner's order; closed ones too if asked for."""
        with reading(self._opened.engine) as session:
            known = Programs(session)
        return known.in_order if closed else known.open

    def named(self, name: str | None) -> Program:
        """By name, case and accents folded; the first open one without a name."""
        with reading(self._opened.engine) as session:
            return named(session, name)

    def add(self, name: str, terms: Terms) -> Program:
        typed_in = self._opened.settings.currency
        with writing(self._opened.engine) as session:
            added = add(session, name, terms, self._opened.clock())
            if terms.in_money:
                kept_money.must_be_in(session, typed_in)
            return added

    def affected(self, program_id: int) -> Affected:
        """The cards in progress, which a change of terms leaves to end as they began."""
        with reading(self._opened.engine) as session:
            return affected(session, program_id, self._opened.today_day())

    def change(
        self, program_id: int, *, name: str | None = None, terms: Terms | None = None
    ) -> Program:
        """New terms are for cards not yet started."""
        typed_in = self._opened.settings.currency
        with writing(self._opened.engine) as session:
            if terms is not None and terms.in_money:
                kept_money.must_be_in(session, typed_in)
            return change(session, program_id, name, terms, self._opened.clock())

    def simulate(self, terms: Terms, program_id: int | None = None) -> Simulated:
        """What terms would have come to on the purchases of the last 12 months: on those of one
        programme, or on all. May take seconds in a large shop."""
        with reading(self._opened.engine) as session:
            return simulate(session, terms, program_id, self._opened.today_day())

    def close(self, program_id: int) -> Program:
        """No more stamps; rewards already earned stay good to their date."""
        with writing(self._opened.engine) as session:
            return close(session, program_id, self._opened.clock())
