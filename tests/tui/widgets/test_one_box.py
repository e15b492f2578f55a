"""The one box: text is given away whole, in the order of the keys."""

import pytest
from textual.app import App, ComposeResult
from textual.events import Key, Paste
from textual.widgets import Input

from shopcard.tui.scanner import Ear, Verdict
from shopcard.tui.widgets.one_box import OneBox
from tests.tui.till import OpenTill


class BoxAlone(App[None]):
    """A box, and what it says."""

    BINDINGS = [(letter, "ring", "") for letter in "abcdefghijklmnopqrstuvwxyz?"]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.said: list[object] = []
        self.rung = 0

    def compose(self) -> ComposeResult:
        yield OneBox(lambda key: Verdict(too_soon=key.key == "ctrl+j"), id="box")

    def on_one_box_entered(self, event: OneBox.Entered) -> None:
        self.said.append((event.text, event.verdict.too_soon))

    def on_one_box_escaped(self) -> None:
        self.said.append("escaped")

    def on_one_box_moved(self, event: OneBox.Moved) -> None:
        self.said.append(event.step)

    def action_ring(self) -> None:
        self.rung += 1


async def test_enter_gives_the_text_and_clears_the_box() -> None:
    app = BoxAlone()
    async with app.run_test() as pilot:
        await pilot.press(*"1234", "enter", *"5678", "enter", "enter", "ctrl+j")
        assert app.said == [("1234", False), ("5678", False), ("", False), ("", True)]
        assert app.query_one(OneBox).value == ""


async def test_esc_and_the_arrows_are_taken_in_their_turn() -> None:
    app = BoxAlone()
    async with app.run_test() as pilot:
        await pilot.press("a", "escape", "b", "up", "down", "enter")
        assert app.said == ["escaped", -1, 1, ("b", False)]


async def test_letters_stay_letters_whatever_is_bound_to_them() -> None:  # FIELD-CASES 13
    app = BoxAlone()
    async with app.run_test() as pilot:
        await pilot.press(*"thequick?")
        assert app.query_one(OneBox).value == "thequick?"
        assert app.rung == 0


async def test_a_pasted_text_keeps_its_first_line() -> None:
    app = BoxAlone()
    async with app.run_test() as pilot:
        app.query_one(OneBox).post_message(Paste("Marie\nLefèvre"))
        await pilot.pause()
        assert app.query_one(OneBox).value == "Marie"


def hear(*keys: tuple[str, float]) -> list[Verdict]:
    """What the ear says of the Enters among keys, each given with its instant."""
    now = [0.0]
    ear, verdicts = Ear(lambda: now[0]), []
    for key, now[0] in keys:
        event = Key(key, key if len(key) == 1 else None)
        ear.hear(event)
        if len(key) > 1:
            verdicts.append(ear.judge(event))
    return verdicts


PERSON, SCAN, ECHO = Verdict(), Verdict(scanned="1234"), Verdict(too_soon=True)
BURST = [(digit, 0.01 * int(digit)) for digit in "1234"]


@pytest.mark.parametrize(
    ("keys", "verdicts"),
    [
        ([("1", 0), ("2", 0.2), ("3", 0.4), ("4", 0.6), ("enter", 0.9)], [PERSON]),
        ([*BURST, ("enter", 0.05)], [SCAN]),
        ([*BURST, ("ctrl+j", 0.05)], [SCAN]),
        ([*BURST, ("enter", 0.05), ("enter", 0.06), ("enter", 0.34)], [SCAN, ECHO, ECHO]),
        ([*BURST, ("enter", 0.05), ("ctrl+j", 0.05), ("enter", 0.36)], [SCAN, ECHO, PERSON]),
        ([("9", -1), *BURST, ("enter", 0.05)], [SCAN]),
        ([*BURST, ("enter", 0.5)], [PERSON]),
        ([("3", 0), ("enter", 0.2), ("enter", 0.24), ("enter", 0.5)], [PERSON, ECHO, PERSON]),
        ([("1", 0), *[(d, t + 0.1) for d, t in BURST[1:]], ("enter", 0.15), ("enter", 0.16)],
         [PERSON, ECHO]),
    ],
)  # fmt: skip
def test_a_scanners_enter_is_told_from_a_persons(
    keys: list[tuple[str, float]], verdicts: list[Verdict]
) -> None:
    assert hear(*keys) == verdicts


RAW = "\x1b]0;pwned\x07 a\x9b31mb\u202ec\u2066d\x85e\x00\x7f"


@pytest.mark.parametrize("keys", [(), ("f2",), ("ctrl+p",), ("f9", "enter", "f2")])
async def test_case_97_nothing_pasted_or_scanned_reaches_the_terminal_raw(
    open_till: OpenTill, keys: tuple[str, ...]
) -> None:
    async with open_till() as till:
        await till.press(*keys)
        till.app.post_message(Paste(RAW))
        for character in RAW:
            till.app.post_message(Key(character, character))
        await till.settle()
        line = till.app.focused
        assert isinstance(line, Input)
        assert line.value.startswith("]0;pwned a31mbcd")
        assert all(c.isprintable() for c in line.value)
        assert all(c.isprintable() for c in till.screen() if c != "\n")


async def test_case_97_a_line_given_something_raw_cleans_it(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.counter.box.value = f"Zoé {RAW} "
        assert till.box() == "Zoé ]0;pwned a31mbcd e "
