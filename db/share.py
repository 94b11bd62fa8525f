"""Setting up the data file's folder for a group, so that nobody's files lock the others out."""

from __future__ import annotations

import grp
import os
import stat
from pathlib import Path

from workbench.domain.errors import Refused
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean

FOLDER, FILE = 0o2770, 0o660
_NOT_THE_OWNER = msg("only the owner of file and folder, who is in the group, can share them")


def share(path: Path, group: str) -> None:
    """Let the group work on the file: its folder 2770, the file 0660, both the group's.

    The folder must hold nothing but the file and what belongs to it. Raises Refused, and changes
    nothing, where that is not so, or where the user may not.
    """
    real = path.resolve()
    folder = real.parent
    number = _number(group)
    try:
        found = sorted(p.name for p in folder.iterdir())
    except PermissionError:
        raise Refused(_NOT_THE_OWNER, clean(str(folder))) from None
    others = [name for name in found if not name.lstrip(".").startswith(real.name)]
    if others or folder in (Path.home(), Path("/")):
        raise Refused(
            msg(
                "the folder holds other things too, which the group would get: {names}. Move the "
                "data file into a folder of its own first",
                names=", ".join(map(clean, others[:3])) or clean(str(folder)),
            ),
            clean(str(folder)),
        )
    try:
        for own, mode in ((folder, FOLDER), (real, FILE)):
            # Opened first: nobody can put a link to something else in its place meanwhile.
            handle = os.open(own, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                os.fchown(handle, -1, number)
                os.fchmod(handle, mode)  # after chown, which may clear setgid
            finally:
                os.close(handle)
    except OSError:
        raise Refused(_NOT_THE_OWNER, clean(str(folder))) from None


def closed_above(path: Path, group: str) -> Path | None:
    """The first folder on the way to the file that keeps the group out; None when none does."""
    number = _number(group)
    for folder in reversed(path.resolve().parent.parents):
        found = folder.stat()
        through = stat.S_IXGRP if found.st_gid == number else stat.S_IXOTH
        if not found.st_mode & through:
            return folder
    return None


def _number(group: str) -> int:
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise Refused(_unknown(group)) from None


def _unknown(group: str) -> Msg:
    mine = []
    for number in os.getgroups():
        try:
            mine.append(grp.getgrgid(number).gr_name)
        except KeyError:
            continue
    return msg(
        "there is no group {group} here; you are in: {groups}",
        group=clean(group),
        groups=", ".join(sorted(mine)),
    )
