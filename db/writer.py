"""Writing change sets by SQLAlchemy: the records, their log, and what derives from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import log
from db.records import chunks
from db.store import Batch
from db.tables import AGENDA, CONTENT, SPINE, SUMMARY, table_of
from workbench.domain import record
from workbench.domain.change import ChangeSet
from workbench.domain.record import SPINE as SPINE_FIELDS
from workbench.domain.record import Record

if TYPE_CHECKING:
    from sqlalchemy import Connection


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

    def last_number(self, handover: int, register: str) -> int:
        """The highest number ever given in a register of the handover, 0 in an empty one."""
        query = sa.select(sa.func.max(SPINE.c.number)).where(
            SPINE.c.handover == handover, SPINE.c.register == register
        )
        return int(self.connection.scalar(query) or 0)

    def codes(self) -> list[str]:
        return list(self.connection.scalars(sa.select(SUMMARY.c.code)))

    def save(self, entry: ChangeSet, batch: Batch, set_id: int) -> str:
        """Write records and log; gives the chain's new head."""
        self._insert(batch.inserts)
        self._update(batch)
        if batch.contents:
            rows = [{"record": i, "content": content} for i, content in batch.contents.items()]
            self.connection.execute(CONTENT.insert(), rows)
        for ids, mark in ((batch.gone, set_id), (batch.back, None)):
            for part in chunks(ids):
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
        for part in chunks(gone):
            self.connection.execute(AGENDA.delete().where(AGENDA.c.item.in_(part)))
        if rows:
            self.connection.execute(
                AGENDA.insert().prefix_with("OR REPLACE"), [dict(r) for r in rows]
            )
