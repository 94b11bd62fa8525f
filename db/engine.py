"""Opening the data file: settings of the connection, and what the file may be.

Rollback journal, synced to the directory: a write-ahead log is unsafe on network homes, lets a
mere reader lock the owner out, and a commit of under a millisecond is free for somebody typing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from workbench.domain.errors import Busy, FileMoved, StoreError
from workbench.domain.message import msg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from sqlalchemy import Engine

APPLICATION_ID = 0x48575742  # "HWWB"
REVISION = 1
BUSY_SECONDS = 5.0
SQLITE_FLOOR = (3, 31)

PRAGMAS = (
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "foreign_keys=ON",
    "mmap_size=0",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)


FAILURES = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite's module raises; the second where damage is in the words of the first."""

DAMAGED = msg(
    "the file is damaged; handover db check names what is hit, handover db repair saves the rest, "
    "handover db restore brings back a backup"
)


def uri(path: Path, mode: str = "rw") -> str:
    """`mode=rw` never creates a file, so a typing error or a lost mount is not a new handover."""
    return f"file:{quote(str(path))}?mode={mode}"


def connect(path: Path, mode: str = "rw", patience: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A plain connection, for the first page and for watching; statements commit by themselves.

    A reader too asks for writing, which he is given as far as he may: whoever comes first after a
    killed program has to take back what it left half done. `patience` is how many seconds a
    statement waits for others before it fails.
    """
    return sqlite3.connect(
        uri(path, mode),
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
    )


def create_private(path: Path, called: Path | None = None) -> None:
    """Make the file anew, empty and 0600, before SQLite sees it, and its folder if it is missing;
    `called` is the name it will have."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as problem:
        where = clean(str(called or path))
        if isinstance(problem, PermissionError):
            no_room = msg("you may not make a file in this folder; name another place")
            raise StoreError(no_room, where) from None
        raise StoreError(msg("cannot be created: {why}", why=problem.strerror), where) from None


def make_engine(
    path: Path, *, synced: bool = True, patience: Callable[[], float] = lambda: BUSY_SECONDS
) -> Engine:
    """An engine whose transactions begin as `write` asks: IMMEDIATE for changes."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool

    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, patience=patience()),
        poolclass=NullPool,  # no descriptor outlives a file
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        for pragma in (*PRAGMAS, *(() if synced else ("synchronous=OFF",))):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def translated(problem: BaseException, path: Path) -> StoreError:
    """SQLite's complaint as one sentence that says what to do."""
    cause = getattr(problem, "orig", None) or problem
    name = getattr(cause, "sqlite_errorname", "")
    if name.startswith(_BUSY):
        return Busy(
            msg("somebody else is writing; nothing was changed, try again"), clean(str(path))
        )
    if name == "SQLITE_READONLY_DBMOVED":
        return FileMoved(gone=not os.path.exists(path), where=clean(str(path)))
    for start, sentence in _SENTENCES.items():
        if name.startswith(start):
            return StoreError(sentence, clean(str(path)))
    if "decode to UTF-8" in str(cause) or isinstance(cause, UnicodeDecodeError):
        return StoreError(DAMAGED, clean(str(path)))
    return StoreError(msg("the data file failed: {why}", why=clean(str(cause))), clean(str(path)))


_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_SENTENCES = {
    "SQLITE_READONLY_ROLLBACK": msg(
        "a program was ended in the middle of a change; somebody who may write the file has to "
        "open it once"
    ),
    "SQLITE_READONLY": msg("the file is read-only for you; nothing was changed"),
    "SQLITE_FULL": msg("the disk is full; nothing was changed"),
    "SQLITE_NOTADB": msg("this is not a Handover Workbench file; it was left alone"),
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_CANTOPEN": msg("the file cannot be opened; is it there, and may you write its folder?"),
    "SQLITE_PERM": msg("you may not open the file"),
    "SQLITE_IOERR": msg("the disk gave an error; nothing was changed"),
}
