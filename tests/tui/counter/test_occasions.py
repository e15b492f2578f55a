"""What the counter says of tiers, spend, birthdays, friends and caps: before Enter and after."""

from datetime import timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from shopcard.rules.card import Kind
from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop
from tests.tui import stage
from tests.tui.till import NOW, OpenTill, Till


def cones(till: Till, **terms: object) -> None:
    """The first programme under other terms; the counter opens nobody yet."""
    program = till.shop.programs.named("Ice-cream cone")
    made = make_terms([(None, "Free cone")], **terms)  # type: ignore[arg-type]
    till.shop.programs.change(program.id, terms=made)


def came(till: Till, name: str, *days_ago: int) -> None:
    for ago in days_ago:
        till.shop.counter.stamp(till.id_of(name), at=NOW - timedelta(days=ago), program=2)


async def test_a_tier_is_said_before_enter_and_counted_after(open_till: OpenTill) -> None:
    async with open_till() as till:
        cones(till, stamps=20, tiers=[("Gold", 2, 2, None)])
        came(till, "Omar Mariani", 3, 2)
        await till.enter("omar")
        assert "2 stamps (Gold ×2) · Omar" in till.hint()
        assert "Gold ×2" in till.screen()
        await till.type("3")
        assert "6 stamps (Gold ×2) · Omar" in till.hint()
        await till.enter()
        assert "✓ 6 stamps · 6 of 20" in till.hint()
        assert till.stamps("Omar Mariani") == 6


async def test_rewards_by_spend_and_their_day_are_whole_on_the_card(open_till: OpenTill) -> None:
    async with open_till() as till:
        program = till.shop.programs.named("Ice-cream cone")
        name = "Ice-cream cone of two scoops"
        terms = make_terms([(None, name)], stamps=2, per=1000, reward_expires=12, stamps_expire=24)
        till.shop.programs.change(program.id, terms=terms)
        till.shop.counter.stamp(till.id_of("Omar Mariani"), amount=85_00)
        await till.enter("omar")
        panel = till.screen()
        assert "… ×4 · until 6 Dec" in panel
        assert "€5.00 of €10.00 for the next stamp" in panel


async def test_an_amount_says_what_it_earns_and_what_is_kept(open_till: OpenTill) -> None:
    async with open_till() as till:
        cones(till, per=1000)
        await till.enter("omar")
        await till.type("12.50")
        assert "€12.50: 1 stamp, €2.50 kept · Omar" in till.hint()
        await till.enter()
        await till.type("8")
        assert "€8.00: 1 stamp, €0.50 kept" in till.hint()


async def test_what_passes_a_cap_is_said(open_till: OpenTill) -> None:
    async with open_till() as till:
        cones(till, per=1000, most=2)
        await till.enter("omar")
        await till.enter("50.00")
        assert "3 stamps more are past the cap" in till.hint()
        assert till.purchases("Omar Mariani")[0].amount == 5000


async def test_a_birthday_stands_out_and_f3_gives_it(open_till: OpenTill) -> None:
    async with open_till() as till:
        cones(till, birthday="Sundae")
        till.shop.customers.edit(till.id_of("Omar Mariani"), birthday="1990-11-25")
        await till.enter("omar")
        assert "✿ birthday: Sundae" in till.screen()
        await till.press("f3")
        assert "Give “Sundae” to Omar Mariani?" in till.screen()
        await till.press("enter")
        assert "★ Sundae given" in till.hint()
        assert "✿" not in till.screen()
        kinds = [act.kind for act in till.ledger("Omar Mariani")]
        assert kinds == [Kind.REDEEM, Kind.BONUS]
        await till.press("f4")
        await till.press("enter")
        assert "✿ birthday: Sundae" in till.screen()


async def test_a_friend_s_first_purchase_names_who_gets_what(open_till: OpenTill) -> None:
    async with open_till() as till:
        cones(till, referral=2)
        omar = till.id_of("Omar Mariani")
        till.shop.customers.add(CustomerDraft("Nour Benali", card="7000", referred_by=omar))
        await till.enter("nour")
        await till.press("enter")
        assert "2 stamps more" in till.hint()
        assert "Omar Mariani: 2 stamps more" in till.hint()
        assert (till.stamps("Nour Benali"), till.stamps("Omar Mariani")) == (3, 2)


async def test_a_reward_about_to_run_out_has_a_mark(open_till: OpenTill) -> None:
    async with open_till() as till:
        cones(till, stamps=3, reward_expires=10)
        till.shop.counter.stamp(till.id_of("Omar Mariani"), stamps=3)
        await till.enter("omar")
        assert "! Free cone is ready · until 4 Dec" in till.screen()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
async def test_picture(
    open_till: OpenTill, snapshot: SnapshotAssertion, size: tuple[int, int]
) -> None:
    async with open_till(size) as till:
        cones(till, birthday="Sundae", reward_expires=12, tiers=[("Gold", 2, 2, None)])
        omar = till.id_of("Omar Mariani")
        till.shop.customers.edit(omar, birthday="1990-11-24")
        till.shop.counter.stamp(omar, stamps=14)
        came(till, "Omar Mariani", 3, 2)
        await till.enter("omar")
        assert stage.picture(till.app) == snapshot(extension_class=stage.SvgPicture)


async def test_what_is_kept_of_small_purchases_is_on_the_screen(
    open_till: OpenTill,
) -> None:  # FIELD-CASES 28
    async with open_till() as till:
        cones(till, per=5000)
        await till.enter("omar")
        await till.enter("30.00")
        assert "€30.00 of €50.00" in till.screen()
        await till.type("20.00")
        assert "€20.00: 1 stamp, €0.00 kept" in till.hint()
        await till.enter()
        assert till.stamps("Omar Mariani") == 1


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_foot_line_names_the_owners_key_and_the_help_at_80_columns(
    open_till: OpenTill, where: Path, language: str
) -> None:
    with Shop.open(where) as shop:
        shop.opened.change_setting("language", language)
    async with open_till() as till:
        for _shown in ("nobody open", "a customer of several programmes open"):
            foot = till.screen().splitlines()[-1]
            assert "F6 " in foot
            assert "F9 " in foot
            await till.enter("lefevre")
