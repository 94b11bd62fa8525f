"""Bonus schemes: for a day kept by the project, and for what operations keeps available."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated as A

from workbench.domain.amounts import day, number
from workbench.domain.factors import factors
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, flag, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg
from workbench.domain.money import Money, money
from workbench.domain.record import Lasts, Record, register


class SchemeKind(Labelled):
    MILESTONE = "milestone", msg("for an early day")
    AVAILABILITY = "availability", msg("for availability")


class Curve(Labelled):
    LINEAR = "linear", msg("in proportion")
    STEP = "step", msg("in steps")


@register("scheme", title=msg("Bonus schemes"), one=msg("bonus scheme"), named_by="name",
          dimension=Dimension.KPI, prefix="BS", lasts=Lasts.REVIEW)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Scheme(Record):
    """A milestone bonus (field F-5.6) or an availability bonus (F-5.7)."""

    name: A[str, text(msg("Bonus scheme"), core=True, width=24)] = ""
    kind: A[SchemeKind, choice(msg("Paid"), SchemeKind, core=True, required=True)] = (
        SchemeKind.MILESTONE
    )
    planned: A[date | None, day(msg("Planned day"), core=True)] = None
    actual: A[date | None, day(msg("Actual day"), core=True)] = None
    rate: A[Money | None, money(msg("For each day early"))] = None
    malus: A[Money | None, money(msg("Taken for each day late"))] = None
    cap: A[Money | None, money(msg("At most"))] = None
    working_days: A[bool, flag(msg("Working days count"))] = False
    pool: A[Money | None, money(msg("Pool"))] = None
    kpi: A[int | None, ref(msg("KPI"), "kpi")] = None
    table: A[
        str,
        factors(msg("Table"), help=msg("Availability and factor, in order: 97.0 = 0; 98.5 = 1")),
    ] = ""
    curve: A[Curve, choice(msg("Between them"), Curve, required=True)] = Curve.LINEAR
    planned_outage: A[bool, flag(msg("Planned outage counts"), help=msg("As downtime."))] = True
    hours: A[Decimal | None, number(msg("Hours of the period"), low=0)] = None
    downtime: A[Decimal | None, number(msg("Downtime, hours"), low=0)] = None
    outage: A[Decimal | None, number(msg("Of it planned, hours"), low=0)] = None


ASKED: Mapping[SchemeKind, tuple[str, ...]] = {
    SchemeKind.MILESTONE: ("planned", "actual", "rate", "malus", "cap", "working_days"),
    SchemeKind.AVAILABILITY: ("kpi", "pool", "table", "curve", "hours", "downtime", "outage",
                              "planned_outage"),
}  # fmt: skip
"""What a scheme is reckoned from, by its kind."""
