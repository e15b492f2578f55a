"""First start: a few answers and the shop is open."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from shopcard.errors import Refused, ShopcardError
from shopcard.language import LANGUAGES, _, name_of_language, speak, spoken
from shopcard.rules.program import MOST_STAMPS_ON_A_CARD, make_terms
from shopcard.rules.settings import Settings, country_of
from shopcard.tui.dialogs import Confirm
from shopcard.tui.form import Entry, Field, Form, Pick
from shopcard.tui.scanner import ENTER, Verdict, judged

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

_SHOP_KEYS = ("name", "language", "currency", "timezone")


def system_timezone() -> str:
    """The time zone the machine is set to; Europe/Paris where it lies in no country (UTC)."""
    from babel.localtime import get_localzone

    try:
        zone = getattr(get_localzone(), "key", "")
    except (LookupError, ValueError, OSError):
        zone = ""
    return zone if _territory(zone) else "Europe/Paris"


def _territory(zone: str) -> str:
    from babel.core import get_global

    country = get_global("zone_territories").get(zone, "")
    return country if country.isalpha() and country != "ZZ" else ""


def currency_of(timezone: str) -> str:
    """The currency that is legal tender where a time zone lies."""
    from babel.numbers import get_territory_currencies

    return next(iter(get_territory_currencies(country_of(timezone))), "EUR")


class SetUp(Screen["Shop | None"]):
    """Makes the shop at `where`, or a demo shop elsewhere, and answers with it open.

    None: the person went away, and nothing was made.
    """

    DEFAULT_CSS = """
    SetUp { background: $background; align: center middle; }
    SetUp > VerticalScroll {
        width: 80; max-width: 100%; height: auto; max-height: 100%; padding: 1 3;
        scrollbar-size-vertical: 1;
    }
    SetUp .welcome { text-style: bold; color: $text-accent; }
    SetUp .lead { color: $text-muted; }
    SetUp #field-program { margin: 1 0 0 0; }
    SetUp .card { margin: 1 0 0 1; height: 1; }
    SetUp .notice { color: $text-warning; margin: 1 0 0 1; display: none; }
    SetUp .notice.-on { display: block; }
    SetUp .buttons { margin: 1 0 0 1; }
    SetUp Button { margin: 0 3 0 0; }
    SetUp .keys { dock: bottom; height: 1; background: $panel; color: $text-muted; padding: 0 3; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "open_shop", show=False),
        Binding("escape", "leave", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(self, where: Path, *, instead: bool = False) -> None:
        """`instead`: of a shop that was there; what is left of it is set aside."""
        super().__init__()
        self._where = where
        self._instead = instead
        self._typed: dict[str, str] = {}
        self._offered: dict[str, str] = {}
        """What the fields held when they were drawn, in the language of then."""
        self._timezone = system_timezone()
        self._busy = False

    @property
    def touched(self) -> bool:
        """Whether leaving would lose something that was typed here."""
        return bool(self._typed)

    def _defaults(self) -> dict[str, str]:
        return {
            "name": _("My shop"),
            "language": spoken(),
            "currency": currency_of(self._timezone),
            "timezone": self._timezone,
            "program": _("Coffee"),
            "stamps": "10",
            "reward": _("Free coffee"),
        }

    def compose(self) -> ComposeResult:
        self._offered = self._defaults()
        values = self._offered | self._typed
        languages = [(code, name_of_language(code)) for code in LANGUAGES]

        def entry(key: str, most: int) -> Entry:
            return Entry(values[key], most=most)

        self.form = Form(
            Field("name", _("The shop's name"), entry("name", 60)),
            Field("language", _("Language"), Pick(languages, values["language"])),
            Field("currency", _("Currency"), entry("currency", 3)),
            Field("timezone", _("Time zone"), entry("timezone", 40)),
            Field("program", _("What is stamped"), entry("program", 60)),
            Field("stamps", _("Stamps on a card"), entry("stamps", 3)),
            Field("reward", _("Then the customer gets"), entry("reward", 60)),
        )
        with VerticalScroll(can_focus=False):
            yield Static(Content(_("Welcome to shopcard")), classes="welcome")
            yield Static(
                Content(_("A few answers and the shop is open. All can be changed later.")),
                classes="lead",
            )
            yield Static()
            yield self.form
            yield Static(classes="card")
            yield Static(classes="notice")
            with HorizontalGroup(classes="buttons"):
                yield Button(Content(_("Open the shop")), variant="primary", id="open")
                yield Button(Content(_("Look round a demo shop")), id="demo")
        yield Static(
            Content(_("⏎ next · F2 open the shop · Esc leave · ctrl+q quit")), classes="keys"
        )

    def on_mount(self) -> None:
        self.form["name"].control.focus()
        self._draw_card()

    def on_key(self, event: events.Key) -> None:
        # What the fields leave: the keys of the buttons, which no scanner may press.
        if event.key in ENTER:
            verdict = judged(self.app, event)
            if isinstance(self.focused, Button) and verdict == Verdict():
                self.focused.press()

    # What is typed

    @on(Input.Changed)
    def _remember(self, event: Input.Changed) -> None:
        key = next((f.key for f in self.form.fields.values() if f.control is event.input), "")
        if key and event.value != self._offered[key]:
            self._typed[key] = event.value
        else:
            self._typed.pop(key, None)
        self._draw_card()

    @on(Pick.Changed)
    async def _speak(self, event: Pick.Changed) -> None:
        """Say the whole screen anew in the language picked; what was typed stays."""
        speak(event.pick.value)
        await self.recompose()
        self.form["language"].control.focus()
        self._draw_card()

    def _draw_card(self) -> None:
        """The card as the customer will have it."""
        card = self.query_one(".card", Static)
        try:
            size = _read_stamps(self.form["stamps"].value)
        except Refused:
            card.update(Content(""))
            return
        stamps = " ".join("○" * (size - 1)) if size <= 20 else f"○ × {size - 1}"
        reward = self.form["reward"].value
        card.update(Content.assemble((f"{stamps} ★".strip(), "$text-accent"), f"  {reward}"))

    def on_form_finished(self, message: Form.Finished) -> None:
        self.query_one("#open", Button).focus()

    def _faults(self) -> dict[str, str]:
        values = self.form.values
        rules: dict[str, Callable[[str], object]] = {
            **{key: partial(Settings("").changed, key) for key in _SHOP_KEYS},
            "program": _read_program,
            "stamps": _read_stamps,
            "reward": lambda text: make_terms([(None, text)]),
        }
        wrong = {}
        for key, rule in rules.items():
            try:
                rule(values[key])
            except Refused as refused:
                wrong[key] = refused.sentence
        return wrong

    # Opening

    @on(Button.Pressed, "#open")
    def _open_pressed(self) -> None:
        self.action_open_shop()

    @work
    async def action_open_shop(self) -> None:
        wrong = self._faults()
        self.form.say(wrong)
        if not wrong:
            self._tell(_("Opening the shop…"))
            await self._answer_with(partial(self._make, self.form.values))

    def _make(self, values: dict[str, str]) -> "Shop":
        from shopcard.store.shop.shop import Shop

        settings = Settings("")
        for key in _SHOP_KEYS:
            settings = settings.changed(key, values[key])
        settings = settings.changed("country", country_of(settings.timezone))
        terms = make_terms([(None, values["reward"])], stamps=_read_stamps(values["stamps"]))
        if self._instead:
            from shopcard.files.backup.left_behind import set_aside

            set_aside(self._where)
        return Shop.create(self._where, settings, [(_read_program(values["program"]), terms)])

    @on(Button.Pressed, "#demo")
    @work
    async def _look_round(self) -> None:
        await self._answer_with(self._make_demo)

    def _make_demo(self) -> "Shop":
        from shopcard import demo
        from shopcard.store.shop.shop import Shop

        folder = Path(tempfile.mkdtemp(prefix="shopcard-demo-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)

        told = -1

        def progress(done: int, total: int) -> None:
            nonlocal told
            share = 100 * done // max(total, 1)
            if share > told:
                told = share
                self.app.call_from_thread(self._tell_progress, share)

        return Shop.open(demo.build(folder, progress=progress))

    def _tell_progress(self, share: int) -> None:
        bar = "━" * (share // 5) + "╌" * (20 - share // 5)
        self._tell(_("Making up two years of a shop: {bar}").format(bar=f"{bar} {share} %"))

    async def _answer_with(self, make: "Callable[[], Shop]") -> None:
        """Make a shop off the screen's loop, once at a time, and leave with it."""
        if self._busy:
            return
        self._busy = self.form.disabled = True
        try:
            self.dismiss(await asyncio.to_thread(make))
        except ShopcardError as error:
            self._tell(error.sentence, wrong=True)
        except OSError as error:
            self._tell(
                _("The shop cannot be written there: {reason}.").format(reason=error.strerror),
                wrong=True,
            )
        finally:
            self._busy = self.form.disabled = False

    def _tell(self, sentence: str, *, wrong: bool = False) -> None:
        notice = self.query_one(".notice", Static)
        notice.update(Content(f"✗ {sentence}" if wrong else sentence))
        notice.add_class("-on")

    @work
    async def action_leave(self) -> None:
        question = Confirm(
            _("Leave without opening the shop?"),
            detail=_("What you typed here will be gone."),
            yes=_("Leave"),
            no=_("Stay"),
        )
        if not self._busy and (not self._typed or await self.app.push_screen_wait(question)):
            self.dismiss(None)


def _read_stamps(text: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= MOST_STAMPS_ON_A_CARD):
        raise Refused(
            _("Type a whole number from {low} to {high}.").format(low=1, high=MOST_STAMPS_ON_A_CARD)
        )
    return int(typed)


def _read_program(text: str) -> str:
    name = text.strip()
    if not name:
        raise Refused(_("Say what is stamped, for example “Coffee”."))
    return name
