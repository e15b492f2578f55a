"""The whole shop as tables for a spreadsheet: a folder of CSV files, or one workbook.

Meant for people to read and reckon with; no PINs are in it. What a shop is rebuilt from is a
backup or the JSON.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shopcard.files.backup.verified import default_name
from shopcard.files.new_files import empty_file, make_new, make_new_folder, work_folder, writing_to
from shopcard.files.personal_data import how_said
from shopcard.files.spreadsheet import write_csv, write_workbook
from shopcard.language import _
from shopcard.rules.calendar import local
from shopcard.rules.text import fold
from shopcard.store.database import tables as kept
from shopcard.words.acts import kind_names
from shopcard.words.programs import say_conditions, say_rewards
from shopcard.words.table import Cells, Column, Table, Value

if TYPE_CHECKING:
    from shopcard.rules.settings import Settings
    from shopcard.store.everything import RewardLine, Whole
    from shopcard.store.shop.shop import Shop

Progress = Callable[[float], None]
"""Told now and then what share is done, from 0 to 1."""

CODE, NUMBER, MONEY, DAY = Cells.CODE, Cells.NUMBER, Cells.MONEY, Cells.DAY


def export_csv(
    shop: "Shop", target: Path | None = None, *, progress: Progress = lambda done: None
) -> Path:
    """Write a folder with a CSV per table and return its path: a double click opens each, and
    `shopcard import` reads it, which of a zip neither does.

    `target` is the new folder, or an existing one in which it gets a name of its own; the current
    folder unless given. Refused for what is there already or a place that may not be written to,
    DiskFull; nothing is left then.
    """

    def write(folder: Path) -> None:
        done = 0
        for table in tables:
            file = empty_file(folder / f"{_slug(table.title)}.csv")
            done += write_csv(table, file, currency, heard(done))

    with _standing_still(shop, progress) as (tables, heard):
        currency = shop.opened.settings.currency
        return make_new_folder(write, target, default_name(shop, ""))


def export_xlsx(
    shop: "Shop", target: Path | None = None, *, progress: Progress = lambda done: None
) -> Path:
    """Write one workbook with a sheet per table and return its path. `target` and errors as
    `export_csv` has them, of a file."""
    with _standing_still(shop, progress) as (tables, heard):
        currency = shop.opened.settings.currency
        return make_new(
            lambda made: write_workbook(tables, made, currency, heard(0)),
            target,
            default_name(shop, ".xlsx"),
        )


Heard = Callable[[int], Callable[[int], None]]


@contextmanager
def _standing_still(shop: "Shop", progress: Progress) -> Iterator[tuple[list[Table], Heard]]:
    """The tables of a snapshot of the shop, so that no till waits while they are written; and who
    is told how many rows are, after so many."""
    from shopcard.store.shop.shop import Shop

    beside = shop.opened.where.parent
    with writing_to(beside), work_folder(beside) as work:
        shop.snapshot(work / "snapshot.db")
        with (
            Shop.open(work / "snapshot.db", clock=shop.opened.clock) as still,
            still.whole() as whole,
        ):
            tables = shop_tables(whole, shop.opened.settings)
            rows = sum(table.count for table in tables) or 1
            yield tables, lambda before: lambda done: progress(min((before + done) / rows, 1))
            progress(1)


def _slug(title: str) -> str:
    """A table's title as a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")


# The tables


def shop_tables(whole: "Whole", shop: "Settings") -> list[Table]:
    """Every table of interest. Their rows are read while they are written."""
    return [
        _customers(whole),
        _cards(whole),
        _rewards(whole),
        _history(whole, shop),
        _programs(whole, shop),
        _settlements(whole),
        _contacts(whole),
        _consents(whole),
        _feedback(whole),
        _staff(whole, shop),
    ]


def _person(whole: "Whole", who: str | None) -> str:
    """Another customer, by name and id."""
    if who is None:
        return ""
    return f"{name} ({who})" if (name := whole.names[who]) else who


def _who() -> tuple[Column, Column]:
    """Whose a row is: the id is the same in every table."""
    return Column(_("Id"), width=13), Column(_("Name"), width=24)


def _customers(whole: "Whole") -> Table:
    columns = (
        *_who(), Column(_("Phone"), CODE), Column(_("Other phones"), CODE),
        Column(_("E-mail"), width=26), Column(_("Birthday"), DAY), Column(_("Card"), CODE),
        Column(_("Replaced cards"), CODE), Column(_("Joined"), DAY), Column(_("Last visit"), DAY),
        Column(_("Visits"), NUMBER), Column(_("May be contacted"), Cells.YES),
        Column(_("Agreed on"), DAY), Column(_("Brought by"), width=24),
        Column(_("Joined to"), width=24), Column(_("Note"), width=30),
    )  # fmt: skip
    rows = (
        (
            one.id, one.name, next(iter(one.phones), ""), ", ".join(one.phones[1:]), one.email,
            _birthday(one.birthday), one.card, ", ".join(one.card_numbers[1:]), one.joined,
            one.last_visit, one.visits, one.contact_ok, one.consent_on,
            _person(whole, one.referred_by), _person(whole, whole.merged.get(one.id)), one.note,
        )
        for one in whole.customers()
    )  # fmt: skip
    return Table(_("Customers"), columns, rows, len(whole.names))


def _birthday(birthday: str) -> Value:
    """A day; as a text where the year is not known."""
    return birthday if birthday[:1] in ("-", "") else date.fromisoformat(birthday)


def _cards(whole: "Whole") -> Table:
    columns = (
        *_who(), Column(_("Programme")), Column(_("Stamps"), NUMBER), Column(_("Card of"), NUMBER),
        Column(_("Towards the next stamp"), MONEY), Column(_("Rewards ready"), NUMBER),
        Column(_("Good until"), DAY),
    )  # fmt: skip
    rows = (
        (
            card.customer, whole.names[card.customer], card.program, card.stamps, card.size,
            card.carry, card.ready, card.expires,
        )
        for card in whole.cards()
    )  # fmt: skip
    return Table(_("Cards"), columns, rows, whole.count(kept.CardRow))


def _rewards(whole: "Whole") -> Table:
    columns = (
        *_who(), Column(_("Programme")), Column(_("Reward")), Column(_("Earned on"), DAY),
        Column(_("Good until"), DAY), Column(_("Given on"), DAY), Column(_("Costs"), MONEY),
        Column(_("Voucher of")),
    )  # fmt: skip

    def row(one: "RewardLine") -> Sequence[Value]:
        return (
            one.customer, whole.names[one.customer], one.program, one.reward, one.earned_on,
            one.expires, one.given_on, one.cost, one.partner,
        )  # fmt: skip

    return Table(_("Rewards"), columns, map(row, whole.rewards()), whole.count(kept.RewardRow))


def _history(whole: "Whole", shop: "Settings") -> Table:
    """A row for each programme of an act. Its amount stands on the first alone, so that a sum over
    the column is what was spent."""
    columns = (
        Column(_("Entry"), NUMBER), Column(_("When"), Cells.INSTANT), Column(_("Day"), DAY),
        *_who(), Column(_("What")), Column(_("Programme")), Column(_("Stamps"), NUMBER),
        Column(_("Reward")), Column(_("Amount"), MONEY), Column(_("Channel")), Column(_("Staff")),
        Column(_("Till")), Column(_("Undoes entry"), NUMBER), Column(_("Undone"), Cells.YES),
        Column(_("Other customer"), width=24), Column(_("Remark"), width=30),
    )  # fmt: skip
    words = kind_names()

    def rows() -> Iterator[Sequence[Value]]:
        joins = whole.joins()
        for act in whole.acts():
            effects: list[Sequence[Value]] = [
                (effect.program, effect.stamps, effect.reward) for effect in act.programs
            ]
            for n, effect in enumerate(effects or [("", None, "")]):
                yield (
                    act.id, wall(act.at, shop), act.business_day, act.customer, act.name,
                    words[act.kind], *effect, None if n else act.amount, act.channel, act.staff,
                    act.till, act.voids, act.voided or None, _person(whole, joins.get(act.id)),
                    act.reason,
                )  # fmt: skip

    return Table(_("History"), columns, rows(), whole.count(kept.EntryRow))


def wall(at: datetime, shop: "Settings") -> datetime:
    """An instant on the shop's wall clock, without a zone: spreadsheets know none."""
    return local(at, shop.zone).replace(tzinfo=None, microsecond=0)


def _programs(whole: "Whole", shop: "Settings") -> Table:
    columns = (
        Column(_("Programme")), Column(_("Stamps"), NUMBER), Column(_("Rewards"), width=40),
        Column(_("Conditions"), width=60), Column(_("Closed"), Cells.YES),
    )  # fmt: skip
    rows: Iterable[Sequence[Value]] = [
        (
            program.name,
            program.terms.size,
            ", ".join(say_rewards(program.terms, shop.currency)),
            ", ".join(say_conditions(program.terms, shop.currency)),
            program.closed,
        )
        for program in whole.programs()
    ]
    return Table(_("Programmes"), columns, rows, whole.count(kept.ProgramRow))


def _settlements(whole: "Whole") -> Table:
    columns = (
        Column(_("Day"), DAY), Column(_("Shop")), Column(_("Amount"), MONEY), Column(_("Staff")),
    )  # fmt: skip
    count = whole.count(kept.SettlementRow)
    return Table(_("Settlements"), columns, whole.settlements(), count)


def _contacts(whole: "Whole") -> Table:
    columns = (Column(_("Day"), DAY), *_who(), Column(_("Staff")))
    rows = ((day, who, whole.names[who], staff) for day, who, staff in whole.contacts())
    return Table(_("Contacted"), columns, rows, whole.count(kept.ContactRow))


def _consents(whole: "Whole") -> Table:
    columns = (
        Column(_("Day"), DAY), *_who(), Column(_("May be contacted"), Cells.YES), Column(_("How")),
        Column(_("Staff")), Column(_("Till")),
    )  # fmt: skip
    words = how_said()
    rows = (
        (day, who, whole.names[who], agreed, words[how], staff, till)
        for day, who, agreed, how, staff, till in whole.consents()
    )
    return Table(_("Consents"), columns, rows, whole.count(kept.ConsentRow))


def _feedback(whole: "Whole") -> Table:
    columns = (
        Column(_("Day"), DAY), *_who(), Column(_("Would recommend, 0 to 10"), NUMBER),
        Column(_("Satisfied"), Cells.YES), Column(_("Comment"), width=50),
        Column(_("Acted upon"), DAY), Column(_("Staff")), Column(_("Till")),
    )  # fmt: skip
    rows = (
        (
            said.day, said.customer, whole.names[said.customer], said.recommend, said.satisfied,
            said.comment, said.acted_on, said.staff, said.till,
        )
        for said in whole.feedback()
    )  # fmt: skip
    return Table(_("Feedback"), columns, rows, whole.count(kept.FeedbackRow))


def _staff(whole: "Whole", shop: "Settings") -> Table:
    columns = (
        Column(_("Name"), width=24), Column(_("Role")), Column(_("Own card"), width=24),
        Column(_("Removed on"), DAY),
    )  # fmt: skip
    roles = {"owner": _("owner"), "cashier": _("cashier")}
    rows = (
        (
            one.name,
            roles[one.role],
            _person(whole, one.customer),
            wall(one.removed_at, shop).date() if one.removed_at else None,
        )
        for one in whole.staff()
    )
    return Table(_("Staff"), columns, rows, whole.count(kept.StaffRow))
