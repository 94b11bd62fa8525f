"""What became of one record: who changed which field, when, from what to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import log
from workbench.domain import record
from workbench.domain.change import GONE, Change, ChangeSet
from workbench.domain.message import Msg
from workbench.domain.record import Field
from workbench.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as values of its kind."""

    field: Field
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One change set as far as it touched the record; `fields` is empty when it was made,
    deleted, brought back or only moved."""

    set_id: int
    at: datetime
    actor: str
    typed_by: str
    what: Msg
    fields: tuple[FieldChange, ...] = ()


def history(ws: Workspace, handover: int, record_id: int, limit: int = 10) -> list[Entry]:
    """The last change sets that touched a record, the newest first."""
    found = []
    with ws.store.reading() as connection:
        for entry in log.entries(connection, handover, record=record_id, newest=limit):
            mine = log.changes_of(connection, entry.id, record=record_id)
            found.append(_entry(entry, tuple(f for change in mine for f in _fields(change))))
    return found[::-1]


def newest(ws: Workspace, records: Sequence[int]) -> dict[int, Entry]:
    """The last change set that touched each record, without its fields: a set may be a list."""
    with ws.store.reading() as connection:
        found = log.newest_of(connection, records)
    return {record_id: _entry(entry) for record_id, entry in found.items()}


def _entry(entry: ChangeSet, fields: tuple[FieldChange, ...] = ()) -> Entry:
    return Entry(
        entry.id,
        datetime.fromisoformat(entry.at),
        entry.author.actor,
        entry.author.typed_by,
        entry.summary,
        fields,
    )


def _fields(change: Change) -> list[FieldChange]:
    """The fields a change touched, unless it made or deleted the record."""
    if GONE in change.before:
        return []
    entry = record.get(change.register)
    return [
        FieldChange(
            entry.by_name[name],
            entry.by_name[name].kind.from_json(change.before.get(name)),
            entry.by_name[name].kind.from_json(after),
        )
        for name, after in change.after.items()
        if name in entry.by_name
    ]
