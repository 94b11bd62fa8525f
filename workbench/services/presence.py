"""Who else has a handover open now, told by files that live no longer than their programs.

Beside the data file lies a folder with one small file a session, locked by its program. The kernel
lets go of the lock when the program ends, however it ends, so nobody is shown who is gone; a file
nobody holds is cleared away by whoever meets it. Nothing of it is in the data file, so that looking
round neither writes nor wakes anybody, and nothing depends on it: whatever fails, nobody is shown.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.domain.text import clean

IDLE = 15 * 60.0  # seconds without a key after which somebody is not there any more
_TOUCH = 60.0  # seconds between notes that keys are still pressed
_SIZE = 1_000  # bytes read of a file, which somebody else wrote
_MOST = 50  # sessions looked at
_NAME = 80  # characters of a name
_ENDING = ".session"


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody, under which login, and the handover and record on his screen."""

    name: str
    login: str
    handover: int
    record: int | None = None


class Presence:
    """One session's word of where it is, and what the other sessions on the file say."""

    def __init__(self, data_file: Path) -> None:
        self._data_file = data_file
        self._folder = data_file.with_name(f"{data_file.name}.here")
        self._file: int | None = None
        self._path: Path | None = None
        self._told: Here | None = None
        self._touched = 0.0

    def tell(self, here: Here | None) -> None:
        """Say where this session is; None while it is in no handover.

        Nothing is said by somebody who may only read the file.
        """
        if here == self._told:
            return
        self._told = here
        with suppress(OSError):
            if here is None:
                self.close()
                self._told = None
                return
            if self._file is None:
                self._open()
            if self._file is not None:
                words = json.dumps(asdict(here), ensure_ascii=False).encode()[:_SIZE]
                os.pwrite(self._file, words, 0)
                os.ftruncate(self._file, len(words))

    def touch(self) -> None:
        """A key was pressed."""
        now = time.monotonic()
        if self._file is not None and now - self._touched > _TOUCH:
            self._touched = now
            with suppress(OSError):
                os.utime(self._file)

    def others(self) -> list[Here]:
        """Who else is in some handover of the file, by name."""
        with suppress(OSError):
            return sorted(self._others(), key=lambda here: (here.name, here.login))
        return []

    def close(self) -> None:
        """This session is not there any more."""
        if self._file is not None:
            with suppress(OSError):
                os.close(self._file)
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink()
                self._folder.rmdir()  # only when nobody else has a file in it
        self._file = self._path = self._told = None

    def _open(self) -> None:
        """Make the session's file, locked before it has a name that others look for."""
        if not os.access(self._data_file, os.W_OK):
            return
        shared = self._data_file.stat().st_mode & stat.S_IWGRP
        self._folder.mkdir(exist_ok=True)
        with suppress(PermissionError):  # somebody else made it
            self._folder.chmod(0o2770 if shared else 0o700)
        name = f"{os.getpid()}-{secrets.token_hex(4)}"
        made, path = self._folder / f".{name}", self._folder / f"{name}{_ENDING}"
        file = os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            os.fchmod(file, 0o640 if shared else 0o600)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            made.rename(path)
        except OSError:
            os.close(file)
            made.unlink(missing_ok=True)
            raise
        self._file, self._path = file, path

    def _others(self) -> Iterator[Here]:
        names = (n for n in os.listdir(self._folder) if n.endswith(_ENDING))
        for _, name in zip(range(_MOST), names, strict=False):
            path = self._folder / name
            if path != self._path:
                with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
                    found = _read(path)
                    if found is not None:
                        yield found


def _read(path: Path) -> Here | None:
    """What a session says; None, and its file cleared away, when its program is gone."""
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            path.unlink()
            return None
        if time.time() - about.st_mtime > IDLE:
            return None
        said = json.loads(os.read(file, _SIZE))
    finally:
        os.close(file)
    record = said["record"]
    return Here(
        clean(str(said["name"]))[:_NAME],
        clean(str(said["login"]))[:_NAME],
        int(said["handover"]),
        None if record is None else int(record),
    )
