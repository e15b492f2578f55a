"""Which column of a table is what, as the person says or as its titles and contents tell."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from shopcard.errors import Refused, WrongUsage
from shopcard.files.imports.cell_values import is_amount
from shopcard.files.imports.column_titles import (
    BALANCES,
    CUSTOMERS,
    PURCHASES,
    TITLES,
    by_contents,
    by_title,
    column,
    holds_titles,
    kind_of,
    title_key,
    titles_row,
)
from shopcard.files.imports.read_table import Record, Sheet
from shopcard.language import _
from shopcard.rules.text import clean_text

KINDS = (PURCHASES, CUSTOMERS, BALANCES)

HOW = ("separator", "encoding", "date_form", "decimal", "zeros")
"""What --map may set besides columns: how the cells are written, and whether a spreadsheet took the
zeros away with which card numbers begin (lost, kept)."""

NO_COLUMN = "-"
"""Given as a column: there is none for this field."""

_REQUIRED = {
    PURCHASES: ("customer", "date"),
    CUSTOMERS: ("name",),
    BALANCES: ("name", "stamps"),
}
_ALSO = {
    (PURCHASES, "card"): "customer",
    (CUSTOMERS, "customer"): "card",
    (BALANCES, "customer"): "card",
}
_SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a sheet are."""

    kind: str
    """PURCHASES, CUSTOMERS or BALANCES."""
    header: int
    """The row of the titles; 0 where there are none."""
    labels: tuple[str, ...]
    """Each column's title, or its number (from 1) where it has none."""
    at: Mapping[str, int]
    """The index of the column of each field that has one."""
    notes: tuple[str, ...] = ()
    """Sentences on what was chosen and what is not used."""

    @property
    def named(self) -> dict[str, str]:
        """The label of each field's column, as --map takes it."""
        return {field: self.labels[index] for field, index in self.at.items()}

    def records(self, sheet: Sheet) -> Iterator[Record]:
        """The rows below the titles."""
        return (record for record in sheet.records() if record[0] > self.header)


def find_columns(sheet: Sheet, kind: str | None, mapping: Mapping[str, str]) -> Columns:
    """What each column is.

    `mapping` goes from a field to a column's title or number (from 1), or NO_COLUMN. WrongUsage
    for an unknown kind or field; Refused, saying what to give with --map, where a column that is
    needed cannot be told, or there are no rows.
    """
    asked = {field: name.strip() for field, name in mapping.items() if field not in HOW}
    _check_words(kind, asked)
    sample = list(islice(sheet.records(), _SAMPLE))
    if not sample:
        raise Refused(_("There are no rows in this file."))
    above = titles_row(sample, tuple(asked.values()))
    skipped, sample = sample[:above], sample[above:]
    titles = sample[0][1] if holds_titles(sample, asked.values()) else []
    below = sample[1:] if titles else sample
    if not below:
        raise Refused(_("There are no rows below the titles of this file."))
    width = len(titles) or Counter(len(cells) for _row, cells in sample).most_common(1)[0][0]
    labels = _labels(titles, width)
    kind = kind or kind_of(titles, asked)
    given = _given(kind, labels, asked)
    chosen: list[int] = []
    if titles:
        found = by_title(kind, titles, given)
    elif kind == PURCHASES:
        found, chosen = by_contents(sheet.records, width, given)
    else:
        found = {}
    at = {field: index for field, index in {**found, **given}.items() if index is not None}
    header = sample[0][0] if titles else 0
    notes = _notes(labels, at, chosen)
    if skipped:
        lines = "; ".join(" ".join(filter(None, cells))[:60] for _row, cells in skipped)
        notes = (_("Above the titles: {lines}.").format(lines=clean_text(lines[:180])), *notes)
    columns = Columns(kind, header, labels, at, notes)
    _check_complete(columns, given, below)
    return columns


def _check_words(kind: str | None, asked: Mapping[str, str]) -> None:
    if kind is not None and kind not in KINDS:
        raise WrongUsage(
            _("“{kind}” is nothing that can be imported. Choose one of: {kinds}.").format(
                kind=clean_text(kind[:60]), kinds=", ".join(KINDS)
            )
        )
    kinds = [kind] if kind else KINDS
    known = dict.fromkeys(field for k in kinds for field in (*TITLES[k], *HOW))
    for field in asked:
        if field not in known and not any((k, field) in _ALSO for k in kinds):
            raise _unknown_field(field, tuple(known))


def _unknown_field(field: str, known: Sequence[str]) -> WrongUsage:
    return WrongUsage(
        _("There is no “{field}” to map. These are: {fields}.").format(
            field=clean_text(field[:60]), fields=", ".join(known)
        )
    )


def _labels(titles: Sequence[str], width: int) -> tuple[str, ...]:
    shown = [clean_text(title[:60]) for title in titles]
    return tuple((shown[i] if i < len(shown) else "") or str(i + 1) for i in range(width))


def _given(kind: str, labels: Sequence[str], asked: Mapping[str, str]) -> dict[str, int | None]:
    """The columns that the person named; None where they said there is none."""
    given: dict[str, int | None] = {}
    for word, name in asked.items():
        field = _ALSO.get((kind, word), word)
        if field not in TITLES[kind]:
            raise _unknown_field(field, (*TITLES[kind], *HOW))
        given[field] = None if name == NO_COLUMN else _meant(name, labels)
    return given


def _meant(name: str, labels: Sequence[str]) -> int:
    """The index of the column that a title or a number means."""
    alike = [i for i, label in enumerate(labels) if label == name] or [
        i for i, label in enumerate(labels) if title_key(label) == title_key(name) != ""
    ]
    if len(alike) == 1:
        return alike[0]
    if len(alike) > 1:
        raise Refused(
            _("Several columns are called “{column}”: give its number, like {number}.").format(
                column=labels[alike[0]], number=alike[0] + 1
            )
        )
    if name.isascii() and name.isdecimal() and 1 <= int(name[:6]) <= len(labels):
        return int(name[:6]) - 1
    raise Refused(
        _("There is no column “{column}”. The columns are: {columns}.").format(
            column=clean_text(name[:60]), columns=", ".join(labels)
        )
    )


def _notes(labels: Sequence[str], at: Mapping[str, int], chosen: Sequence[int]) -> tuple[str, ...]:
    notes = []
    if len(chosen) > 1:
        notes.append(
            _(
                "Columns {columns} name the same customers: the codes of column {taken} become "
                "their card numbers. With --map customer={other} those of column {other} would."
            ).format(
                columns=", ".join(labels[i] for i in chosen),
                taken=labels[chosen[-1]], other=labels[chosen[0]],
            )
        )  # fmt: skip
    if unused := [label for i, label in enumerate(labels) if i not in {*at.values(), *chosen}]:
        notes.append(_("Columns not used: {columns}.").format(columns=", ".join(unused)))
    return tuple(notes)


def _check_complete(
    columns: Columns, given: Mapping[str, int | None], below: Sequence[Record]
) -> None:
    """Refused, with what to type, where a field that is needed has no column."""
    missing = [field for field in _REQUIRED[columns.kind] if field not in columns.at]
    if columns.kind == BALANCES and "card" in columns.at:
        # whoever holds the card needs no name
        missing = [field for field in missing if field != "name"]
    if columns.kind == PURCHASES and "amount" not in {*columns.at, *given}:
        free = [i for i in range(len(columns.labels)) if i not in columns.at.values()]
        if not columns.header or any(_numbers(column(below, index)) for index in free):
            missing.append("amount")
    if not missing:
        return
    if columns.header:
        maps = " ".join(f"--map {field}=COLUMN" for field in missing)
        raise Refused(
            _(
                "The titles do not tell which column is which: add {maps}. The columns are: "
                "{columns}. Give - as COLUMN where there is none."
            ).format(maps=maps, columns=", ".join(columns.labels))
        )
    maps = " ".join(
        f"--map {field}={columns.at[field] + 1 if field in columns.at else 'NUMBER'}"
        for field in dict.fromkeys([*columns.at, *missing])
    )
    raise Refused(
        _(
            "This table has no titles: say which column is which, with {maps}. "
            "Its first row holds {cells}."
        ).format(
            maps=maps,
            cells=", ".join(
                f"{i + 1}: {clean_text(cell[:40])}" for i, cell in enumerate(below[0][1])
            ),
        )
    )


def _numbers(cells: Sequence[str]) -> bool:
    return bool(cells) and all(map(is_amount, cells))
