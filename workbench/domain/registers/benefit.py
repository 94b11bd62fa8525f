"""Benefits reviews: when somebody looks whether the project was worth it, and what he found."""

from __future__ import annotations

from datetime import date
from typing import Annotated as A

from workbench.domain.amounts import day, due
from workbench.domain.due import Due
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import note, ref, text
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


@register("benefit", title=msg("Benefits reviews"), one=msg("benefits review"), named_by="title",
          dimension=Dimension.KPI, prefix="BR", lasts=Lasts.REVIEW, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Benefit(Record):
    """One benefit on one review day; the KPI says how it stands."""

    title: A[str, text(msg("Benefit"), core=True, width=28)] = ""
    kpi: A[int | None, ref(msg("KPI"), "kpi", core=True)] = None
    due: A[Due | None, due(msg("To be reviewed"), core=True)] = None
    post: A[int | None, ref(msg("Owner after, post"), "post", core=True)] = None
    expected: A[str, text(msg("Expected"))] = ""
    held_on: A[date | None, day(msg("Reviewed on"), past=True)] = None
    result: A[str, note(msg("Result"))] = ""
    decision: A[str, note(msg("Decision"))] = ""

    def was_held(self, today: date) -> bool:
        """Whether it was reviewed by today; a day to come holds nothing."""
        return self.held_on is not None and self.held_on <= today
