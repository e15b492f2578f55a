"""A bare app that shows one screen, for tests of the screens around the counter."""

import asyncio
import gettext
import html
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import textual
from rich.cells import cell_len
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual import events
from textual.app import App, ComposeResult
from textual.keys import KEY_NAME_REPLACEMENTS
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from shopcard import language
from shopcard.rules.program import make_terms
from shopcard.rules.scanner import Scan
from shopcard.rules.settings import Settings
from shopcard.store.shop.open_shop import utc_now
from shopcard.store.shop.shop import Shop
from shopcard.tui import app as app_module
from shopcard.tui.scanner import Ear
from shopcard.tui.theme import THEME
from tests.new_shops import new_shop

NOT_YET = object()

_PIECE = re.compile(r'<text class="[^"]*-r\d+" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
"""One piece of text in Textual's picture of a screen, with the place where it begins."""
_COLUMN, _ROW, _FIRST_ROW = 12.2, 24.4, 20
"""The size of a cell in that picture, and the height of its first line of text."""


class Stage(App[None]):
    """Shows a screen over a box, hears scans as the till does, and keeps the screen's answer.

    Its clock stands still between the keys, which to the till is how a scanner types, unless
    `type_in` or `press` moves it on.
    """

    CSS_PATH = Path(app_module.__file__).with_name("app.tcss")

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self.shown: Any = screen
        self.answer: object = NOT_YET
        self.scanned: list[str] = []
        self.now = 0.0
        self._ear = Ear(lambda: self.now)
        self.judge = self._ear.judge
        self.scan_guard = self._ear.guard
        self.register_theme(THEME)
        self.theme = THEME.name

    def compose(self) -> ComposeResult:
        yield Input("the counter's box")

    def on_mount(self) -> None:
        self.push_screen(self.shown, self._keep)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._ear.hear(event)
        await super().on_event(event)

    def open_scanned(self, scan: Scan) -> None:
        self.scanned.append(scan.code)

    def _keep(self, answer: object) -> None:
        self.answer = answer


async def send(app: App[Any], key: str) -> None:
    """A key as the terminal sends it, once the app has taken it; what it does may go on."""
    app.post_message(events.Key(key_name(key), key if len(key) == 1 else None))
    taken = asyncio.Event()
    app.call_later(taken.set)
    await taken.wait()


def key_name(key: str) -> str:
    """What Textual calls a key: "full_stop" for ".", and what is a name already as it is."""
    if len(key) > 1 or key.isalnum():
        return key
    name = unicodedata.name(key, "").lower().replace("-", "_").replace(" ", "_") or key
    return KEY_NAME_REPLACEMENTS.get(name, name)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys as a person does: once the screen stands, and waiting for what each sets going."""
    await settle(pilot)
    for key in keys:
        pilot.app.now += 1  # type: ignore[attr-defined]
        await send(pilot.app, key)
        await settle(pilot)


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Type as a person does."""
    for character in text:
        pilot.app.now += 0.1  # type: ignore[attr-defined]
        await send(pilot.app, character)
    await pilot.pause(0)


async def scan(pilot: Pilot[Any], number: str, *ends: str) -> None:
    """A scanner's burst with its Enter, or with the keys given instead of it."""
    await settle(pilot)
    pilot.app.now += 1  # type: ignore[attr-defined]
    for key in (*number, *(ends or ("enter",))):
        await send(pilot.app, key)
    await settle(pilot)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until nothing goes on in the background but a question that waits for its answer.

    An answered dialog stands for a moment more while its worker goes on.
    """

    def busy() -> bool:
        asked = len(pilot.app.screen_stack) - 2
        return sum(not worker.is_finished for worker in pilot.app.workers) > max(asked, 0)

    assert await calm(pilot, busy), "the screen does not come to rest"


async def calm(pilot: Pilot[Any], busy: Callable[[], bool]) -> bool:
    """Wait until it is not busy and no message waits at any widget; False when that never comes.

    Asking every widget by a message of its own, as the pilot's pause does, costs more than most
    keys: that is done once, at the end.
    """

    def working() -> bool:
        app = pilot.app
        pumps = (app, *app.screen.walk_children(with_self=True))
        return busy() or any(pump.message_queue_size for pump in pumps)

    quiet = 0
    for _round in range(8000):
        await asyncio.sleep(0.001)
        quiet = 0 if working() else quiet + 1
        if quiet == 2:
            await pilot.pause(0)
            if not working():
                return True
            quiet = 0
    return False


def words(app: App[Any]) -> str:
    """All that is on the screen, line by line, read from Textual's own picture of it."""
    lines = [""] * app.size.height
    for x, y, text in _PIECE.findall(app.export_screenshot()):
        row = round((float(y) - _FIRST_ROW) / _ROW)
        gap = round(float(x) / _COLUMN) - cell_len(lines[row])
        # The picture writes spaces as no-break spaces, and no-break spaces as they are.
        lines[row] += " " * gap + html.unescape(text.replace("&#160;", " ")).rstrip("\n")
    return "\n".join(line.rstrip() for line in lines)


class SvgPicture(SingleFileSnapshotExtension):
    """A picture as a file that one can look at."""

    _write_mode = WriteMode.TEXT
    file_extension = "svg"


def picture(app: App[Any]) -> str:
    """The screen as a picture that is the same from run to run, calls nowhere, and names the
    Textual it was taken with."""
    for screen in app.screen_stack:
        for box in screen.query(Input):
            box.cursor_blink = False
    svg = app.export_screenshot(title="shopcard")
    svg = re.sub(r'(src: local\("[^"]+"\)),[^;]*;', r"\1;", svg)
    return f"<!-- Textual {textual.__version__} -->\n{svg}"


def speak_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language whose words are a third longer than the English ones, as French ones may be."""

    class Longer(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return re.sub(r"(?<![{\w])([A-Za-z']{2,})(?![}\w])", _longer, message)

    monkeypatch.setattr(gettext, "translation", lambda *_where, **_how: Longer())
    language.speak("en")


def _longer(word: re.Match[str]) -> str:
    return word[0] + "e" * max(1, len(word[0]) // 3)


def make_shop(folder: Path, clock: Any = utc_now) -> Shop:
    """A shop file with two programmes."""
    return new_shop(
        folder / "shop.db",
        Settings("Glacier du Port", acts_per_day=100),
        [
            ("Ice-cream cone", make_terms([(None, "Free cone")])),
            ("Car wash", make_terms([(None, "Free wash")], stamps=6)),
        ],
        staff="Camille",
        clock=clock,
    )
