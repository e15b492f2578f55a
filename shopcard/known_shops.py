"""Which shops this user has opened before, and where: remembered outside their own folders, so
that one whose disk is not plugged in is missed by its name."""

import json
import os
from contextlib import suppress
from pathlib import Path

_MOST = 50
"""Shops that are remembered; the earliest opened are forgotten."""


def _list() -> Path:
    import platformdirs

    return Path(platformdirs.user_state_dir("shopcard", appauthor=False)) / "shops.json"


def _read() -> dict[str, str]:
    try:
        found = json.loads(_list().read_text("ascii"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(where): name for where, name in found.items() if isinstance(name, str)}


def remember(where: Path, name: str) -> None:
    """A shop of that name was opened there. Where nothing can be kept, nothing is."""
    known, place = _read(), str(where.absolute())
    if known.get(place) == name:
        return
    known.pop(place, None)
    known[place] = name
    latest = dict(list(known.items())[-_MOST:])
    file = _list()
    passing = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        passing.write_text(json.dumps(latest, indent=1), "ascii")
        os.replace(passing, file)


def name_of(where: Path) -> str:
    """The name of the shop that was opened there last; empty where none is remembered."""
    return _read().get(str(where.absolute()), "")
