"""Baselines: what a handover was when it passed a gate. The frozen content is kept apart."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated as A

from workbench.domain.amounts import instant, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Gate
from workbench.domain.kinds import choice, digest
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


@register("baseline", title=msg("Baselines"), one=msg("baseline"), named_by="gate",
          prefix="BL", lasts=Lasts.REVIEW, sealed=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Baseline(Record):
    """The hash of the frozen content, and the change set before it."""

    gate: A[Gate | None, choice(msg("Gate"), Gate, fixed=True)] = None
    at: A[datetime | None, instant(msg("Frozen at"))] = None
    sha256: A[str, digest(msg("SHA-256"))] = ""
    head: A[int, scale(msg("Change set"), 0, 2**53, fixed=True)] = 0
