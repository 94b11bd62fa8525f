"""What the program remembers for one user beside the data file: who is present, where he was."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from workbench.domain.errors import WorkbenchError
from workbench.domain.text import fold
from workbench.files import write_atomic

_PATIENCE = 0.5  # seconds to wait for another program of the user that is writing


class Memory:
    """A small JSON file in the user's own state folder, one for each data file.

    Losing it costs comfort, never data: what cannot be read is forgotten, and what cannot be
    written is kept while the program runs. Programs of one user that run at the same time, and
    threads of one program, keep what the others wrote.
    """

    def __init__(self, folder: Path | None, data_file: Path) -> None:
        place = zlib.crc32(os.fsencode(data_file.absolute()))
        name = f"{data_file.stem}-{place:08x}.json"
        self._path = folder / name if folder is not None else None
        self._kept: dict[str, Any] = self._read()

    @property
    def lasts(self) -> bool:
        """Whether what it remembers outlives the program, as far as writing has shown."""
        return self._path is not None

    def get(self, key: str) -> Any:
        return self._kept.get(key)

    def set(self, key: str, value: Any) -> None:
        """Remember a value; None forgets it."""
        self.put({key: value})

    def put(self, values: Mapping[str, Any]) -> None:
        """Remember several values in one write."""
        if any(self._kept.get(key) != value for key, value in values.items()):
            self._write(lambda kept: {**kept, **values})

    def begun(self, key: str, by: str) -> dict[str, str]:
        """Texts this user began and has not saved, by field."""
        kept = self.get(key)
        texts = kept.get("texts") if isinstance(kept, dict) and kept.get("by") == by else None
        return {str(f): str(t) for f, t in texts.items()} if isinstance(texts, dict) else {}

    def begin(self, key: str, by: str, texts: Mapping[str, str]) -> None:
        """Keep them under his name: people who share a login do not find each other's words."""
        self.set(key, {"texts": dict(texts), "by": by} if texts else None)

    def change(self, key: str, change: Callable[[Any], Any]) -> None:
        """Remember what `change` makes of the value that is in the file now."""
        self._write(lambda kept: {**kept, key: change(kept.get(key))})

    def change_all(self, change: Callable[[str, Any], Any]) -> None:
        """Remember what `change` makes of each key and value, by whichever program of this user."""
        self._write(lambda kept: {key: change(key, value) for key, value in kept.items()})

    def _write(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        if self._path is None:
            self._kept = _without_none(change(self._kept))
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _alone(self._path.parent):
                self._kept = _without_none(change(self._read()))
                data = json.dumps(self._kept, ensure_ascii=False, sort_keys=True)
                write_atomic(self._path, data.encode("utf-8", "replace"))
        except (OSError, WorkbenchError):
            self._kept = _without_none(change(self._kept))
            self._path = None

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8")) if self._path else {}
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def own_key(what: str, by: str) -> str:
    """Where something is kept of one person of several. A name is no key: what is erased is looked
    for in values."""
    return f"{what}.{zlib.crc32(fold(by).encode()):08x}" if by else what


def _without_none(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kept.items() if value is not None}


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else writes in the folder meanwhile, if the file system can promise that."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        late = time.monotonic() + _PATIENCE
        while not _locked(handle) and time.monotonic() < late:
            time.sleep(0.005)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a network file system without locks on folders
        return True
    return True
