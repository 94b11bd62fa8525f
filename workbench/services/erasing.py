"""Erasure: what a person, or a secret that got in, left anywhere in a handover, for good.

First a plan, which says what would go and changes nothing; then the act, which is a change set of
its own (who, when, why; never what), cannot be undone, and leaves the log's chain whole.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from db import chain, erase
from db.records import everything, plain, read_dossier
from db.store import Batch
from workbench.domain import mentions, record
from workbench.domain.change import ERASED, ERASURE, Author, Change, ChangeSet
from workbench.domain.errors import BadValue, NotFound, Refused
from workbench.domain.message import Msg, msg
from workbench.domain.record import Field
from workbench.domain.registers.person import Person
from workbench.domain.text import clean, fold
from workbench.language import SUPPORTED, Tr
from workbench.services import summary
from workbench.services.authorship import need_name, need_own_login
from workbench.services.traces import Target, Traces, find
from workbench.services.workspace import Workspace

_SHORTEST = 3  # characters of a text: shorter ones are in half of all texts
_SHORTEST_ZH = 2


@dataclass(frozen=True)
class Plan:
    """What an erasure would do: the fields by key, how many entries of the log, and what it
    does not reach: other handovers that have the words, and copies of the file beside it."""

    handover: int
    target: Target
    traces: Traces
    elsewhere: Sequence[str]
    copies: Sequence[Path]
    namesakes: Sequence[str] = ()

    def beyond(self) -> list[Msg]:
        """What the erasure does not reach, and what it cannot tell apart."""
        found = []
        if self.namesakes:
            found.append(
                msg(
                    "The log cannot tell namesakes apart: {keys} loses the name in it, too.",
                    keys=", ".join(self.namesakes),
                )
            )
        if self.elsewhere:
            found.append(
                msg(
                    "It is in other handovers of the file, too: {codes}. Erase it in each.",
                    codes=", ".join(self.elsewhere),
                )
            )
        if self.copies:
            found.append(
                msg(
                    "These copies beside the file keep what they hold: {files}",
                    files=", ".join(clean(p.name) for p in self.copies),
                )
            )
        found.append(
            msg("Backups elsewhere, and packs and lists written earlier, are not reached.")
        )
        return found


@dataclass(frozen=True)
class Erased:
    """What was done; `set_id` is None when there was nothing left to blank. `cleaned`: the bytes
    are gone from the file too."""

    set_id: int | None
    cleaned: bool


def plan_person(ws: Workspace, handover: int, person: int) -> Plan:
    """All that says who this person is: personal fields, his name wherever it stands, notes
    about him, and his name and login in the log. The record and its key stay."""
    dossier = ws.dossier(handover)
    found = dossier.get(person)
    if not isinstance(found, Person):
        raise NotFound(msg("there is no such person in the roster"))
    others = [p for p in dossier.all(Person) if p.id != person]
    placeholder = _placeholder(ws, found)
    given = _personal(found)
    with ws.store.records() as connection:
        known = _once_known(connection, handover, [person], [f.name for f in given])
    taken = {fold(p.name) for p in others}
    named = {n for n in known["name"] if fold(n) not in taken or n == found.name}
    named.discard(placeholder)
    contacts = [w for f in given if f.name != "name" for w in known[f.name]]
    where = mentions.names([*named, *contacts], [p.name for p in others], placeholder)
    target = Target(
        msg("erasure of {key}", key=dossier.key(found)),
        {person: {f.name: placeholder if f.name == "name" else f.default for f in given}},
        where if named or contacts else None,
        frozenset(fold(n) for n in named),
        whole=True,
    )
    same = [dossier.key(p) for p in others if fold(p.name) in {fold(n) for n in named}]
    return _plan(ws, handover, target, sorted(named), same)


def plan_contacts(ws: Workspace, handover: int, people: Sequence[int]) -> Plan:
    """The contact data of people whose names stay, wherever it stands."""
    dossier = ws.dossier(handover)
    found = [p for i in people if isinstance(p := dossier.get(i), Person)]
    fields = [f for f in _personal(found[0]) if f.name != "name"] if found else []
    with ws.store.records() as connection:
        known = _once_known(connection, handover, people, [f.name for f in fields])
    words = [w for f in fields for w in known[f.name]]
    target = Target(
        msg("erasure of the contact data of {keys}", keys=", ".join(map(dossier.key, found))),
        {p.id: {f.name: f.default for f in fields} for p in found},
        mentions.names(words, (), ws.tr(_MARK)) if words else None,
    )
    return _plan(ws, handover, target, words)


def plan_text(ws: Workspace, handover: int, text: str) -> Plan:
    """A text, spelled exactly like that, in every field, note and log entry. BadValue for one
    too short to be meant, Refused for one that is in a handover's code."""
    word = clean(text)
    if len(word) < (_SHORTEST if word.isascii() else _SHORTEST_ZH):
        raise BadValue(msg("the text is too short to be looked for everywhere"))
    if word.casefold() in ws.dossier(handover).handover.code.casefold():
        raise Refused(msg("it is in the handover's code; give that another code first"))
    target = Target(msg("erasure of a text"), {}, mentions.exactly([word], ws.tr(_MARK)))
    return _plan(ws, handover, target, [word])


_MARK = msg("[erased]")


def apply(ws: Workspace, plan: Plan, why: str) -> Erased:
    """Erase what the plan is about, wherever it is by now; `why` goes into the log."""
    reason = clean(why)
    need_name(ws.me)
    _refuse_self(ws, plan.target, reason)
    with ws.store.writing() as writer:
        erase.overwrite(writer.connection)
        before = read_dossier(plain(writer.connection), plan.handover, record.below_handover())
        need_own_login(ws.me, before, writer)
        traces = find(plain(writer.connection), before, plan.target)
        set_id = writer.next_set() if traces else None
        if set_id is not None:
            erase.blank_words(writer.connection, traces.sets)
            erase.blank_changes(writer.connection, traces.changes)
            erase.replace_contents(writer.connection, traces.frozen)
            entry = _entry(ws, plan, traces, reason)
            batch = Batch(updates=traces.fields, registers=traces.registers)
            writer.save(entry, batch, set_id)
            after = read_dossier(plain(writer.connection), plan.handover, record.below_handover())
            summary.write(writer, before, after, set(traces.fields), ws.today)
    ws.dossier(plan.handover)  # what is undoable has changed
    _forget(ws, plan.target)
    return Erased(set_id, erase.clean_file(ws.store.path))


def _plan(
    ws: Workspace,
    handover: int,
    target: Target,
    words: Sequence[str],
    namesakes: Sequence[str] = (),
) -> Plan:
    dossier = ws.dossier(handover)
    with ws.store.reading() as connection:
        traces = find(plain(connection), dossier, target)
        others = erase.elsewhere(connection, handover, words)
    return Plan(handover, target, traces, others, list(erase.copies(ws.store.path)), namesakes)


def _placeholder(ws: Workspace, person: Person) -> str:
    """What stands for the name; one that stands there already, in whatever language, stays."""
    words = msg("erased person {number}", number=f"{person.number:02}")
    known = [Tr(lang)(words) for lang in SUPPORTED]
    return person.name if person.name in known else ws.tr(words)


def _personal(person: Person) -> list[Field]:
    return [f for f in record.of(Person).fields if f.kind.personal or f.kind.private]


def _once_known(
    connection: sqlite3.Connection, handover: int, people: Sequence[int], fields: Sequence[str]
) -> dict[str, list[str]]:
    """Everything these fields of these people ever said, by field."""
    found: dict[str, dict[str, None]] = {name: {} for name in fields}
    for record_id, (person, _) in everything(connection, handover, "person").items():
        if record_id in people and person is not None:
            for name in fields:
                found[name][str(getattr(person, name))] = None
    for _, changes in chain.sets(connection, handover):
        for change in changes:
            if change.record in people:
                for values in (json.loads(change.before), json.loads(change.after)):
                    for name in fields:
                        found[name][str(values.get(name) or "")] = None
    return {name: [w for w in words if len(w) > 1] for name, words in found.items()}


def _entry(ws: Workspace, plan: Plan, traces: Traces, why: str) -> ChangeSet:
    """The change set that says who erased, when and why, and names what is blank now."""
    named: dict[str, list[int]] = {}
    for set_id, words in traces.sets.items():
        for word in words:
            named.setdefault(word, []).append(set_id)
    if traces.changes:
        named[chain.CHANGES] = traces.changes
    if traces.frozen:
        named["frozen"] = list(traces.frozen)
    subject = next(iter(plan.target.people), plan.handover)
    changes: dict[int, dict[str, Any]] = {
        i: record.get(traces.registers[i]).to_json(values) for i, values in traces.fields.items()
    }
    register = "person" if plan.target.people else "handover"
    told = Change(subject, register, {}, {ERASED: named})
    return ChangeSet(
        plan.handover,
        ws.clock().astimezone(UTC).isoformat(timespec="seconds"),
        Author(ws.me.signs, login=ws.me.login),
        ERASURE,
        msg("{what}: {why}", what=plan.target.what, why=why),
        [told, *(Change(i, traces.registers[i], {}, v) for i, v in changes.items())],
    )


def _refuse_self(ws: Workspace, target: Target, why: str) -> None:
    """Refused when the log entry of the erasure would bring back what it takes away."""
    if not why:
        raise Refused(msg("say why it is erased; the log keeps the reason"))
    if target.mentioned(why):
        raise Refused(msg("the reason must not say what is erased"))
    if fold(ws.me.signs) in target.named or target.mentioned([ws.me.signs, ws.me.login]):
        raise Refused(msg("the log would name you again; somebody else has to erase this"))


def _forget(ws: Workspace, target: Target) -> None:
    """Take it out of what the program remembers for this user: who is present, drafts."""

    def without(key: str, kept: Any) -> Any:
        if target.whole and key.startswith("present.") and isinstance(kept, dict):
            kept = {k: None if v in target.people else v for k, v in kept.items()}
        return target.mentions.replaced(kept) if target.mentions else kept

    ws.memory.change_all(without)
