"""Looking for damage: quickly behind the screens, thoroughly for `handover db check`."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db import chain
from db.engine import FAILURES, REVISION, connect, translated
from db.migrate import prepare
from db.records import UNREADABLE
from workbench.domain import record
from workbench.domain.errors import NotFound
from workbench.domain.message import Msg, msg
from workbench.domain.record import SPINE, Register
from workbench.domain.text import clean

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN")
_BY_TABLE = (3, 33)  # the SQLite that can check one table
_VERSION = f"{REVISION:04}"
_MOST = 100  # sentences of SQLite's own check
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR")


@dataclass(frozen=True, slots=True)
class Damage:
    """Something wrong in the file, and in which record, where it is in one."""

    what: Msg
    record: int | None = None


def is_sound(path: Path) -> bool:
    """Whether SQLite can follow the whole file; yes while it cannot be looked at.

    It goes table by table, so that nobody who wants to write waits long.
    """
    try:
        with closing(connect(path)) as connection:
            for target in _parts(connection):
                if connection.execute(f"PRAGMA quick_check{target}").fetchone()[0] != "ok":
                    return False
    except FAILURES as problem:
        return getattr(problem, "sqlite_errorname", "").startswith(_BUSY)
    return True


def _parts(connection: sqlite3.Connection) -> list[str]:
    if sqlite3.sqlite_version_info < _BY_TABLE:
        return [""]
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [f"('{name}')" for (name,) in names]


def check(path: Path) -> list[Damage]:
    """All that is wrong with the file's structure, its links and its values, whoever reads it."""
    found: list[Damage] = []
    try:
        with closing(connect(path)) as connection:
            connection.text_factory = _readable
            for part in (_structure, _schema, _links, _spine, _numbers, _values):
                found += _looked(part(connection))
    except FAILURES as problem:
        if not _is_damage(problem):
            raise translated(problem, path) from None
        found.append(Damage(_unreadable(problem)))
    return found


def _looked(part: Iterator[Damage]) -> list[Damage]:
    """What a part of the check found, as far as the damage lets it go."""
    found = []
    try:
        for damage in part:
            found.append(damage)
    except FAILURES as problem:
        if not _is_damage(problem):
            raise
        found.append(Damage(_unreadable(problem)))
    return found


def _is_damage(problem: Exception) -> bool:
    if isinstance(problem, UnicodeDecodeError):
        return True
    name = getattr(problem, "sqlite_errorname", "")
    # A damaged schema makes statements fail that are right.
    return name.startswith(_DAMAGED) or name in ("SQLITE_ERROR", "SQLITE_MISMATCH")


def _unreadable(problem: Exception) -> Msg:
    return msg("the file cannot be followed further: {why}", why=clean(str(problem)))


def _readable(stored: bytes) -> str:
    return stored.decode(errors="replace")


def _structure(connection: sqlite3.Connection) -> Iterator[Damage]:
    """What SQLite says of pages, rows and indexes; tables by their names."""
    for (line,) in connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall():
        if line == "ok":
            return
        for part in str(line).splitlines():
            if not part.startswith("***"):
                yield Damage(msg("structure: {what}", what=_named(connection, clean(part))))


def _named(connection: sqlite3.Connection, line: str) -> str:
    """SQLite's sentence with the table or index for the number of its first page."""
    found = re.match(r"(?:On tree|Tree) page? ?(\d+)|Tree (\d+)", line)
    root = next((g for g in found.groups() if g), None) if found else None
    if root is None:
        return line
    query = "SELECT name FROM sqlite_master WHERE rootpage = ?"
    row = connection.execute(query, (int(root),)).fetchone()
    return f"{clean(row[0])}: {line}" if row else line


def _schema(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Whether tables, indexes and triggers are those that this program makes."""
    present, wanted = _definitions(connection), expected_schema()
    for name in sorted({*present, *wanted}):
        if present.get(name) != wanted.get(name):
            yield Damage(msg("schema: {name} is not as this program makes it", name=clean(name)))


@cache
def expected_schema() -> Mapping[str, str]:
    """The definitions in a file as this program makes it, by name."""
    with tempfile.TemporaryDirectory(prefix="handover-") as folder:
        path = Path(folder) / "new.db"
        held = prepare(path, create=True)
        with closing(connect(path)) as connection:
            found = _definitions(connection)
        held.close()
    return found


def _definitions(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return {str(name): f"{kind} {table} {' '.join(str(sql).split())}"
            for kind, name, table, sql in rows}  # fmt: skip


def _links(connection: sqlite3.Connection) -> Iterator[Damage]:
    for table, row, target, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        register = str(table).startswith("r_") or table == "record"
        yield Damage(
            msg("{table} {row} names a {target} that is not there",
                table=clean(str(table)), row=row, target=clean(str(target))),
            row if register else None,
        )  # fmt: skip


def _spine(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Whether each record has its place in the spine and its row in its register's table."""
    known = {r.name for r in record.all_registers()}
    for record_id, name in connection.execute("SELECT id, register FROM record").fetchall():
        if name not in known:
            yield Damage(msg("it is of no register: {name}", name=clean(str(name))), record_id)
    for name in sorted(known):
        table = f"r_{name}"
        query = (
            f"SELECT s.id FROM record s LEFT JOIN {table} r ON r.id = s.id"
            " WHERE s.register = ? AND r.id IS NULL"
        )
        for (record_id,) in connection.execute(query, (name,)).fetchall():
            yield Damage(msg("its fields are missing"), record_id)
        query = (
            f"SELECT r.id FROM {table} r LEFT JOIN record s ON s.id = r.id"
            " WHERE s.register IS NOT ?"
        )
        for (record_id,) in connection.execute(query, (name,)).fetchall():
            yield Damage(msg("its place is missing: there are fields of a {name}", name=name),
                         record_id)  # fmt: skip
    query = (
        "SELECT s.id FROM record s LEFT JOIN record h ON h.id = s.handover"
        " WHERE h.register IS NOT 'handover'"
    )
    for (record_id,) in connection.execute(query).fetchall():
        yield Damage(msg("it belongs to no handover"), record_id)
    query = (
        "SELECT id FROM record WHERE gone IS NOT NULL AND gone NOT IN (SELECT id FROM change_set)"
    )
    for (record_id,) in connection.execute(query).fetchall():
        yield Damage(msg("nobody deleted it, and it is marked as deleted"), record_id)
    query = (
        "SELECT s.id, s.version, count(c.id) FROM record s LEFT JOIN change c ON c.record = s.id"
        f" AND {chain.CHANGES_IT}"
        " GROUP BY s.id HAVING s.version IS NOT count(c.id)"
    )
    for record_id, version, changes in connection.execute(query).fetchall():
        yield Damage(msg("it is version {version}, and the log has {n} changes of it",
                         version=version, n=changes), record_id)  # fmt: skip


def _numbers(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Whether the next numbers are beyond all those that were given."""
    rows = connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    given = dict(rows)
    if len(given) != len(rows):
        yield Damage(msg("schema: {name} is not as this program makes it", name="sqlite_sequence"))
    for table in ("record", "change_set", "change"):
        last = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0
        if given.pop(table, 0) != last:
            yield Damage(
                msg("the next number of {table} does not follow the last one", table=table)
            )
    for name in given:
        yield Damage(msg("schema: {name} is not as this program makes it", name=clean(str(name))))
    if connection.execute("SELECT version_num FROM alembic_version").fetchall() != [(_VERSION,)]:
        yield Damage(msg("schema: {name} is not as this program makes it", name="alembic_version"))


def _values(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Whether every value is text in UTF-8 that its kind can read, as it would write it."""
    for entry in record.all_registers():
        names = [f'r."{c.name}"' for f in entry.fields for c in f.columns]
        spine = ", ".join(f"s.{name}" for name in SPINE)
        query = (
            f"SELECT {spine}, {', '.join(names)} FROM record s JOIN r_{entry.name} r ON r.id = s.id"
        )
        connection.text_factory = bytes
        try:
            rows = connection.execute(query).fetchall()
        finally:
            connection.text_factory = _readable
        for row in rows:
            yield from _read(entry, row)


def _read(entry: Register, row: tuple[object, ...]) -> Iterator[Damage]:
    raw = list(row)
    at = len(SPINE)
    for field in entry.fields:
        end = at + len(field.columns)
        try:
            kept = tuple(v.decode() if isinstance(v, bytes) else v for v in raw[at:end])
            if field.kind.to_db(field.kind.from_db(kept)) != kept:
                yield Damage(
                    msg("{field} is not kept as this program keeps it", field=field.kind.label),
                    _id(raw),
                )
        except (*UNREADABLE, LookupError):
            yield Damage(msg("{field} cannot be read", field=field.kind.label), _id(raw))
        at = end
    try:
        [v.decode() for v in raw[: len(SPINE)] if isinstance(v, bytes)]
    except UnicodeDecodeError:
        yield Damage(msg("its place cannot be read"), _id(raw))


def _id(raw: list[object]) -> int | None:
    found = raw[SPINE.index("id")]
    return found if isinstance(found, int) else None


def known_keys(path: Path, ids: set[int]) -> dict[int, str]:
    """Visible keys of records, as far as the file can tell."""
    found: dict[int, str] = {}
    query = (
        "SELECT s.id, s.register, s.number, m.code FROM record s"
        " LEFT JOIN summary m ON m.handover = s.handover WHERE s.id = ?"
    )
    try:
        with closing(connect(path)) as connection:
            connection.text_factory = _readable
            for record_id in ids:
                row = connection.execute(query, (record_id,)).fetchone()
                if row is not None:
                    found[record_id] = _key(*row[1:])
    except FAILURES:
        pass
    return found


def _key(register: str, number: object, code: object) -> str:
    if register == "handover":
        return clean(str(code))
    try:
        prefix = record.get(register).prefix
    except NotFound:
        prefix = register
    own = f"{prefix or code}-{number:02}" if isinstance(number, int) else f"{prefix or code}-?"
    return clean(own if not prefix else f"{code} {own}")
