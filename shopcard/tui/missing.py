"""A shop that was there before and is gone: missed by its name, looked for, brought back."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

from shopcard.errors import ShopcardError
from shopcard.language import _, say_day
from shopcard.tui.dialogs import Choose

if TYPE_CHECKING:
    from shopcard.files.backup.left_behind import LeftBehind
    from shopcard.store.shop.shop import Shop

LEAVE, MAKE_NEW = "leave", "make new"


async def look_for(
    app: App[Any], where: Path, open_shop: "Callable[[], Shop | None]"
) -> "Shop | str | None":
    """Ask what is to be done about a shop that is missed, until it is there.

    The shop, open; LEAVE; MAKE_NEW where a new one was asked for; None where there never was one.
    """
    from shopcard.files.backup.left_behind import left_behind
    from shopcard.files.backup.restore import restore

    failed = missed = ""
    while left := await asyncio.to_thread(left_behind, where):
        missed = left.sentence
        copy = left.copies[0] if left.copies else None
        options = [_("Look again"), *_bring_back(left), _("Make a new shop")]
        question = f"✗ {failed}\n\n{missed}" if failed else missed
        chosen = await app.push_screen_wait(Choose(question, options))
        failed = ""
        if chosen is None:
            return LEAVE
        if chosen == len(options) - 1:
            return MAKE_NEW
        if chosen == 1 and copy is not None:
            try:
                await asyncio.to_thread(restore, copy, where)
            except ShopcardError as error:
                failed = error.sentence
    return await asyncio.to_thread(open_shop) if missed else None


def _bring_back(left: "LeftBehind") -> list[str]:
    if not left.copies:
        return []
    made = datetime.fromtimestamp(left.copies[0].stat().st_mtime, UTC).astimezone()
    return [_("Bring back the copy of {day}").format(day=say_day(made.date()))]
