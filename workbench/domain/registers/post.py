"""Standing posts: the positions that remain in operations afterwards."""

from __future__ import annotations

from datetime import date
from typing import Annotated as A

from workbench.domain.amounts import day, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, flag, note, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class Coverage(Labelled):
    OFFICE = "office", msg("office hours")
    TWO_SHIFTS = "16x5", msg("16x5")
    ROUND_THE_CLOCK = "24x7", msg("24x7")


@register("post", title=msg("Standing posts"), one=msg("standing post"), named_by="title",
          dimension=Dimension.TEAM, prefix="SP", lasts=Lasts.CLOSURE, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Post(Record):
    """One standing post; the duties of project roles say what it absorbs."""

    title: A[str, text(msg("Standing post"), core=True, width=24)] = ""
    holder: A[int | None, ref(msg("Holder"), "person", core=True)] = None
    backup: A[int | None, ref(msg("Backup"), "person", core=True)] = None
    critical: A[bool, flag(msg("Critical"), core=True)] = False
    function: A[str, text(pmsg("post", "Function"), width=16)] = ""
    seats: A[int, scale(pmsg("post", "Seats"), 1, 500)] = 1
    coverage: A[Coverage, choice(msg("Coverage"), Coverage, required=True)] = Coverage.OFFICE
    on_shift: A[int, scale(msg("On shift at least"), 1, 500)] = 1
    filled_on: A[date | None, day(msg("Filled on"))] = None
    funded: A[bool, flag(msg("Budget confirmed"))] = False
    new_duty: A[
        str,
        text(
            msg("New duty"),
            help=msg("What it does that no project role did; else its duties say it."),
        ),
    ] = ""
    about: A[str, note(msg("What it does"))] = ""
