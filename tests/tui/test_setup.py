"""The first start: from an empty folder to an open shop."""

import threading
from datetime import time
from pathlib import Path

import pytest

from shopcard import demo
from shopcard.language import speak
from shopcard.store.shop.shop import Shop
from shopcard.tui.setup import SetUp, currency_of, system_timezone
from tests.tui.stage import (
    NOT_YET,
    Stage,
    SvgPicture,
    make_shop,
    picture,
    press,
    scan,
    settle,
    speak_longer,
    type_in,
    words,
)


@pytest.fixture(autouse=True)
def in_paris(monkeypatch):
    """The machine's time zone is set, and the language is English again afterwards."""
    monkeypatch.setenv("TZ", "Europe/Paris")
    yield
    speak("en")


@pytest.fixture
def where(tmp_path):
    return tmp_path / "data" / "shop.db"


async def test_a_shop_of_one_presses_enter_through(where):
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["enter"] * 8)
        assert isinstance(app.answer, Shop)
    with app.answer as shop:
        assert shop.opened.where == where
        assert shop.opened.settings.name == "My shop"
        assert (shop.opened.settings.currency, shop.opened.settings.timezone) == (
            "EUR",
            "Europe/Paris",
        )
        assert shop.opened.settings.language == "en"
        assert shop.opened.settings.day_start == time(4)
        (program,) = shop.programs.all()
        assert program.name == "Coffee"
        assert program.terms.size == 10
        assert program.terms.promises[0].name == "Free coffee"


async def test_every_answer_is_kept(where):
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        for typed in ("Bob's [/] Baths", "", "gbp", "Europe/London", "Wash [VIP]", "6", "Free [b]"):
            await type_in(pilot, typed)
            await press(pilot, "enter")
        await press(pilot, "enter")
    with app.answer as shop:
        assert shop.opened.settings.name == "Bob's [/] Baths"
        assert shop.opened.settings.currency == "GBP"
        assert shop.opened.settings.timezone == "Europe/London"
        assert shop.opened.settings.country == "GB"
        (program,) = shop.programs.all()
        assert (program.name, program.terms.size) == ("Wash [VIP]", 6)
        assert program.terms.promises[0].name == "Free [b]"


async def test_the_language_is_spoken_at_once_and_what_was_typed_stays(where):
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "Glacier")
        await press(pilot, "down", "right")
        said = words(app)
        for shown in ("Glacier", "‹ Français ›", "Monnaie", "Café offert", "Ouvrir la boutique"):
            assert shown in said
        assert "Free coffee" not in said
        assert app.focused is app.shown.form["language"].control
        await press(pilot, "f2")
    with app.answer as shop:
        assert shop.opened.settings.language == "fr"
        assert shop.opened.settings.name == "Glacier"
        assert shop.programs.all()[0].terms.promises[0].name == "Café offert"


async def test_what_is_wrong_stands_by_its_field_and_no_shop_is_made(where):
    wrong = [
        ("name", "", "Type the shop's name."),
        ("currency", "zz", "“zz” is no currency."),
        ("timezone", "Paris", "“Paris” is no time zone."),
        ("program", "", "Say what is stamped"),
        ("stamps", "0", "Type a whole number from 1 to 100."),
        ("stamps", "1.5", "Type a whole number from 1 to 100."),
        ("stamps", "101", "Type a whole number from 1 to 100."),
        ("reward", "", "Name the reward"),
    ]
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for name, typed, sentence in wrong:
            field = app.shown.form[name]
            right = field.value
            field.control.focus()
            await press(pilot, "end", "ctrl+u")
            await type_in(pilot, typed)
            app.shown.form["language"].control.focus()
            await press(pilot, "f2")
            assert f"✗ {sentence}" in words(app)
            assert app.answer is NOT_YET
            assert app.focused is field.control
            field.value = right
    assert not where.exists()


async def test_the_card_is_drawn_as_it_will_be(where):
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "○ ○ ○ ○ ○ ○ ○ ○ ○ ★  Free coffee" in words(app)
        await press(pilot, *["down"] * 5)
        await type_in(pilot, "3")
        assert "○ ○ ★  Free coffee" in words(app)
        await press(pilot, "backspace")
        assert "★" not in words(app)
        await type_in(pilot, "30")
        assert "○ × 29 ★  Free coffee" in words(app)


async def test_a_scan_opens_no_shop_and_changes_no_answer(where):
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        await scan(pilot, "42077310", "enter", "enter")
        assert app.shown.form["name"].value == "My shop"
        await press(pilot, *["enter"] * 7)
        assert app.focused.id == "open"
        await scan(pilot, "42077310", "enter", "enter")
        assert app.answer is NOT_YET
    assert not where.exists()


async def test_a_shop_that_is_there_already_is_left_as_it_is(tmp_path):
    make_shop(tmp_path).close()
    before = (tmp_path / "shop.db").read_bytes()
    app = Stage(SetUp(tmp_path / "shop.db"))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        assert app.answer is NOT_YET
        assert "✗ There is a shop here already" in words(app)
    assert (tmp_path / "shop.db").read_bytes() == before


async def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    app = Stage(SetUp(tmp_path / "file" / "shop.db"))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        assert app.answer is NOT_YET
        assert "✗" in words(app)


async def test_esc_leaves_and_asks_first_when_something_was_typed(where):
    app = Stage(SetUp(where))
    async with app.run_test() as pilot:
        await press(pilot, "escape")
        assert app.answer is None
    app = Stage(SetUp(where))
    async with app.run_test() as pilot:
        await type_in(pilot, "Glacier")
        await press(pilot, "escape", "escape")
        assert app.answer is NOT_YET
        assert app.shown.form["name"].value == "Glacier"
        await press(pilot, "escape", "enter")
        assert app.answer is None
    assert not where.exists()


async def test_what_is_typed_while_the_shop_is_being_made_changes_nothing(where, monkeypatch):
    go_on = threading.Event()
    create = Shop.create
    monkeypatch.setattr(Shop, "create", lambda *told: go_on.wait(10) and create(*told))
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "Glacier")
        await pilot.press("f2")
        await pilot.pause(0.1)
        assert "Opening the shop…" in words(app)
        await pilot.press(*"Zoé")
        assert app.shown.form["name"].value == "Glacier"
        go_on.set()
        await settle(pilot)
    with app.answer as shop:
        assert shop.opened.settings.name == "Glacier"


async def test_a_demo_shop_is_made_elsewhere_while_one_watches(where, monkeypatch):
    told = []
    build = demo.build

    def short(folder: Path, *, progress):
        def tell(done, total):
            progress(done, total)
            told.append(str(app.shown.query_one(".notice").content))

        return build(folder, days=20, progress=tell)

    monkeypatch.setattr(demo, "build", short)
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        app.now += 1
        await pilot.click("#demo")
        await settle(pilot)
    with app.answer as shop:
        assert shop.opened.where != where
        assert shop.counts()["customer"] > 0
    assert told[-1] == f"Making up two years of a shop: {'━' * 20} 100 %"
    assert not where.exists()


@pytest.mark.parametrize(
    ("variable", "zone"),
    [
        ("America/New_York", "America/New_York"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        ("Etc/UTC", "Europe/Paris"),
        ("UTC", "Europe/Paris"),
        ("Nowhere/At_All", "Europe/Paris"),
    ],
)
def test_the_time_zone_is_the_machines(monkeypatch, variable, zone):
    monkeypatch.setenv("TZ", variable)
    assert system_timezone() == zone


def test_the_currency_is_that_of_the_place():
    zones = ("Europe/Paris", "Europe/London", "America/New_York", "Asia/Tokyo")
    assert [currency_of(zone) for zone in zones] == ["EUR", "GBP", "USD", "JPY"]


async def test_longer_words_fit_a_small_terminal(where, monkeypatch):
    speak_longer(monkeypatch)
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "…" not in words(app)
        assert app.shown.query_one("VerticalScroll").max_scroll_y == 0


async def test_picture(where, snapshot):
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert picture(app) == snapshot(extension_class=SvgPicture)


async def test_that_a_field_is_full_is_said_only_while_one_is_in_it(where):
    app = Stage(SetUp(where))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down", "down")
        await type_in(pilot, "GBPS")
        assert "Full: at most 3 characters." in words(app)
        await press(pilot, "enter")
        await settle(pilot)
        assert "Full" not in words(app)
        assert app.shown.form["currency"].value == "GBP"
        await type_in(pilot, "Nowhere")
        await press(pilot, "f2")
        await settle(pilot)
        assert "no time zone" in words(app)
        await press(pilot, "up")
        await settle(pilot)
        assert "no time zone" in words(app)
