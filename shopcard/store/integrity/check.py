"""Is the shop sound? Replay everything, compare with what is kept, and look at the file itself.

Damage in one place never hides the rest: what cannot be read is named, and the check goes on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import Engine, exc, func, text
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, delete, insert, select

from shopcard.errors import Busy, Damaged, DiskFull, ShopcardError
from shopcard.language import _, ngettext, say_day, say_number
from shopcard.rules.card import replay
from shopcard.rules.text import clean_text, fold, words
from shopcard.store.answers.counter import Checked
from shopcard.store.customers.search_index import search_rows, slip_rows
from shopcard.store.database import schema
from shopcard.store.database.engine import reading, sentence_for, sqlite_module, writing
from shopcard.store.database.tables import (
    APPLICATION_ID,
    CardRow,
    CustomerMonthRow,
    CustomerRow,
    RewardRow,
    SearchSlipRow,
    SearchWordRow,
    core,
    metadata,
)
from shopcard.store.integrity import expected_schema, row_laws, unreadable_values
from shopcard.store.ledger import (
    ahead,
    merged,
)
from shopcard.store.ledger import (
    entries as ledger,
)
from shopcard.store.ledger import (
    standing as rollup,
)
from shopcard.store.ledger.programs import Programs
from shopcard.store.ledger.rebuild import EVERY, keep_all, ledgers_of
from shopcard.store.month import cache
from shopcard.store.privacy import erase

MOST_PROBLEMS = 50


def counts(session: Session) -> dict[str, int]:
    """Rows per table, by the table's name."""
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata().sorted_tables
    }


def check(engine: Engine, today: date, *, rebuild: bool) -> Checked:
    """Sentences for all that is wrong, at most 50. `rebuild` makes what is kept anew first. Busy
    and DiskFull; nothing else is raised of an open shop, however damaged."""
    problems: list[str] = []
    if rebuild:
        try:
            with writing(engine) as session:
                _rebuild(session, today)
        except (Busy, DiskFull):
            raise
        except (ShopcardError, *unreadable_values.MISFITS):
            problems.append(
                _("What is kept could not be made anew, as there is damage in the ledger itself.")
            )
    with reading(engine) as session:
        for problem in _problems(session, today):
            problems.append(problem)
            if len(problems) == MOST_PROBLEMS:
                problems.append(_("There are more; these are the first."))
                break
        return Checked(
            ok=not problems,
            schema=schema.revision_of(engine),
            sqlite=schema.sqlite_version(),
            journal=str(session.execute(text("PRAGMA journal_mode")).scalar_one()),
            counts=_counts_read(session),
            problems=tuple(problems),
        )


def _problems(session: Session, today: date) -> Iterator[str]:
    raw: Any = session.connection().connection.dbapi_connection
    yield from _guarded(_file(session), _("The file"))
    yield from _guarded(_schema(session, raw), _("How the file is made"))
    yield from _guarded(unreadable_values.unreadable(raw), _("The file"))
    yield from _guarded(row_laws.impossible(raw, today), _("The ledger"))
    yield from _guarded(_figures(raw), _("The months' figures"))
    yield from _guarded(_merges(session), _("Who is merged with whom"))
    yield from _guarded(_cards(session, today), _("The programmes"))
    yield from _guarded(_search(session), _("The search"))
    yield from _guarded(_remains(session), _("The erased customers"))
    yield from _guarded(_ahead(session, today), _("The ledger"))


def _guarded(found: Iterator[str], what: str) -> Iterator[str]:
    """What is found, and one sentence more where damage ends the search."""
    try:
        yield from found
    except _UNREADABLE as error:
        _only_damage(error)
        yield _(
            "{what} cannot be read to the end: there is damage. Restore the latest backup."
        ).format(what=what)


def _only_damage(error: Exception) -> None:
    """Raise what is no damage of the file: another till that writes, a full or failing disk."""
    if not isinstance(error, unreadable_values.MISFITS):
        shown = error if isinstance(error, ShopcardError) else sentence_for(error)
        if not isinstance(shown, Damaged):
            raise shown from error


_UNREADABLE = (exc.SQLAlchemyError, sqlite_module().Error, Damaged, *unreadable_values.MISFITS)


def _counts_read(session: Session) -> dict[str, int]:
    """Rows per table, of those that can be counted."""
    counted = {}
    for table in metadata().sorted_tables:
        with suppress(*_UNREADABLE):
            asked = select(func.count()).select_from(table)
            counted[table.name] = session.execute(asked).scalar_one()
    return counted


def _file(session: Session) -> Iterator[str]:
    found = session.execute(text("PRAGMA integrity_check")).scalars().all()
    if found != ["ok"]:
        # What SQLite says of it are pages and cells, which tell a shop nothing.
        yield ngettext(
            "The file is damaged, in {n} place at least. Restore the latest backup.",
            "The file is damaged, in {n} places at least. Restore the latest backup.",
            len(found),
        ).format(n=say_number(len(found)))
    for table, row, *_rest in session.execute(text("PRAGMA foreign_key_check")):
        yield (
            _("A row of “{table}” refers to one that is not there.")
            if row is None
            else _("Row {row} of “{table}” refers to one that is not there.")
        ).format(table=table, row=row)
    if session.execute(text("PRAGMA application_id")).scalar_one() != APPLICATION_ID:
        yield _("The file does not carry the mark of a shop.")


def _schema(session: Session, raw: Any) -> Iterator[str]:
    revision = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    yield from expected_schema.differences(raw, str(revision))


def _figures(raw: Any) -> Iterator[str]:
    if changed := cache.changed(raw):
        yield ngettext(
            "{n} kept figure of a month was changed from outside, and is not used. "
            "Run: shopcard check --rebuild",
            "{n} kept figures of months were changed from outside, and are not used. "
            "Run: shopcard check --rebuild",
            changed,
        ).format(n=say_number(changed))


def _remains(session: Session) -> Iterator[str]:
    for customer_id in sorted(erase.remains(session)):
        yield _(
            "Something is left of the erased customer {id}. Run: shopcard check --rebuild"
        ).format(id=customer_id)


def _ahead(session: Session, today: date) -> Iterator[str]:
    for act in ahead.to_come(session, today):
        yield _(
            "Action {n}, of {name} ({id}), is dated {day}, a day to come: a clock was wrong. "
            "Undo it and do it again."
        ).format(n=act.entry, name=act.name or _("(erased)"), id=act.customer, day=say_day(act.day))


def _cards(session: Session, today: date) -> Iterator[str]:
    """Every customer's ledger replayed to the day of the kept answer, and compared with it."""
    programs = Programs(session)
    ids = session.execute(select(CustomerRow.id).order_by(col(CustomerRow.id))).scalars().all()
    for start in range(0, len(ids), EVERY):
        part = ids[start : start + EVERY]
        try:
            yield from list(_compared(session, programs, part, today))
        except _UNREADABLE as error:
            _only_damage(error)
            for one in part:
                try:
                    yield from list(_compared(session, programs, [one], today))
                except _UNREADABLE:
                    yield _("What is kept of {id} cannot be compared with the ledger.").format(
                        id=clean_text(one[:40])
                    )


def _compared(
    session: Session, programs: Programs, ids: Sequence[str], today: date
) -> Iterator[str]:
    cards, rewards = _by_customer(session, CardRow, ids), _by_customer(session, RewardRow, ids)
    months = _by_customer(session, CustomerMonthRow, ids)
    asked = select_columns(core(CustomerRow)).where(core(CustomerRow).c.id.in_(ids))
    kept = {row.id: row for row in session.execute(asked)}
    for customer_id, entries in ledgers_of(session, programs, ids):
        row = kept[customer_id]
        as_of = max((card["as_of"] for card in cards[customer_id]), default=today)
        standing = replay(entries, as_of)
        who = {"name": row.name or _("(erased)"), "id": customer_id}
        if standing.uncovered:
            yield _("{name} ({id}) was given a reward that was not earned.").format(**who)
        if not _same(cards[customer_id], rollup.card_rows(customer_id, standing)):
            yield _("The cards of {name} ({id}) do not show what the ledger says.").format(**who)
        if not _same(rewards[customer_id], rollup.reward_rows(customer_id, standing)):
            yield _("The rewards of {name} ({id}) are not what the ledger says.").format(**who)
        kept_visits = rollup.Visits(
            row.visits, row.first_visit, row.second_visit, row.last_visit, row.opening
        )
        counted = rollup.month_rows(customer_id, entries, standing.gains)
        if kept_visits != rollup.visits(entries) or not _same(months[customer_id], counted):
            yield _("The visits of {name} ({id}) are not what the ledger says.").format(**who)


def _merges(session: Session) -> Iterator[str]:
    """Who is merged into whom, compared with the merges that stand."""
    told = merged.by_ledger(session)
    asked = select(CustomerRow.id, CustomerRow.name, CustomerRow.merged_into)
    for row in session.execute(asked):
        if row.merged_into != told.get(row.id):
            yield _("With whom {name} ({id}) is merged is not what the ledger says.").format(
                name=row.name, id=row.id
            )


def _by_customer(
    session: Session, model: type[SQLModel], ids: Sequence[str]
) -> dict[str, list[ledger.Row]]:
    rows: dict[str, list[ledger.Row]] = defaultdict(list)
    table = core(model)
    for row in session.execute(select_columns(table).where(table.c.customer_id.in_(ids))):
        rows[row.customer_id].append(row._asdict())
    return rows


def _same(kept: Sequence[ledger.Row], wanted: Sequence[ledger.Row]) -> bool:
    return Counter(rollup.plain(kept)) == Counter(rollup.plain(wanted))


def _search(session: Session) -> Iterator[str]:
    found_by: dict[str, set[str]] = defaultdict(set)
    for word, customer_id in session.execute(select(SearchWordRow.word, SearchWordRow.customer_id)):
        found_by[customer_id].add(word)
    slips = set(map(tuple, session.execute(select(SearchSlipRow.slip, SearchSlipRow.word))))
    called = _called(session)
    for customer_id, name, folded in session.execute(
        select(CustomerRow.id, CustomerRow.name, CustomerRow.folded).where(
            col(CustomerRow.erased_on).is_(None)
        )
    ):
        expected = {word for each in called[customer_id] for word in words(each)}
        findable = {(row["slip"], row["word"]) for row in slip_rows(expected)} <= slips
        if found_by[customer_id] != expected or folded != fold(name) or not findable:
            yield _("{name} ({id}) cannot be found by name.").format(name=name, id=customer_id)


def _called(session: Session) -> dict[str, list[str]]:
    """The names that find a customer: none find one who was merged into another."""
    names: dict[str, list[str]] = defaultdict(list)
    asked = select(CustomerRow.id, CustomerRow.name, CustomerRow.merged_into)
    for customer_id, name, into in session.execute(asked):
        names[into or customer_id].append(name)
    return names


def _rebuild(session: Session, today: date) -> None:
    """Merges, cards, rewards, visits, months and the search tables, all from the ledger and the
    names; and what ought not to be there of the erased goes."""
    expected_schema.mend(session.connection().connection.dbapi_connection, schema.HEAD)
    erase.blank_remains(session)
    told = merged.by_ledger(session)
    for row in session.exec(select(CustomerRow)).all():
        row.merged_into = told.get(row.id)
        session.add(row)
    session.flush()
    session.execute(delete(CardRow))
    session.execute(delete(RewardRow))
    keep_all(session, Programs(session), today)
    session.execute(delete(SearchWordRow))
    session.execute(delete(SearchSlipRow))
    all_words: set[str] = set()
    for row in session.exec(select(CustomerRow)).all():
        row.folded = fold(row.name)
        session.add(row)
    for customer_id, names in _called(session).items():
        if found := search_rows(customer_id, *names):
            session.execute(insert(SearchWordRow), found)
            all_words |= {r["word"] for r in found}
    if slips := slip_rows(sorted(all_words)):
        session.execute(insert(SearchSlipRow), slips)
