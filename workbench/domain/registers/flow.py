"""Value flows: what operations brings in and costs, a period at a time."""

from __future__ import annotations

from datetime import date
from typing import Annotated as A

from workbench.domain.amounts import day
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import text
from workbench.domain.message import msg, pmsg
from workbench.domain.money import Money, money
from workbench.domain.record import Lasts, Record, register


@register("flow", title=msg("Value flows"), one=msg("value flow"), named_by="period",
          dimension=Dimension.KPI, prefix="VF", lasts=Lasts.REVIEW)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Flow(Record):
    """One period's revenue and cost; revenue is turnover, not profit."""

    period: A[str, text(msg("Period"), core=True, width=12)] = ""
    until: A[date | None, day(pmsg("flow", "Last day"), core=True)] = None
    revenue: A[Money | None, money(msg("Revenue"))] = None
    cost: A[Money | None, money(pmsg("flow", "Cost"))] = None
    about: A[str, text(msg("Remarks"))] = ""
