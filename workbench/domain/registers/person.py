"""The roster: one record per human in this handover, and no second list of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated as A

from workbench.domain.amounts import day, number
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, text
from workbench.domain.labelled import Labelled
from workbench.domain.labelled import Side as Side
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class Employment(Labelled):
    STAFF = "staff", msg("staff")
    SECONDEE = "secondee", msg("secondee")
    CONTRACTOR = "contractor", msg("contractor")
    OUTSOURCED = "outsourced", msg("outsourced")
    TEMPORARY = "temporary", msg("temporary")
    VENDOR = "vendor", msg("vendor")


@register("person", title=msg("Roster"), one=msg("person"), named_by="name",
          dimension=Dimension.TEAM, prefix="P", lasts=Lasts.CLOSURE, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Person(Record):
    """One human in this handover, from first day to release or standing post."""

    name: A[str, text(pmsg("person", "Name"), core=True, personal=True, width=16, limit=80)] = ""
    side: A[Side | None, choice(msg("Side"), Side, core=True, width=14)] = None
    role: A[str, text(msg("Role"), core=True, width=22)] = ""
    release: A[date | None, day(msg("Planned release"), core=True)] = None
    organisation: A[str, text(msg("Organisation"), width=16)] = ""
    employment: A[Employment | None, choice(msg("Employment"), Employment)] = None
    fte: A[Decimal | None, number(msg("FTE"), low=0, high=1)] = None
    contact: A[str, text(msg("Contact"), personal=True, private=True)] = ""
