"""The owner's month on the screen: what stands there, what the keys do, what is written."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from syrupy.assertion import SnapshotAssertion
from textual.geometry import Offset

from shopcard.errors import Busy
from shopcard.language import speak
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.imports.past import PlayJoin, PlayStamp
from shopcard.store.shop.shop import Shop
from shopcard.tui.month.cohort_grid import CohortGrid
from shopcard.tui.month.explained import Explained
from shopcard.tui.month.month_bars import MonthBars
from shopcard.tui.month.pages import headline_names
from shopcard.tui.month.screen import MonthScreen
from shopcard.tui.month.view import TABS
from shopcard.tui.widgets.figure_row import FigureList, FigureRow
from shopcard.tui.widgets.row_list import RowList
from shopcard.tui.widgets.tab_line import TabLine
from shopcard.words.definition import Place
from shopcard.words.figure_definitions import standing
from shopcard.words.figures import explain, name_of, say_value
from tests.tui import stage
from tests.tui.till import NOW, OpenTill, Till

OCTOBER = date(2026, 10, 1)
VISITS = {
    "Ada Lefèvre": range(400, 0, -7),
    "Ben Mariani": range(400, 60, -10),
    "Cléo Petit": range(390, 20, -30),
    "Dan Roy": (35, 14),
    "Eva [/] [red": (350, 340, 50),
    **{f"Regular {n:02}": range(380, 5, -15 - n) for n in range(8)},
}
"""How many days ago everybody came. It is 24 November 2026."""

Owner = Callable[..., AbstractAsyncContextManager[Till]]


def acts() -> list[PlayJoin | PlayStamp]:
    told: list[tuple[datetime, int, PlayJoin | PlayStamp]] = []
    for n, (name, days) in enumerate(VISITS.items()):
        who = f"c{n:02}"
        for step, ago in enumerate(days):
            at = NOW - timedelta(days=ago) + timedelta(minutes=n)
            if step == 0:
                draft = CustomerDraft(name, card=f"4207{n:04}", contact_ok=n % 2 == 0)
                told.append((at, 0, PlayJoin(draft, at, who)))
            told.append((at, 1, PlayStamp(who, at, 2, 1, 640 + 10 * n, "Camille")))
    return [act for _at, _order, act in sorted(told, key=lambda one: one[:2])]


@pytest.fixture(scope="session")
def year_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirteen customers over 400 days."""
    file = tmp_path_factory.mktemp("year") / "shop.db"
    cone = make_terms([(None, "Free cone")])
    settings = Settings("Glacier du Port", backups=False)
    with Shop.create(file, settings, [("Ice-cream cone", cone)], clock=lambda: NOW) as shop:
        shop.imports.past(acts())
        for month in (None, OCTOBER):
            # What is finished is kept, so no test need wait for it.
            shop.month.figures(month)
            shop.month.slipping(month)
    return file


@pytest.fixture
def where(year_shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(year_shop, tmp_path / "shop.db"))


@pytest.fixture
def owner(open_till: OpenTill) -> Owner:
    """The month's screen as F8 opens it: `async with owner() as till`."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (80, 24), *keys: str) -> AsyncIterator[Till]:
        async with open_till(size) as till:
            await till.send("f8")
            await shown(till)
            for key in keys:
                await till.send(key)
                await shown(till)
            yield till

    return opened


async def shown(till: Till) -> None:
    """The month, its lists and the names of a figure are there."""

    def there() -> bool:
        at_work = [w.group for w in till.app.workers if not w.is_finished]
        return (
            not {"month", "best", "contact", "names"}.intersection(at_work)
            and "working it out" not in till.screen()
        )

    def is_shown() -> bool:
        return isinstance(till.app.screen, (MonthScreen, Explained)) and there()

    await till.settle()
    if not is_shown():
        await till.until(is_shown)
        await till.settle()


def screen(till: Till) -> MonthScreen:
    found = till.app.screen_stack[1]
    assert isinstance(found, MonthScreen)
    return found


async def click(till: Till, widget: type[Any], x: int, y: int) -> None:
    assert await till.pilot.click(widget, offset=Offset(x, y))
    await till.settle()


# What stands there


async def test_f8_shows_the_running_month_with_the_shop_s_figures(owner: Owner) -> None:
    async with owner() as till:
        month = till.shop.month.figures()
        said = till.screen()
        assert "Glacier du Port" in said
        assert "November 2026 · so far, to 24 Nov" in said
        heads = said.splitlines()[1:4]
        for key, name in headline_names().items():
            assert name in heads[0]
            figure = month.figures.values.get(key, getattr(month.counts, key, None))
            assert say_value(key, figure, "EUR") in heads[1]
        for key in standing(Place.PAGE, Place.VOICES):
            assert name_of(key, month.figures) in said
        assert f"{month.counts.visits}" in heads[1]


async def test_figures_of_october_worked_out_on_paper(owner: Owner) -> None:
    async with owner((80, 24), "left") as till:
        assert "‹ October 2026 ›" in till.screen()
        # Active at the close of October: seen from 3 August (113 days ago) to the 31st (24 days
        # ago), which is everybody: Ben's last visit was 70 days ago, Eva's and Dan's 50 and 35.
        # New: Dan. Came back: Eva, who had been away since December. Lost: nobody.
        counts = till.shop.month.figures(OCTOBER).counts
        assert (counts.active_end, counts.new, counts.reactivated) == (13, 1, 1)
        assert (counts.active_start, counts.retained, counts.lost) == (11, 11, 0)
        names, values, _changes = till.screen().splitlines()[1:4]
        at = {name: names.index(name) for name in headline_names().values()}
        assert values[at["Retention"] :].startswith("100%")
        assert values[at["New"] :].startswith("1 ")
        assert values[at["Active"] :].startswith("13 ")
        legend = [line[-20:].split() for line in till.screen().splitlines()[4:9]]
        assert [line[-1] for line in legend[1:]] == ["1", "1", "11", "13"]


async def test_a_young_shop_says_from_when_retention_can_be_told(owner: Owner) -> None:
    async with owner() as till:
        await till.send(*["left"] * 11)
        await shown(till)
        assert "December 2025" in till.screen()
        assert till.screen().splitlines()[2].split()[0] == "—"
        assert "from February 2026" in till.screen().splitlines()[3]
        assert "Retention can be told from February 2026 on." in till.screen()


async def test_an_empty_shop_has_a_month(open_till: OpenTill, where: Path) -> None:
    where.unlink()
    settings = Settings("Glacier du Port", backups=False)
    Shop.create(where, settings, [], clock=lambda: NOW).close()
    async with open_till() as till:
        await till.press("f8")
        await shown(till)
        assert "Nobody has bought anything yet." in till.screen()
        for _tab in TABS:
            await till.press("tab")
            await shown(till)
            assert "Traceback" not in till.screen()
        await till.press("enter")
        assert isinstance(till.app.screen, Explained)
        await till.press("escape", "left", "right", "escape")
        assert till.app.screen is till.counter


async def test_every_tab_shows_what_the_shop_answers(owner: Owner) -> None:
    async with owner((120, 36), "left") as till:
        month, late = till.shop.month.figures(OCTOBER), till.shop.month.slipping(OCTOBER)
        best = till.shop.month.best(OCTOBER)
        await till.press("tab")
        cohort = month.cohorts[0]
        assert f"{cohort.size}" in till.screen()
        assert "first purchase" in till.screen()
        await till.press("tab")
        assert [c.name for c in late.customers] == ["Ben Mariani"]
        assert f"To look after {len(late.customers)}" in till.screen()
        assert "Ben Mariani" in till.screen()
        assert f"{late.customers[0].days_since} days ago" in till.screen()
        assert "on 31 Oct; most at stake first" in till.screen()
        await till.press("tab")
        said = till.screen().splitlines()
        top = next(n for n, line in enumerate(said) if "By spend over the 12 months" in line)
        assert "up to October 2026." in said[top]
        for line, one in zip(said[top + 2 :], best[:5], strict=False):
            assert one.name in line
            assert line.split("€")[1].startswith(f"{(one.spend or 0) / 100:.2f}")
        await till.press("tab")
        reward = month.rewards[0]
        (line,) = [line for line in till.screen().splitlines() if "Free cone" in line]
        counts = [str(reward.earned), str(reward.redeemed), str(reward.ready)]
        assert line.split()[-4:] == [*counts, "—"]
        await till.press("tab")
        (line,) = [line for line in till.screen().splitlines() if "▸ Camille" in line]
        assert line.split()[-5:-3] == [
            str(month.by_staff[0].purchases),
            str(month.by_staff[0].stamps),
        ]


async def test_names_are_only_text(owner: Owner) -> None:
    async with owner((80, 24), "left", "tab", "tab", "tab", "end") as till:
        assert "Eva [/] [red" in till.screen()


async def test_a_cell_of_a_month_still_running_is_marked(owner: Owner) -> None:
    async with owner((120, 36), "tab") as till:
        cells = [line for line in till.screen().splitlines() if line.strip().startswith("Oct 2026")]
        # Dan came in October and again in November, which is not over.
        assert "100…" in cells[0]
        await till.press("left")
        await shown(till)
        assert "…" not in till.screen()


# Keys


async def test_months_end_where_the_shop_began_and_with_the_running_one(owner: Owner) -> None:
    async with owner() as till:
        await till.press("right")
        await shown(till)
        assert "November 2026" in till.screen()
        await till.send(*["left"] * 20)
        await shown(till)
        assert "October 2025 ›" in till.screen()
        assert "‹ October" not in till.screen()


async def test_a_held_arrow_passes_and_only_the_last_month_is_worked_out(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with owner() as till:
        asked = []
        shop = till.counter.shop
        month = shop.month.figures
        monkeypatch.setattr(shop.month, "figures", lambda m: asked.append(m) or month(m))
        await till.send("left", "left", "left", "left")
        await shown(till)
        assert "July 2026" in till.screen()
        assert asked == [date(2026, 7, 1)]


async def test_escape_and_f8_lead_back_to_what_was_typed(owner: Owner) -> None:
    async with owner() as till:
        await till.press("escape")
        assert till.app.screen is till.counter
        await till.type("cléo")
        await till.press("f8")
        await shown(till)
        await till.press("f8")
        assert till.app.screen is till.counter
        assert till.box() == "cléo"


async def test_a_scan_leaves_the_month_for_the_card_and_stamps_nothing(owner: Owner) -> None:
    async with owner() as till:
        before = len(till.ledger())
        await till.scan("42070000")
        await till.until(lambda: till.open() == "Ada Lefèvre")
        assert till.app.screen is till.counter
        assert len(till.ledger()) == before


async def test_a_scan_leaves_an_explanation_too(owner: Owner) -> None:
    async with owner((80, 24), "enter") as till:
        assert isinstance(till.app.screen, Explained)
        await till.scan("42070000")
        await till.until(lambda: till.open() == "Ada Lefèvre")
        assert till.app.screen is till.counter


async def test_arrows_reach_everything_and_enter_explains_it(owner: Owner) -> None:
    async with owner((120, 36), "left") as till:
        titles = []
        for _step in range(9):
            thing = screen(till).thing
            if thing is None:
                break
            await till.press("enter")
            await shown(till)
            if isinstance(till.app.screen, Explained):
                titles.append(str(till.app.screen.query_one(".box").border_title))
                await till.press("escape")
            await till.press("down")
        assert titles[0] == "Retention rate: 100%"
        assert titles[1] == "Active customers, October 2026"
        assert any("5 more points" in title for title in titles[2:]) or "Churn: 0%" in titles
        await till.press("end", "shift+right")
        assert screen(till).thing is not None


async def test_an_explanation_has_the_formula_and_the_names_behind_it(owner: Owner) -> None:
    async with owner((80, 24), "left", "shift+right", "shift+right", "enter") as till:
        told = explain("new", till.shop.month.figures(OCTOBER).figures, "EUR")
        said = till.screen()
        assert told.formula in said
        assert "Dan Roy" in said
        assert "Ada" not in said
        await till.press("enter")
        await till.until(lambda: till.open() == "Dan Roy")
        assert till.app.screen is till.counter


async def test_tab_leads_through_the_groups_of_an_explanation(owner: Owner) -> None:
    async with owner((80, 24), "left", "down", "enter") as till:
        lists = []
        for _group in range(4):
            await shown(till)
            rows = till.app.screen.query_one(RowList)
            lists.append([thing.name for (thing,) in rows.things])
            await till.press("tab")
        retained, back, new, lost = lists
        assert (back, new, lost) == (["Eva [/] [red"], ["Dan Roy"], [])
        assert len(retained) == 11


async def test_a_bar_and_a_cohort_s_cell_are_explained(owner: Owner) -> None:
    async with owner((120, 36), "left", "down", "enter") as till:
        counts = till.shop.month.figures(OCTOBER).counts
        assert "13 active = 11 retained + 1 came back + 1 new" in till.screen()
        assert f"0 of the {counts.active_start}" in till.screen()
        await till.press("escape", "tab", "home", "shift+right", "enter")
        await shown(till)
        # Those of the first month, October 2025, and who of them came in November.
        first = till.shop.month.figures(OCTOBER).cohorts[0]
        assert "First purchase in October 2025, seen in November 2025" in till.screen()
        assert f"{first.active[1]} / {first.size} = " in till.screen()
        names = [thing.name for (thing,) in till.app.screen.query_one(RowList).things]
        assert names == [c.name for c in till.shop.month.cohort(first.month, date(2025, 11, 1))]
        assert len(names) == first.active[1]


async def test_a_reward_and_a_member_of_the_team_are_explained(owner: Owner) -> None:
    async with owner((80, 24), "tab", "tab", "tab", "tab", "enter") as till:
        ready = till.shop.month.ready()
        assert ready
        assert ready[0].name in till.screen()
        await till.press("escape", "tab", "enter")
        assert "purchases" in till.screen()
        await till.press("enter")
        assert isinstance(till.app.screen, MonthScreen)


async def test_f4_marks_a_customer_as_contacted_and_takes_it_back(owner: Owner) -> None:
    async with owner((80, 24), "tab", "tab") as till:
        assert [c.contacted for c in till.shop.month.slipping().customers] == [None]
        await till.press("f4")
        await till.until(lambda: "✓ Ben Mariani" in till.screen())
        assert till.shop.month.slipping().customers[0].contacted == NOW.date()
        assert "contacted 24 Nov" in till.screen()
        await till.press("f4")
        await till.until(lambda: "✓" not in till.screen())
        assert till.shop.month.slipping().customers[0].contacted is None


async def test_whoever_came_after_being_contacted_is_said_to_have(owner: Owner) -> None:
    async with owner((120, 36), "left", "tab", "tab") as till:
        till.shop.opened.clock = lambda: NOW - timedelta(days=8)
        till.shop.month.contacted("c01")
        till.shop.opened.clock = lambda: NOW
        till.shop.counter.stamp("c01")
        await till.press("right", "left")
        await shown(till)
        assert "16 Nov, came back 24 Nov" in till.screen()


async def test_enter_opens_whom_one_looks_after(owner: Owner) -> None:
    async with owner((80, 24), "tab", "tab") as till:
        await till.press("enter")
        await till.until(lambda: till.open() == "Ben Mariani")


async def test_f5_orders_the_best_by_visits_or_by_spend(owner: Owner) -> None:
    async with owner((80, 24), "left", "tab", "tab", "tab") as till:
        assert "By spend over" in till.screen()
        await till.press("f5")
        await till.until(lambda: "By visits over" in till.screen())
        names = [thing.name for (thing,) in screen(till).query_one("#best", RowList).things]
        assert names == [b.name for b in till.shop.month.best(OCTOBER, by_spend=False)]
        await till.press("f5")
        await till.until(lambda: "By spend over" in till.screen())


async def test_keys_that_mean_nothing_here_do_nothing(owner: Owner) -> None:
    async with owner() as till:
        before, acts = till.screen(), till.ledger()
        await till.press("f4", "f5", "f2", "f3", "x", "3", "backspace")
        assert till.screen() == before
        assert till.ledger() == acts


async def test_commands_of_the_month_are_found_by_words(owner: Owner) -> None:
    async with owner() as till:
        await till.press("ctrl+p")
        await till.type("month before")
        await till.until(lambda: "The month before" in till.screen())
        await till.press("enter")
        await shown(till)
        assert "October 2026" in till.screen()


# The mouse


async def test_the_mouse_reaches_what_the_keys_do(owner: Owner) -> None:
    async with owner() as till:
        await click(till, TabLine, 13, 0)
        assert screen(till).query_one(CohortGrid).has_class("-open")
        await click(till, TabLine, 2, 0)
        assert screen(till).query_one(FigureList).has_class("-open")
        await click(till, MonthBars, 8, 4)
        assert "Active customers, November 2025" in till.screen()
        await till.press("escape")
        await click(till, FigureRow, 4, 1)
        assert isinstance(till.app.screen, Explained)


async def test_a_click_on_a_line_points_and_a_second_one_opens(owner: Owner) -> None:
    async with owner((80, 24), "left", "tab", "tab", "tab") as till:
        rows = screen(till).query_one("#best", RowList)
        assert await till.pilot.click("#best", offset=Offset(4, 4))
        await till.settle()
        assert rows.at.row == 2
        assert isinstance(till.app.screen, MonthScreen)
        (third,) = rows.things[2]
        assert await till.pilot.click("#best", offset=Offset(4, 4))
        await till.until(lambda: till.open() == third.name)


async def test_the_arrows_of_the_head_can_be_clicked(owner: Owner) -> None:
    async with owner((80, 24), "left") as till:
        head = till.screen().splitlines()[0]
        assert await till.pilot.click("#head", offset=Offset(head.index("‹") - 1, 0))
        await shown(till)
        assert "September 2026" in till.screen()
        width = len(till.screen().splitlines()[0])
        assert await till.pilot.click("#head", offset=Offset(width - 2, 0))
        await shown(till)
        assert "October 2026" in till.screen()


# When something fails


async def test_a_month_that_cannot_be_read_says_so_and_enter_tries_again(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with owner() as till:
        shop = till.counter.shop

        def busy(_month: date) -> None:
            raise Busy("Another till is writing. Wait a moment.")

        with monkeypatch.context() as broken:
            broken.setattr(shop.month, "figures", busy)
            await till.press("left")
            await till.until(lambda: "Another till is writing" in till.screen())
            assert "Enter tries again." in till.screen()
        await till.press("enter")
        await shown(till)
        assert "October 2026" in till.screen()
        assert "Enter tries again." not in till.screen()
        assert (
            say_value("visits", till.shop.month.figures(OCTOBER).counts.visits, "EUR")
            in till.screen()
        )


async def test_a_fault_is_told_without_its_insides(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with owner() as till:

        def broken(_month: date) -> None:
            raise RuntimeError("sqlalchemy.exc.OperationalError")

        monkeypatch.setattr(till.counter.shop, "month", broken)
        await till.press("left")
        await till.until(lambda: "Enter tries again." in till.screen())
        assert "sql" not in till.screen().lower()
        assert "Error" not in till.screen()


async def test_leaving_while_a_month_is_worked_out_leaves_nothing_behind(owner: Owner) -> None:
    async with owner() as till:
        await till.send("left", "escape")
        await till.until(lambda: till.app.screen is till.counter)
        await asyncio.sleep(0)
        await till.enter("ada")
        assert till.open() == "Ada Lefèvre"


# Words that fit


async def test_every_explanation_fits_a_small_terminal(owner: Owner) -> None:
    async with owner((80, 24), "left") as till:
        speak("fr")  # whose sentences are the longer ones
        month = till.shop.month.figures(OCTOBER)
        from shopcard.tui.month import explained

        keys = [*standing(Place.HEADLINE, Place.PAGE, Place.VOICES), "five_points"]
        for key in keys:
            told = explained.of_figure(till.shop, month, key)
            till.app.push_screen(Explained(told))
            await shown(till)
            box = till.app.screen.query_one(".told")
            assert box.max_scroll_y == 0, key
            if told.names:
                assert till.app.screen.query_one(RowList).size.height >= 4, key
            await till.press("escape")


async def test_longer_words_stay_on_their_lines(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.speak_longer(monkeypatch)
    async with owner() as till:
        for _tab in TABS:
            lines = till.screen().splitlines()
            assert len(lines) == 24
            assert "Esc" in lines[-1]
            await till.press("tab")


# Pictures


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
async def test_picture(owner: Owner, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    async with owner(size, "left") as till:
        for tab in TABS:
            picture = stage.picture(till.app)
            assert picture == snapshot(name=tab, extension_class=stage.SvgPicture)
            await till.press("tab")


async def test_picture_of_an_explanation(owner: Owner, snapshot: SnapshotAssertion) -> None:
    async with owner((80, 24), "left", "enter") as till:
        picture = stage.picture(till.app)
        assert picture == snapshot(extension_class=stage.SvgPicture)


async def test_a_list_goes_into_a_file_that_is_named(
    owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tmp_path / "My documents"
    documents.mkdir()
    monkeypatch.setattr("shopcard.environment.documents_folder", lambda: documents)
    async with owner() as till:
        await till.press("f6")
        assert "F6" not in till.screen()
        await till.press("tab", "tab", "f6")
        said = " ".join(till.screen().split())
        assert screen(till).query_one("#late").display
        assert "! There is nobody on this list. 1 more did not agree to be contacted" in said
        assert list(documents.iterdir()) == []
        for name, told in (("best", till.shop.month.best()), ("ready", till.shop.month.ready())):
            await till.press("tab", "f6")
            agreed = [one.name for one in told if one.contact_ok]
            others = {one.id for one in told if not one.contact_ok}
            file = documents / f"{name}-2026-11-24.xlsx"
            sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
            assert [row[0] for row in sheet[1:]] == agreed != []
            said = " ".join(till.screen().split())
            assert f"✓ {len(agreed)} rows are written: " in said
            assert file.name in said
            assert f"{len(others)} more did not agree" in said
            assert "F6 File" in said
        await till.press("f6")
        assert (documents / "ready-2026-11-24-2.xlsx").exists()
        assert "-2.xlsx" in till.screen()


async def test_case_59_cards_in_progress_stand_beside_the_rewards_as_of_now(
    owner: Owner, where: Path
) -> None:
    with Shop.open(where, clock=lambda: NOW) as shop:
        cone = shop.programs.named(None)
        terms = make_terms([(None, "Free cone")], costs={"Free cone": 150})
        shop.programs.change(cone.id, terms=terms)
        cards = shop.month.open_cards()
    assert cards.count > 5
    async with owner((80, 24), *["tab"] * 4) as till:
        (line,) = [line for line in till.screen().splitlines() if "cards in progress" in line]
        assert line.split()[-2:] == [str(cards.count), f"€{float(cards.expected) / 100:.2f}"]
        await till.press("end")
        assert "the part that the stamps so far have reached" in till.screen()
        await till.press("enter")
        assert "cards in progress: expected cost €" in till.screen()
        await till.press("escape")
        # What the cards of a past month showed is not kept.
        await till.send("left")
        await shown(till)
        assert "cards in progress" not in till.screen()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 action is dated 24 Nov 2026: it counts from that day on."),
        ("fr", "1 opération est datée du 24 nov. 2026\u00a0: elle comptera ce jour-là."),
    ],
)
async def test_case_84_acts_dated_tomorrow_are_told_of(
    owner: Owner, where: Path, language: str, said: str
) -> None:
    with Shop.open(where, clock=lambda: NOW) as shop:
        shop.counter.stamp(shop.customers.find("Dan Roy")[0].id)
        shop.opened.change_setting("timezone", "Pacific/Honolulu")
        shop.opened.change_setting("language", language)
    async with owner() as till:
        assert said in till.screen()
