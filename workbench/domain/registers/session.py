"""Sessions: how a topic is passed on, from the first talk to the examination."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import day, instant, scale
from workbench.domain.errors import BadValue
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import NoteKind, View, choice, pointer, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register
from workbench.domain.registers.holding import LEVELS

# The score of an examination, as people write it: a bare `8/10` may be a day as well, `12 of 8
# hours` is no score, and neither percent nor points count what was right.
_COUNT = r"\d{1,4}(?!\d)(?! ?[%％分])"
_SCORES = (
    r"(?<![\d第])(?<!第 )(?P<asked>\d{1,4}) ?道?题"
    rf"[^\d。；;没不未每]{{0,6}}对了? ?(?P<right>{_COUNT})",
    rf"[答做]对了? ?(?P<right>\d{{1,4}}) ?道?题? ?[/／] ?(?P<asked>{_COUNT})",
    rf"\b(?P<right>\d{{1,4}})(?: questions?| answers?)? (?:right|correct),? (?:out )?of "
    rf"(?P<asked>{_COUNT})",
    rf"\b(?P<right>\d{{1,4}}) (?:out )?of (?P<asked>{_COUNT})(?: questions?| answers?)?"
    r"(?: were| was)? (?:right|correct)",
)


class OutcomeKind(NoteKind):
    """What came out of a session, perhaps a score: no more can be right than was asked."""

    def parse(self, text: str, view: View) -> str:
        outcome = super().parse(text, view)
        for score in (found for pattern in _SCORES for found in re.finditer(pattern, outcome)):
            if int(score["right"]) > int(score["asked"]):
                raise BadValue(
                    msg("{right} right is more than the {asked} asked: put the score right",
                        right=score["right"], asked=score["asked"])
                )  # fmt: skip
        return outcome


class SessionKind(Labelled):
    """Field F-6.5."""

    INTERVIEW = "interview", msg("interview")
    DEMONSTRATION = "demonstration", msg("demonstration")
    WALKTHROUGH = "walkthrough", msg("walkthrough")
    SHADOWING = "shadowing", msg("shadowing")
    REVERSE = "reverse_shadowing", msg("reverse shadowing")
    DRILL = "drill", msg("drill")
    EXAMINATION = "examination", msg("examination")


_K = SessionKind
PROVING = (_K.REVERSE, _K.DRILL, _K.EXAMINATION)
"""The sessions in which the receiver does it himself; to have watched proves nothing."""


class SessionState(Labelled):
    PLANNED = "planned", pmsg("session", "planned")
    HELD = "held", msg("held")
    ASSESSED = "assessed", pmsg("session", "assessed")
    MISSED = "missed", msg("missed")
    CANCELLED = "cancelled", msg("cancelled")


_S = SessionState

SESSION = machine(
    SessionState,
    Move("hold", msg("Held"), (_S.PLANNED, _S.MISSED), _S.HELD),
    Move("assess", msg("Assess"), (_S.PLANNED, _S.HELD), _S.ASSESSED),
    Move("take_back", msg("Take the assessment back"), (_S.ASSESSED,), _S.HELD, reasoned=True),
    Move("miss", msg("Missed"), (_S.PLANNED,), _S.MISSED, reasoned=True),
    Move("cancel", msg("Cancel"), (_S.PLANNED, _S.MISSED), _S.CANCELLED, reasoned=True),
    Move("plan", msg("Plan again"), (_S.MISSED, _S.CANCELLED), _S.PLANNED),
)  # fmt: skip


@register("session", title=msg("Sessions"), one=msg("session"), named_by="kind",
          dimension=Dimension.KNOWLEDGE, prefix="SE", parents=("topic",),
          lasts=Lasts.CLOSURE, apart=("giver", "receiver", "day"))  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Session(Record):
    """One session on a topic; assessed, it shows the level the receiver has reached."""

    kind: A[SessionKind | None, choice(pmsg("session", "Kind"), SessionKind, core=True)] = None
    giver: A[int | None, ref(msg("Giver"), "person", core=True)] = None
    receiver: A[int | None, ref(msg("Receiver"), "person", core=True)] = None
    day: A[date | None, day(msg("Planned for"), core=True)] = None
    state: A[SessionState, state(msg("State"), SESSION, width=10)] = SessionState.PLANNED
    minutes: A[int | None, scale(msg("Minutes"), 1, 10_000)] = None
    level: A[int | None, scale(msg("Level shown"), 0, 4, help=LEVELS)] = None
    outcome: A[str, OutcomeKind(label=msg("Outcome"), width=30, limit=20_000)] = ""
    recording: A[str, pointer(msg("Recording"))] = ""
    held_on: A[date | None, day(msg("Held on"), fixed=True)] = None
    before: A[int | None, scale(msg("Level before"), 0, 4, fixed=True)] = None
    assessor: A[int | None, ref(msg("Assessed by"), "person", fixed=True)] = None
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    moved_by: A[int | None, ref(msg("Moved by"), "person", fixed=True)] = None
    moved_at: A[datetime | None, instant(msg("Moved at"))] = None

    def is_to_come(self, today: date) -> bool:
        return self.day is not None and self.day > today

    @property
    def only_watched(self) -> bool:
        """Whether the receiver looks on or listens in it, so that it proves nothing."""
        return self.kind is not None and self.kind not in PROVING
