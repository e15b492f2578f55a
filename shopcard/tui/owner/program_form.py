"""A programme as the owner types it, with the card it makes and what it would have given."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from shopcard.errors import ShopcardError
from shopcard.language import _
from shopcard.rules.conditions import OF_REWARDS, TYPED, read_terms, write_terms
from shopcard.rules.money import write_amount
from shopcard.rules.program import Terms
from shopcard.rules.text import clean_text
from shopcard.tui.aside import aside
from shopcard.tui.dialogs import Confirm, FormDialog
from shopcard.tui.form import Entry, Field, Form
from shopcard.tui.owner.program_card import ProgramCard
from shopcard.tui.widgets.head_and_foot import ENTER, FootLine, HeadLine, Key
from shopcard.words.programs import say_affected, say_simulated

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Program
    from shopcard.store.shop.shop import Shop

SETTLE = 0.3
"""Seconds without a key before rules are tried on the past."""
GROUPS = ("per", "stamps_expire", "per_day", "channel", "welcome", "tiers")
"""Fields before which there is a gap where there is room."""


def program_form(values: dict[str, str], currency: str) -> Form:
    """The fields of a programme: its name, and what `read_terms` reads."""

    def field(key: str, label: str, example: str, most: int = 400) -> Field:
        entry = Entry(values[key], most=most, select_on_focus=False, placeholder=example)
        made = Field(key, label, entry)
        made.set_class(key in GROUPS, "-begins")
        return made

    return Form(
        field("name", _("Programme"), _("Ice-cream cone"), 60),
        field("stamps", _("Stamps on a card"), "10", 9),
        field("rewards", _("Rewards"), _("5=Cookie, 10=Coffee")),
        field("costs", _("What each costs"), _cost(currency)),
        field("partners", _("Partner shops"), _("Gift card=Bookshop")),
        field("per", _("A stamp for every"), write_amount(1000, currency), 20),
        field("stamps_expire", _("Cards expire"), "12m", 9),
        field("reward_expires", _("Rewards expire"), "90d", 9),
        field("per_day", _("At most a day"), "5", 9),
        field("pause", _("Minutes between"), "30", 9),
        field("most", _("At most at once"), "50", 9),
        field("channel", _("Only at"), _("Market stall"), 60),
        field("welcome", _("On joining"), "1", 9),
        field("referral", _("For a friend"), "2", 9),
        field("birthday", _("For the birthday"), _("Free scoop"), 60),
        field("tiers", _("For regulars"), _("Gold=24:2")),
    )


def _cost(currency: str) -> str:
    return _("Cookie={amount}").format(amount=write_amount(80, currency))


def what_to_type(key: str, currency: str) -> str:
    """What a field is for, in a sentence that fits two lines."""
    return {
        "name": _("What the stamps are given for."),
        "stamps": _("How many fill the card; then the next one begins."),
        "rewards": _("What a full card gives; 5=Cookie gives it at 5. Several: with commas."),
        "costs": _("What giving a reward costs you, for example {example}.").format(
            example=_cost(currency)
        ),
        "partners": _("A reward that is spent in another shop: you owe that shop what it costs."),
        "per": _("Stamps by spend: the amount that earns one. Empty: stamps are keyed in."),
        "stamps_expire": _("So many months after its last stamp a card expires. Empty: never."),
        "reward_expires": _("So many days after it was earned a reward expires. Empty: never."),
        "per_day": _("How often a card may be stamped a day. Empty: as set for the shop."),
        "pause": _("So many minutes must pass before a card is stamped again."),
        "most": _("How many stamps one purchase may bring. Empty: as set for the shop."),
        "channel": _("Where it runs, for example a market stall. Empty: in the shop."),
        "welcome": _("Stamps that a new customer begins with."),
        "referral": _("Stamps for a new customer and for who brought them, at the first purchase."),
        "birthday": _("A reward around the birthday, once a year."),
        "tiers": _(
            "Gold=24:2: from 24 visits in 12 months stamps count twice. "
            "Gold=24:Free coffee: a reward instead."
        ),
    }[key]


class ProgramForm(FormDialog["Program | None"]):
    """Adds a programme, or changes one; answers with it, or with nothing when it was left."""

    DEFAULT_CSS = """
    ProgramForm { align: left top; background: $background; color: $foreground; }
    ProgramForm #body { height: 1fr; }
    ProgramForm #fields { width: 49; height: 1fr; padding: 0 0 0 1; scrollbar-size-vertical: 1; }
    ProgramForm ProgramCard { width: 1fr; height: 1fr; }
    ProgramForm #below { height: 4; padding: 0 2; }
    ProgramForm #below Static { height: auto; width: 1fr; }
    ProgramForm #says { color: $quiet; }
    ProgramForm #says.-wrong { color: $error; }
    ProgramForm #past { color: $foreground; }
    ProgramForm .notice { margin: 0; color: $error; }
    ProgramForm.-wide #fields { width: 66; padding: 1 1 0 2; }
    ProgramForm.-tall #body { padding: 1 0; }
    ProgramForm.-tall .-begins { margin: 1 0 0 0; }
    ProgramForm.-tall #below { height: 5; }
    """
    names_nobody = True
    """Nothing need be put out of view when the shop is left alone; what is typed stays."""

    def __init__(self, shop: "Shop", program: "Program | None" = None) -> None:
        """`program` is the one to change; without it one is added."""
        super().__init__(shop)
        self._program = program
        self._currency = shop.opened.settings.currency

    @property
    def kept_as(self) -> str:
        return f"{super().kept_as} {self._program.id if self._program else 'new'}"

    def compose(self) -> ComposeResult:
        before = self._program
        values = dict.fromkeys(TYPED, "") | {"name": ""}
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
        self.query_one(HeadLine).show(self.shop.opened.settings.name, title)
        self.query_one(FootLine).show(
            [
                Key(ENTER, _("Next field"), "screen.next_field"),
                Key("F2", _("Save"), "screen.save"),
                Key("Esc", _("Back"), "screen.leave"),
            ]
        )
        self.form["name"].control.focus()
        self.take_up()
        self._preview()

    def action_next_field(self) -> None:
        self.focus_next()

    # What is typed

    @property
    def _typed_name(self) -> str:
        return clean_text(self.form["name"].value, most=60)

    def _read(self) -> tuple[Terms | None, dict[str, str]]:
        before = self._program.terms if self._program else None
        return read_terms(self.form.values, self._currency, before)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.tell("")
        self._preview()

    def on_resize(self) -> None:
        self.call_after_refresh(self._preview)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        event.widget.scroll_visible(animate=False)
        self._say_what()

    def _preview(self) -> None:
        """Draw the card that the texts make, and try its rules on the past."""
        terms, wrong = self._read()
        card = self.query_one(ProgramCard)
        if drawn := terms or self._without(wrong):
            # Where room is short the conditions are to be read in the fields alone.
            brief = not (self.has_class("-wide") and self.has_class("-tall"))
            card.show(self._typed_name, drawn, self._currency, _("a new card"), brief=brief)
        else:
            card.clear()
        self._say_what()
        self._say_past("")
        self._simulate(terms)

    def _without(self, wrong: Mapping[str, str]) -> Terms | None:
        """What is right already, to be drawn; None without the size of the card."""
        if "stamps" in wrong:
            return None
        typed = self.form.values | dict.fromkeys(wrong, "")
        if "rewards" in wrong:
            typed |= {"rewards": "…"} | dict.fromkeys(OF_REWARDS, "")
        terms, _wrong = read_terms(typed, self._currency)
        return terms

    def _say_what(self) -> None:
        """The one sentence that says what is wrong, or what the field in hand is for."""
        _terms, wrong = self._read()
        # A reward that is still to be typed is not wrong.
        faults = {k: s for k, s in wrong.items() if k != "rewards" or self.form[k].value.strip()}
        here = next((f.key for f in self.form.fields.values() if f.control.has_focus), "name")
        key = here if here in faults else next(iter(faults), "")
        says = self.query_one("#says", Static)
        if key:
            said = _("{name}: {value}").format(name=self.form[key].label, value=faults[key])
            says.update(Content(f"✗ {said}"))
        else:
            says.update(Content(what_to_type(here, self._currency)))
        says.set_class(bool(key), "-wrong")

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
            changed = self._program.id if self._program else None
            simulated = await aside(self.shop.programs.simulate, terms, changed)
        except ShopcardError as error:
            self._say_past(error.sentence)
        except Exception as error:
            self.log(repr(error))
            self._say_past(_("These rules could not be tried on last year."))
        else:
            self._say_past(say_simulated(simulated, self._currency))

    # Saving

    async def save(self) -> None:
        terms, wrong = self._read()
        if not self._typed_name:
            wrong = {"name": _("Name the programme, for example “Ice-cream cone”.")} | wrong
        self.form.say(wrong)
        if terms is None or wrong:
            return
        before = self._program
        if before is None:
            self.dismiss(await asyncio.to_thread(self.shop.programs.add, self._typed_name, terms))
            return
        new = terms if terms != before.terms else None
        if new is None and self._typed_name == before.name:
            self.dismiss(None)
        elif new is None or await self._agreed(before):
            self.dismiss(
                await asyncio.to_thread(
                    self.shop.programs.change, before.id, name=self._typed_name, terms=new
                )
            )

    async def _agreed(self, program: "Program") -> bool:
        affected = await asyncio.to_thread(self.shop.programs.affected, program.id)
        question = Confirm(
            _("Change “{program}”?").format(program=program.name),
            detail=say_affected(affected.cards),
            yes=_("Change"),
            no=_("Back"),
        )
        return await self.app.push_screen_wait(question)
