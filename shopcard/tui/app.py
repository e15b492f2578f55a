"""The full-screen app: paints the counter, then opens the shop behind it."""

import os

# Read once, when Textual is imported: at its own 60 a typed letter shows a third later.
os.environ.setdefault("TEXTUAL_FPS", "120")

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.content import Content
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Static

from shopcard.error_log import written_down
from shopcard.errors import Busy, Damaged, ShopcardError
from shopcard.known_shops import remember
from shopcard.language import _, speak
from shopcard.rules.scanner import Scan
from shopcard.rules.text import as_typed
from shopcard.tui import upkeep
from shopcard.tui.commands import Commands
from shopcard.tui.counter.screen import Counter
from shopcard.tui.counter.state import Said
from shopcard.tui.dialogs import Confirm, Dialog, number_scanned
from shopcard.tui.harmless import HARMLESS
from shopcard.tui.scanner import Ear, Verdict
from shopcard.tui.theme import THEME
from shopcard.tui.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

CLOCK_EVERY = 15.0
"""Seconds between two looks at whether the clock goes with the ledger."""
WARM_UP_AFTER, BACKUP_AFTER = 0.3, 5.0
"""Seconds after the shop has opened."""
HANG_UP = 1
"""The number of SIGHUP, which Windows has not."""
LOOK_EVERY = 1.0
"""Seconds between two looks at what others did to the shop's file."""
BACKUP_EVERY = 3600.0
"""Seconds between two looks at whether today's copy is made."""


class Stopped(Screen[None]):
    """Why the shop cannot be opened, and how to leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape", "app.quit", show=False),
    ]

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        yield Static(
            Content.assemble(
                ("! ", "bold $error"),
                self._sentence,
                "\n\n",
                (_("Nothing has been changed. Enter closes shopcard."), "$quiet"),
            ),
            id="sentence",
        )


class AskQuit(Confirm):
    """Asks before something half typed is lost with the program."""

    def __init__(self) -> None:
        super().__init__(
            _("Close shopcard?"),
            detail=_("What is half typed will be gone."),
            yes=_("Close"),
            no=_("Go on typing"),
        )


class ShopcardApp(App[None]):
    """The till. `open_shop` says how the shop is opened (None: there is none yet)."""

    CSS_PATH = "app.tcss"
    TITLE = "shopcard"
    COMMANDS = {Commands}  # noqa: RUF012 - as Textual declares it
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True),
    ]

    def __init__(
        self,
        where: Path,
        *,
        staff: str = "",
        till: str = "",
        demo: bool = False,
        lang: str = "",
        open_shop: "Callable[[], Shop | None] | None" = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`lang` overrules the shop's own language; `clock` tells keys apart, in seconds."""
        super().__init__()
        self.where = where
        self.staff = staff
        self.till = till
        self.demo = demo
        self._ear = Ear(clock)
        self._typed = TypedAhead(self, self._give, self._about_to_show)
        self._leaving = False
        """Whether a scan on another screen is on its way to the counter."""
        self.shop: Shop | None = None
        self.counter = Counter(self.judge, clock)
        self._lang = lang
        self._exit_code = 0
        self._looking = self._missed = False
        self._behind = self._told = ""
        self._open_shop = open_shop or self._open_at_place
        self.register_theme(THEME)
        self.theme = THEME.name

    def get_default_screen(self) -> Screen[None]:
        return self.counter

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), HARMLESS]

    def get_driver_class(self) -> type[Driver]:
        chosen = super().get_driver_class()
        if sys.platform != "win32":
            from textual.drivers.linux_driver import LinuxDriver

            if chosen is LinuxDriver:
                from shopcard.tui.terminal import Terminal

                return Terminal
        return chosen

    def on_mount(self) -> None:
        self._heed_signals()
        self.call_after_refresh(self._open)

    def _heed_signals(self) -> None:
        """Leave the terminal as it was found, also when told to go from outside."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # Not on Windows, nor where the app does not run in the main thread.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                if number is not None:
                    loop.add_signal_handler(number, self._hang_up, int(number))

    def _hang_up(self, number: int) -> None:
        if number == HANG_UP:
            from shopcard.tui.terminal import end_soon

            end_soon()
        if self.shop is not None:
            self.shop.opened.stop_waiting()
        self.exit(return_code=128 + number)

    def on_terminal_gone(self) -> None:
        self.exit(return_code=128 + HANG_UP)

    # Opening the shop

    def _open_at_place(self) -> "Shop | None":
        # Importing the store takes longer than painting: it happens in this thread, while the
        # counter is in view and takes keys already; and not before the set-up's questions.
        try:
            self.where.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            pass  # opening it says what is wrong
        from shopcard.store.shop.shop import Shop

        return Shop.open(self.where, staff=self.staff, till=self.till)

    @work(exit_on_error=False)
    async def _open(self) -> None:
        try:
            shop = await asyncio.to_thread(self._open_shop)
            if shop is None:
                shop = await self._set_up()
            if shop is None:
                self.exit()
                return
        except ShopcardError as error:
            self._stop(error.sentence, error.exit_code)
        except Exception as error:
            log = await asyncio.to_thread(written_down, error)
            sentence = _("The shop could not be opened.")
            if log is not None:
                sentence += " " + _("The details are in {file}.").format(file=log)
            self._stop(sentence, Damaged.exit_code)
        else:
            self._opened(shop)

    async def _set_up(self) -> "Shop | None":
        from shopcard.tui.missing import LEAVE, MAKE_NEW, look_for
        from shopcard.tui.setup import SetUp

        found = await look_for(self, self.where, self._open_shop)
        if found == LEAVE:
            return None
        if found is not None and not isinstance(found, str):
            return found
        made = await self.push_screen_wait(SetUp(self.where, instead=found == MAKE_NEW))
        if made is None:
            return None
        made.opened.staff, made.opened.till = self.staff, self.till
        return made

    def _opened(self, shop: "Shop") -> None:
        self.shop = shop
        speak(self._lang or shop.opened.settings.language)
        self.counter.begin(shop, demo=self.demo)
        if not self.demo and shop.opened.where == self.where:
            remember(self.where, shop.opened.settings.name)
        self.set_interval(LOOK_EVERY, self._look)
        # Who types already is answered first.
        self.set_timer(WARM_UP_AFTER, self._warm_up)
        self.set_timer(BACKUP_AFTER, self._back_up)
        self.set_interval(BACKUP_EVERY, self._back_up)
        self.set_timer(WARM_UP_AFTER, self._look_at_clock)
        self.set_interval(CLOCK_EVERY, self._look_at_clock)

    def _stop(self, sentence: str, exit_code: int) -> None:
        self._exit_code = exit_code
        # Its Enter closes the program: nothing typed before one could read it may do that.
        self._typed.forget()
        self.push_screen(Stopped(sentence))

    async def action_quit(self) -> None:
        """Close, after asking where a form holds something half typed, in view or put away."""
        if not self.counter.half_typed:
            self.exit(return_code=self._exit_code)
        elif not isinstance(self.screen, AskQuit):
            self.push_screen(AskQuit(), self._quit_if)

    def _quit_if(self, agreed: bool | None) -> None:
        if agreed:
            self.exit(return_code=self._exit_code)

    def take_draft(self, kept_as: str) -> Mapping[str, str]:
        """What was typed in a form before the counter was put away, to be filled in again."""
        return self.counter.take_draft(kept_as)

    @work(exit_on_error=False)
    async def _warm_up(self) -> None:
        """Have read, off the screen's loop, what the first card would otherwise wait for."""
        if self.shop is not None:
            await asyncio.to_thread(upkeep.read_up, self.shop)
            upkeep.look_for_cycles_again()

    def _look(self) -> None:
        if not self._looking:
            self._looking = True
            self._look_at_file()

    @work(exit_on_error=False)
    async def _look_at_file(self) -> None:
        """That the file is gone, or not ours to write any more, stands at the counter from then
        on; changed settings are followed."""
        assert self.shop is not None
        try:
            await asyncio.to_thread(self.shop.opened.look)
        except Busy:
            pass  # another till writes: the file is there
        except ShopcardError as error:
            self._miss(error.sentence)
        else:
            if self._missed:
                self._missed = False
                self._warn()
                self._back_up()
        finally:
            self._looking = False

    def on_counter_file_missed(self, event: Counter.FileMissed) -> None:
        self._miss(event.sentence)

    def _miss(self, sentence: str) -> None:
        """Nothing can be written: it stands at the counter until it can again."""
        self._missed = True
        self.counter.warn(sentence)

    @work(exit_on_error=False, group="backup", exclusive=True)
    async def _back_up(self) -> None:
        """Today's copy, once a day. That it failed stands at the counter until it works."""
        assert self.shop is not None
        if self.demo:
            return
        failure = await asyncio.to_thread(upkeep.copy_of_the_day, self.shop)
        proposed = not failure and self.counter.owner.is_here
        proposal = await asyncio.to_thread(upkeep.tidy_up_due, self.shop) if proposed else ""
        self._told = failure or proposal
        self._warn()

    @work(exit_on_error=False, group="clock", exclusive=True)
    async def _look_at_clock(self) -> None:
        """That an act lies ahead of the clock stands at the counter for as long as it does; and
        what is left of somebody erased goes as soon as no other till is in the way."""
        assert self.shop is not None
        behind = await asyncio.to_thread(upkeep.clock_behind, self.shop)
        await asyncio.to_thread(upkeep.sweep, self.shop)
        if behind != self._behind:
            self._behind = behind
            self._warn()

    def _warn(self) -> None:
        if not self._missed:
            self.counter.warn(self._behind or self._told)

    def on_counter_settings_changed(self) -> None:
        """Another till or a command changed the settings: name, language, what is asked."""
        if self.shop is not None:
            speak(self._lang or self.shop.opened.settings.language)
            self.counter.view.all()
            self.counter.draw_day()

    def on_counter_tidied_up(self) -> None:
        self._back_up()

    async def on_unmount(self) -> None:
        if self.shop is not None:
            self.shop.opened.stop_waiting()
            await asyncio.to_thread(self.shop.close)

    # Keys

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.MouseDown)) and not event.is_forwarded:
            self.counter.touch()
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            if isinstance(event, events.Key):
                # A scanner is known by its pace: it is heard before its keys wait for anything.
                heard = self._ear.hear(event)
                if heard is None:
                    return
                event = heard
            else:
                # Before any line of text has it, this program's or the palette's.
                event.text = "\n".join(map(as_typed, event.text.splitlines()))
            await self._typed.take(event)
        else:
            await super().on_event(event)

    async def _give(self, event: events.Key | events.Paste) -> None:
        """A key, for the screen that is in view now."""
        if not (isinstance(event, events.Key) and self._scanned_away(self.judge(event))):
            await super().on_event(event)

    @property
    def keys_wait(self) -> bool:
        """Whether something was typed ahead and waits for its screen."""
        return self._typed.under_way

    def _about_to_show(self, text: bool) -> bool:
        """Whether a key waits for the shop: all of them, where the set-up or the question for a
        PIN may come first; else what is typed stands in the box at once."""
        if self.shop is None and self.screen is self.counter:
            return not text or bool(self.staff) or not self.where.exists()
        return self._leaving

    def _scanned_away(self, verdict: Verdict) -> bool:
        """Whether an Enter is done with before any screen has it. A scan leaves a screen that has
        nothing to do with a card, as the help and the month, for that card; dialogs and forms
        decide themselves. In the palette no scanner's Enter chooses anything."""
        screen = self.screen
        if isinstance(screen, CommandPalette):
            if verdict.scan:
                self._leaving = True
                self._leave_palette(screen, verdict.scan)
            return bool(verdict.scanned or verdict.too_soon)
        if self.shop is None or verdict.scan is None or not getattr(screen, "left_by_scans", False):
            return False
        self.open_scanned(verdict.scan)
        return True

    @work(exit_on_error=False)
    async def _leave_palette(self, palette: CommandPalette, scan: Scan) -> None:
        """Close the palette, and take the scan to the screen that it stood over."""
        await palette.dismiss(None)
        self._leaving = False
        under = self.screen
        if isinstance(under, Dialog):
            under.heard(scan)
        elif self.shop is not None:
            self.open_scanned(scan)

    def judge(self, event: events.Key) -> Verdict:
        """Who pressed this Enter."""
        return self._ear.judge(event)

    def open_scanned(self, scan: Scan) -> None:
        """A card was scanned on a screen that has no use for it: leave that screen, open the card
        at the counter, which says so where the scan cannot be read."""
        self._leaving = True
        self._leave_for(scan)

    @work(exit_on_error=False)
    async def _leave_for(self, scan: Scan) -> None:
        try:
            if isinstance(self.screen, Dialog) and self.shop is not None:
                await number_scanned(self.shop, scan)  # a dialog is not left for nothing
            await self.counter.clear_dialogs()
            self.counter.scan(scan)
        except ShopcardError as error:
            if isinstance(self.screen, Dialog):
                self.screen.tell(error.sentence)
        finally:
            self._leaving = False

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Type what you want to do…")))

    def action_help_quit(self) -> None:
        self.counter.say(Said(_("Ctrl+Q closes shopcard."), good=True))


def run(where: Path, *, staff: str = "", till: str = "", demo: bool = False, lang: str = "") -> int:
    """Open the counter of the shop at `where`, or the set-up where there is none.

    Answers with the exit code: 3 when the shop is damaged, 128 + n after a signal.
    """
    app = ShopcardApp(where, staff=staff, till=till, demo=demo, lang=lang)
    app.run()
    return app.return_code or 0
