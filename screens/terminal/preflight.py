"""What has to be known, said and set before Textual is imported (it reads its settings then)."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from workbench.domain.message import Msg, msg

_UTF8 = re.compile(r"utf-?8", re.IGNORECASE)


def problem(environ: Mapping[str, str], stdin: TextIO | None, stderr: TextIO | None) -> Msg | None:
    """Why the screens cannot be shown here, and what to do instead; None when they can."""
    if not _is_terminal(stdin):
        return msg(
            "The screens need a terminal to read keys from, and standard input is none. "
            "Without one, use commands: handover status CODE"
        )
    if not _is_terminal(stderr):
        return msg(
            "The screens need a terminal to draw on, and standard error is none. "
            "Without one, use commands: handover status CODE"
        )
    term = environ.get("TERM", "")
    if term in ("", "dumb"):
        return msg(
            "The screens cannot be drawn on this terminal (TERM is {term}). Use commands: "
            "handover status CODE; or set TERM, for example TERM=xterm-256color",
            term=term or msg("not set"),
        )
    return None


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def wants_ascii(environ: Mapping[str, str]) -> bool:
    """Does the locale that counts (LC_ALL over LC_CTYPE over LANG) not name UTF-8?

    Ask with `starting_environment`: Python itself names UTF-8 under LANG=C (PEP 538).
    """
    names = (environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    return not _UTF8.search(next(filter(None, names), ""))


def starting_environment(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The variables this process was started with; `environ` where the system does not tell."""
    with suppress(OSError):
        entries = Path("/proc/self/environ").read_bytes().decode(errors="surrogateescape")
        return dict(entry.partition("=")[::2] for entry in entries.split("\0") if "=" in entry)
    return environ


def over_ssh(environ: Mapping[str, str]) -> bool:
    """Is this a session from another machine?"""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Textual without animations and pixel scrolling, unless the user chose otherwise."""
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
