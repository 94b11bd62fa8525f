"""Holdings: who knows a topic, and how well."""

from __future__ import annotations

from datetime import date
from typing import Annotated as A

from workbench.domain.amounts import day, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import ref
from workbench.domain.message import msg
from workbench.domain.record import Fold, Lasts, Record, register

ALONE = 3
"""The level from which somebody does it alone (0 none, 1 knows about it, 2 with help, 3 alone,
4 can teach it)."""

LEVELS = msg("0 none, 1 knows about it, 2 with help, 3 alone, 4 can teach it")


@register("holding", title=msg("Who knows it"), one=msg("holding"), named_by="person",
          dimension=Dimension.KNOWLEDGE, prefix="HO", parents=("topic",),
          lasts=Lasts.CLOSURE,
          fold=Fold(label=msg("Who knows it"), by="person", amount="level"))  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Holding(Record):
    """One person's level in a topic; of a receiver it counts once an assessment has shown it."""

    person: A[int | None, ref(msg("Person"), "person", core=True)] = None
    level: A[int, scale(msg("Level"), 0, 4, core=True, help=LEVELS)] = 3
    shown_on: A[date | None, day(msg("Shown on"), fixed=True)] = None
    shown_to: A[int | None, ref(msg("Shown to"), "person", fixed=True)] = None
