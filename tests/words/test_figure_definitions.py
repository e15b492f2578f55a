"""Each figure of the month has one definition, from which all that shows it is made."""

from dataclasses import fields, replace
from datetime import date

import pytest

from shopcard.cli import as_json, month_as_text
from shopcard.files.report import report
from shopcard.rules.metrics import Group
from shopcard.rules.settings import Settings
from shopcard.store.answers.month import LookAfter, Month
from shopcard.tui.month.pages import headline_names, overview
from shopcard.words.definition import Definition, Measure, Place
from shopcard.words.figure_definitions import DEFINITIONS, standing
from shopcard.words.figures import explain
from tests.files.report_answers import month_of

NOBODY = LookAfter(date(2026, 10, 31), None, ())


def test_every_metric_has_a_definition_and_every_other_is_a_count_or_a_sum():
    figures = month_of().figures
    others = set(DEFINITIONS) - set(figures.values)
    assert set(figures.values) <= set(DEFINITIONS)
    assert others - {"five_points"} <= {field.name for field in fields(figures.counts)}


def test_a_figure_stands_in_one_place():
    by_place = [key for place in Place for key in standing(place)]
    assert sorted(by_place) == sorted(DEFINITIONS)


def test_headlines_have_short_names_of_their_own():
    names = headline_names()
    assert [*names] == standing(Place.HEADLINE)
    assert len(set(names.values())) == len(names)


@pytest.fixture
def month(monkeypatch: pytest.MonkeyPatch) -> Month:
    """A month with a figure more, of which nothing but a value and a definition is known."""
    definition = Definition(
        name=lambda: "Visits per active customer",
        measure=Measure.DECIMAL,
        formula=lambda m: f"{m.part('visits')} / {m.part('active_end')}",
        about=lambda _m: ("How often an active customer came.",),
        groups=(Group.ACTIVE_END,),
    )
    monkeypatch.setitem(DEFINITIONS, "visits_per_active", definition)
    month = month_of()
    values = {**month.figures.values, "visits_per_active": 1.25}
    return replace(month, figures=replace(month.figures, values=values))


def test_a_figure_with_a_definition_stands_on_the_screen(month: Month):
    said = {item.key: (item.name, item.value) for item in overview(month)}
    assert said["visits_per_active"] == ("Visits per active customer", "1.3")


def test_a_figure_with_a_definition_stands_in_the_command(month: Month):
    shop = Settings(name="Glacier du Port")
    lines = month_as_text.month(month, NOBODY, (), (), shop)
    assert any(line.split() == ["Visits", "per", "active", "customer", "1.3"] for line in lines)
    document = as_json.of_month(month, NOBODY, (), ())
    assert document["figures"]["visits_per_active"] == 1.25


def test_a_figure_with_a_definition_stands_in_the_report(month: Month):
    page = report.page("Glacier du Port", month, NOBODY, ())
    assert "Visits per active customer" in page
    assert explain("visits_per_active", month.figures, "EUR").formula in page
