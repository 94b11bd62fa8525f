"""Saving what can be read from a damaged file into a new one; the old one is only read.

It works on a copy. Rows are read in order until a page fails, then around it by halves. A page of
the schema that is gone is replaced by that of a fresh file, since this program makes its tables
always in the same order.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from db.engine import FAILURES, connect
from db.held import MAGIC, Held
from db.migrate import prepare
from workbench.domain.errors import StoreError
from workbench.domain.message import msg
from workbench.domain.text import clean

_DERIVED = ("summary", "agenda")  # made anew from the records
_OWN = ("alembic_version", *_DERIVED)
_GIVE_UP = 3_000  # probes in a row that found nothing
_BATCH = 500


def salvage(path: Path, made: Path) -> dict[str, int]:
    """Make the new data file `made` of what can be read from `path`.

    Gives how many numbers of each table could not be looked up, which is at least the number of
    rows lost. StoreError when `made` is there, or nothing at all can be read.
    """
    if os.path.lexists(made):
        raise StoreError(msg("There is a file here already."), clean(str(made)))
    Held(path).close()  # who may not read it is told so before anything is made
    prepare(made, create=True).close()
    try:
        with tempfile.TemporaryDirectory(prefix=".repair-", dir=made.parent) as folder:
            copy = Path(folder) / "damaged.db"
            _copy(path, copy, made)
            return _fill(copy, made)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def _copy(path: Path, copy: Path, fresh: Path) -> None:
    try:
        shutil.copyfile(path, copy)
        journal = path.with_name(f"{path.name}-journal")
        if journal.exists():  # the change that was under way is taken back in the copy
            shutil.copyfile(journal, copy.with_name(f"{copy.name}-journal"))
    except OSError as problem:
        raise StoreError(
            msg("cannot be copied: {why}", why=problem.strerror), clean(str(path))
        ) from None
    if not _has_schema(copy):
        _graft(copy, fresh)
    if not _has_schema(copy):
        raise StoreError(msg("nothing in it can be read as a data file"), clean(str(path)))


def _has_schema(copy: Path) -> bool:
    query = "SELECT count(*) FROM sqlite_master WHERE name IN ('record', 'change', 'change_set')"
    try:
        with closing(connect(copy)) as connection:
            return bool(connection.execute(query).fetchone()[0] == 3)
    except FAILURES:
        return False


def _graft(copy: Path, fresh: Path) -> None:
    """Give the copy the pages of the schema from a fresh file, and the number of its pages."""
    with closing(connect(fresh)) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
    healthy = fresh.read_bytes()
    schema = [0, *_children(healthy[:page], 100, page)]
    pages = -(-copy.stat().st_size // page)
    with copy.open("r+b") as file:
        for number in schema:
            file.seek(number * page)
            file.write(healthy[number * page : (number + 1) * page])
        file.seek(28)
        file.write(pages.to_bytes(4, "big"))
        file.write(bytes(8))  # no free pages: what is free is not read
        file.truncate(pages * page)


def _children(data: bytes, header: int, page: int) -> list[int]:
    """Numbers, from 0, of the pages below the first one, where the schema does not fit in it.

    See https://sqlite.org/fileformat2.html#b_tree_pages
    """
    if data[header] != 5 or not data.startswith(MAGIC):
        return []
    cells = int.from_bytes(data[header + 3 : header + 5], "big")
    found = [int.from_bytes(data[header + 8 : header + 12], "big") - 1]
    for cell in range(cells):
        at = int.from_bytes(data[header + 12 + 2 * cell : header + 14 + 2 * cell], "big")
        found.append(int.from_bytes(data[at : at + 4], "big") - 1)
    assert page
    return found


def _fill(copy: Path, made: Path) -> dict[str, int]:
    lost: dict[str, int] = {}
    with closing(connect(copy)) as source, closing(connect(made)) as target:
        source.text_factory = lambda stored: stored.decode(errors="replace")
        target.execute("PRAGMA foreign_keys=OFF")
        target.execute("BEGIN")
        for name, columns in _tables(target).items():
            marks = ", ".join("?" * len(columns))
            insert = f'INSERT OR IGNORE INTO "{name}" VALUES ({marks})'
            reader = _Reader(source, name, columns)
            for rows in reader.all():
                target.executemany(insert, rows)
            if reader.lost:
                lost[name] = reader.lost
        target.execute("COMMIT")
    return lost


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The tables that hold people's work, with their columns."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")').fetchall()]
        for (name,) in names
        if name not in _OWN
    }


class _Reader:
    """Reads a table whose pages may be damaged."""

    def __init__(self, source: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
        self._source, self.lost = source, 0
        listed = ", ".join(f'"{c}"' for c in columns)
        self._query = f'SELECT rowid, {listed} FROM "{table}" NOT INDEXED'
        self._barren = 0

    def all(self) -> Iterator[list[tuple[Any, ...]]]:
        """Rows in batches: upwards as far as they go, then down from the end, then in between."""
        low = 0
        while (rows := self._some("rowid > ? ORDER BY rowid LIMIT ?", (low, _BATCH))) is not None:
            if not rows:
                return
            yield [row[1:] for row in rows]
            low = rows[-1][0]
        high = self._last() + 1
        while True:
            rows = self._some(
                "rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT 20", (low + 1, high - 1)
            )
            if not rows:
                break
            yield [row[1:] for row in rows]
            high = rows[-1][0]
        yield from self._between(low + 1, high - 1)

    def _between(self, low: int, high: int) -> Iterator[list[tuple[Any, ...]]]:
        spans = [(low, high)]
        while spans:
            low, high = spans.pop()
            if low > high:
                continue
            if self._barren > _GIVE_UP:
                self.lost += high - low + 1
                continue
            rows = self._some("rowid BETWEEN ? AND ?", (low, high))
            if rows is not None:
                self._barren = 0 if rows else self._barren
                if rows:
                    yield [row[1:] for row in rows]
            elif low == high:
                self.lost += 1
            else:
                middle = (low + high) // 2
                spans += [(middle + 1, high), (low, middle)]

    def _some(self, where: str, given: tuple[int, ...]) -> list[tuple[Any, ...]] | None:
        try:
            return self._source.execute(f"{self._query} WHERE {where}", given).fetchall()
        except FAILURES:
            self._barren += 1
            return None

    def _last(self) -> int:
        """The highest number that a row can have."""
        try:
            found = self._source.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()[0]
        except FAILURES:
            found = None
        return int(found or 100_000)
