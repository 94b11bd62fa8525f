"""The terminal in the hands of another program until it ends."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any

from textual.app import App, SuspendNotSupported

from screens.terminal.driver import WorkbenchDriver
from workbench.domain.errors import Refused
from workbench.domain.message import msg
from workbench.domain.text import clean

_KEYS = (signal.SIGINT, signal.SIGQUIT)


def run(app: App[Any], argv: Sequence[str]) -> int:
    """Run a program in the terminal; gives its exit status, negative for a signal.

    The event loop stands still meanwhile. Refused when the program cannot be started.
    """
    driver, status = app._driver, 0
    problem: OSError | None = None
    if not isinstance(driver, WorkbenchDriver):
        raise Refused(msg("no other program can be shown here"))
    try:
        with app.suspend(), driver.lent() as terminal, _deaf_to_keys():
            try:
                status = subprocess.run(argv, stdout=terminal, check=False).returncode
            except OSError as error:  # raised in here, it would leave the app suspended
                problem = error
    except SuspendNotSupported:
        raise Refused(msg("no other program can be shown here")) from None
    if problem is not None:
        reason = clean(problem.strerror or type(problem).__name__)
        raise Refused(
            msg("{program} cannot be started: {reason}", program=clean(argv[0]), reason=reason)
        )
    return status


@contextlib.contextmanager
def _deaf_to_keys() -> Iterator[None]:
    """ctrl+c is for the program that has the terminal. A handler, unlike a signal that is
    ignored, is not handed down to it."""
    before = {number: signal.signal(number, lambda *_: None) for number in _KEYS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
