"""A text on its way through the user's own editor: the file it lies in meanwhile.

The program may be torn away while the editor is open; what the editor saved is found again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from workbench.domain.errors import BadFile, Refused, WorkbenchError
from workbench.domain.message import msg
from workbench.domain.text import clean
from workbench.files import MEGABYTE, read_text, write_atomic

_VARIABLES = ("EDITOR", "VISUAL")


def editor(environ: Mapping[str, str]) -> list[str]:
    """The command that `EDITOR`, else `VISUAL` names, without a file; empty where neither does.

    Refused when there is no such program.
    """
    named = next((text for name in _VARIABLES if (text := environ.get(name, "").strip())), "")
    try:
        words = shlex.split(named)
    except ValueError:  # a quotation mark without its partner
        words = [named]
    if words and shutil.which(words[0], path=environ.get("PATH")) is None:
        raise Refused(
            msg("the editor {name} is not on this host; set EDITOR to one that is, for example "
                "EDITOR=nano", name=clean(words[0]))
        )  # fmt: skip
    return words


class Sheet:
    """The file of the text typed at one place of one data file, for its user alone.

    It has a folder of its own, so that what an editor leaves beside it goes with it.
    """

    def __init__(self, folder: Path, data_file: Path, place: str, by: str) -> None:
        named = "\0".join((os.fspath(data_file.absolute()), place, by))
        digest = sha256(named.encode("utf-8", "surrogateescape")).hexdigest()
        self._folder = folder / "editor" / digest[:16]
        self.path, self._base = self._folder / "text.txt", self._folder / "begun.txt"

    @contextlib.contextmanager
    def lying_open(self, text: str, base: str) -> Iterator[None]:
        """The text is in the file meanwhile, what it was begun from beside it. Refused when another
        program of the user has it."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            name, reason = clean(str(self._folder)), clean(error.strerror or str(error))
            raise WorkbenchError(
                msg("The folder {folder} cannot be made: {reason}.", folder=name, reason=reason)
            ) from None
        with self._alone() as free:
            if not free:
                raise Refused(msg("you have this text open in your editor in another window"))
            write_atomic(self._base, base.encode())
            write_atomic(self.path, f"{text}\n".encode())
            yield

    def read(self) -> str:
        """What the editor saved; raises BadFile."""
        text = read_text(self.path, MEGABYTE).replace("\r\n", "\n")
        return clean(text.removesuffix("\n"), multiline=True)

    def left(self) -> str | None:
        """What was saved in an editor whose program did not live to read it."""
        if not self.path.exists():
            return None
        with self._alone() as free:
            return self.read() if free else None

    def base(self) -> str | None:
        """What the text was begun from; None where that is not known."""
        with contextlib.suppress(BadFile):
            return read_text(self._base, MEGABYTE)
        return None

    def put_by(self) -> Path:
        """Where what cannot be read lies from now on: no other text is written over it."""
        kept = self._folder.with_name(f"{self._folder.name}-{os.urandom(4).hex()}.txt")
        try:
            self.path.rename(kept)
        except OSError:  # there is nothing
            return self.path
        self.discard()
        return kept

    def discard(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether no other program has it; none gets it meanwhile."""
        handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            except OSError:  # a network file system without locks on folders
                pass
            yield True
        finally:
            os.close(handle)
