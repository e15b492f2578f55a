"""What F9 offers the owner."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shopcard.language import _

if TYPE_CHECKING:
    from textual.screen import Screen

    from shopcard.store.shop.shop import Shop

Entry = tuple[str, "Callable[[Shop], Screen[Any]]"]
"""What it is called, and its screen. One that answers with a customer's id has the counter open
that customer."""


def owner_menu() -> tuple[Entry, ...]:
    """In the order of how often they are wanted."""
    from shopcard.tui.owner.duplicates import DuplicatesScreen
    from shopcard.tui.owner.programs import ProgramsScreen
    from shopcard.tui.owner.staff import StaffScreen
    from shopcard.tui.owner.tidy_up import TidyUpScreen

    return (
        (_("Programmes: stamps, rewards, conditions"), ProgramsScreen),
        (_("Staff: who works here, PINs"), StaffScreen),
        (_("Customers who may be here twice"), DuplicatesScreen),
        (_("Customers unseen for years"), TidyUpScreen),
    )
