"""Contracts to end: when each must be given notice, and what was decided."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated as A

from workbench.domain.amounts import day, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, note, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class ContractDecision(Labelled):
    END = "end", msg("ends")
    EXTEND = "extend", pmsg("contract", "extended")
    REPLACE = "replace", msg("replaced by another")


ENDING = (ContractDecision.END, ContractDecision.REPLACE)
"""With these the contract itself comes to its end, and wants its notice."""


@register("contract", title=msg("Contracts to end"), one=msg("contract"), named_by="title",
          dimension=Dimension.TEAM, prefix="CO", lasts=Lasts.CLOSURE, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Contract(Record):
    """One contract of the project; notice is due `notice` days before it ends."""

    title: A[str, text(msg("Contract"), core=True, width=24)] = ""
    vendor: A[str, text(pmsg("contract", "With"), core=True, width=16)] = ""
    ends: A[date | None, day(pmsg("contract", "Ends on"), core=True)] = None
    notice: A[int | None, scale(msg("Notice, days"), 0, 730, core=True)] = None
    notice_given: A[
        date | None,
        day(msg("Notice given on"), help=msg("The day on which notice was given, if it was.")),
    ] = None
    decision: A[ContractDecision | None, choice(msg("Decided"), ContractDecision)] = None
    decided_by: A[int | None, ref(msg("Decided by"), "person")] = None
    reference: A[str, text(msg("Contract number"))] = ""
    exit_help: A[str, note(msg("Help at the end"))] = ""

    @property
    def notice_day(self) -> date | None:
        """The last day to give notice."""
        return self.ends - timedelta(days=self.notice or 0) if self.ends is not None else None

    @property
    def notice_due(self) -> date | None:
        """The last day to give notice, as long as it is still to be given or to be decided."""
        if self.decision is None:
            return self.notice_day
        return self.notice_day if self._wants_notice else None

    def notice_missed(self, today: date) -> bool:
        """Whether its day for notice has passed and nothing is decided, or it is to end and no
        notice is recorded, which it wants."""
        last = self.notice_due
        return last is not None and today > last

    @property
    def _wants_notice(self) -> bool:
        return self.decision in ENDING and bool(self.notice) and self.notice_given is None

    @property
    def notice_late(self) -> int:
        """By how many days notice was given too late."""
        if self.notice_given is None or self.notice_day is None:
            return 0
        return max(0, (self.notice_given - self.notice_day).days)
