"""Where the user was when the line dropped, so that one key brings him back.

Written only when the program is ended from outside or fails; forgotten once it was used, or when
the user leaves in the ordinary way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from workbench.services.memory import Memory

_KEY: Final = "left"
_MOST = 3  # windows of one user that dropped together


@dataclass(frozen=True, slots=True)
class Left:
    """A place: the screens that lay upon each other, and what was begun on the topmost.

    `screens` are a screen's name and what it is opened with, the handover first. `action` opened
    the editor in which `text` stands, at the draft's `place`; `what` is the key of the record.
    """

    screens: Sequence[tuple[str, Sequence[int | str]]]
    what: str = ""
    action: str = ""
    place: str = ""
    text: str = ""
    by: str = ""
    at: str = ""


def leave(memory: Memory, left: Left) -> None:
    """Remember a place, together with those of other windows."""
    memory.change(_KEY, lambda kept: [*_listed(kept), asdict(left)][-_MOST:])


def found(memory: Memory, by: str) -> list[Left]:
    """The places this user was torn from, newest first."""
    left = [place for kept in _listed(memory.get(_KEY)) if (place := _read(kept)) is not None]
    return [place for place in reversed(left) if place.by == by]


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
        texts = {name: str(kept[name]) for name in ("what", "action", "place", "text", "by", "at")}
    except (KeyError, TypeError, ValueError):
        return None
    inside = screens and all(args and isinstance(args[0], int) for _, args in screens)
    return Left(screens, **texts) if inside else None
