"""Readings of KPIs: loaded by the batch, read as a series, undone as one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.domain.change import canonical, sha256
from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound
from workbench.domain.message import msg, nmsg
from workbench.domain.reading import Reading, from_json, merged, to_json
from workbench.domain.registers.batch import Batch
from workbench.domain.registers.kpi import Kpi
from workbench.domain.text import clean
from workbench.services.editing import Outcome
from workbench.services.present import myself
from workbench.services.workspace import Workspace


def series(ws: Workspace, handover: int, kpi: int) -> list[Reading]:
    """All readings of a KPI that count, the oldest first."""
    return _series(ws, ws.known(handover), kpi)


def load(
    ws: Workspace, handover: int, readings: Mapping[int, Sequence[Reading]], source: str
) -> Outcome:
    """Add readings, by KPI, in one change set; of one moment the newer batch counts.

    What a KPI's card says of its readings follows in the same change set.
    """
    total = sum(map(len, readings.values()))
    what = nmsg("{n} reading from {source}", "{n} readings from {source}", total,
                source=clean(source))  # fmt: skip
    with ws.change(handover, "readings", what) as ed:
        me = myself(ws, ed.before)
        for kpi_id, given in readings.items():
            kpi = ed.get(Kpi, kpi_id)
            new = merged([given])
            if not new:
                continue
            text = canonical(to_json(new))
            made = ed.add(
                Batch, parent=kpi.id, source=source, count=len(new), first=new[0].day,
                last=new[-1].day, sha256=sha256(text), by=me.id if me else None, at=ws.moment,
            )  # fmt: skip
            ed.contents[made] = zlib.compress(text.encode(), 6)
            ed.put(kpi.id, **_card(merged([_series(ws, ed.before, kpi.id), new])))
    return ed.outcome


def _series(ws: Workspace, dossier: Dossier, kpi: int) -> list[Reading]:
    batches = sorted(dossier.under(kpi, Batch), key=lambda b: b.id)
    return merged(_content(ws, batch) for batch in batches)


def _content(ws: Workspace, batch: Batch) -> list[Reading]:
    """The readings of a batch; NotFound when they are not what its hash says."""
    text = zlib.decompress(ws.store.content(batch.id)).decode()
    if sha256(text) != batch.sha256:
        raise NotFound(
            msg("the readings from {source} are not what was loaded; run handover db check",
                source=batch.source)
        )  # fmt: skip
    return from_json(json.loads(text))


def _card(known: Sequence[Reading]) -> dict[str, Any]:
    """What the card says of the readings."""
    return {
        "readings": len(known),
        "first_reading": known[0].day,
        "last_reading": known[-1].day,
        "last_value": known[-1].value,
    }
