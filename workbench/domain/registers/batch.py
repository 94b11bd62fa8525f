"""Readings that came in together: one batch a KPI, undone as one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import day, instant, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import digest, ref, text
from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.record import Lasts, Record, register

TYPED = "typed"
"""The source of readings that were typed."""


@register("batch", title=msg("Readings loaded"), one=msg("batch of readings"), named_by="source",
          dimension=Dimension.KPI, prefix="RB", parents=("kpi",), lasts=Lasts.REVIEW,
          sealed=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Batch(Record):
    """How many readings, of which days, from where; `sha256` is over the readings themselves."""

    source: A[str, text(msg("Source"), fixed=True)] = ""
    count: A[int, scale(msg("Readings"), 0, 10**9, fixed=True)] = 0
    first: A[date | None, day(msg("First reading"), fixed=True)] = None
    last: A[date | None, day(msg("Last reading"), fixed=True)] = None
    sha256: A[str, digest(msg("SHA-256"))] = ""
    by: A[int | None, ref(msg("Loaded by"), "person", fixed=True)] = None
    at: A[datetime | None, instant(msg("Loaded at"))] = None

    @property
    def origin(self) -> Msg | str:
        """The file the readings are from, or that they were typed."""
        return pmsg("reading", "typed") if self.source == TYPED else self.source
