"""Deliverables: what the project made, and which post operates it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import day, instant, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import pointer, ref, text
from workbench.domain.labelled import Labelled, Side
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Record, register


class DeliverableState(Labelled):
    PLANNED = "planned", msg("planned")
    DELIVERED = "delivered", msg("delivered")
    ACCEPTED = "accepted", msg("accepted")
    DEFECTS = "accepted_with_defects", msg("accepted with defects")
    EXCLUDED = "not_handed_over", msg("not handed over")


_S = DeliverableState
_BEFORE = (_S.PLANNED, _S.DELIVERED)

DELIVERABLE = machine(
    DeliverableState,
    Move("deliver", msg("Deliver"), (_S.PLANNED,), _S.DELIVERED),
    Move("accept", msg("Accept"), (_S.DELIVERED, _S.DEFECTS), _S.ACCEPTED, side=Side.RECEIVING),
    Move("accept_with_defects", msg("Accept with defects"), (_S.DELIVERED,), _S.DEFECTS,
         side=Side.RECEIVING, reasoned=True),
    Move("send_back", msg("Send back"), (_S.DELIVERED, _S.ACCEPTED, _S.DEFECTS), _S.PLANNED,
         side=Side.RECEIVING, reasoned=True, back=True),
    Move("exclude", msg("Not handed over"), _BEFORE, _S.EXCLUDED, reasoned=True),
    Move("include", msg("Hand over after all"), (_S.EXCLUDED,), _S.PLANNED),
)  # fmt: skip


@register("deliverable", title=msg("Deliverables"), one=msg("deliverable"), named_by="name",
          dimension=Dimension.GOALS, prefix="D", asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Deliverable(Record):
    """One result of the project; `post` names the standing post that operates it after T0."""

    name: A[str, text(msg("Deliverable"), core=True, width=28)] = ""
    post: A[
        str,
        text(
            msg("Operating post"),
            core=True,
            help=msg("The post in operations, not a person: people change."),
        ),
    ] = ""
    made_by: A[str, text(pmsg("deliverable", "Made by"), core=True, width=16)] = ""
    criterion: A[str, text(msg("Accepted when"))] = ""
    certificate: A[str, pointer(msg("Certificate"))] = ""
    accepted_on: A[date | None, day(msg("Accepted on"))] = None
    warranty: A[date | None, day(msg("Warranty until"))] = None
    state: A[DeliverableState, state(msg("State"), DELIVERABLE)] = DeliverableState.PLANNED
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    moved_by: A[int | None, ref(msg("Moved by"), "person", fixed=True)] = None
    moved_at: A[datetime | None, instant(msg("Moved at"))] = None
    reopened: A[int, scale(msg("Times sent back"), 0, 10_000, fixed=True)] = 0
