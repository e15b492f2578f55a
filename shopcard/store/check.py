"""Is the shop sound? Replay everything, compare with what is kept, and look at the file itself."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Engine, func, text
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, delete, insert, select

from shopcard.language import _
from shopcard.rules.card import replay
from shopcard.rules.identity import fold, words
from shopcard.store import bulk, erase, ledger, person, rollup, schema
from shopcard.store.answers import Checked
from shopcard.store.engine import reading, writing
from shopcard.store.ledger import Programs
from shopcard.store.search import search_rows, slip_rows
from shopcard.store.tables import (
    APPEND_ONLY,
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

MOST_PROBLEMS = 50


def counts(session: Session) -> dict[str, int]:
    """Rows per table, by the table's name."""
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata().sorted_tables
    }


def check(engine: Engine, today: date, *, rebuild: bool) -> Checked:
    """Sentences for all that is wrong, at most 50. `rebuild` makes what is kept anew first."""
    if rebuild:
        with writing(engine) as session:
            _rebuild(session, today)
    with reading(engine) as session:
        problems: list[str] = []
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
            counts=counts(session),
            problems=tuple(problems),
        )


def _problems(session: Session, today: date) -> Iterator[str]:
    yield from _file(session)
    yield from _merges(session)
    yield from _cards(session, today)
    yield from _search(session)
    for customer_id in sorted(erase.remains(session)):
        yield _(
            "Something is left of the erased customer {id}. Run: shopcard check --rebuild"
        ).format(id=customer_id)


def _file(session: Session) -> Iterator[str]:
    for line in session.execute(text("PRAGMA integrity_check")).scalars():
        if line != "ok":
            yield _("The file is damaged: {detail}").format(detail=line)
    for table, *_rest in session.execute(text("PRAGMA foreign_key_check")):
        yield _("A row of “{table}” refers to one that is not there.").format(table=table)
    if session.execute(text("PRAGMA application_id")).scalar_one() != APPLICATION_ID:
        yield _("The file does not carry the mark of a shop.")
    guards = set(
        session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
    )
    for table in APPEND_ONLY:
        for act in ("update", "delete"):
            if f"{table}_refuses_{act}" not in guards:
                yield _("The ledger is unguarded: “{table}” could be altered.").format(table=table)


def _cards(session: Session, today: date) -> Iterator[str]:
    """Every customer's ledger replayed to the day of the kept answer, and compared with it."""
    programs = Programs(session)
    cards, rewards = _by_customer(session, CardRow), _by_customer(session, RewardRow)
    months = _by_customer(session, CustomerMonthRow)
    kept = {row.id: row for row in session.exec(select(CustomerRow))}
    for customer_id, entries in bulk.each_ledger(session, programs):
        row = kept[customer_id]
        as_of = max((card["as_of"] for card in cards[customer_id]), default=today)
        standing = replay(entries, as_of)
        who = {"name": row.name or _("(erased)"), "id": customer_id}
        if standing.uncovered:
            yield _("{name} ({id}) was given a reward that was not earned.").format(**who)
        if not _same(cards[customer_id], ledger.card_rows(customer_id, standing)):
            yield _("The cards of {name} ({id}) do not show what the ledger says.").format(**who)
        if not _same(rewards[customer_id], ledger.reward_rows(customer_id, standing)):
            yield _("The rewards of {name} ({id}) are not what the ledger says.").format(**who)
        kept_visits = rollup.Visits(
            row.visits, row.first_visit, row.second_visit, row.last_visit, row.opening
        )
        counted = rollup.month_rows(customer_id, entries, standing.gains)
        if kept_visits != rollup.visits(entries) or not _same(months[customer_id], counted):
            yield _("The visits of {name} ({id}) are not what the ledger says.").format(**who)


def _merges(session: Session) -> Iterator[str]:
    """Who is merged into whom, compared with the merges that stand."""
    told = person.by_ledger(session)
    for row in session.exec(select(CustomerRow)):
        if row.merged_into != told.get(row.id):
            yield _("With whom {name} ({id}) is merged is not what the ledger says.").format(
                name=row.name, id=row.id
            )


def _by_customer(session: Session, model: type[SQLModel]) -> dict[str, list[ledger.Row]]:
    rows: dict[str, list[ledger.Row]] = defaultdict(list)
    for row in session.execute(select_columns(core(model))):
        rows[row.customer_id].append(row._asdict())
    return rows


def _same(kept: Sequence[ledger.Row], wanted: Sequence[ledger.Row]) -> bool:
    return Counter(ledger.plain(kept)) == Counter(ledger.plain(wanted))


def _search(session: Session) -> Iterator[str]:
    found_by: dict[str, set[str]] = defaultdict(set)
    for word, customer_id in session.execute(select(SearchWordRow.word, SearchWordRow.customer_id)):
        found_by[customer_id].add(word)
    slips = set(session.exec(select(SearchSlipRow.word).distinct()))
    called = _called(session)
    for customer_id, name, folded in session.execute(
        select(CustomerRow.id, CustomerRow.name, CustomerRow.folded).where(
            col(CustomerRow.erased_on).is_(None)
        )
    ):
        expected = {word for each in called[customer_id] for word in words(each)}
        findable = {row["word"] for row in slip_rows(expected)} <= slips
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
    erase.blank_remains(session)
    told = person.by_ledger(session)
    for row in session.exec(select(CustomerRow)).all():
        row.merged_into = told.get(row.id)
        session.add(row)
    session.flush()
    session.execute(delete(CardRow))
    session.execute(delete(RewardRow))
    bulk.keep_all(session, Programs(session), today)
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
