"""Who sits at this terminal: on a login of several people asked once, known until it is closed.

Where the call of the program says who he is, what he chose is his, not that of the login.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from workbench.services.memory import Memory, own_key
from workbench.services.returning import program

_KEY: Final = "sitting"
_CHOSEN: Final = "chosen"
_CHOICES: Final = ("side", "language", "theme")


def sits(memory: Memory) -> tuple[str, str]:
    """Name and side of who said so at this terminal; empty when nobody has."""
    found = _listed(memory.get(_KEY)).get(_terminal())
    return (found[0], found[1]) if found is not None else ("", "")


def sit(memory: Memory, name: str, side: str) -> None:
    """Remember it for this terminal, and forget the terminals that are gone."""

    def with_this(kept: Any) -> dict[str, list[str]]:
        open_ = {place: who for place, who in _listed(kept).items() if _is_open(place)}
        return {**open_, _terminal(): [name, side]}

    memory.change(_KEY, with_this)


def chosen(memory: Memory, name: str) -> dict[str, str]:
    """Settings this person of the login has chosen."""
    found = memory.get(own_key(_CHOSEN, name))
    kept = found if isinstance(found, dict) else {}
    return {key: kept[key] for key in _CHOICES if isinstance(kept.get(key), str)}


def choose(memory: Memory, name: str, values: Mapping[str, str]) -> None:
    """Remember them for this person."""
    mine = {key: value for key, value in values.items() if key in _CHOICES}
    memory.set(own_key(_CHOSEN, name), {**chosen(memory, name), **mine})


def _terminal() -> str:
    """The session whose programs share a terminal, as its first program: no other has the same.

    A session begun outside this container has no number here (0): the name holds for this program.
    """
    return program(os.getsid(0) or os.getpid())


def _is_open(place: str) -> bool:
    host, _, rest = place.partition(" ")
    number = rest.partition(" ")[0]
    return host != os.uname().nodename or (number.isdecimal() and program(int(number)) == place)


def _listed(kept: Any) -> dict[str, list[str]]:
    """What is remembered, as far as it can be read."""
    found = kept.items() if isinstance(kept, dict) else []
    return {
        str(place): [str(part) for part in who]
        for place, who in found
        if isinstance(who, list) and len(who) == 2
    }
