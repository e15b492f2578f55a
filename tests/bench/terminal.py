"""A program in a terminal of its own, every output stamped with the moment it came."""

import os
import select
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import ptyprocess
import pyte

COMPILED = Path(tempfile.gettempdir()) / "shopcard-bench" / "compiled"


class Terminal:
    """`program` is what follows the Python interpreter. Times are of `time.perf_counter`."""

    def __init__(
        self, program: Sequence[str], env: Mapping[str, str], rows: int = 24, columns: int = 80
    ) -> None:
        self.size = (rows, columns)
        self.chunks: list[tuple[float, bytes]] = []
        plain = {k: v for k, v in os.environ.items() if not k.startswith("SHOPCARD_")}
        # What is installed is compiled: the first run compiles, whatever is set here.
        plain |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(COMPILED)}
        self.began = time.perf_counter()
        self._process = ptyprocess.PtyProcess.spawn(
            [sys.executable, *program],
            env={**plain, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env},
            dimensions=self.size,
        )

    def send(self, text: str) -> float:
        """Send keys; the moment just before."""
        now = time.perf_counter()
        self._process.write(text.encode())
        return now

    def read_until(self, done: Callable[[], bool], seconds: float) -> bool:
        """Collect output until it is done; False when time runs out or the program ends."""
        ends = time.perf_counter() + seconds
        while not done():
            left = ends - time.perf_counter()
            if left <= 0 or not select.select([self._process.fd], [], [], left)[0]:
                return False
            try:
                data = os.read(self._process.fd, 65536)
            except OSError:
                return False
            self.chunks.append((time.perf_counter(), data))
        return True

    def settle(self, quiet: float = 0.25, most: float = 10.0) -> None:
        """Collect output until the program has been silent for a while."""
        ends = time.perf_counter() + most
        while time.perf_counter() < ends:
            seen = len(self.chunks)
            self.read_until(lambda seen=seen: len(self.chunks) > seen, quiet)
            if len(self.chunks) == seen:
                return

    def printed(self, text: str) -> float:
        """Collect output until some text has come; the moment it had."""
        word = text.encode()
        seen = bytearray()
        taken = 0

        def there() -> bool:
            nonlocal taken
            for _when, data in self.chunks[taken:]:
                seen.extend(data)
            taken = len(self.chunks)
            return word in seen

        if not self.read_until(there, 60):
            raise RuntimeError(f"“{text}” never came; the end of what did: {bytes(seen[-400:])!r}")
        return self.chunks[-1][0]

    def changes(self, area: Callable[[Sequence[str]], object]) -> list[float]:
        """The moments at which an area of the screen changed, the screen given line by line."""
        screen = pyte.Screen(self.size[1], self.size[0])
        stream = pyte.ByteStream(screen)
        before, moments = area(screen.display), []
        for when, data in self.chunks:
            stream.feed(data)
            now = area(screen.display)
            if now != before:
                before = now
                moments.append(when)
        return moments

    def close(self) -> None:
        self._process.terminate(force=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
