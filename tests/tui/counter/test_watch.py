"""The counter follows what is done elsewhere, and leaves alone what is being typed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from shopcard.store.answers.counter import CustomerDraft
from tests.tui.till import NOW, OpenTill

MARIE = "Marie Lefèvre"


async def test_case_71_a_customer_who_is_open_moves_when_another_till_stamps_her(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        assert "7 of 10" in till.screen()
        till.shop.counter.stamp(till.id_of(MARIE))
        await till.until(lambda: "8 of 10" in till.screen())
        assert (till.open(), till.box()) == (MARIE, "")
        await till.settle()
        await till.press("enter")
        assert till.stamps(MARIE) == 9
        assert "9 of 10" in till.hint()


async def test_case_71_what_is_being_typed_stays_as_it_is(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("tab", *"mar", "down")
        chosen = till.counter.query_one("MatchList").highlighted
        till.shop.counter.stamp(till.id_of(MARIE), program=2)
        await till.until(lambda: "4 of 6" in till.screen())
        assert (till.box(), till.counter.box.cursor_position) == ("mar", 3)
        assert till.counter.query_one("MatchList").highlighted is chosen
        await till.press("enter")
        assert till.open() == chosen.name


async def test_case_71_a_stamp_undone_elsewhere_is_not_fresh_any_more(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("enter")
        assert "next customer" in till.hint()
        till.shop.counter.undo(customer_id=till.id_of(MARIE))
        await till.until(lambda: "7 of 10" in till.screen())
        till.counter.say(None)
        assert "one stamp for Marie" in till.hint()


async def test_case_71_one_who_is_erased_elsewhere_leaves_the_counter(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("omar")
        till.shop.privacy.erase(till.id_of("Omar Mariani"))
        await till.until(lambda: till.open() is None)
        await till.settle()
        assert "erased" in till.hint()
        assert "Omar" not in till.screen()


async def test_case_71_nothing_moves_beneath_a_dialog_and_all_does_after_it(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("f4")
        till.shop.counter.stamp(till.id_of(MARIE))
        await till.pilot.pause(0.6)
        await till.press("escape")
        await till.until(lambda: "8 of 10" in till.screen())


async def test_case_71_with_nobody_open_the_day_counts_another_tills_purchases(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        assert "2  purchases" in till.screen()
        till.shop.counter.stamp(till.id_of("Omar Mariani"))
        await till.until(lambda: "3  purchases" in till.screen())


async def test_case_45_settings_changed_elsewhere_show_at_an_open_counter(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        till.shop.opened.change_setting("name", "Chez Léa")
        await till.until(lambda: "Chez Léa" in till.screen())
        till.shop.opened.change_setting("language", "fr")
        await till.until(lambda: "Nouveau" in till.screen())
        assert "New" not in till.screen()
        assert till.counter.shop.opened.settings.name == "Chez Léa"


async def test_case_45_the_language_asked_for_at_the_start_stays(open_till: OpenTill) -> None:
    async with open_till(lang="en") as till:
        till.shop.opened.change_setting("language", "fr")
        till.shop.opened.change_setting("name", "Chez Léa")
        await till.until(lambda: "Chez Léa" in till.screen())
        assert "Nouveau" not in till.screen()


async def test_case_45_who_works_here_is_known_without_a_new_start(open_till: OpenTill) -> None:
    async with open_till() as till:
        assert "F7 Camille" not in till.screen()
        till.shop.staff.add("Camille")
        await till.until(lambda: "F7 Camille" in till.screen())


async def test_case_45_after_midnight_the_panel_shows_the_new_day(open_till: OpenTill) -> None:
    async with open_till() as till:
        assert "Today, Tue 24 Nov" in till.screen()
        till.counter.shop.opened.clock = lambda: NOW + timedelta(days=1)
        await till.until(lambda: "Today, Wed 25 Nov" in till.screen())
        await till.settle()
        assert "0  purchases" in till.screen()


async def test_case_71_another_till_that_writes_is_no_error(
    open_till: OpenTill, other_till: Callable[[], AbstractContextManager[None]]
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        with other_till():
            await till.pilot.pause(0.6)
            assert till.open() == MARIE
        till.shop.customers.add(CustomerDraft("Nour Benali"))
        till.shop.counter.stamp(till.id_of(MARIE))
        await till.until(lambda: "8 of 10" in till.screen())
