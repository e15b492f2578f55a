"""The owner's month as one page to print or send: self-contained, without script or network."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from shopcard.exchange.places import write_new
from shopcard.exchange.report_chart import chart
from shopcard.language import (
    _,
    babel_locale,
    minor_digits,
    ngettext,
    say_day,
    say_money,
    say_month,
    say_number,
    spoken,
)
from shopcard.rules.calendar import add_months
from shopcard.rules.explain import explain, name_of, say_change, say_value, say_why
from shopcard.rules.metrics import Why

if TYPE_CHECKING:
    from shopcard.rules.metrics import Change, Figures
    from shopcard.store.answers import Best, Cohort, Late, LookAfter, Month
    from shopcard.store.shop import Shop

NAMES = 10
"""How many customers each list shows: a page to print, not the lists themselves."""
MONTHS = 13
"""How many cohorts the heat table shows, each over as many months."""
_SHADES = 8
_MOST_REWARDS = 12

HEADLINES = (
    "retention_pct", "repeat_purchase_pct", "new", "active_end", "visits", "average_basket",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that the month opens with."""

    name: str
    value: str
    change: str
    """Empty when it cannot be compared."""
    way: int
    """1 when it rose, -1 when it fell, 0 when it stayed or cannot be compared."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with how it is worked out."""

    name: str
    value: str
    change: str
    formula: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cohort some months on; without a share the month is still running."""

    share: int | None
    shade: int
    count: int


@dataclass(frozen=True, slots=True)
class CohortRow:
    month: date
    size: int
    cells: tuple[Cell, ...]


def write(
    shop: "Shop",
    target: Path | None = None,
    *,
    month: date | None = None,
    window: int | None = None,
) -> Path:
    """Write a month's page and return its path; the month now running unless named.

    Where it goes, and what is raised, are `write_new`'s; Refused for a month to come.
    """
    told = shop.month(month, window=window)
    text = page(
        shop.preferences.name, told, shop.look_after(told.month), shop.best(told.month, limit=NAMES)
    )
    return write_new(text.encode(), target, f"shopcard-{told.month.isoformat()[:7]}.html")


def page(shop: str, month: "Month", after: "LookAfter", best: "Sequence[Best]") -> str:
    """The page of a shop's month, in the language now spoken."""
    import importlib.resources

    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"_": _, "ngettext": ngettext}
    environment.filters |= {"day": say_day, "month": say_month, "number": say_number}
    source = importlib.resources.files("shopcard.exchange") / "report.html"
    figures, currency = month.figures, month.currency
    return environment.from_string(source.read_text(encoding="utf-8")).render(
        language=spoken(),
        shop=shop,
        month=month,
        counts=month.counts,
        period=say_period(month),
        compared=say_compared(figures),
        headlines=headlines(month),
        warning=say_warning(figures),
        five_points=say_five_points(figures, currency),
        chart=chart(month.history, complete=month.complete) if month.history else None,
        told=told(figures, currency),
        untold=untold(figures),
        cohorts=cohort_rows(month.cohorts, month.complete),
        rewards=month.rewards[:_MOST_REWARDS],
        late=[(late, *say_late(late, currency)) for late in after.customers[:NAMES]],
        late_in_all=len(after.customers),
        best=[
            (one, "" if one.spend is None else say_money(one.spend, currency))
            for one in best[:NAMES]
        ],
        said_month=short_month,
        add_months=add_months,
    )


# Words


def say_period(month: "Month") -> str:
    """Which days of its month a running one tells of; empty for a complete month."""
    if month.complete:
        return ""
    return _("so far, up to {day}").format(day=say_day(month.counts.through))


def say_compared(figures: "Figures") -> str:
    """What the changes are against."""
    if figures.compared is None or not figures.changes:
        return _("There is nothing to compare with yet.")
    (first, last), (first_before, last_before) = figures.compared
    if figures.complete:
        return _("Changes are against {month}, sums per day open.").format(
            month=say_month(first_before)
        )
    return _(
        "Changes are {first} to {last} against {first_before} to {last_before}, "
        "the same days of the week."
    ).format(
        first=say_day(first, year=False),
        last=say_day(last, year=False),
        first_before=say_day(first_before, year=False),
        last_before=say_day(last_before, year=False),
    )


def say_warning(figures: "Figures") -> str:
    """The warning when few come again, else empty."""
    if not figures.few_come_again:
        return ""
    basis, window = figures.basis, figures.basis.window
    return _(
        "Few customers come again: of {earlier} who were active {window} days before the end of "
        "{month}, {again} came in the {window} days after. Below 15 in 100 is a sign to act."
    ).format(
        earlier=say_number(basis.active_earlier),
        again=say_number(basis.came_again),
        window=window,
        month=say_month(basis.first),
    )


def say_five_points(figures: "Figures", currency: str) -> str:
    """What more retention would bring, with its formula; empty where it cannot be told."""
    if isinstance(figures.five_points, Why):
        return ""
    basis = figures.basis
    points = min(5, 100 - 100 * basis.retained / basis.active_start)
    return _(
        "{points} points more of retention would bring about {money} a month "
        "({points} % of {start} customers × {revenue} / {end} active, {month})."
    ).format(
        points=say_tenths(points),
        money=say_about(figures.five_points, currency),
        start=say_number(basis.active_start),
        revenue=say_money(basis.revenue, currency),
        end=say_number(basis.active_end),
        month=say_month(basis.first),
    )


def say_late(late: "Late", currency: str) -> tuple[str, str]:
    """How many like this one came back, and what is at stake."""
    back = late.came_back
    came_back = (
        _("not enough history yet")
        if back is None
        else _("about {pct} in 100 ({low}–{high})").format(
            pct=round(back.pct), low=round(back.low), high=round(back.high)
        )
    )
    # Where nothing is known of who comes back, it is the usual month itself.
    stake = late.usual_month * (1 if back is None else back.pct / 100)
    return came_back, (
        _("≈ {money} a month").format(money=say_about(stake, currency))
        if late.in_money
        else _("≈ {visits} visits a month").format(visits=say_tenths(stake))
    )


def say_about(minor_units: float, currency: str) -> str:
    """An estimate without false cents: €12 · 12 €; below 10 with them."""
    from babel import Locale
    from babel.numbers import format_currency

    value = minor_units / 10 ** minor_digits(currency)
    if value < 10:
        return say_money(round(minor_units), currency)
    pattern = str(Locale.parse(babel_locale()).currency_formats["standard"].pattern)
    return format_currency(
        round(value), currency, re.sub(r"\.0+", "", pattern), babel_locale(), currency_digits=False
    )


def say_tenths(n: float) -> str:
    """1.4 · 1,4 · 5."""
    from babel.numbers import format_decimal

    return format_decimal(n, "#,##0.#", locale=babel_locale())


def short_month(day: date) -> str:
    """Oct 26 · oct. 26."""
    from babel.dates import format_date

    return format_date(day, "LLL yy", locale=babel_locale())


# Figures


def headlines(month: "Month") -> list[Headline]:
    figures = month.figures
    return [
        _headline(key, _said(key, month), figures.changes.get(key), month.currency)
        for key in HEADLINES
    ]


def _headline(key: str, value: str, change: "Change | None", currency: str) -> Headline:
    if change is None:
        return Headline(name_of(key), value, "", 0)
    return Headline(
        name_of(key), value, say_change(change, currency), (change.by > 0) - (change.by < 0)
    )


def _said(key: str, month: "Month") -> str:
    if key in month.figures.values:
        return say_value(key, month.figures.values[key], month.currency)
    return say_number(getattr(month.counts, key))


def told(figures: "Figures", currency: str) -> list[Told]:
    """The figures that are there. Loyalty is retention by another name, so it is left out."""
    found = []
    for key, figure in figures.values.items():
        if key != "loyalty_pct" and not isinstance(figure, Why):
            said = explain(key, figures, currency)
            change = figures.changes.get(key)
            moved = "" if change is None else say_change(change, currency)
            found.append(Told(said.name, said.value, moved, said.formula))
    return found


def untold(figures: "Figures") -> list[tuple[str, str]]:
    """Why the other figures are not there: the reason, and their names."""
    missing = sorted(
        ((say_why(figure, figures), n, name_of(key))
         for n, (key, figure) in enumerate(figures.values.items())
         if key != "loyalty_pct" and isinstance(figure, Why))
    )  # fmt: skip
    grouped = [
        (why, [(n, name) for _why, n, name in found])
        for why, found in groupby(missing, key=lambda one: one[0])
    ]
    return [
        (why, ", ".join(name for _n, name in names))
        for why, names in sorted(grouped, key=lambda one: one[1][0])
    ]


def cohort_rows(cohorts: "Sequence[Cohort]", complete: bool) -> list[CohortRow]:
    """The latest cohorts from one month on; a month still running has no share."""
    latest = cohorts[-MONTHS:]
    shares = [
        [
            None if not complete and k == len(cohort.active) - 1 else 100 * n / cohort.size
            for k, n in enumerate(cohort.active)
        ][1:MONTHS]
        if cohort.size else []
        for cohort in latest
    ]  # fmt: skip
    most = max((share for row in shares for share in row if share), default=1)
    return [
        CohortRow(
            cohort.month,
            cohort.size,
            tuple(
                Cell(None, 0, n) if share is None
                else Cell(round(share), round(share / most * _SHADES), n)
                for share, n in zip(row, cohort.active[1:], strict=False)
            ),
        )
        for cohort, row in zip(latest, shares, strict=True)
    ]  # fmt: skip
