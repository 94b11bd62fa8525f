"""Reading dossiers from the data file and writing change sets into it.

Reads are short and fully fetched; every write is one transaction begun IMMEDIATE, and re-reads
what others did before it changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from db import log
from db.engine import make_engine, translated
from db.tables import AGENDA, SPINE, SUMMARY, table_of
from workbench.domain import record
from workbench.domain.change import ChangeSet
from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound
from workbench.domain.message import msg
from workbench.domain.record import SPINE as SPINE_FIELDS
from workbench.domain.record import Record
from workbench.domain.registers.handover import Handover

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_CHUNK = 500  # below SQLite's limit of variables in one statement


@dataclass
class Batch:
    """What one change set writes: new records, changed fields, deletions, and what derives."""

    inserts: list[tuple[str, Record]] = field(default_factory=list)
    updates: dict[int, dict[str, Any]] = field(default_factory=dict)
    registers: dict[int, str] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)


class Store:
    """The data file. Every method is one short transaction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.throw_away = (
            False  # nothing in the file need survive a power cut: a sample in the making
        )

    @cached_property
    def engine(self) -> Engine:
        return make_engine(self.path, synced=not self.throw_away)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as problem:
            raise translated(problem, self.path) from None

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """A write transaction: committed when the block ends, rolled back when it raises."""
        try:
            with self.engine.execution_options(write=True).begin() as connection:
                yield Writer(connection)
        except DBAPIError as problem:
            raise translated(problem, self.path) from None

    def dossier(self, handover: int, registers: Sequence[str]) -> Dossier:
        with self.reading() as connection:
            return read_dossier(connection, handover, registers)

    def codes(self, *, but: int) -> list[str]:
        """The codes of all handovers but one."""
        with self.reading() as connection:
            return list(
                connection.scalars(sa.select(SUMMARY.c.code).where(SUMMARY.c.handover != but))
            )

    def handover_called(self, code: str) -> int:
        """The id of the handover with this code; NotFound names those there are."""
        with self.reading() as connection:
            rows = connection.execute(sa.select(SUMMARY.c.handover, SUMMARY.c.code)).all()
        for row in rows:
            if row.code.casefold() == code.casefold():
                return int(row.handover)
        there = ", ".join(sorted(r.code for r in rows)[:12])
        raise NotFound(
            msg("there is no handover {code}; there are: {codes}", code=code, codes=there)
            if there
            else msg("there is no handover {code}; the file has none yet", code=code)
        )


def read_dossier(connection: Connection, handover: int, registers: Sequence[str]) -> Dossier:
    found = _records(connection, "handover", SPINE.c.id == handover)
    if not found:
        raise NotFound(msg("this handover is not in the file"))
    top = found[0]
    assert isinstance(top, Handover)
    mine = SPINE.c.handover == handover
    tables = {n: {r.id: r for r in _records(connection, n, mine)} for n in registers}
    return Dossier(top, tables, log.head(connection, handover)[0])


def caught_up(connection: Connection, old: Dossier) -> Dossier:
    """`old` with what was changed since, read record by record."""
    head = log.head(connection, old.handover.id)[0]
    if head == old.head:
        return old
    touched = log.touched_since(connection, old.handover.id, old.head)
    changed, gone = load(connection, touched)
    return old.patched(changed, gone, head)


def load(connection: Connection, ids: Sequence[int]) -> tuple[list[tuple[str, Record]], list[int]]:
    """The live records among `ids` with their registers, and the ids of the deleted ones."""
    by_register: dict[str, list[int]] = {}
    gone: list[int] = []
    for part in _chunks(ids):
        rows = connection.execute(
            sa.select(SPINE.c.id, SPINE.c.register, SPINE.c.gone).where(SPINE.c.id.in_(part))
        ).all()
        for row in rows:
            if row.gone is None:
                by_register.setdefault(row.register, []).append(row.id)
            else:
                gone.append(row.id)
    found: list[tuple[str, Record]] = []
    for name, wanted in by_register.items():
        for part in _chunks(wanted):
            found += [(name, r) for r in _records(connection, name, SPINE.c.id.in_(part))]
    return found, gone


def load_gone(connection: Connection, ids: Sequence[int]) -> dict[int, Record]:
    """Deleted records as they were when they went."""
    names: dict[int, str] = {}
    for part in _chunks(ids):
        query = sa.select(SPINE.c.id, SPINE.c.register).where(SPINE.c.id.in_(part))
        names.update((row.id, row.register) for row in connection.execute(query))
    found: dict[int, Record] = {}
    for name in set(names.values()):
        wanted = [i for i, n in names.items() if n == name]
        for part in _chunks(wanted):
            went = _records(connection, name, SPINE.c.id.in_(part), gone=True)
            found.update({r.id: r for r in went})
    return found


def everything(
    connection: Connection, handover: int, register: str
) -> dict[int, tuple[Record | None, bool]]:
    """By id the records of a register, deleted ones too, and whether they are deleted; None for
    what cannot be read."""
    mine = SPINE.c.id == handover if register == "handover" else SPINE.c.handover == handover
    query = sa.select(SPINE.c.id, SPINE.c.gone).where(mine, SPINE.c.register == register)
    gone = {row.id: row.gone is not None for row in connection.execute(query)}
    found: dict[int, Record] = {}
    try:
        for deleted in (False, True):
            found.update((r.id, r) for r in _records(connection, register, mine, gone=deleted))
    except (ValueError, TypeError, ArithmeticError):  # a damaged value: one by one
        for record_id, deleted in gone.items():
            with suppress(ValueError, TypeError, ArithmeticError):
                this = SPINE.c.id == record_id
                found.update((r.id, r) for r in _records(connection, register, this, gone=deleted))
    return {i: (found.get(i), deleted) for i, deleted in gone.items()}


def _records(
    connection: Connection, name: str, where: sa.ColumnElement[bool], *, gone: bool = False
) -> list[Record]:
    entry = record.get(name)
    table = table_of(entry)
    columns = [SPINE.c[n] for n in SPINE_FIELDS]
    own = [table.c[c.name] for f in entry.fields for c in f.columns]
    query = sa.select(*columns, *own).join(table, table.c.id == SPINE.c.id).where(where)
    query = query.where(SPINE.c.gone.is_not(None) if gone else SPINE.c.gone.is_(None))
    return entry.from_rows(connection.execute(query))


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[i : i + _CHUNK] for i in range(0, len(ids), _CHUNK))


class Writer:
    """One write transaction, from the lock to the commit."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def next_id(self) -> int:
        """The first unused record id; ids are never used again."""
        return self._next("record")

    def next_set(self) -> int:
        return self._next("change_set")

    def _next(self, table: str) -> int:
        found = self.connection.exec_driver_sql(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)
        ).scalar()
        return int(found or 0) + 1

    def last_numbers(self, handover: int) -> dict[str, int]:
        """The highest number ever given in each register of the handover."""
        rows = self.connection.execute(
            sa.select(SPINE.c.register, sa.func.max(SPINE.c.number))
            .where(SPINE.c.handover == handover)
            .group_by(SPINE.c.register)
        )
        return {name: int(highest) for name, highest in rows}

    def codes(self) -> list[str]:
        return list(self.connection.scalars(sa.select(SUMMARY.c.code)))

    def save(self, entry: ChangeSet, batch: Batch, set_id: int) -> str:
        """Write records and log; gives the chain's new head."""
        self._insert(batch.inserts)
        self._update(batch)
        for ids, mark in ((batch.gone, set_id), (batch.back, None)):
            for part in _chunks(ids):
                self.connection.execute(
                    SPINE.update()
                    .where(SPINE.c.id.in_(part))
                    .values(gone=mark, version=SPINE.c.version + 1)
                )
        return log.append(self.connection, entry, set_id)

    def _insert(self, inserts: Sequence[tuple[str, Record]]) -> None:
        spine = [
            {"register": name, **{n: getattr(r, n) for n in SPINE_FIELDS}} for name, r in inserts
        ]
        if spine:
            self.connection.execute(SPINE.insert(), spine)
        by_register: dict[str, list[dict[str, Any]]] = {}
        for name, r in inserts:
            entry = record.get(name)
            values = {f.name: getattr(r, f.name) for f in entry.fields}
            by_register.setdefault(name, []).append({"id": r.id, **entry.to_row(values)})
        for name, rows in by_register.items():
            self.connection.execute(table_of(record.get(name)).insert(), rows)

    def _update(self, batch: Batch) -> None:
        for record_id, values in batch.updates.items():
            place = {n: values[n] for n in ("parent", "position") if n in values}
            self.connection.execute(
                SPINE.update()
                .where(SPINE.c.id == record_id)
                .values(version=SPINE.c.version + 1, **place)
            )
            entry = record.get(batch.registers[record_id])
            row = entry.to_row({n: v for n, v in values.items() if n not in SPINE_FIELDS})
            if row:
                table = table_of(entry)
                self.connection.execute(table.update().where(table.c.id == record_id).values(**row))

    def summarise(self, row: Mapping[str, Any]) -> None:
        """Replace what the portfolio shows of a handover; keys are SUMMARY's columns."""
        self.connection.execute(SUMMARY.insert().prefix_with("OR REPLACE"), dict(row))

    def schedule(self, gone: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> None:
        """Replace agenda lines: `gone` items lose theirs, `rows` have AGENDA's columns."""
        for part in _chunks(gone):
            self.connection.execute(AGENDA.delete().where(AGENDA.c.item.in_(part)))
        if rows:
            self.connection.execute(
                AGENDA.insert().prefix_with("OR REPLACE"), [dict(r) for r in rows]
            )
