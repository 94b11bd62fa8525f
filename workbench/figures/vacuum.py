"""Days on which no KPI says how a goal stands (rule R-44)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from workbench.domain.calendar import ahead
from workbench.domain.dossier import Dossier
from workbench.domain.frozen import dataclass
from workbench.domain.message import Msg, listed, msg
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import COUNTING, Kpi, KpiState
from workbench.figures.kpi_readings import last_day

BEFORE, AFTER = 30, 90  # days around T0 on which a goal must have a KPI

Span = tuple[date, date]
"""The first and the last day."""


@dataclass(frozen=True, slots=True)
class Vacuum:
    """A goal, the days on which it needs a KPI, and those on which it has none."""

    goal: Goal
    first: date
    last: date
    holes: tuple[Span, ...]

    @property
    def days(self) -> int:
        return sum((last - first).days + 1 for first, last in self.holes)

    @property
    def words(self) -> Msg | str:
        """`2027-03-01 to 2027-03-14, 2027-03-20`."""
        return listed([spoken(*hole) for hole in self.holes])


def window(dossier: Dossier, goal: Goal) -> Span | None:
    """The days on which a goal must have a KPI: from T-30 to T+90, and where it ends with the
    project to the day it was reached, or T0. None without T0."""
    zero = dossier.handover.day_zero
    if zero is None:
        return None
    first, last = zero - min(timedelta(days=BEFORE), zero - date.min), ahead(zero, AFTER)
    if goal.ends:
        last = min(last, goal.reached_on or zero)
    return (first, last) if first <= last else None


def vacuum(dossier: Dossier, goal: Goal, kpis: Iterable[Kpi], today: date) -> Vacuum | None:
    """The days of its window on which a goal has none of its `kpis`; None without T0."""
    span = window(dossier, goal)
    if span is None:
        return None
    zero = dossier.handover.day_zero
    covered = [c for k in kpis if (c := covers(k, zero, today)) is not None]
    return Vacuum(goal, *span, tuple(holes(*span, covered)))


def vacuums(dossier: Dossier, today: date) -> tuple[Vacuum, ...]:
    """For each goal that needs a KPI, the days on which it has none."""
    own = by_goal(dossier)
    found = (vacuum(dossier, g, own.get(g.id, ()), today) for g in dossier.all(Goal))
    return tuple(v for v in found if v is not None)


def by_goal(dossier: Dossier) -> dict[int, tuple[Kpi, ...]]:
    """The KPIs of each goal."""
    found: dict[int, tuple[Kpi, ...]] = {}
    for kpi in dossier.all(Kpi):
        if kpi.goal is not None:
            found[kpi.goal] = (*found.get(kpi.goal, ()), kpi)
    return found


def covers(kpi: Kpi, zero: date | None, today: date) -> Span | None:
    """The days on which a KPI says how its goal stands; None for none.

    One of the project ends with T0 unless it says otherwise. One that is not live yet is counted
    as planned, as long as its first day is ahead.
    """
    if kpi.state not in COUNTING:
        if kpi.active_from is None or kpi.active_from < today:
            return None
    elif kpi.state is KpiState.RETIRED and kpi.active_to is None:
        return None
    first = kpi.active_from or date.min
    last = last_day(kpi, zero) or date.max
    return (first, last) if first <= last else None


def counts_from(kpi: Kpi, today: date) -> date:
    """The first day of a KPI that goes live: the planned one where it is ahead, or was read since;
    else the first on which it was read, or today."""
    planned = kpi.active_from or today
    return planned if planned >= today else max(planned, min(kpi.first_reading or today, today))


def holes(first: date, last: date, covered: Sequence[Span]) -> list[Span]:
    """The stretches of days from `first` to `last` that no span covers, in order."""
    found: list[Span] = []
    free = first
    for start, stop in sorted(covered):
        if start > last:
            break
        if start > free:
            found.append((free, start - timedelta(days=1)))
        if stop >= last:
            return found
        if stop >= free:
            free = stop + timedelta(days=1)
    return [*found, (free, last)]


def spoken(first: date, last: date) -> Msg | str:
    """A stretch of days in words."""
    return str(first) if first == last else msg("{first} to {last}", first=first, last=last)
