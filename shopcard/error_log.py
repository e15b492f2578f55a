"""Where an error that nobody foresaw came from, written down for whoever mends it."""

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from shopcard import environment


def written_down(error: BaseException | None) -> Path | None:
    """Add where an exception came from to a log that only its owner may read; the log, None where
    it cannot be written. The exception's own words are left out: they may name a customer, and who
    is erased is to be in no log."""
    log = environment.error_log()
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with os.fdopen(os.open(log, flags, 0o600), "a", encoding="utf-8", errors="replace") as file:
            file.write(f"{datetime.now(UTC).isoformat()}\n")
            while error is not None:
                file.write(f"Traceback of {type(error).__name__}\n")
                file.writelines(traceback.format_tb(error.__traceback__))
                error = error.__cause__ or error.__context__
    except OSError:
        return None
    return log
