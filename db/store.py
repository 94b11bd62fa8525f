"""The data file as the services see it: short transactions that read, and those that write.

Reads are fully fetched; every write is one transaction begun IMMEDIATE, and re-reads what others
did before it changes anything. SQLAlchemy is imported when something is written.
"""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.engine import BUSY_SECONDS, DAMAGED, PRAGMAS, REVISION, connect, make_engine, translated
from db.held import Held
from db.place import barred
from db.records import UNREADABLE, contents_of, read_dossier
from workbench.domain.dossier import Dossier
from workbench.domain.errors import Busy, NotFound, StoreError
from workbench.domain.message import msg
from workbench.domain.record import Record
from workbench.domain.text import clean

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from db.writer import Writer


@dataclass
class Batch:
    """What one change set writes: new records, changed fields, deletions, and what derives."""

    inserts: list[tuple[str, Record]] = field(default_factory=list)
    updates: dict[int, dict[str, Any]] = field(default_factory=dict)
    registers: dict[int, str] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    contents: dict[int, bytes] = field(default_factory=dict)


_FORMAT = "PRAGMA user_version"


class Store:
    """The data file. Every method is one short transaction.

    Each makes sure that the file is still the one that was opened, in the format it had then.
    """

    def __init__(self, path: Path, held: Held | None = None) -> None:
        self.path = path
        self.patience = BUSY_SECONDS  # how long a request waits for others
        self._held = held
        self.throw_away = (
            False  # nothing in the file need survive a power cut: a sample in the making
        )

    @cached_property
    def engine(self) -> Engine:
        return make_engine(self.path, synced=not self.throw_away, patience=lambda: self.patience)

    @cached_property
    def held(self) -> Held:
        return self._held or Held(self.path)

    def get_ready(self) -> None:
        """Import what writing needs, before somebody waits for it."""
        importlib.import_module("db.writer")
        _ = self.engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction to read the log in."""
        with self._telling(), self._sound(), self.engine.begin() as connection:
            self._check(connection.exec_driver_sql(_FORMAT).scalar_one())
            yield connection

    @contextmanager
    def records(self) -> Iterator[sqlite3.Connection]:
        """A transaction to read records in, without SQLAlchemy."""
        with (
            self._telling(),
            self._sound(),
            closing(connect(self.path, patience=self.patience)) as connection,
        ):
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            self._check(connection.execute(_FORMAT).fetchone()[0])
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """A write transaction: committed when the block ends, rolled back when it raises."""
        from db.writer import Writer

        if (reason := barred(self.path)) is not None:
            raise StoreError(reason, clean(str(self.path)))
        with (
            self._telling(),
            self.engine.execution_options(write=True).begin() as connection,
        ):
            self._check(connection.exec_driver_sql(_FORMAT).scalar_one())
            yield Writer(connection)
            self.held.check()

    def is_free(self, patience: float) -> bool:
        """Whether the file can be written, or could after so many seconds; for any thread."""
        try:
            with closing(connect(self.path, patience=patience)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
        except sqlite3.Error as problem:
            return not isinstance(translated(problem, self.path), Busy)
        return True

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """SQLite's complaints, by whichever way they come, as sentences."""
        self.held.check()
        try:
            yield
        except Exception as problem:
            if isinstance(getattr(problem, "orig", problem), (sqlite3.Error, UnicodeDecodeError)):
                raise translated(problem, self.path) from None
            raise

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """What was read and makes no sense is damage."""
        try:
            yield
        except (*UNREADABLE, LookupError):
            raise StoreError(DAMAGED, clean(str(self.path))) from None

    def _check(self, found: int) -> None:
        """The file must be the one that was opened, and of the format `found` it had then."""
        self.held.check()
        if found != REVISION:
            raise StoreError(
                msg(
                    "leave the program and start it again: a newer program has brought the file "
                    "to format {found}; nothing was changed",
                    found=found,
                ),
                clean(str(self.path)),
            )

    def dossier(self, handover: int, registers: Sequence[str]) -> Dossier:
        with self.records() as connection:
            return read_dossier(connection, handover, registers)

    def content(self, record_id: int) -> bytes:
        """What is kept beside a record, as it was given to `Batch.contents`; NotFound."""
        with self.records() as connection:
            query = "SELECT content FROM content WHERE record = ?"
            found = connection.execute(query, (record_id,)).fetchone()
        if found is None:
            raise NotFound(msg("what belongs to this record is not in the file"))
        return bytes(found[0])

    def contents(self, ids: Sequence[int]) -> dict[int, bytes]:
        """What is kept beside several records, by record; of what is lost, nothing."""
        with self.records() as connection:
            return dict(contents_of(connection, ids))

    def codes(self, *, but: int) -> list[str]:
        """The codes of all handovers but one."""
        with self.records() as connection:
            found = connection.execute("SELECT code FROM summary WHERE handover != ?", (but,))
            return [code for (code,) in found]

    def handover_called(self, code: str) -> int:
        """The id of the handover with this code; NotFound names those there are."""
        with self.records() as connection:
            codes = dict(connection.execute("SELECT code, handover FROM summary"))
        for found, handover in codes.items():
            if found.casefold() == code.casefold():
                return int(handover)
        there = ", ".join(sorted(codes)[:12])
        raise NotFound(
            msg("there is no handover {code}; there are: {codes}", code=code, codes=there)
            if there
            else msg("there is no handover {code}; the file has none yet", code=code)
        )
