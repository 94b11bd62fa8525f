"""Where records hang and in which order: putting them elsewhere in their tree."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.position import between
from workbench.domain.record import Record, Register
from workbench.services.editing import Editing, Outcome
from workbench.services.workspace import Workspace


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
    what = msg("move of {records}", records=named(ws.shown(handover), ids))
    with ws.change(handover, "place", what) as ed:
        going: dict[str, list[int]] = {}
        for record_id in ids:
            try:
                entry = record.of(type(ed.get(Record, record_id)))
                check_own_acts(entry)
                if _within(ed, parent, record_id):
                    raise Refused(msg("a record cannot go below itself"))
                check_parent(ed, entry, parent)
                going.setdefault(entry.name, []).append(record_id)
            except WorkbenchError as problem:
                ed.refuse(record_id, problem.message)
        for register, moving in going.items():
            low, high = gap(ed, register, parent, after, before, moving)
            for record_id in moving:
                found = ed.get(Record, record_id)
                here = found.parent == parent and low < found.position
                if here and (found.position < high or not high):
                    low = found.position  # somebody else has put it just there
                else:
                    low = between(low, high)
                ed.set(record_id, whole=True, parent=parent, position=low)
    return ed.outcome


OWN_ACTS = msg("this is made, changed and taken back by acts of its own only")


def check_own_acts(entry: Register) -> None:
    """Refused for a register whose records only its own acts write."""
    if entry.sealed:
        raise Refused(OWN_ACTS)


def check_parent(ed: Editing, entry: Register, parent: int | None) -> None:
    """Refused, or NotFound, when a record of the register cannot hang there."""
    if parent is None and not entry.parents:
        return
    above = record.of(type(ed.get(Record, parent))) if parent is not None else None
    if above is None or not (entry.hangs_under(above.name) or (entry.tree and above is entry)):
        raise Refused(
            msg(
                "{what}: it cannot hang there",
                what=entry.one,
            )
        )


def gap(
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
        place = _where_it_was(ed, register, parent, ids, after if after is not None else before)
    low = there[place - 1].position if place else ""
    # An undo may bring a record back to a position that was given away meanwhile.
    tied = [r for r in there[place:] if low and r.position == low]
    behind = place + len(tied)
    high = there[behind].position if behind < len(there) else ""
    for sibling in reversed(tied):
        high = between(low, high)
        ed.put(sibling.id, position=high)
    return low, high


def _where_it_was(
    ed: Editing, register: str, parent: int | None, ids: Sequence[int], anchor: int | None
) -> int:
    """The place among `ids` where the user saw a record that somebody else took away since: behind
    the last one still there of those above it. The end when he saw none."""
    seen = ed.seen.dossier if ed.seen is not None else None
    if seen is None or anchor is None or register not in seen.registers:
        return len(ids)
    was = [r.id for r in seen.listed(register) if r.parent == parent]
    if anchor not in was:
        return len(ids)
    above = [i for i in was[: was.index(anchor)] if i in ids]
    return ids.index(above[-1]) + 1 if above else 0


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


def key_of(dossier: Dossier, record_id: int) -> str:
    found = dossier.get(record_id)
    return dossier.key(found) if found is not None else ""


def named(dossier: Dossier, ids: Sequence[int]) -> Msg | str:
    return key_of(dossier, ids[0]) if len(ids) == 1 else counted(len(ids))


def counted(n: int) -> Msg:
    return nmsg("{n} record", "{n} records", n)
