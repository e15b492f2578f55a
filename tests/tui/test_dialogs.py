"""Questions in a box: their answers, and that no scan gives one."""

import pytest

from shopcard.tui.dialogs import AskAmount, Choose, Confirm
from tests.tui.stage import NOT_YET, Stage, SvgPicture, picture, press, scan, settle, type_in, words

HOSTILE = "Bob [/] [VIP] [red]x"


def confirm(detail: str = "") -> Confirm:
    return Confirm(f"Undo +2 for {HOSTILE}?", yes="Undo", no="Keep", detail=detail)


def choose() -> Choose:
    return Choose("Which reward?", ["Free cone", f"Free [b]{HOSTILE}", "Free wash"])


@pytest.mark.parametrize(("key", "answer"), [("enter", True), ("escape", False)])
async def test_enter_is_yes_and_esc_is_no(key, answer):
    app = Stage(confirm())
    async with app.run_test() as pilot:
        await pilot.press(key)
        await settle(pilot)
        assert app.answer is answer


@pytest.mark.parametrize(("button", "answer"), [("#yes", True), ("#no", False)])
async def test_the_mouse_answers_too(button, answer):
    app = Stage(confirm())
    async with app.run_test() as pilot:
        await pilot.click(button)
        await settle(pilot)
        assert app.answer is answer


async def test_a_question_is_shown_as_it_is_written():
    app = Stage(confirm(detail="[/b] {x}"))
    async with app.run_test() as pilot:
        await settle(pilot)
        assert f"Undo +2 for {HOSTILE}?" in words(app)
        assert "[/b] {x}" in words(app)


@pytest.mark.parametrize("make", [confirm, choose, lambda: AskAmount("How much?", "EUR")])
async def test_a_scan_opens_its_card_at_the_counter_and_answers_nothing(make):
    app = Stage(make())
    async with app.run_test() as pilot:
        for ends in (("enter",), ("enter", "enter"), ("enter", "ctrl+j"), ("ctrl+j",)):
            await scan(pilot, "42077310", *ends)
            assert app.answer is NOT_YET
            assert app.scanned.pop() == "42077310"
            assert app.scanned == []


@pytest.mark.parametrize("make", [confirm, choose])
async def test_an_enter_just_after_a_scan_answers_nothing(make):
    app = Stage(make())
    async with app.run_test() as pilot:
        app.now += 1
        app.scan_guard.key(app.now)
        for _digit in range(3):
            app.scan_guard.key(app.now)
        assert app.scan_guard.enter(app.now), "a scan that ended before the dialog opened"
        app.now += 0.29
        await pilot.press("enter")
        await settle(pilot)
        assert app.answer is NOT_YET
        app.now += 0.06
        await pilot.press("enter")
        await settle(pilot)
        assert app.answer in (True, 0)
        assert app.answer is not NOT_YET


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (("enter",), 0),
        (("down", "enter"), 1),
        (("up", "enter"), 2),
        (("down", "down", "down", "enter"), 0),
        (("3", "enter"), 2),
        (("9", "x", "0", "enter"), 0),
        (("escape",), None),
    ],
)
async def test_arrows_and_digits_point_and_enter_takes(keys, answer):
    app = Stage(choose())
    async with app.run_test() as pilot:
        await press(pilot, *keys)
        assert app.answer == answer


async def test_a_choice_is_taken_by_a_click():
    app = Stage(choose())
    async with app.run_test() as pilot:
        await pilot.click("#option-1")
        await settle(pilot)
        assert app.answer == 1


async def test_the_digits_of_a_scan_leave_the_choice_where_it_was():
    app = Stage(choose())
    async with app.run_test() as pilot:
        await press(pilot, "down")
        await scan(pilot, "31203")
        await settle(pilot)
        assert app.shown.here == 1


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [("12,50", "EUR", 1250), ("7", "EUR", 700), ("1250", "EUR", 125000), ("480", "JPY", 480)],
)
async def test_an_amount_is_answered_in_minor_units(typed, currency, minor):
    app = Stage(AskAmount("How much?", currency))
    async with app.run_test() as pilot:
        await type_in(pilot, typed)
        await press(pilot, "enter")
        assert app.answer == minor


async def test_what_is_no_amount_is_said_in_place_and_stays_to_be_corrected():
    app = Stage(AskAmount("How much?", "EUR"))
    async with app.run_test() as pilot:
        await type_in(pilot, "douze")
        await press(pilot, "enter")
        assert app.answer is NOT_YET
        assert "✗ “douze” is no amount. Type it like 12.50." in words(app)
        await type_in(pilot, "!")
        assert "✗" not in words(app)
        assert app.shown.form["amount"].value == "douze!"


async def test_a_scan_leaves_a_typed_amount_as_it_was():
    app = Stage(AskAmount("How much?", "EUR"))
    async with app.run_test() as pilot:
        await type_in(pilot, "12,5")
        await scan(pilot, "42077310")
        await settle(pilot)
        assert app.answer is NOT_YET
        assert app.scanned == [], "what was typed would have been lost"
        assert app.shown.form["amount"].value == "12,5"
        assert "A card was scanned. Finish this first, then scan it again." in words(app)
        await type_in(pilot, "0")
        await press(pilot, "enter")
        assert app.answer == 1250


PICTURES = {
    "confirm": lambda: confirm(detail="They will be at 5 of 10 again."),
    "choose": choose,
    "amount": lambda: AskAmount("How much did Marie Lefèvre spend?", "EUR"),
}


@pytest.mark.parametrize("name", PICTURES)
async def test_picture(name, snapshot):
    app = Stage(PICTURES[name]())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert picture(app) == snapshot(extension_class=SvgPicture)
