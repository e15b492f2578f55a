"""What an act is called: short in a list, fully before undoing, and what it brought."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from shopcard import language
from shopcard.rules.card import Kind
from shopcard.store.answers.counter import Act, Done, Merged, ProgramEffect
from shopcard.words.acts import (
    kind_names,
    say_act,
    say_act_fully,
    say_brought,
    say_entry,
    say_gained,
    say_to_go,
)

CONE = "Ice-cream cone"


def act(
    *effects: ProgramEffect,
    kind: Kind = Kind.PURCHASE,
    amount: int | None = None,
    customer: str = "marie",
    name: str = "Marie",
    voids: int | None = None,
    joins: Merged | None = None,
) -> Act:
    return Act(
        1, "key", datetime(2026, 11, 24, 23, 31, tzinfo=UTC), date(2026, 11, 24), kind, amount,
        voids, effects, customer, name, "Camille", "left", "", "", joins=joins,
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
        (act(ProgramEffect(CONE, 2), kind=Kind.VOID), "an act undone"),
    ],
)
def test_an_act_is_said_by_what_it_did(said_of: Act, said: str) -> None:
    assert say_act(said_of, "EUR") == said


def test_what_an_undo_took_back_is_said_where_it_is_known() -> None:
    undo = act(kind=Kind.VOID, voids=41)
    assert say_act(undo, "EUR", act(ProgramEffect(CONE, 2))) == "Undone: +2 Ice-cream cone"


@pytest.mark.parametrize(
    ("said_of", "said"),
    [
        (act(ProgramEffect(CONE, 3), amount=1250), "+3 Ice-cream cone"),
        (act(amount=1250), "purchase"),
        (act(ProgramEffect(CONE, 1), kind=Kind.BONUS), "+1 Ice-cream cone"),
        (act(ProgramEffect(CONE, 0, "Free cone"), kind=Kind.REDEEM), "Free cone given"),
        (act(kind=Kind.VOID, voids=41), "undoes 41"),
        (act(ProgramEffect(CONE, 7), kind=Kind.OPENING), "brought over: +7 Ice-cream cone"),
        (act(ProgramEffect(CONE, -2), kind=Kind.ADJUST), "corrected: -2 Ice-cream cone"),
        (act(ProgramEffect(CONE, 0), kind=Kind.ADJUST), "corrected: 0"),
        (act(kind=Kind.MERGE, joins=Merged("omar", "Omar")), "merged with Omar"),
    ],
)
def test_an_act_in_a_history_is_said_with_the_number_it_undoes(said_of: Act, said: str) -> None:
    assert say_entry(said_of) == said


@pytest.mark.parametrize("tongue", ["en", "fr"])
def test_every_kind_of_act_has_a_name_of_its_own(tongue: str) -> None:
    language.speak(tongue)
    try:
        names = kind_names()
    finally:
        language.speak("en")
    assert set(names) == set(Kind)
    assert len(set(names.values())) == len(names)


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
