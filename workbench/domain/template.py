"""What a new handover is made from: its seats, its stage windows, its checklist, and records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from workbench.domain.bitext import Bitext
from workbench.domain.due import Due, parse_due
from workbench.domain.errors import BadValue
from workbench.domain.journey import Dimension, Gate, Stage

SIDES = ("giving", "receiving", "sponsor")
DIMENSIONS = tuple(dimension.value for dimension in Dimension)
LEVELS = "ABC"
MAX_ITEMS = 500
REGISTERS = ("post", "goal", "kpi", "changeover", "benefit")
"""The registers a template may begin, each after those that its records refer to."""
MAX_RECORDS = 200


@dataclass(frozen=True, slots=True)
class StageWindow:
    """The days of a stage relative to T0, both ends included; `last` None has no end."""

    stage: str
    first: int
    last: int | None = None

    def holds(self, day: int) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


DEFAULT_STAGES = tuple(
    StageWindow(stage.value, stage.window.first, stage.window.last) for stage in Stage
)
STAGES = tuple(window.stage for window in DEFAULT_STAGES)


@dataclass(frozen=True, slots=True)
class TemplateSeat:
    """A part somebody plays in the handover; `side` is one of SIDES."""

    code: str
    name: Bitext
    side: str
    about: Bitext


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """One line of the checklist.

    `due` is `T-30`, `T0`, `T+5`, `T+5wd` (working days) or an ISO date; `levels` are the letters
    of criticality at which the item applies; `weight` is 1 to 5; `parent` is an item's code.
    """

    code: str
    text: Bitext
    why: Bitext
    proof: Bitext
    stage: str
    dimension: str
    due: str
    seat: str
    mandatory: bool
    levels: str = LEVELS
    weight: int = 1
    parent: str = ""
    evidence_required: bool = True


@dataclass(frozen=True, slots=True)
class TemplateRecord:
    """One record that the handover begins with; `values` by field, others name it by its `code`.

    Texts are pairs, references codes, choices the names they are kept by, and days are written
    like the `due` of an item.
    """

    register: str
    code: str
    values: Mapping[str, Bitext | Decimal | bool | int | str]


@dataclass(frozen=True, slots=True)
class Template:
    """A checklist to start a handover with, and records; `stages` holds all windows in order."""

    code: str
    name: Bitext
    about: Bitext
    seats: tuple[TemplateSeat, ...]
    stages: tuple[StageWindow, ...]
    items: tuple[TemplateItem, ...]
    records: tuple[TemplateRecord, ...] = ()

    def for_level(self, letter: str) -> tuple[TemplateItem, ...]:
        """The items that apply to a handover of criticality `letter`; A is the most critical."""
        return tuple(item for item in self.items if letter in item.levels)

    def gate_due(self, gate: Gate) -> Due:
        """The last day of the gate's stage; the acceptance is on T0."""
        last = next((w.last for w in self.stages if w.stage == gate.stage.value), None)
        return Due() if gate is Gate.G4 else Due(gate.offset if last is None else last)


def due_day(due: str) -> int | None:
    """Calendar days from T0, working days taken as 7 for 5; None where `due` is no offset, or is
    not spelled as a template spells it."""
    try:
        found = parse_due(due)
    except BadValue:
        return None
    if found.fixed or str(found) != due:
        return None
    return round(found.offset * 7 / 5) if found.working else found.offset
