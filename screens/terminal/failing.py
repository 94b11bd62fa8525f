"""An app that ends on an error without a word: Textual's traceback shows users' data."""

from __future__ import annotations

import contextlib
import threading

from textual.app import App
from textual.worker import WorkerFailed


class FailingApp(App[int]):
    """Whatever fails, in a handler, a worker or a thread, ends the app; `failure` is the error."""

    @property
    def failure(self) -> BaseException | None:
        """The error that ended the app."""
        error = self._exception
        return error.error if isinstance(error, WorkerFailed) else error

    def failing(self) -> None:
        """Called before the app ends on an error; what it raises is dropped."""

    def thread_failed(self, failed: threading.ExceptHookArgs) -> None:
        """For `threading.excepthook`."""
        if isinstance(failed.exc_value, Exception) and self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._handle_exception, failed.exc_value)

    def _handle_exception(self, error: Exception) -> None:
        with contextlib.suppress(Exception):
            self.failing()
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
