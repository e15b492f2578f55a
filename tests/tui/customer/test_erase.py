"""Erasing a customer from their details, consent with its day, the yearly tidy-up."""

from datetime import timedelta

import pytest

from shopcard.errors import NotFound
from shopcard.files.backup.erased_list import NAME
from shopcard.store.shop.privacy import PrivacyPart
from shopcard.store.shop.shop import Shop
from shopcard.tui import app as app_module
from shopcard.tui.counter import watch
from shopcard.tui.owner.tidy_up import TidyUpScreen
from tests.tui.stage import NOT_YET, Stage, make_shop, press, settle, type_in, words
from tests.tui.till import NOW, OpenTill

MARIE, SCANNED = "Marie Lefèvre", "42077310"


async def test_a_customer_is_erased_from_the_details_once_the_word_is_typed(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        marie, before = till.id_of(MARIE), till.shop.counts()["entry"]
        await till.scan(SCANNED)
        await till.press("f5")
        await till.press("f9")
        asked = till.screen()
        for told in ("Erase Marie Lefèvre for good?", "Goes: the name", "Stays, under no name: 2"):
            assert told in asked
        await till.press("enter")
        assert "to erase, or press Esc." in till.screen()
        await till.press(*"Eras")
        await till.scan(SCANNED)
        assert "Finish this first" in till.screen()
        assert till.shop.customers.get(marie).name == MARIE
        await till.press("e", "enter")
        assert till.app.screen is till.counter
        assert till.open() is None
        assert "The customer is erased. The totals stay." in till.hint()
        assert "(erased)" in till.screen()
        assert MARIE not in till.screen()
        assert till.shop.counts()["entry"] == before
        with pytest.raises(NotFound):
            till.shop.customers.get(marie)
        assert (till.shop.opened.where.parent / "backups" / NAME).exists()
        await till.scan(SCANNED)
        assert "Nobody has card" in till.screen()


async def test_a_customer_erased_at_another_till_takes_no_stamp(
    open_till: OpenTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "WATCH_EVERY", 60)  # or the counter puts the card away by itself
    async with open_till() as till:
        await till.scan(SCANNED)
        before = till.shop.counts()["entry"]
        till.shop.privacy.erase(till.id_of(MARIE))
        await till.enter()
        assert "This customer was erased: only the counts are left." in till.hint()
        await till.press("f5")
        assert "This customer was erased" in till.screen()
        await till.press("escape", "escape")
        assert till.open() is None
        assert till.shop.counts()["entry"] == before


async def test_the_details_say_since_when_a_customer_agrees(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.customers.edit(till.id_of(MARIE), contact_ok=True)
        await till.scan(SCANNED)
        await till.press("f5")
        assert "agreed on 24 Nov 2026" in till.screen()


async def test_case_62_the_details_say_when_consent_was_given_and_withdrawn(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        till.shop.customers.edit(till.id_of(MARIE), contact_ok=True)
        till.shop.customers.edit(till.id_of(MARIE), contact_ok=False)
        await till.scan(SCANNED)
        await till.press("f5")
        said = till.screen()
        assert said.index("withdrawn on 24 Nov 2026") < said.index("agreed on 24 Nov 2026")


async def test_the_tidy_up_lists_opens_and_erases_those_unseen_for_years(tmp_path) -> None:
    now = NOW
    with make_shop(tmp_path, clock=lambda: now) as shop:
        ids = [_added(shop, name) for name in ("Ann [/]", "Bob", "Cat")]
        shop.counter.stamp(ids[1], stamps=10)
        now += timedelta(days=1200)
        shop.counter.stamp(ids[2])
        app = Stage(TidyUpScreen(shop))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            seen = words(app)
            for told in ("Not seen for 3 years or more", "Ann [/]", "Bob", "24 Nov 2026"):
                assert told in seen
            assert "Cat" not in seen
            assert shop.privacy.tidy_up_due() == 0
            await press(pilot, "f4", "enter")
            assert len(shop.privacy.erased()) == 0
            await type_in(pilot, "erase")
            await press(pilot, "enter")
            assert shop.privacy.erased().keys() == {ids[0]}
            assert "1 customer is erased." in words(app)
            await press(pilot, "f9")
            assert "Erase 1 customer for good?" in words(app)
            await type_in(pilot, "no")
            await press(pilot, "enter")
            assert shop.privacy.erased().keys() == {ids[0]}
            await press(pilot, "escape")
            assert app.answer is NOT_YET
            await press(pilot, "enter")
        assert app.answer == ids[1]
        app = Stage(TidyUpScreen(shop))
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "f9")
            await type_in(pilot, "erase")
            await press(pilot, "enter")
            assert shop.privacy.erased().keys() == set(ids[:2])
            assert "nobody" in words(app)
            await press(pilot, "f4", "f9", "enter")
            assert app.answer is NOT_YET


def _added(shop: Shop, name: str) -> str:
    from shopcard.store.answers.counter import CustomerDraft

    return shop.customers.add(CustomerDraft(name)).customer.id


async def test_the_tidy_up_is_reached_from_the_counter_and_proposed_when_it_is_due(
    open_till: OpenTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "BACKUP_AFTER", 0.01)
    looked: list[bool] = []
    monkeypatch.setattr(PrivacyPart, "tidy_up_due", lambda _shop: 0 if looked else 4)
    monkeypatch.setattr(PrivacyPart, "tidied", lambda _shop: looked.append(True))
    async with open_till() as till:
        await till.until(lambda: "4 customers were not seen for years." in till.screen())
        till.counter.action_tidy_up()
        await till.settle()
        assert "Not seen for 3 years or more: nobody" in till.screen()
        await till.press("escape")
        await till.until(lambda: "were not seen" not in till.screen())
