"""Looking for damage: quickly behind the screens, thoroughly for `handover db check`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from db.engine import connect

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN")
_BY_TABLE = (3, 33)  # the SQLite that can check one table


def is_sound(path: Path) -> bool:
    """Whether SQLite can follow the whole file; yes while it cannot be looked at.

    It goes table by table, so that nobody who wants to write waits long.
    """
    try:
        with closing(connect(path)) as connection:
            for target in _parts(connection):
                if connection.execute(f"PRAGMA quick_check{target}").fetchone()[0] != "ok":
                    return False
    except sqlite3.DatabaseError as problem:
        return getattr(problem, "sqlite_errorname", "").startswith(_BUSY)
    return True


def _parts(connection: sqlite3.Connection) -> list[str]:
    if sqlite3.sqlite_version_info < _BY_TABLE:
        return [""]
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [f"('{name}')" for (name,) in names]
