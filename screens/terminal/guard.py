"""Leaves cleanly when the line drops or the host shuts down.

Textual has no answer to SIGHUP and SIGTERM: text is lost, the terminal stays in its modes. Nor
does asyncio's signal handling help: when the line has stalled the event loop is blocked in a
write, and the process lives for ever.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from textual.app import App

from screens.terminal.driver import WorkbenchDriver

_HANG_UP = select.POLLHUP | select.POLLERR | select.POLLNVAL


class Guard:
    """Saves, ends the app and, if that fails, the process; exit status 128 + signal number.

    `save(number)` runs in a thread of its own, beside a loop that may be stuck: it must not wait
    for the loop, and only look at widgets. It and the app's own ending get `grace` seconds each.
    """

    def __init__(self, app: App[Any], save: Callable[[int], None], grace: float = 1.0) -> None:
        self._app = app
        self._save = save
        self._grace = grace

    def install(self) -> None:
        """Begin to watch; call it in the main thread, before the app runs."""
        # The handlers only write to a pipe: starting a thread there could deadlock.
        self._reader, self._writer = os.pipe()
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell)
        threading.Thread(target=self._watch, name="guard", daemon=True).start()

    def _tell(self, number: int, _frame: FrameType | None) -> None:
        os.write(self._writer, bytes([number]))

    def _watch(self) -> None:
        poll = select.poll()
        poll.register(self._reader, select.POLLIN)
        poll.register(0, 0)  # reports hang-ups only
        ready = dict(poll.poll())
        hung_up = ready.get(0, 0) & _HANG_UP
        self._leave(signal.SIGHUP if hung_up else os.read(self._reader, 1)[0])

    def _leave(self, number: int) -> None:
        saving = threading.Thread(target=self._save_quietly, args=(number,), daemon=True)
        saving.start()
        saving.join(self._grace)
        loop = self._app._loop
        with contextlib.suppress(RuntimeError):  # the loop has already ended
            if loop is not None:
                loop.call_soon_threadsafe(partial(self._app.exit, return_code=128 + number))
        main = threading.main_thread()
        main.join(self._grace)
        if main.is_alive():
            driver = self._app._driver
            if isinstance(driver, WorkbenchDriver):
                driver.give_back()
        else:
            time.sleep(self._grace)  # the interpreter ends by itself unless a thread holds it
        os._exit(128 + number)

    def _save_quietly(self, number: int) -> None:
        # Nobody is left to read why it failed, and the way out must stay open.
        with contextlib.suppress(Exception):
            self._save(number)
