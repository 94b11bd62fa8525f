"""Records read by plain sqlite3, with SQL that follows from the declarations.

A command or a screen waits for what is read, so SQLAlchemy, which writes, is not imported for it.
The statements are the plain SQL of every database.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from db.engine import DAMAGED
from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound, StoreError
from workbench.domain.message import msg
from workbench.domain.record import SPINE, Record, Register
from workbench.domain.registers.handover import Handover

if TYPE_CHECKING:
    from sqlalchemy import Connection

UNREADABLE = (ValueError, TypeError, ArithmeticError)
"""What a kind raises for a value that no program of ours wrote."""

_CHUNK = 500  # below SQLite's limit of variables in one statement


def plain(connection: Connection) -> sqlite3.Connection:
    """What lies beneath SQLAlchemy's connection, to read records in its transaction."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def read_dossier(
    connection: sqlite3.Connection, handover: int, registers: Sequence[str]
) -> Dossier:
    found = _records(connection, "handover", "id", [handover])
    if not found:
        raise NotFound(msg("this handover is not in the file"))
    top = found[0]
    assert isinstance(top, Handover)
    # A register that never had a record here is not even imported.
    query = "SELECT DISTINCT register FROM record WHERE handover = ?"
    used = {name for (name,) in connection.execute(query, (handover,))}
    tables = {
        name: {r.id: r for r in _records(connection, name, "handover", [handover])}
        if name in used
        else {}
        for name in registers
    }
    return Dossier(top, tables, head(connection, handover)[0])


def caught_up(connection: sqlite3.Connection, old: Dossier) -> Dossier:
    """`old` with what was changed since, read record by record."""
    newest = head(connection, old.handover.id)[0]
    if newest == old.head:
        return old
    touched = connection.execute(
        "SELECT DISTINCT c.record FROM change c JOIN change_set s ON s.id = c.change_set"
        " WHERE s.handover = ? AND s.id > ?",
        (old.handover.id, old.head),
    )
    changed, gone = load(connection, [record_id for (record_id,) in touched])
    return old.patched(changed, gone, newest)


def head(connection: sqlite3.Connection, handover: int) -> tuple[int, str]:
    """The handover's last change set and its link of the chain; (0, "") before the first."""
    found = connection.execute(
        "SELECT id, digest FROM change_set WHERE handover = ? ORDER BY id DESC LIMIT 1",
        (handover,),
    ).fetchone()
    return found or (0, "")


def first_link(connection: sqlite3.Connection, handover: int) -> str:
    """The first link of the handover's chain: no other handover has it, and it never changes."""
    found = connection.execute(
        "SELECT digest FROM change_set WHERE handover = ? ORDER BY id LIMIT 1", (handover,)
    ).fetchone()
    return found[0] if found else ""


def last_changes(connection: sqlite3.Connection, handover: int) -> dict[str, dict[int, int]]:
    """By register, the records of a handover, deleted ones too, each with the last change set
    that touched it."""
    found: dict[str, dict[int, int]] = {}
    query = (
        "SELECT r.register, r.id, MAX(c.change_set) FROM record r JOIN change c ON c.record = r.id"
        " WHERE r.handover = ? GROUP BY r.id"
    )
    for register, record_id, last in connection.execute(query, (handover,)):
        found.setdefault(register, {})[record_id] = last
    return found


def befores(
    connection: sqlite3.Connection, handover: int, register: str
) -> dict[int, list[Mapping[str, Any]]]:
    """By record of a register, deleted ones too, what its changed fields were before each change,
    as JSON values, the newest first."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    query = (
        "SELECT c.record, c.before FROM record r JOIN change c ON c.record = r.id"
        " WHERE r.handover = ? AND r.register = ? ORDER BY c.id DESC"
    )
    try:
        for record_id, before in connection.execute(query, (handover, register)):
            found.setdefault(record_id, []).append(json.loads(before))
    except UNREADABLE:
        raise StoreError(DAMAGED) from None
    return found


def load(
    connection: sqlite3.Connection, ids: Sequence[int]
) -> tuple[list[tuple[str, Record]], list[int]]:
    """The live records among `ids` with their registers, and the ids of the deleted ones."""
    by_register: dict[str, list[int]] = {}
    gone: list[int] = []
    for record_id, register, deleted in _registers(connection, ids):
        if deleted is None:
            by_register.setdefault(register, []).append(record_id)
        else:
            gone.append(record_id)
    found = [(name, r) for name, wanted in by_register.items()
             for r in _by_id(connection, name, wanted)]  # fmt: skip
    return found, gone


def load_gone(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Record]:
    """Deleted records as they were when they went."""
    by_register: dict[str, list[int]] = {}
    for record_id, register, _ in _registers(connection, ids):
        by_register.setdefault(register, []).append(record_id)
    return {r.id: r for name, wanted in by_register.items()
            for r in _by_id(connection, name, wanted, gone=True)}  # fmt: skip


def everything(
    connection: sqlite3.Connection, handover: int, register: str
) -> dict[int, tuple[Record | None, bool]]:
    """By id the records of a register, deleted ones too, and whether they are deleted; None for
    what cannot be read."""
    key = "id" if register == "handover" else "handover"
    query = f"SELECT id, gone IS NOT NULL FROM record WHERE {key} = ? AND register = ?"
    gone = {i: bool(deleted) for i, deleted in connection.execute(query, (handover, register))}
    found: dict[int, Record] = {}
    try:
        for deleted in (False, True):
            read = _records(connection, register, key, [handover], gone=deleted)
            found.update((r.id, r) for r in read)
    except StoreError:  # a damaged value: one by one
        for record_id, deleted in gone.items():
            with suppress(StoreError):
                read = _records(connection, register, "id", [record_id], gone=deleted)
                found.update((r.id, r) for r in read)
    # An index still finds a record whose own row no longer says where it belongs.
    query = "SELECT id FROM record WHERE id IN ({}) AND +handover = ? AND +register = ?"
    there = {
        record_id
        for part in chunks(list(gone))
        for (record_id,) in connection.execute(
            query.format(_marks(part)), (*part, handover, register)
        )
    }
    return {i: (found.get(i) if i in there else None, deleted) for i, deleted in gone.items()}


def contents(
    connection: sqlite3.Connection, handover: int, register: str
) -> list[tuple[int, bytes]]:
    """What is kept beside the records of a register, deleted ones too."""
    query = (
        "SELECT c.record, c.content FROM content c JOIN record r ON r.id = c.record"
        " WHERE r.handover = ? AND r.register = ? ORDER BY c.record"
    )
    return connection.execute(query, (handover, register)).fetchall()


def contents_of(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterable[tuple[int, bytes]]:
    """What is kept beside records, as far as it is there."""
    for part in chunks(ids):
        query = f"SELECT record, content FROM content WHERE record IN ({_marks(part)})"
        yield from connection.execute(query, part).fetchall()


def _registers(
    connection: sqlite3.Connection, ids: Sequence[int]
) -> list[tuple[int, str, int | None]]:
    """Id, register, and the change set that deleted it, of each record that is known."""
    found = []
    for part in chunks(ids):
        query = f"SELECT id, register, gone FROM record WHERE id IN ({_marks(part)})"
        found += connection.execute(query, part).fetchall()
    return found


def _by_id(
    connection: sqlite3.Connection, name: str, ids: Sequence[int], *, gone: bool = False
) -> list[Record]:
    return [r for part in chunks(ids) for r in _records(connection, name, "id", part, gone=gone)]


def _records(
    connection: sqlite3.Connection,
    name: str,
    key: str,
    values: Sequence[Any],
    *,
    gone: bool = False,
) -> list[Record]:
    """The records of a register whose spine has one of `values` as its `key`."""
    entry = record.get(name)
    spine = [f"s.{column}" for column in SPINE]
    own = [f'r."{column.name}"' for field in entry.fields for column in field.columns]
    query = (
        f"SELECT {', '.join([*spine, *own])} FROM record s JOIN r_{name} r ON r.id = s.id"
        f" WHERE s.{key} IN ({_marks(values)}) AND s.gone IS {'NOT NULL' if gone else 'NULL'}"
    )
    rows = connection.execute(query, values).fetchall()
    try:
        return entry.from_rows(rows)
    except UNREADABLE:
        raise _damaged(entry, rows) from None


def _damaged(entry: Register, rows: Sequence[Sequence[Any]]) -> StoreError:
    """The first of the rows that cannot be read, as a sentence."""
    for row in rows:
        try:
            entry.from_rows([row])
        except UNREADABLE:
            return StoreError(
                msg(
                    "{what} {number} holds what cannot be read: the file is damaged; handover db "
                    "check names it, handover db repair mends it from the log",
                    what=entry.one,
                    number=row[SPINE.index("number")],
                )
            )
    return StoreError(DAMAGED)


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """`ids` in parts that one statement can take."""
    return (ids[i : i + _CHUNK] for i in range(0, len(ids), _CHUNK))
