"""The look at the data file every few seconds: what others changed, what stands in the way."""

from __future__ import annotations

import os
from pathlib import Path

from db.quick import Bell
from workbench.domain.errors import FileMoved
from workbench.services import datafile
from workbench.services.datafile import Standing


class Watch:
    """Watches one data file. Nothing here loads SQLAlchemy."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._bell: Bell | None = None
        self._damage: Standing | None = None
        self.moved: FileMoved | None = None
        self._read_only = datafile.read_only(path)

    @property
    def standing(self) -> Standing | None:
        """What stands in the way of work, the worst of it; None when nothing does."""
        if self.moved is not None:
            return datafile.moved(self.moved)
        return self._damage or self._read_only

    def look(self) -> bool:
        """Whether others changed the file since the last look."""
        self.hang()
        if self._bell is None:
            return False
        try:
            self._bell.check()
        except FileMoved as problem:
            self.moved = problem
            return False
        self.moved = None
        self._read_only = datafile.read_only(self._path)
        return self._bell.rang()

    def hang(self) -> None:
        """Begin to watch; a new file is there once the database layer has made it."""
        if self._bell is None and os.path.exists(self._path):
            self._bell = Bell(self._path)

    def look_for_damage(self) -> None:
        """Follow the whole file once; takes a while, so it is done in a thread."""
        self._damage = datafile.damaged(self._path)

    def save_copy(self, target: Path) -> None:
        """Write what was open to a new file, even when it was removed. StoreError if that fails."""
        if self._bell is not None:
            self._bell.save_copy(target)

    def close(self) -> None:
        if self._bell is not None:
            self._bell.close()
            self._bell = None
