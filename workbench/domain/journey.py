"""The way of a handover: eight dimensions, seven stages around T0, a gate at each stage's end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from workbench.domain.message import Msg, msg, pmsg

if TYPE_CHECKING:
    from workbench.domain.dossier import Dossier


class Dimension(Enum):
    """What a handover is looked at by: seven dimensions, and the review loop as a last line."""

    GOALS = "D1"
    TEAM = "D2"
    RISK = "D3"
    TOOLS = "D4"
    KPI = "D5"
    KNOWLEDGE = "D6"
    COLLABORATION = "D7"
    REVIEW = "D8"

    @property
    def number(self) -> int:
        """1 to 8, the key that filters by it."""
        return int(self.value[1:])

    @property
    def title(self) -> Msg:
        return _DIMENSIONS[self][0]

    @property
    def label(self) -> Msg:
        """The short name on its tab, at most six cells in English."""
        return _DIMENSIONS[self][1]


_DIMENSIONS = {
    Dimension.GOALS: (msg("Goals and stages"), pmsg("dimension", "Goals")),
    Dimension.TEAM: (msg("Resources and team"), pmsg("dimension", "Team")),
    Dimension.RISK: (msg("Risk and decisions"), pmsg("dimension", "Risk")),
    Dimension.TOOLS: (msg("Tools and methods"), pmsg("dimension", "Tools")),
    Dimension.KPI: (msg("Performance and value"), pmsg("dimension", "KPI")),
    Dimension.KNOWLEDGE: (msg("Knowledge and experience"), pmsg("dimension", "Know")),
    Dimension.COLLABORATION: (msg("Collaboration and benefit"), pmsg("dimension", "Work")),
    Dimension.REVIEW: (msg("Review loop"), pmsg("dimension", "Loop")),
}


@dataclass(frozen=True, slots=True)
class Window:
    """Days around T0, both ends included; `last` is None where the stage recurs for good."""

    first: int
    last: int | None

    def __contains__(self, offset: int) -> bool:
        return self.first <= offset and (self.last is None or offset <= self.last)


class Gate(Enum):
    """The decision at the end of a stage."""

    G1 = "G1"
    G2 = "G2"
    G3 = "G3"
    G4 = "G4"
    G5 = "G5"
    G6 = "G6"
    G7 = "G7"

    @property
    def number(self) -> int:
        return int(self.value[1:])

    @property
    def title(self) -> Msg:
        return _GATES[self][0]

    @property
    def label(self) -> Msg:
        return self.title

    @property
    def offset(self) -> int:
        """Days from T0 to the day it is usually held; each handover has its own plan."""
        return _GATES[self][1]

    @property
    def stage(self) -> Stage:
        return Stage(f"S{self.number}")


class Stage(Enum):
    """A stretch of time around T0."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
    S5 = "S5"
    S6 = "S6"
    S7 = "S7"

    @property
    def number(self) -> int:
        return int(self.value[1:])

    @property
    def title(self) -> Msg:
        return _STAGES[self][0]

    @property
    def label(self) -> Msg:
        return self.title

    @property
    def window(self) -> Window:
        """The usual window; a template may set another."""
        return _STAGES[self][1]

    @property
    def gate(self) -> Gate:
        return _GATE_OF[self.value]


_STAGES = {
    Stage.S1: (pmsg("stage", "Prepare"), Window(-60, -31)),
    Stage.S2: (pmsg("stage", "Capture"), Window(-30, -15)),
    Stage.S3: (pmsg("stage", "Prove"), Window(-14, -1)),
    Stage.S4: (pmsg("stage", "Accept"), Window(0, 0)),
    Stage.S5: (pmsg("stage", "Early life support"), Window(1, 30)),
    Stage.S6: (pmsg("stage", "Stabilise"), Window(31, 90)),
    Stage.S7: (pmsg("stage", "Review"), Window(91, None)),
}

# The last day of the gate's stage; reviews recur without end, the first is half a year after T0.
_GATES = {
    Gate.G1: (pmsg("gate", "Plan agreed"), -31),
    Gate.G2: (pmsg("gate", "Knowledge captured"), -15),
    Gate.G3: (pmsg("gate", "Readiness review"), -1),
    Gate.G4: (pmsg("gate", "Acceptance"), 0),
    Gate.G5: (pmsg("gate", "Support exit"), 30),
    Gate.G6: (pmsg("gate", "Closure"), 90),
    Gate.G7: (pmsg("gate", "Benefits review"), 180),
}
_GATE_OF = {stage.value: gate for stage, gate in zip(Stage, Gate, strict=True)}


def gate_days(dossier: Dossier) -> dict[Gate, date]:
    """The days on which the handover holds its gates, without those that have none.

    G4, the acceptance, is on T0. BadValue where a day leaves the years this program keeps.
    """
    zero, calendar = dossier.handover.day_zero, dossier.calendar
    dues = ((gate, dossier.handover.gate_due(gate)) for gate in Gate)
    days = ((gate, due.resolve(zero, calendar) if due else None) for gate, due in dues)
    return {gate: day for gate, day in days if day is not None}


def gate_day(dossier: Dossier, gate: Gate) -> date | None:
    """The day on which the handover holds `gate`; None without a T0, or a plan for it."""
    return gate_days(dossier).get(gate)


def held_next(days: Mapping[Gate, date], today: date) -> tuple[Gate, date] | None:
    """The gate that is held next by its day, whatever was decided; `days` as of `gate_days`."""
    ahead = [(day, gate.number, gate) for gate, day in days.items() if day >= today]
    return (min(ahead)[2], min(ahead)[0]) if ahead else None


def stage_on(dossier: Dossier, day: date) -> Stage:
    """The stage `day` falls in: the one whose gate comes next; after all gates, the review."""
    ahead = held_next(gate_days(dossier), day)
    return ahead[0].stage if ahead is not None else Stage.S7
