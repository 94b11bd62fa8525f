"""Bringing back a backup: what is in it, what would be lost, and doing it."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from db import backup
from db.check import is_sound
from db.engine import FAILURES, connect, translated
from db.opening import look
from db.place import is_there
from workbench.domain.change import message_from_json
from workbench.domain.errors import Refused, StoreError, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.text import unspoiled
from workbench.services.file_check import Report, heads

_TOLD = 200  # change sets read of what would be lost


@dataclass(frozen=True, slots=True)
class Act:
    """A change set: when, of whom, in which handover, and what."""

    at: datetime
    who: str
    code: str
    what: Msg


@dataclass
class Preview:
    """What a backup has, and what the present file has beyond it.

    `lost` are its newest acts of `count`; `unreadable` says why the present file cannot be
    compared.
    """

    report: Report
    newest: datetime | None = None
    count: int = 0
    lost: list[Act] = field(default_factory=list)
    unreadable: Msg | None = None


def preview(path: Path, chosen: Path) -> Preview:
    """Look at a backup and compare it with the data file. Raises StoreError, Refused when it is
    none that could be brought back."""
    found = look(chosen)
    if found is None:
        raise StoreError(msg("There is no such file; check the name."), str(chosen))
    found.held.close()
    if is_there(path) and path.samefile(chosen):
        raise Refused(msg("this is the data file itself"), str(chosen))
    if not is_sound(chosen):
        raise Refused(msg("this backup is damaged itself; choose another"), str(chosen))
    seen = Preview(heads(chosen))
    known = _links(chosen)
    seen.newest = max((a.at for a in _acts(chosen, known, newest=1)), default=None)
    if not is_there(path):
        return seen
    try:
        mine = _links(path)
        beyond = {i: link for i, link in mine.items() if known.get(i) != link}
        seen.count = len(beyond)
        seen.lost = _acts(path, beyond, newest=_TOLD)
    except WorkbenchError as problem:
        seen.unreadable = problem.message
    return seen


def restore(path: Path, chosen: Path) -> Path | None:
    """Put the backup in the file's place; gives where the present file is kept, if there is one."""
    if not is_there(path):
        backup.copy(chosen, path)
        return None
    aside = backup.beside(path)
    backup.replace(path, chosen, aside)
    return aside


def _links(path: Path) -> dict[int, str]:
    try:
        with closing(connect(path)) as connection:
            return dict(connection.execute("SELECT id, digest FROM change_set").fetchall())
    except FAILURES as problem:
        raise translated(problem, path) from None


def _acts(path: Path, which: dict[int, str], *, newest: int) -> list[Act]:
    """The newest of these change sets, the last one first."""
    query = (
        "SELECT c.id, c.at, c.actor, h.code, c.summary FROM change_set c"
        " LEFT JOIN r_handover h ON h.id = c.handover ORDER BY c.id DESC"
    )
    found = []
    try:
        with closing(connect(path)) as connection:
            for number, at, who, code, what in connection.execute(query):
                if number not in which:
                    continue
                said = message_from_json(json.loads(what)) if what else msg("(erased)")
                found.append(Act(datetime.fromisoformat(at), unspoiled(who), unspoiled(code), said))
                if len(found) == newest:
                    break
    except FAILURES as problem:
        raise translated(problem, path) from None
    return found
