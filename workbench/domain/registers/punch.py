"""The punch list: what is not as it should be, and when it will be."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated as A

from workbench.domain.amounts import due, instant, scale
from workbench.domain.due import Due
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, ref, text
from workbench.domain.labelled import Labelled, Side
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


class Category(Labelled):
    """When a punch item must be cleared (field F-0.8)."""

    A = "A", msg("A: before acceptance")
    B = "B", msg("B: by a date after acceptance")
    C = "C", msg("C: cosmetic, as agreed")


class PunchState(Labelled):
    OPEN = "open", msg("open")
    READY = "ready_for_check", msg("ready for check")
    CLOSED = "closed", msg("closed")
    DISPUTED = "disputed", msg("disputed")


_S = PunchState

PUNCH = machine(
    PunchState,
    Move("ready", msg("Ready for check"), (_S.OPEN,), _S.READY),
    Move("close", msg("Close"), (_S.READY, _S.OPEN), _S.CLOSED, side=Side.RECEIVING),
    Move("send_back", msg("Send back"), (_S.READY, _S.CLOSED), _S.OPEN,
         side=Side.RECEIVING, reasoned=True, back=True),
    Move("dispute", msg("Dispute"), (_S.OPEN, _S.READY), _S.DISPUTED, reasoned=True),
    Move("settle", msg("Settle the dispute"), (_S.DISPUTED,), _S.OPEN, reasoned=True),
)  # fmt: skip


@register("punch", title=msg("Punch list"), one=msg("punch item"), named_by="title",
          dimension=Dimension.GOALS, prefix="PL", lasts=Lasts.CLOSURE, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Punch(Record):
    """One defect or open point, with task, person, date and measure (three checks, four fixes)."""

    title: A[str, text(msg("Punch item"), core=True, width=30)] = ""
    category: A[Category, choice(msg("Category"), Category, core=True, required=True)] = Category.B
    person: A[int | None, ref(msg("Owner"), "person", core=True)] = None
    due: A[Due | None, due(msg("Due"), core=True)] = None
    measure: A[str, text(msg("Measure"))] = ""
    place: A[str, text(msg("Where it is"))] = ""
    criterion: A[str, text(msg("Closed when"))] = ""
    raised_by: A[int | None, ref(msg("Raised by"), "person")] = None
    state: A[PunchState, state(msg("State"), PUNCH)] = PunchState.OPEN
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    moved_by: A[int | None, ref(msg("Moved by"), "person", fixed=True)] = None
    moved_at: A[datetime | None, instant(msg("Moved at"))] = None
    reopened: A[int, scale(msg("Times sent back"), 0, 10_000, fixed=True)] = 0

    @property
    def is_open(self) -> bool:
        return self.state is not PunchState.CLOSED
