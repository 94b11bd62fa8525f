"""Holidays and make-up working days; weekends need no entry."""

from __future__ import annotations

from datetime import date
from typing import Annotated as A

from workbench.domain.amounts import bitext, day
from workbench.domain.bitext import Bitext
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import flag
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


@register("holiday", title=msg("Holidays"), one=msg("holiday"), named_by="day", prefix="H",
          lasts=Lasts.REVIEW)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Holiday(Record):
    """One day that is off though it is a weekday, or worked though it is a weekend."""

    day: A[date | None, day(msg("Day"), core=True)] = None
    name: A[Bitext, bitext(msg("Name"), core=True)] = Bitext()
    works: A[
        bool,
        flag(
            msg("Worked"),
            core=True,
            help=msg("Yes for a weekend day that is worked to make up for a holiday."),
        ),
    ] = False
