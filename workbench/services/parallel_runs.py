"""Parallel runs of the changeover: how far each has come, and what keeps one from being passed."""

from __future__ import annotations

from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg
from workbench.domain.reading import Reading
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.kpi import Kpi
from workbench.figures.changeover import Parallel, parallel
from workbench.rules.agreed import readings_needed
from workbench.services import readings
from workbench.services.workspace import Workspace


def parallels(
    ws: Workspace, dossier: Dossier, today: date | None = None, *, of: int | None = None
) -> list[tuple[Changeover, Parallel]]:
    """The parallel runs of the map, or those into one KPI, with how far each has come."""
    day = today or ws.today
    known, needed = run_series(ws, dossier, of), readings_needed(dossier, day)
    found = []
    for line in _lines(dossier, of):
        old, new = dossier.get(line.old), dossier.get(line.new)
        if isinstance(new, Kpi):
            olds, news = known.get(line.old or 0, ()), known.get(new.id, ())
            run = parallel(line, old, new, olds, news, day, needed)
            if run is not None:
                found.append((line, run))
    return found


def run_series(ws: Workspace, dossier: Dossier, of: int | None = None) -> dict[int, list[Reading]]:
    """The readings of the KPIs that run in parallel, by KPI; with `of` those around one new KPI."""
    lines = _lines(dossier, of)
    ids = {i for x in lines if x.first and x.last for i in (x.old, x.new) if i is not None}
    return {i: readings.series_in(ws, dossier, i) for i in sorted(ids)}


def unpassed(ws: Workspace, dossier: Dossier, kpi: int) -> list[Msg]:
    """What keeps the parallel runs into a KPI from being passed; empty without one."""
    return [lack for _, run in parallels(ws, dossier, of=kpi) for lack in run.lacks]


def _lines(dossier: Dossier, of: int | None) -> list[Changeover]:
    return [x for x in dossier.all(Changeover) if of is None or x.new == of]
