"""A hold on the data file as it was found: its header, and whether it is still the same file."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from db.place import Identity, identity
from workbench.domain.errors import FileMoved, StoreError
from workbench.domain.message import msg
from workbench.domain.text import clean

MAGIC = b"SQLite format 3\0"
_HEADER = 100
_WRITE_AHEAD = 2


class Held:
    """A descriptor kept open on the file.

    While it is open the system gives the file's number to no other file, so one that was put in
    its place is told apart. It is read with `pread` and stays open as long as the file is in use:
    closing any descriptor would drop the locks that SQLite holds on the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = -1
        try:
            self._fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            found = os.fstat(self._fd)
        except OSError as problem:
            raise StoreError(
                msg("cannot be read: {why}", why=problem.strerror), clean(str(path))
            ) from None
        self.identity = Identity(found.st_dev, found.st_ino)
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
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.close(self._fd)
            self._fd = -1

    def __del__(self) -> None:
        self.close()
