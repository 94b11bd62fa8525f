"""Records of any register: add, edit a field, bulk change, place, paste, delete.

What is typed comes in as text and is read by the field's kind; what is not accepted is refused
with the sentence the kind gives.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from workbench.domain import record
from workbench.domain.amounts import BitextKind
from workbench.domain.change import Conflict
from workbench.domain.dossier import Dossier, Reading
from workbench.domain.errors import BadValue, NotFound, Refused, WorkbenchError
from workbench.domain.kinds import RefKind, TextKind
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.position import between
from workbench.domain.record import Field, Record, Register
from workbench.domain.registers.handover import Handover
from workbench.domain.text import clean
from workbench.services.editing import Editing, Outcome
from workbench.services.handovers import free_code
from workbench.services.workspace import Workspace

_REFERRERS_NAMED = 5


def edit(
    ws: Workspace, handover: int, record_id: int, field: str, text: str, seen: Any = ...
) -> Outcome:
    """Set one field from what was typed; `seen` is the value the user saw when he began.

    Raises BadValue for text the field does not take, Conflict when the field was changed since.
    """
    entry, wanted = _field_of(ws.known(handover), record_id, field)
    key = _key(ws.known(handover), record_id)
    with ws.change(
        handover, "edit", msg("{field} of {key}", field=wanted.kind.label, key=key)
    ) as ed:
        found = ed.get(entry.cls, record_id)
        current = getattr(found, field)
        value = _read(ws, ed, wanted, current, text)
        if seen is not ... and current not in (seen, value):
            view = Reading(ed.before, ws.context)
            raise Conflict(record_id, field, wanted.kind.show(current, view), text)
        if isinstance(found, Handover) and field == "code":
            value = free_code(ws, handover, value)
        ed.set(record_id, **{field: value})
    return ed.outcome


def bulk_edit(ws: Workspace, handover: int, ids: Sequence[int], field: str, text: str) -> Outcome:
    """Set one field of several records of one register, in one change set."""
    if not ids:
        return Outcome()
    entry, wanted = _field_of(ws.known(handover), ids[0], field)
    what = msg("{field} of {records}", field=wanted.kind.label, records=_count(len(ids)))
    with ws.change(handover, "bulk", what) as ed:
        for record_id in ids:
            try:
                found = ed.get(entry.cls, record_id)
                value = _read(ws, ed, wanted, getattr(found, field), text)
                ed.set(record_id, **{field: value})
            except WorkbenchError as problem:
                ed.refuse(record_id, problem.message)
    return ed.outcome


def add(
    ws: Workspace,
    handover: int,
    register: str,
    texts: Mapping[str, str],
    *,
    parent: int | None = None,
    after: int | None = None,
) -> int:
    """A new record from typed texts by field, below `parent`, behind `after` or last."""
    entry = record.get(register)
    with ws.change(handover, "add", msg("new {what}", what=entry.one)) as ed:
        return _add(ws, ed, entry, texts, parent, after)


def paste(
    ws: Workspace,
    handover: int,
    register: str,
    fields: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Outcome:
    """One new record a row, columns in the order of `fields`; a row that is not accepted is
    refused under its number (from 1) and the others go in."""
    entry = record.get(register)
    what = msg(
        "paste of {records} into {register}", records=_count(len(rows)), register=entry.title
    )
    with ws.change(handover, "paste", what) as ed:
        for place, row in enumerate(rows, 1):
            texts = {f: cell for f, cell in zip(fields, row, strict=False) if cell.strip()}
            if not texts:
                continue
            try:
                _add(ws, ed, entry, texts, None, None)
            except WorkbenchError as problem:
                ed.refuse(place, problem.message)
    return ed.outcome


def place(
    ws: Workspace,
    handover: int,
    ids: Sequence[int],
    *,
    parent: int | None,
    after: int | None = None,
    before: int | None = None,
) -> Outcome:
    """Put records below `parent`, in the given order: behind `after`, else before `before`."""
    what = msg("move of {records}", records=_named(ws.known(handover), ids))
    with ws.change(handover, "place", what) as ed:
        going: dict[str, list[int]] = {}
        for record_id in ids:
            try:
                entry = record.of(type(ed.get(Record, record_id)))
                if _within(ed, parent, record_id):
                    raise Refused(msg("a record cannot go below itself"))
                _check_parent(ed, entry, parent)
                going.setdefault(entry.name, []).append(record_id)
            except WorkbenchError as problem:
                ed.refuse(record_id, problem.message)
        for register, moving in going.items():
            low, high = _gap(ed, register, parent, after, before, moving)
            for record_id in moving:
                low = between(low, high)
                ed.set(record_id, parent=parent, position=low)
    return ed.outcome


def delete(ws: Workspace, handover: int, ids: Sequence[int]) -> Outcome:
    """Delete records with what hangs under them; undoable, refused while others refer to them."""
    what = msg("deletion of {records}", records=_named(ws.known(handover), ids))
    with ws.change(handover, "delete", what) as ed:
        going = {i: _with_children(ed.before, i) for i in ids if i != handover}
        users = _users(ed.before)
        # Whatever stays keeps what it refers to, so each refusal may bring others.
        while stuck := _still_used(going, users):
            for record_id, by in stuck.items():
                del going[record_id]
                names = ", ".join(ed.before.key(r) for r in by[:_REFERRERS_NAMED])
                ed.refuse(record_id, msg("still used by {names}", names=names))
        for family in going.values():
            ed.delete(family)
    return ed.outcome


def add_note(ws: Workspace, handover: int, subject: int, text: str) -> int:
    """A note under any record, signed by the user."""
    from workbench.domain.registers.note import Note

    words = clean(text, multiline=True)
    if not words.strip():
        raise Refused(msg("the note is empty"))
    key = _key(ws.known(handover), subject)
    with ws.change(handover, "note", msg("note on {key}", key=key)) as ed:
        if ed.find(subject) is None:
            raise NotFound(msg("the record is no longer there"))
        return ed.add(Note, parent=subject, text=words, by=ws.me.name, at=ws.clock())


def _add(
    ws: Workspace,
    ed: Editing,
    entry: Register,
    texts: Mapping[str, str],
    parent: int | None,
    after: int | None,
) -> int:
    values = {}
    for name, text in texts.items():
        wanted = entry.field(name)
        if wanted.kind.fixed:
            raise Refused(msg("{field} is set by the program", field=wanted.kind.label))
        values[name] = _read(ws, ed, wanted, wanted.default, text)
    if not values.get(entry.named_by):
        raise BadValue(
            msg(
                "{what}: {field} is missing",
                what=entry.one,
                field=entry.field(entry.named_by).kind.label,
            )
        )
    _check_parent(ed, entry, parent)
    position = between(*_gap(ed, entry.name, parent, after, None)) if after is not None else ""
    return ed.add(entry.cls, parent=parent, position=position, **values)


def _read(ws: Workspace, ed: Editing, field: Field, old: Any, text: str) -> Any:
    """The value of what was typed; an emptied field has its default, a person nobody knows yet
    joins the roster."""
    if field.kind.fixed:
        raise Refused(msg("{field} is set by the program", field=field.kind.label))
    view = Reading(ed.before, ws.context)
    if isinstance(field.kind, BitextKind):
        return field.kind.merged(old, text, view)
    if isinstance(field.kind, RefKind):
        return _reference(ed, field.kind, text, view)
    value = field.kind.parse(text, view)
    return field.default if value is None else value


def _reference(ed: Editing, kind: RefKind, text: str, view: Reading) -> int | None:
    word = clean(text)
    made = [r.id for name, r in ed.made.values() if name == kind.register and _names(r, word)]
    if made:
        return made[0]
    try:
        return kind.parse(text, view)
    except BadValue:
        entry = record.get(kind.register)
        plain = entry.field(entry.named_by).kind
        if not isinstance(plain, TextKind) or _several(ed.before, kind.register, word, view.lang):
            raise
        named: dict[str, Any] = {entry.named_by: plain.parse(word, view)}
        return ed.add(entry.cls, **named)


def _names(found: Record, word: str) -> bool:
    return bool(getattr(found, record.of(type(found)).named_by) == word)


def _several(dossier: Dossier, register: str, word: str, lang: str) -> bool:
    """Whether more than one record has the name, so that the word does not say which."""
    return sum(dossier.title(r.id, lang) == word for r in dossier.listed(register)) > 1


def _check_parent(ed: Editing, entry: Register, parent: int | None) -> None:
    """Refused, or NotFound, when a record of the register cannot hang there."""
    if parent is None and not entry.parents:
        return
    above = record.of(type(ed.get(Record, parent))) if parent is not None else None
    if above is None or not (above.name in entry.parents or (entry.tree and above is entry)):
        raise Refused(
            msg(
                "{what}: it cannot hang there",
                what=entry.one,
            )
        )


def _gap(
    ed: Editing,
    register: str,
    parent: int | None,
    after: int | None,
    before: int | None,
    moving: Collection[int] = (),
) -> tuple[str, str]:
    """The positions of what stays on either side of a place: behind `after`, else before
    `before`, else at the end."""
    there = [r for r in _siblings(ed, register, parent) if r.id not in moving]
    ids = [r.id for r in there]
    if after in ids:
        place = ids.index(after) + 1
    elif before in ids:
        place = ids.index(before)
    else:
        place = len(ids)
    low = there[place - 1].position if place else ""
    # An undo may bring a record back to a position that was given away meanwhile.
    tied = [r for r in there[place:] if low and r.position == low]
    behind = place + len(tied)
    high = there[behind].position if behind < len(there) else ""
    for sibling in reversed(tied):
        high = between(low, high)
        ed.set(sibling.id, position=high)
    return low, high


def _siblings(ed: Editing, register: str, parent: int | None) -> list[Record]:
    ids = [r.id for r in ed.before.listed(register)]
    ids += [i for i, (name, _) in ed.made.items() if name == register]
    found = [r for r in map(ed.find, ids) if r is not None and r.parent == parent]
    return sorted(found, key=lambda r: (r.position, r.id))


def _within(ed: Editing, inner: int | None, outer: int) -> bool:
    found = ed.find(inner)
    while found is not None:
        if found.id == outer:
            return True
        found = ed.find(found.parent)
    return False


def _with_children(dossier: Dossier, record_id: int) -> list[int]:
    found = [record_id]
    for below in found:
        found.extend(dossier.below(below))
    return found


def _users(dossier: Dossier) -> dict[int, list[Record]]:
    """By record, those that refer to it."""
    found: dict[int, list[Record]] = {}
    for name in dossier.registers:
        references = record.get(name).references
        for user in dossier.listed(name) if references else ():
            for target in {getattr(user, f) for f in references} - {None}:
                found.setdefault(target, []).append(user)
    return found


def _still_used(
    going: Mapping[int, Sequence[int]], users: Mapping[int, Sequence[Record]]
) -> dict[int, list[Record]]:
    """Which of those that would go, each with what goes along, others refer to that stay."""
    leaving = {i for family in going.values() for i in family}
    found = {
        record_id: [u for i in family for u in users.get(i, ()) if u.id not in leaving]
        for record_id, family in going.items()
    }
    return {record_id: by for record_id, by in found.items() if by}


def _field_of(dossier: Dossier, record_id: int, field: str) -> tuple[Register, Field]:
    found = dossier.get(record_id)
    if found is None:
        raise NotFound(msg("the record is no longer there"))
    entry = record.of(type(found))
    return entry, entry.field(field)


def _key(dossier: Dossier, record_id: int) -> str:
    found = dossier.get(record_id)
    return dossier.key(found) if found is not None else ""


def _named(dossier: Dossier, ids: Sequence[int]) -> Msg | str:
    return _key(dossier, ids[0]) if len(ids) == 1 else _count(len(ids))


def _count(n: int) -> Msg:
    return nmsg("{n} record", "{n} records", n)
