"""Merging a customer who is here twice: who the other is, then both side by side."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from shopcard.errors import ShopcardError
from shopcard.language import _, ngettext, say_day, say_number
from shopcard.rules.identity import say_card, say_phone
from shopcard.rules.scanner import Scan
from shopcard.tui.dialogs import Choose, Confirm, Dialog, answer, number_scanned
from shopcard.tui.form import Entry, Field, Form
from shopcard.tui.scanner import ENTER
from shopcard.tui.widgets.fit import fit, lines
from shopcard.tui.widgets.match_list import MatchList

if TYPE_CHECKING:
    from shopcard.store.answers.counter import CardView, Customer, MergeSeen
    from shopcard.store.shop.shop import Shop


async def merge_with(app: App[Any], shop: "Shop", customer_id: str) -> str | None:
    """Ask whom to merge a customer with, show both, and merge them; the id of the one kept."""
    name = (await asyncio.to_thread(shop.customers.get, customer_id)).name
    other = await app.push_screen_wait(ChooseOther(shop, customer_id, name))
    return other and await app.push_screen_wait(SideBySide(shop, customer_id, other))


async def part(app: App[Any], shop: "Shop", customer: "Customer") -> bool:
    """Ask which of those merged into a customer is to be parted, and part them; whether it was
    done."""
    names = [other.name for other in customer.merged]
    which: int | None = 0
    if len(names) > 1:
        question = _("Who is not {name}?").format(name=customer.name)
        which = await app.push_screen_wait(Choose(question, names))
    if which is None:
        return False
    sure = Confirm(
        _("Part {other} from {keep}?").format(other=names[which], keep=customer.name),
        detail=_(
            "Each has their own card again, as before the merge. Acts since then stay with {keep}."
        ).format(keep=customer.name),
        yes=_("Part them"),
        no=_("Back"),
    )
    if not await app.push_screen_wait(sure):
        return False
    await asyncio.to_thread(shop.customers.unmerge, customer.merged[which].id)
    return True


class ChooseOther(Dialog[str | None]):
    """Finds the customer to merge with, and answers with their id."""

    DEFAULT_CSS = """
    ChooseOther .question { margin: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
    ]

    def __init__(self, shop: "Shop", customer_id: str, name: str) -> None:
        super().__init__()
        self._shop, self._customer_id, self._name = shop, customer_id, name

    @property
    def _list(self) -> MatchList:
        return self.query_one(MatchList)

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_subtitle = Content(_("↑↓ choose · ⏎ show both · Esc back"))
        with box:
            yield Static(
                Content(_("With whom is {name} to be merged?").format(name=self._name)),
                classes="question",
            )
            self.form = Form(Field("who", _("Find"), Entry(most=80)))
            yield self.form
            yield MatchList(id="others")
            yield Static(classes="notice")

    def on_mount(self) -> None:
        self._list.styles.width, self._list.styles.height = "1fr", 9
        self._list.look_up(True)
        self.form["who"].control.focus()

    def heard_in(self, field: Field, scan: Scan) -> None:
        self._put(field, scan)

    @work(exit_on_error=False)
    async def _put(self, field: Field, scan: Scan) -> None:
        # The other's card: it is looked up, and a person says whether it is them.
        try:
            field.value = await number_scanned(self._shop, scan)
        except ShopcardError as error:
            self.tell(error.sentence)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.tell("")
        self._look_up(event.value)

    def not_yet(self, event: events.Key | events.Paste) -> bool:
        """Whether a key points at a list that is still being looked up."""
        points = isinstance(event, events.Key) and event.key in (*ENTER, "up", "down")
        typed = self.form["who"].value
        return points and bool(typed.strip()) and self._list.text != typed

    @work(exclusive=True, group="search", exit_on_error=False)
    async def _look_up(self, text: str) -> None:
        try:
            found = await asyncio.to_thread(self._shop.customers.find, text) if text.strip() else ()
        except ShopcardError as error:
            self.tell(error.sentence)
        else:
            self._list.show(text, [match for match in found if match.id != self._customer_id])

    def action_step(self, by: int) -> None:
        self._list.move(by)

    def action_accept(self) -> None:
        match = self._list.highlighted
        if match is not None and self._list.text == self.form["who"].value:
            self.dismiss(match.id)
        else:
            self.tell(_("Type a name, a phone or a card number of the other."))

    @on(MatchList.Picked)
    def _picked(self, event: MatchList.Picked) -> None:
        self.dismiss(event.match.id)


class SideBySide(Dialog[str | None]):
    """Two customers and what comes of merging them. Enter merges; the answer is the id of the one
    kept, None where nothing was done."""

    DEFAULT_CSS = """
    SideBySide > .box { width: 78; }
    SideBySide .question { margin: 0 0 1 0; }
    SideBySide .answers { margin: 1 0 0 0; align-horizontal: right; }
    SideBySide Button { margin: 0 0 0 2; }
    SideBySide.-wide > .box { width: 108; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "swap", show=False, priority=True)
    ]

    def __init__(self, shop: "Shop", keep: str, other: str) -> None:
        from shopcard.store.shop.open_shop import new_key

        super().__init__()
        self._shop, self._keep, self._other = shop, keep, other
        self._seen: MergeSeen | None = None
        self._keys = {pair: new_key() for pair in ((keep, other), (other, keep))}
        """Made before the act: who presses Enter again means the same one."""
        self._busy = False

    def compose(self) -> ComposeResult:
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_title = Content(_("Merge two customers"))
        box.border_subtitle = Content(_("⏎ merge · Tab keep the other · Esc back"))
        with box:
            yield Static(classes="question")
            yield Sides()
            yield Static(
                Content(_("Both phones and cards find the one kept. It can be undone.")),
                classes="detail",
            )
            yield Static(classes="notice")
            with HorizontalGroup(classes="answers"):
                yield answer("⏎ " + _("Merge"), "yes", primary=True)
                yield answer("Esc " + _("Back"), "no")

    def on_mount(self) -> None:
        self._do(self._look)

    @property
    def opening(self) -> bool:
        """Whether the two are being read, or merged."""
        return self._busy

    @work(exit_on_error=False)
    async def _do(self, act: "Callable[[], Any]") -> None:
        """One thing at a time; what the shop refuses becomes a sentence."""
        if self._busy:
            return
        self._busy = True
        self.tell("")
        try:
            await act()
        except ShopcardError as error:
            self.tell(error.sentence)
        finally:
            self._busy = False

    async def _look(self) -> None:
        seen = await asyncio.to_thread(self._shop.customers.preview_merge, self._keep, self._other)
        self._seen = seen
        self.query_one(".question", Static).update(
            Content(
                _("Merge {other} into {keep}?").format(other=seen.other.name, keep=seen.keep.name)
            )
        )
        self.query_one(Sides).show(_rows(seen, self._shop.opened.settings.country))

    async def _merge(self) -> None:
        if self._seen is None:
            return
        pair = (self._keep, self._other)
        await asyncio.to_thread(partial(self._shop.customers.merge, *pair, key=self._keys[pair]))
        self.dismiss(self._keep)

    def action_swap(self) -> None:
        if not self._busy:
            self._keep, self._other = self._other, self._keep
            self._do(self._look)

    def action_accept(self) -> None:
        self._do(self._merge)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "yes":
            self.action_accept()
        else:
            self.action_leave()


Cell = Sequence[str]
"""What stands in a cell, line by line."""


class Sides(Widget):
    """Three columns beside their labels."""

    DEFAULT_CSS = "Sides { height: auto; width: 1fr; }"
    LABELS, GAP = 15, 2

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, Sequence[Cell]]] = []

    def show(self, rows: Iterable[tuple[str, Sequence[Cell]]]) -> None:
        self._rows = list(rows)
        self.refresh(layout=True)

    def render(self) -> Content:
        room = (self.size.width - self.LABELS) // 3 - self.GAP
        drawn = []
        for n, (label, cells) in enumerate(self._rows):
            for line in range(max(1, *map(len, cells))):
                told = [cell[line] if line < len(cell) else "" for cell in cells]
                parts = [(" " * self.GAP + fit(text, room)) for text in told]
                drawn.append(
                    Content.assemble(
                        (fit("" if line else label, self.LABELS), "$quiet"),
                        ("".join(parts[:2]), "$quiet" if n == 0 else "$foreground"),
                        (parts[2], "$quiet" if n == 0 else "bold $foreground"),
                    )
                )
        return lines(drawn)


def _rows(seen: "MergeSeen", country: str) -> Iterable[tuple[str, Sequence[Cell]]]:
    both = (seen.keep, seen.other)

    def numbers(of: "Callable[[Customer], Iterable[str]]") -> Sequence[Cell]:
        told = [list(of(customer)) or ["–"] for customer in both]
        together = dict.fromkeys(n for customer in both for n in of(customer))
        return [*told, list(together) or ["–"]]

    yield "", [[_("kept")], [_("merged into it")], [_("afterwards")]]
    yield _("Name"), [[seen.keep.name], [seen.other.name], [seen.keep.name]]
    yield _("Phone"), numbers(lambda c: [say_phone(p, country) for p in c.phones])
    yield _("Card"), numbers(lambda c: [say_card(n) for n in c.cards_in_use])
    yield _("Visits"), [*([say_number(customer.visits)] for customer in both), [""]]
    yield (
        _("Last visit"),
        [*([_day(customer)] for customer in both), [_day(max(both, key=_seen_last))]],
    )
    columns = [
        {view.program.name: view for view in views}
        for views in (seen.keep_cards, seen.other_cards, seen.after)
    ]
    for program in columns[2]:
        yield program, [_card(column.get(program)) for column in columns]


def _day(customer: "Customer") -> str:
    return say_day(customer.last_visit) if customer.last_visit else "–"


def _seen_last(customer: "Customer") -> str:
    return customer.last_visit.isoformat() if customer.last_visit else ""


def _card(view: "CardView | None") -> Cell:
    """3 of 10, and beneath it the rewards that are ready."""
    if view is None:
        return ["–"]
    told = [_("{stamps} of {size}").format(stamps=view.card.stamps, size=view.terms.size)]
    if view.ready:
        names = dict.fromkeys(reward.name for reward in view.ready)
        counts = {name: sum(r.name == name for r in view.ready) for name in names}
        told += [f"★ {name}" if n == 1 else f"★ {n} × {name}" for name, n in counts.items()]
    return told


def say_who(customer: "Customer", country: str) -> str:
    """A customer in a line: name, phone or card, visits."""
    phones = [say_phone(phone, country) for phone in customer.phones]
    number = next(iter([*phones, say_card(customer.card)]), "")
    visits = ngettext("{n} visit", "{n} visits", customer.visits).format(
        n=say_number(customer.visits)
    )
    return " · ".join(part for part in (customer.name, number, visits) if part)
