"""The state of the data file as screens show it: what stands in the way of work, and a way out.

Nothing here loads SQLAlchemy: the first screen asks too.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from db import place
from db.opening import backups
from workbench.domain.errors import FileMoved
from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.text import clean
from workbench.services.memory import Memory

_TOLD = "told.place"


def is_there(path: Path) -> bool:
    """Whether there is a data file, or anything, at `path`. StoreError where nobody can say so."""
    return place.is_there(path)


class Standing(NamedTuple):
    """What holds until something is done about it: a label for every screen, and a sentence.

    `bars` says that nothing can be written meanwhile.
    """

    label: Msg
    words: Msg
    bars: bool = True


def read_only(path: Path) -> Standing | None:
    """That the file can only be read, and why; None when it may be written, or is not there."""
    why = place.barred(path)
    return Standing(pmsg("file", "READ-ONLY"), why) if why is not None else None


def moved(problem: FileMoved) -> Standing:
    """That the file is no longer the one at its path."""
    label = pmsg("file", "FILE GONE") if problem.gone else pmsg("file", "FILE REPLACED")
    return Standing(label, problem.message)


def damaged(path: Path) -> Standing | None:
    """What a quick look through the whole file finds; None when it is sound."""
    from db.check import is_sound

    if is_sound(path):
        return None
    words = msg("the file is damaged; leave, and run: handover db check")
    if copies := backups(path):
        words = msg(
            "the file is damaged; leave, and run: handover db check, or db restore {name}",
            name=clean(copies[0].name),
        )
    return Standing(pmsg("file", "DAMAGED"), words, bars=False)


def notices(path: Path, memory: Memory) -> list[Msg]:
    """What a user is told once about where the file lies; `memory` keeps that he was, and if it
    cannot, he is told that."""
    found = []
    if place.is_remote(kind := place.filesystem(path)):
        found.append(
            msg(
                "the file is on a network disk ({kind}): two people at once rely on its server's "
                "locks",
                kind=kind,
            )
        )
    unsafe = place.unsafely_shared(path)
    if unsafe is not None:
        found.append(unsafe)
    told = [m.id for m in found]
    if memory.get(_TOLD) == told:
        return []
    memory.set(_TOLD, told)
    if not memory.lasts:
        found.append(
            msg(
                "the program's own folder cannot be written: should the line drop, what you type "
                "and have not saved is lost"
            )
        )
    return found
