"""A hold on the data file as it was found: its header, and whether it is still the same file."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from dataclasses import dataclass
from pathlib import Path

from db.place import Identity, identity, unreachable
from workbench.domain.errors import FileMoved, StoreError
from workbench.domain.message import msg
from workbench.domain.text import clean

MAGIC = b"SQLite format 3\0"
_HEADER = 100
_WRITE_AHEAD = 2


class Held:
    """A descriptor kept open on the file.

    While it is open the system gives the file's number to no other file, so one that was put in
    its place is told apart. All holds of this process on one file share a descriptor, which is
    closed with the last of them: closing any descriptor of a file drops the locks that SQLite has
    on it in this process.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.identity = Identity(-1, -1)
        try:
            with _guard:
                self.identity = _take(path)
                self._fd = _open[self.identity].descriptor
            found = os.fstat(self._fd)
        except OSError as problem:
            raise unreachable(problem, path) from None
        self.size = found.st_size
        if stat.S_ISDIR(found.st_mode):
            raise StoreError(msg("this is a folder, not a data file"), clean(str(path)))
        if not stat.S_ISREG(found.st_mode):
            raise StoreError(msg("this is not an ordinary file"), clean(str(path)))

    def header(self) -> bytes:
        """The first 100 bytes, fewer of a shorter file."""
        return os.pread(self._fd, _HEADER, 0)

    @property
    def is_sqlite(self) -> bool:
        return self.header().startswith(MAGIC)

    @property
    def application(self) -> int:
        return int.from_bytes(self.header()[68:72], "big")

    @property
    def writes_ahead(self) -> bool:
        """Whether another program set the file to a write-ahead log."""
        return _WRITE_AHEAD in self.header()[18:20]

    @property
    def counter(self) -> int:
        """How often the file was changed."""
        return int.from_bytes(self.header()[24:28], "big")

    def beginning(self, size: int) -> bytes:
        return os.pread(self._fd, size, 0)

    def check(self) -> None:
        """FileMoved when the path leads to another file by now, or to none."""
        found = identity(self.path)
        if found != self.identity:
            raise FileMoved(gone=found is None, where=clean(str(self.path)))

    def close(self) -> None:
        with _guard:
            kept = _open.get(self.identity)
            self.identity = Identity(-1, -1)
            if kept is None:
                return
            kept.holds -= 1
            if not kept.holds:
                _open.pop(kept.identity)
                with contextlib.suppress(OSError):
                    os.close(kept.descriptor)

    def __del__(self) -> None:
        self.close()


@dataclass
class _Shared:
    """A descriptor of this process, and how many holds there are on it."""

    identity: Identity
    descriptor: int
    holds: int = 0


_open: dict[Identity, _Shared] = {}
_guard = threading.RLock()  # a hold may be collected while another is taken


def _take(path: Path) -> Identity:
    """Open the file, unless this process has it open already."""
    known = identity(path)
    if known is None or known not in _open:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        found = os.fstat(descriptor)
        known = Identity(found.st_dev, found.st_ino)
        if known in _open:  # it was put there just now
            os.close(descriptor)
        else:
            _open[known] = _Shared(known, descriptor)
    _open[known].holds += 1
    return known
