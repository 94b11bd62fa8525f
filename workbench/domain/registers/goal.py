"""Goals: what the project was to reach, and what operations is to keep reaching."""

from __future__ import annotations

from datetime import date
from typing import Annotated as A

from workbench.domain.amounts import day
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import pointer, ref, text
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register


@register("goal", title=msg("Goals"), one=msg("goal"), named_by="title",
          dimension=Dimension.GOALS, prefix="GO", lasts=Lasts.CLOSURE, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Goal(Record):
    """A goal pair (field F-1.1): the project's, and the one it becomes, or why it ends there."""

    title: A[str, text(msg("Goal of the project"), core=True, width=28)] = ""
    test: A[str, text(msg("Reached when"), core=True)] = ""
    becomes: A[str, text(msg("Goal of operations"), core=True, width=28)] = ""
    post: A[int | None, ref(msg("Kept by the post"), "post", core=True)] = None
    ops_test: A[str, text(msg("Kept when"))] = ""
    ends_because: A[
        str,
        text(msg("Ends here because"), help=msg("Where operations has no goal from it: why not.")),
    ] = ""
    certificate: A[str, pointer(msg("Certificate"))] = ""
    reached_on: A[date | None, day(msg("Reached on"))] = None

    @property
    def ends(self) -> bool:
        """Whether it ends with the project, so that operations has no goal from it."""
        return bool(self.ends_because.strip()) and not self.becomes.strip()
