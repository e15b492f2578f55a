"""Whether anything in the shop's file was changed, by whichever till, command or screen."""

import threading
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine

from shopcard.errors import Busy
from shopcard.store.database.engine import sentences


class Changes:
    """A look so cheap that a counter may take it several times a second."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._looking = threading.Lock()
        self._connection: Any = None
        """A connection of its own: SQLite counts, for each connection, what others commit."""
        self._seen = 0
        self._closed = False

    def count(self) -> int:
        """A number that is another one once anything was committed since, here or elsewhere. It
        never waits: while another till holds the file, it is the number of before."""
        with self._looking:
            if self._closed:
                return self._seen
            if self._connection is None:
                with sentences():
                    # Taken out of the pool for good: nothing else is ever done with it.
                    held = self._engine.raw_connection()
                    held.detach()
                self._connection = held.dbapi_connection
                self._connection.execute("PRAGMA busy_timeout = 0")
            with suppress(Busy), sentences():
                (self._seen,) = self._connection.execute("PRAGMA data_version").fetchone()
            return self._seen

    def close(self) -> None:
        with self._looking:
            self._closed = True
            if self._connection is not None:
                with suppress(Exception):
                    self._connection.close()
                self._connection = None
