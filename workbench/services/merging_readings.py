"""What was read of KPIs that become one: of one moment the reading of the kept one stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, nmsg
from workbench.domain.reading import Reading, merged
from workbench.domain.registers.batch import Batch
from workbench.services import readings
from workbench.services.editing import Editing
from workbench.services.placing import key_of
from workbench.services.workspace import Workspace

_ByMoment = Mapping[str, Reading]


def keep_own(ws: Workspace, ed: Editing, keep: int, others: Sequence[int]) -> None:
    """Of what came to a KPI, leave out what it, or an earlier one of `others`, had otherwise: a
    newer batch would count before them."""
    for _, batches, taken in _coming(ws, ed.before, keep, others):
        for batch, known in batches.items():
            stay = [r for r in known if not _clashes(r, taken)]
            if len(stay) == len(known):
                continue
            ed.delete([batch.id])
            if stay:
                readings.put(ed, keep, stay, source=batch.source, by=batch.by, at=batch.at)


def told(ws: Workspace, dossier: Dossier, keep: int, others: Sequence[int]) -> Iterator[Msg]:
    """How many readings come to a KPI from each of `others`, and which go."""
    kept = key_of(dossier, keep)
    for other, batches, taken in _coming(ws, dossier, keep, others):
        key, series = key_of(dossier, other), merged(batches.values())
        if came := sum(r.at not in taken for r in series):
            yield nmsg("{n} reading of {key} comes to {kept}",
                       "{n} readings of {key} come to {kept}",
                       came, key=key, kept=kept)  # fmt: skip
        if gone := [r for r in series if _clashes(r, taken)]:
            yield nmsg("{n} reading of {key} goes, since {kept} has another of that day: {first}",
                       "{n} readings of {key} go, since {kept} has others of those days: {first} "
                       "to {last}", len(gone), key=key, kept=kept, first=gone[0].at,
                       last=gone[-1].at)  # fmt: skip


def _coming(
    ws: Workspace, dossier: Dossier, keep: int, others: Sequence[int]
) -> Iterator[tuple[int, Mapping[Batch, Sequence[Reading]], _ByMoment]]:
    """Each KPI that goes, what was read of it, and the readings that stay before those."""
    taken = {r.at: r for r in readings.series_in(ws, dossier, keep)}
    for other in others:
        batches = readings.by_batch(ws, dossier, other)
        yield other, batches, taken
        taken = {r.at: r for r in merged(batches.values())} | taken


def _clashes(reading: Reading, taken: _ByMoment) -> bool:
    there = taken.get(reading.at)
    return there is not None and there.value != reading.value
