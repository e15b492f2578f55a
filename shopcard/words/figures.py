"""What the figures of a month are called and how they are said, in the language now spoken."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil

from shopcard.language import (
    _,
    ngettext,
    round_money,
    say_day,
    say_decimal,
    say_estimate,
    say_money,
    say_month,
    say_number,
    say_percent,
)
from shopcard.rules.metrics import (
    COMPARED,
    FLOWS,
    LEAST_LOST,
    LEAST_MONTHS,
    Change,
    Figure,
    Figures,
    Group,
    Unit,
    Why,
    points_to_gain,
)
from shopcard.rules.pro_rata import OpenCards
from shopcard.rules.slipping import CameBack, at_stake
from shopcard.words import feedback
from shopcard.words.definition import InMonth, Measure
from shopcard.words.figure_definitions import DEFINITIONS
from shopcard.words.formulas import part
from shopcard.words.remarks import MISSING


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure, how it was worked out, and who is behind it."""

    key: str
    name: str
    value: str
    formula: str
    """With the month's numbers in place."""
    about: tuple[str, ...]
    """Sentences: why it is not there, what it means, what it does not say, what its change is
    against."""
    groups: tuple[tuple[str, Group], ...]
    """The customers behind it, each with what they are and how many."""


def name_of(key: str, figures: Figures | None = None) -> str:
    """A figure's short name. With the month's figures, lifetime value without a margin is called
    what it then is: turnover."""
    definition = DEFINITIONS[key]
    if figures is not None and figures.margin is None and definition.without_margin:
        return definition.without_margin()
    return definition.name()


# Values and changes


def value_of(key: str, figures: Figures) -> Figure:
    """A figure by any key of DEFINITIONS."""
    if key in figures.values:
        return figures.values[key]
    if key == "five_points":
        return figures.five_points
    count: int = getattr(figures.counts, key)
    return count


def say_value(key: str, figure: Figure, currency: str) -> str:
    """73% · 73 %, €6.40, 1.8, 12.5 days, 412; a dash where there is none."""
    if isinstance(figure, Why):
        return MISSING
    match DEFINITIONS[key].measure:
        case Measure.PERCENT:
            return say_percent(figure)
        case Measure.MONEY:
            return say_money(figure, currency)
        case Measure.DECIMAL:
            return say_decimal(figure)
        case Measure.DAYS:
            return _("{n} days").format(n=say_decimal(figure))
        case Measure.COUNT:
            return say_number(round(figure))


def say_figure(key: str, figures: Figures, currency: str) -> str:
    """A figure by any key of DEFINITIONS, with the counts beside it that it does not go without:
    56 ± 12 (33 · 12 · 5), 92% (83–97) of 50. What few answers make is their counts alone."""
    figure, definition = value_of(key, figures), DEFINITIONS[key]
    if definition.say and not isinstance(figure, Why):
        return definition.say(figures.voices)
    return say_value(key, figure, currency)


def say_change(change: Change, currency: str) -> str:
    """▲ 3 pts, ▼ 4%, ▲ €0.40; = 0 where nothing moved as far as it is said."""
    by = round_money(abs(change.by)) if change.unit is Unit.MONEY else round(abs(change.by))
    if not by:
        return "= 0"
    match change.unit:
        case Unit.POINTS:
            said = ngettext("{n} pt", "{n} pts", by).format(n=say_number(by))
        case Unit.PERCENT:
            said = say_percent(by)
        case Unit.MONEY:
            said = say_money(by, currency)
        case _:
            said = say_number(by)
    return f"{'▲' if change.by > 0 else '▼'} {said}"


# Sentences


def say_why(why: Why, figures: Figures) -> str:
    """One sentence on why a figure is not there."""
    window = figures.counts.window
    return {
        Why.NOT_JUDGED: _not_judged(figures.judged_from, window),
        Why.NOBODY_ACTIVE_BEFORE: _("Nobody was active when the month began."),
        Why.NOBODY_ACTIVE_EARLIER: _("Nobody was active {window} days before.").format(
            window=window
        ),
        Why.NOBODY_IN_MONTH: _("Nobody came in the month."),
        Why.NOBODY_IN_MONTH_BEFORE: _("Nobody came in the month before."),
        Why.NOBODY_EVER: _("Nobody had bought anything by then."),
        Why.NO_AMOUNTS: _("No purchase carries an amount."),
        Why.NO_GAPS: _("No visit of the month followed an earlier one of the same customer."),
        Why.FEW_MONTHS: _few_months(len(figures.pooled), window),
        Why.FEW_LOST: _few_lost(sum(month.lost for month in figures.pooled)),
        Why.NONE_EARNED: _("No reward was earned in the month."),
        Why.NONE_AVAILABLE: _("No reward was ready or earned in the month."),
        Why.NO_ANSWERS: _("Nobody answered in the month. The setting “ask” makes the counter ask."),
        Why.NO_COSTS: _("What the rewards cost is not said in their programmes."),
    }[why]


def _not_judged(month: date | None, window: int) -> str:
    if month is None:
        return _("It takes a first purchase, and {window} days after it.").format(window=window)
    return _(
        "In a shop this young nobody can have stayed away for {window} days. "
        "It will be there for {month} and the months after."
    ).format(window=window, month=say_month(month))


def _few_months(n: int, window: int) -> str:
    return ngettext(
        "It takes {least} complete months, each begun {window} days or more after the shop's first "
        "purchase; there is {n}.",
        "It takes {least} complete months, each begun {window} days or more after the shop's first "
        "purchase; there are {n}.",
        n,
    ).format(n=n, least=LEAST_MONTHS, window=window)


def _few_lost(n: int) -> str:
    return ngettext(
        "It takes {least} lost customers to tell how long customers stay; there is {n}.",
        "It takes {least} lost customers to tell how long customers stay; there are {n}.",
        n,
    ).format(n=n, least=LEAST_LOST)


def say_five_points(figures: Figures, currency: str) -> str:
    """What five more points of retention would bring a month, or why that cannot be told."""
    value = figures.five_points
    if isinstance(value, Why):
        return _("What 5 more points of retention would bring cannot be told yet. {why}").format(
            why=say_why(value, figures)
        )
    points = points_to_gain(figures.basis)
    return ngettext(
        "{points} more point of retention would bring about {money} a month.",
        "{points} more points of retention would bring about {money} a month.",
        ceil(points),
    ).format(
        points=say_number(round(points)) if points == round(points) else say_decimal(points),
        money=say_estimate(value, currency),
    )


def say_so_far(figures: Figures) -> str:
    """Which days of its month a running one tells of; empty for a complete month."""
    if figures.complete:
        return ""
    return _("so far, up to {day}").format(day=say_day(figures.counts.through))


def say_to_come(acts: int, until: date) -> str:
    """That some acts are dated later than today, and when figures count them."""
    return ngettext(
        "{n} action is dated {day}: it counts from that day on.",
        "{n} actions are dated up to {day}: each counts from its own day on.",
        acts,
    ).format(n=say_number(acts), day=say_day(until))


def say_open_cards(cards: OpenCards, currency: str) -> str:
    """How many cards are in progress, and what they come to so far."""
    if cards.uncosted == cards.count:
        return ngettext("{n} card in progress", "{n} cards in progress", cards.count).format(
            n=say_number(cards.count)
        )
    return ngettext(
        "{n} card in progress: expected cost {money}",
        "{n} cards in progress: expected cost {money}",
        cards.count,
    ).format(n=say_number(cards.count), money=say_money(float(cards.expected), currency))


def about_open_cards(cards: OpenCards) -> tuple[str, ...]:
    """How that is worked out, and what it leaves out."""
    told = [_("Of each reward the part that the stamps so far have reached, as of now.")]
    if cards.uncosted:
        told.append(
            ngettext(
                "On {n} of them what a reward costs is not said.",
                "On {n} of them what a reward costs is not said.",
                cards.uncosted,
            ).format(n=say_number(cards.uncosted))
        )
    return tuple(told)


def say_compared(figures: Figures) -> str:
    """What the month's changes are against."""
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


def say_came_back(share: CameBack | None) -> str:
    """How many of such customers came back: about 33 in 100 (25–42)."""
    if share is None:
        return _("not enough history yet")
    return _("about {pct} in 100 ({low}–{high})").format(
        pct=round(share.pct), low=round(share.low), high=round(share.high)
    )


def say_stake(usual: float, share: CameBack | None, currency: str | None) -> str:
    """What is at stake with a customer: ≈ €12 a month; visits where there is no currency."""
    stake = at_stake(usual, share)
    if currency is None:
        return _("≈ {visits} visits a month").format(visits=say_decimal(stake))
    return _("≈ {money} a month").format(money=say_estimate(stake, currency))


# Explanations


def explain(key: str, figures: Figures, currency: str) -> Explanation:
    """A figure by any key of DEFINITIONS, explained."""
    figure, definition = value_of(key, figures), DEFINITIONS[key]
    worked_out = definition.formula(InMonth(figures, currency))
    if not feedback.only_counted(key, figures.voices):
        worked_out += f" = {say_value(key, figure, currency)}"
    return Explanation(
        key=key,
        name=name_of(key, figures),
        value=say_figure(key, figures, currency),
        formula=worked_out,
        about=tuple(_about(key, figure, figures, currency)),
        groups=tuple((_group(group, figures), group) for group in definition.groups),
    )


def _group(group: Group, figures: Figures) -> str:
    """What the customers of a group are, and how many."""
    return feedback.part(group, figures.voices) or part(group, figures.counts)


def _about(key: str, figure: Figure, figures: Figures, currency: str) -> Iterator[str]:
    if isinstance(figure, Why):
        yield say_why(figure, figures)
    yield from DEFINITIONS[key].about(InMonth(figures, currency))
    if key in COMPARED or key in figures.changes:
        yield _compared(key, figures, currency)


def _compared(key: str, figures: Figures, currency: str) -> str:
    """How the figure moved, and what it is compared with."""
    change, spans = figures.changes.get(key), figures.compared
    if change is None or spans is None:
        return _("There is nothing to compare it with yet.")
    (first, last), (first_before, last_before) = spans
    said = say_change(change, currency)
    if not figures.complete:
        return _(
            "{change}: {first} to {last} against {first_before} to {last_before}, the same days of "
            "the week {weeks} weeks before."
        ).format(
            change=said,
            first=say_day(first, year=False),
            last=say_day(last, year=False),
            first_before=say_day(first_before, year=False),
            last_before=say_day(last_before, year=False),
            weeks=(first - first_before).days // 7,
        )
    if key in FLOWS:
        return _("{change} against {month}, per day open (a day with a purchase).").format(
            change=said, month=say_month(first_before)
        )
    return _("{change} against {month}.").format(change=said, month=say_month(first_before))
