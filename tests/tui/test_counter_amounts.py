"""Amounts and counts keyed in at the counter: what is asked, what is told, what is written."""

import shutil
from pathlib import Path

import pytest

from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.tui.dialogs import AskAmount, Choose, Confirm
from shopcard.tui.help import Help
from tests.new_shops import new_shop
from tests.tui.till import NOW, PEOPLE, OpenTill, Till

MARIE, OMAR = "Marie Lefèvre", "Omar Mariani"


@pytest.fixture
def where(request: pytest.FixtureRequest, a_shop: Path, tmp_path: Path) -> Path:
    """A shop in euros, or in the currency that the test is given."""
    currency = getattr(request, "param", "EUR")
    file = tmp_path / "shop.db"
    if currency == "EUR":
        return Path(shutil.copy(a_shop, file))
    terms = make_terms([(None, "Free cone")])
    settings = Settings("Glacier", currency=currency, backups=False)
    with new_shop(file, settings, [("Ice-cream cone", terms)], clock=lambda: NOW) as shop:
        for name, (phone, card, note) in PEOPLE.items():
            shop.customers.add(CustomerDraft(name, phone=phone, card=card, note=note))
    return file


yen = pytest.mark.parametrize("where", ["JPY"], indirect=True)


async def keyed(till: Till, text: str) -> tuple[int | None, int]:
    """The amount and the stamps of the purchase that a text makes for Omar."""
    await till.enter("mariani")
    await till.enter(text)
    [act] = till.purchases(OMAR)
    return act.amount, act.stamps


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12€", 1200), ("12.50 €", 1250), ("€12", 1200), ("1 000", 100000), ("12.-", 1200)],
)
async def test_case_40_what_is_written_as_an_amount_is_recorded_as_it(
    open_till: OpenTill, text: str, amount: int
) -> None:
    async with open_till() as till:
        assert (await keyed(till, text))[0] == amount


@pytest.mark.parametrize(("answer", "made"), [("1", (123450, 25)), ("2", (23450, 5))])
async def test_case_40_thousands_or_stamps_is_asked(
    open_till: OpenTill, answer: str, made: tuple[int, int]
) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.type("1 234,50")
        assert "⏎ asks: €1,234.50, or 1 stamp and €234.50?" in till.hint()
        await till.press("enter")
        assert isinstance(till.app.screen, Choose)
        assert till.purchases(OMAR) == []
        await till.press("escape")
        assert till.box() == "1 234,50"
        await till.press("enter")
        await till.press(answer)
        await till.press("enter")
        [act] = till.purchases(OMAR)
        assert (act.amount, act.stamps) == (made[0], made[1])


async def test_case_40_by_spend_any_number_is_an_amount(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.press("tab", "tab")
        await till.type("150")
        assert "€150.00: 3 stamps, €0.00 kept" in till.hint()
        await till.press("enter")
        [act] = till.purchases(OMAR)
        assert (act.amount, act.stamps) == (15000, 3)


@yen
async def test_case_40_yen_that_find_nobody_are_asked_about(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.type("1200")
        assert "⏎ Omar Mariani buys for JP¥1,200" in till.hint()
        await till.press("enter")
        assert isinstance(till.app.screen, Confirm)
        await till.press("escape")
        assert (till.box(), till.purchases(OMAR)) == ("1200", [])
        await till.press("enter")
        await till.press("enter")
        assert [(a.amount, a.stamps) for a in till.purchases(OMAR)] == [(1200, 1)]


@yen
@pytest.mark.parametrize(("answer", "who", "made"), [("1", OMAR, 1), ("2", MARIE, 0)])
async def test_case_40_yen_that_are_the_end_of_a_phone_are_asked_about(
    open_till: OpenTill, answer: str, who: str, made: int
) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.type("5678")
        assert "⏎ asks: JP¥5,678, or open Marie Lefèvre?" in till.hint()
        await till.press("enter")
        await till.press(answer)
        await till.press("enter")
        assert till.open() == who
        assert len(till.purchases(OMAR)) == made


async def test_case_40_the_help_shows_what_can_be_typed(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.press("f6")
        assert isinstance(till.app.screen, Help)
        assert "1 234.50 = €1,234.50" in till.screen()
        assert "12.50 € = €12.50" in till.screen()


# A name that is not found


async def test_case_64_a_name_that_is_not_found_offers_a_new_customer(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.type("Bernard Dupont")
        assert "No customer found   F2 new customer “Bernard Dupont”" in till.hint()
        await till.press("enter")
        assert "No customer found   F2 new customer “Bernard Dupont”" in till.hint()
        assert till.hint().count("F2") == 1
        await till.press("f2")
        assert "Bernard Dupont" in till.screen()


# Unusual counts, nothing, none


async def test_case_66_an_unusual_count_is_asked_about(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.enter("50")
        assert isinstance(till.app.screen, Confirm)
        assert "50 stamps in one purchase?" in till.screen()
        await till.press("escape")
        assert till.purchases(OMAR) == []
        assert till.box() == "50"
        await till.press("enter")
        await till.press("enter")
        assert [a.stamps for a in till.purchases(OMAR)] == [50]


async def test_case_66_five_are_given_at_once_and_what_is_usual_too(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.enter("5")
        assert till.stamps(OMAR) == 5
        for _visit in range(2):
            till.shop.counter.stamp(till.id_of(MARIE), stamps=6)
        await till.enter("8")
        assert [a.stamps for a in till.purchases(OMAR)] == [8, 5]


async def test_an_amount_without_its_decimal_sign_is_asked_about(open_till: OpenTill) -> None:
    async with open_till() as till:
        for name in (MARIE, MARIE, MARIE, OMAR, OMAR):
            till.shop.counter.stamp(till.id_of(name), amount=1250)
        before = len(till.purchases(OMAR))
        await till.enter("mariani")
        await till.enter("1250,00")
        assert isinstance(till.app.screen, Confirm)
        assert "€1,250.00 in one purchase?" in till.screen()
        await till.press("escape")
        assert len(till.purchases(OMAR)) == before
        assert till.box() == "1250,00"
        await till.press("escape")
        await till.enter("mariani")
        await till.enter("1250,00")
        await till.press("enter")
        assert [a.amount for a in till.purchases(OMAR)] == [125000, 1250, 1250]
        await till.enter("12,50")
        assert [a.amount for a in till.purchases(OMAR)][:2] == [1250, 125000]


async def test_case_66_nothing_says_its_sentence_once(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.enter("0")
        assert till.hint().strip() == "! Type 1 or more stamps."


async def test_case_66_an_empty_amount_says_to_type_one(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.press("tab", "tab")
        await till.press("enter")
        assert isinstance(till.app.screen, AskAmount)
        await till.press("enter")
        assert "Type an amount, like 12.50." in till.screen()
        await till.type("0")
        await till.press("enter")
        assert "“0” is no amount" in till.screen()
        assert till.purchases(OMAR) == []
        await till.press("backspace", *"1 234,50")
        await till.press("enter")
        assert till.purchases(OMAR)[0].amount == 123450


# Two cards at once


async def test_case_67_a_purchase_on_two_cards_names_each_before_and_after(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        till.shop.counter.stamp(till.id_of(OMAR), amount=2000, stamps=2)
        await till.enter("mariani")
        await till.type("30,00")
        assert "⏎ Ice-cream cone 2 → 3 · Club 0 → 1 · €30.00 · Omar" in till.hint()
        await till.press("enter")
        assert "✓ Ice-cream cone 2 → 3 · Club 0 → 1" in till.hint()
        assert till.stamps(OMAR) == 3
        assert till.stamps(OMAR, 2) == 1


async def test_case_67_a_card_that_fills_is_told_so(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.counter.stamp(till.id_of(OMAR), stamps=9)
        await till.enter("mariani")
        await till.type("3 50,00")
        assert "Ice-cream cone 9 → full, then 2 · Club 0 → 1" in till.hint()
        await till.press("enter")
        assert "✓ Ice-cream cone 9 → full, then 2 · Club 0 → 1" in till.hint()


async def test_case_67_a_card_that_fills_twice_is_told_so(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.type("1300,00")
        assert "Ice-cream cone 0 → 1 · Club 0 → full ×2, then 2" in till.hint()


# A card just filled


async def test_case_68_a_card_just_filled_offers_its_reward(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.enter("3")
        assert "card full!   F3 give Free cone   ⏎ next customer" in till.hint()
        assert "10 of 10 · card full" in till.screen()
        assert " 0 of 10" not in till.screen()
        await till.press("f3")
        await till.press("enter")
        assert "✓ ★ Free cone given" in till.hint()
        assert "F3 give" not in till.hint()
        await till.press("escape")
        await till.enter("lefevre")
        assert "0 of 10" in till.screen()


async def test_case_68_a_reward_on_the_way_is_offered_too(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.press("tab", "tab")
        await till.enter("150")
        assert "F3 give Badge" in till.hint()
