"""How complete a KPI's definition card is: the five SMART boxes, counted from what is filled in."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain import record
from workbench.domain.frozen import dataclass
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, listed, msg
from workbench.domain.registers.kpi import Direction, Kpi


class Box(Labelled):
    """What makes a definition one that can be worked with (field F-5.1)."""

    SPECIFIC = "specific", msg("specific")
    MEASURABLE = "measurable", msg("measurable")
    ACHIEVABLE = "achievable", msg("achievable")
    RELEVANT = "relevant", msg("relevant")
    TIMED = "time_bound", msg("time-bound")


FIELDS: Mapping[Box, tuple[str, ...]] = {
    Box.SPECIFIC: ("formula", "unit"),
    Box.MEASURABLE: ("source", "frequency"),
    Box.ACHIEVABLE: ("baseline",),
    Box.RELEVANT: ("goal",),
    Box.TIMED: ("first_due",),
}
"""What each box asks for; a KPI near its target is specific with a target, too."""
IN_ITS_UNIT = ("baseline", "target", "warn", "crit", "final", "last_value")
"""The fields that are numbers in the unit of the KPI."""
_LATER = (Box.ACHIEVABLE,)
"""A baseline is taken once the card says of what."""


@dataclass(frozen=True, slots=True)
class Boxed:
    """A box, and the fields that are missing in it."""

    box: Box
    missing: tuple[str, ...]

    @property
    def ticked(self) -> bool:
        return not self.missing


def boxes(kpi: Kpi) -> tuple[Boxed, ...]:
    """The five boxes of a card, in order; what is near a target needs one."""
    found = []
    for box, fields in FIELDS.items():
        wanted = (*fields, *(("target",) if box is Box.SPECIFIC and _is_band(kpi) else ()))
        found.append(Boxed(box, tuple(f for f in wanted if _is_empty(kpi, f))))
    return tuple(found)


def undefined(kpi: Kpi) -> tuple[str, ...]:
    """The fields missing in the definition, a baseline aside."""
    return tuple(f for b in boxes(kpi) if b.box not in _LATER for f in b.missing)


def unfit(kpi: Kpi) -> tuple[str, ...]:
    """The fields missing before it may go live: definition, baseline, thresholds, who owns it
    afterwards, and a source that was tested."""
    others = ("warn", "crit", "post", "tested_on")
    missing = [f for b in boxes(kpi) for f in b.missing]
    return (*missing, *(f for f in others if _is_empty(kpi, f)))


def crossed(kpi: Kpi) -> bool:
    """Whether the critical threshold comes before the one that warns."""
    if kpi.warn is None or kpi.crit is None:
        return False
    higher = kpi.direction is Direction.HIGHER
    return kpi.crit > kpi.warn if higher else kpi.crit < kpi.warn


def labels(fields: tuple[str, ...]) -> Msg | str:
    """The fields as people call them."""
    entry = record.of(Kpi)
    return listed([entry.field(f).kind.label for f in fields])


def _is_band(kpi: Kpi) -> bool:
    return kpi.direction is Direction.BAND


def _is_empty(kpi: Kpi, field: str) -> bool:
    value = getattr(kpi, field)
    return value is None or (isinstance(value, str) and not value.strip())
