"""The owner's month as one page to print or send: self-contained, without script or network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shopcard.files.new_files import write_new
from shopcard.files.report.chart import chart
from shopcard.language import (
    _,
    ngettext,
    say_day,
    say_money,
    say_month,
    say_number,
    say_percent,
    say_short_month,
    spoken,
)
from shopcard.rules.calendar import add_months
from shopcard.rules.metrics import Why
from shopcard.rules.text import COMMANDING
from shopcard.words.fair_play import say
from shopcard.words.figures import (
    about_open_cards,
    explain,
    say_came_back,
    say_compared,
    say_five_points,
    say_open_cards,
    say_so_far,
    say_stake,
    say_to_come,
)
from shopcard.words.lists import team_cells, team_titles
from shopcard.words.month import headlines, told, untold
from shopcard.words.remarks import warning

if TYPE_CHECKING:
    from shopcard.rules.metrics import Figures
    from shopcard.rules.pro_rata import OpenCards
    from shopcard.store.answers.month import Best, Cohort, Finding, LookAfter, Month
    from shopcard.store.shop.shop import Shop

NAMES = 10
"""How many customers each list shows: a page to print, not the lists themselves."""
MONTHS = 13
"""How many cohorts the heat table shows, each over as many months."""
_SHADES = 8
_MOST_REWARDS = 12


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
    told = shop.month.figures(month, window=window)
    text = page(
        shop.opened.settings.name,
        told,
        shop.month.slipping(told.month),
        shop.month.best(told.month, limit=NAMES),
        shop.month.fair_play(told.month),
        open_cards=None if told.complete else shop.month.open_cards(),
    )
    return write_new(text.encode(), target, f"shopcard-{told.month.isoformat()[:7]}.html")


def page(
    shop: str,
    month: "Month",
    after: "LookAfter",
    best: "Sequence[Best]",
    found: "Sequence[Finding]" = (),
    *,
    open_cards: "OpenCards | None" = None,
) -> str:
    """The page of a shop's month, in the language now spoken."""
    import importlib.resources

    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=lambda value: COMMANDING.sub(" ", value) if type(value) is str else value,
    )  # fmt: skip
    environment.globals |= {"_": _, "ngettext": ngettext}
    environment.filters |= {
        "day": say_day, "month": say_month, "number": say_number, "percent": say_percent,
    }  # fmt: skip
    source = importlib.resources.files("shopcard.files.report") / "report.html"
    figures, currency = month.figures, month.currency
    return environment.from_string(source.read_text(encoding="utf-8")).render(
        language=spoken(),
        shop=shop,
        month=month,
        counts=month.counts,
        period=say_so_far(figures),
        compared=say_compared(figures),
        headlines=headlines(month),
        warning=warning(figures),
        five_points=_five_points(figures, currency),
        chart=chart(month.history, complete=month.complete) if month.history else None,
        told=told(figures, currency),
        untold=untold(figures),
        cohorts=cohort_rows(month.cohorts, month.complete),
        to_come=month.to_come and say_to_come(month.to_come.acts, month.to_come.until),
        rewards=month.rewards[:_MOST_REWARDS],
        open_cards=_open_cards(open_cards, currency),
        late=[
            (
                late,
                say_came_back(late.came_back),
                say_stake(late.usual_month, late.came_back, currency if late.in_money else None),
            )
            for late in after.customers[:NAMES]
        ],
        late_in_all=len(after.customers),
        best=[
            (one, "" if one.spend is None else say_money(one.spend, currency))
            for one in best[:NAMES]
        ],
        team_titles=team_titles(),
        team=[team_cells(one) for one in month.by_staff],
        found=[say(finding.sign, finding.name) for finding in found[:NAMES]],
        said_month=say_short_month,
        add_months=add_months,
    )


# Figures


def _five_points(figures: "Figures", currency: str) -> tuple[str, str] | None:
    """What more retention would bring, and its formula; None where it cannot be told."""
    if isinstance(figures.five_points, Why):
        return None
    said = explain("five_points", figures, currency)
    return say_five_points(figures, currency), said.formula


def _open_cards(cards: "OpenCards | None", currency: str) -> Sequence[str]:
    """What cards in progress come to, in sentences; none without a card, or of a past month."""
    if cards is None or not cards.count:
        return ()
    return (say_open_cards(cards, currency), *about_open_cards(cards))


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
