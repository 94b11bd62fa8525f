"""Moving records of any register with states: punch items, follow-ons, deliverables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.labelled import Side
from workbench.domain.machine import Machine, StateKind
from workbench.domain.message import in_turn, listed, msg, nmsg
from workbench.domain.record import Record, Register
from workbench.domain.registers.person import Person
from workbench.domain.text import clean
from workbench.figures.release import went_on
from workbench.rules.guards import guarded, lacks
from workbench.services.acting import acting
from workbench.services.editing import Editing, Outcome
from workbench.services.effects import follow
from workbench.services.leaving import against_going
from workbench.services.present import myself, present
from workbench.services.workspace import Workspace

_DAY_GONE = {("person", "release"): "left_on", ("person", "leave"): "left_on"}


def may_bring(register: Register, move: str, field: str) -> bool:
    """Whether a move may set a field with the state: who is released, the day he went."""
    fixed = register.field(field).kind.fixed
    return not fixed or _DAY_GONE.get((register.name, move)) == field


def machine_of(register: Register) -> Machine:
    """The states and moves of a register; Refused for one without, or with acts of its own."""
    kind = register.by_name["state"].kind if "state" in register.by_name else None
    if not isinstance(kind, StateKind) or register.name in ("item", "handover"):
        raise Refused(msg("{register} has no states to move through", register=register.title))
    return kind.machine


def move(
    ws: Workspace, handover: int, ids: Sequence[int], name: str, *, reason: str = "",
    by: int | None = None, values: Mapping[str, Any] | None = None,
) -> Outcome:  # fmt: skip
    """Move what can be moved in one change set; the others are refused, each with its reason.

    `by` acts, else who is present for the side that the move belongs to, else the user. `values`
    are fields that the move asks for, set together with the state.
    """
    dossier, words = ws.known(handover), clean(reason)
    first = dossier.get(ids[0]) if ids else None
    if first is None:
        return Outcome()
    entry = record.of(type(first))
    machine = machine_of(entry)
    if name not in machine.moves:
        raise Refused(msg("{register} has no move {name}", register=entry.title, name=name))
    side = machine.moves[name].side
    actor = by if by is not None else _actor(ws, handover, side)
    shown = dossier.key(first) if len(ids) == 1 else nmsg("{n} record", "{n} records", len(ids))
    what = msg("{act}: {records}", act=machine.moves[name].label, records=shown)
    acted = dossier.get(actor)
    with ws.change(
        handover, name, what, actor=acted.name if isinstance(acted, Person) else ""
    ) as ed:
        person = acting(ws, ed, actor)
        for record_id in ids:
            try:
                make(ws, ed, entry, record_id, name, person, words, values or {})
            except WorkbenchError as problem:
                ed.refuse(record_id, problem.message)
    return ed.outcome


def make(
    ws: Workspace, ed: Editing, entry: Register, record_id: int, name: str, by: Person | None,
    reason: str, given: Mapping[str, Any],
) -> None:  # fmt: skip
    """A move of one record within a change set; Refused with what is lacking."""
    found: Record = replace(ed.get(entry.cls, record_id), **given)
    move = machine_of(entry).move(name, getattr(found, "state"))  # noqa: B009
    # Of two who know the same, the second may not go once the first has gone.
    anew = ed.outcome.done and guarded(entry.name)
    so_far = ed.after(ed.before.head) if anew else ed.before
    if lack := lacks(so_far, found, move, by, reason, ws.today):
        raise Refused(lack[0])
    if entry.name == "kpi" and move.name == "go_live" and not reason:
        _check_runs(ws, ed.after(ed.before.head), found)
    if isinstance(found, Person) and move.name == "release" and not reason:
        _check_day(ws, so_far, found)
    values: dict[str, Any] = {
        **given,
        "state": move.target,
        "reason": reason,
        "moved_by": by.id if by else None,
        "moved_at": ws.moment,
    }
    if move.back:
        values["reopened"] = getattr(found, "reopened") + 1  # noqa: B009
    ed.set(record_id, **values)
    follow(ed, ed.get(entry.cls, record_id), move, by, ws.today)


def _check_runs(ws: Workspace, dossier: Dossier, kpi: Record) -> None:
    """Refused while a parallel run is not passed; a reason, which is kept, lets it go at that."""
    from workbench.services.parallel_runs import unpassed

    if lack := unpassed(ws, dossier, kpi.id):
        raise Refused(
            msg("the parallel run of {key} is not passed: {lacks}; say why it goes live all the "
                "same", key=dossier.key(kpi), lacks=in_turn(lack))
        )  # fmt: skip


def _check_day(ws: Workspace, dossier: Dossier, person: Person) -> None:
    """Refused while the day he goes is not safe; a reason, which is kept, lets it go at that."""
    day = person.left_on or went_on(person, ws.today)
    if against := against_going(dossier, person, day, ws.today):
        raise Refused(
            msg("{name} would go on {day}, {against}; say why he is released all the same",
                name=person.name, day=day, against=listed(against))
        )  # fmt: skip


def _actor(ws: Workspace, handover: int, side: Side | None) -> int | None:
    here = present(ws, handover)
    if side is Side.RECEIVING:
        return here.receiving
    mine = myself(ws, ws.known(handover))
    return mine.id if mine is not None else here.giving
