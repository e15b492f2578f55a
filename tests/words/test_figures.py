"""What the figures are called, how they are said, and how each is worked out."""

import re
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcard import language
from shopcard.rules import metrics
from shopcard.rules.feedback import Answer, Ask, Voices
from shopcard.rules.metrics import Change, Counts, Figures, Group, Unit, Why
from shopcard.rules.pro_rata import OpenCards
from shopcard.words import feedback
from shopcard.words.figure_definitions import DEFINITIONS
from shopcard.words.figures import (
    about_open_cards,
    explain,
    name_of,
    say_change,
    say_figure,
    say_five_points,
    say_open_cards,
    say_to_come,
    say_value,
    say_why,
    value_of,
)
from shopcard.words.remarks import warning

OCTOBER = Counts(
    first=date(2026, 10, 1),
    through=date(2026, 10, 31),
    window=90,
    opened=date(2024, 5, 1),
    active_start=430,
    active_end=412,
    new=38,
    retained=312,
    reactivated=62,
    lost=118,
    retained_seen=201,
    active_earlier=400,
    came_again=172,
    in_month=280,
    in_month_before=300,
    in_both_months=150,
    repeat_purchasers=98,
    repeat_visitors=84,
    ever=2_000,
    ever_repeat=1_300,
    ripe=1_600,
    ripe_repeat=1_200,
    visits=504,
    purchases=532,
    priced=530,
    revenue=339_200,
    stamps=798,
    days_open=26,
    median_gap=12.5,
    rewards_ready=50,
    rewards_earned=40,
    rewards_redeemed=45,
    baskets_ready=100,
    spent_ready=80_000,
)
SEPTEMBER = replace(OCTOBER, first=date(2026, 9, 1), through=date(2026, 9, 30))
NOTHING = Counts(date(2026, 10, 1), date(2026, 10, 31), 90, None)
SO_FAR = ((date(2026, 10, 1), date(2026, 10, 9)), (date(2026, 9, 3), date(2026, 9, 11)))


def told(
    counts: Counts = OCTOBER,
    *,
    before: Counts = SEPTEMBER,
    months: int = 12,
    margin: int | None = None,
    complete: bool = True,
    spans: tuple[metrics.Span, metrics.Span] | None = None,
) -> Figures:
    """The figures of a month as the shop answers them: `months` complete ones like it lie behind
    it, and the last complete one is `before` while it runs."""
    behind = [counts] * months
    basis = counts if complete else before
    return Figures(
        counts=counts,
        complete=complete,
        values=metrics.figures(counts, behind, margin),
        changes=metrics.changes(counts, before, complete=complete),
        compared=spans or ((counts.first, counts.through), metrics.month_before(counts.first)),
        basis=basis,
        five_points=metrics.five_points(basis),
        few_come_again=metrics.few_come_again(basis),
        pooled=metrics.pooled(behind),
        margin=margin,
    )


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.speak("en")


@pytest.fixture(params=["en", "fr"])
def tongue(request):
    language.speak(request.param)
    return request.param


def about(key: str, figures: Figures, currency: str = "EUR") -> str:
    return "\n".join(explain(key, figures, currency).about)


# Names


def test_every_figure_has_a_name_of_its_own(tongue):
    every = [name_of(key) for key in DEFINITIONS]
    assert len(set(every)) == len(every)
    assert set(told().values) < set(DEFINITIONS)


def test_without_a_margin_lifetime_value_is_called_turnover():
    assert name_of("clv") == "Customer lifetime value"
    assert name_of("clv", told(margin=60)) == "Customer lifetime value"
    assert explain("clv", told(), "EUR").name == "Lifetime turnover"


# Values


@pytest.mark.parametrize(
    ("key", "figure", "english", "french"),
    [
        ("retention_pct", 72.558, "73%", "73\xa0%"),
        ("churn_pct", 72.5, "73%", "73\xa0%"),
        ("retention_pct", 0.4, "0%", "0\xa0%"),
        ("crr_formula_pct", 1204.0, "1,204%", "1\u202f204\xa0%"),
        ("average_basket", 640.49, "€6.40", "6,40\xa0€"),
        ("revenue", 1_234_567, "€12,345.67", "12\u202f345,67\xa0€"),
        ("frequency", 1.85, "1.9", "1,9"),
        ("average_stamps_per_purchase", 2.0, "2.0", "2,0"),
        ("visits", 1204, "1,204", "1\u202f204"),
        ("nps", -12.4, "-12", "-12"),
        ("retention_pct", Why.NOT_JUDGED, "—", "—"),
        ("clv", Why.FEW_LOST, "—", "—"),
    ],
)
def test_a_figure_is_said_as_the_language_writes_it(key, figure, english, french):
    assert say_value(key, figure, "EUR") == english
    language.speak("fr")
    assert say_value(key, figure, "EUR") == french


def test_a_gap_is_said_in_days():
    assert say_value("median_gap_days", 12.25, "EUR") == "12.3 days"


@pytest.mark.parametrize(
    ("currency", "said"), [("JPY", "JP¥640"), ("TND", "TND0.640"), ("EUR", "€6.40")]
)
def test_money_has_the_decimals_of_its_currency(currency, said):
    assert say_value("average_basket", 640.4, currency) == said


def test_any_key_has_a_value():
    figures = told()
    assert value_of("retention_pct", figures) == pytest.approx(72.558, abs=1e-3)
    assert value_of("lost", figures) == 118
    assert value_of("five_points", figures) == figures.five_points


# Changes


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change(2.6, Unit.POINTS), "▲ 3 pts"),
        (Change(-1.2, Unit.POINTS), "▼ 1 pt"),
        (Change(0.4, Unit.POINTS), "= 0"),
        (Change(-0.4, Unit.PERCENT), "= 0"),
        (Change(-4.4, Unit.PERCENT), "▼ 4%"),
        (Change(11, Unit.COUNT), "▲ 11"),
        (Change(-1204, Unit.COUNT), "▼ 1,204"),
        (Change(40.2, Unit.MONEY), "▲ €0.40"),
        (Change(-0.3, Unit.MONEY), "= 0"),
        (Change(0, Unit.COUNT), "= 0"),
    ],
)
def test_a_change_has_an_arrow(change, said):
    assert say_change(change, "EUR") == said


def test_a_change_in_french():
    language.speak("fr")
    assert say_change(Change(-4.4, Unit.PERCENT), "EUR") == "▼ 4\xa0%"
    assert say_change(Change(1, Unit.POINTS), "EUR") == "▲ 1 pt"
    assert say_change(Change(40, Unit.MONEY), "JPY") == "▲ 40\xa0JPY"


# Why a figure is not there


@pytest.mark.parametrize("why", Why)
def test_every_reason_is_a_sentence(tongue, why):
    for figures in (told(), told(NOTHING, months=0)):
        said = say_why(why, figures)
        assert said[0].isupper()
        assert said.endswith(".")
        assert not re.search(r"[{}]|%\(", said)


def test_what_is_not_judged_says_from_which_month_it_will_be():
    young = told(replace(OCTOBER, opened=date(2026, 8, 20)))
    assert "November" not in say_why(Why.NOT_JUDGED, young)
    assert "December 2026" in say_why(Why.NOT_JUDGED, young)  # 90 days on is 18 November
    language.speak("fr")
    assert "décembre 2026" in say_why(Why.NOT_JUDGED, young)


def test_reasons_name_what_there_is():
    few = told(replace(OCTOBER, lost=2), months=2)
    assert "there are 2." in say_why(Why.FEW_MONTHS, few)
    assert "there is 1." in say_why(Why.FEW_MONTHS, told(months=1))
    assert "there are 4." in say_why(Why.FEW_LOST, few)


def test_a_missing_figure_says_first_why():
    figures = told(NOTHING, months=0)
    for key, why in figures.values.items():
        if isinstance(why, Why):
            said = explain(key, figures, "EUR")
            assert said.about[0] == say_why(why, figures)
            assert (said.value, said.formula[-3:]) == ("—", "= —")


# Formulas


@pytest.mark.parametrize(
    ("key", "formula"),
    [
        ("retention_pct", "312 retained / 430 active at the start × 100 = 73%"),
        ("churn_pct", "118 lost / 430 active at the start × 100 = 27%"),
        ("loyalty_pct", "100 − 118 lost / 430 active at the start × 100 = 73%"),
        ("came_again_pct", "172 came again / 400 active 90 days before × 100 = 43%"),
        (
            "crr_formula_pct",
            "(412 active at the end − 38 new) / 430 active at the start × 100 = 87%",
        ),
        ("active_growth_pct", "412 active at the end / 430 active at the start × 100 = 96%"),
        ("month_to_month_pct", "150 in both months / 300 customers the month before × 100 = 50%"),
        ("repeat_purchase_pct", "98 with 2 purchases or more / 280 customers × 100 = 35%"),
        ("repeat_visit_pct", "84 with 2 visits or more / 280 customers × 100 = 30%"),
        ("ever_repeat_pct", "1,300 with 2 visits or more / 2,000 ever bought × 100 = 65%"),
        ("frequency", "532 purchases / 280 customers = 1.9"),
        ("average_basket", "€3,392.00 / 530 purchases with an amount = €6.40"),
        ("redemption_pct", "45 given / 40 earned × 100 = 113%"),
        (
            "redeemed_of_available_pct",
            "45 given / (50 ready at the start + 40 earned) × 100 = 50%",
        ),
        ("average_stamps_per_purchase", "798 stamps / 532 purchases = 1.5"),
        ("new", "412 active at the end − 312 retained − 62 came back = 38"),
        ("active_start", "312 retained + 118 lost = 430"),
        ("active_end", "312 retained + 62 came back + 38 new = 412"),
        ("retained", "430 active at the start − 118 lost = 312"),
        ("reactivated", "412 active at the end − 312 retained − 38 new = 62"),
        ("lost", "430 active at the start − 312 retained = 118"),
        # 4 070 400 / 4944 × 5160 / 1416: twelve months of the kind
        (
            "clv",
            "€40,704.00 / 4,944 active at months' ends × 3.6 months × 60% = €18.00",
        ),
        # 21.5 × 339 200 / 412
        (
            "five_points",
            "5% × 430 active at the start × €3,392.00 / 412 active at the end = €177.01",
        ),
    ],
)
def test_a_formula_holds_the_month_s_numbers_and_comes_to_the_value(key, formula):
    assert explain(key, told(margin=60), "EUR").formula == formula


def test_a_formula_in_french():
    language.speak("fr")
    said = explain("redemption_pct", told(), "EUR")
    assert said.formula.endswith(" × 100 = 113\xa0%")
    assert said.formula.startswith("45 ")


def test_without_a_margin_lifetime_turnover_is_not_reduced():
    # The same without the 60 %: 30.0015 euros
    formula = explain("clv", told(), "EUR").formula
    assert formula.endswith("× 3.6 months = €30.00")


@pytest.mark.parametrize(("margin", "end"), [(None, "stays = —"), (60, "stays × 60% = —")])
def test_lifetime_value_that_is_not_there_is_explained_in_words(margin, end):
    assert explain("clv", told(months=2, margin=margin), "EUR").formula.endswith(end)


# Voices

MANY = Voices(33, 12, 5, satisfied=46, not_satisfied=4, referred=6)
FEW = Voices(7, 2, 1, satisfied=7, not_satisfied=2, referred=0)


def heard(voices: Voices) -> Figures:
    values = metrics.figures(OCTOBER, (), None, voices)
    return replace(told(), voices=voices, values=values)


@pytest.mark.parametrize("key", ["nps", "satisfaction_pct"])
def test_without_an_answer_it_is_said_how_to_be_asked(key):
    said = explain(key, told(), "EUR")
    assert said.value == "—"
    assert "“ask” makes the counter ask" in said.about[0]


@pytest.mark.parametrize(
    ("key", "voices", "value", "formula"),
    [
        (
            "nps",
            MANY,
            "56 ± 18 (33 · 12 · 5)",
            "(33 promoters − 5 detractors) / 50 answers × 100 = 56",
        ),
        ("nps", FEW, "7 · 2 · 1", "7 promoters · 2 passives · 1 detractor"),
        ("satisfaction_pct", MANY, "92% (82–97) of 50", "46 satisfied / 50 answers × 100 = 92%"),
        ("satisfaction_pct", FEW, "7 of 9", "7 satisfied / 9 answers"),
        ("referrals", MANY, "6", "new customers of the month who name a referrer = 6"),
    ],
)  # fmt: skip
def test_answers_are_told_with_their_counts(key, voices, value, formula):
    figures = heard(voices)
    said = explain(key, figures, "EUR")
    assert (said.value, said.formula) == (value, formula)
    assert say_figure(key, figures, "EUR") == value
    assert "of 50" not in said.formula


def test_the_groups_behind_answers_say_how_many_they_are():
    groups = {group: label for label, group in explain("nps", heard(MANY), "EUR").groups}
    assert groups == {
        Group.DETRACTORS: "5 detractors",
        Group.PASSIVES: "12 passives",
        Group.PROMOTERS: "33 promoters",
    }
    groups = {group: label for label, group in explain("referrals", heard(MANY), "EUR").groups}
    assert groups[Group.REFERRED] == "6 brought by another"
    assert groups[Group.AMBASSADORS] == "who brought them"


def test_what_answers_leave_open_is_said():
    assert "by 18 points either way" in about("nps", heard(MANY))
    assert "50 where 280 came in the month" in about("nps", heard(MANY))
    assert "Under 30 answers" in about("nps", heard(FEW))
    assert "between 82 and 97 in 100" in about("satisfaction_pct", heard(MANY))
    assert "Under 10 answers" in about("satisfaction_pct", heard(FEW))
    assert "Of 38 new customers" in about("referrals", heard(MANY))


def test_a_score_that_moved_is_compared_and_another_is_not():
    changes = {"nps": Change(40, Unit.POINTS)}
    assert "▲ 40 pts against September 2026." in about("nps", replace(heard(MANY), changes=changes))
    assert "against" not in about("nps", heard(MANY))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((9, None), "9 of 10"),
        ((0, False), "0 of 10 · not satisfied"),
        ((None, True), "satisfied"),
        ((None, None), ""),
    ],
)
def test_an_answer_in_words(answer, said):
    assert feedback.say_answer(*answer) == said


def test_the_questions_say_what_answers_them():
    assert feedback.say_question(Ask.RECOMMEND) == "How likely to recommend us? 0–10"
    assert feedback.say_question(Ask.SATISFIED) == "Satisfied today? 1 yes · 2 no"
    assert feedback.say_question(Ask.NO) == ""
    assert feedback.say_given(Answer(recommend=9)) == "9 of 10"
    assert feedback.say_given(Answer()) == "No answer"
    assert (feedback.say_score(Voices()), feedback.say_satisfaction(Voices())) == ("", "")


def test_what_rewards_would_cost_tells_of_those_left_out():
    some = told(replace(OCTOBER, rewards_left=5, rewards_owed=640, rewards_uncosted=2))
    assert explain("liability", some, "EUR").value == "€6.40"
    assert "2 of them are left out" in about("liability", some)
    none = told(replace(OCTOBER, rewards_left=2, rewards_uncosted=2))
    assert "not said in their programmes" in about("liability", none)


# What a figure does not say


def test_retention_names_its_floor_and_how_many_of_the_kept_were_seen():
    said = about("retention_pct", told())
    assert "still reads 66%, as (90 − 31) / 90" in said
    assert "Of the 312 retained, 201 visited" in said
    assert "loyalty rate" in said
    assert "The start is the close of 30 Sept 2026, the end the close of 31 Oct 2026." in said
    september = about("retention_pct", told(SEPTEMBER))
    assert "still reads 67%, as (90 − 30) / 90" in september


def test_a_window_no_longer_than_the_month_leaves_no_floor():
    assert "floor" not in about("retention_pct", told(replace(OCTOBER, window=31)))
    assert "3%, as (32 − 31) / 32" in about("loyalty_pct", told(replace(OCTOBER, window=32)))


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("loyalty_pct", "by another name"),
        ("churn_pct", "whoever returns later counts as came back"),
        ("came_again_pct", "it has no floor"),
        ("crr_formula_pct", "the 62 customers who came back"),
        ("crr_formula_pct", "it can pass 100"),
        ("active_growth_pct", "it counts the new: 38"),
        ("repeat_purchase_pct", "Two purchases on one day are enough"),
        ("ever_repeat_pct", "first came 90 days or more before the end: 1,200 of 1,600, 75%"),
        ("frequency", "Visits per customer: 1.8"),
        ("average_basket", "2 purchases carry no amount"),
        ("redemption_pct", "may pass 100"),
        ("visits", "open on 26 days"),
        ("retained", "201 visited"),
        ("clv", "one spell as an active customer"),
        ("clv", "stays 3.6 months: 5,160 active at months' starts / 1,416 lost, 60 at most"),
        ("clv", "over 12 complete months, October 2026 to October 2026"),
        ("average_stamps_per_purchase", "ready: €8.00; of all others: €6.03"),
        ("average_stamps_per_purchase", "proves nothing"),
    ],
)
def test_a_figure_says_what_it_does_not(key, sentence):
    assert sentence in about(key, told())


def test_where_all_purchases_carry_an_amount_none_is_left_out():
    for key in ("average_basket", "revenue"):
        assert "left out" not in about(key, told(replace(OCTOBER, priced=532)))


def test_lifetime_turnover_says_that_it_is_no_gain():
    assert "set the gross margin" in about("clv", told())
    assert "set the gross margin" not in about("clv", told(margin=60))


@pytest.mark.parametrize(
    ("ready", "priced", "shown"), [(30, 60, True), (29, 60, False), (31, 60, False)]
)
def test_baskets_are_compared_from_thirty_purchases_on_either_side(ready, priced, shown):
    month = replace(OCTOBER, baskets_ready=ready, priced=priced)
    said = about("average_stamps_per_purchase", told(month))
    assert ("ready: —; of all others: —." in said) != shown
    assert ("takes 30 purchases" in said) != shown
    assert "proves nothing" in said


def test_the_usual_gap_of_a_young_shop_reads_short():
    young = replace(OCTOBER, opened=date(2026, 8, 20))
    assert "until December 2026" in about("median_gap_days", told(young))
    assert "until" not in about("median_gap_days", told())
    assert "until" not in about("median_gap_days", told(NOTHING))


def test_a_month_that_is_running_can_still_rise():
    for key in ("month_to_month_pct", "repeat_purchase_pct", "repeat_visit_pct"):
        assert "not over" in about(key, told(complete=False, spans=SO_FAR))
        assert "not over" not in about(key, told())


# What a change is compared with


def test_a_complete_month_is_compared_with_the_one_before():
    figures = told(before=replace(SEPTEMBER, retained=300, days_open=25, visits=460))
    assert explain("retention_pct", figures, "EUR").about[-1] == "▲ 3 pts against September 2026."
    assert (
        explain("visits", figures, "EUR").about[-1]
        == "▲ 5% against September 2026, per day open (a day with a purchase)."
    )


def test_a_month_so_far_is_compared_with_the_same_weekdays():
    figures = told(before=replace(SEPTEMBER, visits=480), complete=False, spans=SO_FAR)
    assert explain("visits", figures, "EUR").about[-1] == (
        "▲ 5%: 1 Oct to 9 Oct against 3 Sept to 11 Sept, the same days of the week 4 weeks before."
    )
    late = metrics.spans_so_far(date(2026, 10, 31), date(2026, 10, 31))
    assert "5 weeks before" in about("visits", told(complete=False, spans=late))


def test_where_there_is_nothing_before_nothing_is_compared():
    figures = told(before=replace(NOTHING, first=date(2026, 9, 1)))
    for key in metrics.COMPARED:
        assert explain(key, figures, "EUR").about[-1].startswith("There is nothing to compare")
    alone = replace(told(), compared=None)
    assert explain("visits", alone, "EUR").about[-1].startswith("There is nothing to compare")
    assert "compare it" not in about("churn_pct", figures)


# Five points, the warning


def test_five_points_are_said_with_their_money():
    assert (
        say_five_points(told(), "EUR")
        == "5 more points of retention would bring about €177 a month."
    )
    near = told(replace(OCTOBER, active_start=200, retained=195, lost=5))
    assert say_five_points(near, "EUR").startswith("2.5 more points")
    nearer = told(replace(OCTOBER, active_start=200, retained=198, lost=2))
    assert say_five_points(nearer, "JPY").startswith("1 more point of")


def test_five_points_that_cannot_be_told_say_why():
    young = told(replace(OCTOBER, opened=date(2026, 8, 20)))
    said = say_five_points(young, "EUR")
    assert said.endswith(say_why(Why.NOT_JUDGED, young))
    formula = explain("five_points", young, "EUR").formula
    assert (formula[:4], formula[-3:]) == ("5% ×", "= —")


def test_a_running_month_s_points_and_warning_speak_of_the_last_complete_one():
    before = replace(SEPTEMBER, active_start=200, retained=195, lost=5, came_again=60)
    running = told(before=before, complete=False, spans=SO_FAR)
    assert "last complete month, September 2026" in about("five_points", running)
    assert explain("five_points", running, "EUR").formula.startswith("2.5% × 200 active")
    assert "60 had come again by the end of September 2026" in warning(running)
    assert "last complete month" not in about("five_points", told())
    assert "no promise" in about("five_points", told())


def test_the_warning_is_given_when_few_come_again():
    few = told(replace(OCTOBER, came_again=60))
    sentence = warning(few)
    assert "of 400 active 90 days before, 60 had come again by the end of October 2026" in sentence
    assert "near 15%" in sentence
    assert explain("came_again_pct", few, "EUR").about[0] == sentence
    assert warning(told()) is None


# Who is behind


def test_the_names_behind_say_what_they_are_and_how_many():
    assert explain("retention_pct", told(), "EUR").groups == (
        ("312 retained", Group.RETAINED),
        ("201 retained and seen", Group.RETAINED_SEEN),
        ("118 lost", Group.LOST),
        ("430 active at the start", Group.ACTIVE_START),
    )
    assert explain("redemption_pct", told(), "EUR").groups == (("given a reward", Group.REWARDED),)
    assert explain("clv", told(), "EUR").groups == ()


def test_every_group_stands_behind_some_figure():
    behind = {group for key in DEFINITIONS for _label, group in explain(key, told(), "EUR").groups}
    assert behind == set(Group)


# Whatever is counted


@st.composite
def counted(draw) -> Counts:
    some = st.integers(0, 3) | st.integers(0, 100_000)
    kept, lost, back, new = (draw(some) for _ in range(4))
    plain = {"first", "through", "window", "opened", "median_gap"}
    rest = {f.name: draw(some) for f in fields(Counts) if f.name not in plain}
    sums = {
        "retained": kept,
        "lost": lost,
        "reactivated": back,
        "new": new,
        "active_start": kept + lost,
        "active_end": kept + back + new,
        "priced": draw(some) if kept + back + new else 0,
    }
    first = draw(st.dates(date(2000, 1, 1), date(2090, 1, 1))).replace(day=1)
    opened = draw(st.none() | st.dates(date(1999, 1, 1), first))
    gap = draw(st.none() | st.floats(1, 700))
    return Counts(
        first, draw(st.dates(first, first.replace(day=28))), draw(st.integers(31, 730)), opened,
        median_gap=gap, **(rest | sums),
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.lists(counted(), min_size=2, max_size=5),
    st.none() | st.integers(0, 100),
    st.booleans(),
    st.sampled_from(["EUR", "JPY", "TND"]),
    st.sampled_from(language.LANGUAGES),
)
def test_every_figure_explains_itself_whatever_was_counted(
    months, margin, complete, currency, code
):
    language.speak(code)
    counts, before = months[0], replace(months[1], days_open=1 + months[1].days_open)
    basis = counts if complete else before
    figures = Figures(
        counts=counts,
        complete=complete,
        values=metrics.figures(counts, months, margin),
        changes=metrics.changes(counts, before, complete=complete),
        compared=((counts.first, counts.through), (before.first, before.through)),
        basis=basis,
        five_points=metrics.five_points(basis),
        few_come_again=metrics.few_come_again(basis),
        pooled=metrics.pooled(months),
        margin=margin,
    )
    for key in DEFINITIONS:
        said = explain(key, figures, currency)
        assert said.formula.endswith(f" = {said.value}")
        assert said.about
        everything = [said.name, said.formula, *said.about, *(label for label, _g in said.groups)]
        for text in (*everything, say_five_points(figures, currency), warning(figures) or ""):
            assert not re.search(r"[{}]|%\(|Why\.|None|nan|inf\b", text)


@pytest.mark.parametrize(
    ("revenue", "priced", "said"),
    [(201, 2, "€1.01"), (100, 1, "€1.00"), (301, 2, "€1.51"), (503, 2, "€2.52"), (302, 3, "€1.01")],
)
def test_case_85_an_average_is_rounded_as_money_is(revenue, priced, said):
    figures = told(replace(OCTOBER, revenue=revenue, priced=priced))
    assert explain("average_basket", figures, "EUR").value == said


def test_case_85_a_change_of_half_a_cent_is_a_cent():
    assert say_change(Change(-0.5, Unit.MONEY), "EUR") == "▼ €0.01"
    assert say_change(Change(2.5, Unit.MONEY), "EUR") == "▲ €0.03"
    assert say_change(Change(0.4, Unit.MONEY), "EUR") == "= 0"


def test_case_84_acts_dated_later_are_told_of_with_their_last_day():
    assert say_to_come(1, date(2026, 12, 1)) == (
        "1 action is dated 1 Dec 2026: it counts from that day on."
    )
    assert "2 actions are dated up to 1 Dec 2026" in say_to_come(2, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("cards", "said", "lines"),
    [
        (OpenCards(2, Fraction(201, 2), 0), "2 cards in progress: expected cost €1.01", 1),
        (OpenCards(2, Fraction(100), 1), "2 cards in progress: expected cost €1.00", 2),
        (OpenCards(2, Fraction(0), 2), "2 cards in progress", 2),
    ],
)
def test_case_59_cards_in_progress_in_words(cards, said, lines):
    assert say_open_cards(cards, "EUR") == said
    assert len(about_open_cards(cards)) == lines
