"""Baselines: what was frozen at a gate, and what has changed between two of them, or since."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from workbench.domain import record
from workbench.domain.change import sha256
from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound
from workbench.domain.journey import Gate
from workbench.domain.message import Msg, listed, msg, pmsg
from workbench.domain.record import Field, Record, Register
from workbench.domain.registers.baseline import Baseline
from workbench.domain.registers.item import Item
from workbench.figures.progress import Progress, progress
from workbench.pack.content import content
from workbench.services.workspace import Workspace

Content = Mapping[str, list[dict[str, Any]]]


class Became(Enum):
    """What became of a record between two baselines."""

    ADDED = "added", pmsg("baseline", "new")
    CHANGED = "changed", pmsg("baseline", "changed")
    REMOVED = "removed", pmsg("baseline", "gone")

    def __init__(self, key: str, label: Msg) -> None:
        self.key = key
        self.label = label


@dataclass(frozen=True, slots=True)
class Changed:
    """One field before and after."""

    field: Field
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Delta:
    """One record that differs; `key` and `title` as it was last."""

    register: Register
    record: int
    key: str
    became: Became
    fields: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """From one state of a handover to a later one, with the checklist's progress in both."""

    deltas: tuple[Delta, ...]
    before: Progress
    after: Progress


@dataclass(frozen=True, slots=True)
class Frozen:
    """A baseline with its content; `intact` is whether the content is what the hash says."""

    baseline: Baseline
    content: Content
    intact: bool


def listed_baselines(dossier: Dossier) -> list[Baseline]:
    """All baselines, oldest first; of a gate that was reopened there are several."""
    return sorted(dossier.all(Baseline), key=lambda b: b.id)


def at(dossier: Dossier, gate: Gate) -> Baseline:
    """The last baseline of a gate; NotFound names those there are."""
    found = [b for b in listed_baselines(dossier) if b.gate is gate]
    if found:
        return found[-1]
    there = listed(sorted({b.gate.value for b in listed_baselines(dossier) if b.gate}))
    if there:
        raise NotFound(msg("{gate} has no baseline; these have: {gates}", gate=gate.value,
                           gates=there))  # fmt: skip
    raise NotFound(msg("no gate has been passed, so there is no baseline yet"))


def read(ws: Workspace, handover: int, gate: Gate) -> Frozen:
    """What was frozen when the gate was passed last."""
    baseline = at(ws.dossier(handover), gate)
    text = zlib.decompress(ws.store.content(baseline.id)).decode()
    return Frozen(baseline, json.loads(text), sha256(text) == baseline.sha256)


def diff(ws: Workspace, handover: int, first: Gate, second: Gate | None = None) -> Diff:
    """What changed from one baseline to another, or to now."""
    dossier = ws.dossier(handover)
    before = read(ws, handover, first).content
    after = read(ws, handover, second).content if second is not None else content(dossier)
    return between(dossier, before, after, ws)


def between(dossier: Dossier, before: Content, after: Content, ws: Workspace) -> Diff:
    code = _code(after) or dossier.handover.code
    deltas = [
        delta
        for name in dict.fromkeys(["handover", *sorted({*before, *after})])
        for delta in _deltas(code, name, before.get(name, []), after.get(name, []))
    ]
    return Diff(tuple(deltas), _progress(before, ws), _progress(after, ws))


def _deltas(
    code: str, name: str, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> Iterator[Delta]:
    entry = record.get(name)
    old, new = ({row["id"]: row for row in rows} for rows in (before, after))
    for record_id in dict.fromkeys([*old, *new]):
        was, now = old.get(record_id), new.get(record_id)
        key = _key(code, entry, now or was or {})
        if was is None:
            yield Delta(entry, record_id, key, Became.ADDED)
        elif now is None:
            yield Delta(entry, record_id, key, Became.REMOVED)
        elif changed := tuple(_fields(entry, was, now)):
            yield Delta(entry, record_id, key, Became.CHANGED, changed)


def _fields(entry: Register, was: dict[str, Any], now: dict[str, Any]) -> Iterator[Changed]:
    for field in entry.fields:
        values = [_value(field, row) for row in (was, now)]
        if values[0] != values[1]:
            yield Changed(field, *values)


def _value(field: Field, row: dict[str, Any]) -> Any:
    return field.kind.from_json(row[field.name]) if field.name in row else field.default


def _key(code: str, entry: Register, row: dict[str, Any]) -> str:
    if entry.name == "handover":
        return code
    return f"{entry.prefix or code}-{row.get('number', 0):02}"


def _code(found: Content) -> str:
    return str(found["handover"][0].get("code", "")) if found.get("handover") else ""


def _progress(found: Content, ws: Workspace) -> Progress:
    entry = record.get("item")
    names = {f.name for f in entry.fields}
    items: list[Record] = []
    for row in found.get("item", []):
        values = entry.from_json({n: v for n, v in row.items() if n in names})
        items.append(Item(**values, id=row["id"]))
    return progress((i for i in items if isinstance(i, Item)), ws.today)
