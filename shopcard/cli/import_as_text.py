"""What the import says row by row: whom a row means, what meets what on a card, what to look at."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from shopcard.cli import output
from shopcard.language import _, ngettext, say_number

if TYPE_CHECKING:
    from shopcard.files.imports.import_file import ImportReport

LISTED = 50
"""How many rows a list has; JSON lists all."""
_NAMED = 40


def lines_by_row(report: "ImportReport") -> Iterator[str]:
    """Lists to print under a report, each where there is anything to say."""
    yield from _on_cards(report)
    yield from _warned(report)
    if report.dry_run:
        yield from _whom(report)


def _on_cards(report: "ImportReport") -> Iterator[str]:
    cards = report.on_cards
    if not cards:
        return
    yield ""
    yield ngettext(
        "{n} card shows stamps already:", "{n} cards show stamps already:", len(cards)
    ).format(n=say_number(len(cards)))
    yield from output.table(
        (_("Row"), _("Customer"), _("There"), _("Comes"), _("Then")),
        [
            (str(c.row), c.name[:_NAMED], str(c.there), str(c.comes), str(c.then))
            for c in cards[:LISTED]
        ],
        right=(0, 2, 3, 4),
    )
    yield from _more(len(cards))
    yield _("With --on-card set the cards show what comes; with --on-card add both together.")


def _warned(report: "ImportReport") -> Iterator[str]:
    if not report.warned:
        return
    yield ""
    yield _("To look at:")
    yield from output.table(
        (_("Row"), _("Why")),
        [(str(warned.row), warned.why) for warned in report.warned[:LISTED]],
        right=(0,),
    )
    yield from _more(len(report.warned))
    if report.kind == "customers":
        yield _("They are added. With --shared leave those who share a phone or e-mail are not.")


def _whom(report: "ImportReport") -> Iterator[str]:
    from shopcard.store.imports.known_people import how_it_is_told

    if not report.whom:
        return
    yield ""
    yield _("Whom each row means:")
    # one customer buys row after row: a line says them all
    found = [
        (list(rows), who)
        for who, rows in groupby(report.whom, key=lambda w: (w.customer, w.name, w.how))
    ]
    yield from output.table(
        (_("Row"), _("Customer"), _("Why")),
        [
            (_span([w.row for w in rows]), name[:_NAMED], how_it_is_told(how))
            for rows, (_customer, name, how) in found[:LISTED]
        ],
        right=(0,),
    )
    yield from _more(len(found))


def _span(rows: list[int]) -> str:
    return str(rows[0]) if len(rows) == 1 else f"{rows[0]}–{rows[-1]}"


def _more(count: int) -> Iterator[str]:
    if count > LISTED:
        yield _("… --json lists all of them.")
