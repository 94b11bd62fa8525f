"""What a source of readings would bring, KPI by KPI: what is new, corrected, and hardly meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.reading import Reading
from workbench.domain.registers.kpi import Kpi, KpiState
from workbench.figures.kpi_readings import is_unlikely
from workbench.figures.vacuum import Span

GATHERING = (KpiState.PROPOSED, KpiState.DEFINED)
"""States in which readings are gathered for a baseline."""


@dataclass
class Coming:
    """What comes in for one KPI: `new` moments, `corrected` ones and what they `were`, how many are
    there the `same`, and the days of all of them."""

    kpi: Kpi
    days: Span
    new: list[Reading] = field(default_factory=list)
    corrected: list[Reading] = field(default_factory=list)
    were: dict[str, Decimal] = field(default_factory=dict)
    same: int = 0

    @property
    def readings(self) -> list[Reading]:
        return sorted([*self.new, *self.corrected])

    @property
    def takes_baseline(self) -> bool:
        """Whether its days may become those of the baseline: one that was taken is what a KPI
        further on was agreed by."""
        return self.kpi.baseline is None or self.kpi.state in GATHERING

    @property
    def unlikely(self) -> Msg | None:
        """That some of what comes can hardly be meant, with the first of it."""
        odd = [r for r in self.readings if is_unlikely(self.kpi, r.value)]
        if not odd:
            return None
        return nmsg("{kpi}: {n} value is not between 0 and 100 %, {value} on {day}: is it meant?",
                    "{kpi}: {n} values are not between 0 and 100 %, the first {value} on {day}: "
                    "are they meant?", len(odd), kpi=self.kpi.name, value=f"{odd[0].value:f}",
                    day=odd[0].at)  # fmt: skip

    @property
    def corrections(self) -> Iterator[Msg]:
        """Each corrected reading, as it is and as it will be."""
        for reading in sorted(self.corrected):
            yield msg("{kpi} {day}: {old} -> {new}", kpi=self.kpi.name, day=reading.at,
                      old=f"{self.were[reading.at]:f}", new=f"{reading.value:f}")  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What a source would bring; `refused` rows with where and why, `remarks` on the rest."""

    handover: int
    name: str
    seen: Dossier
    coming: Sequence[Coming]
    refused: Sequence[tuple[str, Msg]]
    remarks: Sequence[tuple[str, Msg]]

    @property
    def todo(self) -> int:
        """Readings that would change something."""
        return sum(len(c.new) + len(c.corrected) for c in self.coming)

    @property
    def baselines(self) -> Iterator[Msg]:
        """Each baseline that is there, and whether it would go for that of these days."""
        for c in self.coming:
            if c.kpi.baseline is None:
                continue
            named = {"key": self.seen.key(c.kpi), "name": c.kpi.name,
                     "value": f"{c.kpi.baseline:f} {c.kpi.unit}".strip()}  # fmt: skip
            if c.takes_baseline:
                yield msg("{key} {name}: a baseline from these days replaces {value}", **named)
            else:
                yield msg("{key} {name} is {state}: its baseline {value} stays",
                          state=c.kpi.state.label, **named)  # fmt: skip

    @property
    def summary(self) -> Msg:
        return msg(
            "{name}: {new} new, {corrected} corrected, {same} already there, {refused} refused",
            name=self.name,
            new=sum(len(c.new) for c in self.coming),
            corrected=sum(len(c.corrected) for c in self.coming),
            same=sum(c.same for c in self.coming),
            refused=len(self.refused),
        )
