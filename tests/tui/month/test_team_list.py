"""The team's page of the month: who did what, what is worth a look, and the entries behind it."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from shopcard.language import speak
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.imports.past import PlayJoin, PlayStamp
from shopcard.store.shop.shop import Shop
from shopcard.tui.month.explained import Explained
from shopcard.tui.month.screen import MonthScreen
from shopcard.tui.widgets.row_list import RowList
from tests.new_shops import new_shop
from tests.tui.till import NOW, OpenTill, Till

CHEATED = "Bob [/] [red"
Team = Callable[..., AbstractAsyncContextManager[Till]]


@pytest.fixture(scope="session")
def fair_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve customers on twelve days of November, all served by Camille."""
    file = tmp_path_factory.mktemp("fair") / "shop.db"
    cone = make_terms([(None, "Free cone")])
    settings = Settings("Glacier du Port", backups=False)
    opened = NOW - timedelta(days=20)
    with new_shop(file, settings, [("Ice-cream cone", cone)], clock=lambda: NOW) as shop:
        joins = [
            PlayJoin(CustomerDraft(f"Regular {n:02}", card=f"4207{n:04}"), opened, f"c{n:02}")
            for n in range(12)
        ]
        stamps = [
            PlayStamp(f"c{n:02}", opened + timedelta(days=day, minutes=n), 1, 1, 350, "Camille")
            for day in range(12)
            for n in range(12)
        ]
        shop.imports.past([*joins, *stamps])
    return file


@pytest.fixture
def where(fair_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(fair_file, tmp_path / "shop.db"))


@pytest.fixture
def cheated(where: Path) -> Path:
    """On three evenings Paul stamped one card eleven times, from 18:32 every quarter of an hour."""
    opened = NOW - timedelta(days=20)
    with Shop.open(where, till="back room", clock=lambda: NOW) as shop:
        shop.opened.change_setting("hours", "09:00-19:30")
        stamps = [
            PlayStamp(
                "bob", opened + timedelta(days=day, hours=4, minutes=15 * n), 1, 1, None, "Paul"
            )
            for day in range(3)
            for n in range(11)
        ]
        shop.imports.past([PlayJoin(CustomerDraft(CHEATED, card="666666"), opened, "bob"), *stamps])
    return where


@pytest.fixture
def team(open_till: OpenTill) -> Team:
    """The team's page: `async with team() as till`."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Till]:
        async with open_till(size) as till:
            await till.press("f8")
            await known(till)
            await till.press("shift+tab", "shift+tab")
            yield till

    return opened


async def known(till: Till) -> None:
    """Everything that was asked of the shop is there."""

    def there() -> bool:
        return all(
            worker.is_finished
            for worker in till.app.workers
            if worker.group in ("month", "best", "names")
        )

    await till.until(lambda: isinstance(till.app.screen, (MonthScreen, Explained)) and there())
    await till.settle()
    assert "working it out" not in till.screen()


async def test_a_team_that_plays_fair_reads_so(team: Team) -> None:
    async with team() as till:
        said = till.screen()
        (line,) = [line for line in said.splitlines() if "Camille" in line]
        assert line.split()[-5:] == ["144", "144", "0", "0", "—"]
        assert "Worth a look" in said
        assert "Nothing stands out: no card and nobody in the team." in said
        await till.press("enter")
        assert "settings set hours 09:00-19:30" in till.screen()


async def test_a_card_that_stands_out_is_said_and_shows_its_entries(
    cheated: Path, team: Team
) -> None:
    async with team() as till:
        said = till.screen()
        line = next(line for line in said.splitlines() if line.lstrip().startswith("Paul "))
        assert line.split()[-5:] == ["33", "33", "0", "0", "21"]
        finding = till.shop.month.fair_play()[0]
        joined = " ".join(said.split())
        assert f"Card of {CHEATED}: stamped 33 times by Paul on 3 days." in joined
        await till.press("down", "down", "enter")
        await known(till)
        assert len(till.app.screen.query_one(RowList).things) == 33
        acts = till.shop.month.entries_behind(finding)
        assert [a.id for (a,) in till.app.screen.query_one(RowList).things] == [a.id for a in acts]
        assert "Fri 6 Nov" in till.screen()
        assert "shopcard history --staff Paul --from 2026-11-01 --to 2026-11-30" in " ".join(
            till.screen().replace("│", " ").split()
        )
        before = till.shop.counter.history()
        await till.press("end", "enter")
        await till.until(lambda: till.open() == CHEATED)
        assert till.shop.counter.history() == before


async def test_every_finding_can_be_reached_in_french_at_80_columns(
    cheated: Path, team: Team
) -> None:
    with Shop.open(cheated) as shop:
        shop.opened.change_setting("language", "fr")
    speak("fr")
    async with team() as till:
        await till.press(*["down"] * 6)
        assert all(len(line) <= 80 for line in till.screen().splitlines())
        assert "19:30" in till.screen()
