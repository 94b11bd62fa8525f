"""The changeover map by hand: what becomes of a KPI of the project, where a new one comes from."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.changeover import Changeover, Relation
from workbench.domain.registers.kpi import Kpi, Phase
from workbench.domain.text import clean
from workbench.services.editing import Editing, Outcome
from workbench.services.workspace import Workspace

FOLLOWED = (Relation.REPLACED, Relation.CONTINUES, Relation.SPLITS)
"""Relations that lead to another KPI."""


def relate(
    ws: Workspace, handover: int, olds: Sequence[int], relation: Relation, *,
    new: int | None = None, called: str = "", reason: str = "",
) -> Outcome:  # fmt: skip
    """Say in one change set what becomes of KPIs of the project.

    What was said of one before is replaced; only one that splits goes on into several. A new KPI
    is made where it is `called` instead of named; it begins with goal, unit and direction of the
    first.
    """
    what = msg("{records}: {relation}", records=_named(ws, handover, olds),
               relation=relation.label)  # fmt: skip
    with ws.change(handover, "bulk", what) as ed:
        target = new
        if relation in FOLLOWED and target is None:
            target = _made(ed, ed.get(Kpi, olds[0]), called)
        for old in olds:
            try:
                _of_old(ed, old, relation, target if relation in FOLLOWED else None, reason)
            except WorkbenchError as problem:
                ed.refuse(old, problem.message)
    return ed.outcome


def is_new(ws: Workspace, handover: int, news: Sequence[int]) -> Outcome:
    """Say in one change set of KPIs of operations that they come from none."""
    what = msg("{records}: {relation}", records=_named(ws, handover, news),
               relation=Relation.NEW.label)  # fmt: skip
    with ws.change(handover, "bulk", what) as ed:
        for new in news:
            if ed.get(Kpi, new).phase is not Phase.OPERATIONS:
                ed.refuse(new, msg("only a KPI of operations can be new"))
                continue
            said = [x for x in ed.before.all(Changeover) if x.new == new]
            _put(ed, said, old=None, relation=Relation.NEW, new=new, reason="")
    return ed.outcome


def _of_old(ed: Editing, old: int, relation: Relation, new: int | None, reason: str) -> None:
    if ed.get(Kpi, old).phase is not Phase.IMPLEMENTATION:
        raise Refused(msg("only a KPI of the project becomes another one"))
    said = [x for x in ed.before.all(Changeover) if x.old == old]
    if relation is Relation.SPLITS:
        splits = [x for x in said if x.relation is Relation.SPLITS]
        if any(x.new == new for x in splits):
            return
        said = [x for x in said if x.relation is not Relation.SPLITS]
    _put(ed, said, old=old, relation=relation, new=new, reason=clean(reason))


def _put(
    ed: Editing, said: Sequence[Changeover], *, old: int | None, relation: Relation,
    new: int | None, reason: str,
) -> None:  # fmt: skip
    """The first line says it from now on, with its parallel run; the others go."""
    if not said:
        ed.add(Changeover, old=old, relation=relation, new=new, reason=reason)
        return
    kept, *others = said
    ed.set(kept.id, old=old, relation=relation, new=new, reason=reason or kept.reason)
    if others:
        ed.delete([x.id for x in others])


def _made(ed: Editing, old: Kpi, called: str) -> int:
    name = clean(called)
    if not name:
        raise Refused(msg("a name is not empty"))
    return ed.add(Kpi, name=name, phase=Phase.OPERATIONS, goal=old.goal, unit=old.unit,
                  direction=old.direction)  # fmt: skip


def _named(ws: Workspace, handover: int, ids: Sequence[int]) -> Msg | str:
    found = ws.known(handover).get(ids[0]) if len(ids) == 1 else None
    if found is not None:
        return ws.known(handover).key(found)
    return nmsg("{n} record", "{n} records", len(ids))
