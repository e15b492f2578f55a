"""The counter: every row of what Enter does, on the screen and in the ledger."""

import pytest

from shopcard import environment
from shopcard.errors import Busy
from shopcard.store.answers.counter import CustomerDraft
from shopcard.tui.counter.state import Said
from shopcard.tui.customer.details import CustomerDetails
from shopcard.tui.customer.new import NewCustomer
from shopcard.tui.dialogs import AskAmount
from shopcard.tui.help import Help
from tests.tui.till import OpenTill

MARIE, OMAR, MARION, JEAN, BOB = (
    "Marie Lefèvre", "Omar Mariani", "Marion Petit", "Jean-Marie Roy", "Bob [/] [red",
)  # fmt: skip


# Text, phone digits, last four digits


FOUND = [
    ("lefevre", MARIE),
    ("06 12 34 56 78", MARIE),
    ("0612345678", MARIE),
    ("+33612345678", MARIE),
    ("06.98.76.99.04", MARION),
    ("2011", OMAR),
    ("42077310", MARIE),
    ("4207 7310", MARIE),
    ("#42", BOB),
    ("000122521", JEAN),
]
"""What is typed, and whom it opens."""


@pytest.mark.parametrize("somebody", [False, True], ids=["nobody open", "somebody open"])
async def test_what_finds_a_customer_opens_them(open_till: OpenTill, somebody: bool) -> None:
    async with open_till() as till:
        for typed, opened in FOUND:
            await till.press("escape")
            assert till.open() is None
            if somebody:
                await till.enter("mariani" if opened != OMAR else "petit")
            await till.enter(typed)
            assert (typed, till.open()) == (typed, opened)
            assert till.box() == ""
        assert len(till.ledger()) == 2


async def test_enter_opens_the_highlighted_match(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.type("mar")
        listed = [match.name for match in till.counter.query_one("MatchList").matches]
        assert f"⏎ open {listed[0]}" in till.hint()
        assert all(name in till.screen() for name in listed)
        await till.press("down", "down")
        assert f"⏎ open {listed[2]}" in till.hint()
        await till.press("up", "enter")
        assert till.open() == listed[1]


async def test_the_list_shows_the_phone_and_the_card(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.counter.stamp(till.id_of(MARION), stamps=13)
        await till.type("mar")
        rows = till.screen().splitlines()
        assert any("Marie Lefèvre" in row and "56 78" in row and "7/10" in row for row in rows)
        assert any("Marion Petit" in row and "99 04" in row and "★" in row for row in rows)


async def test_a_letter_in_the_box_lays_nothing_out(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.type("m")
        laid_out: list[object] = []
        till.app.screen.screen_layout_refresh_signal.subscribe(till.app.screen, laid_out.append)
        await till.type("ari")
        assert laid_out == []
        assert "mari" in till.screen()
        assert "⏎ open" in till.screen()


async def test_a_long_sentence_takes_two_lines_until_one_types(open_till: OpenTill) -> None:
    async with open_till() as till:
        hint = till.counter.query_one("#hint")
        till.counter.say(Said("A sentence that is longer than a line. " * 3))
        await till.settle()
        assert hint.size.height == 2
        await till.type("m")
        assert hint.size.height == 1


async def test_a_long_text_scrolls_in_the_box(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.type("x" * 90 + "end")
        assert "xend" in till.screen().splitlines()[2]


async def test_enter_acts_on_its_own_text_never_on_an_older_list(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.type("mariani")
        till.counter.box.value = ""
        await till.scan("petit")
        assert till.open() is None
        await till.press("enter")
        assert till.open() == MARION


async def test_a_name_nobody_has_stays_in_the_box(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("zébulon")
        assert "No customer found   F2 new customer “zébulon”" in till.hint()
        assert till.box() == "zébulon"
        await till.press("f2")
        assert isinstance(till.app.screen, NewCustomer)
        assert "zébulon" in till.screen()


# An empty box


async def test_enter_enter_is_one_stamp_then_the_next_customer(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        assert "⏎ one stamp for Marie" in till.hint()
        await till.press("enter")
        assert "✓ stamped · 8 of 10" in till.hint()
        assert "⏎ next customer" in till.hint()
        assert "✓" in str(till.counter.query_one("#punch").render())
        await till.press("enter")
        assert till.open() is None
        assert till.stamps(MARIE) == 8
        assert len(till.purchases(MARIE)) == 3


async def test_enter_twice_at_once_is_one_stamp(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.send("enter", "enter", after=0)
        await till.settle()
        assert till.stamps(MARIE) == 8


async def test_enter_on_an_empty_counter_does_nothing(open_till: OpenTill) -> None:
    async with open_till() as till:
        before = till.screen()
        await till.press("enter", "enter")
        assert till.screen() == before
        assert len(till.ledger()) == 2


async def test_a_card_by_spend_asks_for_the_amount(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("tab", "tab")
        assert "asks for the amount" in till.hint()
        await till.press("enter")
        assert isinstance(till.app.screen, AskAmount)
        till.ticks.now += 1
        await till.type("30")
        await till.press("enter")
        assert till.purchases(MARIE)[0].amount == 3000
        assert "€30.00 of €50.00" in till.screen()
        await till.press("escape")
        await till.enter("lefevre")
        await till.press("tab", "tab")
        await till.enter("20")
        assert till.stamps(MARIE, 2) == 1
        assert "✓ stamped · 1 of 12" in till.hint()


# Programmes


async def test_tab_changes_the_programme_and_the_next_customer_begins_with_the_first(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        assert "7 of 10" in till.screen()
        await till.press("tab")
        assert "3 of 6" in till.screen()
        await till.press("enter", "enter")
        assert (till.stamps(MARIE), till.stamps(MARIE, 1)) == (7, 4)
        await till.enter("mariani")
        await till.press("enter")
        assert till.stamps(OMAR) == 1
        await till.press("tab", "enter", "shift+tab")
        assert till.stamps(OMAR, 1) == 1
        assert "⏎ next customer" in till.hint()


async def test_a_card_filled_exactly_is_shown_full_and_its_customer_is_found(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.enter("3")
        assert "card full!" in till.hint()
        assert str(till.counter.query_one("#punch").render()).count("●") == 7
        assert "★ Free cone is ready" in till.screen()
        await till.press("escape")
        await till.type("lefevre")
        assert "★" in till.screen()
        await till.press("enter")
        assert "0 of 10" in till.screen()


# The keys


async def test_f5_opens_the_details(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.press("f5")
        assert "Open a customer first." in till.hint()
        await till.enter("mariani")
        await till.press("f5")
        assert isinstance(till.app.screen, CustomerDetails)
        till.shop.customers.edit(till.id_of(OMAR), name="Omar M.")
        till.app.screen.dismiss(True)
        await till.settle()
        assert till.open() == "Omar M."


async def test_f6_opens_the_help_and_a_scan_leaves_it(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.press("f6")
        assert isinstance(till.app.screen, Help)
        await till.scan("42077310")
        await till.settle()
        assert till.app.screen is till.counter
        assert till.open() == MARIE


async def test_esc_clears_and_goes_on(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.type("pet")
        await till.press("escape")
        assert (till.open(), till.box()) == (None, "")
        assert "Today" in till.screen()


async def test_letters_go_to_the_box_wherever_the_focus_is(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        till.app.screen.set_focus(None)
        letters = "qwertyuiopasdfghjklzxcvbnmQ?/#"
        await till.press(*letters)
        assert till.box() == letters
        assert till.open() == OMAR
        assert till.purchases(OMAR) == []


async def test_the_palette_reaches_the_actions_with_words(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.press("ctrl+p")
        await till.type("reward")
        await till.until(lambda: "Give a reward" in till.screen())
        till.ticks.now += 1
        await till.press("enter")
        await till.until(lambda: "No reward is ready for Omar Mariani." in till.hint())


# Scans in dialogs


@pytest.mark.parametrize("ends", [("enter",), ("enter", "enter"), ("enter", "ctrl+j")])
async def test_a_scan_confirms_nothing_and_opens_its_card(
    open_till: OpenTill, ends: tuple[str, ...]
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("f4")
        await till.scan("10000001", *ends)
        await till.settle()
        assert till.app.screen is till.counter
        assert till.open() == OMAR
        assert len(till.ledger()) == 2


# What goes wrong


async def test_a_busy_shop_says_so_and_the_same_act_is_done_at_the_next_enter(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        stamp, keys = till.counter.shop.counter.stamp, []

        def busy_once(*args, **options):
            keys.append(options["key"])
            if len(keys) == 1:
                raise Busy("Another till is writing. Nothing was written; try again.")
            return stamp(*args, **options)

        till.counter.shop.counter.stamp = busy_once  # type: ignore[method-assign]
        await till.enter("3")
        assert "Another till is writing" in till.hint()
        assert "⏎ try again" in till.hint()
        assert till.stamps(MARIE) == 7
        await till.press("enter")
        assert keys[0] == keys[1]
        assert [a.stamps for a in till.purchases(MARIE)] == [3, 3, 7]


async def test_something_typed_lets_the_busy_act_go(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        stamp = till.counter.shop.counter.stamp

        def busy(*_args, **_options):
            raise Busy("Another till is writing. Nothing was written; try again.")

        till.counter.shop.counter.stamp = busy  # type: ignore[method-assign]
        await till.enter("3")
        till.counter.shop.counter.stamp = stamp  # type: ignore[method-assign]
        await till.press("4", "backspace")
        assert "⏎ one stamp for Marie" in till.hint()
        await till.press("enter")
        assert till.stamps(MARIE) == 8


async def test_another_till_that_holds_the_file_is_waited_for(
    open_till: OpenTill, other_till
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        with other_till():
            await till.send("enter")
            await till.until(lambda: "Another till is writing: waiting…" in till.hint())
            await till.send(*"mar")
            await till.pilot.pause()
            assert till.box() == "mar"
            assert till.stamps(MARIE) == 7
            till.counter.box.value = ""
        await till.settle()
        assert "✓ stamped · 8 of 10" in till.hint()
        assert till.stamps(MARIE) == 8


async def test_an_unforeseen_error_is_owned_up_to_and_the_counter_goes_on(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        stamp = till.counter.shop.counter.stamp

        def broken(*_args, **_options):
            raise RuntimeError("[/] boom")

        till.counter.shop.counter.stamp = broken  # type: ignore[method-assign]
        await till.press("enter")
        assert "Something went wrong. See what the card shows now." in till.hint()
        assert "RuntimeError" not in till.screen()
        assert "Traceback of RuntimeError" in environment.error_log().read_text(encoding="utf-8")
        till.counter.shop.counter.stamp = stamp  # type: ignore[method-assign]
        await till.press("enter")
        assert till.stamps(MARIE) == 8


# At rest


async def test_left_alone_the_counter_puts_names_out_of_view(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("enter")
        till.ticks.now += 59
        await till.pilot.pause(0.6)
        assert till.open() == MARIE
        till.ticks.now += 2
        await till.until(lambda: till.open() is None)
        await till.settle()
        assert "Marie" not in till.screen()
        await till.press("down")
        assert "Marie Lefèvre" in till.screen()


async def test_left_alone_nothing_typed_stays_in_view(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("06 39 98 12 34")
        assert till.app.screen is not till.counter
        till.ticks.now += 61
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        assert till.box() == ""


async def test_left_alone_dialogs_are_closed_too(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("f5")
        assert till.app.screen is not till.counter
        till.ticks.now += 61
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        assert "Marie" not in till.screen()


# Hostile names


async def test_brackets_are_shown_as_typed(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.counter.stamp(till.id_of(BOB), stamps=10)
        await till.type("bob")
        assert till.screen().count(BOB) == 2
        await till.press("enter")
        assert till.open() == BOB
        assert "[b]VIP[/b] [link" in till.screen().replace("\n", " ")
        await till.press("enter", "f3")
        assert f"to {BOB}?" in till.screen()
        await till.press("enter", "f4")
        assert BOB in till.screen()
        await till.press("escape", "escape")
        assert BOB in till.screen()


# The mouse


async def test_a_click_opens_a_line_of_the_list_and_presses_a_key(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.type("mar")
        second = till.counter.query_one("MatchList").matches[1].name
        await till.pilot.click("MatchList", offset=(4, 2))
        await till.settle()
        assert till.open() == second
        assert till.box() == ""
        foot = str(till.counter.query_one("FootLine").render())
        await till.pilot.click("FootLine", offset=(2 + foot.index("Help"), 0))
        await till.settle()
        assert isinstance(till.app.screen, Help)
        await till.press("escape", "z")
        assert till.box() == "z"


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (60, 20), (20, 6)])
async def test_any_size_of_terminal_will_do(open_till: OpenTill, size: tuple[int, int]) -> None:
    async with open_till(size) as till:
        await till.type("mar")
        await till.press("enter", "enter")
        rows = till.screen().splitlines()
        assert len(rows) == size[1]
        assert till.open() is not None


async def test_case_85_two_of_the_same_name_are_told_apart_by_their_cards(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        for name, phone, card in (
            ("Lise Durand", "", "77001111"), ("Lise Durand", "", "77002222"),
            ("Luc Durand", "06 55 44 33 22", "77003333"),
            ("LUC DURAND", "06 55 44 33 22", "77004444"),
            ("Zoé Durand", "", "77005555"),
        ):  # fmt: skip
            till.shop.customers.add(CustomerDraft(name, phone=phone, card=card))
        await till.type("durand")
        lines = [line for line in till.screen().splitlines() if "urand" in line.lower()]
        for told in ("#1111", "#2222", "#3333", "#4444"):
            assert len([line for line in lines if told in line]) == 1
        assert not any("#5555" in line for line in lines)
