"""What people answered to findings, and what they agreed to change in the rules.

An answer hangs under the record its finding is about. Whether it counts is computed from its day:
one that has expired stops counting by itself.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import day, instant
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import choice, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg, pmsg
from workbench.domain.record import ANY, Lasts, Record, register


class AnswerKind(Labelled):
    PLAN = "plan", msg("plan")
    WAIVER = "waiver", msg("waiver")
    SETTING = "setting", msg("changed parameter")
    OFF = "off", msg("rule switched off")


@register("answer", title=msg("Answers"), one=pmsg("finding", "answer"), named_by="rule",
          prefix="A", parents=(ANY,), lasts=Lasts.REVIEW, sealed=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Answer(Record):
    """A plan has `owner` and `due`; the others are asked for by one and approved by another.

    `detail` tells findings of one rule about one record apart, as in `R-01 PAY.receiving`.
    """

    rule: A[str, text(msg("Rule"), fixed=True, width=5)] = ""
    detail: A[str, text(msg("Detail"), fixed=True)] = ""
    kind: A[AnswerKind, choice(msg("Kind"), AnswerKind, fixed=True, required=True)] = (
        AnswerKind.PLAN
    )
    owner: A[int | None, ref(msg("Owner"), "person", fixed=True)] = None
    due: A[date | None, day(msg("Due"), fixed=True)] = None
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    measure: A[str, text(msg("Compensating measure"), fixed=True)] = ""
    asker: A[int | None, ref(msg("Asked for by"), "person", fixed=True)] = None
    approver: A[int | None, ref(msg("Approved by"), "person", fixed=True)] = None
    expires: A[date | None, day(msg("Ends on"), fixed=True)] = None
    parameter: A[str, text(msg("Parameter"), fixed=True)] = ""
    value: A[str, text(msg("Value"), fixed=True)] = ""
    at: A[datetime | None, instant(msg("Given at"))] = None

    def counts(self, today: date) -> bool:
        """Whether it still counts: a plan until its day, the others until they end."""
        last = self.due if self.kind is AnswerKind.PLAN else self.expires
        return last is not None and last >= today
