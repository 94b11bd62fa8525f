"""A damaged data file saved into a new one: its rows as far as they can be read, and what the log
still knows of the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import chain, repair
from db.records import contents, everything, plain, read_dossier
from workbench.domain import record
from workbench.domain.change import GONE
from workbench.domain.errors import StoreError, WorkbenchError
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.record import SPINE, Record, Register
from workbench.services import file_check, readings, summary
from workbench.services.file_check import Report
from workbench.services.history import as_said
from workbench.services.workspace import Me, Workspace

if TYPE_CHECKING:
    from datetime import date

    from db.writer import Writer

_ONLY_COPY = ("change_set", "change", "content")
_PLACE = ("parent", "position", "number")


@dataclass
class Repaired:
    """What became of a file: records mended from the log, what was lost, and what a check of the
    new file still finds."""

    mended: list[str] = field(default_factory=list)
    lost: list[Msg] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    @property
    def whole(self) -> bool:
        return not self.lost and self.report.ok


def repair_into(path: Path, made: Path, me: Me, today: date) -> Repaired:
    """Save what can be saved of `path` into the new file `made`; `path` is only read."""
    found = Repaired()
    for table, rows in repair.salvage(path, made).items():
        if table in _ONLY_COPY:  # a record whose rows are lost is known to the log
            lost = nmsg("{table}: {n} row is lost", "{table}: up to {n} rows are lost", rows,
                        table=table)  # fmt: skip
            found.lost.append(lost)
    ws = Workspace.open(made, me)
    with ws.store.writing() as writer:
        writer.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        query = "SELECT DISTINCT handover FROM change_set ORDER BY handover"
        for (handover,) in writer.connection.exec_driver_sql(query).all():
            _mend(writer, int(handover), found)
        _cut_loose(writer, found)
        living = _living(writer)
        for handover in living:
            _derive(writer, handover, today, found)
    for handover in living:
        _leave_readings(ws, handover, found)
    found.report = file_check.check(ws)
    return found


def _mend(writer: Writer, handover: int, found: Repaired) -> None:
    """Make each record what the log, so far as it holds, says of it."""
    connection = plain(writer.connection)
    told = chain.verify(connection, handover)
    code = str(told.said.get(handover, {}).get("code", ""))
    there: dict[int, tuple[Register | None, Record | None, bool]] = {}
    entry: Register | None
    for entry in record.all_registers():
        for record_id, (seen, gone) in everything(connection, handover, entry.name).items():
            there[record_id] = (entry, seen, gone)
    for record_id, said in told.said.items():
        lost = (_guess(connection, record_id, said), None, False)
        entry, seen, gone = there.get(record_id, lost)
        holds = told.broken is None and _is_complete(connection, record_id)
        if seen is not None and (as_said(seen, gone, said) or not holds):
            continue  # of a log with gaps, what the record says itself is newer
        if entry is None or not _is_whole(entry, said):
            if seen is None:
                found.lost.append(msg("record {n}: the log does not know all of it", n=record_id))
            continue
        try:
            _put(writer, handover, record_id, entry, said)
        except (StoreError, ValueError, TypeError, LookupError):
            found.lost.append(msg("record {n}: the log does not know all of it", n=record_id))
        else:
            found.mended.append(_key(entry, said, code))
            if not holds:
                what = msg("{key}: what was changed last may be lost", key=_key(entry, said, code))
                found.lost.append(what)


def _is_complete(connection: sqlite3.Connection, record_id: int) -> bool:
    """Whether the log has all changes of a record, as far as its place can tell."""
    query = (
        "SELECT s.version, count(c.id) FROM record s JOIN change c ON c.record = s.id"
        f" AND {chain.CHANGES_IT} WHERE s.id = ? GROUP BY s.id"
    )
    version, changes = connection.execute(query, (record_id,)).fetchone() or (0, 0)
    return bool(version == changes)


def _guess(
    connection: sqlite3.Connection, record_id: int, said: Mapping[str, Any]
) -> Register | None:
    """The register of a record whose place is lost: the one that has its fields, or such fields."""
    fields = set(said) - {GONE, *SPINE}
    fitting = [r for r in record.all_registers() if {f.name for f in r.fields} == fields]
    for entry in record.all_registers():
        query = f"SELECT 1 FROM r_{entry.name} WHERE id = ?"
        if connection.execute(query, (record_id,)).fetchone():
            return entry
    return fitting[0] if len(fitting) == 1 else None


def _is_whole(entry: Register, said: Mapping[str, Any]) -> bool:
    """Whether the log knows every field of a record, as it does unless something was erased."""
    return all(name in said for name in (*_PLACE, *entry.by_name))


def _put(
    writer: Writer, handover: int, record_id: int, entry: Register, said: Mapping[str, Any]
) -> None:
    """Write a record as the log has it, over whatever is there of it."""
    connection = writer.connection
    changes = connection.exec_driver_sql(
        "SELECT count(*), max(change_set) FROM change WHERE record = ?", (record_id,)
    ).one()
    row = entry.to_row(entry.from_json({n: said[n] for n in entry.by_name}))
    place = {
        "id": record_id,
        "handover": handover,
        "register": entry.name,
        **{name: said[name] for name in _PLACE},
        "version": changes[0],
        "gone": changes[1] if said.get(GONE) else None,
    }
    for table, values in (("record", place), (f"r_{entry.name}", {"id": record_id, **row})):
        names = ", ".join(f'"{n}"' for n in values)
        marks = ", ".join("?" * len(values))
        connection.exec_driver_sql(
            f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({marks})', tuple(values.values())
        )


def _key(entry: Register, said: Mapping[str, Any], code: str) -> str:
    if entry.name == "handover":
        return code
    return f"{entry.prefix or code}-{said['number']:02}"


def _cut_loose(writer: Writer, found: Repaired) -> None:
    """Leave out rows that name something which is lost, since nothing can be said of them."""
    connection = writer.connection
    while broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        for table, row, target, _ in broken:
            found.lost.append(
                msg("{table} {row} was left out: it names a {target} that is lost",
                    table=table, row=row, target=target)
            )  # fmt: skip
            if table in ("change", "change_set"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_stays")
            connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE rowid = ?', (row,))
    _restore_triggers(writer)


def _restore_triggers(writer: Writer) -> None:
    from db.check import expected_schema

    present = {
        name
        for (name,) in writer.connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
    }
    for name, definition in expected_schema().items():
        kind, _, sql = definition.split(" ", 2)
        if kind == "trigger" and name not in present:
            writer.connection.exec_driver_sql(sql)


def _living(writer: Writer) -> list[int]:
    query = "SELECT id FROM record WHERE register = 'handover' AND gone IS NULL"
    return [int(i) for (i,) in writer.connection.exec_driver_sql(query)]


def _derive(writer: Writer, handover: int, today: date, found: Repaired) -> None:
    """Make what the first screen shows anew."""
    names = record.below_handover()
    try:
        dossier = read_dossier(plain(writer.connection), handover, names)
    except StoreError as problem:
        found.lost.append(problem.message)
        return
    summary.write(writer, dossier, dossier, {i.id for i in dossier.listed("item")}, today)


def _leave_readings(ws: Workspace, handover: int, found: Repaired) -> None:
    """Take back the batches of readings that cannot be read any more, so that they can be loaded
    again and nothing else of their KPIs is held up."""
    try:
        with ws.store.records() as connection:
            kept = dict(contents(connection, handover, "batch"))
        spoilt = readings.damaged(ws.dossier(handover), kept)
        if spoilt:
            what = nmsg("{n} batch of lost readings taken back",
                        "{n} batches of lost readings taken back", len(spoilt))  # fmt: skip
            with ws.change(handover, "repair", what) as ed:
                ed.delete(b.id for b in spoilt)
    except WorkbenchError as problem:
        found.lost.append(problem.message)
        return
    found.lost += [
        msg("{key}: the readings from {source} are lost; load them again",
            key=ws.dossier(handover).key(b), source=b.source)
        for b in spoilt
    ]  # fmt: skip
