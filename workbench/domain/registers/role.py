"""Project roles: what the project needed people for, and what becomes of each."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated as A

from workbench.domain.amounts import number
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import note, ref, text
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


@register("role", title=msg("Project roles"), one=msg("project role"), named_by="name",
          dimension=Dimension.TEAM, prefix="RO", lasts=Lasts.CLOSURE, asked=True,
          apart=("person",))  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Role(Record):
    """One role of the project; its duties say where its work goes."""

    name: A[str, text(msg("Project role"), core=True, width=28)] = ""
    person: A[int | None, ref(msg("Held by"), "person", core=True)] = None
    team: A[str, text(msg("Team"), core=True, width=16)] = ""
    fte: A[Decimal | None, number(msg("FTE"), low=0, high=1)] = None
    about: A[str, note(msg("What it does"))] = ""
