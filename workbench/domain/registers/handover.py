"""The handover itself: one project's move into operations."""

from __future__ import annotations

from datetime import date
from typing import Annotated as A

from workbench.domain.amounts import bitext, day, due, scale
from workbench.domain.bitext import Bitext
from workbench.domain.due import Due
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Gate
from workbench.domain.kinds import choice, flag, text
from workbench.domain.labelled import Labelled
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Record, register


class HandoverState(Labelled):
    """DESIGN of the journey: a gate's decision moves it on."""

    PLANNING = "planning", msg("planning")
    EXECUTING = "executing", msg("executing")
    READY = "ready", msg("ready")
    ACCEPTED = "accepted", msg("accepted")
    ACCEPTED_WITH_CONDITIONS = "accepted_with_conditions", msg("accepted with conditions")
    REJECTED = "rejected", msg("rejected")
    EARLY_LIFE_SUPPORT = "early_life_support", msg("early life support")
    STABILISING = "stabilising", msg("stabilising")
    CLOSED = "closed", msg("closed")
    CLOSED_EARLY = "closed_early", msg("closed early")


class Criticality(Labelled):
    """Which items of a template apply: A takes most."""

    A = "A", msg("A: an outage stops the business")
    B = "B", msg("B: an outage hurts the business")
    C = "C", msg("C: an outage is an annoyance")


_H = HandoverState
ACCEPTED = (_H.ACCEPTED, _H.ACCEPTED_WITH_CONDITIONS, _H.EARLY_LIFE_SUPPORT, _H.STABILISING)
OVER = (_H.CLOSED, _H.CLOSED_EARLY)

HANDOVER = machine(
    HandoverState,
    Move("agree", msg("Agree the plan"), (_H.PLANNING,), _H.EXECUTING),
    Move("ready", msg("Declare ready"), (_H.EXECUTING,), _H.READY),
    Move("accept", msg("Accept"), (_H.READY, _H.REJECTED), _H.ACCEPTED),
    Move("accept_with_conditions", msg("Accept with conditions"),
         (_H.READY, _H.REJECTED), _H.ACCEPTED_WITH_CONDITIONS),
    Move("reject", msg("Reject"), (_H.READY, _H.REJECTED), _H.REJECTED),
    Move("stabilise", msg("End early life support"),
         (_H.ACCEPTED, _H.ACCEPTED_WITH_CONDITIONS), _H.STABILISING),
    Move("close", pmsg("handover", "Close"), (_H.STABILISING,), _H.CLOSED),
    Move("close_early", msg("Close early"),
         (_H.PLANNING, _H.EXECUTING, _H.READY, _H.REJECTED), _H.CLOSED_EARLY),
)  # fmt: skip


_GATE = msg("T-31, T-10wd or a day; a rule follows T0, a day stays.")


@register("handover", title=msg("Handovers"), one=msg("handover"), named_by="name")
@dataclass(frozen=True, kw_only=True, slots=True)
class Handover(Record):
    """One project's move into operations; T0 is the day of acceptance. It has no end date."""

    code: A[str, text(msg("Code"), core=True, width=8, limit=12)] = ""
    name: A[Bitext, bitext(msg("Name"), core=True)] = Bitext()
    t0: A[date | None, day(msg("T0, planned"), core=True)] = None
    t0_actual: A[date | None, day(msg("T0, actual"))] = None
    giving: A[str, text(msg("Giving side"))] = ""
    receiving: A[str, text(msg("Receiving side"))] = ""
    criticality: A[Criticality, choice(msg("Criticality"), Criticality, required=True)] = (
        Criticality.A
    )
    template: A[str, text(msg("Template"), fixed=True)] = ""
    # The plan of the gates; G4 is T0.
    g1: A[Due | None, due(msg("G1, plan agreed"), help=_GATE)] = Due(Gate.G1.offset)
    g2: A[Due | None, due(msg("G2, knowledge captured"), help=_GATE)] = Due(Gate.G2.offset)
    g3: A[Due | None, due(msg("G3, readiness review"), help=_GATE)] = Due(Gate.G3.offset)
    g5: A[Due | None, due(msg("G5, support exit"), help=_GATE)] = Due(Gate.G5.offset)
    g6: A[Due | None, due(msg("G6, closure"), help=_GATE)] = Due(Gate.G6.offset)
    g7: A[Due | None, due(msg("G7, benefits review"), help=_GATE)] = Due(Gate.G7.offset)
    strict: A[
        bool,
        flag(
            msg("Own logins only"),
            help=msg("When on, nobody types for another: each claims and verifies himself."),
        ),
    ] = False
    retention: A[
        int | None,
        scale(
            msg("Contacts kept, days"),
            0,
            3650,
            help=msg(
                "So many days after T0 the contacts of those who left are due to be erased; empty "
                "keeps them."
            ),
        ),
    ] = None
    archived: A[bool, flag(msg("Archived"))] = False
    state: A[HandoverState, state(msg("State"), HANDOVER)] = HandoverState.PLANNING

    @property
    def day_zero(self) -> date | None:
        """The day everything is counted from: the actual T0 once there is one."""
        return self.t0_actual or self.t0

    def gate_due(self, gate: Gate) -> Due | None:
        """When `gate` is held; None where that is not planned."""
        if gate is Gate.G4:
            return Due()
        planned: Due | None = getattr(self, gate.value.lower())
        return planned

    def state_on(self, today: date) -> HandoverState:
        """The state that counts on a day: what was accepted is in early life support from T0 on."""
        accepted = self.state in (_H.ACCEPTED, _H.ACCEPTED_WITH_CONDITIONS)
        if accepted and self.day_zero is not None and self.day_zero <= today:
            return HandoverState.EARLY_LIFE_SUPPORT
        return self.state
