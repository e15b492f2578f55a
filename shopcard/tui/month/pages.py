"""What stands on the month's screen, in words: figures, and the lines of each list."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shopcard.language import (
    _,
    ngettext,
    say_day,
    say_decimal,
    say_estimate,
    say_money,
    say_month,
    say_number,
    say_time,
)
from shopcard.rules.calendar import local
from shopcard.rules.card import Kind
from shopcard.rules.metrics import Why
from shopcard.rules.pro_rata import OpenCards
from shopcard.rules.slipping import at_stake
from shopcard.store.answers.month import PartnerMonth
from shopcard.tui.widgets.figure_row import Item
from shopcard.tui.widgets.fit import clipped
from shopcard.tui.widgets.row_list import Row
from shopcard.words.acts import say_act
from shopcard.words.definition import Place
from shopcard.words.fair_play import say_staff
from shopcard.words.figure_definitions import DEFINITIONS, standing
from shopcard.words.figures import (
    about_open_cards,
    name_of,
    say_came_back,
    say_change,
    say_figure,
    say_five_points,
    say_stake,
    say_to_come,
    value_of,
)
from shopcard.words.lists import team_cells

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Act
    from shopcard.store.answers.month import (
        Behind,
        Best,
        Brought,
        Late,
        LookAfter,
        Month,
        ReadyReward,
        RewardMonth,
        StaffMonth,
        Voice,
    )

MOST_TILL = 10
"""Cells of a till's name in a list."""


def headline_names() -> dict[str, str]:
    """The figures that the month opens with, each by its key and as short as it is called."""
    return {
        key: (DEFINITIONS[key].short or DEFINITIONS[key].name)() for key in standing(Place.HEADLINE)
    }


def waiting() -> list[Item]:
    """The headline figures while they are being worked out."""
    return [Item(key, name, "…") for key, name in headline_names().items()]


def headline(month: "Month") -> list[Item]:
    return [_item(month, key, name) for key, name in headline_names().items()]


def _item(month: "Month", key: str, name: str) -> Item:
    figures = month.figures
    value = value_of(key, figures)
    change = figures.changes.get(key)
    said = say_change(change, month.currency) if change else ""
    if value is Why.NOT_JUDGED and figures.judged_from and key in headline_names():
        said = _("from {month}").format(month=say_month(figures.judged_from))
    return Item(key, name, say_figure(key, figures, month.currency), said)


def overview(month: "Month") -> list[Item]:
    """What asks for something to be done, then every figure that is no headline."""
    return [*_sentences(month), *_items(month, Place.PAGE, Place.VOICES)]


def _items(month: "Month", *places: Place) -> list[Item]:
    return [_item(month, key, name_of(key, month.figures)) for key in standing(*places)]


def _sentences(month: "Month") -> list[Item]:
    figures, told = month.figures, list[Item]()
    if late := month.to_come:
        told.append(Item("visits", say_to_come(late.acts, late.until), loud=True))
    if figures.few_come_again:
        basis = figures.basis
        few = _("Only {n} of {all} customers came again: time to look after them.").format(
            n=say_number(basis.came_again), all=say_number(basis.active_earlier)
        )
        told.append(Item("came_again_pct", few, loud=True))
    if not isinstance(figures.five_points, Why):
        told.append(Item("five_points", say_five_points(figures, month.currency)))
    elif figures.counts.opened is None:
        told.append(Item("retention_pct", _("Nobody has bought anything yet.")))
    elif figures.five_points is Why.NOT_JUDGED and figures.judged_from:
        later = _("Retention can be told from {month} on.").format(
            month=say_month(figures.judged_from)
        )
        told.append(Item("retention_pct", later))
    return told


# Lists


def late_titles(*, wide: bool) -> tuple[str, ...]:
    if wide:
        return (
            _("name"), _("usual gap"), _("last visit"), _("visits"), _("at stake"),
            _("come back"), _("contacted"),
        )  # fmt: skip
    return (_("name"), _("gap"), _("away"), _("visits"), _("a month"), _("come back"))


def late_caption(late: "LookAfter") -> str:
    return _("Away for more than twice their usual gap on {day}; most at stake first.").format(
        day=say_day(late.as_of, year=False)
    )


def late_row(late: "Late", currency: str, *, wide: bool) -> Row:
    """`wide`: there is room for the whole of the range, and for when they were contacted."""
    back, visits = say_came_back(late.came_back), say_number(late.visits)
    gap = round(late.usual_gap)
    if wide:
        cells: tuple[str, ...] = (
            late.name,
            _say_days(gap),
            _("{days} ago").format(days=_say_days(late.days_since)),
            visits,
            say_stake(late.usual_month, late.came_back, currency if late.in_money else None),
            back,
            _say_contacted(late),
        )
    else:
        cells = (
            f"✓ {late.name}" if late.contacted else late.name,
            _("{n} d").format(n=say_number(gap)),
            _("{n} d").format(n=say_number(late.days_since)),
            visits,
            _brief_stake(late, currency),
            _brief_back(late),
        )
    return Row(cells, about=_about_late(late, back, wide=wide))


def _brief_stake(late: "Late", currency: str) -> str:
    worth = at_stake(late.usual_month, late.came_back)
    if late.in_money:
        return f"≈ {say_estimate(worth, currency)}"
    return "≈ " + ngettext("{n} visit", "{n} visits", max(round(worth), 1)).format(
        n=say_decimal(worth)
    )


def _brief_back(late: "Late") -> str:
    if late.came_back is None:
        return "—"
    return _("{n} in 100").format(n=round(late.came_back.pct))


def _say_contacted(late: "Late") -> str:
    if late.contacted is None:
        return ""
    day = say_day(late.contacted, year=False)
    if late.returned is None:
        return day
    return _("{day}, came back {later}").format(day=day, later=say_day(late.returned, year=False))


def _about_late(late: "Late", back: str, *, wide: bool) -> str:
    told = []
    if late.came_back is None or not wide:
        told.append(_("come back: {share}").format(share=back))
    if late.contacted and not wide:
        told.append(_("contacted {when}").format(when=_say_contacted(late)))
    if not late.contact_ok:
        told.append(_("has not agreed to be contacted"))
    return " · ".join(told)


def _say_days(days: int) -> str:
    return ngettext("{n} day", "{n} days", days).format(n=say_number(days))


def best_titles() -> tuple[str, ...]:
    return (_("name"), _("visits"), _("spent"), _("last visit"))


def best_caption(month: date, *, by_spend: bool) -> str:
    said = say_month(month)
    if by_spend:
        return _("By spend over the 12 months up to {month}.").format(month=said)
    return _("By visits over the 12 months up to {month}.").format(month=said)


def best_row(best: "Best", currency: str) -> Row:
    spent = "—" if best.spend is None else say_money(best.spend, currency)
    return Row(
        (name_or_erased(best.name), say_number(best.visits), spent, say_day(best.last_visit))
    )


def voices(month: "Month") -> list[Item]:
    """The figures that customers' answers make."""
    return _items(month, Place.VOICES)


def comments_caption(comments: "Sequence[Voice] | None", *, open_only: bool) -> str:
    if comments is None:
        return _("working it out…")
    if open_only:
        return _("Open comments, newest first") if comments else _("No comment is open.")
    return _("Comments, newest first; ✓ acted upon") if comments else _("No comments yet.")


def brought_titles() -> tuple[str, ...]:
    return (_("name"), _("brought by"), _("first visit"))


def brought_row(brought: "Brought") -> Row:
    return Row(
        (
            name_or_erased(brought.name),
            name_or_erased(brought.by_name),
            say_day(brought.first_visit),
        )
    )


def reward_titles() -> tuple[str, ...]:
    return (_("reward"), _("programme"), _("earned"), _("given"), _("ready"), _("would cost"))


def reward_row(reward: "RewardMonth | PartnerMonth | OpenCards", currency: str) -> Row:
    if isinstance(reward, OpenCards):
        costs = reward.uncosted < reward.count
        return Row(
            (
                _("cards in progress"), "", "", "", say_number(reward.count),
                say_money(float(reward.expected), currency) if costs else "—",
            ),
            about=about_open_cards(reward)[0],
        )  # fmt: skip
    if isinstance(reward, PartnerMonth):
        return Row(
            (
                _("vouchers of {partner}").format(partner=reward.partner), "", "",
                say_number(reward.given), "", say_money(reward.value, currency),
            ),
            about=_("{due} due in all").format(due=say_money(reward.due, currency)),
        )  # fmt: skip
    counts = (reward.earned, reward.redeemed, reward.ready)
    costs = reward.uncosted < reward.ready
    owed = say_money(reward.owed, currency) if costs else "—"
    return Row((reward.reward, reward.program, *map(say_number, counts), owed))


def team_titles() -> tuple[str, ...]:
    return (
        _("name"), _("purchases"), _("stamps"), _("undone"), _("rewards given"), _("out of hours"),
    )  # fmt: skip


def team_row(staff: "StaffMonth") -> Row:
    return Row(team_cells(staff))


def act_titles() -> tuple[str, ...]:
    return (_("name"), _("day"), _("time"), _("till"), _("stamps"), _("amount"))


def act_row(act: "Act", currency: str, zone: ZoneInfo) -> Row:
    """An act by when it was keyed in; what more there is to say beneath."""
    keyed = local(act.recorded_at or act.at, zone)
    about = [say_staff(act.staff)]
    if act.kind is not Kind.PURCHASE:
        about.append(say_act(act, currency))
    if act.voided:
        about.append(_("undone"))
    if act.recorded_at and act.recorded_at != act.at:
        about.append(_("told for {day}").format(day=say_day(act.business_day)))
    return Row(
        (
            name_or_erased(act.name),
            say_day(keyed.date(), weekday=True, year=False),
            say_time(keyed),
            clipped(act.till, MOST_TILL),
            say_number(act.stamps) if act.kind is Kind.PURCHASE else "",
            "" if act.amount is None else say_money(act.amount, currency),
        ),
        about=" · ".join(about),
    )


def behind_titles() -> tuple[str, ...]:
    return (_("name"), _("visits"), _("last visit"))


def behind_row(behind: "Behind") -> Row:
    return Row(
        (name_or_erased(behind.name), say_number(behind.visits), _say_when(behind.last_visit))
    )


def ready_titles() -> tuple[str, ...]:
    return (_("name"), _("earned"), _("good until"))


def ready_row(ready: "ReadyReward") -> Row:
    return Row((name_or_erased(ready.name), say_day(ready.earned_on), _say_when(ready.expires)))


def _say_when(day: date | None) -> str:
    return say_day(day) if day else "—"


def name_or_erased(name: str) -> str:
    return name or _("(erased)")


def tab_names(late: int | None) -> Sequence[str]:
    """`late`: how many there are to look after, once known."""
    after = _("To look after")
    return (
        _("Overview"),
        _("Cohorts"),
        f"{after} {say_number(late)}" if late else after,
        _("Best customers"),
        _("Rewards"),
        _("Team"),
        _("Voices"),
    )
