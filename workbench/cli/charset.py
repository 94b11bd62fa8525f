"""What is printed on a terminal, in the characters it shows, as the screens are drawn."""

from __future__ import annotations

import codecs
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.terminal.preflight import Charset

_ERRORS = {"utf-8": "replace", "gb18030": "replace", "ascii": "handover.lookalike"}


def as_started() -> Charset:
    """That of the locale in which the program was started: Python takes UTF-8 for one that is not
    installed on this host, and for C."""
    from screens.terminal.preflight import charset, starting_environment

    return charset(starting_environment(os.environ))


def speak_as_started() -> None:
    """Talk to the terminal as the locale says."""
    if any(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)
    ):
        speak(as_started())


def speak(charset: Charset) -> None:
    """Talk to the terminal in `charset` from now on. In ASCII it still may type anything."""
    codecs.register_error(_ERRORS["ascii"], _lookalike)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.isatty():
            if stream is not sys.stdin:
                stream.reconfigure(encoding=charset, errors=_ERRORS[charset])
            elif charset != "ascii":
                stream.reconfigure(encoding=charset, errors="replace")


def _lookalike(error: UnicodeError) -> tuple[str, int]:
    from screens.terminal.ascii import to_ascii

    assert isinstance(error, UnicodeEncodeError)
    return to_ascii(error.object[error.start : error.end]), error.end
