"""The shop a command is about, and the counter that opens on it."""

import sys
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shopcard import environment
from shopcard.errors import NotFound, SettingsDamaged, WrongUsage
from shopcard.language import _

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop


@dataclass(frozen=True, slots=True)
class Place:
    """Where the shop is, and who acts at which till."""

    where: Path
    staff: str
    till: str
    lang: str
    """The language the user asked for; empty: the shop's own."""

    @classmethod
    def named(
        cls,
        *,
        db: str | None = None,
        staff: str | None = None,
        till: str | None = None,
        lang: str | None = None,
    ) -> "Place":
        """From the options, else the environment, else what is usual."""
        return cls(
            environment.shop_file(db),
            environment.staff_name(staff),
            environment.till_name(till),
            environment.language_wanted(lang),
        )

    def open(self, *, to_check: bool = False) -> "AbstractContextManager[Shop]":
        """The shop, open; `to_check` even where its settings are damaged. NotFound says what is
        left of one that was there."""
        from shopcard.known_shops import remember
        from shopcard.store.shop.shop import Shop

        try:
            shop = Shop.open(self.where, staff=self.staff, till=self.till, to_check=to_check)
        except NotFound:
            if self.where.exists():
                raise
            from shopcard.files.backup.left_behind import missing

            raise missing(self.where) from None
        with suppress(*((SettingsDamaged,) if to_check else ())):
            remember(self.where, shop.opened.settings.name)
        return shop


def must_be_terminal() -> None:
    """WrongUsage where there is no screen and keyboard to open the counter on."""
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise WrongUsage(_("The counter needs a terminal of its own."))


def forget_keys() -> None:
    """What was typed while there was nothing to type for is meant for nothing that comes."""
    try:
        import termios
    except ImportError:  # Windows
        import msvcrt

        while msvcrt.kbhit():  # type: ignore[attr-defined]
            msvcrt.getwch()  # type: ignore[attr-defined]
    else:
        with suppress(termios.error, OSError):
            termios.tcflush(sys.stdin, termios.TCIFLUSH)


def open_counter(place: Place, *, demo: bool = False) -> int:
    """The counter, full screen, until it is left; the exit code."""
    must_be_terminal()
    import gc

    # Starting makes many objects that stay: looking among them for cycles takes a tenth of it.
    gc.set_threshold(50_000)
    from shopcard.tui.app import run

    return run(place.where, staff=place.staff, till=place.till, demo=demo, lang=place.lang)
