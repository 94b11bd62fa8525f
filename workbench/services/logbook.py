"""The log of a handover as it is read: which acts, who and when, and what each changed in words.

An act is a change set. Reading goes by ids, the newest first, so that whoever shows twenty
thousand of them need not have them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from db import erase, log
from db.records import load_gone, plain
from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.change import ERASED, GONE, Change
from workbench.domain.dossier import Dossier, Reading
from workbench.domain.kinds import RefKind
from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.record import SPINE, Field, Record
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.text import fold
from workbench.figures.told import OF_LEAVERS
from workbench.services.log_choice import Wanted
from workbench.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Act:
    """One change set; a name that was erased is that of the record now. `undoes` is the act it
    took back, `undone` says that it was taken back itself."""

    id: int
    at: datetime
    actor: str
    typed_by: str
    kind: str
    what: Msg
    undoes: int | None
    undone: bool
    digest: str


class Fate(Enum):
    """What became of a record in an act."""

    MADE = pmsg("act", "new")
    CHANGED = pmsg("act", "changed")
    MOVED = pmsg("act", "moved")
    DELETED = pmsg("act", "deleted")
    RESTORED = pmsg("act", "brought back")
    ERASED = pmsg("act", "erased")


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One field before and after, as values of its kind."""

    field: Field
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordDiff:
    """One record in an act: its key, that of what it hangs under, and its title now (of a deleted
    one, when it went); its fields, of a new one those that say something."""

    record: int
    register: str
    key: str
    parent: str
    title: str
    there: bool
    fate: Fate
    fields: tuple[FieldDiff, ...] = ()

    @property
    def place(self) -> str:
        """The key people know it by; of a note or a proof that of what it belongs to."""
        entry = record.get(self.register)
        return self.parent if entry.parents and not entry.prefix else self.key


def ids(ws: Workspace, handover: int, which: Wanted) -> list[int]:
    """The change sets wanted, the newest first."""
    with ws.store.reading() as connection:
        names = None
        if which.by:
            part = fold(which.by)
            names = [n for n in log.names(connection, handover) if part in fold(n)]
        below = [r.name for r in record.all_registers() if r.parents]
        return log.ids(
            connection,
            handover,
            names=names,
            record=which.record,
            below=below,
            since=_utc(which.since),
            until=_utc(which.until),
            kind=which.kind,
        )


def people(ws: Workspace, handover: int) -> list[str]:
    """Everybody the log names."""
    with ws.store.reading() as connection:
        return log.names(connection, handover)


def _utc(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def acts(ws: Workspace, handover: int, wanted_ids: Sequence[int]) -> dict[int, Act]:
    """Change sets by id."""
    dossier = ws.known(handover)
    with ws.store.reading() as connection:
        found = log.sets(connection, wanted_ids)
        undone = log.undone(connection, wanted_ids)
        erased = erase.erased_names(connection, handover)
    return {
        entry.id: Act(
            entry.id,
            entry.when,
            entry.author.actor or _placeholder(dossier, erased.get(("actor", entry.id))),
            entry.author.typed_by or _placeholder(dossier, erased.get(("typed_by", entry.id))),
            entry.kind,
            entry.summary,
            entry.undoes,
            entry.id in undone,
            entry.digest,
        )
        for entry in found
    }


def _placeholder(dossier: Dossier, subject: int | None) -> str:
    """What stands for an erased name: what the roster calls the person now."""
    return "" if subject is None or subject == dossier.handover.id else dossier.title(subject, "en")


def diffs(ws: Workspace, handover: int, act: int) -> list[RecordDiff]:
    """The records of an act, in the order in which it touched them."""
    return diffs_of(ws, handover, [act])[act]


def diffs_of(
    ws: Workspace, handover: int, wanted_ids: Sequence[int], *, most: int | None = None
) -> dict[int, list[RecordDiff]]:
    """The records of each act, read together; none of an act of more than `most` of them."""
    view = ws.reading(handover)
    with ws.store.reading() as connection:
        if most is not None:
            sizes = log.sizes(connection, wanted_ids)
            wanted_ids = [i for i in wanted_ids if sizes.get(i, 0) <= most]
        changes = log.changes_of_sets(connection, wanted_ids)
        touched = list({c.record for found in changes.values() for c in found})
        above = log.parents_of(connection, touched)
        keys = log.keys_of(connection, [*{*above.values(), *touched}])
        missing = [i for i in touched if view.dossier.get(i) is None]
        gone = load_gone(plain(connection), missing)

    def diff(change: Change) -> RecordDiff:
        of, under = change.record, above.get(change.record, 0)
        return _diff(view, change, (keys.get(of, ""), keys.get(under, "")), gone.get(of))

    return {act: [diff(c) for c in found] for act, found in changes.items()}


def sent(dossier: Dossier, records: Sequence[RecordDiff]) -> list[RecordDiff]:
    """The records without what would tell others that somebody leaves who has not been told: of
    who stays again, and of who is deleted, too. Whoever nothing else is said of is not among them:
    the key alone would tell who goes with a wave."""
    people = dossier.all(Person)
    told_ = {p.id for p in people if p.told_on is not None or p.state is not PersonState.ACTIVE}
    quiet = {dossier.key(p) for p in people if p.untold}

    def one(diff: RecordDiff) -> RecordDiff | None:
        if diff.register == "answer" and diff.parent in quiet:
            return None
        if diff.register != "person" or diff.record in told_:
            return diff
        open_ = tuple(f for f in diff.fields if f.field.name not in OF_LEAVERS)
        return replace(diff, fields=open_) if open_ or not diff.fields else None

    return [found for diff in records if (found := one(diff)) is not None]


def _diff(view: Reading, change: Change, keys: tuple[str, str], gone: Record | None) -> RecordDiff:
    there = view.dossier.get(change.record) is not None
    title = view.titled(gone) if gone is not None else view.title_of(change.record)
    fate = _fate(change)
    fields = _fields(change, fate) if fate in (Fate.MADE, Fate.CHANGED) else ()
    return RecordDiff(change.record, change.register, *keys, title, there, fate, fields)


def _fate(change: Change) -> Fate:
    if ERASED in change.after or change.is_blank:
        return Fate.ERASED
    if change.before.get(GONE) is False:
        return Fate.DELETED
    if GONE in change.before:
        return Fate.MADE if len(change.after) > 1 else Fate.RESTORED
    return Fate.MOVED if all(name in SPINE for name in change.after) else Fate.CHANGED


def _fields(change: Change, fate: Fate) -> tuple[FieldDiff, ...]:
    entry = record.get(change.register)
    found = []
    for name, value in change.after.items():
        field = entry.by_name.get(name)
        if field is None:
            continue
        after = field.kind.from_json(value)
        if fate is Fate.MADE and after == field.default:
            continue
        before = field.kind.from_json(change.before.get(name)) if name in change.before else None
        found.append(FieldDiff(field, before, after))
    order = list(entry.by_name)
    return tuple(sorted(found, key=lambda d: order.index(d.field.name)))


def told(diff: FieldDiff, fate: Fate, shown: Callable[[Field, Any], str]) -> Msg:
    """A field's change in words; `shown` says a value."""
    label = diff.field.kind.label
    after = shown(diff.field, diff.after) or "-"
    if fate is Fate.MADE:
        return msg("{field}: {value}", field=label, value=after)
    before = shown(diff.field, diff.before) or "-" if diff.before is not None else "-"
    if before == after and isinstance(diff.before, Bitext) and isinstance(diff.after, Bitext):
        before, after = _other_language(diff.before, diff.after, before)
    return msg("{field}: {before} -> {after}", field=label, before=before, after=after)


def _other_language(before: Bitext, after: Bitext, shown: str) -> tuple[str, str]:
    """The texts that changed where those shown, which are of one language, are the same."""
    for kept, old, new in ((before.zh, before.en, after.en), (before.en, before.zh, after.zh)):
        if kept == shown and old != new:
            return old or "-", new or "-"
    return shown, shown


def referred(ws: Workspace, records: Sequence[RecordDiff]) -> dict[int, str]:
    """Keys of the records that the fields name."""
    fields = [f for d in records for f in d.fields if isinstance(f.field.kind, RefKind)]
    wanted_ids = {i for f in fields for i in (f.before, f.after) if i is not None}
    with ws.store.reading() as connection:
        return log.keys_of(connection, sorted(wanted_ids))


def to_json(
    act: Act,
    records: Sequence[RecordDiff],
    people: Mapping[str, str],
    keys: Mapping[int, str],
    *,
    personal: bool,
) -> dict[str, Any]:
    """An act as docs/json.md describes it: who acted by his key in the roster (`people`, by
    name), references by `keys`; personal and private fields and names only if asked for."""
    found: dict[str, Any] = {
        "change_set": act.id,
        "at": act.at.isoformat(),
        "kind": act.kind,
        "by": people.get(act.actor),
        "typed_by": people.get(act.typed_by),
        "undoes": act.undoes,
        "undone": act.undone,
        "sha256": act.digest,
        "records": [_diff_json(d, keys, personal) for d in records],
    }
    if personal:
        found |= {"actor": act.actor, "typist": act.typed_by}
    return found


def _diff_json(diff: RecordDiff, keys: Mapping[int, str], personal: bool) -> dict[str, Any]:
    def value(field: Field, found: Any) -> Any:
        return keys.get(found) if isinstance(field.kind, RefKind) else field.kind.to_json(found)

    open_ = [
        f for f in diff.fields if personal or not (f.field.kind.personal or f.field.kind.private)
    ]
    return {
        "key": diff.key,
        "parent": diff.parent or None,
        "register": diff.register,
        "fate": diff.fate.name.lower(),
        "before": {f.field.name: value(f.field, f.before) for f in open_ if f.before is not None},
        "after": {f.field.name: value(f.field, f.after) for f in open_},
    }
