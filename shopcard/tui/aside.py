"""The owner's long questions to the shop, in threads of their own: the counter never queues behind
them, and what was asked on a screen that was left is given up."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from shopcard.store.database.wanted import while_wanted

T = TypeVar("T")

_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="owner")


async def aside(ask: Callable[..., T], *args: Any, **options: Any) -> T:
    """As `asyncio.to_thread`. Cancelled, it never begins, or ends before its answer is found."""
    left = threading.Event()

    def asked() -> T:
        with while_wanted(lambda: not left.is_set()):
            return ask(*args, **options)

    run = partial(contextvars.copy_context().run, asked)
    try:
        return await asyncio.get_running_loop().run_in_executor(_THREADS, run)
    finally:
        left.set()
