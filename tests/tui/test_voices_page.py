"""Customers' voices on the screens: asked after a stamp, noted, read, marked."""

from pathlib import Path

import pytest

from shopcard.rules.voices import Ask
from shopcard.store.shop import Shop
from shopcard.tui.explained import Explained
from shopcard.tui.month import MonthScreen
from shopcard.tui.voices import Answer, AskVoice, NoteVoice
from tests.tui.stage import NOT_YET, Stage, press, scan, settle, type_in, words
from tests.tui.till import NOW, OpenTill, Till

MARIE, OMAR, BOB = "42077310", "10000001", "42"


@pytest.fixture
def asking(where: Path) -> None:
    """The counter asks whether customers would recommend the shop."""
    with Shop.open(where, clock=lambda: NOW) as shop:
        shop.set_preference("ask", "recommend")


def kept(till: Till) -> list[tuple[int | None, bool | None, str]]:
    from sqlmodel import select

    from shopcard.store.engine import reading
    from shopcard.store.tables import FeedbackRow

    with reading(till.shop._engine) as session:
        rows = session.exec(select(FeedbackRow)).all()
        return [(row.recommend, row.satisfied, row.comment) for row in rows]


# The question by itself


def recommend() -> AskVoice:
    return AskVoice(Ask.RECOMMEND, "Bob [/] [red]x")


@pytest.mark.parametrize(
    ("ask", "typed", "answer"),
    [
        (Ask.RECOMMEND, "0", Answer(recommend=0)),
        (Ask.RECOMMEND, "10", Answer(recommend=10)),
        (Ask.SATISFIED, "1", Answer(satisfied=True)),
        (Ask.SATISFIED, "2", Answer(satisfied=False)),
        (Ask.RECOMMEND, "", None),
    ],
)
async def test_figures_and_enter_answer_and_enter_alone_would_rather_not(ask, typed, answer):
    app = Stage(AskVoice(ask, "Bob [/] [red]x"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Bob [/] [red]x" in words(app)
        await press(pilot, *typed, "enter")
        assert app.answer == answer


async def test_an_answer_out_of_range_is_said_and_letters_are_none():
    app = Stage(recommend())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "1", "1", "enter")
        assert app.answer is NOT_YET
        assert "Type a whole number from 0 to 10." in words(app)
        await press(pilot, "backspace", "enter")
        assert app.answer == Answer(recommend=1)


async def test_the_mouse_answers_too():
    app = Stage(recommend())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#answer-7")
        await settle(pilot)
        assert app.answer == Answer(recommend=7)


async def test_no_scan_answers():
    app = Stage(recommend())
    async with app.run_test(size=(80, 24)) as pilot:
        for code, ends in (("42077310", ("enter",)), ("90000009", ("enter", "enter"))):
            await scan(pilot, code, *ends)
            assert app.answer is NOT_YET
            assert app.scanned.pop() == code
            assert app.shown.form["answer"].value == ""
        await type_in(pilot, "8")
        await scan(pilot, "42077310")
        assert app.shown.form["answer"].value == "8"


async def test_escape_would_rather_not_say():
    app = Stage(recommend())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "9", "escape")
        assert app.answer is None


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


async def test_a_stamped_customer_is_asked_once_a_quarter(open_till: OpenTill, asking: None):
    async with open_till() as till:
        before = len(till.purchases("Marie Lefèvre"))
        await till.scan(MARIE)
        await till.enter()
        await till.until(lambda: isinstance(till.app.screen, AskVoice))
        await till.settle()
        assert "Would Marie Lefèvre recommend us?" in till.screen()
        await till.enter("9")
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        assert kept(till) == [(9, None, "")]
        assert "noted: 9 of 10" in till.hint()
        await till.enter()
        await till.scan(MARIE)
        await till.enter()
        assert "Stamp Marie Lefèvre again?" in till.screen()
        await till.enter()
        assert till.app.screen is till.counter
        assert len(kept(till)) == 1
        assert len(till.purchases("Marie Lefèvre")) == before + 2


async def test_who_would_rather_not_say_is_left_with_one_key(open_till: OpenTill, asking: None):
    async with open_till() as till:
        await till.scan(OMAR)
        await till.enter()
        await till.until(lambda: isinstance(till.app.screen, AskVoice))
        await till.settle()
        await till.enter()
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        assert kept(till) == [(None, None, "")]
        assert (till.open(), till.stamps("Omar Mariani")) == ("Omar Mariani", 1)
        await till.enter()
        assert (till.open(), till.stamps("Omar Mariani")) == (None, 1)


async def test_a_scan_leaves_the_question_and_opens_its_card(open_till: OpenTill, asking: None):
    async with open_till() as till:
        await till.scan(MARIE)
        await till.enter()
        await till.until(lambda: isinstance(till.app.screen, AskVoice))
        await till.settle()
        await till.press("9")
        await till.scan(OMAR)
        await till.until(lambda: till.open() == "Omar Mariani")
        await till.settle()
        assert till.app.screen is till.counter
        assert kept(till) == [(None, None, "")]
        assert till.purchases("Omar Mariani") == []


async def test_nobody_is_asked_while_the_next_card_waits(
    open_till: OpenTill, asking: None, slow_stamp
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
        marie, omar = shop.resolve(MARIE), shop.resolve(OMAR)
        bob = shop.resolve(BOB)
        shop.feedback(marie, recommend=9, comment="The [red]queue[/] is long. " * 14)
        shop.feedback(bob, satisfied=False, comment="Wet benches.")
        shop.feedback(omar, recommend=3)
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
        assert [c.name for c in till.shop.comments(open_only=True)] == ["Marie Lefèvre"]
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
    from shopcard.store.answers import CustomerDraft

    with Shop.open(where, clock=lambda: NOW) as shop:
        bob = shop.resolve(BOB)
        friend = shop.add_customer(CustomerDraft("Ada", referred_by=bob)).customer.id
        shop.stamp(friend)
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
