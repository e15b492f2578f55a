"""New shops for tests: each kind is made by `Shop.create` once, its file copied from then on."""

import functools
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from shopcard.language import spoken
from shopcard.rules.program import Terms
from shopcard.rules.settings import Settings
from shopcard.store.shop.open_shop import utc_now
from shopcard.store.shop.shop import Shop


def new_shop(
    where: Path,
    settings: Settings,
    programs: Sequence[tuple[str, Terms]] = (),
    *,
    staff: str = "",
    till: str = "",
    clock: Callable[[], datetime] = utc_now,
) -> Shop:
    """An open shop as `Shop.create` leaves one, with the same arguments. Shops that are made alike
    have the same ids and secrets: a test about those calls `Shop.create` itself."""
    moment = clock().replace(microsecond=0)
    finished = _made(settings, tuple(programs), staff, till, moment, spoken())
    where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(finished, where)
    return Shop.open(where, staff=staff, till=till, clock=clock)


@functools.cache
def _made(
    settings: Settings,
    programs: tuple[tuple[str, Terms], ...],
    staff: str,
    till: str,
    moment: datetime,
    _language: str,
) -> Path:
    """The file of a shop made at a moment, closed. Read only."""
    file = Path(_folder().name) / f"{_made.cache_info().currsize}.db"
    Shop.create(file, settings, programs, staff=staff, till=till, clock=lambda: moment).close()
    return file


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where the finished files lie until the tests are over."""
    return tempfile.TemporaryDirectory(prefix="shopcard-tests-")
