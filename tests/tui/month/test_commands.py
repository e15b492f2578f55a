"""The foot of the month offers what serves on the page in view."""

from shopcard.tui.month.commands import MONTH


class Page:
    """A month as its commands ask about it: nothing is pointed at, comments are in view."""

    thing = None
    reads = open_only = True
    is_wide = can_reorder = can_write = spend_decides = False


def test_what_a_page_has_nothing_for_is_not_offered() -> None:
    offered = [one.short for one in MONTH if one.short and (not one.hides or one.when(Page))]
    assert offered == ["Month", "Next page", "Choose", "All", "Counter"]
