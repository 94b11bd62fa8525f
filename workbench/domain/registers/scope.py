"""Which registers somebody has looked at: complete, or not needed here."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated as A

from workbench.domain.amounts import instant
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import choice, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


class ScopeState(Labelled):
    UNTOUCHED = "untouched", msg("untouched")
    IN_USE = "in_use", msg("in use")
    COMPLETE = "complete", msg("complete")
    NOT_NEEDED = "not_needed", msg("not needed")


@register("scope", title=msg("Scope"), one=msg("scope of a register"), named_by="register",
          prefix="SC", lasts=Lasts.REVIEW, sealed=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Scope(Record):
    """What was said of one register; without a record it is untouched, or in use by its rows."""

    register: A[str, text(msg("Register"), fixed=True)] = ""
    state: A[ScopeState, choice(msg("State"), ScopeState, fixed=True, required=True)] = (
        ScopeState.COMPLETE
    )
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    by: A[int | None, ref(msg("Said by"), "person", fixed=True)] = None
    agreed_by: A[int | None, ref(msg("Agreed by"), "person", fixed=True)] = None
    at: A[datetime | None, instant(msg("Said at"))] = None
