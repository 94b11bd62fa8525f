"""Taking words out of the file for good: blanked in the log, and gone from the file's bytes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from db.chain import BLANK, WORDS, word_digest
from db.engine import APPLICATION_ID, BUSY_SECONDS, connect
from db.tables import CHANGE, CHANGE_SET, CONTENT, SPINE, SUMMARY, table_of
from workbench.domain import record
from workbench.domain.change import ERASED, ERASURE

if TYPE_CHECKING:
    from sqlalchemy import Connection

_HEADER = b"SQLite format 3\x00"
_PAGES_READ = 100  # bytes of a file that say whose it is


def overwrite(connection: Connection) -> None:
    """Have what this transaction replaces overwritten with zeros."""
    connection.exec_driver_sql("PRAGMA secure_delete=ON")


def blank_words(connection: Connection, sets: Mapping[int, Sequence[str]]) -> None:
    """Blank words of change sets, by set; their digests stay, so that the chain holds."""
    for set_id, names in sets.items():
        row = connection.execute(sa.select(CHANGE_SET).where(CHANGE_SET.c.id == set_id)).one()
        seals = row.salt.split(" ")
        for name in names:
            place = WORDS.index(name)
            seals[place] = word_digest(seals[place], getattr(row, name))
        connection.execute(
            CHANGE_SET.update()
            .where(CHANGE_SET.c.id == set_id)
            .values(salt=" ".join(seals), **dict.fromkeys(names, ""))
        )


def blank_changes(connection: Connection, ids: Sequence[int]) -> None:
    for change in ids:
        connection.execute(
            CHANGE.update().where(CHANGE.c.id == change).values(before=BLANK, after=BLANK, salt="")
        )


def replace_contents(connection: Connection, contents: Mapping[int, bytes]) -> None:
    """Keep other contents beside records; the hashes stay those of what was signed."""
    for record_id, content in contents.items():
        connection.execute(
            CONTENT.update().where(CONTENT.c.record == record_id).values(content=content)
        )


def erased_names(connection: Connection, handover: int) -> dict[tuple[str, int], int]:
    """By word (`actor`, `typed_by`) and change set, whose erasure took the name: a record."""
    query = (
        sa.select(CHANGE.c.record, CHANGE.c.after)
        .join(CHANGE_SET, CHANGE_SET.c.id == CHANGE.c.change_set)
        .where(CHANGE_SET.c.handover == handover, CHANGE_SET.c.kind == ERASURE)
        .order_by(CHANGE.c.id)
    )
    found: dict[tuple[str, int], int] = {}
    for row in connection.execute(query):
        for word, ids in json.loads(row.after).get(ERASED, {}).items():
            if word in WORDS:
                found.update(((word, set_id), row.record) for set_id in ids)
    return found


def elsewhere(connection: Connection, handover: int, words: Sequence[str]) -> list[str]:
    """Codes of the other handovers of the file that have one of the words, spelled like that."""
    found: set[int] = set()
    for word in words:
        kept = json.dumps(word, ensure_ascii=False)[1:-1]
        for entry in record.all_registers():
            table = table_of(entry)
            texts = [c for c in table.c if isinstance(c.type, sa.Text)]
            here = sa.or_(sa.false(), *(sa.func.instr(c, word) > 0 for c in texts))
            query = sa.select(SPINE.c.handover).join(table, table.c.id == SPINE.c.id).where(here)
            found.update(connection.scalars(query.distinct()))
        logged = CHANGE.join(CHANGE_SET, CHANGE_SET.c.id == CHANGE.c.change_set)
        inside = sa.or_(*(sa.func.instr(c, kept) > 0 for c in (CHANGE.c.before, CHANGE.c.after)))
        found.update(
            connection.scalars(
                sa.select(CHANGE_SET.c.handover).select_from(logged).where(inside).distinct()
            )
        )
        said = sa.or_(*(sa.func.instr(CHANGE_SET.c[w], word) > 0 for w in WORDS))
        found.update(connection.scalars(sa.select(CHANGE_SET.c.handover).where(said).distinct()))
    found.discard(handover)
    codes = sa.select(SUMMARY.c.handover, SUMMARY.c.code)
    return sorted(row.code for row in connection.execute(codes) if row.handover in found)


def clean_file(path: Path, patience: float = BUSY_SECONDS) -> bool:
    """Write the file anew without what it no longer needs; no when others are using it for so
    many seconds."""
    with closing(connect(path)) as connection:
        connection.execute(f"PRAGMA busy_timeout={int(patience * 1000)}")
        # In memory: a temporary copy on disk would outlive the file.
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA secure_delete=ON")
        try:
            connection.execute("VACUUM")
        except sqlite3.OperationalError:
            return False
    return True


def copies(path: Path) -> Iterator[Path]:
    """Data files of this program beside `path`: backups, and copies made by hand."""
    for other in sorted(path.parent.iterdir()):
        with suppress(OSError):
            if other.is_file() and not other.samefile(path) and _is_ours(other):
                yield other


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(_PAGES_READ)
    return start.startswith(_HEADER) and start[68:72] == APPLICATION_ID.to_bytes(4, "big")
