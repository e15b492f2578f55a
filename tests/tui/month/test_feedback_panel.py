"""Customers' voices on the screens: asked after a stamp, noted, read, marked."""

from datetime import timedelta
from pathlib import Path

import pytest

from shopcard.store.shop.shop import Shop
from shopcard.tui.customer.feedback import NoteVoice
from shopcard.tui.month.explained import Explained
from shopcard.tui.month.screen import MonthScreen
from tests.tui.till import NOW, OpenTill, Till

MARIE, OMAR, BOB = "42077310", "10000001", "42"


@pytest.fixture
def asking(where: Path) -> None:
    """The counter asks whether customers would recommend the shop."""
    with Shop.open(where, clock=lambda: NOW) as shop:
        shop.opened.change_setting("ask", "recommend")


def kept(till: Till) -> list[tuple[int | None, bool | None, str]]:
    from sqlmodel import select

    from shopcard.store.database.engine import reading
    from shopcard.store.database.tables import FeedbackRow

    with reading(till.shop.opened.engine) as session:
        rows = session.exec(select(FeedbackRow)).all()
        return [(row.recommend, row.satisfied, row.comment) for row in rows]


# At the counter


async def test_unless_asked_for_enter_enter_is_one_stamp_and_nobody_is_asked(open_till: OpenTill):
    async with open_till() as till:
        before = len(till.purchases("Marie Lefèvre"))
        await till.scan(MARIE)
        await till.enter()
        await till.enter()
        assert till.open() is None
        assert len(till.purchases("Marie Lefèvre")) == before + 1
        assert kept(till) == []


QUESTION = "How likely to recommend us? 0–10"


@pytest.fixture
def regulars(where: Path) -> None:
    """Omar and Marie have come before."""
    with Shop.open(where, clock=lambda: NOW) as shop:
        for card in (MARIE, OMAR):
            shop.counter.stamp(shop.customers.resolve(card), at=NOW - timedelta(days=9))


async def stamped(till: Till, card: str = OMAR) -> None:
    """Open a card, stamp it, and wait for what is asked then."""
    await till.enter(card)
    await till.enter()
    await till.until(lambda: QUESTION in till.screen())
    await till.settle()


async def test_case_42_a_first_purchase_asks_nothing(open_till: OpenTill, asking: None):
    async with open_till() as till:
        await till.scan(OMAR)
        await till.enter()
        assert till.stamps("Omar Mariani") == 1
        assert QUESTION not in till.screen()
        await till.enter()
        assert till.open() is None


@pytest.mark.parametrize("answer", [0, 1, 9, 10])
async def test_case_42_the_line_is_answered_by_figures_and_enter(
    open_till: OpenTill, asking: None, regulars: None, answer: int
):
    async with open_till() as till:
        await stamped(till)
        assert till.app.screen is till.counter
        await till.type(f"{answer}")
        assert f"note: {answer} of 10" in till.hint()
        await till.enter()
        assert kept(till) == [(answer, None, "")]
        assert f"✓ noted: {answer} of 10" in till.hint()
        assert QUESTION not in till.screen()
        assert till.stamps("Omar Mariani") == 2
        await till.enter()
        await till.enter(OMAR)
        await till.enter()
        assert QUESTION not in till.screen()
        assert len(kept(till)) == 1


async def test_case_42_enter_a_name_and_a_scan_pass_by_and_burn_nothing(
    open_till: OpenTill, asking: None, regulars: None
):
    async with open_till() as till:
        await stamped(till)
        await till.enter()
        assert (till.open(), kept(till)) == (None, [])
        await stamped(till)
        await till.enter("lefevre")
        assert (till.open(), kept(till)) == ("Marie Lefèvre", [])
        assert QUESTION not in till.screen()
        await stamped(till)
        await till.scan(MARIE)
        assert (till.open(), kept(till)) == ("Marie Lefèvre", [])
        await till.type("3")
        assert "3 stamps" in till.hint()
        await till.press("escape")
        await stamped(till)
        await till.press("escape")
        assert (till.open(), kept(till)) == (None, [])


async def test_case_42_one_who_would_rather_not_say_is_left_alone(
    open_till: OpenTill, asking: None, regulars: None
):
    async with open_till() as till:
        await stamped(till)
        await till.enter("/")
        assert kept(till) == [(None, None, "")]
        assert "✓ noted: No answer" in till.hint()
        await till.enter(OMAR)
        await till.enter()
        assert QUESTION not in till.screen()


async def test_case_42_a_click_says_that_there_is_no_answer(
    open_till: OpenTill, asking: None, regulars: None
):
    async with open_till() as till:
        await stamped(till)
        await till.pilot.click("#question", offset=(len(QUESTION) + 10, 0))
        await till.settle()
        assert kept(till) == [(None, None, "")]


async def test_case_42_f4_takes_an_answer_back_and_asks_again(
    open_till: OpenTill, asking: None, regulars: None
):
    async with open_till() as till:
        await stamped(till)
        await till.enter("2")
        await till.press("f4")
        assert "Take back the answer “2 of 10”?" in till.screen()
        await till.press("enter")
        await till.until(lambda: QUESTION in till.screen())
        assert kept(till) == []
        await till.press("f4")
        assert "Undo +1 Ice-cream cone" in till.screen()


async def test_case_42_a_figure_out_of_range_stamps_nothing(
    open_till: OpenTill, asking: None, regulars: None
):
    async with open_till() as till:
        await stamped(till)
        await till.enter("11")
        assert "from 0 to 10" in till.hint()
        assert (kept(till), till.stamps("Omar Mariani")) == ([], 2)


async def test_case_42_satisfied_or_not_is_one_figure(
    open_till: OpenTill, asking: None, regulars: None
):
    async with open_till() as till:
        till.counter.shop.opened.change_setting("ask", "satisfied")
        await till.scan(OMAR)
        await till.enter()
        await till.until(lambda: "Satisfied today? 1 yes · 2 no" in till.screen())
        await till.enter("2")
        assert kept(till) == [(None, False, "")]
        assert "noted: not satisfied" in till.hint()


async def test_nobody_is_asked_while_the_next_card_waits(
    open_till: OpenTill, asking: None, regulars: None, slow_stamp
):
    async with open_till() as till:
        await till.scan(MARIE)
        release = slow_stamp(till)
        await till.send("enter")
        await till.send(*OMAR, "enter", after=0)
        release()
        await till.until(lambda: till.open() == "Omar Mariani")
        await till.settle()
        assert till.app.screen is till.counter
        assert kept(till) == []


# A comment any time


async def test_a_comment_is_noted_from_the_details(open_till: OpenTill):
    async with open_till() as till:
        await till.scan(BOB)
        await till.press("f5")
        await till.until(lambda: "customer since" in till.screen())
        await till.settle()
        await till.press("f5")
        await till.until(lambda: isinstance(till.app.screen, NoteVoice))
        await till.settle()
        assert "What Bob [/] [red says" in till.screen()
        await till.press("f2")
        assert "Type what they said" in till.screen()
        await till.press(*"[b] ok", "enter")
        await till.press(*"99", "f2")
        assert "from 0 to 10" in till.screen()
        await till.press("backspace", "enter")
        await till.press("right", "enter")
        await till.until(lambda: not isinstance(till.app.screen, NoteVoice))
        assert kept(till) == [(9, True, "[b] ok")]


async def test_a_comment_is_noted_from_the_counter_s_palette(open_till: OpenTill):
    async with open_till() as till:
        till.counter.action_comment()
        await till.settle()
        assert "Open a customer first." in till.hint()
        await till.scan(OMAR)
        till.counter.action_comment()
        await till.until(lambda: isinstance(till.app.screen, NoteVoice))
        await till.settle()
        await till.press(*"Wet", "f2")
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        assert kept(till) == [(None, None, "Wet")]


# On the month


async def heard(till: Till) -> None:
    """The page of voices is open and there."""
    await till.press("f8")
    await till.until(lambda: isinstance(till.app.screen, MonthScreen))
    await till.press("shift+tab")
    await till.until(lambda: "working it out" not in till.screen())
    await till.settle()


async def test_the_owner_reads_marks_and_filters_comments(open_till: OpenTill, where: Path):
    with Shop.open(where, staff="Camille", clock=lambda: NOW) as shop:
        marie, omar = shop.customers.resolve(MARIE), shop.customers.resolve(OMAR)
        bob = shop.customers.resolve(BOB)
        shop.feedback.note(marie, recommend=9, comment="The [red]queue[/] is long. " * 14)
        shop.feedback.note(bob, satisfied=False, comment="Wet benches.")
        shop.feedback.note(omar, recommend=3)
    async with open_till() as till:
        await heard(till)
        assert "1 · 0 · 1" in till.screen()
        assert "0 of 1" in till.screen()
        await till.press("down")
        said = till.screen()
        assert "▸   Bob [/] [red" in said
        assert "not satisfied · noted by Camille" in said
        await till.press("f4")
        await till.until(lambda: "▸ ✓ Bob" in till.screen())
        assert [c.name for c in till.shop.feedback.comments(open_only=True)] == ["Marie Lefèvre"]
        await till.press("down")
        whole = " ".join(line.strip() for line in till.screen().splitlines())
        assert " ".join(["The [red]queue[/] is long."] * 14) in whole
        await till.press("f5")
        await till.until(lambda: "Bob" not in till.screen())
        await till.press("enter")
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        assert till.open() == "Marie Lefèvre"


async def test_figures_and_ambassadors_are_explained_with_names(open_till: OpenTill, where: Path):
    from shopcard.store.answers.counter import CustomerDraft

    with Shop.open(where, clock=lambda: NOW) as shop:
        bob = shop.customers.resolve(BOB)
        friend = shop.customers.add(CustomerDraft("Ada", referred_by=bob)).customer.id
        shop.counter.stamp(friend)
    async with open_till() as till:
        await heard(till)
        assert "Best ambassadors  Bob [/] [red 1" in till.screen()
        assert "No comments yet." in till.screen()
        await till.press("down", "enter")
        await till.until(lambda: "Ada" in till.screen())
        assert isinstance(till.app.screen, Explained)
        assert "1 customer brought, 1 in the month" in till.screen()
        await till.press("escape", "up", "shift+right", "shift+right", "enter")
        await till.until(lambda: "brought by" in till.screen() and "Ada" in till.screen())
        assert "Referrals: 1" in till.screen()
        assert "Bob [/] [red" in till.screen()
