"""The terminal's keys as this program takes them, on Linux and macOS: whatever bytes come, and
until the terminal goes.

Textual's own driver reads only UTF-8, ending with a traceback at any other byte, and reads on when
the terminal is gone. Here its keys come through a pipe, which only ever holds UTF-8.
"""

import asyncio
import os
import select
import threading
from codecs import getincrementaldecoder, register_error
from contextlib import suppress

from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

LAST_MOMENT = 1.5
"""Seconds that the counter has to end in good order once its terminal is gone."""
LOOK_EVERY = 0.1
"""Seconds between two looks at whether keys are still wanted."""
HUNG_UP = 128 + 1
"""The exit code of a program that SIGHUP ended, also where the system has no such signal."""


class TerminalGone(Message):
    """Nobody can press a key or see anything any more."""


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, as an older terminal means them; its controls mean nothing here."""
    assert isinstance(error, UnicodeDecodeError)
    taken = error.object[error.start : error.end].decode("latin-1")
    return "".join(c for c in taken if c.isprintable()), error.end


register_error("shopcard.latin-1", _as_latin_1)


def end_soon(code: int = HUNG_UP) -> None:
    """End the process a moment from now, whatever still waits for a terminal that is gone: what
    was not acknowledged is undone by the database, and nobody is there to be told."""
    timer = threading.Timer(LAST_MOMENT, os._exit, (code,))
    timer.daemon = True
    timer.start()


class Terminal(LinuxDriver):
    """Keys from the terminal by way of a pipe. Sends TerminalGone when the terminal is.

    One that was stopped and goes on starts anew what still runs: the reader stays the one there is,
    the writer before is ended, and what the terminal was like at first is kept for the end.
    """

    _reader: threading.Thread | None = None
    _loop_of_app: asyncio.AbstractEventLoop | None = None
    _to_resume = False

    def resume_application_mode(self) -> None:
        """Start anew in the loop's own time: a signal comes in the middle of anything, of starting
        anew too."""
        if self._loop_of_app is not None and not self._to_resume:
            self._to_resume = True
            with suppress(RuntimeError):  # the app has ended
                self._loop_of_app.call_soon_threadsafe(self._resume)

    def _resume(self) -> None:
        self._to_resume = False
        super().resume_application_mode()

    def start_application_mode(self) -> None:
        self._loop_of_app = asyncio.get_running_loop()
        at_first = self.attrs_before
        self.close()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.attrs_before = at_first or self.attrs_before

    def disable_input(self) -> None:
        if (reader := self._reader) is not None:
            self.exit_event.set()
            reader.join()
            self.exit_event.clear()
        super().disable_input()

    @property
    def fileno(self) -> int:
        """The pipe for the thread that takes keys from it, the terminal for every other."""
        taking = threading.current_thread() is self._reader
        return self._keys if taking else self._terminal

    @fileno.setter
    def fileno(self, terminal: int) -> None:
        self._terminal = terminal

    def run_input_thread(self) -> None:
        if self._reader is not None:
            return
        self._keys, into = os.pipe()
        self._reader = threading.current_thread()
        reader = threading.Thread(target=self._read, args=(self._terminal, into), daemon=True)
        reader.start()
        try:
            super().run_input_thread()
        finally:
            reader.join()
            self._reader = None
            os.close(self._keys)
            os.close(into)

    def _read(self, terminal: int, into: int) -> None:
        decode = getincrementaldecoder("utf-8")("shopcard.latin-1").decode
        while not self.exit_event.is_set():
            if not select.select([terminal], [], [], LOOK_EVERY)[0]:
                # Half a character and then nothing: no UTF-8 after all.
                text = decode(b"", final=True)
            else:
                try:
                    read = os.read(terminal, 4096)
                except OSError:
                    read = b""
                if not read:
                    self._gone()
                    return
                text = decode(read)
            self._pass_on(text.encode(), into)

    def _pass_on(self, keys: bytes, into: int) -> None:
        while keys and not self.exit_event.is_set():
            if select.select([], [into], [], LOOK_EVERY)[1]:
                keys = keys[os.write(into, keys[: select.PIPE_BUF]) :]

    def _gone(self) -> None:
        end_soon()
        self.send_message(TerminalGone())
