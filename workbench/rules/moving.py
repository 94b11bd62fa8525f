"""What a record with states lacks before it may move, as its machine declares it."""

from __future__ import annotations

from workbench.domain.labelled import Side
from workbench.domain.machine import Move
from workbench.domain.message import Msg, msg
from workbench.domain.registers.person import Person


def lacks(move: Move, by: Person | None, reason: str) -> list[Msg]:
    """What keeps the move from being made; empty when nothing does."""
    found = []
    if move.side is not None:
        allowed = (move.side, Side.SPONSOR)
        if by is None:
            found.append(msg("say who of the {side} does it", side=move.side.label))
        elif by.side not in allowed:
            found.append(msg("{name} is not of the {side}", name=by.name, side=move.side.label))
    if move.reasoned and not reason:
        found.append(msg("say why, in a few words"))
    return found
