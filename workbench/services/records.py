"""Records of any register: add, edit a field, bulk change, delete, note.

What is typed comes in as text and is read by the field's kind; what is not accepted is refused
with the sentence the kind gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.domain import record
from workbench.domain.amounts import BitextKind
from workbench.domain.change import GONE
from workbench.domain.conflict import Choice
from workbench.domain.dossier import Dossier, Reading
from workbench.domain.errors import BadValue, NotFound, Refused, WorkbenchError
from workbench.domain.kinds import RefKind, TextKind
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.position import between
from workbench.domain.record import Field, Record, Register
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.person import GOING, Person
from workbench.domain.registers.seat import Seat
from workbench.domain.text import clean
from workbench.services.easing import agreed
from workbench.services.editing import Editing, Outcome
from workbench.services.handovers import free_code
from workbench.services.placing import (
    OWN_ACTS,
    check_own_acts,
    check_parent,
    counted,
    gap,
    key_of,
    named,
)
from workbench.services.workspace import Workspace

_REFERRERS_NAMED = 5
_OF_WAVES = (("wave", "day"), ("person", "wave"))


def edit(
    ws: Workspace,
    handover: int,
    record_id: int,
    field: str,
    text: str,
    *,
    approver: int | None = None,
) -> Outcome:
    """Set one field from what was typed; BadValue for text the field does not take.

    Taking `mandatory` or `proof required` off an item needs an `approver` of the other side.
    """
    entry, wanted = _field_of(ws.shown(handover), record_id, field)
    key = key_of(ws.shown(handover), record_id)
    with ws.change(
        handover, "edit", msg("{field} of {key}", field=wanted.kind.label, key=key)
    ) as ed:
        found = ed.get(entry.cls, record_id)
        value = typed(ws, ed, found, wanted, text)
        if isinstance(found, Handover) and field == "code":
            value = free_code(ws, handover, value)
        _follow(ws, ed, found, field, value)
        ed.set(record_id, **{field: value}, **agreed(ws, ed, found, field, value, approver))
    return ed.outcome


def bulk_edit(
    ws: Workspace,
    handover: int,
    ids: Sequence[int],
    field: str,
    text: str,
    *,
    approver: int | None = None,
) -> Outcome:
    """Set one field of several records of one register, in one change set; `approver` as in
    `edit`."""
    if not ids:
        return Outcome()
    entry, wanted = _field_of(ws.shown(handover), ids[0], field)
    label = wanted.kind.label
    what = (
        msg("{field} of {key}", field=label, key=key_of(ws.shown(handover), ids[0]))
        if len(ids) == 1
        else msg("{field} of {records}", field=label, records=counted(len(ids)))
    )
    with ws.change(handover, "bulk", what) as ed:
        for record_id in ids:
            try:
                found = ed.get(entry.cls, record_id)
                value = typed(ws, ed, found, wanted, text)
                with_whom = agreed(ws, ed, found, field, value, approver)
                _follow(ws, ed, found, field, value)
                ed.set(record_id, **{field: value}, **with_whom)
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


def delete(ws: Workspace, handover: int, ids: Sequence[int]) -> Outcome:
    """Delete records with what hangs under them; undoable, refused while others refer to them."""
    what = msg("deletion of {records}", records=named(ws.shown(handover), ids))
    with ws.change(handover, "delete", what) as ed:
        going = {i: _with_children(ed.before, i) for i in ids if i != handover}
        for record_id in list(going):
            found = ed.find(record_id)
            if found is not None and record.of(type(found)).sealed:
                del going[record_id]
                ed.refuse(record_id, OWN_ACTS)
        users = _users(ed.before)
        # Whatever stays keeps what it refers to, so each refusal may bring others.
        while stuck := _still_used(going, users):
            for record_id, by in stuck.items():
                del going[record_id]
                names = ", ".join(ed.before.key(r) for r in by[:_REFERRERS_NAMED])
                ed.refuse(record_id, msg("still used by {names}", names=names))
        for record_id, family in going.items():
            theirs = changed_since(ed, family)
            if theirs is not None:
                ed.contest(record_id, theirs, {GONE: True})
            elif ed.answer(record_id) is not Choice.THEIRS:
                try:
                    ed.delete(family)
                except Refused as problem:
                    ed.refuse(record_id, problem.message)
    return ed.outcome


def changed_since(ed: Editing, family: Sequence[int]) -> dict[str, Any] | None:
    """What others did to a record, or under it, that the user has not seen: fields of the first
    one that differs; None when it is as he saw it."""
    if ed.seen is None:
        return None
    for record_id in family:
        saw, now = ed.seen.dossier.get(record_id), ed.before.get(record_id)
        if now is None or saw is now or saw == now:
            continue
        if saw is None:
            return {GONE: False}  # it was added
        names = record.of(type(now)).by_name
        changed = {n: getattr(now, n) for n in names if getattr(now, n) != getattr(saw, n)}
        if changed:
            return changed
    return None


def add_note(ws: Workspace, handover: int, subject: int, text: str) -> int:
    """A note under any record, signed by the user."""
    from workbench.domain.registers.note import Note

    words = clean(text, multiline=True)
    if not words.strip():
        raise Refused(msg("the note is empty"))
    key = key_of(ws.shown(handover), subject)
    with ws.change(handover, "note", msg("note on {key}", key=key)) as ed:
        ed.get(Record, subject)
        return ed.add(Note, parent=subject, text=words, by=ws.me.name, at=ws.clock())


def _follow(ws: Workspace, ed: Editing, found: Record, field: str, value: object) -> None:
    """Change what goes with a field of a record, before that is set."""
    if (record.of(type(found)).name, field) in _OF_WAVES:
        from workbench.services import waves

        waves.follow(ed, found, value, ws.today)


def _add(
    ws: Workspace,
    ed: Editing,
    entry: Register,
    texts: Mapping[str, str],
    parent: int | None,
    after: int | None,
) -> int:
    check_own_acts(entry)
    values: dict[str, Any] = {}
    for name, text in texts.items():
        wanted = entry.field(name)
        if wanted.kind.fixed:
            raise Refused(msg("{field} is set by the program", field=wanted.kind.label))
        side = values.get("side") if entry.cls is Seat else None
        values[name] = _read(ws, ed, wanted, wanted.default, text, side)
    if not values.get(entry.named_by):
        raise BadValue(
            msg(
                "{what}: {field} is missing",
                what=entry.one,
                field=entry.field(entry.named_by).kind.label,
            )
        )
    check_parent(ed, entry, parent)
    position = between(*gap(ed, entry.name, parent, after, None)) if after is not None else ""
    return ed.add(entry.cls, parent=parent, position=position, **values)


def typed(ws: Workspace, ed: Editing, found: Record, field: Field, text: str) -> Any:
    """What was typed for a field of a record, which does not lose its name by it."""
    entry, old = record.of(type(found)), getattr(found, field.name)
    side = found.side if isinstance(found, Seat) else None
    value = _read(ws, ed, field, old, text, side)
    if field.name == entry.named_by and old and not value:
        raise BadValue(
            msg(
                "{field} cannot be left empty: it names the {what}",
                field=field.kind.label,
                what=entry.one,
            )
        )
    if isinstance(found, Person) and field.name == "told_on" and old and not value:
        _stays_told(found)
    return value


def _stays_told(person: Person) -> None:
    """Who is past being told has a day on which he was: his notice counts from it."""
    if person.state in GOING:
        raise Refused(
            msg("{name} is {state}, so he was told: the day may be another, but not empty; to take "
                "it back, bring him back", name=person.name, state=person.state.label)
        )  # fmt: skip


def _read(ws: Workspace, ed: Editing, field: Field, old: Any, text: str, side: Side | None) -> Any:
    """The value of what was typed; an emptied field has its default, a person nobody knows yet
    joins the roster, on the `side` of the seat he fills."""
    if field.kind.fixed:
        raise Refused(msg("{field} is set by the program", field=field.kind.label))
    view = Reading(ed.before, ws.context)
    if isinstance(field.kind, BitextKind):
        return field.kind.merged(old, text, view)
    if isinstance(field.kind, RefKind):
        return _reference(ed, field.kind, text, view, side)
    value = field.kind.parse(text, view)
    return field.default if value is None else value


def _reference(
    ed: Editing, kind: RefKind, text: str, view: Reading, side: Side | None
) -> int | None:
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
        if entry.cls is Person and side is not None:
            named["side"] = side
        return ed.add(entry.cls, **named)


def _names(found: Record, word: str) -> bool:
    return bool(getattr(found, record.of(type(found)).named_by) == word)


def _several(dossier: Dossier, register: str, word: str, lang: str) -> bool:
    """Whether more than one record has the name, so that the word does not say which."""
    return sum(dossier.title(r.id, lang) == word for r in dossier.listed(register)) > 1


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
