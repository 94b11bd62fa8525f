"""Release waves: who goes together, on which day, and when they are told."""

from __future__ import annotations

from datetime import date
from typing import Annotated as A

from workbench.domain.amounts import day
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import flag, note, text
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


@register("wave", title=msg("Release waves"), one=msg("release wave"), named_by="name",
          dimension=Dimension.TEAM, prefix="W", lasts=Lasts.CLOSURE)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Wave(Record):
    """People who are released together; its day is the planned release of each of them."""

    name: A[str, text(msg("Release wave"), core=True, width=24)] = ""
    day: A[date | None, day(msg("Day"), core=True)] = None
    tell_on: A[date | None, day(msg("To be told by"), core=True)] = None
    next_known: A[
        bool,
        flag(
            msg("Next assignment known"),
            help=msg("Who does not know what comes next leaves before his day."),
        ),
    ] = False
    conditions: A[str, note(msg("Conditions"))] = ""
