"""Side files that belong to another file: a log or journal beside a data file that was restored.

SQLite would merge them into whatever file bears the name. A journal is normal after a killed
program, so it is compared with the file before anything opens it.
"""

from __future__ import annotations

import struct
import time
from pathlib import Path
from typing import BinaryIO

from db.held import Held
from workbench.domain.errors import StoreError
from workbench.domain.message import msg
from workbench.domain.text import clean

_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_SECTOR = 512  # what a disk writes whole, at the least
_LOOKS, _PAUSE = 5, 0.02  # a colleague may be writing while we look


def check(held: Held) -> None:
    """StoreError when a side file beside the data file is not its own."""
    path = held.path.resolve()
    log = path.with_name(f"{path.name}-wal")
    if _size(log) > 0:
        raise StoreError(
            msg(
                "beside it lies {name}, which this program never writes and which would be merged "
                "into the file. If you put the file here from a backup, move {name} away; if "
                "another SQLite program has the file open, close that first",
                name=clean(log.name),
            ),
            clean(str(held.path)),
        )
    journal = path.with_name(f"{path.name}-journal")
    for look in range(_LOOKS):
        found = _page_one(journal)
        if found is None or _fits(held, found):
            return
        if look:
            time.sleep(_PAUSE)
    raise StoreError(
        msg(
            "beside it lies {name}, left by a program that was working on another file of this "
            "name; it would be merged into this one. Move {name} away, and keep it until you know "
            "that nothing is missing",
            name=clean(journal.name),
        ),
        clean(str(held.path)),
    )


def _fits(held: Held, page_one: bytes) -> bool:
    """Whether the file is the one the journal was begun on: untouched yet, or one change on."""
    before = int.from_bytes(page_one[24:28], "big")
    if held.counter == before:
        return held.beginning(_SECTOR) == page_one
    return held.counter == before + 1


def _page_one(path: Path) -> bytes | None:
    """How the journal at `path` has the beginning of the file; None when it would not change it.

    A journal is headers on a sector's edge, each with its number of pages; see
    https://sqlite.org/fileformat2.html#the_rollback_journal
    """
    try:
        with path.open("rb") as file:
            at = 0
            while (header := _header(file, at)) is not None:
                pages, sector, page = header
                at += sector
                for _ in range(pages):
                    file.seek(at)
                    record = file.read(4 + _SECTOR)
                    if len(record) < 4 + _SECTOR:
                        return None
                    if record[:4] == b"\0\0\0\1":
                        return record[4:]
                    at += 4 + page + 4
                at = -(-at // sector) * sector
    except OSError:
        pass
    return None


def _header(file: BinaryIO, at: int) -> tuple[int, int, int] | None:
    """Pages that follow, sector size and page size of the journal's header at an offset."""
    file.seek(at)
    start = file.read(28)
    if len(start) < 28 or not start.startswith(_JOURNAL_MAGIC):
        return None
    pages, _, _, sector, page = struct.unpack(">5I", start[8:])
    if not (_SECTOR <= page <= 65536 and 0 < sector <= 65536):
        return None
    return pages, sector, page


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
