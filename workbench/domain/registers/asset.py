"""Assets: what the project built, as the books take it over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated as A

from workbench.domain.amounts import day, number, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import pointer, text
from workbench.domain.message import msg
from workbench.domain.money import Money, money
from workbench.domain.record import Lasts, Record, register


@register("asset", title=msg("Assets"), one=msg("asset"), named_by="name",
          dimension=Dimension.KPI, prefix="AS", lasts=Lasts.CLOSURE)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Asset(Record):
    """One fixed asset; straight-line depreciation is cost x (1 - residual) / life."""

    name: A[str, text(msg("Asset"), core=True, width=26)] = ""
    cost: A[Money | None, money(msg("Cost"))] = None
    capitalised_on: A[date | None, day(msg("Capitalised on"), core=True)] = None
    life: A[int | None, scale(msg("Life, years"), 1, 100, core=True)] = None
    residual: A[Decimal | None, number(msg("Residual"), low=0, high=100, unit="%")] = None
    category: A[str, text(msg("Category"))] = ""
    location: A[str, text(msg("Location"))] = ""
    maker: A[str, text(msg("Manufacturer"))] = ""
    model: A[str, text(msg("Model"))] = ""
    serial: A[str, text(msg("Serial number"))] = ""
    installed: A[date | None, day(msg("Installed on"))] = None
    warranty: A[date | None, day(msg("Warranty until"))] = None
    document: A[str, pointer(msg("Document"))] = ""
