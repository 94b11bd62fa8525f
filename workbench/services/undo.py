"""Undo: a new change set that puts back what an earlier one changed, exactly or not at all."""

from __future__ import annotations

from datetime import datetime

from db import log
from db.records import load_gone, plain
from workbench.domain import record
from workbench.domain.change import GONE, Change, ChangeSet
from workbench.domain.errors import Refused
from workbench.domain.message import Msg, in_turn, msg
from workbench.domain.record import Record
from workbench.services.editing import Editing
from workbench.services.workspace import Workspace

_SHOWN = 3  # obstacles named in one sentence


def undoable(ws: Workspace, handover: int) -> ChangeSet | None:
    """The user's latest change set in this handover that is not undone yet, of any age."""
    with ws.store.reading() as connection:
        return log.latest_by(connection, handover, ws.me.signs, ws.me.login)


def undo(ws: Workspace, handover: int) -> ChangeSet:
    """Undo it; Refused, with names, when a later change touched the same fields."""
    found = undoable(ws, handover)
    if found is None:
        raise Refused(msg("nothing of yours to undo"))
    with ws.store.reading() as connection:
        changes = log.changes_of(connection, found.id)
    what = msg("undo of {what}", what=found.summary)
    with ws.change(handover, "undo", what, actor=found.author.actor, undoes=found.id) as editing:
        _put_back(ws, editing, found, changes)
    return found


def _put_back(ws: Workspace, editing: Editing, found: ChangeSet, changes: list[Change]) -> None:
    made = {c.record for c in changes if c.before.get(GONE) is True}
    obstacles: list[Msg] = []
    with ws.store.reading() as connection:
        deleted = [c.record for c in changes if c.before.get(GONE) is False]
        restored = load_gone(plain(connection), deleted)
        later = log.later_than(connection, editing.before.handover.id, found.id)
    for change in changes:
        if change.record in made:
            if not _unchanged(editing, change):
                obstacles.append(_obstacle(editing, change, later.get(change.record, "")))
        elif GONE in change.before:
            if change.record not in restored:
                obstacles.append(msg("the record is already back"))
        else:
            obstacles += _restore_fields(editing, change, later)
    for record_id, who in later.items():
        if record_id not in made and _builds_on(editing, record_id, made):
            obstacles.append(msg("{who} added to it since", who=who))
    editing.delete([c.record for c in changes if c.record in made])
    editing.restore(list(restored.values()))
    for change in changes:
        if _loose(editing, change.record):
            key = editing.before.key(editing.get(Record, change.record))
            obstacles.append(msg("what {key} belongs to was deleted or moved since", key=key))
    if obstacles:
        raise Refused(msg("cannot be undone: {why}", why=in_turn(_distinct(obstacles)[:_SHOWN])))


def _distinct(obstacles: list[Msg]) -> list[Msg]:
    return list({str(obstacle): obstacle for obstacle in obstacles}.values())


def _restore_fields(editing: Editing, change: Change, later: dict[int, str]) -> list[Msg]:
    if not _unchanged(editing, change):
        return [_obstacle(editing, change, later.get(change.record, ""))]
    editing.set(change.record, **record.get(change.register).from_json(change.before))
    return []


def _unchanged(editing: Editing, change: Change) -> bool:
    """Whether the fields still read as the change left them."""
    current = editing.find(change.record)
    if current is None:
        return False
    names = [n for n in change.after if n != GONE]
    now = record.get(change.register).to_json({n: getattr(current, n) for n in names})
    return now == {n: change.after[n] for n in names}


def _builds_on(editing: Editing, record_id: int, made: set[int]) -> bool:
    """Whether the record refers to one that would go, or hangs, at any depth, under one."""
    found = editing.find(record_id)
    return found is not None and not made.isdisjoint({*_references(found), *_above(editing, found)})


def _loose(editing: Editing, record_id: int) -> bool:
    """Whether the record, put back, refers to one that is gone, or hangs under one or under
    itself: what it needs was deleted or moved since."""
    found = editing.find(record_id)
    if found is None:
        return False
    needed = {*_references(found), *_above(editing, found)}
    return record_id in needed or any(editing.find(i) is None for i in needed)


def _above(editing: Editing, found: Record) -> set[int]:
    """Ids of what the record hangs under, at any depth; its own when it goes in a circle."""
    ids: set[int] = set()
    here: Record | None = found
    while here is not None and here.parent is not None and here.parent not in ids:
        ids.add(here.parent)
        here = editing.find(here.parent)
    return ids


def _references(found: Record) -> set[int]:
    names = record.of(type(found)).references
    return {i for n in names if (i := getattr(found, n)) is not None}


def _obstacle(editing: Editing, change: Change, who: str) -> Msg:
    found = editing.find(change.record)
    key = editing.before.key(found) if found is not None else record.get(change.register).one
    return msg("{who} changed {key} since", who=who or "?", key=key)


def described(ws: Workspace, entry: ChangeSet, *, named: bool = True) -> Msg:
    """What the status line says of a change set: what, typed for whom (if `named`), when."""
    at = datetime.fromisoformat(entry.at).astimezone()
    when = f"{at:%H:%M}" if at.date() == ws.today else f"{at:%Y-%m-%d %H:%M}"
    if entry.author.typed_by and named:
        return msg(
            "{what}, typed by you for {who}, {when}",
            what=entry.summary,
            who=entry.author.actor,
            when=when,
        )
    return msg("{what}, {when}", what=entry.summary, when=when)
