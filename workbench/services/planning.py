"""What dates would become, before anybody decides: a late start, and a move of T0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from workbench.domain.bitext import Bitext
from workbench.domain.calendar import Calendar
from workbench.domain.dossier import Dossier
from workbench.domain.due import Due, LateStart, shifts
from workbench.domain.errors import Refused
from workbench.domain.journey import Gate, gate_days
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.registers.handover import Criticality
from workbench.domain.registers.item import SETTLED, Item
from workbench.domain.template import Template, TemplateItem
from workbench.figures.gates import gates
from workbench.figures.progress import is_open
from workbench.services.editing import Outcome
from workbench.services.handovers import template_dues
from workbench.services.workspace import Workspace

_NAMED = 5  # items in one sentence


@dataclass(frozen=True, slots=True)
class Moved:
    """One open item whose day a move of T0 changes; `old` is None while T0 was unknown."""

    item: int
    key: str
    text: Bitext
    old: date | None
    new: date
    becomes_late: bool


@dataclass(frozen=True, slots=True)
class GateMoved:
    """One gate ahead that a move of T0 moves; `old` is None while T0 was unknown."""

    gate: Gate
    old: date | None
    new: date


class Dates(NamedTuple):
    """The days a plan gives to the items, in the template's order, and to the gates."""

    items: Sequence[tuple[TemplateItem, date]]
    gates: Mapping[Gate, date]


def late_start_preview(
    template: Template,
    t0: date,
    today: date,
    calendar: Calendar = Calendar(),  # noqa: B008 - frozen
    criticality: Criticality = Criticality.A,
) -> dict[LateStart, Dates]:
    """The days each choice gives to the items that apply, and to the gates."""
    items = template.for_level(criticality.value)
    found = {}
    for choice in LateStart:
        dues, gates = template_dues(template, criticality, t0, today, choice, calendar)
        days = ((item, due.resolve(t0, calendar)) for item, due in zip(items, dues, strict=True))
        held = ((gate, due.resolve(t0, calendar)) for gate, due in gates.items())
        found[choice] = Dates(
            [(item, day) for item, day in days if day is not None],
            {gate: day for gate, day in held if day is not None},
        )
    return found


def preview_t0(dossier: Dossier, new_t0: date, today: date) -> list[Moved]:
    """The dates that shift when day zero becomes `new_t0`, in list order, of items that are not
    done: a claim may be sent back, and a waiver ends."""
    calendar = dossier.calendar
    items = [i for i in _not_done(dossier) if i.due is not None]
    dues: list[Due] = [i.due for i in items if i.due is not None]
    found = []
    for place, old, new in shifts(dues, dossier.handover.day_zero, new_t0, calendar):
        item = items[place]
        was_late = old is not None and calendar.days_late(old, today) > 0
        late = is_open(item, today) and calendar.days_late(new, today) > 0 and not was_late
        found.append(Moved(item.id, dossier.key(item), item.text, old, new, late))
    return found


def staying(dossier: Dossier) -> Msg | None:
    """Which items that are not done are due on a fixed day, which a move of T0 does not touch."""
    keys = [dossier.key(i) for i in _not_done(dossier) if i.due is not None and i.due.fixed]
    if not keys:
        return None
    more = [".."] if len(keys) > _NAMED else []
    return nmsg("{n} date is fixed and stays: {keys}", "{n} dates are fixed and stay: {keys}",
                len(keys), keys=listed([*keys[:_NAMED], *more]))  # fmt: skip


def _not_done(dossier: Dossier) -> list[Item]:
    return [item for item in dossier.all(Item) if item.state not in SETTLED]


def preview_gates(dossier: Dossier, new_t0: date, today: date) -> list[GateMoved]:
    """The gates that shift when day zero becomes `new_t0`, of those that are or come ahead
    and are not passed."""
    stands = gates(dossier, today)
    top = replace(dossier.handover, t0=new_t0, t0_actual=None)
    before = gate_days(dossier)
    after = gate_days(dossier.patched([("handover", top)], (), dossier.head))
    return [
        GateMoved(gate, old, new)
        for gate, new in after.items()
        if not stands[gate].through
        and (old := before.get(gate)) != new
        and max(new, old or new) >= today
    ]


def move_t0(ws: Workspace, handover: int, new_t0: date, *, actual: bool = False) -> Outcome:
    """Set the planned T0, or with `actual` the day it really was; dates by rule follow."""
    dossier = ws.dossier(handover)
    top = dossier.handover
    if not actual and top.t0_actual is not None:
        raise Refused(msg("T0 was on {day}; correct the actual T0 instead", day=top.t0_actual))
    shifted = len(preview_t0(dossier, new_t0, ws.today))
    with ws.change(handover, "t0", _told(top.day_zero, new_t0, shifted, actual)) as ed:
        if actual:
            ed.set(handover, t0_actual=new_t0)
        else:
            ed.set(handover, t0=new_t0)
    return ed.outcome


def _told(old: date | None, new: date, shifted: int, actual: bool) -> Msg:
    dates = nmsg("{n} date shifted", "{n} dates shifted", shifted)
    if actual:
        return msg("actual T0 {new}: {dates}", new=new, dates=dates)
    if old is None:
        return msg("T0 set to {new}: {dates}", new=new, dates=dates)
    return msg("T0 from {old} to {new}: {dates}", old=old, new=new, dates=dates)
