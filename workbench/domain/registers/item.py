"""The checklist: items, claimed by the giving side and verified by the receiving side."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import bitext, day, due, instant, scale
from workbench.domain.bitext import Bitext
from workbench.domain.due import Due
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension, Stage
from workbench.domain.kinds import choice, flag, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg
from workbench.domain.record import Record, register


class ItemState(Labelled):
    TODO = "todo", msg("to do")
    DOING = "doing", msg("doing")
    CLAIMED = "claimed", msg("claimed")
    VERIFIED = "verified", msg("verified")
    BLOCKED = "blocked", msg("blocked")
    NOT_APPLICABLE = "na", msg("not applicable")
    WAIVED = "waived", msg("waived")


class NotApplicable(Labelled):
    """Why an item does not apply, after the choices of common review tools."""

    OUT_OF_SCOPE = "out_of_scope", msg("out of scope")
    BUSINESS_PRIORITY = "business_priority", msg("business priority")
    CONSTRAINT = "constraint", msg("constraint")
    OTHER = "other", msg("other")


_S = ItemState
SETTLED = (_S.VERIFIED, _S.NOT_APPLICABLE)  # nobody owes anything on it
OWED = (_S.TODO, _S.DOING, _S.BLOCKED)  # the owner still owes something

ITEM = machine(
    ItemState,
    Move("start", msg("Start"), (_S.TODO, _S.BLOCKED), _S.DOING),
    Move("claim", msg("Claim"), OWED, _S.CLAIMED),
    Move("verify", msg("Verify"), (_S.CLAIMED,), _S.VERIFIED),
    Move("send_back", msg("Send back"), (_S.CLAIMED, _S.VERIFIED), _S.TODO),
    Move("block", msg("Block"), (_S.TODO, _S.DOING, _S.CLAIMED), _S.BLOCKED),
    Move("not_applicable", msg("Not applicable"), (*OWED, _S.CLAIMED), _S.NOT_APPLICABLE),
    Move("waive", msg("Waive"), (*OWED, _S.CLAIMED), _S.WAIVED),
    Move("reopen", msg("Reopen"),
         (_S.DOING, _S.CLAIMED, _S.VERIFIED, _S.BLOCKED, _S.NOT_APPLICABLE, _S.WAIVED), _S.TODO),
)  # fmt: skip


@register("item", title=msg("Checklist"), one=msg("item"), named_by="text", tree=True,
          asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Item(Record):
    """One line of the checklist, of any depth; its key is the handover's code and its number."""

    text: A[Bitext, bitext(msg("Item"), core=True)] = Bitext()
    due: A[Due | None, due(msg("Due"), core=True)] = None
    seat: A[int | None, ref(msg("Seat"), "seat", core=True)] = None
    person: A[int | None, ref(msg("Owner"), "person", core=True)] = None
    dimension: A[Dimension | None, choice(msg("Dimension"), Dimension)] = None
    stage: A[Stage | None, choice(msg("Stage"), Stage)] = None
    mandatory: A[bool, flag(msg("Mandatory"))] = False
    weight: A[int, scale(msg("Weight"), 1, 5)] = 1
    why: A[Bitext, bitext(msg("Why"))] = Bitext()
    proof: A[Bitext, bitext(msg("Good proof"))] = Bitext()
    evidence_required: A[bool, flag(msg("Proof required"))] = True
    state: A[ItemState, state(msg("State"), ITEM)] = ItemState.TODO
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    na_code: A[
        NotApplicable | None, choice(msg("Not applicable because"), NotApplicable, fixed=True)
    ] = None
    measure: A[str, text(msg("Compensating measure"), fixed=True)] = ""
    expires: A[date | None, day(msg("Waived until"), fixed=True)] = None
    approver: A[int | None, ref(msg("Approved by"), "person", fixed=True)] = None
    # Who of the other side agreed when the item stopped being mandatory, or needing a proof.
    optional_by: A[int | None, ref(msg("Made optional with"), "person", fixed=True)] = None
    unproved_by: A[int | None, ref(msg("Proof let go with"), "person", fixed=True)] = None
    claimed_by: A[int | None, ref(msg("Claimed by"), "person", fixed=True)] = None
    claimed_at: A[datetime | None, instant(msg("Claimed at"))] = None
    verified_by: A[int | None, ref(msg("Verified by"), "person", fixed=True)] = None
    verified_at: A[datetime | None, instant(msg("Verified at"))] = None
    self_declared: A[bool, flag(msg("Self-declared"), fixed=True)] = False
    sent_back_by: A[int | None, ref(msg("Sent back by"), "person", fixed=True)] = None
    # What the receiving side said no to; like who said it, it stays until that side verifies.
    objection: A[str, text(msg("Sent back because"), fixed=True)] = ""
    typed_by: A[str, text(msg("Typed by"), fixed=True, personal=True)] = ""  # who, if another
    reopened: A[int, scale(msg("Times reopened"), 0, 10_000, fixed=True)] = 0
    code: A[str, text(msg("Code in the template"), fixed=True)] = ""
    source: A[str, text(msg("Source"), fixed=True)] = ""

    @property
    def returned_by(self) -> int | None:
        """Who sent it back, while it is for that still to do."""
        return self.sent_back_by if self.state is ItemState.TODO else None

    @property
    def headings(self) -> tuple[str, ...]:
        """Those it stood under in the list it came from, the outermost first."""
        return tuple(self.source.split(" / ")[1:])
