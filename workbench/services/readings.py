"""Readings of KPIs: loaded by the batch, read as a series, undone as one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from workbench.domain.change import canonical, sha256
from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound, Refused
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.reading import Reading, from_json, merged, to_json
from workbench.domain.registers.batch import TYPED, Batch
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.note import Note
from workbench.domain.text import clean
from workbench.figures.kpi_readings import gaps, in_baseline, mean, within
from workbench.figures.vacuum import Span
from workbench.services import records
from workbench.services.editing import Editing, Outcome
from workbench.services.present import myself
from workbench.services.workspace import Workspace

_MOMENT, _DAY = len("2026-11-01T10:00:00"), len("2026-11-01")


def series(ws: Workspace, handover: int, kpi: int) -> list[Reading]:
    """All readings of a KPI that count, the oldest first."""
    return series_in(ws, ws.known(handover), kpi)


def series_in(ws: Workspace, dossier: Dossier, kpi: int) -> list[Reading]:
    """Those that count in one dossier, which another program may have changed since it was read."""
    return _merged(ws, dossier.under(kpi, Batch), {})


def load(
    ws: Workspace,
    handover: int,
    readings: Mapping[int, Sequence[Reading]],
    source: str,
    *,
    baseline: Mapping[int, Span] = MappingProxyType({}),
) -> Outcome:
    """Add readings, by KPI, in one change set; of one moment the newer batch counts.

    The days in `baseline` become those of that KPI's baseline, and the mean of all that was read
    on them its value. What its card says of its readings follows in the same change set.
    """
    total = sum(map(len, readings.values()))
    what = _told(total, source)
    if not total:
        what = msg("baseline from {source}", source=clean(source))
    with ws.change(handover, "readings", what) as ed:
        me = myself(ws, ed.before)
        for kpi_id, given in readings.items():
            kpi = ed.get(Kpi, kpi_id)
            new = merged([given])
            if not new:
                continue
            put(ed, kpi.id, new, source=source, by=me.id if me else None, at=ws.moment)
        for kpi_id, (first, last) in baseline.items():
            value = mean(within(of_change(ws, ed, kpi_id), first, last))
            ed.set(kpi_id, whole=True, baseline=value, baseline_from=first, baseline_to=last)
    return ed.outcome


def put(ed: Editing, kpi: int, series: Sequence[Reading], **values: Any) -> None:
    """A new batch of readings, which are in order and not none."""
    text = canonical(to_json(series))
    made = ed.add(Batch, parent=kpi, count=len(series), first=series[0].day, last=series[-1].day,
                  sha256=sha256(text), **values)  # fmt: skip
    ed.contents[made] = zlib.compress(text.encode(), 6)


def take_back(ws: Workspace, handover: int, *batches: int) -> Outcome:
    """Take batches of one file back, in a change set of their own, whatever was loaded since."""
    shown = ws.shown(handover)
    found = [b for i in batches if isinstance(b := shown.get(i), Batch)]
    source = found[0].source if found else ""
    what = msg("{what} taken back", what=_told(sum(b.count for b in found), source))
    with ws.change(handover, "readings", what) as ed:
        ed.delete([ed.get(Batch, batch).id for batch in batches])
    return ed.outcome


def with_it(dossier: Dossier, batch: Batch) -> list[Batch]:
    """The batches that came in with one, for other KPIs from the same file, and itself."""
    came = (batch.source, batch.at, batch.by)
    others = (b for b in dossier.all(Batch) if b.parent != batch.parent)
    return [batch, *(b for b in others if (b.source, b.at, b.by) == came)]


def note(ws: Workspace, handover: int, kpi: int, at: str, text: str) -> int:
    """A note on the reading of a moment: one on its KPI that begins with the moment."""
    if not clean(text):
        raise Refused(msg("the note is empty"))
    return records.add_note(ws, handover, kpi, f"{at}: {clean(text)}")


def notes(dossier: Dossier, kpi: int, known: Sequence[Reading]) -> dict[str, str]:
    """What was noted on the readings of a KPI, by their moments."""
    moments = {r.at for r in known}
    found: dict[str, list[str]] = {}
    for said in dossier.under(kpi, Note):
        at = next((a for a in (said.text[:_MOMENT], said.text[:_DAY]) if a in moments), "")
        if at and (text := clean(said.text[len(at) :].lstrip(":： \n"))):
            found.setdefault(at, []).append(text)
    return {at: "; ".join(texts) for at, texts in found.items()}


def by_batch(ws: Workspace, dossier: Dossier, kpi: int) -> dict[Batch, list[Reading]]:
    """The readings of each batch of a KPI, the oldest batch first."""
    return dict(_oldest_first(ws, dossier.under(kpi, Batch), {}))


def of_change(ws: Workspace, ed: Editing, kpi: int) -> list[Reading]:
    """All readings of a KPI as a change set has them so far."""
    return _merged(ws, ed.under(kpi, Batch), ed.contents)


def _told(n: int, source: str) -> Msg:
    if source == TYPED:
        return nmsg("{n} reading, typed", "{n} readings, typed", n)
    return nmsg("{n} reading from {source}", "{n} readings from {source}", n, source=clean(source))


def card(kpi: Kpi, known: Sequence[Reading], zero: date | None) -> dict[str, Any]:
    """What a KPI's card says of its readings."""
    last = known[-1] if known else None
    return {
        "readings": len(known),
        "first_reading": known[0].day if known else None,
        "last_reading": last.day if last else None,
        "last_value": last.value if last else None,
        "baseline_readings": in_baseline(kpi, known),
        "gaps": gaps(kpi, known, zero),
    }


def _merged(ws: Workspace, batches: Iterable[Batch], fresh: Mapping[int, bytes]) -> list[Reading]:
    return merged(known for _, known in _oldest_first(ws, batches, fresh))


def _oldest_first(
    ws: Workspace, batches: Iterable[Batch], fresh: Mapping[int, bytes]
) -> Iterator[tuple[Batch, list[Reading]]]:
    """Batches with their readings; what is `fresh` is not in the file yet."""
    oldest = sorted(batches, key=lambda b: b.id)
    kept = ws.store.contents([b.id for b in oldest if b.id not in fresh]) | dict(fresh)
    return ((b, of_batch(b, kept.get(b.id, b""))) for b in oldest)


def of_batch(batch: Batch, kept: bytes) -> list[Reading]:
    """The readings of a batch; NotFound when they are not what its hash says."""
    try:
        text = zlib.decompress(kept).decode()
    except (TypeError, zlib.error, UnicodeDecodeError):
        text = ""  # lost, or damaged
    if sha256(text) != batch.sha256:
        raise NotFound(
            msg("the readings from {source} are not what was loaded; run handover db check",
                source=batch.source)
        )  # fmt: skip
    return from_json(json.loads(text))


def damaged(dossier: Dossier, kept: Mapping[int, bytes]) -> list[Batch]:
    """The batches whose readings, `kept` by batch, are lost or not what was loaded."""

    def is_whole(batch: Batch) -> bool:
        try:
            return batch.id in kept and bool(of_batch(batch, kept[batch.id]))
        except NotFound:
            return False

    return [b for b in dossier.all(Batch) if not is_whole(b)]
