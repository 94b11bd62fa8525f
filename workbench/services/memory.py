"""What the program remembers for one user beside the data file: who is present, where he was."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.domain.errors import WorkbenchError
from workbench.files import write_atomic


class Memory:
    """A small JSON file in the user's own state folder, one for each data file.

    Losing it costs comfort, never data: what cannot be read is forgotten, and what cannot be
    written is kept while the program runs.
    """

    def __init__(self, folder: Path | None, data_file: Path) -> None:
        place = zlib.crc32(os.fsencode(data_file.absolute()))
        name = f"{data_file.stem}-{place:08x}.json"
        self._path = folder / name if folder is not None else None
        self._kept: dict[str, Any] = self._read()

    def get(self, key: str) -> Any:
        return self._kept.get(key)

    def set(self, key: str, value: Any) -> None:
        if self._kept.get(key) == value:
            return
        self._kept = {**self._kept, **self._read(), key: value}
        if self._path is None:
            return
        data = json.dumps(self._kept, ensure_ascii=False, sort_keys=True).encode()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomic(self._path, data)
        except (OSError, WorkbenchError):
            self._path = None

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._kept))

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8")) if self._path else {}
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
