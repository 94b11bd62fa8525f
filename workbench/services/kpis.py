"""The two ends of a changeover in one act each: retire a KPI, bring one live."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.machine import Move
from workbench.domain.message import msg
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.kpi import KPI, Kpi, KpiState
from workbench.domain.registers.person import Person
from workbench.domain.text import clean
from workbench.services import moving
from workbench.services.acting import acting
from workbench.services.editing import Editing, Outcome
from workbench.services.present import myself
from workbench.services.records import typed
from workbench.services.settling import settle
from workbench.services.workspace import Workspace

_K = KpiState
_TO_RETIRE: dict[KpiState, Sequence[str]] = {
    _K.ACTIVE: ("finalise", "retire"),
    _K.FINAL: ("retire",),
}
_TO_LIVE: dict[KpiState, Sequence[str]] = {
    _K.PROPOSED: ("define", "baseline", "go_live"),
    _K.DEFINED: ("baseline", "go_live"),
    _K.BASELINED: ("go_live",),
    _K.PARALLEL: ("go_live",),
    _K.REVIEW: ("confirm",),
}


def retire(
    ws: Workspace, handover: int, kpi: int, texts: Mapping[str, str], *, by: int | None
) -> Outcome:
    """Fill in what is typed, record the final value, and retire the KPI, in one change set; `by`
    signs. Refused, and nothing is written, when something is lacking."""
    return _through(ws, handover, kpi, texts, by, KPI.moves["retire"], _TO_RETIRE)


def bring_live(
    ws: Workspace, handover: int, kpi: int, texts: Mapping[str, str], *, by: int | None,
    reason: str = "",
) -> Outcome:  # fmt: skip
    """Fill in what is typed, and take the KPI through definition and baseline to live, in one
    change set; `reason` says why where a parallel run is not passed. Refused, and nothing is
    written, when something is lacking."""
    return _through(ws, handover, kpi, texts, by, KPI.moves["go_live"], _TO_LIVE, reason)


def keep(ws: Workspace, handover: int, kpi: int, texts: Mapping[str, str]) -> Outcome:
    """Fill in what is typed, and take the KPI as far on its way as that goes, though not to the
    end of it, in one change set."""
    entry, dossier = record.get("kpi"), ws.known(handover)
    shown = dossier.get(kpi)
    what = msg("card of {key}", key=dossier.key(shown) if shown else "")
    with ws.change(handover, "edit", what) as ed:
        _fill(ws, ed, kpi, texts)
        person = acting(ws, ed, _mine(ws, dossier))
        for step in (_TO_RETIRE | _TO_LIVE).get(ed.get(Kpi, kpi).state, ())[:-1]:
            try:
                moving.make(ws, ed, entry, kpi, step, person, "", {})
            except Refused:
                break
    return ed.outcome


def run_parallel(
    ws: Workspace, handover: int, ids: Sequence[int], texts: Mapping[str, str]
) -> Outcome:
    """Give the changeover lines into KPIs that have no days of a parallel run what is typed for
    them, by field, where they do not say it, and begin their runs, in one change set."""
    entry, lines, dossier = record.get("kpi"), record.get("changeover"), ws.known(handover)
    shown = ", ".join(dossier.key(found) for i in ids if (found := dossier.get(i)) is not None)
    move = KPI.moves["run_parallel"]
    what = msg("{act}: {records}", act=move.label, records=shown)
    with ws.change(handover, move.name, what) as ed:
        person = acting(ws, ed, _mine(ws, dossier))
        for kpi in ids:
            try:
                for line in without_days(ed.before, [kpi]):
                    for field, text in texts.items():
                        value = typed(ws, ed, line, lines.field(field), text)
                        if value is not None and getattr(line, field) is None:
                            ed.set(line.id, **{field: value})
                moving.make(ws, ed, entry, kpi, move.name, person, "", {})
            except WorkbenchError as problem:
                ed.refuse(kpi, problem.message)
    return ed.outcome


def without_days(dossier: Dossier, kpis: Collection[int]) -> list[Changeover]:
    """The changeover lines into KPIs that do not say from when to when both are read."""
    lines = (line for line in dossier.all(Changeover) if line.new in kpis)
    return [line for line in lines if line.first is None or line.last is None]


def _fill(ws: Workspace, ed: Editing, kpi: int, texts: Mapping[str, str]) -> None:
    """Put what was typed on the card, by field."""
    entry = record.get("kpi")
    for field, text in texts.items():
        value = typed(ws, ed, ed.get(Kpi, kpi), entry.field(field), text)
        ed.set(kpi, **{field: value})
    settle(ws, ed)


def _mine(ws: Workspace, dossier: Dossier) -> int | None:
    me = myself(ws, dossier)
    return me.id if me is not None else None


def _through(
    ws: Workspace,
    handover: int,
    kpi: int,
    texts: Mapping[str, str],
    by: int | None,
    end: Move,
    ways: Mapping[KpiState, Sequence[str]],
    reason: str = "",
) -> Outcome:
    entry = record.get("kpi")
    dossier = ws.known(handover)
    shown, actor = dossier.get(kpi), dossier.get(by)
    what = msg("{act}: {records}", act=end.label, records=dossier.key(shown) if shown else "")
    name = actor.name if isinstance(actor, Person) else ""
    with ws.change(handover, end.name, what, actor=name) as ed:
        person = acting(ws, ed, by)
        _fill(ws, ed, kpi, texts)
        state = ed.get(Kpi, kpi).state
        if state not in ways:
            raise Refused(
                msg("{move} is not possible: the state is {state}", move=end.label,
                    state=state.label)
            )  # fmt: skip
        for step in ways[state]:
            moving.make(ws, ed, entry, kpi, step, person, clean(reason), {})
    return ed.outcome
