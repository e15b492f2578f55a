"""What an act is called: short in a list, fully before undoing, and what it brought."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from shopcard.rules.card import Kind
from shopcard.store.answers.counter import Act, Done, ProgramEffect
from shopcard.words.acts import say_act, say_act_fully, say_brought, say_gained, say_to_go

CONE = "Ice-cream cone"


def act(
    *effects: ProgramEffect,
    kind: Kind = Kind.PURCHASE,
    amount: int | None = None,
    customer: str = "marie",
    name: str = "Marie",
) -> Act:
    return Act(
        1, "key", datetime(2026, 11, 24, 23, 31, tzinfo=UTC), date(2026, 11, 24), kind, amount,
        None, effects, customer, name, "Camille", "left", "", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said_of", "said"),
    [
        (act(ProgramEffect(CONE, 2)), "+2 Ice-cream cone"),
        (act(ProgramEffect(CONE, 2), amount=1250), "+2 Ice-cream cone · €12.50"),
        (act(ProgramEffect(CONE, 0, "Free cone"), kind=Kind.REDEEM), "★ Free cone"),
        (act(ProgramEffect(CONE, 0), amount=300), "€3.00"),
        (act(), "a purchase"),
        (act(ProgramEffect(CONE, -1), kind=Kind.ADJUST), "corrected: -1 Ice-cream cone"),
        (act(ProgramEffect(CONE, 1), kind=Kind.BONUS), "bonus: +1 Ice-cream cone"),
        (act(ProgramEffect(CONE, 6), kind=Kind.OPENING), "brought over: +6 Ice-cream cone"),
        (act(kind=Kind.OPENING), "brought over: 0"),
        (act(ProgramEffect(CONE, 2), kind=Kind.VOID), "undid an act"),
    ],
)
def test_an_act_is_said_by_what_it_did(said_of: Act, said: str) -> None:
    assert say_act(said_of, "EUR") == said


def test_before_undoing_an_act_is_said_with_its_day_and_hour_at_the_shop() -> None:
    said = say_act_fully(act(ProgramEffect(CONE, 2)), "EUR", ZoneInfo("Europe/Paris"))
    assert said == "+2 Ice-cream cone, 25 Nov 00:31"


@pytest.mark.parametrize(
    ("stamps", "amount", "said"),
    [
        (1, None, "stamped"), (1, 500, "stamped"), (3, None, "3 stamps"), (3, 500, "3 stamps"),
        (0, None, "0 stamps"), (0, 450, "€4.50 noted"),
    ],
)  # fmt: skip
def test_what_a_purchase_gained_is_its_stamps_or_the_amount_kept(
    stamps: int, amount: int | None, said: str
) -> None:
    assert say_gained(act(ProgramEffect(CONE, stamps), amount=amount), "EUR") == said


def test_a_bonus_of_somebody_else_is_said_with_their_name() -> None:
    own = act(ProgramEffect(CONE, 2), kind=Kind.BONUS)
    others = act(ProgramEffect(CONE, 1), kind=Kind.BONUS, customer="omar", name="Omar")
    cake = act(ProgramEffect(CONE, 0, "Cake"), kind=Kind.BONUS)
    done = Done(act(ProgramEffect(CONE, 1)), (), bonuses=(own, others, cake), lost=1)
    assert say_brought(done) == [
        "2 stamps more", "Omar: 1 stamp more", "★ Cake earned", "1 stamp more is past the cap",
    ]  # fmt: skip


def test_a_purchase_that_brought_nothing_besides_says_nothing() -> None:
    assert say_brought(Done(act(ProgramEffect(CONE, 1)), ())) == []


def test_what_is_left_is_a_number_to_go() -> None:
    assert say_to_go(3) == "3 to go"
