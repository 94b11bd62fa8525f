"""Where the user was when the line dropped, so that one key brings him back.

Written when the program is ended from outside or fails, and beside every draft while it runs, for
it may be killed; forgotten once it was used, or when the user leaves in the ordinary way.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from workbench.services.memory import Memory

_KEY: Final = "left"
_TEXTS: Final = ("what", "action", "place", "text", "by", "at", "program")
_MOST = 3  # windows of one user that dropped together


class Left(NamedTuple):
    """A place: the screens that lay upon each other, and what was begun on the topmost.

    `screens` are a screen's name and what it is opened with, the handover first. `action` opened
    the editor in which `text` stands, at the draft's `place`; `what` is the key of the record.
    `program` wrote it while it was running; empty when it knew that it was leaving.
    """

    screens: Sequence[tuple[str, Sequence[int | str]]]
    what: str = ""
    action: str = ""
    place: str = ""
    text: str = ""
    by: str = ""
    at: str = ""
    program: str = ""


def leave(memory: Memory, left: Left) -> None:
    """Remember a place, together with those of other windows."""
    memory.change(_KEY, lambda kept: [*_others(kept), left._asdict()][-_MOST:])


def stayed(memory: Memory) -> None:
    """This program ends in the ordinary way: what it wrote while it ran is not needed."""
    if _others(memory.get(_KEY)) != _listed(memory.get(_KEY)):
        memory.change(_KEY, _others)


def found(memory: Memory, by: str) -> list[Left]:
    """The places this user was torn from, newest first."""
    left = [place for kept in _listed(memory.get(_KEY)) if (place := _read(kept)) is not None]
    return [place for place in reversed(left) if place.by == by and _is_over(place, memory)]


def program(pid: int) -> str:
    """Host, number and start of a program, which no other has; without the last when it is gone."""
    try:
        began = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        began = ""
    return f"{os.uname().nodename} {pid} {began}"


def _is_over(place: Left, memory: Memory) -> bool:
    """Whether its program is gone; one that was killed was there while its draft is not saved."""
    if not place.program:
        return True
    host, _, rest = place.program.partition(" ")
    pid = rest.partition(" ")[0]
    here = host == os.uname().nodename and pid.isdecimal()
    return (
        here
        and program(int(pid)) != place.program
        and memory.get(f"draft.{place.place}") is not None
    )


def _others(kept: Any) -> list[Any]:
    """What other programs wrote."""
    mine = program(os.getpid())
    return [k for k in _listed(kept) if not (isinstance(k, dict) and k.get("program") == mine)]


def forget(memory: Memory, places: Sequence[Left]) -> None:
    """They were gone back to, or not wanted."""
    if places:
        memory.change(_KEY, lambda kept: [k for k in _listed(kept) if _read(k) not in places])


def _listed(kept: Any) -> list[Any]:
    return kept if isinstance(kept, list) else []


def _read(kept: Any) -> Left | None:
    """A place as it was written; None for what cannot be one."""
    try:
        screens = tuple((str(name), tuple(args)) for name, args in kept["screens"])
        texts = {name: str(kept[name]) for name in _TEXTS}
    except (KeyError, TypeError, ValueError):
        return None
    inside = screens and all(args and isinstance(args[0], int) for _, args in screens)
    return Left(screens, **texts) if inside else None
