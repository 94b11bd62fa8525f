"""What became of one record, and whether the whole log still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import chain, log
from db.records import everything, plain
from workbench.domain import record
from workbench.domain.change import GONE, Change, ChangeSet, canonical
from workbench.domain.message import Msg, msg
from workbench.domain.record import SPINE, Field, Record
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


@dataclass(frozen=True, slots=True)
class Broken:
    """What does not hold: a change set, the record in it where it is one, and why."""

    set_id: int
    record: int | None
    key: str
    why: Msg


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure, by the change set that logs it, and in how many earlier ones it blanked."""

    set_id: int
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What following a whole chain found: its change sets, those with something erased, its head.

    `broken` names what does not hold: the first break of the chain, then the records that are
    not as the log left them.
    """

    count: int
    erased: int
    head: tuple[int, str]
    erasures: tuple[Erasure, ...] = ()
    broken: tuple[Broken, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.broken

    @property
    def first_broken(self) -> Broken | None:
        return self.broken[0] if self.broken else None


_WHY = {
    "altered": msg("it was altered behind the log"),
    "blanked": msg("something in it was blanked, and no erasure says so"),
    "missing": msg("it is the last one, and there have been later ones"),
}
_NOT_AS_LOGGED = msg("it is not as the log left it")


def verify(ws: Workspace, handover: int) -> Verified:
    """Follow the handover's chain, and compare every record with what the log says of it."""
    with ws.store.reading() as connection:
        found = chain.verify(plain(connection), handover)
        broken: list[tuple[int, int | None, Msg]] = []
        if found.broken is not None:
            broken.append((found.broken.set_id, found.broken.record, _WHY[found.broken.why]))
        left = dict(found.said)
        for entry in record.all_registers():
            for record_id, (there, gone) in everything(
                plain(connection), handover, entry.name
            ).items():
                said = left.pop(record_id, None)
                if there is None or said is None or not as_said(there, gone, said):
                    left[record_id] = {GONE: None}
        strays = sorted(i for i, said in left.items() if said.get(GONE) is not True)
        last = log.newest_of(connection, strays)
        broken += [(last[i].id if i in last else 0, i, _NOT_AS_LOGGED) for i in strays]
        keys = log.keys_of(connection, [i for _, i, _ in broken if i is not None])
    return Verified(
        found.count,
        len(set(found.blank.values())),
        found.head,
        tuple(Erasure(i, datetime.fromisoformat(at), n) for i, at, n in found.erasures),
        tuple(Broken(s, i, keys.get(i or 0, ""), why) for s, i, why in broken),
    )


def as_said(found: Record, gone: bool, said: Mapping[str, Any]) -> bool:
    """Whether the record reads as the log left it, so far as that was not erased."""
    entry = record.of(type(found))
    names = [n for n in said if n in entry.by_name or n in SPINE]
    now = entry.to_json({n: getattr(found, n) for n in names})
    return said.get(GONE, gone) is gone and canonical(now) == canonical({n: said[n] for n in names})


def history(ws: Workspace, handover: int, record_id: int, limit: int = 10) -> list[Entry]:
    """The last change sets that touched a record, the newest first."""
    found = []
    with ws.store.reading() as connection:
        for entry in log.entries(connection, handover, record=record_id, newest=limit):
            mine = log.changes_of(connection, entry.id, record=record_id)
            found.append(_entry(entry, tuple(f for change in mine for f in _fields(change))))
    return found[::-1]


def newest(ws: Workspace, handover: int, records: Sequence[int]) -> dict[int, Entry]:
    """The last change set that touched each record, without its fields: a set may be a list."""
    written = ws.written(handover)
    touched = {change.record for change in written.changes} if written is not None else set()
    found = {i: written for i in records if written is not None and i in touched}
    others = [i for i in records if i not in touched]
    if others:
        with ws.store.reading() as connection:
            found |= log.newest_of(connection, others)
    return {record_id: _entry(entry) for record_id, entry in found.items()}


def _entry(entry: ChangeSet, fields: tuple[FieldChange, ...] = ()) -> Entry:
    return Entry(
        entry.id,
        entry.when,
        entry.author.actor,
        entry.author.typed_by,
        entry.summary,
        fields,
    )


def _fields(change: Change) -> list[FieldChange]:
    """The fields a change touched, unless it made, deleted or erased the record."""
    if GONE in change.before or not change.before:
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
