"""Who is at the till, the owner's gate, and the owner's list of who works in the shop."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from shopcard.rules.card import Kind
from shopcard.rules.staff import Role
from shopcard.store.shop.shop import Shop
from shopcard.tui.counter.gate import AskReason, StaffDialog
from shopcard.tui.dialogs import Choose
from shopcard.tui.month.screen import MonthScreen
from shopcard.tui.owner.program_form import ProgramForm
from shopcard.tui.owner.programs import ProgramsScreen
from shopcard.tui.owner.staff import StaffForm, StaffScreen
from tests.tui.till import OpenTill, Till

Team = Callable[..., AbstractAsyncContextManager[Till]]
PIN = "4711"


@pytest.fixture
def team(open_till: OpenTill, where: Path) -> Team:
    """The counter of a shop with an owner and two cashiers: `async with team() as till`."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (80, 24), *, staff: str = "noé [/]"
    ) -> AsyncIterator[Till]:
        with Shop.open(where) as shop:
            shop.staff.set_pin(shop.staff.add("Anna", Role.OWNER).id, PIN)
            shop.staff.set_pin(shop.staff.add("Camille").id, "8015")
            shop.staff.add("Noé [/]")
        async with open_till(size, staff=staff) as till:
            yield till

    return opened


async def press(till: Till, *keys: str) -> None:
    """Keys one by one, each when what the one before set going has come to rest."""
    for key in keys:
        await till.press(key)


async def on(till: Till, screen: type) -> None:
    await till.until(lambda: isinstance(till.app.screen, screen))
    await till.settle()


def head(till: Till) -> str:
    return till.screen().splitlines()[0]


def told(till: Till) -> str:
    """The screen's text as one line."""
    return " ".join(till.screen().replace("│", " ").split())


# Who is at the till


async def test_another_takes_the_till_by_a_letter_and_a_pin(team: Team) -> None:
    async with team() as till:
        assert "F7 Noé [/] ·" in head(till)
        await till.press("f7")
        await on(till, StaffDialog)
        assert "▸ Anna · owner ••••" in till.screen()
        assert "  Noé [/] · cashier" in till.screen()
        await till.type("c8015")
        assert "••••" in till.screen()
        assert "8015" not in till.screen()
        await till.press("enter")
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        assert "F7 Camille ·" in head(till)
        await till.enter("lef")
        await till.enter()
        assert till.ledger()[0].staff == "Camille"
        await press(till, "f7", "n", "enter")
        await till.until(lambda: "F7 Noé [/] ·" in head(till))


async def test_a_wrong_pin_changes_nothing_and_says_how_long_to_wait(team: Team) -> None:
    async with team() as till:
        await press(till, "f7", "down")
        for said in ("not what Camille chose", "not what Camille chose", "Wait 5 seconds"):
            await till.press(*"9999", "enter")
            assert said in told(till)
        assert "shopcard staff pin" not in till.screen()
        assert "Forgotten? The owner gives a new one: F9, Staff." in till.screen()
        await till.press(*"8015", "enter")
        assert "not what" not in till.screen()
        assert isinstance(till.app.screen, StaffDialog)
        await till.press("escape")
        assert "F7 Noé [/] ·" in head(till)


async def test_a_scan_leaves_the_question_for_the_card(team: Team) -> None:
    async with team() as till:
        for keys in (["f7"], ["f7", "enter"], ["f7", "n"]):
            await press(till, *keys)
            await till.scan("42077310")
            await till.until(lambda: till.open() == "Marie Lefèvre")
            assert till.app.screen is till.counter
            await till.press("escape")


@pytest.mark.parametrize(
    ("keys", "who"), [(["escape"], "F7 nobody ·"), ([*"8015", "enter"], "F7 Camille ·")]
)
async def test_whoever_the_till_is_opened_for_gives_their_pin_first(
    team: Team, keys: list[str], who: str
) -> None:
    async with team(staff="camille") as till:
        await on(till, StaffDialog)
        assert "Good day, Camille." in till.screen()
        await till.press(*keys)
        await till.until(lambda: who in head(till))


# The owner's gate


async def test_the_owner_s_side_asks_for_the_pin_once_for_one_thing(team: Team) -> None:
    async with team() as till:
        await till.press("f8")
        await on(till, StaffDialog)
        assert "This is the owner's" in till.screen()
        await till.press("escape")
        assert till.app.screen is till.counter
        await till.press("f8")
        await till.press(*PIN, "enter")
        await on(till, MonthScreen)
        await till.press("escape")
        await till.press("f9")
        await on(till, StaffDialog)


async def test_it_stays_open_for_an_owner_at_the_till_until_left_alone(team: Team) -> None:
    async with team() as till:
        await press(till, "f7", *PIN, "enter")
        await till.until(lambda: "F7 Anna" in head(till))
        await till.press("f9")
        await on(till, Choose)
        await press(till, "enter")
        await on(till, ProgramsScreen)
        await press(till, "f5")
        await on(till, ProgramForm)
        till.ticks.now += 61
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        await till.press("f9")
        await on(till, StaffDialog)


async def test_another_at_the_till_finds_it_closed(team: Team) -> None:
    async with team() as till:
        await press(till, "f7", *PIN, "enter", "f7", "n", "enter")
        await till.until(lambda: "F7 Noé" in head(till))
        await till.press("f8")
        await on(till, StaffDialog)


async def test_where_no_owner_has_a_pin_nothing_asks(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.press("f7")
        assert "Nobody is on the list yet" in till.hint()
        await till.press("f8")
        await on(till, MonthScreen)
        await press(till, "escape", "f9", "2", "enter")
        await on(till, StaffScreen)


async def test_undoing_another_s_act_asks_why_and_for_the_owner(team: Team) -> None:
    async with team() as till:
        await till.enter("lef")
        await till.press("f4")
        await on(till, AskReason)
        assert "by nobody in particular, 24 Nov: it needs the owner" in told(till)
        await till.press("enter")
        assert "Say why" in till.screen()
        await till.type("wrong card")
        await till.press("enter")
        await on(till, StaffDialog)
        await till.press(*PIN, "enter")
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        undone = till.ledger("Marie Lefèvre")[0]
        assert (undone.kind, undone.reason, undone.staff) == (Kind.VOID, "wrong card", "Noé [/]")


async def test_undoing_one_s_own_last_act_is_free(team: Team) -> None:
    async with team() as till:
        await till.enter("lef")
        await till.enter()
        await press(till, "f4", "enter")
        assert till.ledger("Marie Lefèvre")[0].kind is Kind.VOID


# The list


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
async def test_the_owner_adds_somebody_with_a_pin_and_a_card(
    open_till: OpenTill, size: tuple[int, int]
) -> None:
    async with open_till(size) as till:
        await press(till, "f9", "2", "enter")
        await on(till, StaffScreen)
        assert "Nobody is on the list yet." in till.screen()
        await till.press("f2")
        await on(till, StaffForm)
        for key, text in {"name": "Zoé [red]", "pin": "471", "again": "471"}.items():
            till.app.screen.form[key].value = text
        await till.press("f2")
        assert "at least 4 digits" in till.screen()
        for key, text in {"pin": PIN, "again": PIN}.items():
            till.app.screen.form[key].value = text
        till.app.screen.form["role"].control.focus()
        await press(till, "right")
        await till.scan("42077310")
        assert till.app.screen.form["card"].value == "42077310"
        await till.press("f2")
        await on(till, StaffScreen)
        (zoe,) = till.shop.staff.members()
        assert (zoe.name, zoe.role, zoe.has_pin) == ("Zoé [red]", Role.OWNER, True)
        assert zoe.customer == "Marie Lefèvre"
        for shown in ("Zoé [red]", "owner", "••••", "Marie Lefèvre", "Esc Counter"):
            assert shown in till.screen()


async def test_the_owner_changes_and_removes(team: Team) -> None:
    async with team() as till:
        await till.press("f9")
        await till.press(*PIN, "enter")
        await on(till, Choose)
        await press(till, "2", "enter")
        await on(till, StaffScreen)
        await press(till, "f9", "enter")
        assert "only owner with a PIN" in till.screen()
        await press(till, "down", "f7", "enter")
        assert not till.shop.staff.member("Camille").has_pin
        await press(till, "f5")
        await on(till, StaffForm)
        await press(till, "right", "f2")
        await on(till, StaffScreen)
        assert till.shop.staff.member("Camille").role is Role.OWNER
        await press(till, "down", "down", "f9", "enter")
        assert [m.name for m in till.shop.staff.members()] == ["Anna", "Camille"]


async def test_case_74_the_prompt_tells_no_guesser_how_to_reset_the_owners_pin(team: Team) -> None:
    async with team() as till:
        await till.press("f9")
        await on(till, StaffDialog)
        await till.press(*"9999", "enter")
        assert "The owner finds what to do in the guide" in told(till)
        assert "shopcard staff" not in told(till)
        await till.press("escape")


async def test_case_74_the_staff_screen_tells_the_owner_of_a_pin_that_was_reset(
    open_till: OpenTill, where: Path
) -> None:
    with Shop.open(where, till="back office") as shop:
        anna = shop.staff.set_pin(shop.staff.add("Anna", Role.OWNER).id, PIN)
        shop.staff.set_pin(anna.id, "", reset=True)
    async with open_till((80, 24), staff="Anna") as till:
        await till.press("f9")
        await on(till, Choose)
        await press(till, "2", "enter")
        await on(till, StaffScreen)
        assert "Anna's PIN was reset without the old one on" in told(till)
        assert "till back office" in told(till)
