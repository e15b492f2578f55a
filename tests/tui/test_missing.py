"""A shop that is not where it was, at the start and under an open counter."""

import os
import shutil
from pathlib import Path

import pytest

from shopcard import known_shops
from shopcard.files.backup.export import export
from shopcard.language import speak
from shopcard.store.shop.shop import Shop
from shopcard.tui.app import ShopcardApp
from shopcard.tui.dialogs import Choose
from shopcard.tui.setup import SetUp
from tests.tui import stage
from tests.tui.till import NOW, OpenTill, Till


def shown(app: ShopcardApp) -> str:
    """What is on the screen, in one line."""
    return " ".join(stage.words(app).replace("│", " ").split())


async def until(app: ShopcardApp, pilot, said: str) -> None:
    while said not in shown(app):
        await pilot.pause(0.02)


@pytest.fixture
def gone(where: Path) -> Path:
    """A shop that was opened here, and whose file is elsewhere now."""
    known_shops.remember(where, "Glacier du Port")
    (where.parent / "away").mkdir()
    where.rename(where.parent / "away" / "shop.db")
    return where


async def test_case_86_a_shop_that_is_gone_is_missed_by_name_and_found_when_it_is_back(gone):
    app = ShopcardApp(gone)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Look again")
        assert "The shop “Glacier du Port” is not where it was" in shown(app)
        await pilot.press("enter")
        await until(app, pilot, "Look again")
        assert not gone.exists()
        (gone.parent / "away" / "shop.db").rename(gone)
        await pilot.press("enter")
        while app.shop is None:
            await pilot.pause(0.02)
        assert app.shop.opened.settings.name == "Glacier du Port"


async def test_case_86_leaving_makes_nothing(gone):
    app = ShopcardApp(gone)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Look again")
        await pilot.press("escape")
        await pilot.pause(0.1)
    assert [file.name for file in gone.parent.iterdir()] == ["away"]


async def test_case_86_a_new_shop_is_made_when_it_is_asked_for(gone):
    app = ShopcardApp(gone)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Look again")
        await pilot.press("down", "enter")
        await until(app, pilot, "Welcome to shopcard")
        assert isinstance(app.screen, SetUp)
        await pilot.press("f2")
        while app.shop is None:
            await pilot.pause(0.02)
        assert app.shop.opened.settings.name == "My shop"


async def test_case_94_the_latest_copy_is_offered_and_brought_back(where):
    copies = where.parent / "backups"
    copies.mkdir()
    with Shop.open(where, clock=lambda: NOW) as shop:
        marie = shop.customers.resolve("42077310")
        shop.counter.stamp(marie)
        export(shop, copies)
    where.unlink()
    where.with_name("shop.db-wal").write_bytes(b"the last stamps")
    app = ShopcardApp(where)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Bring back the copy of")
        assert "There was a shop here, and its file is gone" in shown(app)
        await pilot.press("down", "enter")
        while app.shop is None:
            await pilot.pause(0.02)
        assert app.shop.counter.open_card(marie).acts[0].stamps == 1
    assert any(file.read_bytes() == b"the last stamps" for file in where.parent.glob("shop-*"))


async def test_case_94_a_copy_that_is_damaged_is_said_and_the_question_stays(where):
    copies = where.parent / "backups"
    copies.mkdir()
    (copies / "daily-2026-11-24.shopcard").write_bytes(b"no copy")
    where.unlink()
    app = ShopcardApp(where)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Bring back the copy of")
        await pilot.press("down", "enter")
        await until(app, pilot, "✗")
        assert isinstance(app.screen, Choose)
        assert "Look again" in shown(app)


async def test_case_86_in_french_no_word_is_english(gone):
    speak("fr")
    app = ShopcardApp(gone)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Chercher à nouveau")
        said = shown(app).replace("\u00a0", " ")
        assert "La boutique « Glacier du Port » n’est plus à sa place :" in said
        assert "Créer une nouvelle boutique" in said


@pytest.mark.parametrize("harm", ["deleted", "replaced"])
async def test_case_32_a_counter_whose_file_is_taken_away_says_so_and_stamps_no_more(
    open_till: OpenTill, where: Path, tmp_path: Path, harm
) -> None:
    other = Path(shutil.copy(where, tmp_path / "another.db"))
    async with open_till() as till:
        await till.scan("42077310")
        if harm == "deleted":
            where.unlink()
        else:
            os.replace(other, where)
        before = where.exists() and where.read_bytes()
        await till.press("enter")
        said = shown(till.app)
        assert said.count("was moved, replaced or deleted") == 1
        assert "✓" not in said
        await till.press("escape")
        await until(till.app, till.pilot, "All that was stamped until now is kept in")
        assert before == (where.exists() and where.read_bytes())
    (kept,) = where.parent.glob("shop-kept-*.db")
    with Shop.open(kept, clock=lambda: NOW) as again:
        assert sum(act.stamps for act in again.counter.history()) == 10


async def test_case_32_a_counter_at_rest_notices_it_too(open_till: OpenTill, where: Path) -> None:
    async with open_till() as till:
        where.rename(where.with_name("tidied.db"))
        await until(till.app, till.pilot, "was moved, replaced or deleted")
        where.with_name("tidied.db").rename(where)
        while "was moved" in shown(till.app):
            await till.pilot.pause(0.02)
        await stamps_again(till)


async def stamps_again(till: Till) -> None:
    await till.scan("42077310")
    till.ticks.now += 1
    await till.press("enter")
    assert "✓" in shown(till.app)


async def test_case_45_an_open_counter_follows_the_shop_s_new_name(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.opened.change_setting("name", "Glacier du Phare")
        await until(till.app, till.pilot, "Glacier du Phare")
