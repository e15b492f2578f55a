"""The owner's programmes on the screen: adding, changing, closing; what is said while one types."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.geometry import Offset

from shopcard.errors import Busy
from shopcard.language import speak
from shopcard.rules.program import Promise, Terms, Tier, make_terms
from shopcard.rules.simulate import Simulated
from shopcard.store.answers.counter import Program
from shopcard.store.shop.programs import ProgramsPart
from shopcard.store.shop.shop import Shop
from shopcard.tui.dialogs import Confirm
from shopcard.tui.owner import program_form
from shopcard.tui.owner.program_form import ProgramForm, what_to_type
from shopcard.tui.owner.programs import ProgramsScreen
from shopcard.tui.widgets.punch_card import PunchCard
from shopcard.words.programs import NAMED, say_affected, say_simulated
from tests.tui import stage
from tests.tui.till import OpenTill, Till

Owner = Callable[..., AbstractAsyncContextManager[Till]]

EVERYTHING = {
    "name": "Tea room [/] [red]",
    "stamps": "12",
    "rewards": "5=Cookie, 12=Gift card",
    "costs": "Cookie=0,80, Gift card=10.00, Free tea=2",
    "partners": "Gift card=Bookshop",
    "per": "10,00",
    "stamps_expire": "1y",
    "reward_expires": "90d",
    "per_day": "3",
    "pause": "30",
    "most": "6",
    "channel": "Market stall",
    "welcome": "2",
    "referral": "1",
    "birthday": "Free tea",
    "tiers": "Gold=24:2, Platinum=60:Free cake",
}
MEANT = make_terms(
    [(5, "Cookie"), (12, "Gift card")],
    stamps=12,
    costs={"Cookie": 80, "Gift card": 1000, "Free tea": 200},
    partners={"Gift card": "Bookshop"},
    per=1000,
    stamps_expire=12,
    reward_expires=90,
    per_day=3,
    pause=30,
    most=6,
    channel="Market stall",
    welcome=2,
    referral=1,
    birthday="Free tea",
    tiers=[("Gold", 24, 2, None), ("Platinum", 60, 1, "Free cake")],
)


def on_last_year(_shop: Shop, terms: Terms, _program_id: int | None = None) -> Simulated:
    """A past in which every tenth of 2,120 stamps filled a card of ten."""
    given = tuple((promise.name, 2120 // terms.size) for promise in terms.promises)
    return Simulated(2120, given, 25_440 if terms.size == 10 else None, 31)


@pytest.fixture(autouse=True)
def _past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProgramsPart, "simulate", on_last_year)
    monkeypatch.setattr(program_form, "SETTLE", 0)


@pytest.fixture
def owner(open_till: OpenTill) -> Owner:
    """The screen of programmes as F9 opens it: `async with owner() as till`."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (80, 24), *keys: str) -> AsyncIterator[Till]:
        async with open_till(size) as till:
            await press(till, "f9", "enter")
            await till.until(lambda: "Ice-cream cone" in till.screen())
            await press(till, *keys)
            yield till

    return opened


def trying(till: Till) -> bool:
    return any(not w.is_finished for w in till.app.workers if w.group == "simulation")


async def at_rest(till: Till) -> None:
    """Nothing is under way but the screens that wait for an answer."""
    await till.settle()
    if trying(till):
        await till.until(lambda: not trying(till))
        await till.settle()


async def press(till: Till, *keys: str) -> None:
    """Press keys, each when what the one before set going has come to rest."""
    for key in keys:
        await till.send(key)
        await at_rest(till)


def form(till: Till) -> ProgramForm:
    assert isinstance(till.app.screen, ProgramForm)
    return till.app.screen


async def fill(till: Till, values: dict[str, str]) -> None:
    """Put texts into fields of the form, as if each had been pasted over what was there."""
    for key, text in values.items():
        form(till).form[key].value = text
    await at_rest(till)


def named(till: Till, name: str) -> Program:
    return next(p for p in till.shop.programs.all(closed=True) if p.name == name)


def card(till: Till) -> str:
    return str(till.app.screen.query_one(PunchCard).render())


def told(till: Till) -> str:
    """The screen's text as one line."""
    return " ".join(till.screen().replace("│", " ").split())


# The list


async def test_f9_lists_the_programmes_beside_the_card_of_one(owner: Owner) -> None:
    async with owner() as till:
        for program in till.shop.programs.all():
            assert program.name in till.screen()
        assert "★ Free cone at 10" in till.screen()
        await press(till, "down", "down")
        said = till.screen()
        assert "★ Badge at 3" in said
        assert "★ Scarf at 12" in said
        assert "a stamp for every €50.00 spent" in told(till)
        assert card(till).count("★") == 2


async def test_esc_goes_back_to_the_counter(owner: Owner) -> None:
    async with owner((80, 24), "escape") as till:
        assert till.app.screen is till.counter


async def test_a_customer_who_is_open_is_shown_under_the_new_rules(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("omar")
        await press(till, "f9", "enter", "f5")
        await fill(till, {"stamps": "8"})
        await press(till, "f2", "enter", "escape")
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        assert "0 of 8" in till.screen()


@pytest.mark.parametrize("key", [None, "f2", "f5"])
async def test_a_scan_leaves_for_the_card(owner: Owner, key: str | None) -> None:
    async with owner((80, 24), *([key] if key else ())) as till:
        await till.scan("42077310")
        await till.until(lambda: till.open() == "Marie Lefèvre")
        assert till.app.screen is till.counter


async def test_a_shop_without_programmes_has_the_screen_too(
    open_till: OpenTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_till() as till:
        monkeypatch.setattr(till.counter.shop.programs, "all", lambda *, closed: ())
        await press(till, "f9", "enter")
        await till.until(lambda: "There is no programme yet." in till.screen())
        await press(till, "f5", "f9", "enter", "down")
        assert isinstance(till.app.screen, ProgramsScreen)


# Adding


async def test_a_programme_is_added_by_typing(owner: Owner) -> None:
    async with owner((80, 24), "f2") as till:
        await till.type("Car polish")
        await press(till, "enter", "backspace", "backspace")
        await till.type("6")
        await press(till, "enter")
        await till.type("Free polish")
        await press(till, "f2")
        await till.until(lambda: isinstance(till.app.screen, ProgramsScreen))
        await at_rest(till)
        added = named(till, "Car polish")
        assert added.terms == make_terms([(None, "Free polish")], stamps=6)
        assert "“Car polish” is added." in till.screen()
        assert "★ Free polish at 6" in till.screen()


async def test_every_condition_can_be_typed_and_is_said_in_words(owner: Owner) -> None:
    async with owner((120, 36), "f2") as till:
        await fill(till, EVERYTHING)
        said = told(till)
        for words in (
            "Tea room [/] [red]",
            "★ Cookie at 5 · costs €0.80",
            "★ Gift card at 12 · voucher of Bookshop",
            "a stamp for every €10.00 spent",
            "only at: Market stall",
            "2 stamps on joining",
            "1 stamp each for bringing a friend",
            "birthday: Free tea · costs €2.00",
            "Gold from 24 visits a year: stamps ×2",
            "Platinum from 60 visits a year: Free cake",
            "a reward is good for 90 days",
            "at most 3 stampings a day",
            "30 minutes between two stampings",
            "at most 6 stamps a purchase",
        ):
            assert words in said
        assert card(till).count("●") == 2
        await press(till, "f2")
        await till.until(lambda: isinstance(till.app.screen, ProgramsScreen))
        assert named(till, "Tea room [/] [red]").terms == MEANT


async def test_what_was_saved_stands_in_the_form_again(owner: Owner) -> None:
    async with owner() as till:
        till.shop.programs.add("Aaa", MEANT)
        await press(till, "escape", "f9", "enter", "end", "f5")
        await at_rest(till)
        values = form(till).form.values
        assert values["costs"] == "Cookie=0.80, Gift card=10.00, Free tea=2.00"
        assert values["tiers"] == EVERYTHING["tiers"]
        assert values["stamps_expire"] == "12m"
        await press(till, "f2")
        await till.until(lambda: isinstance(till.app.screen, ProgramsScreen))
        assert named(till, "Aaa").terms == MEANT


async def test_the_name_of_another_programme_is_refused_and_nothing_lost(owner: Owner) -> None:
    async with owner((80, 24), "f2") as till:
        await fill(till, {"name": "car WASH", "rewards": "Free wash"})
        await press(till, "f2")
        await till.until(lambda: "There is a programme “Car wash” already." in till.screen())
        assert form(till).form["name"].value == "car WASH"
        await till.type("!")
        assert "already" not in till.screen()


BAD = {
    "stamps": ("101", "A card takes 1 to 100 stamps, not 101."),
    "costs": ("Cone=cheap", "“cheap” is no amount."),
    "tiers": ("Gold", "Type the tier like Gold=24:2 or Gold=24:Free coffee."),
}


async def test_what_is_wrong_is_said_at_its_field_and_kept(owner: Owner) -> None:
    async with owner((80, 24), "f2") as till:
        right = {"name": "Cones", "rewards": "Cone", "stamps": "10"}
        empty = dict.fromkeys(form(till).form.values, "") | right
        for key, (text, sentence) in BAD.items():
            await fill(till, empty | {key: text})
            assert sentence in told(till), key
            assert "With these rules" not in told(till)
            await press(till, "f2")
            assert form(till).form[key].has_class("-wrong"), key
            assert form(till).form[key].control.has_focus, key
            assert sentence in told(till), key
            assert form(till).form[key].value == text
        assert len(till.shop.programs.all()) == 3
        await fill(till, empty | {"channel": "Market stall"})
        assert "✗" not in till.screen()


async def test_a_fault_of_the_shop_is_a_sentence(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with owner((80, 24), "f2") as till:
        await fill(till, {"name": "Tea", "rewards": "Tea"})

        def busy(*_args: object) -> None:
            raise Busy("Another till is writing. Wait a moment.")

        with monkeypatch.context() as broken:
            broken.setattr(till.counter.shop.programs, "add", busy)
            await press(till, "f2")
            await till.until(lambda: "Another till is writing" in till.screen())
        await press(till, "f2")
        await till.until(lambda: isinstance(till.app.screen, ProgramsScreen))
        assert named(till, "Tea")


# While one types


async def test_the_card_follows_what_is_typed(owner: Owner) -> None:
    async with owner((80, 24), "f2") as till:
        assert card(till).count("★") == 1
        await fill(till, {"name": "Tea [/]", "stamps": "7"})
        assert "7" not in card(till)
        assert "6" in card(till)
        assert "★ … at 7" in till.screen()
        await press(till, "down", "down")
        await till.type("3=Bun, Tea")
        await at_rest(till)
        assert card(till).count("★") == 2
        assert "★ Bun at 3" in till.screen()
        assert "╭─  Tea [/]  ─" in till.screen()
        await fill(till, {"stamps": "0"})
        assert card(till) == ""
        await fill(till, {"stamps": ""})
        assert "9" in card(till)


async def test_every_field_says_what_it_is_for(owner: Owner) -> None:
    async with owner((80, 24), "f2") as till:
        for key in list(form(till).form.fields)[:4]:
            assert form(till).form[key].control.has_focus
            assert what_to_type(key, "EUR") in told(till)
            await press(till, "down")
        assert len({what_to_type(key, "EUR") for key in form(till).form.fields}) == 16


async def test_rules_are_tried_on_last_year(owner: Owner) -> None:
    async with owner((80, 24), "f5") as till:
        assert (
            "With these rules, last year you would have given 212 × Free cone, about €254, and "
            "31 customers would have earned one."
        ) in told(till)
        await fill(till, {"stamps": "20"})
        assert "given 106 × Free cone, and 31 customers" in told(till)


async def test_a_later_key_takes_over_from_a_slow_trial(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_form, "SETTLE", 0.15)
    tried = []

    def note(shop: Shop, terms: Terms, _program_id: int | None) -> Simulated:
        tried.append(terms.size)
        return on_last_year(shop, terms)

    monkeypatch.setattr(ProgramsPart, "simulate", note)
    async with owner() as till:
        await till.send("f5")
        await till.until(lambda: isinstance(till.app.screen, ProgramForm))
        for size in ("1", "12", "2", "20"):
            form(till).form["stamps"].value = size
            await till.pilot.pause(0)
        await at_rest(till)
        assert tried == [20]


async def test_a_change_is_tried_on_the_programme_s_own_past(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def note(shop: Shop, terms: Terms, program_id: int | None) -> Simulated:
        asked.append(program_id)
        return on_last_year(shop, terms)

    monkeypatch.setattr(ProgramsPart, "simulate", note)
    async with owner((80, 24), "down", "f5") as till:
        await at_rest(till)
        assert set(asked) == {named(till, "Car wash").id}
    asked.clear()
    async with owner((80, 24), "f2") as till:
        await fill(till, {"rewards": "Tea"})
        assert set(asked) == {None}


async def test_a_trial_that_fails_is_told_without_its_insides(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_shop: Shop, _terms: Terms, _program_id: int | None) -> Simulated:
        raise RuntimeError("sqlalchemy.exc.OperationalError")

    monkeypatch.setattr(ProgramsPart, "simulate", broken)
    async with owner((80, 24), "f5") as till:
        assert "These rules could not be tried on last year." in till.screen()
        assert "sql" not in till.screen()


def test_a_past_with_nothing_in_it_is_said_so() -> None:
    assert "no purchases" in say_simulated(Simulated(0, (), None, 0), "EUR")
    assert "nobody would have earned" in say_simulated(Simulated(9, (("Cone", 0),), 0, 0), "EUR")
    one = say_simulated(Simulated(9, (("Cone", 1), ("Bun", 0)), 120, 1), "EUR")
    assert "1 × Cone, about €1.20, and 1 customer would" in one
    assert "Bun" not in one


# Changing


async def test_a_change_names_who_ends_as_they_began_before_yes(owner: Owner) -> None:
    async with owner((80, 24), "enter") as till:
        await fill(till, {"stamps": "12", "name": "Cones"})
        await press(till, "f2")
        await till.until(lambda: isinstance(till.app.screen, Confirm))
        said = told(till)
        assert "Change “Ice-cream cone”?" in said
        assert "1 card in progress ends as it began" in said
        assert "Marie Lefèvre: 7 of 10" in said
        await press(till, "escape")
        assert form(till).form["stamps"].value == "12"
        assert named(till, "Ice-cream cone").terms.size == 10
        await press(till, "f2", "enter")
        await till.until(lambda: isinstance(till.app.screen, ProgramsScreen))
        await at_rest(till)
        assert named(till, "Cones").terms == make_terms([(None, "Free cone")], stamps=12)
        assert "“Cones” is changed." in till.screen()
        assert till.card("Marie Lefèvre").cards[0].terms.size == 10


async def test_a_new_name_alone_asks_nothing(owner: Owner) -> None:
    async with owner((80, 24), "f5") as till:
        await fill(till, {"name": "Cones"})
        await till.send("f2", "f2", "f2")
        await till.until(lambda: isinstance(till.app.screen, ProgramsScreen))
        await at_rest(till)
        assert isinstance(till.app.screen, ProgramsScreen)
        assert named(till, "Cones").terms.size == 10


async def test_nothing_changed_is_nothing_written(owner: Owner) -> None:
    async with owner((80, 24), "f5") as till:
        await press(till, "enter")
        assert form(till).form["stamps"].control.has_focus
        form(till).form["tiers"].control.focus()
        await press(till, "enter")
        await till.until(lambda: isinstance(till.app.screen, ProgramsScreen))
        assert "is changed" not in till.screen()


async def test_esc_asks_before_what_was_typed_is_lost(owner: Owner) -> None:
    async with owner((80, 24), "f5") as till:
        await till.type("!")
        await till.scan("42077310")
        assert form(till).form["name"].value == "Ice-cream cone!"
        assert "Finish this first" in told(till)
        await press(till, "escape")
        assert "Leave without saving?" in till.screen()
        await press(till, "escape")
        assert form(till).form["name"].value == "Ice-cream cone!"
        await press(till, "escape", "enter")
        await till.until(lambda: isinstance(till.app.screen, ProgramsScreen))
        assert named(till, "Ice-cream cone")


async def test_rules_half_typed_outlast_a_minute_at_rest(owner: Owner) -> None:
    async with owner((80, 24), "f5") as till:
        await till.type("!")
        till.ticks.now += 3600
        await asyncio.sleep(0.6)
        await till.settle()
        assert form(till).form["name"].value == "Ice-cream cone!"


def test_of_many_affected_the_first_are_named() -> None:
    said = say_affected([(f"C{n} [/]", n, 10) for n in range(NAMED + 3)])
    assert "11 cards in progress" in said
    assert "C0 [/]: 0 of 10" in said
    assert said.endswith("and 3 more")
    assert "No card is in progress" in say_affected([])


# Closing


async def test_closing_asks_and_marks(owner: Owner) -> None:
    async with owner((80, 24), "f9") as till:
        said = told(till)
        assert "Stop “Ice-cream cone”?" in said
        assert "Marie Lefèvre: 7 of 10" in said
        await press(till, "escape")
        assert not named(till, "Ice-cream cone").closed
        await press(till, "f9", "enter")
        await till.until(lambda: "✗ Ice-cream cone" in till.screen())
        await at_rest(till)
        assert named(till, "Ice-cream cone").closed
        lines = till.screen().splitlines()
        last = next(n for n, line in enumerate(lines) if "✗ Ice-cream cone" in line)
        assert "closed" in lines[last]
        assert "Club" in lines[last - 1]
        for key in ("f5", "enter"):
            await press(till, key)
            assert "is closed and stays as it is." in till.screen()
        await press(till, "f9")
        assert "is closed already." in till.screen()


# The mouse, words, pictures


async def test_a_click_points_and_a_second_one_opens(owner: Owner) -> None:
    async with owner() as till:
        assert await till.pilot.click("#programs", offset=Offset(5, 3))
        await till.settle()
        assert "★ Free wash at 6" in till.screen()
        assert await till.pilot.click("#programs", offset=Offset(5, 3))
        await till.settle()
        assert form(till).form["name"].value == "Car wash"


async def test_commands_are_found_by_words(owner: Owner) -> None:
    async with owner() as till:
        await press(till, "ctrl+p")
        await till.type("new programme")
        await till.until(lambda: "stamps, rewards, conditions" in till.screen())
        await press(till, "enter")
        await till.until(lambda: isinstance(till.app.screen, ProgramForm))


async def whole(till: Till) -> None:
    """All keys of the foot, every field and every sentence stand within the screen."""
    lines = till.screen().splitlines()
    assert len(lines) == till.app.size.height
    assert "Esc" in lines[-1]
    if isinstance(till.app.screen, ProgramForm):
        assert till.app.screen.query_one("#fields").max_scroll_y == 0
        for key in form(till).form.fields:
            form(till).form[key].control.focus()
            await till.settle()
            below = till.app.screen.query_one("#below")
            assert sum(child.region.height for child in below.children) <= below.size.height, key
            assert form(till).form[key].control.size.width >= 18


@pytest.mark.parametrize("words", ["en", "fr", "longer"])
async def test_words_fit_a_small_terminal(
    owner: Owner, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    async with owner() as till:
        if words == "longer":
            stage.speak_longer(monkeypatch)
        else:
            speak(words)
        await press(till, "escape", "f9", "enter")
        await at_rest(till)
        await whole(till)
        await press(till, "f5")
        await at_rest(till)
        await whole(till)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
async def test_picture(owner: Owner, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    async with owner(size) as till:
        till.shop.programs.add("Tea room", MEANT)
        till.shop.programs.close(named(till, "Car wash").id)
        await press(till, "escape", "f9", "enter", "down", "down")
        await at_rest(till)
        picture = stage.picture(till.app)
        assert picture == snapshot(name="programs", extension_class=stage.SvgPicture)
        await press(till, "f5")
        await at_rest(till)
        picture = stage.picture(till.app)
        assert picture == snapshot(name="form", extension_class=stage.SvgPicture)


def test_terms_of_the_examples_are_what_they_look_like() -> None:
    assert MEANT.promise("Gift card") == Promise(12, "Gift card", 1000, "Bookshop")
    assert MEANT.tiers[0] == Tier("Gold", 24, 2)
