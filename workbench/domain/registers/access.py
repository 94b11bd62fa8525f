"""Access: what a person may enter, and how it is taken back. Pointers only, never a secret."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated as A

from workbench.domain.amounts import instant
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import pointer, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class AccessState(Labelled):
    OPEN = "open", pmsg("access", "open")
    REQUESTED = "requested", msg("revocation requested")
    REVOKED = "revoked", msg("revoked")


_S = AccessState

ACCESS = machine(
    AccessState,
    Move("request", msg("Request revocation"), (_S.OPEN,), _S.REQUESTED),
    Move("revoke", msg("Revoked"), (_S.OPEN, _S.REQUESTED), _S.REVOKED),
    Move("reopen", msg("Still open"), (_S.REQUESTED, _S.REVOKED), _S.OPEN, reasoned=True),
)  # fmt: skip


@register("access", title=msg("Access"), one=msg("access"), named_by="system",
          dimension=Dimension.TOOLS, prefix="AC", lasts=Lasts.CLOSURE, asked=True,
          apart=("person",))  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Access(Record):
    """One way in that one person has; `ticket` is where its revocation was asked for."""

    system: A[str, pointer(msg("System"), core=True)] = ""
    person: A[int | None, ref(msg("Person"), "person", core=True)] = None
    level: A[str, text(pmsg("access", "Rights"), core=True, width=12)] = ""
    ticket: A[str, pointer(msg("Ticket"), core=True)] = ""
    state: A[AccessState, state(msg("State"), ACCESS)] = AccessState.OPEN
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    moved_by: A[int | None, ref(msg("Moved by"), "person", fixed=True)] = None
    moved_at: A[datetime | None, instant(msg("Moved at"))] = None
