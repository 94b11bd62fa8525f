"""Topics: pieces of knowledge that somebody holds and somebody must receive."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import day, instant, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, note, pointer, ref, text
from workbench.domain.labelled import Labelled, Side
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class Track(Labelled):
    """How it can be passed on: written down, or only shown and practised."""

    EXPLICIT = "explicit", msg("explicit: in documents")
    TACIT = "tacit", msg("tacit: in heads and hands")


class Portability(Labelled):
    REUSABLE = "reusable", msg("reusable as it is")
    ADAPT = "adapt", msg("to be adapted")
    LOCAL = "local_only", msg("must be learned here")


class TopicState(Labelled):
    """Two tracks from one beginning (field F-6.2)."""

    IDENTIFIED = "identified", msg("identified")
    DRAFTED = "drafted", msg("drafted")
    REVIEWED = "reviewed", msg("reviewed")
    USED = "used_by_receiver", msg("used by the receiver")
    VERIFIED = "verified", pmsg("topic", "verified")
    ELICITED = "elicited", msg("elicited")
    SHADOWED = "shadowing", msg("shadowed")
    REVERSED = "reverse_shadowing", msg("reverse-shadowed")
    ASSESSED = "assessed", msg("assessed")
    SIGNED_OFF = "signed_off", msg("signed off")


_T = TopicState
PATHS = {
    Track.EXPLICIT: (_T.IDENTIFIED, _T.DRAFTED, _T.REVIEWED, _T.USED, _T.VERIFIED),
    Track.TACIT: (_T.IDENTIFIED, _T.ELICITED, _T.SHADOWED, _T.REVERSED, _T.ASSESSED,
                  _T.SIGNED_OFF),
}  # fmt: skip
CASE = ("symptom", "noticed", "cause", "action", "result")
"""The five lines of a case from practice, as fields of a topic."""
PROVED = (_T.VERIFIED, _T.SIGNED_OFF)
_EXPLICIT, _TACIT = (path[1:-1] for path in PATHS.values())

TOPIC = machine(
    TopicState,
    Move("draft", msg("Draft written"), (_T.IDENTIFIED,), _T.DRAFTED),
    Move("review", msg("Reviewed"), (_T.DRAFTED,), _T.REVIEWED),
    Move("elicit", msg("Elicited"), (_T.IDENTIFIED,), _T.ELICITED),
    Move("verify", msg("Verify"), _EXPLICIT, _T.VERIFIED, side=Side.RECEIVING),
    Move("sign_off", msg("Sign off"), _TACIT, _T.SIGNED_OFF, side=Side.RECEIVING),
    Move("send_back", msg("Send back"), (*_EXPLICIT, *_TACIT, *PROVED), _T.IDENTIFIED,
         side=Side.RECEIVING, reasoned=True, back=True),
)  # fmt: skip


@register("topic", title=msg("Topics"), one=msg("topic"), named_by="title",
          dimension=Dimension.KNOWLEDGE, prefix="K", lasts=Lasts.CLOSURE, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Topic(Record):
    """One piece of knowledge; who holds it hangs under it, and so do the sessions."""

    title: A[str, text(msg("Topic"), core=True, width=30)] = ""
    track: A[Track, choice(msg("Track"), Track, core=True, required=True)] = Track.TACIT
    criticality: A[int, scale(msg("Criticality"), 1, 5, core=True)] = 3
    receiver: A[int | None, ref(msg("Receiver"), "person", core=True)] = None
    post: A[int | None, ref(msg("For the post"), "post")] = None
    state: A[TopicState, state(msg("State"), TOPIC)] = TopicState.IDENTIFIED
    domain: A[str, text(pmsg("topic", "Field"), width=14)] = ""
    portability: A[Portability | None, choice(msg("Elsewhere"), Portability)] = None
    location: A[str, pointer(pmsg("topic", "Where it is"))] = ""
    form: A[str, text(msg("Template used"))] = ""
    edition: A[str, text(pmsg("document", "Version"), width=8)] = ""
    editor: A[int | None, ref(msg("Kept up by"), "person")] = None
    reviewed: A[date | None, day(msg("Last reviewed"))] = None
    review_every: A[int | None, scale(msg("Review every, days"), 1, 3650)] = None
    about: A[str, note(msg("What it is about"))] = ""
    # A case from practice, in five lines.
    symptom: A[str, text(msg("Symptom"))] = ""
    noticed: A[str, text(msg("How it was noticed"))] = ""
    cause: A[str, text(msg("Cause"))] = ""
    action: A[str, text(msg("What was done"))] = ""
    result: A[str, text(msg("What came of it"))] = ""
    # Where it must be learned on site: how, and by when.
    learning: A[str, text(msg("Learning plan"))] = ""
    learn_by: A[date | None, day(msg("To be learned by"))] = None
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    moved_by: A[int | None, ref(msg("Moved by"), "person", fixed=True)] = None
    moved_at: A[datetime | None, instant(msg("Moved at"))] = None
    reopened: A[int, scale(msg("Times sent back"), 0, 10_000, fixed=True)] = 0

    @property
    def is_case(self) -> bool:
        return bool(self.symptom)

    @property
    def is_proved(self) -> bool:
        return self.state in PROVED
