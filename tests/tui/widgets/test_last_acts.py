"""The note and the latest acts beside a card: nothing that matters is cut in silence."""

from datetime import UTC, date, datetime

import pytest

from shopcard.rules.card import Kind
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import Act, ProgramEffect
from shopcard.tui.widgets.last_acts import LastActs

TODAY = date(2026, 11, 24)
NOTE = "Allergic to nuts\nComes on Tuesdays\nLikes pistachio\nTwo children\nA dog\nNo hazelnut"


def shown(note: str, height: int, acts: tuple[Act, ...] = ()) -> list[str]:
    drawn = LastActs(acts, TODAY, Settings("Glacier"), note=note).drawn(30, height)
    return drawn.plain.splitlines()


@pytest.mark.parametrize("height", [8, 20])
def test_a_note_is_whole_where_there_is_room(height: int) -> None:
    assert "No hazelnut" in " ".join(shown(NOTE, height))


def test_a_note_that_is_cut_says_where_the_rest_is() -> None:
    rows = shown(NOTE, 5)
    assert rows[3].endswith("… F5")
    assert "No hazelnut" not in " ".join(rows)


def test_an_amount_is_whole_and_the_programme_is_cut_before_it() -> None:
    act = Act(
        1, "k", datetime(2026, 11, 24, 12, tzinfo=UTC), TODAY, Kind.PURCHASE, 100_000, None,
        (ProgramEffect("Ice-cream cone", 1),), "c1", "Marie", "", "", "", "",
    )  # fmt: skip
    row = next(row for row in shown("", 5, (act,)) if "+1" in row)
    assert row.rstrip().endswith("· €1,000.00")
    assert "…" in row


def test_an_undo_names_what_it_took_back_and_the_act_undone_is_marked() -> None:
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    stamp = Act(
        1, "k", at, TODAY, Kind.PURCHASE, None, None,
        (ProgramEffect("Coffee", 1),), "c1", "Marie", "", "", "", "", voided=True,
    )  # fmt: skip
    undo = Act(2, "u", at, TODAY, Kind.VOID, None, 1, (), "c1", "Marie", "", "", "", "")
    rows = shown("", 5, (undo, stamp))
    assert rows[0].startswith("── Recent activity ")
    assert rows[1].rstrip().endswith("Undone: +1 Coffee")
    assert rows[2].rstrip().endswith("✗ +1 Coffee")
