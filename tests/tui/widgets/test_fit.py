"""Words are fitted into cells so that what matters is never what is cut."""

from shopcard.tui.widgets.fit import joined


def test_parts_share_a_row_where_they_fit_and_none_is_broken() -> None:
    assert joined(["Free cone at 10", "good until 5 May"], 40) == [
        "Free cone at 10 · good until 5 May"
    ]
    assert joined(["Free cone at 10", "good until 5 May"], 20) == [
        "Free cone at 10",
        "good until 5 May",
    ]


def test_a_part_longer_than_the_row_is_cut_at_its_end() -> None:
    assert joined(["Free ice-cream cone at 10"], 12) == ["Free ice-cr…"]
