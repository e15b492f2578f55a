"""How a figure was worked out, what it does not say, and who is behind it."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcard.errors import ShopcardError
from shopcard.language import _, ngettext, say_money, say_month, say_number, say_percent
from shopcard.rules.calendar import add_months, last_of_month
from shopcard.rules.hours import Hours
from shopcard.rules.metrics import Counts, Group, retention
from shopcard.rules.pro_rata import OpenCards
from shopcard.tui.aside import aside
from shopcard.tui.dialogs import Dialog
from shopcard.tui.month.cohort_grid import Share
from shopcard.tui.month.pages import (
    act_row,
    act_titles,
    behind_row,
    behind_titles,
    brought_row,
    brought_titles,
    ready_row,
    ready_titles,
)
from shopcard.tui.widgets.row_list import STEPS, Row, RowList
from shopcard.tui.widgets.tab_line import TabLine
from shopcard.words.fair_play import say, say_staff, say_why
from shopcard.words.figures import about_open_cards, explain, name_of, say_open_cards, say_value

if TYPE_CHECKING:
    from shopcard.store.answers.month import (
        Ambassador,
        Finding,
        Month,
        PartnerMonth,
        RewardMonth,
        StaffMonth,
    )
    from shopcard.store.shop.shop import Shop


@dataclass(frozen=True, slots=True)
class Names:
    """Some of the customers behind a figure."""

    label: str
    load: Callable[[], Sequence[Any]]
    """Asks the shop, which may take a while."""
    titles: tuple[str, ...]
    row: Callable[[Any], Row]
    opens: Callable[[Any], str] = attrgetter("id")
    """The id of the customer that a line is about."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure explained."""

    title: str
    formula: str
    about: Sequence[str] = ()
    names: Sequence[Names] = ()


def of_figure(shop: "Shop", month: "Month", key: str) -> Told:
    said = explain(key, month.figures, month.currency)
    return Told(
        _("{name}: {value}").format(name=said.name, value=said.value),
        said.formula,
        said.about,
        [_behind(shop, month.counts, label, group) for label, group in said.groups],
    )


def _behind(shop: "Shop", c: Counts, label: str, group: Group) -> Names:
    if group is Group.REFERRED:
        return Names(label, partial(shop.month.brought, c.first), brought_titles(), brought_row)
    load = partial(shop.month.behind, c.first, group, window=c.window)
    return Names(label, load, behind_titles(), behind_row)


def of_bar(shop: "Shop", c: Counts) -> Told:
    """A month of the bars."""
    rate = say_value("retention_pct", retention(c), "")
    groups = (
        (_("Retained"), Group.RETAINED),
        (_("Came back"), Group.REACTIVATED),
        (_("New"), Group.NEW),
        (_("Lost"), Group.LOST),
    )
    return Told(
        _("Active customers, {month}").format(month=say_month(c.first)),
        _("{active} active = {retained} retained + {back} came back + {new} new").format(
            active=say_number(c.active_end),
            retained=say_number(c.retained),
            back=say_number(c.reactivated),
            new=say_number(c.new),
        ),
        (
            _("Active: at least one visit in the {n} days up to the month's close.").format(
                n=c.window
            ),
            _(
                "{lost} of the {before} who were active at its start no longer were at its close: "
                "{name} {rate}."
            ).format(
                lost=say_number(c.lost),
                before=say_number(c.active_start),
                name=name_of("retention_pct"),
                rate=rate,
            ),
        ),
        [_behind(shop, c, label, group) for label, group in groups],
    )


def of_share(shop: "Shop", share: Share) -> Told:
    """A cell of the cohorts."""
    first = share.cohort.month
    month = add_months(first, share.months)
    about = [
        _("All who bought for the first time in {first}; of them, those with a visit in {month}.")
        .format(first=say_month(first), month=say_month(month))
    ]  # fmt: skip
    if share.running:
        about.append(_("That month is not over: more may still come."))
    return Told(
        _("First purchase in {first}, seen in {month}").format(
            first=say_month(first), month=say_month(month)
        ),
        f"{say_number(share.n)} / {say_number(share.cohort.size)}"
        f" = {say_percent(share.pct, places=1)}",
        about,
        [Names(_("Came"), partial(shop.month.cohort, first, month), behind_titles(), behind_row)],
    )


def of_reward(shop: "Shop", reward: "RewardMonth") -> Told:
    def ready() -> Sequence[Any]:
        wanted = (reward.program, reward.reward)
        return [r for r in shop.month.ready() if (r.program, r.reward) == wanted]

    return Told(
        f"{reward.reward} · {reward.program}",
        _("{earned} earned and {given} given in the month, {ready} ready at its close").format(
            earned=say_number(reward.earned),
            given=say_number(reward.redeemed),
            ready=say_number(reward.ready),
        ),
        (_("Below, who could have one now: those whose time runs out first stand first."),),
        [Names(_("Ready now"), ready, ready_titles(), ready_row)],
    )


def of_open_cards(cards: OpenCards, currency: str) -> Told:
    return Told(_("Cards in progress"), say_open_cards(cards, currency), about_open_cards(cards))


def of_partner(partner: "PartnerMonth", currency: str) -> Told:
    return Told(
        _("vouchers of {partner}").format(partner=partner.partner),
        _("{n} given in the month: {value}").format(
            n=say_number(partner.given), value=say_money(partner.value, currency)
        ),
        (
            _("{due} due in all").format(due=say_money(partner.due, currency)),
            _("What was paid is noted with: shopcard settle “{partner}” --paid all").format(
                partner=partner.partner
            ),
        ),
    )


def of_ambassador(shop: "Shop", one: "Ambassador") -> Told:
    return Told(
        one.name,
        ngettext(
            "{n} customer brought, {in_month} in the month",
            "{n} customers brought, {in_month} in the month",
            one.brought,
        ).format(n=say_number(one.brought), in_month=say_number(one.in_month)),
        (_("New customers who said, when their card was made, that this one brought them."),),
        [
            Names(
                _("Brought"), partial(shop.month.brought, by=one.id), brought_titles(), brought_row
            )
        ],
    )


def of_staff(staff: "StaffMonth", month: date, hours: Hours | None) -> Told:
    about = [_("Stamps that a customer's spend earned are not counted here.")]
    if hours is None:
        about.append(
            _(
                "Acts out of hours are not watched. Say when the shop serves with: shopcard "
                "settings set hours 09:00-19:30"
            )
        )
    else:
        late = staff.out_of_hours or 0
        about.append(
            ngettext(
                "{n} act was keyed in outside {hours}.", "{n} acts were keyed in outside {hours}.",
                late,
            ).format(n=say_number(late), hours=hours.said())
        )  # fmt: skip
    return Told(
        say_staff(staff.staff),
        _("{purchases} purchases, {stamps} stamps keyed in").format(
            purchases=say_number(staff.purchases), stamps=say_number(staff.stamps)
        ),
        [*about, *_all_acts(staff.staff, month)],
    )


def of_finding(shop: "Shop", finding: "Finding", month: date, currency: str) -> Told:
    """Something worth a look, and the entries behind it."""
    sign = finding.sign
    row = partial(act_row, currency=currency, zone=shop.opened.settings.zone)
    return Told(
        _("Worth a look, {month}").format(month=say_month(month)),
        say(sign, finding.name),
        [say_why(sign), *_all_acts(sign.staff, month)],
        [
            Names(
                _("Entries"),
                partial(shop.month.entries_behind, finding),
                act_titles(),
                row,
                attrgetter("customer"),
            )
        ],
    )


def _all_acts(staff: str, month: date) -> list[str]:
    """How to see all that somebody did."""
    if not staff:
        return []
    return [
        _("All acts of the month: shopcard history --staff {staff} --from {first} --to {last}")
        .format(staff=shlex.quote(staff), first=month, last=last_of_month(month))
    ]  # fmt: skip


class Explained(Dialog[str | None]):
    """Shows what was told; answers the id of a customer to open, or nothing."""

    DEFAULT_CSS = """
    Explained > .box { width: 78; max-width: 100%; height: auto; padding: 0 2; }
    Explained > .box.-names { height: 100%; }
    Explained .told { height: auto; max-height: 100%; }
    Explained > .box.-names .told { max-height: 70%; }
    Explained .formula { text-style: bold; margin: 0 0 1 0; }
    Explained .about { height: auto; color: $text-muted; }
    Explained .about > Static { width: auto; }
    Explained .about > Static:last-child { width: 1fr; }
    Explained TabLine { height: 1; margin: 1 0; }
    Explained RowList { height: 1fr; min-height: 4; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *STEPS,
        Binding("tab", "group(1)", show=False),
        Binding("shift+tab", "group(-1)", show=False),
    ]

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told
        self._group = 0
        self._reading = bool(told.names)

    def not_yet(self, event: events.Key | events.Paste) -> bool:
        """Whether a key points at names that are still being read."""
        leaves = isinstance(event, events.Key) and event.key in ("escape", "tab", "shift+tab")
        return self._reading and not leaves

    def compose(self) -> ComposeResult:
        told = self._told
        box = Vertical(classes="box -names" if told.names else "box")
        box.border_title = Content(told.title)
        box.border_subtitle = Content(self._keys())
        with box:
            with VerticalScroll(classes="told", can_focus=False):
                yield Static(Content(told.formula), classes="formula")
                for sentence in told.about:
                    with Horizontal(classes="about"):
                        yield Static("· ")
                        yield Static(Content(sentence))
            if told.names:
                yield TabLine()
                yield RowList()
            yield Static(classes="notice")

    def _keys(self) -> str:
        keys = [_("Esc back")]
        if self._told.names:
            keys = [_("↑↓ choose · ⏎ open the customer"), *keys]
        if len(self._told.names) > 1:
            keys = [_("Tab next list"), *keys]
        return " · ".join(keys)

    def on_mount(self) -> None:
        if self._told.names:
            self.query_one(RowList).light(True)
            self._load()

    @work(exclusive=True, group="names", exit_on_error=False)
    async def _load(self) -> None:
        """The names of the chosen group; another choice takes over."""
        names = self._told.names[self._group]
        rows = self.query_one(RowList)
        self.query_one(TabLine).show([n.label for n in self._told.names], self._group)
        rows.say(_("working it out…"))
        self._reading = True
        try:
            found = await aside(names.load)
        except ShopcardError as error:
            rows.say(error.sentence)
        else:
            rows.at = type(rows.at)()
            rows.show(names.titles, found, names.row, empty=_("Nobody."))
        self._reading = False

    def action_step(self, by: int) -> None:
        for rows in self.query(RowList):
            rows.move(by)

    def action_group(self, by: int) -> None:
        if len(self._told.names) > 1:
            self._group = (self._group + by) % len(self._told.names)
            self._load()

    @on(TabLine.Chosen)
    def _chosen(self, event: TabLine.Chosen) -> None:
        self._group = event.index
        self._load()

    @on(RowList.Picked)
    def _picked(self, event: RowList.Picked) -> None:
        if event.thing is not None:
            self._open(event.thing)

    def action_accept(self) -> None:
        if not self._told.names:
            self.action_leave()
        elif (thing := self.query_one(RowList).thing) is not None:
            self._open(thing)

    def _open(self, thing: Any) -> None:
        if thing.name:
            self.dismiss(self._told.names[self._group].opens(thing))
        else:
            self.tell(_("This customer was erased: only the counts are left."))
