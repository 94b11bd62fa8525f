"""What follows from a change set before it is written: where a KPI begins, what its readings are.

Both hold whichever way the change came: typed, pasted, from a file, or taken back.
"""

from __future__ import annotations

from workbench.domain.registers.batch import Batch
from workbench.domain.registers.kpi import PATHS, Kpi, Phase
from workbench.services import readings
from workbench.services.editing import Editing
from workbench.services.workspace import Workspace

_BEGINNINGS = tuple(path[0] for path in PATHS.values())
_COUNTED_BY = ("baseline_from", "baseline_to", "frequency", "first_due", "active_from", "active_to",
               "phase", "state")  # fmt: skip


def settle(ws: Workspace, ed: Editing) -> None:
    """Do what follows for the KPIs that the change set touches, or whose readings it does."""
    recount: set[int | None] = set()
    if ed.handover.day_zero != ed.before.handover.day_zero:  # the last day of those of the project
        recount |= {k.id for k in ed.before.all(Kpi) if k.phase is Phase.IMPLEMENTATION}
    for record_id in ed.touched("kpi", "batch"):
        was = ed.before.get(record_id)
        found = ed.find(record_id) or was
        if isinstance(found, Batch):
            recount |= {r.parent for r in (was, found) if r is not None}  # moved by a merge
        elif isinstance(found, Kpi) and record_id not in ed.gone:
            if found.state in _BEGINNINGS and found.state not in found.path:
                ed.put(found.id, state=found.path[0])
            if any(f in ed.changed.get(found.id, ()) for f in _COUNTED_BY):
                recount.add(found.id)
    for kpi_id in recount:
        kpi = ed.find(kpi_id or 0)
        if isinstance(kpi, Kpi):
            known = readings.of_change(ws, ed, kpi.id)
            ed.put(kpi.id, **readings.card(kpi, known, ed.handover.day_zero))
