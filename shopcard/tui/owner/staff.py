"""The owner's list of who works in the shop: adding, roles, PINs, their own cards, removing."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from shopcard.errors import Refused
from shopcard.language import N_, _, say_day, say_time
from shopcard.rules.calendar import local
from shopcard.rules.scanner import Scan
from shopcard.rules.staff import About, Role, clean_pin, clean_staff_name, say_role
from shopcard.store.answers.counter import JournalLine, Staff
from shopcard.tui.commands import CHOOSE, LEAVE, Command, bindings
from shopcard.tui.dialogs import Confirm, FormDialog
from shopcard.tui.form import Entry, Field, Form, Pick
from shopcard.tui.owner.list_screen import OwnerList
from shopcard.tui.widgets.head_and_foot import ENTER
from shopcard.tui.widgets.row_list import Row

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop


def _one(screen: "StaffScreen") -> bool:
    return screen.pointed is not None


def _has_pin(screen: "StaffScreen") -> bool:
    return screen.pointed is not None and screen.pointed.has_pin


ACTIONS = (
    Command("add", "f2", N_("New"), N_("Add somebody"), N_("name, role, PIN")),
    replace(CHOOSE, when=_one),
    Command("accept", "f5", N_("Edit"), N_("Change role, PIN or own card"),
            N_("of the one marked"), cap=f"F5 {ENTER}", when=_one),
    Command("no_pin", "f7", N_("No PIN"), N_("Take the PIN away"), N_("of the one marked"),
            when=_has_pin),
    Command("remove_them", "f9", N_("Remove"), N_("Remove"), N_("they work here no more"),
            when=_one),
    LEAVE,
)  # fmt: skip


class StaffScreen(OwnerList[None]):
    """Everybody on one list."""

    DEFAULT_CSS = """
    StaffScreen .about { height: auto; padding: 0 2; color: $quiet; }
    """
    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(ACTIONS)

    def heading(self) -> str:
        return _("Staff")

    def beneath(self) -> Iterable[Widget]:
        yield Static(Content(_about()), classes="about")

    async def begin(self) -> None:
        await self._load()

    @property
    def pointed(self) -> Staff | None:
        thing = self.list.thing
        return thing if isinstance(thing, Staff) else None

    # Asking the shop

    async def _load(self, point_at: int | None = None) -> None:
        members = await asyncio.to_thread(self._shop.staff.members)
        lines = await asyncio.to_thread(self._shop.staff.journal)
        resets = [line for line in lines if line.what is About.RESET]
        about = [_say_reset(resets[0], self._shop.opened.settings.zone)] if resets else []
        self.query_one(".about", Static).update(Content("\n".join([*about, _about()])))
        self.list.show(
            (_("Name"), _("Role"), _("PIN"), _("Own card")),
            members,
            _row,
            empty=_("Nobody is on the list yet. F2 adds somebody."),
            words=4,
        )
        places = {member.id: place for place, member in enumerate(members)}
        if point_at in places:
            self.list.move(places[point_at] - self.list.at.row)
        self.draw()

    # What the keys do

    def action_step(self, by: int) -> None:
        super().action_step(by)
        self.tell("")
        self.draw()

    def action_add(self) -> None:
        self.act(self._add)

    async def _add(self) -> None:
        made = await self.app.push_screen_wait(StaffForm(self._shop))
        if made is not None:
            await self._load(made.id)
            self.tell(_("{name} works here now.").format(name=made.name), good=True)

    def action_accept(self) -> None:
        self.act(self._change)

    async def _change(self) -> None:
        one = self.pointed
        if one is None:
            return
        changed = await self.app.push_screen_wait(StaffForm(self._shop, one))
        if changed is not None:
            await self._load(changed.id)
            self.tell(_("{name} is changed.").format(name=changed.name), good=True)

    def action_no_pin(self) -> None:
        self.act(self._no_pin)

    async def _no_pin(self) -> None:
        one = self.pointed
        if one is None or not one.has_pin:
            return
        question = Confirm(
            _("Take {name}'s PIN away?").format(name=one.name),
            detail=_("If no owner has one, the owner's screens are open to everybody."),
            yes=_("Take it away"),
            no=_("Back"),
        )
        if await self.app.push_screen_wait(question):
            await asyncio.to_thread(self._shop.staff.set_pin, one.id, "")
            await self._load(one.id)
            self.tell(_("{name} has no PIN now.").format(name=one.name), good=True)

    def action_remove_them(self) -> None:
        self.act(self._remove)

    async def _remove(self) -> None:
        one = self.pointed
        if one is None:
            return
        question = Confirm(
            _("Remove {name}?").format(name=one.name),
            detail=_("Their acts stay theirs. Added again by this name they are back."),
            yes=_("Remove"),
            no=_("Back"),
        )
        if await self.app.push_screen_wait(question):
            await asyncio.to_thread(self._shop.staff.remove, one.id)
            await self._load()
            self.tell(_("{name} works here no more.").format(name=one.name), good=True)


def _about() -> str:
    return _(
        "Once an owner has a PIN, the month, this side of the shop and older undoings ask for it. "
        "A PIN keeps colleagues out; whoever takes this computer could try all of four digits, so "
        "a passphrase is better for the owner."
    )


def _say_reset(line: JournalLine, zone: ZoneInfo) -> str:
    """The latest PIN that was set anew without the old one: the owner is to know."""
    moment = local(line.at, zone)
    return _("{name}'s PIN was reset without the old one on {day} at {time}, till {till}.").format(
        name=line.whose, day=say_day(moment.date()), time=say_time(moment), till=line.till or "–"
    )


def _row(one: Staff) -> Row:
    return Row((one.name, say_role(one.role), "••••" if one.has_pin else "–", one.customer or "–"))


class StaffForm(FormDialog["Staff | None"]):
    """Adds somebody, or changes them; answers with them, or with nothing when it was left."""

    DEFAULT_CSS = """
    StaffForm > .box { width: 76; }
    """

    def __init__(self, shop: "Shop", one: Staff | None = None) -> None:
        """`one` is who is changed; without one somebody is added."""
        super().__init__(shop)
        self._one = one

    @property
    def kept_as(self) -> str:
        return ""  # it holds a PIN

    def compose(self) -> ComposeResult:
        one = self._one
        box = VerticalScroll(classes="box", can_focus=False)
        box.border_title = Content(one.name if one else _("Somebody new"))
        box.border_subtitle = Content(_("⏎ next · F2 save · Esc back"))
        role = one.role if one else Role.CASHIER
        roles = Pick([(r.value, say_role(r)) for r in (Role.CASHIER, Role.OWNER)], role.value)
        card = one.customer if one else ""
        self._untouched = {"role": role.value, "card": card}
        kept = _("empty: as it is") if one and one.has_pin else _("empty: none")
        with box:
            self.form = Form(
                *([] if one else [Field("name", _("Name"), Entry(most=60))]),
                Field("role", _("Role"), roles),
                Field(
                    "pin",
                    _("PIN"),
                    Entry(most=200, password=True),
                    _("4 digits or more, or a passphrase; {kept}").format(kept=kept),
                ),
                Field("again", _("The same again"), Entry(most=200, password=True)),
                Field(
                    "card",
                    _("Own card"),
                    Entry(card, most=120, select_on_focus=False),
                    _("number, phone or name: they cannot stamp it"),
                ),
            )
            yield self.form
            yield Static(classes="notice")

    def on_mount(self) -> None:
        self.form["role" if self._one else "name"].control.focus()

    def heard_in(self, field: Field, scan: Scan) -> None:
        self.put_number(self.form["card"], scan)

    async def save(self) -> None:
        values = self.form.values
        wrong = self._faults(values)
        own = values["card"].strip() if "card" in self.changed() else None
        if own:
            try:
                own = await asyncio.to_thread(self.shop.customers.resolve, own, to_write=True)
            except Refused as refused:
                wrong["card"] = refused.sentence
        self.form.say(wrong)
        if wrong:
            return
        if self._one is None:
            saved = await asyncio.to_thread(
                self.shop.staff.add, values["name"], values["role"], own
            )
            # What is left to do is no reason to add them again.
            self._one = saved
        else:
            saved = await asyncio.to_thread(
                self.shop.staff.edit, self._one.id, role=values["role"], customer_id=own
            )
        if values["pin"]:
            saved = await asyncio.to_thread(self.shop.staff.set_pin, saved.id, values["pin"])
        self.dismiss(saved)

    def _faults(self, values: dict[str, str]) -> dict[str, str]:
        wrong = {}
        for key, rule in (("name", clean_staff_name), ("pin", clean_pin)):
            if key in values and (values[key] or key == "name"):
                try:
                    rule(values[key])
                except Refused as refused:
                    wrong[key] = refused.sentence
        if "pin" not in wrong and values["pin"] != values["again"]:
            wrong["again"] = _("This is not the same.")
        return wrong
