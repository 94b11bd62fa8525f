"""Seats: the parts of this handover that items are owned by until a person fills them."""

from __future__ import annotations

from typing import Annotated as A

from workbench.domain.amounts import bitext
from workbench.domain.bitext import Bitext
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import choice, ref, text
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register
from workbench.domain.registers.person import Side


@register("seat", title=msg("Seats"), one=msg("seat"), named_by="name", prefix="S",
          lasts=Lasts.CLOSURE)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Seat(Record):
    """A part in this handover: receiving lead, knowledge lead, security."""

    name: A[Bitext, bitext(msg("Seat"), core=True)] = Bitext()
    side: A[Side | None, choice(msg("Side"), Side, core=True, width=14)] = None
    person: A[int | None, ref(msg("Filled by"), "person", core=True)] = None
    about: A[Bitext, bitext(msg("What it does"))] = Bitext()
    code: A[str, text(msg("Code in the template"), fixed=True)] = ""
