"""Which files a user can name: any that his account may touch, or those of one folder only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

from workbench.domain.errors import BadValue, Refused, WorkbenchError
from workbench.domain.message import msg
from workbench.domain.text import clean
from workbench.files import READ_LIMIT, create, named, read_bytes, write_atomic

LISTS: Final = (".md", ".xlsx", ".csv")
"""How the names of lists end."""
_ABOUT = ("readme", "changelog", "contributing", "license", "security", "code_of_conduct")
_NO_LISTS = ("-pack.md", "-brief.md")  # what this program calls those it writes
_NAME_BYTES = 200


class Reach(NamedTuple):
    """`folder` is where files are offered; with `only` no other one exists for the user.

    Then a file is named by its mere name, is never replaced, and no link is followed to it.
    """

    folder: Path | None = None
    only: bool = False

    def path(self, typed: str | Path) -> Path:
        """The file that was named. BadValue, or Refused, where it cannot or must not be."""
        if self.only:
            return self._folder() / _mere(str(typed))
        return named(typed)

    def target(self, typed: str | Path, name: str) -> Path:
        """Where to write: the file that was named, or the file `name` in the folder named."""
        path = self.path(typed)
        return path / name if not self.only and path.is_dir() else path

    def offered(self, name: str) -> str:
        """What is offered to somebody who is asked where to write. Refused if nowhere."""
        if self.only:
            self._folder()
            return name
        return str((self.folder or Path.cwd()) / name)

    def lists(self, ends: tuple[str, ...] = LISTS) -> list[str]:
        """Files with such `ends` that may be brought in, as the user can name them."""
        folder = self.folder if self.only else Path.cwd()
        try:
            names = os.listdir(folder) if folder is not None else []
        except OSError:
            return []
        return sorted(
            n for n in names
            if n.endswith(ends) and not n.endswith(_NO_LISTS) and not n.startswith(".")
            and not (n.endswith(".md") and n.partition(".")[0].lower() in _ABOUT)
        )  # fmt: skip

    def read(self, typed: str | Path, limit: int = READ_LIMIT) -> tuple[str, bytes]:
        """Name and content of a file. Raises BadFile, and what `path` raises."""
        path = self.path(typed)
        return clean(path.name), read_bytes(path, limit, of_its_own=self.only)

    def replaces(self, path: Path) -> bool:
        """Whether writing there would be over something, which the user is to be asked about."""
        return not self.only and os.path.lexists(path)

    def write(self, path: Path, data: bytes) -> None:
        """Write to what `target` gave, over a file that is there unless nothing may be replaced."""
        if self.only:
            create(path, data)
        else:
            write_atomic(path, data)

    def digest(self, pointer: str) -> str:
        """SHA-256 of the file a proof points at; empty for one that lies elsewhere, or must not be
        looked at."""
        if self.only:
            return ""
        from workbench.domain.proof import hash_file

        try:
            return hash_file(pointer)[0]
        except WorkbenchError:
            return ""

    def _folder(self) -> Path:
        if self.folder is None:
            raise Refused(
                msg("this account has no folder for files: paste what comes in, copy what "
                    "goes out")
            )  # fmt: skip
        return self.folder


ANYWHERE: Final = Reach()


def _mere(name: str) -> str:
    """A name without any way to another folder, nor to a hidden file or an option."""
    if not name or name != clean(name) or name[0] in ".-~" or {"/", "\\"} & set(name):
        raise BadValue(
            msg("give a mere file name: without /, and without a dot or dash at the beginning")
        )
    if len(name.encode(errors="replace")) > _NAME_BYTES:
        raise BadValue(msg("This file name is too long; choose a shorter one."))
    return name
