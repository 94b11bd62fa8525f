"""Contracts to end: when each must be given notice, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated as A

from workbench.domain.amounts import day, scale
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, note, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class ContractDecision(Labelled):
    END = "end", msg("ends")
    EXTEND = "extend", pmsg("contract", "extended")
    REPLACE = "replace", msg("replaced by another")


@register("contract", title=msg("Contracts to end"), one=msg("contract"), named_by="title",
          dimension=Dimension.TEAM, prefix="CO", lasts=Lasts.CLOSURE, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Contract(Record):
    """One contract of the project; notice is due `notice` days before it ends."""

    title: A[str, text(msg("Contract"), core=True, width=24)] = ""
    vendor: A[str, text(pmsg("contract", "With"), core=True, width=16)] = ""
    ends: A[date | None, day(msg("Ends on"), core=True)] = None
    notice: A[int | None, scale(msg("Notice, days"), 0, 730, core=True)] = None
    decision: A[ContractDecision | None, choice(msg("Decided"), ContractDecision)] = None
    decided_by: A[int | None, ref(msg("Decided by"), "person")] = None
    reference: A[str, text(msg("Contract number"))] = ""
    exit_help: A[str, note(msg("Help at the end"))] = ""

    @property
    def notice_day(self) -> date | None:
        """The last day to give notice."""
        return self.ends - timedelta(days=self.notice or 0) if self.ends is not None else None
