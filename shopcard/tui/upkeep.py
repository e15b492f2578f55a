"""What the app does for the shop beside its customers, each off the screen's loop: today's copy, a
look at the clock, the erased swept out, the yearly tidy-up proposed."""

import contextlib
import gc
from typing import TYPE_CHECKING

from shopcard.errors import Refused, ShopcardError
from shopcard.language import ngettext, say_money, say_month, say_number
from shopcard.rules.identity import say_phone
from shopcard.words.clock import say_behind

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

STARTING, WORKING = 50_000, (2_000, 10, 10)
"""New objects after which Python looks for reference cycles: while starting, and from then on."""


def look_for_cycles_again() -> None:
    """End the rest that `open_counter` gave the search for reference cycles: what every act leaves
    behind would grow for hours. What the start made stays, and is looked through no more."""
    if gc.get_threshold()[0] >= STARTING:
        gc.freeze()
        gc.set_threshold(*WORKING)


def read_up(shop: "Shop") -> None:
    """Have the language's ways with phones, money and months read from disk."""
    say_phone("+33612345678", shop.opened.settings.country)
    say_money(0, shop.opened.settings.currency)
    say_month(shop.opened.today_day())


def copy_of_the_day(shop: "Shop") -> str | None:
    """Make today's copy where there is none; why it failed, if it did."""
    from shopcard.files.backup.daily import daily_copy

    return daily_copy(shop)


def clock_behind(shop: "Shop") -> str:
    """That the clock is behind the ledger, or cannot be right; empty where all is well."""
    try:
        doubt = shop.opened.clock_doubt()
    except Refused as error:
        return error.sentence
    except ShopcardError:
        return ""
    if doubt is None or not doubt.behind:
        return ""
    return say_behind(doubt.now, doubt.last, shop.opened.settings.zone)


def sweep(shop: "Shop") -> None:
    """Take out of the file what is left there of somebody erased; at the next try, where another
    till is in the way."""
    with contextlib.suppress(ShopcardError):
        shop.privacy.sweep()


def tidy_up_due(shop: "Shop") -> str:
    """Proposes the yearly tidy-up to the owner, where it is due."""
    try:
        unseen = shop.privacy.tidy_up_due()
    except ShopcardError:
        return ""
    if not unseen:
        return ""
    return ngettext(
        "{n} customer was not seen for years. F9 shows whom to erase.",
        "{n} customers were not seen for years. F9 shows whom to erase.",
        unseen,
    ).format(n=say_number(unseen))
