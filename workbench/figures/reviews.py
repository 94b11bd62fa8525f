"""Benefits reviews: when each is, whether it was held, how its KPI stands against before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, in_turn, msg
from workbench.domain.registers.benefit import Benefit
from workbench.domain.registers.kpi import Kpi
from workbench.figures.kpi_readings import Status, status


@dataclass(frozen=True, slots=True)
class Review:
    """One review with its KPI; `day` is None while T0 or its date is not known, `late` how many
    calendar days it should have been held before."""

    benefit: Benefit
    kpi: Kpi | None
    day: date | None
    late: int

    @property
    def status(self) -> Status | None:
        """How the last value of the KPI stands."""
        return status(self.kpi, self.kpi.last_value) if self.kpi is not None else None

    @property
    def stands(self) -> Msg | str:
        """`baseline 81.2 %; now 81.4 %; target 82 %`; empty without all of it."""
        said: list[Msg | str] = []
        if (kpi := self.kpi) is not None:
            unit = f" {kpi.unit}" if kpi.unit else ""
            if kpi.baseline is not None:
                said.append(msg("baseline {value}", value=f"{kpi.baseline:f}{unit}"))
            if kpi.last_value is not None and kpi.last_reading is not None:
                said.append(msg("now {value} ({day})", value=f"{kpi.last_value:f}{unit}",
                                day=kpi.last_reading))  # fmt: skip
            if kpi.target is not None:
                said.append(msg("target {value}", value=f"{kpi.target:f}{unit}"))
        return in_turn(said) if said else ""

    @property
    def words(self) -> Msg | str:
        """How it stands, and what was expected of it."""
        said = [self.stands] if self.stands else []
        if self.benefit.expected:
            said.append(msg("expected: {text}", text=self.benefit.expected))
        return in_turn(said) if said else ""


def reviews(dossier: Dossier, today: date) -> tuple[Review, ...]:
    """All reviews: those still to be held first, each by day; the last ones have none."""
    made = [_review(dossier, found, today) for found in dossier.all(Benefit)]
    return tuple(sorted(made, key=lambda r: (r.benefit.was_held(today), r.day or date.max)))


def _review(dossier: Dossier, found: Benefit, today: date) -> Review:
    kpi, due = dossier.get(found.kpi), found.due
    day = due.resolve(dossier.handover.day_zero, dossier.calendar) if due is not None else None
    late = dossier.calendar.days_late(day, today) if day is not None else 0
    return Review(
        benefit=found,
        kpi=kpi if isinstance(kpi, Kpi) else None,
        day=day,
        late=max(0, late) if not found.was_held(today) else 0,
    )
