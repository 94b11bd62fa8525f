"""The changeover map: what becomes of each KPI of the project, and where the new ones come from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated as A

from workbench.domain.amounts import day, number, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class Relation(Labelled):
    """Field F-5.3."""

    REPLACED = "replaces", msg("is replaced by")
    CONTINUES = "continues_as", msg("continues as")
    SPLITS = "splits_into", msg("splits into")
    ENDS = "ends", pmsg("KPI", "ends")
    NEW = "new", pmsg("KPI", "is new")


@register("changeover", title=msg("KPI changeover"), one=msg("changeover"), named_by="relation",
          dimension=Dimension.KPI, prefix="CH", lasts=Lasts.CLOSURE,
          apart=("old", "new"))  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Changeover(Record):
    """One line from an old KPI to a new one, with their parallel run where there is one."""

    old: A[int | None, ref(msg("Old KPI"), "kpi", core=True)] = None
    relation: A[Relation | None, choice(msg("Becomes"), Relation, core=True, width=14)] = None
    new: A[int | None, ref(msg("New KPI"), "kpi", core=True)] = None
    reason: A[str, text(msg("Reason"), core=True)] = ""
    first: A[date | None, day(msg("In parallel from"))] = None
    last: A[date | None, day(msg("In parallel to"))] = None
    readings: A[int | None, scale(msg("Readings needed"), 1, 10_000)] = None
    tolerance: A[
        Decimal | None,
        number(msg("Tolerance"), low=0, high=1000, unit="%",
               help=msg("How far new and old may be apart, in percent of the old one.")),
    ] = None  # fmt: skip
