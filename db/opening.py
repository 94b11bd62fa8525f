"""What a file may be before anything is read from it: ours, whole, of a format known here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from db import leftovers
from db.engine import APPLICATION_ID, FAILURES, REVISION, SQLITE_FLOOR, connect, translated
from db.held import Held
from db.place import barred, is_there
from workbench.domain.errors import StoreError
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean


class Found(NamedTuple):
    """A data file that this program may open, and the number of its format."""

    held: Held
    revision: int


def look(path: Path, known: int = REVISION) -> Found | None:
    """The file at `path`; None when there is none. StoreError when it is not for this program.

    Nothing is changed, but for what a killed program left half done, which is taken back, and a
    write-ahead log, which is switched off.
    """
    if sqlite3.sqlite_version_info < SQLITE_FLOOR:
        raise StoreError(
            msg(
                "SQLite {found} is too old, this program needs {floor}",
                found=sqlite3.sqlite_version,
                floor=".".join(map(str, SQLITE_FLOOR)),
            )
        )
    if not is_there(path):
        return None
    held = Held(path)
    if held.size == 0:
        raise _refused(
            path, msg("the file is empty, so it is damaged; restore a backup or remove it")
        )
    if not held.is_sqlite or held.application != APPLICATION_ID:
        raise _refused(path, _not_ours(path))
    leftovers.check(held)
    if held.writes_ahead:
        _switch_off_write_ahead(path)
    try:
        with closing(connect(path)) as connection:
            revision = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except FAILURES as problem:
        raise translated(problem, path) from None
    if revision > known:
        raise _refused(
            path,
            msg(
                "the file was written by a newer version (format {found}, this one knows {known}); "
                "ask for the newer program",
                found=revision,
                known=known,
            ),
        )
    return Found(held, revision)


def _not_ours(path: Path) -> Msg:
    copies = backups(path)
    if not copies:
        return msg("this is not a Handover Workbench file; it was left alone")
    return msg(
        "this is not a Handover Workbench file, or its beginning is damaged; it was left alone. "
        "Bring back a backup with: handover db restore {name}",
        name=clean(str(copies[0])),
    )


def backups(path: Path) -> list[Path]:
    """The copies beside the file that this program made, the newest first."""
    try:
        found = [p for p in path.parent.iterdir() if _is_copy(p.name, path.name)]
    except OSError:
        return []
    return sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)


def _is_copy(name: str, of: str) -> bool:
    return name.startswith(f"{of}.") and name.endswith(".bak")


def _switch_off_write_ahead(path: Path) -> None:
    """Another SQLite program switched it on; it is unsafe on network disks, and a mere reader
    would leave files that lock the owner out."""
    if (reason := barred(path)) is not None:
        raise _refused(
            path,
            msg(
                "another program set the file to a write-ahead log, and reading it so would leave "
                "files that lock others out ({why}); ask somebody who may write it to open it once",
                why=reason,
            ),
        )
    try:
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # no shared memory beside the file
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except FAILURES as problem:
        raise translated(problem, path) from None
    if mode != "delete":
        raise _refused(
            path,
            msg(
                "another program set the file to a write-ahead log and has it open; close that "
                "program and try again"
            ),
        )


def _refused(path: Path, why: Msg) -> StoreError:
    return StoreError(why, clean(str(path)))
