"""The owner's month and the lists of whom to write to, as commands print them."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shopcard.cli.output import table
from shopcard.language import (
    _,
    say_day,
    say_month,
    say_number,
    say_short_month,
)
from shopcard.rules.calendar import last_of_month
from shopcard.rules.identity import say_phone
from shopcard.rules.metrics import Why, retention
from shopcard.words import lists
from shopcard.words import month as month_
from shopcard.words.fair_play import say
from shopcard.words.feedback import say_answer
from shopcard.words.figures import (
    about_open_cards,
    say_compared,
    say_five_points,
    say_open_cards,
    say_so_far,
    say_to_come,
    say_value,
)
from shopcard.words.lists import Where
from shopcard.words.month import headlines, untold
from shopcard.words.remarks import warning
from shopcard.words.table import Cells

if TYPE_CHECKING:
    from shopcard.rules.metrics import Counts
    from shopcard.rules.pro_rata import OpenCards
    from shopcard.rules.settings import Settings
    from shopcard.store.answers.counter import Customer
    from shopcard.store.answers.month import (
        Ambassador,
        Best,
        Finding,
        LookAfter,
        Month,
        Voice,
    )
    from shopcard.words.lists import Listed, Listing

WIDTH = 80
NAMES = 5
"""How many customers each of the month's two lists shows."""
_BAR = 40
"""The longest bar, in cells."""
_PARTS = (("retained", "█"), ("reactivated", "▒"), ("new", "░"))


def month(
    told: "Month",
    after: "LookAfter",
    best: "Sequence[Best]",
    found: "Sequence[Finding]",
    shop: "Settings",
    *,
    ambassadors: "Sequence[Ambassador]" = (),
    open_cards: "OpenCards | None" = None,
) -> list[str]:
    figures = told.figures
    head = [shop.name, say_month(told.month), say_so_far(figures)]
    lines = [" · ".join(part for part in head if part), ""]
    lines += table(("", "", ""), [(h.name, h.value, h.change) for h in headlines(told)],
                   right=(1,))[1:]  # fmt: skip
    lines += _folded(say_compared(figures), "")
    later = say_to_come(told.to_come.acts, told.to_come.until) if told.to_come else None
    for sentence in filter(None, (later, warning(figures))):
        lines += ["", *_folded(sentence, "! ")]
    if told.history:
        lines += ["", *_history(told)]
    lines += ["", _("All figures")]
    lines += table(
        ("", "", ""),
        [(one.name, one.value, one.change) for one in month_.told(figures, told.currency)],
        right=(1,),
    )[1:]
    for why, names in untold(figures):
        lines += _folded(_("{name}: {value}").format(name=names, value=why), "— ")
    if open_cards and open_cards.count:
        lines += ["", *_folded(say_open_cards(open_cards, told.currency), "")]
        for sentence in about_open_cards(open_cards):
            lines += _folded(sentence, "")
    if not isinstance(figures.five_points, Why):
        lines += ["", *_folded(say_five_points(figures, told.currency), "")]
    lines += _first(_("Whom to look after"), lists.slipping(after.customers, told.currency))
    lines += _first(_("Best customers, over 12 months"), lists.best(best, told.currency))
    lines += _first(_("Best ambassadors"), lists.ambassadors(ambassadors))
    if told.by_staff:
        rows = map(lists.team_cells, told.by_staff)
        lines += ["", _("Team"), *table(lists.team_titles(), rows, right=(1, 2, 3, 4, 5))]
    if found:
        lines += ["", _("Worth a look")]
        for finding in found:
            lines += _folded(say(finding.sign, finding.name), "· ")
        lines += _folded(
            _("The acts: shopcard history --staff NAME --from {first} --to {last}").format(
                first=told.month, last=last_of_month(told.month)
            ),
            "",
        )
    return lines


def _folded(text: str, lead: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False
    )


def _history(told: "Month") -> list[str]:
    """A bar a month: retained, came back, new; then how many in all, and the retention."""
    most = max(counts.active_end for counts in told.history) or 1
    legend = ((_("retained"), "█"), (_("came back"), "▒"), (_("new"), "░"))
    lines = [
        _("Active customers ({legend}), and retention").format(
            legend=", ".join(f"{mark} {name}" for name, mark in legend)
        )
    ]
    rows = [
        (
            say_short_month(counts.first),
            _bar(counts, most),
            say_number(counts.active_end),
            say_value("retention_pct", retention(counts), told.currency),
        )
        for counts in told.history
    ]
    return lines + table(("", "", "", ""), rows, right=(2, 3))[1:]


def _bar(counts: "Counts", most: int) -> str:
    """Each part ends where it should, so that rounding never adds up along the bar."""
    bar, so_far = "", 0
    for key, mark in _PARTS:
        so_far += getattr(counts, key)
        bar += mark * (round(so_far / most * _BAR) - len(bar))
    return bar


# Lists

Rows = tuple[Sequence[str], list[Sequence[str]]]
"""A table's heads and its rows."""


def rows_of(listing: "Listing[Any]", listed: "Sequence[Listed]") -> Rows:
    """The table of some elements of a list: the name, then its columns."""
    columns = listing.standing(Where.TEXT)
    return (_("Name"), *(column.title for column in columns)), [
        (one.name, *(column.text(one, listing.currency) for column in columns)) for one in listed
    ]


def right_of(listing: "Listing[Any]", before: int = 1) -> list[int]:
    """Which columns are flush right: those of numbers. `before` stand before the list's own."""
    return [
        n
        for n, column in enumerate(listing.standing(Where.TEXT), before)
        if column.cells in (Cells.NUMBER, Cells.MONEY)
    ]


def _first(title: str, listing: "Listing[Any]") -> list[str]:
    """The first of a list under a title; nothing of an empty one."""
    if not listing.found:
        return []
    rows = rows_of(listing, listing.found[:NAMES])
    lines = ["", title, *table(*rows, right=right_of(listing))]
    if len(listing.found) > NAMES:
        command = f"shopcard lists {listing.name}"
        lines.append(_("… and more: {command}").format(command=command))
    return lines


def comment_rows(listed: "Sequence[Voice]") -> Rows:
    heads = (_("Day"), _("Name"), _("Answer"), _("Acted upon"), _("Comment"))
    return heads, [
        (
            say_day(voice.day),
            voice.name,
            say_answer(voice.recommend, voice.satisfied),
            say_day(voice.acted_on) if voice.acted_on else "",
            voice.comment,
        )
        for voice in listed
    ]


def with_phones(rows: Rows, customers: "Sequence[Customer]", country: str) -> Rows:
    """A list's rows with each customer's first phone after the name."""
    heads, listed = rows
    return (heads[0], _("Phone"), *heads[1:]), [
        (row[0], say_phone(one.phones[0], country) if one.phones else "", *row[1:])
        for row, one in zip(listed, customers, strict=True)
    ]
