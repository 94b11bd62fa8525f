"""What was decided at the gates, each decision beside the verdict computed at that moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import day, instant, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Gate
from workbench.domain.kinds import choice, note, ref, text
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register
from workbench.domain.verdict import Outcome, Ruling


@register("decision", title=msg("Gate decisions"), one=msg("gate decision"), named_by="gate",
          prefix="GD", lasts=Lasts.REVIEW, sealed=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Decision(Record):
    """One decision; an override counts until it `expires`. `conditions` are ids, a line each."""

    gate: A[Gate | None, choice(msg("Gate"), Gate, fixed=True)] = None
    ruling: A[Ruling, choice(msg("Decision"), Ruling, fixed=True, required=True)] = Ruling.PASSED
    computed: A[Outcome | None, choice(msg("Computed verdict"), Outcome, fixed=True)] = None
    by: A[int | None, ref(msg("Chair"), "person", fixed=True)] = None
    at: A[datetime | None, instant(msg("Decided at"))] = None
    typed_by: A[str, text(msg("Typed by"), fixed=True, personal=True)] = ""  # who, if another
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    expires: A[date | None, day(msg("Ends on"), fixed=True)] = None
    stops: A[int, scale(msg("Stops"), 0, 100_000, fixed=True)] = 0
    conditions: A[str, note(msg("Conditions"), fixed=True)] = ""
