"""Copies of the data file that are whole and checked, made while others work."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from itertools import count
from pathlib import Path

from db.engine import FAILURES, connect, create_private, translated
from workbench.domain.errors import StoreError
from workbench.domain.message import msg
from workbench.domain.text import clean

_PAGES = 2_000  # a step: others can write between two of them
_RESTARTS = 3  # of a copy that others' writing made begin again


class _Restarted(Exception):
    """Others write so much that the copy keeps beginning again."""


def beside(path: Path, what: str = "") -> Path:
    """A name for a copy beside the file that no other copy has: `what`, the time, and a number if
    need be.

    Two copies may be made in one second by a script, or by a program that starts again at once.
    """
    stamp = f"{path.name}{what}.{time.strftime('%Y%m%dT%H%M%S')}"
    names = (f"{stamp}.{n}.bak" if n > 1 else f"{stamp}.bak" for n in count(1))
    return next(made for made in map(path.with_name, names) if not os.path.lexists(made))


def copy(path: Path, target: Path, source: sqlite3.Connection | None = None) -> Path:
    """Copy the data file to `target`, which must not be there; private, checked, on disk.

    It is read from `source` where that is given.

    It is made under another name and gets its own only when it is whole. Raises StoreError, and
    leaves nothing behind, when that fails.
    """
    made = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    create_private(made, target)
    try:
        with closing(connect(path)) if source is None else nullcontext(source) as opened:
            _fill(path, opened, made)
        _sync(made)
        try:
            os.link(made, target)  # unlike a rename it never replaces what is there
        except FileExistsError:
            raise StoreError(msg("There is a file here already."), clean(str(target))) from None
        except OSError:
            os.rename(made, target)
        _sync(target.parent)
    except OSError as problem:
        raise StoreError(
            msg("cannot be created: {why}", why=problem.strerror), clean(str(target))
        ) from None
    except FAILURES as problem:
        raise translated(problem, path) from None
    finally:
        made.unlink(missing_ok=True)
    return target


def _fill(path: Path, source: sqlite3.Connection, made: Path) -> None:
    try:
        with closing(connect(made)) as target:
            target.execute("PRAGMA journal_mode=OFF")  # nobody meets it half made
            try:
                source.backup(target, pages=_PAGES, progress=_Patience(), sleep=0)
            except _Restarted:
                source.backup(target)
            if target.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise StoreError(
                    msg("the file is damaged, so no backup was made of it; handover db check "
                        "names what is hit"), clean(str(path)))  # fmt: skip
    except FAILURES as problem:
        name = getattr(problem, "sqlite_errorname", "")
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
            raise StoreError(
                msg("there is no space left for the copy; nothing was changed"),
                clean(str(made.parent)),
            ) from None
        raise translated(problem, path) from None


class _Patience:
    """Counts how often a copy began again."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._restarts = 0

    def __call__(self, _status: int, remaining: int, _total: int) -> None:
        if self._left is not None and remaining >= self._left:
            self._restarts += 1
            if self._restarts > _RESTARTS:
                raise _Restarted
        self._left = remaining


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError:
        if not path.is_dir():
            raise  # some network file systems cannot flush a folder; the file itself is on disk
    finally:
        os.close(handle)


def replace(path: Path, backup: Path, aside: Path) -> None:
    """Put a copy of `backup` in the place of the data file, which is kept as `aside`.

    The file gets another inode, so that every program that has the old one open notices before it
    writes. Nobody can be in the middle of a change: the old file is locked meanwhile, unless it is
    too damaged for that. Raises StoreError, the file as it was, when that fails.
    """
    real = path.resolve()
    made = real.with_name(f".{real.name}.{os.getpid()}.new")
    made.unlink(missing_ok=True)
    try:
        copy(backup, made)
        try:
            _like(real, made)
            with _locked(path):
                for ending in ("", "-journal", "-wal"):
                    old = real.with_name(real.name + ending)
                    if old.exists():
                        os.link(old, aside.with_name(aside.name + ending))
                    if ending:
                        old.unlink(missing_ok=True)  # it would be merged into what comes
                os.replace(made, real)
                _sync(real.parent)
        except OSError as problem:
            raise StoreError(
                msg("cannot be replaced: {why}", why=problem.strerror), clean(str(path))
            ) from None
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        with closing(connect(path)) as connection:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except FAILURES as problem:
                name = getattr(problem, "sqlite_errorname", "")
                if not name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                    raise translated(problem, path) from None
            yield
    except FAILURES as problem:
        raise translated(problem, path) from None


def _like(real: Path, made: Path) -> None:
    """Give the new file mode and group of the old one, as far as its owner may."""
    try:
        old = real.stat()
    except FileNotFoundError:
        return
    with suppress(PermissionError):
        os.chown(made, -1, old.st_gid)
    os.chmod(made, old.st_mode & 0o777)
