"""What a KPI lacks before it may move on, and what it may not lose once it has."""

from __future__ import annotations

from datetime import date
from typing import cast

from workbench.domain.dossier import Dossier
from workbench.domain.labelled import Side
from workbench.domain.machine import Move
from workbench.domain.message import Msg, msg
from workbench.domain.record import Record
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.kpi import Direction, Kpi, KpiState
from workbench.domain.registers.person import Person
from workbench.figures.kpi_card import crossed, labels, undefined, unfit
from workbench.figures.kpi_readings import Needed, baseline

_FINAL = ("final", "final_on")
_OTHERS = (Side.RECEIVING, Side.SPONSOR)


def kpi_lacks(
    dossier: Dossier, found: Record, move: Move, by: Person | None, today: date
) -> list[Msg]:
    """What keeps a KPI from a move; empty when nothing does."""
    kpi = cast("Kpi", found)
    if move.target not in kpi.path:
        return [
            msg("{key} is {phase}, and {move} is no step of that", key=dossier.key(kpi),
                phase=kpi.phase.label, move=move.label)
        ]  # fmt: skip
    match move.name:
        case "finalise":
            return _final_lacks(kpi, today)
        case "retire":
            return _final_lacks(kpi, today) + _signature_lacks(dossier, kpi, by)
        case "define":
            return _missing(undefined(kpi))
        case "baseline":
            from workbench.rules.agreed import readings_needed  # it knows all rules, these too

            return _baseline_lacks(kpi, readings_needed(dossier, today))
        case "run_parallel":
            return _run_lacks(dossier, kpi)
        case "go_live" | "confirm":
            return live_lacks(kpi, today)
    return []


def live_lacks(kpi: Kpi, today: date) -> list[Msg]:
    """What keeps a KPI from being live (rule R-41)."""
    lack = _missing(unfit(kpi))
    if crossed(kpi):
        lack.append(msg("the critical threshold comes before the one that warns"))
    distances = (kpi.warn, kpi.crit) if kpi.direction is Direction.BAND else ()
    if any(x is not None and x <= 0 for x in distances):
        lack.append(msg("near the target, thresholds are distances from it, above 0"))
    if untested := _untested(kpi, today):
        lack.append(untested)
    return lack


def _untested(kpi: Kpi, today: date) -> Msg | None:
    """Why a day on which the source is tested is none on which it was."""
    if kpi.tested_on is None or kpi.tested_on <= today:
        return None
    return msg("the source is to be tested on {day}, and was not yet", day=kpi.tested_on)


def lost(dossier: Dossier, was: Kpi | None, now: Kpi, today: date) -> list[Msg]:
    """What a change took from a KPI that it may not lose in its state, however it was made.

    Retired without its final value signed, or live without definition, baseline, thresholds, owner
    and tested source, it would prove nothing.
    """
    key = dossier.key(now)
    before = was if was is not None and was.state is now.state else None
    if now.state not in now.path and (before is None or before.phase is not now.phase):
        return [
            msg("{key} is {state}, which is no state of a KPI {phase}; take it back first", key=key,
                state=now.state.label, phase=now.phase.label)
        ]  # fmt: skip
    missing = [f for f in _needed(now) if before is None or f not in _needed(before)]
    if missing:
        return [
            msg("{key} is {state} and cannot be without: {fields}", key=key, state=now.state.label,
                fields=labels(tuple(missing)))
        ]  # fmt: skip
    if now.state is KpiState.LIVE and (before is None or before.tested_on != now.tested_on):
        untested = _untested(now, today)
        return [msg("{key} is live, but {lacks}", key=key, lacks=untested)] if untested else []
    if before is None or now.state is not KpiState.RETIRED:
        return []
    if _value(before) != _value(now):
        return [msg("the final value of {key} is signed; reopen it to change it", key=key)]
    if now.active_to and before.active_to and now.active_to > before.active_to:
        return [msg("{key} is retired and counts no longer than to {day}; reopen it first",
                    key=key, day=before.active_to)]  # fmt: skip
    return []


def _needed(kpi: Kpi) -> tuple[str, ...]:
    """The fields that are empty and may not be in the KPI's state."""
    if kpi.state is KpiState.LIVE:
        return unfit(kpi)
    wanted = {KpiState.FINAL: _FINAL, KpiState.RETIRED: (*_FINAL, "signed_by", "active_to")}
    return tuple(f for f in wanted.get(kpi.state, ()) if getattr(kpi, f) is None)


def _value(kpi: Kpi) -> tuple[object, ...]:
    return tuple(getattr(kpi, f) for f in _FINAL)


def _missing(fields: tuple[str, ...]) -> list[Msg]:
    return [msg("the card lacks: {fields}", fields=labels(fields))] if fields else []


def _final_lacks(kpi: Kpi, today: date) -> list[Msg]:
    lack = _missing(tuple(f for f in _FINAL if getattr(kpi, f) is None))
    if kpi.final_on is not None and kpi.final_on > today:
        lack.append(msg("the final value is of {day}, which is still ahead", day=kpi.final_on))
    return lack


def _signature_lacks(dossier: Dossier, kpi: Kpi, by: Person | None) -> list[Msg]:
    """Its owner signs for the final value, or the other side."""
    if by is not None and (by.id == kpi.owner or by.side in _OTHERS):
        return []
    owner = dossier.get(kpi.owner)
    if isinstance(owner, Person):
        return [
            msg("{owner}, who owns {key}, signs for its final value, or the receiving side",
                owner=owner.name, key=dossier.key(kpi))
        ]  # fmt: skip
    return [
        msg("nobody owns {key} yet: name its owner, or the receiving side signs for the final "
            "value", key=dossier.key(kpi))
    ]  # fmt: skip


def _run_lacks(dossier: Dossier, kpi: Kpi) -> list[Msg]:
    """Without its days a parallel run has no exit test, and would let anything go live."""
    lines = [line for line in dossier.all(Changeover) if line.new == kpi.id]
    if not lines:
        return [msg("say first from which KPI it comes, or that it is new")]
    if any(x.first and x.last and x.first <= x.last for x in lines):
        return []
    return [msg("its changeover does not say from which day to which both are read")]


def _baseline_lacks(kpi: Kpi, needed: Needed) -> list[Msg]:
    lack = _missing(("baseline",) if kpi.baseline is None else ())
    found = baseline(kpi, needed)
    if found.enough:
        return lack
    if kpi.baseline_from is None or kpi.baseline_to is None:
        lack.append(msg("say from which to which day the baseline was taken, or name a proxy"))
    else:
        lack.append(
            msg("{readings} from {first} to {last}; load more, or name a proxy",
                readings=found.words, first=kpi.baseline_from, last=kpi.baseline_to)
        )  # fmt: skip
    return lack
