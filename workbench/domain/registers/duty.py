"""Duties: where the work of a project role goes, whole or in shares."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated as A

from workbench.domain.amounts import number
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg
from workbench.domain.record import Fold, Lasts, Record, register


class Disposition(Labelled):
    """What becomes of a role's work (field F-2.3)."""

    ABSORBED = "absorbed", msg("absorbed into a post")
    ENDED = "ended", msg("ended")
    OUTSOURCED = "outsourced", msg("outsourced to a vendor")
    AUTOMATED = "automated", msg("automated")
    MOVED = "moved", msg("moved to another project")


@register("duty", title=msg("Duties"), one=msg("duty"), named_by="disposition",
          dimension=Dimension.TEAM, prefix="DU", parents=("role",),
          lasts=Lasts.CLOSURE, apart=("post", "destination"),
          fold=Fold(label=msg("Becomes"), by="post", amount="percent", instead="disposition",
                    detail="destination", meant=Disposition.ABSORBED))  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Duty(Record):
    """A share of a role and its destination; the shares of a role add to 100 %."""

    disposition: A[Disposition | None, choice(msg("Becomes"), Disposition, core=True, width=22)] = (
        None
    )
    post: A[int | None, ref(msg("Post"), "post", core=True)] = None
    percent: A[Decimal, number(msg("Share"), low=0, high=100, unit="%", core=True)] = Decimal(100)
    destination: A[str, text(msg("Vendor or project"), core=True)] = ""
