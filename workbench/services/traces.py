"""Where a handover says what is to be forgotten: in which fields, and where in the log."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from db import chain
from db.chain import LoggedChange, LoggedSet
from db.records import contents, everything
from workbench.domain import record
from workbench.domain.amounts import BitextKind
from workbench.domain.bitext import Bitext
from workbench.domain.change import ERASURE, canonical
from workbench.domain.dossier import Dossier
from workbench.domain.kinds import TextKind
from workbench.domain.mentions import Mentions
from workbench.domain.message import Msg, msg
from workbench.domain.record import Field, Record
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person
from workbench.domain.text import fold


@dataclass(frozen=True)
class Target:
    """What is to be forgotten: fields of people, with what stands there instead, and mentions.

    `named` are the names by which the log calls who acted; `whole` says that a person goes, so
    that notes about him go too.
    """

    what: Msg
    people: Mapping[int, Mapping[str, Any]]
    mentions: Mentions | None
    named: frozenset[str] = frozenset()
    whole: bool = False

    def mentioned(self, value: Any) -> bool:
        return self.mentions is not None and self.mentions.in_value(value)


@dataclass
class Traces:
    """Where it is: new values by record and field, words and changes of the log to blank, and
    what the contents kept for baselines become."""

    fields: dict[int, dict[str, Any]] = field(default_factory=dict)
    places: list[tuple[str, Msg]] = field(default_factory=list)
    registers: dict[int, str] = field(default_factory=dict)
    sets: dict[int, list[str]] = field(default_factory=dict)
    changes: list[int] = field(default_factory=list)
    entries: int = 0
    frozen: dict[int, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.fields or self.sets or self.changes or self.frozen)


def find(connection: sqlite3.Connection, dossier: Dossier, target: Target) -> Traces:
    """All traces of what is to be forgotten, deleted records and the log included."""
    found = Traces()
    handover = dossier.handover.id
    registers: dict[int, str] = {}
    about: set[int] = set()
    keys: dict[int, str] = {}
    for entry in record.all_registers():
        for record_id, (there, _) in everything(connection, handover, entry.name).items():
            registers[record_id] = entry.name
            if there is None:
                continue
            keys[record_id] = dossier.key(there)
            if target.whole and isinstance(there, Note) and there.parent in target.people:
                about.add(record_id)
            new = _new_values(there, target, record_id in about)
            if new:
                found.fields[record_id] = new
                found.registers[record_id] = entry.name
                labels = (entry.field(name).kind.label for name in new)
                found.places += [(keys[record_id], label) for label in labels]
    for row, changes in chain.sets(connection, handover):
        words = _words(row, target)
        gone = [c.id for c in changes if _tells(row.kind, c, registers, target, about)]
        found.changes += gone
        if words:
            found.sets[row.id] = words
        if words or gone:
            found.entries += 1
    for baseline, content in contents(connection, handover, "baseline"):
        thawed = json.loads(zlib.decompress(content))
        new = _thawed_without(thawed, target, about)
        if new != thawed:
            found.frozen[baseline] = zlib.compress(canonical(new).encode(), 6)
            found.places.append((keys[baseline], msg("frozen content")))
    return found


def _thawed_without(content: dict[str, Any], target: Target, about: Collection[int]) -> Any:
    """The content of a baseline without what is to be forgotten."""

    def without(register: str, row: dict[str, Any], name: str) -> Any:
        each = record.get(register).by_name.get(name)
        if target.mentions is None or each is None or not _is_text(each):
            return row[name]
        if row["id"] in about and name == "text":
            return target.mentions.mark
        return target.mentions.replaced(row[name])

    return {
        register: [{name: without(register, row, name) for name in row} for row in rows]
        for register, rows in content.items()
    }


def _new_values(found: Record, target: Target, about: bool) -> dict[str, Any]:
    """What the record's fields become, those that change."""
    new = dict(target.people.get(found.id, {}))
    for each in record.of(type(found)).fields:
        if each.name in new or not _is_text(each) or _names_another(each, found.id, target):
            continue
        value = getattr(found, each.name)
        if about and each.name == "text" and target.mentions is not None:
            new[each.name] = target.mentions.mark
        elif target.mentions is not None:
            new[each.name] = _without(each, value, target.mentions)
    return {n: v for n, v in new.items() if v != getattr(found, n)}


def _without(each: Field, value: Any, what: Mentions) -> Any:
    if isinstance(value, Bitext):
        return Bitext(what.without(value.en), what.without(value.zh), value.stale)
    return each.kind.from_json(what.without(value))


def _is_text(each: Field) -> bool:
    return isinstance(each.kind, TextKind | BitextKind)


def _names_another(each: Field, record_id: int, target: Target) -> bool:
    """Whether the field is the name of somebody else, who may be called alike."""
    is_name = each is record.of(Person).field("name")
    return is_name and bool(target.people) and record_id not in target.people


def _tells(
    kind: str,
    change: LoggedChange,
    registers: Mapping[int, str],
    target: Target,
    about: Collection[int],
) -> bool:
    """Whether a logged change says what is to be forgotten."""
    if change.record not in registers:
        return False
    entry = record.get(registers[change.record])
    own = target.people.get(change.record, {})
    if kind == ERASURE:  # in an earlier one stands what is there instead
        own, about = {}, ()
    for values in (json.loads(change.before), json.loads(change.after)):
        for name, value in values.items():
            each = entry.by_name.get(name)
            if not value or each is None or not _is_text(each):
                continue
            if name in own or (change.record in about and name == "text"):
                return True
            if not _names_another(each, change.record, target) and target.mentioned(value):
                return True
    return False


def _words(row: LoggedSet, target: Target) -> list[str]:
    """Which words of a change set are to go."""
    is_actor, is_typist = (fold(n) in target.named for n in (row.actor, row.typed_by))
    told = {
        "actor": is_actor,
        "typed_by": is_typist,
        "login": is_typist or (is_actor and not row.typed_by),
    }
    found = [
        name
        for name, his in told.items()
        if getattr(row, name)
        and (his or (not target.named and target.mentioned(getattr(row, name))))
    ]
    return [*found, *(["summary"] if _in_summary(row.summary, target) else [])]


def _in_summary(kept: str, target: Target) -> bool:
    """Whether a sentence names it; the program's own words around it do not count."""
    return bool(kept) and target.mentioned(_arguments(json.loads(kept)))


def _arguments(message: Any) -> list[Any]:
    found: list[Any] = []
    for value in message.get("args", {}).values():
        found += _arguments(value) if isinstance(value, dict) else [value]
    return found
