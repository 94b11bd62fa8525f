"""What has to be known, said and set before Textual is imported (it reads its settings then)."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, TextIO

from workbench.domain.message import Msg, msg

Charset = Literal["utf-8", "gb18030", "ascii"]
"""What a terminal shows and sends."""

_CHARSETS: tuple[tuple[Charset, str], ...] = (
    ("utf-8", r"utf-?8"),
    ("gb18030", r"\.(?:gb(?:18030|k|2312)|euccn)\b"),
)


# What Textual and Rich would take for the window's: its size, its colours, how wide letters are.
_OF_OTHERS = ("COLUMNS", "LINES", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE",
              "UNICODE_VERSION")  # fmt: skip


def problem(environ: Mapping[str, str], stdin: TextIO | None, stderr: TextIO | None) -> Msg | None:
    """Why the screens cannot be shown here, and what to do instead; None when they can."""
    if not _is_terminal(stdin):
        return msg(
            "The screens need a terminal to read keys from, and standard input is none; over ssh, "
            "ssh -t gives one. Without one, use commands: handover status CODE"
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


def charset(environ: Mapping[str, str]) -> Charset:
    """What the locale that counts (LC_ALL over LC_CTYPE over LANG) names; ASCII for all others.

    Ask with `starting_environment`: Python itself names UTF-8 under LANG=C (PEP 538).
    """
    names = (environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "")
    found = (name for name, words in _CHARSETS if re.search(words, locale, re.IGNORECASE))
    return next(found, "ascii")


def starting_environment(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The variables this process was started with; `environ` where the system does not tell."""
    with suppress(OSError):
        entries = Path("/proc/self/environ").read_bytes().decode(errors="surrogateescape")
        return dict(entry.partition("=")[::2] for entry in entries.split("\0") if "=" in entry)
    return environ


def has_few_colours(environ: Mapping[str, str]) -> bool:
    """Has the terminal sixteen colours or fewer, as Textual will find?"""
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return False
    return environ.get("TERM", "").rpartition("-")[2] not in ("", "256color", "kitty")


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Textual as over a slow line: without animations, pixel scrolling, and questions that old
    consoles would print.

    What a shell exports for other programs goes: a size that is not the window's, keys to press,
    another driver. Only that the keyboard is not to be asked stays.
    """
    kept = "TEXTUAL_DISABLE_KITTY_KEY"
    for name in [n for n in environ if n.startswith("TEXTUAL") or n in _OF_OTHERS]:
        if name != kept:
            del environ[name]
    if not environ.get("NO_COLOR"):
        environ.pop("NO_COLOR", None)  # empty it says nothing, by its own convention
    environ.update(TEXTUAL_ANIMATIONS="none", TEXTUAL_SMOOTH_SCROLL="0")
    if environ.get("TERM", "").startswith(("linux", "vt")):
        environ.setdefault(kept, "1")
