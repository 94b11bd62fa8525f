"""Undo: a new change set that puts back what an earlier one changed, exactly or not at all.

What others changed since is refused with their names; the user may then take back the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from db import log
from db.records import load_gone, plain
from workbench.domain import record
from workbench.domain.change import GONE, Change, ChangeSet
from workbench.domain.conflict import Choice, Clash, Conflict
from workbench.domain.errors import Refused
from workbench.domain.message import Msg, in_turn, msg, nmsg
from workbench.domain.record import Record, Register
from workbench.rules.holding import assesses, shown
from workbench.services.editing import Editing
from workbench.services.workspace import Workspace

_SHOWN = 3  # obstacles named in one sentence
_OF_GATES = ("gate", "sign", "close_early")  # what others may have acted on


def undoable(ws: Workspace, handover: int) -> ChangeSet | None:
    """The user's latest change set in this handover that is not undone yet, of any age."""
    written, known = ws.written(handover), ws.known(handover)
    names = frozenset({ws.me.signs, ws.signing(known)})
    if (
        written is not None
        and written.undoes is None
        and written.author.is_typed_by(names, ws.me.login)
    ):
        return written  # as of what is on the screen; the file need not be asked
    as_of = (known.head, names, ws.me.login)
    if (last := ws.looked_up.get(handover)) is not None and last[0] == as_of:
        return last[1]
    with ws.store.reading() as connection:
        found = log.latest_by(connection, handover, names, ws.me.login)
    ws.looked_up[handover] = as_of, found
    return found


def latest(ws: Workspace, handover: int) -> ChangeSet:
    """What is undoable; Refused when nothing is."""
    found = undoable(ws, handover)
    if found is None:
        raise Refused(msg("nothing of yours to undo"))
    return found


def is_asked(entry: ChangeSet) -> bool:
    """Whether the user is asked before it is taken back: what was done at a gate, a whole file."""
    return entry.kind in (*_OF_GATES, "import")


def undo(ws: Workspace, handover: int, shown: ChangeSet | None = None) -> ChangeSet:
    """Undo it, or the one the user was `shown` as his latest.

    Refused, with names, when a later change touched the same; Conflict when there is more that
    can be taken back without touching that, which `THEIRS` does.
    """
    found = shown or latest(ws, handover)
    with ws.store.reading() as connection:
        changes = log.changes_of(connection, found.id)
    if any(c.is_blank for c in changes):
        raise Refused(msg("cannot be undone: something of it was erased"))
    what = msg("undo of {what}", what=found.summary)
    with ws.change(handover, "undo", what, actor=found.author.actor, undoes=found.id) as editing:
        editing.since = found.id
        with ws.store.reading() as connection:
            if log.is_undone(connection, found.id):
                raise Refused(msg("this is undone already: {what}", what=found.summary))
            gone = [c.record for c in changes if c.before.get(GONE) is False]
            restored = load_gone(plain(connection), gone)
            later = log.later_than(connection, handover, found.id)
        undone = _Undone(editing, changes, restored, later)
        stuck = undone.stuck()
        asked = {i for i in stuck if editing.answer(i) is not Choice.THEIRS}
        rest = [c for c in changes if c.record not in stuck]
        if asked:
            undone.refuse(stuck, rest)
        undone.put_back(editing, rest)
    return found


class _Undone:
    """A change set about to be taken back, against what was done since."""

    def __init__(
        self,
        editing: Editing,
        changes: Sequence[Change],
        restored: Mapping[int, Record],
        later: Mapping[int, str],
    ) -> None:
        self.editing, self.changes, self.restored, self.later = editing, changes, restored, later
        self.made = {c.record for c in changes if c.before.get(GONE) is True}

    def put_back(self, editing: Editing, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.record in self.made:
                editing.delete([change.record])
            elif change.record in self.restored:
                editing.restore([self.restored[change.record]])
            elif GONE not in change.before:
                values = record.get(change.register).from_json(change.before)
                editing.put(change.record, **values)

    def stuck(self) -> dict[int, Msg]:
        """The records that cannot be put back, each with the reason, and those that stand or fall
        with them: a proof with its item."""
        found = {c.record: why for c in self.changes if (why := self._changed_since(c)) is not None}
        while True:
            left = self._with_family(found)
            new = self._in_the_way(left)
            if new.keys() <= left.keys():
                return left
            found = left | new

    def _changed_since(self, change: Change) -> Msg | None:
        if change.record not in self.made and GONE in change.before:
            return msg("the record is already back") if change.record not in self.restored else None
        if _unchanged(self.editing, change):
            return self._shown_since(change)
        return _obstacle(self.editing, change, self.later.get(change.record, ""))

    def _shown_since(self, change: Change) -> Msg | None:
        """Why the fields may not go back to what they were before somebody was assessed in them;
        to take the assessment itself back is another thing."""
        found = self.editing.find(change.record)
        if found is None or GONE in change.before or change.record not in self.later:
            return None  # untouched since: what was moved by a merge had been shown before it
        if any(assesses(c.register, c.before) for c in self.changes):
            return None
        return shown(found, change.before)

    def _with_family(self, left: Mapping[int, Msg]) -> dict[int, Msg]:
        """`left` with what of the change set hangs above or under it."""
        found = dict(left)
        ids = {c.record for c in self.changes}
        parents = {i: self._parent(i) for i in ids}
        grown = True
        while grown:
            grown = False
            for child, parent in parents.items():
                if parent in ids and (child in found) != (parent in found):
                    one, other = (child, parent) if child in found else (parent, child)
                    found[other] = found[one]
                    grown = True
        return found

    def _parent(self, record_id: int) -> int | None:
        found = self.editing.find(record_id) or self.restored.get(record_id)
        return found.parent if found is not None else None

    def _in_the_way(self, left: Mapping[int, Msg]) -> dict[int, Msg]:
        """What more cannot be put back once `left` stays: what others' records, or those left,
        are built on, and what would hang in the air."""
        trial = self.editing.scratch()
        self.put_back(trial, [c for c in self.changes if c.record not in left])
        found: dict[int, Msg] = {}
        for record_id in {*self.later, *left}:
            who = self.later.get(record_id, "")
            for needed in _needs(trial, record_id) & (self.made - left.keys()):
                found[needed] = left.get(record_id) or msg("{who} added to it since", who=who)
        for change in self.changes:
            if change.record not in left and _loose(trial, change.record):
                key = trial.before.key(trial.get(Record, change.record))
                found[change.record] = msg(
                    "what {key} belongs to was deleted or moved since", key=key
                )
        return found

    def refuse(self, stuck: Mapping[int, Msg], rest: Sequence[Change]) -> NoReturn:
        """Say why, and offer the rest where there is some."""
        why = in_turn(list({str(w): w for w in stuck.values()}.values())[:_SHOWN])
        message = msg("cannot be undone: {why}", why=why)
        if not rest:
            raise Refused(message)
        clashes = [self._clash(c) for c in self.changes if c.record in stuck]
        others = nmsg("take back the other {n}", "take back the other {n}", len(rest))
        raise Conflict(clashes, self.editing.before, message, others)

    def _clash(self, change: Change) -> Clash:
        entry, now = record.get(change.register), self.editing.find(change.record)
        names = [n for n in change.after if n != GONE]
        before = {n: v for n, v in change.before.items() if n != GONE}
        return Clash(
            change.record,
            change.register,
            self.editing.before.key(now) if now is not None else "",
            {n: getattr(now, n) for n in names} if now is not None else {GONE: True},
            entry.from_json(before) or {GONE: True},
            frozenset([Choice.THEIRS]),
            self.later.get(change.record, ""),
        )


def _unchanged(editing: Editing, change: Change) -> bool:
    """Whether the fields still read as the change left them."""
    current = editing.find(change.record)
    if current is None:
        return False
    entry = record.get(change.register)
    names = [n for n in change.after if n != GONE and not _is_derived(entry, n)]
    now = entry.to_json({n: getattr(current, n) for n in names})
    return now == {n: change.after[n] for n in names}


def _is_derived(entry: Register, name: str) -> bool:
    field = entry.by_name.get(name)
    return field is not None and field.kind.derived


def _needs(editing: Editing, record_id: int) -> set[int]:
    """What the record refers to, and what it hangs under at any depth."""
    found = editing.find(record_id)
    return _references(found) | _above(editing, found) if found is not None else set()


def _loose(editing: Editing, record_id: int) -> bool:
    """Whether the record, put back, refers to one that is gone, or hangs under one or under
    itself: what it needs was deleted or moved since."""
    found = editing.find(record_id)
    if found is None:
        return False
    above = _above(editing, found)  # who has moved himself refers to himself, and that is sound
    return record_id in above or any(editing.find(i) is None for i in _references(found) | above)


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
    at = entry.when.astimezone()
    when = f"{at:%H:%M}" if at.date() == ws.today else f"{at:%Y-%m-%d %H:%M}"
    if entry.author.typed_by and named:
        return msg(
            "{what}, typed by you for {who}, {when}",
            what=entry.summary,
            who=entry.author.actor,
            when=when,
        )
    return msg("{what}, {when}", what=entry.summary, when=when)
