"""Where the shop's data lives, who is at the till, and which language to speak."""

import contextlib
import errno
import os
import platform
import stat
from pathlib import Path
from types import ModuleType

from shopcard.errors import WrongUsage
from shopcard.language import LANGUAGES, _, short_code, system_language

_LONGEST_PATH = 500
"""Bytes: SQLite takes 512, with what it appends for the files beside the shop's."""


def data_folder() -> Path:
    """`$SHOPCARD_HOME`, else the platform's own place for a user's data. It may not exist yet."""
    if home := os.environ.get("SHOPCARD_HOME"):
        return Path(home).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("shopcard", appauthor=False))


def error_log() -> Path:
    """Where the unexpected is written down. It may not exist yet."""
    return data_folder() / "errors.log"


def shop_file(db: str | None) -> Path:
    """The shop's file: `--db`, else `SHOPCARD_DB`, else the data folder's own.

    WrongUsage for the address of a database server, and for a path that no file can have.
    """
    named = db or os.environ.get("SHOPCARD_DB")
    if not named:
        return _usable(data_folder() / "shop.db")
    if "://" in named:
        raise WrongUsage(_("A shop is kept in a file: give its path, not an address."))
    return _usable(Path(named))


def _usable(path: Path) -> Path:
    """WrongUsage for a path that no file can have."""
    try:
        home = path.expanduser()
        length = len(os.fsencode(home.absolute()))
        mode = home.stat().st_mode
    except (UnicodeError, ValueError, RuntimeError):  # a lone surrogate, a NUL, nobody's home
        raise WrongUsage(_("This is no path of a file: {path}").format(path=_shown(path))) from None
    except OSError as error:
        if error.errno in {errno.ENAMETOOLONG, errno.ELOOP}:
            raise too_long(path) from None
    else:
        # A pipe or a device may never answer.
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise WrongUsage(_("This is no path of a file: {path}").format(path=_shown(path)))
    if length > _LONGEST_PATH:
        raise too_long(path)
    return home


def too_long(path: Path | str) -> WrongUsage:
    """That no file can have such a path, or such a name."""
    return WrongUsage(_("This path is too long: {path}").format(path=_shown(path)))


def _shown(path: Path | str) -> str:
    text = str(path).encode("utf-8", "replace").decode().replace("\0", "?")
    return text if len(text) <= 60 else f"{text[:40]}…{text[-19:]}"


def owns(file: Path) -> bool:
    """Whether who runs this owns a file, or the whole machine; a system that knows no owners by
    number lets everybody."""
    return not hasattr(os, "geteuid") or os.geteuid() in {0, file.stat().st_uid}


def owner_of(file: Path) -> str:
    """The name of the machine's user who owns a file, or what there is in place of a name."""
    try:
        return file.owner()
    except (KeyError, NotImplementedError):
        return str(file.stat().st_uid)


def documents_folder() -> Path:
    """Where a person looks for what was written for them: their documents, else their home."""
    import platformdirs

    documents = Path(platformdirs.user_documents_dir())
    return documents if documents.is_dir() else Path.home()


def till_name(till: str | None) -> str:
    """`--till`, else `SHOPCARD_TILL`, else this machine's name."""
    return till or os.environ.get("SHOPCARD_TILL") or platform.node()


def staff_name(staff: str | None) -> str:
    """`--staff`, else `SHOPCARD_STAFF`, else nobody in particular."""
    return staff or os.environ.get("SHOPCARD_STAFF") or ""


def language_wanted(lang: str | None) -> str:
    """`--lang`, else `SHOPCARD_LANG`, else empty: the user has not said. WrongUsage for a language
    that is not there."""
    wanted = lang or os.environ.get("SHOPCARD_LANG") or ""
    if wanted and short_code(wanted) not in LANGUAGES:
        raise WrongUsage(_("The languages are: {codes}.").format(codes=", ".join(LANGUAGES)))
    return wanted


def language_of(shop: Path) -> str:
    """The shop's own language, else the system's.

    A look straight into the file: the database library would take longer than all the rest of a
    command's start.
    """
    return _language_kept(shop) or system_language()


def _language_kept(shop: Path) -> str | None:
    if not os.path.isfile(shop):
        return None
    sqlite = _sqlite()
    # A plain reader would leave its -wal and -shm files beside a shop that nobody has open.
    live = any(Path(f"{shop}{tail}").exists() for tail in ("-wal", "-journal"))
    address = f"{shop.absolute().as_uri()}?mode=ro" + ("" if live else "&immutable=1")
    with contextlib.suppress(sqlite.Error):
        connection = sqlite.connect(address, uri=True, timeout=0.2)
        with contextlib.closing(connection):
            found = connection.execute("SELECT value FROM setting WHERE key = 'language'")
            row = found.fetchone()
            return row[0] if row and isinstance(row[0], str) else None
    return None


def _sqlite() -> ModuleType:
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3

        return sqlite3
    return dbapi2  # type: ignore[no-any-return]
