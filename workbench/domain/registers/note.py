"""Notes under any record: what was said, by whom, when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated as A

from workbench.domain.amounts import instant
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import note, text
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


@register("note", title=msg("Notes"), one=msg("note"), named_by="text",
          lasts=Lasts.REVIEW,
          parents=("handover", "item", "person", "seat", "punch",
                   "follow_on", "deliverable"))  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Note(Record):
    """A note keeps its lines."""

    text: A[str, note(msg("Note"))] = ""
    by: A[str, text(msg("By"), fixed=True, personal=True)] = ""
    at: A[datetime | None, instant(msg("At"))] = None
