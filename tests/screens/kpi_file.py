"""The payment handover with goals, KPIs of both kinds, their changeover and readings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbench.domain.message import msg
from workbench.domain.reading import Reading
from workbench.domain.registers.changeover import Changeover, Relation
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import Collection, Direction, Frequency, Kpi, KpiState, Phase
from workbench.domain.registers.person import Person
from workbench.domain.registers.post import Post
from workbench.services import readings
from workbench.services.workspace import Workspace

_OLD: dict[str, Any] = {"phase": Phase.IMPLEMENTATION, "state": KpiState.ACTIVE}


class Plant:
    """PAY (T0 2027-01-15) on 2026-11-23: two goals, three KPIs of the project, five of operations.

    Outage minutes is read and continues as Availability, in parallel since November; what becomes
    of Budget variance is not said; Complaints comes from nowhere, and Cost per deal has a card
    that is almost complete. The second goal is without a KPI from 2027-01-16 to 2027-03-01.
    """

    def __init__(self, path: Path, ws: Workspace) -> None:
        self.path, self.ws = path, ws
        self.handover = ws.store.handover_called("PAY")
        people = {p.name: p.id for p in ws.dossier(self.handover).all(Person)}
        self.li, self.sun = people["Li Wei"], people["Sun Yu"]
        with ws.change(self.handover, "bulk", msg("KPIs")) as ed:
            self.post = ed.add(Post, title="Service manager")
            run = ed.add(Goal, title="Payments run", becomes="Payments keep running")
            cost = ed.add(Goal, title="Within budget", becomes="Cost per deal falls")
            self.goals = [run, cost]
            self.outage = ed.add(Kpi, name="Outage minutes", goal=run, unit="min",
                                 frequency=Frequency.DAILY, owner=self.li, **_OLD)  # fmt: skip
            self.variance = ed.add(Kpi, name="Budget variance", goal=cost, unit="%", **_OLD)
            self.golive = ed.add(Kpi, name="Go-live date", goal=run, **_OLD)
            self.availability = ed.add(
                Kpi, name="Availability", goal=run, unit="%", formula="up / period x 100",
                source="/ops/availability", collection=Collection.QUERY, frequency=Frequency.DAILY,
                target=Decimal("98.5"), warn=Decimal("98.0"), crit=Decimal("97.0"),
                baseline=Decimal("98.1"), proxy="as contracted", first_due=date(2026, 11, 2),
                active_from=date(2027, 1, 10), state=KpiState.PARALLEL,
            )  # fmt: skip
            self.cost = ed.add(
                Kpi, name="Cost per deal", goal=cost, unit="CNY", direction=Direction.LOWER,
                formula="cost / deals", source="/ops/cost", frequency=Frequency.MONTHLY,
                first_due=date(2026, 11, 30), target=Decimal("0.20"), active_from=date(2027, 3, 2),
                state=KpiState.DEFINED,
            )  # fmt: skip
            self.complaints = ed.add(Kpi, name="Complaints", goal=run, unit="a week",
                                     state=KpiState.DEFINED)  # fmt: skip
            self.line = ed.add(
                Changeover, old=self.outage, relation=Relation.CONTINUES, new=self.availability,
                first=date(2026, 11, 2), last=date(2026, 12, 31), readings=10,
                tolerance=Decimal(5),
            )  # fmt: skip
            ed.add(Changeover, old=self.golive, relation=Relation.ENDS, reason="reached once")
            ed.add(Changeover, relation=Relation.NEW, new=self.cost)
        self.load(self.outage, date(2026, 11, 2), ["98.9", "98.4", "97.9", "97.6", "98.2"])
        self.load(self.availability, date(2026, 11, 2), ["98.8", "98.4", "97.8", "97.5", "98.3"])

    def load(self, kpi: int, first: date, values: Sequence[str], step: int = 1) -> None:
        series = [Reading((first + timedelta(days=n * step)).isoformat(), Decimal(v))
                  for n, v in enumerate(values)]  # fmt: skip
        readings.load(self.ws, self.handover, {kpi: series}, "november.csv")

    def kpi(self, of: int) -> Kpi:
        found = self.ws.dossier(self.handover).get(of)
        assert isinstance(found, Kpi)
        return found

    def last(self, of: int) -> tuple[str, Decimal]:
        """Day and value of the last reading, as the file has it now."""
        self.ws.dossier(self.handover)
        return readings.series(self.ws, self.handover, of)[-1]

    def lines(self) -> list[tuple[int | None, Relation | None, int | None]]:
        return [(x.old, x.relation, x.new) for x in self.ws.dossier(self.handover).all(Changeover)]
