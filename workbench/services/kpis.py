"""The two ends of a changeover in one act each: retire a KPI, bring one live; and parallel runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from workbench.domain import record
from workbench.domain.errors import Refused
from workbench.domain.machine import Move
from workbench.domain.message import msg
from workbench.domain.reading import Reading
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.kpi import KPI, Kpi, KpiState
from workbench.domain.registers.person import Person
from workbench.figures.changeover import Parallel, parallel
from workbench.rules.agreed import readings_needed
from workbench.services import moving, readings
from workbench.services.acting import acting
from workbench.services.editing import Outcome
from workbench.services.records import typed
from workbench.services.settling import settle
from workbench.services.workspace import Workspace

_K = KpiState
_TO_RETIRE: Mapping[KpiState, Sequence[str]] = {
    _K.ACTIVE: ("finalise", "retire"),
    _K.FINAL: ("retire",),
}
_TO_LIVE: Mapping[KpiState, Sequence[str]] = {
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
    ws: Workspace, handover: int, kpi: int, texts: Mapping[str, str], *, by: int | None
) -> Outcome:
    """Fill in what is typed, and take the KPI through definition and baseline to live, in one
    change set. Refused, and nothing is written, when something is lacking."""
    return _through(ws, handover, kpi, texts, by, KPI.moves["go_live"], _TO_LIVE)


def parallels(
    ws: Workspace, handover: int, today: date | None = None
) -> list[tuple[Changeover, Parallel]]:
    """The parallel runs of the map, with how far each has come."""
    dossier, known, day = ws.known(handover), run_series(ws, handover), today or ws.today
    needed = readings_needed(dossier, day)
    found = []
    for line in dossier.all(Changeover):
        new = dossier.get(line.new)
        if isinstance(new, Kpi):
            olds, news = known.get(line.old or 0, ()), known.get(new.id, ())
            run = parallel(line, new, olds, news, day, needed)
            if run is not None:
                found.append((line, run))
    return found


def run_series(ws: Workspace, handover: int) -> dict[int, list[Reading]]:
    """The readings of the KPIs that run in parallel, by KPI."""
    lines = ws.known(handover).all(Changeover)
    ids = {i for x in lines if x.first and x.last for i in (x.old, x.new) if i is not None}
    return {i: readings.series(ws, handover, i) for i in sorted(ids)}


def _through(
    ws: Workspace,
    handover: int,
    kpi: int,
    texts: Mapping[str, str],
    by: int | None,
    end: Move,
    ways: Mapping[KpiState, Sequence[str]],
) -> Outcome:
    entry = record.get("kpi")
    dossier = ws.known(handover)
    shown, actor = dossier.get(kpi), dossier.get(by)
    what = msg("{act}: {records}", act=end.label, records=dossier.key(shown) if shown else "")
    name = actor.name if isinstance(actor, Person) else ""
    with ws.change(handover, end.name, what, actor=name) as ed:
        person = acting(ws, ed, by)
        for field, text in texts.items():
            value = typed(ws, ed, ed.get(Kpi, kpi), entry.field(field), text)
            ed.set(kpi, **{field: value})
        settle(ws, ed)
        state = ed.get(Kpi, kpi).state
        if state not in ways:
            raise Refused(
                msg("{move} is not possible: the state is {state}", move=end.label,
                    state=state.label)
            )  # fmt: skip
        for step in ways[state]:
            moving.make(ws, ed, entry, kpi, step, person, "", {})
    return ed.outcome
