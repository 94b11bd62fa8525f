"""How each KPI stands on a day: its last value, what is missing, what its next step asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workbench.domain.dossier import Dossier
from workbench.domain.machine import Move
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.reading import Reading
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import KPI, Kpi, KpiState, Phase
from workbench.figures.kpi_card import Boxed, boxes, undefined, unfit
from workbench.figures.kpi_readings import (
    USUAL,
    Baseline,
    Needed,
    Status,
    baseline,
    missed,
    missing,
    next_due,
    stands,
)
from workbench.figures.vacuum import Span, spoken

_K = KpiState
_SPANS = 6  # stretches of days named in one sentence, the latest
_NEXT: Mapping[KpiState, str] = {
    _K.ACTIVE: "finalise",
    _K.FINAL: "retire",
    _K.PROPOSED: "define",
    _K.DEFINED: "baseline",
    _K.BASELINED: "go_live",
    _K.PARALLEL: "go_live",
    _K.REVIEW: "confirm",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One KPI on a day.

    `status` is how it `stands` (None without value or thresholds), `missing` how many readings
    were due and are not there, `due` when the next one is. `step` is the next move on its
    path and `asks` the fields still missing for it; `lines` are those of the changeover map that
    name it.
    """

    kpi: Kpi
    goal: Goal | None
    status: Status | None
    missing: int
    due: date | None
    boxes: tuple[Boxed, ...]
    baseline: Baseline
    step: Move | None
    asks: tuple[str, ...]
    lines: tuple[Changeover, ...]

    @property
    def ticked(self) -> int:
        return sum(b.ticked for b in self.boxes)


def standings(dossier: Dossier, today: date, needed: Needed = USUAL) -> tuple[Standing, ...]:
    """All KPIs: those of the project first, then those of operations, in the order people put
    them; `needed` are the readings of a baseline, as they were agreed."""
    lines: dict[int | None, list[Changeover]] = {}
    for line in dossier.all(Changeover):
        for end in {line.old, line.new}:
            lines.setdefault(end, []).append(line)
    kpis = sorted(dossier.all(Kpi), key=lambda k: k.phase is Phase.OPERATIONS)
    return tuple(_standing(dossier, k, tuple(lines.get(k.id, ())), today, needed) for k in kpis)


def due_readings(dossier: Dossier, until: date) -> tuple[tuple[Kpi, date], ...]:
    """The KPIs with a reading due up to a day, the first due first."""
    zero = dossier.handover.day_zero
    found = [
        (k, d) for k in dossier.all(Kpi) if (d := next_due(k, zero)) is not None and d <= until
    ]
    return tuple(sorted(found, key=lambda pair: (pair[1], pair[0].number)))


def missed_words(kpi: Kpi, series: Sequence[Reading], today: date, zero: date | None) -> Msg | None:
    """How many readings are missing, and of which days; None when none is."""
    days = missed(kpi, series, today, zero)
    if not days:
        return None
    spans: list[Span] = []
    for day in days:
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    named: Msg | str = listed([spoken(*span) for span in spans[-_SPANS:]])
    if len(spans) > _SPANS:
        named = msg("{days}, and earlier ones", days=named)
    return nmsg("{n} reading missing: {days}", "{n} readings missing: {days}", len(days),
                days=named)  # fmt: skip


def to_retire(kpi: Kpi) -> tuple[str, ...]:
    """The fields still missing before a KPI of the project may be retired."""
    return tuple(f for f in ("final", "final_on") if getattr(kpi, f) is None)


def next_step(kpi: Kpi) -> Move | None:
    """The next move on the path of a KPI; None at its end."""
    step = _NEXT.get(kpi.state)
    return KPI.moves[step] if step is not None else None


def asked(kpi: Kpi, needed: Needed = USUAL) -> tuple[str, ...]:
    """The fields still missing for the next step of a KPI."""
    match _NEXT.get(kpi.state):
        case "finalise" | "retire":
            return to_retire(kpi)
        case "define":
            return undefined(kpi)
        case "baseline":
            return _for_baseline(kpi, needed)
        case "go_live" | "confirm":
            return unfit(kpi)
    return ()


def _for_baseline(kpi: Kpi, needed: Needed) -> tuple[str, ...]:
    fields = ("baseline",) if kpi.baseline is None else ()
    if baseline(kpi, needed).enough:
        return fields
    days = tuple(f for f in ("baseline_from", "baseline_to") if getattr(kpi, f) is None)
    return (*fields, *(days or ("proxy",)))


def _standing(
    dossier: Dossier, kpi: Kpi, lines: tuple[Changeover, ...], today: date, needed: Needed
) -> Standing:
    goal = dossier.get(kpi.goal)
    zero = dossier.handover.day_zero
    return Standing(
        kpi=kpi,
        goal=goal if isinstance(goal, Goal) else None,
        status=stands(kpi, today, zero),
        missing=missing(kpi, today, zero),
        due=next_due(kpi, zero),
        boxes=boxes(kpi),
        baseline=baseline(kpi, needed),
        step=next_step(kpi),
        asks=asked(kpi, needed),
        lines=lines,
    )
