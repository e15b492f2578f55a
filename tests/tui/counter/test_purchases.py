"""Stamps, amounts, rewards and undoing, for the open customer."""

import pytest

from shopcard.rules.card import Kind
from shopcard.tui.dialogs import Choose, Confirm
from tests.tui.till import OpenTill

MARIE, OMAR, MARION, JEAN, BOB = (
    "Marie Lefèvre", "Omar Mariani", "Marion Petit", "Jean-Marie Roy", "Bob [/] [red",
)  # fmt: skip


async def test_one_or_two_digits_are_stamps(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.type("3")
        assert "⏎ 3 stamps · Omar" in till.hint()
        await till.press("enter")
        assert till.stamps(OMAR) == 3
        assert "✓ 3 stamps · 3 of 10" in till.hint()
        await till.enter("12")
        await till.press("enter")
        assert till.stamps(OMAR) == 5
        assert len(till.card(OMAR).ready) == 1


@pytest.mark.parametrize("typed", ["12,50", "12.50"])
async def test_an_amount_is_a_purchase_of_it(open_till: OpenTill, typed: str) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.type(typed)
        assert "€12.50" in till.hint()
        await till.press("enter")
        [act] = till.purchases(OMAR)
        assert (act.amount, act.stamps) == (1250, 1)
        assert till.card(OMAR).cards[2].card.carry == 1250


async def test_stamps_and_an_amount(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.type("3 7,50")
        assert "3 stamps and €7.50" in till.hint()
        await till.press("enter")
        [act] = till.purchases(OMAR)
        assert (act.amount, act.stamps) == (750, 3)


@pytest.mark.parametrize("typed", ["0", "99", "1,234"])
async def test_what_cannot_be_meant_is_refused_with_a_sentence(
    open_till: OpenTill, typed: str
) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.enter(typed)
        assert till.hint().startswith("!")
        assert till.purchases(OMAR) == []
        assert till.open() == OMAR


async def test_f3_gives_a_reward_after_naming_it(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.counter.stamp(till.id_of(MARION), stamps=10)
        await till.enter("petit")
        await till.press("f3")
        assert "Give “Free cone” to Marion Petit?" in till.screen()
        await till.press("escape")
        assert len(till.card(MARION).ready) == 1
        await till.press("f3")
        await till.press("enter")
        assert "✓ ★ Free cone given" in till.hint()
        assert till.card(MARION).ready == ()
        assert len(till.purchases(MARION)) == 1


async def test_f3_lets_choose_when_several_are_ready(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.counter.stamp(till.id_of(MARION), stamps=10)
        till.shop.counter.stamp(till.id_of(MARION), stamps=6, program=2)
        await till.enter("petit")
        await till.press("f3")
        assert isinstance(till.app.screen, Choose)
        await till.press("down", "enter")
        assert [reward.name for _program, reward in till.card(MARION).ready] == ["Free cone"]


async def test_f3_says_when_nothing_is_ready(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.press("f3")
        assert "Open a customer first." in till.hint()
        await till.enter("mariani")
        await till.press("f3")
        assert "No reward is ready for Omar Mariani." in till.hint()


async def test_f4_undoes_the_open_customers_last_act_after_naming_it(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("enter", "f4")
        assert "Undo +1 Ice-cream cone, 24 Nov 14:32?" in till.screen()
        assert till.stamps(MARIE) == 8
        await till.press("enter")
        assert till.stamps(MARIE) == 7
        assert "✓ Undone: +1 Ice-cream cone" in till.hint()
        assert "7 of 10" in till.screen()


async def test_undoing_another_act_leaves_the_stamp_as_just_given(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.counter.stamp(till.id_of(MARIE), stamps=3)
        await till.enter("lefevre")
        await till.press("enter", "f3")
        await till.press("enter", "f4")
        assert "Undo ★ Free cone" in till.screen()
        await till.press("enter")
        assert len(till.card(MARIE).ready) == 1
        await till.press("enter")
        assert till.open() is None
        assert till.stamps(MARIE) == 1


async def test_f4_with_nobody_open_offers_this_tills_last_act(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.press("f4")
        assert "There is nothing to undo." in till.hint()
        await till.enter("mariani")
        await till.press("enter", "enter", "f4")
        assert "Omar Mariani" in till.screen()
        assert isinstance(till.app.screen, Confirm)
        await till.press("enter")
        assert till.stamps(OMAR) == 0


async def test_f4_says_what_to_undo_first(open_till: OpenTill) -> None:
    async with open_till() as till:
        marion = till.id_of(MARION)
        till.shop.counter.stamp(marion, stamps=10)
        till.shop.counter.redeem(marion)
        act = till.shop.counter.history(marion)[-1]
        till.counter.shop.counter.last_act = lambda _whose=None: act  # type: ignore[method-assign]
        await till.enter("petit")
        await till.press("f4")
        await till.press("enter")
        assert "Undo that first." in till.hint()
        assert not any(a.kind is Kind.VOID for a in till.ledger())
