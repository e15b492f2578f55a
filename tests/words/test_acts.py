"""What acts are called: one vocabulary, short at the counter and whole in a history."""

from datetime import UTC, datetime

import pytest

from shopcard import language
from shopcard.rules.card import Kind
from shopcard.store.answers.counter import Act, Merged, ProgramEffect
from shopcard.words.acts import kind_names, say_act, say_entry

CONE = ProgramEffect("Cone", 3)


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.speak("en")


def act(
    kind: Kind,
    *programs: ProgramEffect,
    amount: int | None = None,
    voids: int | None = None,
    joins: Merged | None = None,
) -> Act:
    at = datetime(2026, 10, 31, 12, tzinfo=UTC)
    return Act(
        42, "k", at, at.date(), kind, amount, voids, programs, "01", "Marie", "", "", "", "",
        joins=joins,
    )  # fmt: skip


@pytest.mark.parametrize("tongue", ["en", "fr"])
def test_every_kind_of_act_has_a_name_of_its_own(tongue):
    language.speak(tongue)
    names = kind_names()
    assert set(names) == set(Kind)
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize(
    ("done", "short", "whole"),
    [
        (act(Kind.PURCHASE, CONE, amount=1250), "+3 Cone · €12.50", "+3 Cone"),
        (act(Kind.PURCHASE), "a purchase", "purchase"),
        (act(Kind.BONUS, CONE), "bonus: +3 Cone", "+3 Cone"),
        (
            act(Kind.REDEEM, ProgramEffect("Cone", 0, "Free cone")),
            "★ Free cone",
            "Free cone given",
        ),
        (act(Kind.VOID, voids=41), "undid an act", "undoes 41"),
        (act(Kind.OPENING, CONE), "brought over: +3 Cone", "brought over: +3 Cone"),
        (act(Kind.OPENING), "brought over: 0", "brought over: 0"),
        (act(Kind.ADJUST, ProgramEffect("Cone", -2)), "corrected: -2 Cone", "corrected: -2 Cone"),
        (act(Kind.ADJUST, ProgramEffect("Cone", 0)), "corrected: 0", "corrected: 0"),
        (
            act(Kind.MERGE, joins=Merged("02", "Omar")),
            "merged with Omar",
            "merged with Omar",
        ),
    ],
)
def test_an_act_in_words(done, short, whole):
    assert say_act(done, "EUR") == short
    assert say_entry(done) == whole
