"""A programme as the owner types it, with the card it makes and what it would have given."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from shopcard.errors import ShopcardError
from shopcard.language import _
from shopcard.rules.identity import clean_text
from shopcard.rules.money import write_amount
from shopcard.rules.program import Terms
from shopcard.rules.typed_terms import TYPED, read_terms, write_terms
from shopcard.tui.dialogs import Confirm, FormDialog
from shopcard.tui.form import Entry, Field, Form
from shopcard.tui.hint import ENTER
from shopcard.tui.program_words import say_affected, say_simulated
from shopcard.tui.widgets.bars import FootLine, HeadLine, Key
from shopcard.tui.widgets.program_card import ProgramCard

if TYPE_CHECKING:
    from shopcard.store.answers import Program
    from shopcard.store.shop import Shop

SETTLE = 0.3
"""Seconds without a key before rules are tried on the past."""
GROUPS = ("per", "stamps_expire", "per_day", "channel", "welcome", "tiers")
"""Fields before which there is a gap where there is room."""


def program_form(values: dict[str, str], currency: str) -> Form:
    """The fields of a programme: its name, and what `read_terms` reads."""

    def field(key: str, label: str, example: str = "", most: int = 400) -> Field:
        entry = Entry(values[key], most=most, select_on_focus=False, placeholder=example)
        made = Field(key, label, entry)
        made.set_class(key in GROUPS, "-begins")
        return made

    cost, per = write_amount(80, currency), write_amount(1000, currency)
    return Form(
        field("name", _("Programme"), _("Ice-cream cone"), 60),
        field("stamps", _("Stamps on a card"), "10", 9),
        field("rewards", _("Rewards"), _("Free cone, or 5=Cookie, 10=Coffee")),
        field("costs", _("What each costs you"), _("Cookie={amount}").format(amount=cost)),
        field("partners", _("Voucher of a shop"), _("Gift card=Bookshop")),
        field("per", _("By spend: a stamp per"), per, 20),
        field("stamps_expire", _("A card expires after"), _("12m, after its last stamp"), 9),
        field("reward_expires", _("A reward expires after"), _("90d, after it was earned"), 9),
        field("per_day", _("Stampings a day, at most"), "5", 9),
        field("pause", _("Minutes between two"), "30", 9),
        field("most", _("Stamps a purchase, at most"), "50", 9),
        field("channel", _("Only at"), _("market stall"), 60),
        field("welcome", _("Stamps on joining"), "1", 9),
        field("referral", _("Stamps for a friend"), _("2, for each of the two"), 9),
        field("birthday", _("Birthday reward"), _("Free scoop"), 60),
        field("tiers", _("Tiers by visits a year"), _("Gold=24:2, Platinum=60:Free coffee")),
    )


class ProgramForm(FormDialog["Program | None"]):
    """Adds a programme, or changes one; answers with it, or with nothing when it was left."""

    DEFAULT_CSS = """
    ProgramForm { align: left top; background: $background; color: $foreground; }
    ProgramForm #body { height: 1fr; }
    ProgramForm #fields { width: 50; height: 1fr; padding: 0 0 0 1; scrollbar-size-vertical: 1; }
    ProgramForm ProgramCard { width: 1fr; height: 1fr; margin: 0 1 0 0; }
    ProgramForm #below { height: 3; padding: 0 2; }
    ProgramForm #below Static { height: auto; width: 1fr; }
    ProgramForm #says { display: none; color: $error; }
    ProgramForm #says.-on { display: block; }
    ProgramForm #past { color: $foreground; }
    ProgramForm .notice { margin: 0; color: $error; }
    ProgramForm.-wide #fields { width: 66; padding: 1 1 0 2; }
    ProgramForm.-tall #body { padding: 1 0; }
    ProgramForm.-tall .-begins { margin: 1 0 0 0; }
    ProgramForm.-tall #below { height: 4; }
    """
    BINDINGS: ClassVar = []

    def __init__(self, shop: "Shop", program: "Program | None" = None) -> None:
        """`program` is the one to change; without it one is added."""
        super().__init__(shop)
        self._program = program
        self._currency = shop.preferences.currency

    def compose(self) -> ComposeResult:
        before = self._program
        values = {key: "" for key in TYPED} | {"name": "", "stamps": "10"}
        if before:
            values |= {"name": before.name} | write_terms(before.terms, self._currency)
        self.form = program_form(values, self._currency)
        self._untouched = values
        yield HeadLine(id="head")
        with Horizontal(id="body"):
            with VerticalScroll(id="fields", can_focus=False):
                yield self.form
            yield ProgramCard()
        with Vertical(id="below"):
            yield Static(id="says")
            yield Static(classes="notice")
            yield Static(id="past")
        yield FootLine(id="foot")

    def on_mount(self) -> None:
        self._untouched = self.form.values
        title = _("Change a programme") if self._program else _("New programme")
        self.query_one(HeadLine).show(self.shop.preferences.name, title)
        self.query_one(FootLine).show(
            [
                Key(ENTER, _("Next field"), "screen.next_field"),
                Key("F2", _("Save"), "screen.save"),
                Key("Esc", _("Back"), "screen.leave"),
            ]
        )
        self.form["name"].control.focus()
        self._preview()

    def action_next_field(self) -> None:
        self.focus_next()

    # What is typed

    @property
    def _name(self) -> str:
        return clean_text(self.form["name"].value, most=60)

    def _read(self) -> tuple[Terms | None, dict[str, str]]:
        before = self._program.terms if self._program else None
        return read_terms(self.form.values, self._currency, before)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.tell("")
        self._preview()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        event.widget.scroll_visible(animate=False)

    def _preview(self) -> None:
        """The card that the texts make, or the sentence that says what is wrong with them."""
        terms, wrong = self._read()
        if terms:
            remark = _("a new customer's card")
            self.query_one(ProgramCard).show(self._name, terms, self._currency, remark)
        says = self.query_one("#says", Static)
        # A form nobody has typed in yet is not wrong.
        key, sentence = next(iter(wrong.items()), ("", ""))
        said = f"✗ {self.form[key].label}: {sentence}" if wrong and self.touched else ""
        says.update(Content(said))
        says.set_class(bool(said), "-on")
        if not terms:
            self.query_one(ProgramCard).clear()
        self._say_past("")
        self._simulate(terms)

    def _say_past(self, sentence: str) -> None:
        self.query_one("#past", Static).update(Content(sentence))

    @work(exclusive=True, group="simulation", exit_on_error=False)
    async def _simulate(self, terms: Terms | None) -> None:
        """Try terms on the shop's last 12 months; a later key takes over."""
        if terms is None:
            return
        await asyncio.sleep(SETTLE)
        self._say_past(_("working it out…"))
        try:
            simulated = await asyncio.to_thread(self.shop.simulate, terms)
        except ShopcardError as error:
            self._say_past(error.sentence)
        except Exception as error:
            self.log(repr(error))
            self._say_past(_("These rules could not be tried on last year."))
        else:
            self._say_past(say_simulated(simulated, self._currency))

    # Saving

    def on_form_finished(self) -> None:
        self.action_save()

    async def save(self) -> None:
        terms, wrong = self._read()
        if not self._name:
            wrong = {"name": _("Name the programme, for example “Ice-cream cone”.")} | wrong
        self.form.say(wrong)
        if terms is None or wrong:
            return
        before = self._program
        if before is None:
            self.dismiss(await asyncio.to_thread(self.shop.add_program, self._name, terms))
            return
        new = terms if terms != before.terms else None
        if new is None and self._name == before.name:
            self.dismiss(None)
        elif new is None or await self._agreed(before):
            self.dismiss(
                await asyncio.to_thread(
                    self.shop.change_program, before.id, name=self._name, terms=new
                )
            )

    async def _agreed(self, program: "Program") -> bool:
        affected = await asyncio.to_thread(self.shop.affected, program.id)
        question = Confirm(
            _("Change “{program}”?").format(program=program.name),
            detail=say_affected(affected.cards),
            yes=_("Change"),
            no=_("Back"),
        )
        return bool(await self.app.push_screen_wait(question))
