"""Critical tasks: what the receiving team must be able to do alone, from the documents only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import day, instant, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import note, pointer, ref, text
from workbench.domain.labelled import Labelled, Side
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class TaskState(Labelled):
    OPEN = "open", pmsg("task", "not shown")
    PROVED = "proved", pmsg("task", "proved")


_S = TaskState

TASK = machine(
    TaskState,
    Move("prove", msg("Proved alone"), (_S.OPEN,), _S.PROVED, side=Side.RECEIVING),
    Move("send_back", msg("Send back"), (_S.PROVED,), _S.OPEN, side=Side.RECEIVING,
         reasoned=True, back=True),
)  # fmt: skip


@register("task", title=msg("Critical tasks"), one=msg("critical task"), named_by="title",
          dimension=Dimension.KNOWLEDGE, prefix="T", lasts=Lasts.CLOSURE, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Task(Record):
    """One task; proved once a receiver did it alone, with the handed-over documents, before a
    witness who is somebody else (field F-6.11)."""

    title: A[str, text(msg("Critical task"), core=True, width=30)] = ""
    post: A[int | None, ref(msg("Post"), "post", core=True)] = None
    person: A[int | None, ref(msg("Done by"), "person", core=True)] = None
    done_on: A[date | None, day(msg("Done on"), core=True)] = None
    witness: A[int | None, ref(msg("Witness"), "person")] = None
    document: A[str, pointer(msg("Document used"))] = ""
    outcome: A[str, note(msg("Outcome"))] = ""
    state: A[TaskState, state(msg("State"), TASK)] = TaskState.OPEN
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    moved_by: A[int | None, ref(msg("Moved by"), "person", fixed=True)] = None
    moved_at: A[datetime | None, instant(msg("Moved at"))] = None
    reopened: A[int, scale(msg("Times sent back"), 0, 10_000, fixed=True)] = 0
