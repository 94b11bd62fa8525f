"""What goes on after the handover: actions, lessons and improvements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import day, due, instant, scale
from workbench.domain.due import Due
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, note, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class FollowOnKind(Labelled):
    ACTION = "action", pmsg("follow-on", "action")
    LESSON = "lesson", msg("lesson")
    IMPROVEMENT = "improvement", msg("improvement")


class FollowOnState(Labelled):
    OPEN = "open", msg("open")
    DONE = "done", msg("done")
    DROPPED = "dropped", msg("dropped")


_S = FollowOnState

FOLLOW_ON = machine(
    FollowOnState,
    Move("finish", msg("Finish"), (_S.OPEN,), _S.DONE),
    Move("drop", msg("Drop"), (_S.OPEN,), _S.DROPPED, reasoned=True),
    Move("reopen", msg("Reopen"), (_S.DONE, _S.DROPPED), _S.OPEN, reasoned=True, back=True),
)


@register("follow_on", title=msg("Follow-on actions"), one=msg("follow-on action"),
          named_by="title", dimension=Dimension.REVIEW, prefix="F", lasts=Lasts.REVIEW,
          asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class FollowOn(Record):
    """One action after T0; a lesson gives advice, an improvement says when it is checked."""

    title: A[str, text(msg("Follow-on action"), core=True, width=30)] = ""
    kind: A[FollowOnKind, choice(msg("Kind"), FollowOnKind, core=True, required=True)] = (
        FollowOnKind.ACTION
    )
    person: A[int | None, ref(msg("Owner"), "person", core=True)] = None
    due: A[Due | None, due(msg("Due"), core=True)] = None
    check: A[
        date | None,
        day(msg("Check on"), help=msg("When somebody looks whether the improvement works.")),
    ] = None
    origin: A[str, text(msg("Comes from"))] = ""
    cause: A[str, note(msg("Cause"))] = ""
    advice: A[str, note(msg("Advice"))] = ""
    accepted_by: A[int | None, ref(msg("Taken over by"), "person")] = None
    state: A[FollowOnState, state(msg("State"), FOLLOW_ON)] = FollowOnState.OPEN
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    moved_by: A[int | None, ref(msg("Moved by"), "person", fixed=True)] = None
    moved_at: A[datetime | None, instant(msg("Moved at"))] = None
    reopened: A[int, scale(msg("Times reopened"), 0, 10_000, fixed=True)] = 0
