"""Freeze windows: days on which nobody is released."""

from __future__ import annotations

from datetime import date
from typing import Annotated as A

from workbench.domain.amounts import day
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import text
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


@register("freeze", title=msg("Freeze windows"), one=msg("freeze window"), named_by="name",
          dimension=Dimension.TEAM, prefix="FZ", lasts=Lasts.CLOSURE)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Freeze(Record):
    """From its first day to its last, both included; the days around T0 are frozen anyway."""

    name: A[str, text(msg("Freeze window"), core=True, width=24)] = ""
    first: A[date | None, day(msg("First day"), core=True)] = None
    last: A[date | None, day(msg("Last day"), core=True)] = None
